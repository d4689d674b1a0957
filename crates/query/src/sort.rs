//! The `sort` of a query document.

use dyntables_ask::field::Field;
use dyntables_ask::select::Order;
use dyntables_values::argument::string;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::system::SystemField;
use dyntables_values::text::kind_of;
use serde_json::Value;

use crate::names::Names;

/// More keys than this sort nothing that fewer do not.
const MAX_KEYS: usize = 32;

/// Reads `"due:desc"`, `"-due"`, `"due"`, `{"column": "due", "direction": "desc", "nulls": "last"}`
/// or a list of these.
pub fn parse(table: &dyn Names, sort: &Value) -> Result<Vec<Order>, Error> {
    match sort {
        Value::Null => Ok(Vec::new()),
        Value::Array(keys) if keys.len() > MAX_KEYS => {
            Err(Error::limit(format!("a sort cannot have more than {MAX_KEYS} keys")))
        }
        Value::Array(keys) => keys.iter().map(|key| order(table, key)).collect(),
        one => Ok(vec![order(table, one)?]),
    }
}

fn order(table: &dyn Names, key: &Value) -> Result<Order, Error> {
    match key {
        Value::String(text) => {
            let (name, descending) = match (text.strip_prefix('-'), text.rsplit_once(':')) {
                (Some(name), _) => (name, true),
                (None, Some((name, word))) => (name, direction(word)?),
                (None, None) => (text.as_str(), false),
            };
            Ok(Order { field: field(table, name)?, descending, nulls_first: None, by_option: None })
        }
        Value::Object(document) => {
            let mut name = None;
            let mut descending = false;
            let mut nulls_first = None;
            let mut by_option = false;
            for (key, value) in document {
                match key.as_str() {
                    "column" | "attribute" | "field" => name = Some(string(value, key)?),
                    "direction" => descending = direction(string(value, key)?)?,
                    "nulls" => {
                        nulls_first = match string(value, key)? {
                            "first" => Some(true),
                            "last" => Some(false),
                            other => return Err(Error::unknown("place of nulls", other, ["first", "last"])),
                        }
                    }
                    "by" => {
                        by_option = match string(value, key)? {
                            "option" => true,
                            "value" => false,
                            other => return Err(Error::unknown("value of by", other, ["option", "value"])),
                        }
                    }
                    _ => {
                        return Err(Error::unknown("sort key", key, ["column", "direction", "nulls", "by"]));
                    }
                }
            }
            let name = name.ok_or_else(|| Error::bad("a sort key must name its column"))?;
            let by_option = if by_option { Some(options(table, name)?) } else { None };
            Ok(Order { field: field(table, name)?, descending, nulls_first, by_option })
        }
        _ => Err(Error::bad(format!("a sort key must be a string or an object, not {}", kind_of(key)))),
    }
}

/// The values of a select's options, in their order.
fn options(table: &dyn Names, name: &str) -> Result<Vec<String>, Error> {
    // An unknown name, and a set, have errors of their own.
    field(table, name)?;
    let column = table.column(name);
    let options =
        column.map(|column| dyntables_values::types::options::texts(&column.config)).unwrap_or_default();
    if options.is_empty() {
        return Err(Error::bad_hint(
            format!("column \"{}\" has no options to sort by", dyntables_values::text::shorten_text(name)),
            "\"by\": \"option\" is for columns with options, such as those of type select.",
        ));
    }
    Ok(options)
}

/// The order made total: it ends with the id, in the direction of the key before. What comes after
/// the id, or a second time, decides nothing.
#[must_use]
pub fn total(sort: Vec<Order>) -> Vec<Order> {
    let mut keys: Vec<Order> = Vec::with_capacity(sort.len() + 1);
    for key in sort {
        let is_id = key.field == Field::System(SystemField::Id);
        if !keys.iter().any(|known| known.field == key.field && known.by_option == key.by_option) {
            keys.push(key);
        }
        if is_id {
            return keys;
        }
    }
    if let Some(last) = keys.last() {
        let descending = last.descending;
        keys.push(Order {
            field: Field::System(SystemField::Id),
            descending,
            nulls_first: None,
            by_option: None,
        });
    }
    keys
}

fn direction(word: &str) -> Result<bool, Error> {
    match word.to_lowercase().as_str() {
        "asc" | "ascending" => Ok(false),
        "desc" | "descending" => Ok(true),
        _ => Err(Error::unknown("sort direction", word, ["asc", "desc"])),
    }
}

fn field(table: &dyn Names, name: &str) -> Result<Field, Error> {
    let field = table.field(name, "sort")?;
    if field.kind() == Kind::Set {
        return Err(Error::bad(format!("column \"{name}\" is a set, which has no order to sort by")));
    }
    Ok(field)
}
