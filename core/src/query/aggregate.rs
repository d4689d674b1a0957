//! The document of `dt_aggregate`: its keys, checked against a table.

use serde_json::Value;

use crate::error::Error;
use crate::filter::ast::Predicate;
use crate::filter::check::check;
use crate::filter::parse;
use crate::json::{count, object, string};
use crate::model::table::Table;
use crate::query::aggregates::Aggregate;
use crate::query::document::{either, moment};
use crate::query::group_by::Group;
use crate::query::outputs::Outputs;
use crate::query::reader::Reader;
use crate::query::select::{Order, Trash};
use crate::query::{search, sort};
use crate::types::Moment;

/// A checked aggregate query.
#[derive(Debug, Clone)]
pub struct Aggregation {
    /// Which records.
    pub filter: Predicate,
    /// Whether records in the trash count.
    pub trash: Trash,
    /// The zone in which instants have days; the session's where absent.
    pub zone: Option<String>,
    /// What records of one group agree in.
    pub groups: Vec<Group>,
    /// What is said of each group.
    pub aggregates: Vec<Aggregate>,
    /// Which groups.
    pub having: Predicate,
    /// Their order, made total by the group keys.
    pub sort: Vec<Order>,
    /// At most so many groups.
    pub limit: Option<i64>,
    /// After so many.
    pub offset: i64,
}

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

impl Aggregation {
    /// Reads and checks the document. `moment` is the session's; `time_zone` and `now` of the
    /// document replace its parts.
    pub fn parse(table: &Table, document: &Value, session: &Moment) -> Result<Self, Error> {
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
        let filter = search::restrict(table, filter, search, get("search_columns", "search_columns")?)?;
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
}
