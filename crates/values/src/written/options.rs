//! The options that say how text is read. Functions that write records, and changes of columns, take the same ones.

use serde_json::Value;

use crate::argument::{count, string};
use crate::error::Error;
use crate::text::{Object, shorten, shorten_text};
use crate::written::{DateOrder, NameOrder, Reading};
use crate::zone;

/// The keys of the options.
pub const KEYS: [&str; 5] = ["date_order", "decimal_mark", "time_zone", "two_digit_years", "name_order"];

/// Reads one of these options into `reading`. False if the key is none of them.
pub fn read(reading: &mut Reading, key: &str, value: &Value) -> Result<bool, Error> {
    match key {
        "date_order" => {
            let name = string(value, key)?;
            let names = DateOrder::NAMES.map(|(name, _)| name);
            let order = DateOrder::parse(name);
            reading.date_order =
                Some(order.ok_or_else(|| Error::unknown("value of date_order", name, names))?);
        }
        "decimal_mark" => {
            reading.decimal_mark = match string(value, key)? {
                "." => Some('.'),
                "," => Some(','),
                other => {
                    let other = shorten_text(other);
                    return Err(Error::bad(format!("decimal_mark must be \".\" or \",\", not \"{other}\"")));
                }
            }
        }
        "time_zone" => {
            let name = string(value, key)?;
            reading.zone = Some(zone::find(name).ok_or_else(|| zone::unknown(name))?);
        }
        "two_digit_years" => {
            // The hundred ends with the year 9999 at the latest.
            let first = count(value, key, i64::MAX).ok().filter(|first| (1..=9_900).contains(first));
            let first = first.and_then(|first| i16::try_from(first).ok());
            reading.two_digit_years = Some(first.ok_or_else(|| {
                Error::bad(format!(
                    "two_digit_years must be the first year of a hundred, a whole number from 1 to 9900 such as 1950, not {}",
                    shorten(value)
                ))
            })?);
        }
        "name_order" => {
            let name = string(value, key)?;
            let names = NameOrder::NAMES.map(|(name, _)| name);
            let order = NameOrder::parse(name);
            reading.name_order =
                Some(order.ok_or_else(|| Error::unknown("value of name_order", name, names))?);
        }
        _ => return Ok(false),
    }
    Ok(true)
}

/// The options out of a document that was checked before. Other keys are passed over.
pub fn of_document(document: &Object) -> Result<Reading, Error> {
    let mut reading = Reading::default();
    for (key, value) in document {
        read(&mut reading, key, value)?;
    }
    Ok(reading)
}
