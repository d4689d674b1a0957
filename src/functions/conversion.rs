//! What generated SQL calls for each record while a column's type or config changes.

use dyntables_values::Error;
use pgrx::IntoDatum;
use pgrx::pg_sys::Datum;

use crate::server::call::Call;
use crate::storage::convert::{compiled, judge};

crate::sql_functions! {
    "dt_conversion_fault" => conversion_fault;
    "dt_converted" => converted;
    "dt_missing_options" => missing_options;
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
