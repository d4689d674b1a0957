//! Do the plain columns say the same as `data`? A write of a plain column is made a write of `data`, and what is in
//! `data` then is written into the plain columns.

use dyntables_values::Error;
use dyntables_values::jsonb::node::Node;
use dyntables_values::jsonb::{Amendment, Part};
use pgrx::pg_sys;
use serde_json::Value;

use crate::catalog::plain::Plain;
use crate::server::execute::{Access, execute};
use crate::server::jsonb::Jsonb;
use crate::server::param::Value as Param;
use crate::trigger::row::Row;

/// What a statement wrote into plain columns, as a change of `data`. Where it changed both, `data` is right.
pub(super) fn written_through(
    plain: &[Plain],
    new: Row,
    old: Option<Row>,
    data: Jsonb<'_>,
) -> Result<Amendment, Error> {
    let mut amendment = Amendment::default();
    if data.node().as_object().is_none() {
        // What else it may be is told by the validator.
        return Ok(amendment);
    }
    for column in plain {
        let Some(attribute) = new.attribute_of(column) else { continue };
        let (is, was) = (new.get(attribute), old.and_then(|old| old.get(attribute)));
        if new.is_same(attribute, is, was) {
            continue;
        }
        let is_given = match old.and_then(Row::data) {
            Some(old) => !new.is_same(attribute, column.value(data), column.value(old)),
            None => part(data, column).is_some(),
        };
        if is_given {
            continue;
        }
        match is {
            Some(value) => {
                amendment.set.insert(column.key.clone(), json(column, value, data)?);
            }
            None => amendment.remove.push(column.key.clone()),
        }
    }
    Ok(amendment)
}

/// What `data` has under the key of a column.
fn part<'a>(data: Jsonb<'a>, column: &Plain) -> Option<Part<'a>> {
    Part::root(data.bytes())?.at(&[column.key.as_bytes()])
}

/// The value of a plain column as `data` has it.
fn json(column: &Plain, value: pg_sys::Datum, data: Jsonb<'_>) -> Result<Value, Error> {
    const JSON: &str = "SELECT pg_catalog.to_jsonb($1)";
    if column.type_() == pg_sys::FLOAT8OID {
        return Ok(number(f64::from_bits(value.value() as u64)));
    }
    let value = Param::Datum(Some(value), column.type_());
    let json = execute(JSON, &[value], Access::Read, |rows| rows.jsonb(0, 1).map(|jsonb| jsonb.to_value()));
    let json = json.transpose()?.unwrap_or_default();
    if !column.is_amount {
        return Ok(json);
    }
    match data.to_value()?.get(&column.key) {
        Some(Value::Object(money)) => {
            let mut money = money.clone();
            money.insert("amount".to_owned(), json);
            Ok(Value::Object(money))
        }
        _ => Err(Error::bad_hint(
            format!("the amount of \"{}\" is written without a currency", column.key),
            format!("Write both into data: '{{\"{}\": {{\"amount\": …, \"currency\": …}}}}'.", column.key),
        )),
    }
}

/// A double with the fewest digits that say it, whatever `extra_float_digits` is. What is no number is told by the
/// validator.
fn number(double: f64) -> Value {
    const WHOLE: f64 = 1e15;
    if double.fract() == 0.0 && double.abs() < WHOLE {
        return (double as i64).into();
    }
    serde_json::Number::from_f64(double).map_or_else(|| double.to_string().into(), Value::Number)
}

/// The plain columns that a row has other values of than `data`, with the values of `data`.
pub(super) fn in_step(plain: &[Plain], row: Row, data: Jsonb<'_>) -> Vec<(i32, Option<pg_sys::Datum>)> {
    let columns = plain.iter().filter_map(|column| Some((row.attribute_of(column)?, column.value(data))));
    columns.filter(|(attribute, value)| !row.is_same(*attribute, row.get(*attribute), *value)).collect()
}
