//! How is a number drawn from a sequence?

use pgrx::pg_sys;

use crate::server::owner::AsOwner;
use crate::server::sqlstate::SEQUENCE_LIMIT;
use crate::server::witness::watched;

/// Draws the next number of a sequence, with the owner's rights: whoever may insert may have a number. `None` if the
/// sequence has come to its end. The transaction is then to be aborted as after any other error.
pub fn next_number(sequence: pg_sys::Oid) -> Option<i64> {
    let _owner = AsOwner::new();
    // SAFETY: the argument is of the type that the function declares, which locks the sequence.
    let next =
        || unsafe { pgrx::direct_function_call_as_datum(pg_sys::nextval_oid, &[Some(sequence.into())]) };
    match watched(next) {
        Ok(number) => number.map(|number| number.value() as i64),
        Err(caught) if caught.code() == Some(SEQUENCE_LIMIT) => None,
        Err(caught) => caught.resume(),
    }
}
