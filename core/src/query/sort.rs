//! The `sort` of a query document.

use serde_json::Value;

use crate::error::Error;
use crate::filter::field::{Field, Names};
use crate::json::{kind_of, string};
use crate::sqlgen::select::Order;
use crate::types::kind::Kind;

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
            Ok(Order { field: field(table, name)?, descending, nulls_first: None })
        }
        Value::Object(document) => {
            let mut name = None;
            let mut descending = false;
            let mut nulls_first = None;
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
                    _ => return Err(Error::unknown("sort key", key, ["column", "direction", "nulls"])),
                }
            }
            let name = name.ok_or_else(|| Error::bad("a sort key must name its column"))?;
            Ok(Order { field: field(table, name)?, descending, nulls_first })
        }
        _ => Err(Error::bad(format!("a sort key must be a string or an object, not {}", kind_of(key)))),
    }
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
