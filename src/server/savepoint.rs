//! What if a statement may fail, and the call goes on?

use pgrx::pg_sys;

use crate::server::witness::{Caught, watched};

/// Runs statements, all of which are undone if one fails: as between SAVEPOINT and ROLLBACK TO. What they return lives on.
pub fn attempt<T>(statements: impl FnOnce() -> T) -> Result<T, Caught> {
    within(false, statements)
}

/// Runs statements, all of which are undone in any case. What they return lives on.
pub fn undone<T>(statements: impl FnOnce() -> T) -> Result<T, Caught> {
    within(true, statements)
}

fn within<T>(is_undone: bool, statements: impl FnOnce() -> T) -> Result<T, Caught> {
    // SAFETY: what plpgsql does for a block with EXCEPTION. Memory context and resource owner are those of before again
    // whatever happens. What unwinds out of the statements has closed nothing of SPI: the rollback does.
    unsafe {
        let (memory, owner) = (pg_sys::CurrentMemoryContext, pg_sys::CurrentResourceOwner);
        pg_sys::BeginInternalSubTransaction(std::ptr::null());
        pg_sys::CurrentMemoryContext = memory;
        let outcome = watched(statements);
        if outcome.is_ok() && !is_undone {
            pg_sys::ReleaseCurrentSubTransaction();
        } else {
            pg_sys::RollbackAndReleaseCurrentSubTransaction();
        }
        pg_sys::CurrentMemoryContext = memory;
        pg_sys::CurrentResourceOwner = owner;
        outcome
    }
}
