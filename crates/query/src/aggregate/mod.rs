//! The document of `dt_aggregate`: its keys, checked against a table.

mod groups;
mod outputs;
mod reader;
mod taken;
mod values;

use dyntables_ask::aggregate::Aggregation;
use dyntables_ask::select::Trash;
use dyntables_model::table::Table;
use dyntables_values::argument::{count, object, string};
use dyntables_values::error::Error;
use dyntables_values::moment::Moment;
use serde_json::Value;

use crate::aggregate::outputs::Outputs;
use crate::aggregate::reader::Reader;
use crate::document::{either, moment};
use crate::filter::check::check;
use crate::filter::parse;
use crate::search::document::restrict;
use crate::sort;

const KEYS: [&str; 14] = [
    "filter",
    "where",
    "group_by",
    "aggregates",
    "having",
    "sort",
    "order_by",
    "limit",
    "offset",
    "trash",
    "time_zone",
    "now",
    "search",
    "search_columns",
];

/// Reads and checks the document. `moment` is the session's; `time_zone` and `now` of the
/// document replace its parts.
pub fn parse(table: &Table, document: &Value, session: &Moment) -> Result<Aggregation, Error> {
    let document = object(document, "an aggregate query")?;
    if let Some(unknown) = document.keys().find(|key| !KEYS.contains(&key.as_str())) {
        let error = Error::unknown("key of an aggregate query", unknown, KEYS);
        return Err(match unknown.as_str() {
            "columns" | "select" => {
                error.with_hint("A group's values are those that group_by and aggregates name.")
            }
            _ => error,
        });
    }
    let get = |a: &str, b: &str| either(document, a, b);
    let zone = get("time_zone", "time_zone")?;
    let moment = moment(zone, get("now", "now")?, session)?;
    let reader = Reader { table, moment: &moment };
    let filter = check(table, &parse::parse(get("filter", "where")?)?, &moment)?;
    let search = get("search", "search")?;
    let filter = restrict(table, filter, search, get("search_columns", "search_columns")?)?;
    let trash = match get("trash", "trash")? {
        Value::Null => Trash::Exclude,
        word => Trash::parse(string(word, "trash")?)?,
    };
    let groups = reader.groups(get("group_by", "group_by")?)?;
    let aggregates = reader.aggregates(get("aggregates", "aggregates")?, &groups)?;
    if groups.is_empty() && aggregates.is_empty() {
        return Err(Error::bad_hint(
            "an aggregate query needs group_by or aggregates",
            "Write for example {\"group_by\": [\"stage\"], \"aggregates\": {\"n\": \"count\"}}.",
        ));
    }
    let outputs = Outputs::new(&groups, &aggregates)?;
    let having = check(&outputs, &parse::parse_as(get("having", "having")?, parse::HAVING)?, &moment)?;
    let sort = sort::parse(&outputs, get("sort", "order_by")?)?;
    let number = |key| match get(key, key)? {
        Value::Null => Ok(None),
        value => count(value, key, i64::MAX).map(Some),
    };
    Ok(Aggregation {
        filter,
        trash,
        zone: zone.as_str().map(ToOwned::to_owned),
        groups,
        aggregates,
        having,
        sort,
        limit: number("limit")?,
        offset: number("offset")?.unwrap_or(0),
    })
}
