//! What generated SQL calls for each record while a column's type or config changes.

use std::cell::RefCell;
use std::rc::Rc;

use dyntables_core::Error;
use dyntables_core::fault::Fault;
use dyntables_core::validate::RecordValidator;
use dyntables_core::validate::convert::Conversion;
use pgrx::IntoDatum;
use pgrx::pg_sys::Datum;
use serde_json::Value;

use crate::access::identity;
use crate::jsonb::{self, Jsonb};
use crate::spi::call::Call;

crate::sql_functions! {
    "dt_conversion_fault" => conversion_fault;
    "dt_converted" => converted;
    "dt_missing_options" => missing_options;
}

thread_local! {
    /// The conversion of the last call, with its document: compiled once per statement.
    static LAST: RefCell<Option<(Vec<u8>, Rc<Conversion>)>> = const { RefCell::new(None) };
}

/// Forgets what callers gave: at the end of each transaction.
pub fn forget() {
    LAST.take();
}

/// The conversion that a document describes.
pub fn compiled(document: &Jsonb<'_>) -> Result<Rc<Conversion>, Error> {
    let known = LAST.with_borrow(|last| {
        last.as_ref().filter(|(bytes, _)| bytes == document.bytes()).map(|(_, conversion)| conversion.clone())
    });
    if let Some(conversion) = known {
        return Ok(conversion);
    }
    let conversion = Rc::new(Conversion::from_document(&document.to_value()?, identity::zone_of)?);
    LAST.set(Some((document.bytes().to_vec(), conversion.clone())));
    Ok(conversion)
}

/// The faults of a record that is a value.
pub fn judge(validator: &RecordValidator, record: &Value) -> Vec<Fault> {
    validator.faults(jsonb::from_value(record).node())
}

/// NULL where there is no value, an empty text where it converts, else why it does not.
fn conversion_fault(call: &mut Call) -> Result<Datum, Error> {
    let (Some(data), Some(document)) = (call.jsonb(0), call.jsonb(1)) else { return Ok(call.return_null()) };
    Ok(match compiled(&document)?.fault(data.node(), &judge) {
        Some(fault) => call.return_text(&fault),
        None => call.return_null(),
    })
}

/// The record with its value converted; NULL where it stays as it is.
fn converted(call: &mut Call) -> Result<Datum, Error> {
    let (Some(data), Some(document)) = (call.jsonb(0), call.jsonb(1)) else { return Ok(call.return_null()) };
    let amendment = compiled(&document)?.amendment(data.node(), &judge);
    Ok(if amendment.is_empty() { call.return_null() } else { data.amended(&amendment)?.datum() })
}

/// The options that the value needs and the new column does not have.
fn missing_options(call: &mut Call) -> Result<Datum, Error> {
    let (Some(data), Some(document)) = (call.jsonb(0), call.jsonb(1)) else { return Ok(call.return_null()) };
    let missing = compiled(&document)?.missing_options(data.node(), &judge);
    Ok(missing.into_datum().unwrap_or_else(|| call.return_null()))
}
