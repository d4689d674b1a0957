//! What does generated SQL call for each record while a column's type or config changes?

use dyntables_values::Error;

use crate::server::call::{Arg, Call};
use crate::server::returned::Returned;
use crate::server::types::{Jsonb, Text, TextArray};
use crate::storage::convert::compiled;
use crate::storage::environment::ENVIRONMENT;

crate::sql_functions! {
    dt_conversion_fault(data: Jsonb, conversion: Jsonb) -> Text => conversion_fault;
    dt_converted(data: Jsonb, conversion: Jsonb) -> Jsonb => converted;
    dt_shown_mark(data: Jsonb, conversion: Jsonb) -> Text => shown_mark;
    dt_missing_options(data: Jsonb, conversion: Jsonb) -> TextArray => missing_options;
}

/// Why the value does not convert; an empty text if it does, NULL if there is no value.
fn conversion_fault(
    _call: &Call,
    data: Arg<Jsonb>,
    conversion: Arg<Jsonb>,
) -> Result<Option<Returned<Text>>, Error> {
    let (Some(data), Some(document)) = (data.get(), conversion.get()) else { return Ok(None) };
    let fault = compiled(&document)?.fault(data.bytes(), &ENVIRONMENT);
    Ok(fault.map(|fault| fault.as_str().into()))
}

/// The record with its value converted; NULL if the record stays as it is.
fn converted(
    _call: &Call,
    data: Arg<Jsonb>,
    conversion: Arg<Jsonb>,
) -> Result<Option<Returned<Jsonb>>, Error> {
    let (Some(data), Some(document)) = (data.get(), conversion.get()) else { return Ok(None) };
    let amendment = compiled(&document)?.amendment(data.bytes(), &ENVIRONMENT);
    Ok(if amendment.is_empty() { None } else { Some(data.amended(&amendment)?.into()) })
}

/// The decimal mark that the value shows; NULL where it shows none.
fn shown_mark(
    _call: &Call,
    data: Arg<Jsonb>,
    conversion: Arg<Jsonb>,
) -> Result<Option<Returned<Text>>, Error> {
    let (Some(data), Some(document)) = (data.get(), conversion.get()) else { return Ok(None) };
    let mark = compiled(&document)?.shown_mark(data.bytes());
    Ok(mark.map(|mark| String::from(mark).as_str().into()))
}

/// The options that the value needs and the new column does not have.
fn missing_options(
    _call: &Call,
    data: Arg<Jsonb>,
    conversion: Arg<Jsonb>,
) -> Result<Option<Returned<TextArray>>, Error> {
    let (Some(data), Some(document)) = (data.get(), conversion.get()) else { return Ok(None) };
    let missing: Vec<String> = compiled(&document)?.missing_options(data.bytes(), &ENVIRONMENT);
    Ok(Some(missing.into()))
}
