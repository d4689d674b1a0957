//! The `sort` of a query document.

use dyntables_ask::field::Field;
use dyntables_ask::select::Order;
use dyntables_values::argument::string;
use dyntables_values::error::{Error, Within};
use dyntables_values::kind::Kind;
use dyntables_values::system::SystemField;
use dyntables_values::text::{Object, kind_of, shorten_text};
use dyntables_values::types::options::texts;
use serde_json::Value;

use crate::names::Names;

/// The most keys of a sort. More are a mistake or an attack.
const MAX_KEYS: usize = 32;

/// Reads `"due:desc"`, `"-due"`, `"due"`, `{"column": "due", "direction": "desc", "nulls": "last"}`
/// or a list of these.
pub fn parse(names: &dyn Names, sort: &Value) -> Result<Vec<Order>, Error> {
    keys(names, sort).within("sort")
}

fn keys(names: &dyn Names, sort: &Value) -> Result<Vec<Order>, Error> {
    match sort {
        Value::Null => Ok(Vec::new()),
        Value::Array(keys) if keys.len() > MAX_KEYS => {
            Err(Error::limit(format!("a sort cannot have more than {MAX_KEYS} keys")))
        }
        Value::Array(keys) => {
            keys.iter().enumerate().map(|(at, key)| order(names, key).within_element(at)).collect()
        }
        one => Ok(vec![order(names, one)?]),
    }
}

fn order(names: &dyn Names, key: &Value) -> Result<Order, Error> {
    match key {
        Value::String(text) => order_of_text(names, text),
        Value::Object(document) => order_of_object(names, document),
        _ => Err(Error::bad(format!("a sort key must be a string or an object, not {}", kind_of(key)))),
    }
}

fn order_of_text(names: &dyn Names, text: &str) -> Result<Order, Error> {
    let (name, descending) = match (text.strip_prefix('-'), text.rsplit_once(':')) {
        (Some(name), _) => (name, true),
        (None, Some((name, word))) => (name, is_descending(word)?),
        (None, None) => (text, false),
    };
    Ok(Order::by(field(names, name)?, descending))
}

fn order_of_object(names: &dyn Names, document: &Object) -> Result<Order, Error> {
    let mut name = None;
    let mut descending = false;
    let mut empties_first = false;
    let mut is_by_option = false;
    for (key, value) in document {
        match key.as_str() {
            "column" | "attribute" | "field" => name = Some(string(value, key)?),
            "direction" => descending = is_descending(string(value, key)?)?,
            "nulls" => {
                empties_first = match string(value, key)? {
                    "first" => true,
                    "last" => false,
                    other => return Err(Error::unknown("place of nulls", other, ["first", "last"])),
                }
            }
            "by" => {
                is_by_option = match string(value, key)? {
                    "option" => true,
                    "value" => false,
                    other => return Err(Error::unknown("value of by", other, ["option", "value"])),
                }
            }
            _ => return Err(Error::unknown("sort key", key, ["column", "direction", "nulls", "by"])),
        }
    }
    let name = name.ok_or_else(|| Error::bad("a sort key must name its column"))?;
    let by_option = if is_by_option { Some(options(names, name)?) } else { None };
    Ok(Order { empties_first, by_option, ..Order::by(field(names, name)?, descending) })
}

/// The values of a column's options, in their order.
fn options(names: &dyn Names, name: &str) -> Result<Vec<String>, Error> {
    // Refuses unknown names and sets.
    field(names, name)?;
    let options = names.column(name).map(|column| texts(&column.config)).unwrap_or_default();
    if options.is_empty() {
        return Err(Error::bad_hint(
            format!("column \"{}\" has no options to sort by", shorten_text(name)),
            "\"by\": \"option\" is for columns with options, such as those of type select.",
        ));
    }
    Ok(options)
}

/// Makes an order total: it ends with the id, in the direction of the key before. Keys after the id and repeated
/// keys are left out, as they decide nothing. An order without keys stays as it is.
pub fn total(sort: Vec<Order>) -> Vec<Order> {
    let mut keys: Vec<Order> = Vec::with_capacity(sort.len() + 1);
    for key in sort {
        let is_id = key.is_id();
        if !keys.iter().any(|known| known.field == key.field && known.by_option == key.by_option) {
            keys.push(key);
        }
        if is_id {
            return keys;
        }
    }
    if let Some(last) = keys.last() {
        keys.push(Order::by(Field::System(SystemField::Id), last.descending));
    }
    keys
}

fn is_descending(word: &str) -> Result<bool, Error> {
    match word.to_lowercase().as_str() {
        "asc" | "ascending" => Ok(false),
        "desc" | "descending" => Ok(true),
        _ => Err(Error::unknown("sort direction", word, ["asc", "desc"])),
    }
}

fn field(names: &dyn Names, name: &str) -> Result<Field, Error> {
    let field = names.field(name, "sort")?;
    if field.kind() == Kind::Set {
        let error = Error::bad(format!("column \"{name}\" is a set, which has no order to sort by"));
        return Err(error.of_condition(name, None));
    }
    Ok(field)
}
