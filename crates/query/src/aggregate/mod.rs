//! The document of `dt_aggregate`: its keys, checked against a table.

mod groups;
mod outputs;
mod reader;
mod taken;
mod values;

use dyntables_ask::aggregate::Aggregation;
use dyntables_model::table::Table;
use dyntables_values::error::Error;
use dyntables_values::moment::Moment;
use serde_json::Value;

use crate::aggregate::outputs::Outputs;
use crate::aggregate::reader::Reader;
use crate::filter::check::check;
use crate::filter::parse;
use crate::keys::Keys;
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

/// Reads and checks the document. `session` is the session's moment; the document's `time_zone` and `now` replace
/// its parts.
pub fn parse(table: &Table, document: &Value, session: &Moment) -> Result<Aggregation, Error> {
    let keys = Keys::of(document, "an aggregate query")?;
    if let Some(unknown) = keys.unknown(&KEYS) {
        let error = Error::unknown("key of an aggregate query", unknown, KEYS).within(unknown);
        return Err(match unknown {
            "columns" | "select" => {
                error.with_hint("A group's values are those that group_by and aggregates name.")
            }
            _ => error,
        });
    }
    let moment = keys.moment(session)?;
    let reader = Reader { table, moment: &moment };
    let filter = keys.predicate(table, &moment)?;
    let trash = keys.trash()?;
    let groups = reader.groups(keys.get("group_by"))?;
    let aggregates = reader.aggregates(keys.get("aggregates"), &groups)?;
    if groups.is_empty() && aggregates.is_empty() {
        return Err(Error::bad_hint(
            "an aggregate query needs group_by or aggregates",
            "Write for example {\"group_by\": [\"stage\"], \"aggregates\": {\"n\": \"count\"}}.",
        ));
    }
    let outputs = Outputs::new(&groups, &aggregates)?;
    let having = check(&outputs, &parse::parse_as(keys.get("having"), parse::HAVING)?, &moment)?;
    let sort = sort::parse(&outputs, keys.either("sort", "order_by")?)?;
    Ok(Aggregation {
        filter,
        trash,
        zone: moment.zone.name().to_owned(),
        groups,
        aggregates,
        having,
        sort,
        limit: keys.count("limit")?,
        offset: keys.count("offset")?.unwrap_or(0),
    })
}
