//! The query document: its keys, checked against a table.

use dyntables_ask::field::Field;
use dyntables_ask::select::{Marks, Order, Select, Trash};
use dyntables_model::ident::UNCONVERTED;
use dyntables_model::table::Table;
use dyntables_values::argument::{count, object, string};
use dyntables_values::error::Error;
use dyntables_values::iso;
use dyntables_values::moment::Moment;
use dyntables_values::system::SystemField;
use dyntables_values::text::{Object, kind_of};
use serde_json::Value;

use crate::filter::check::check;
use crate::filter::parse;
use crate::search::document::restrict;
use crate::{cursor, sort};

/// A checked query document of `dt_page`.
#[derive(Debug, Clone)]
pub struct Page {
    /// What to select.
    pub select: Select,
    /// What is said of how many records there are.
    pub total: Total,
    /// What the cursors are made of.
    pub marks: Marks,
}

/// How the records of a filter are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// One by one.
    Exact,
    /// By the planner's statistics, without reading any.
    Estimate,
    /// Not at all.
    None,
}

const KEYS: &[&str] = &[
    "filter",
    "where",
    "sort",
    "order_by",
    "limit",
    "offset",
    "page",
    "after",
    "before",
    "columns",
    "select",
    "total",
    "trash",
    "time_zone",
    "now",
    "search",
    "search_columns",
];

/// Reads and checks the query document of `dt_query`: all records unless there is a limit. `moment`
/// is the session's; `time_zone` and `now` of the document replace its parts. `secret` is the
/// server's, which cursors are checked with.
pub fn records(table: &Table, document: &Value, moment: &Moment, secret: u64) -> Result<Select, Error> {
    let Read { mut select, after, before, document, .. } = read(table, document, None, moment)?;
    if !after.is_null() || !before.is_null() {
        let fingerprint = cursor::fingerprint(table, &select.sort, document);
        select.start = cursor::start(secret, fingerprint, &select.sort, after, before)?;
    }
    Ok(select)
}

/// Reads and checks the query document of `dt_page`: 50 records unless there is a limit, and never
/// more than `most`; see [`records`].
pub fn page(table: &Table, document: &Value, most: i64, moment: &Moment, secret: u64) -> Result<Page, Error> {
    let Read { mut select, total, after, before, document } = read(table, document, Some(most), moment)?;
    let fingerprint = cursor::fingerprint(table, &select.sort, document);
    select.start = cursor::start(secret, fingerprint, &select.sort, after, before)?;
    let marks = cursor::marks(secret, fingerprint, after.as_str().or(before.as_str()));
    Ok(Page { select, total, marks })
}

/// What a query document says, its cursor as it is written.
struct Read<'a> {
    /// Without its start.
    select: Select,
    total: Total,
    after: &'a Value,
    before: &'a Value,
    document: &'a Object,
}

/// Reads all but the cursor. `most` is the size of the largest page, where a page is wanted.
fn read<'a>(
    table: &Table,
    document: &'a Value,
    most: Option<i64>,
    moment: &Moment,
) -> Result<Read<'a>, Error> {
    let document = object(document, "a query")?;
    if let Some(unknown) = document.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Err(Error::unknown("query key", unknown, KEYS.iter().copied()));
    }
    let get = |a: &str, b: &str| either(document, a, b);
    let moment = self::moment(get("time_zone", "time_zone")?, get("now", "now")?, moment)?;
    let filter = check(table, &parse::parse(get("filter", "where")?)?, &moment)?;
    let search = get("search", "search")?;
    let filter = restrict(table, filter, search, get("search_columns", "search_columns")?)?;
    let mut sort = sort::parse(table, get("sort", "order_by")?)?;
    let trash = match get("trash", "trash")? {
        Value::Null => Trash::Exclude,
        word => Trash::parse(string(word, "trash")?)?,
    };
    let columns = columns(table, get("columns", "select")?)?;
    let number = |key| match get(key, key)? {
        Value::Null => Ok(None),
        value => count(value, key, i64::MAX).map(Some),
    };
    let (mut limit, mut offset) = (number("limit")?, number("offset")?);
    let page = number("page")?;
    let total = match get("total", "total")? {
        Value::Null => Total::Exact,
        word => match string(word, "total")? {
            "exact" => Total::Exact,
            "estimate" => Total::Estimate,
            "none" => Total::None,
            other => {
                return Err(Error::unknown("value of total", other, ["exact", "estimate", "none"]));
            }
        },
    };
    let (after, before) = (get("after", "after")?, get("before", "before")?);
    let has_cursor = !after.is_null() || !before.is_null();
    if has_cursor && (offset.is_some() || page.is_some()) {
        return Err(Error::bad_hint(
            "a cursor and \"offset\" or \"page\" both say where to begin: give one of them",
            "A cursor continues where the last page ended; \"limit\" alone decides on the page's size.",
        ));
    }
    if let Some(most) = most {
        limit = Some(limit.unwrap_or(50).min(most));
    }
    if let Some(page) = page {
        let size = limit.ok_or_else(|| Error::bad("\"page\" needs a \"limit\""))?;
        if offset.is_some() {
            return Err(Error::bad("\"page\" and \"offset\" say the same: give one of them"));
        }
        if page < 1 {
            return Err(Error::bad("\"page\" counts from 1"));
        }
        offset = Some((page - 1).saturating_mul(size));
    }
    // Pages of no particular order are of the order of creation, or they would not be pages.
    if sort.is_empty() && (offset.is_some() || has_cursor || most.is_some()) {
        let field = Field::System(SystemField::Id);
        sort.push(Order { field, descending: false, nulls_first: None, by_option: None });
    }
    let sort = sort::total(sort);
    let offset = offset.unwrap_or(0);
    let select = Select { filter, trash, sort, start: None, limit, offset, columns };
    Ok(Read { select, total, after, before, document })
}

/// The value of a key that has two names; null where neither is given.
pub(super) fn either<'a>(document: &'a Object, a: &str, b: &str) -> Result<&'a Value, Error> {
    match (document.get(a), document.get(b)) {
        (Some(_), Some(_)) if a != b => {
            Err(Error::bad(format!("\"{a}\" and \"{b}\" are the same key: give one of them")))
        }
        (found, other) => Ok(found.or(other).unwrap_or(&Value::Null)),
    }
}

/// The moment of a query: the session's, with what the document says instead.
pub(super) fn moment(zone: &Value, now: &Value, session: &Moment) -> Result<Moment, Error> {
    let mut moment = session.clone();
    if !zone.is_null() {
        let name = string(zone, "time_zone")?;
        moment.zone = iso::time_zone(name).ok_or_else(|| iso::unknown_zone(name))?;
    }
    if !now.is_null() {
        let text = string(now, "now")?;
        moment.now = iso::normalize_timestamp(text, Some(&moment.zone))
            .and_then(|stored| stored.parse().ok())
            .ok_or_else(|| {
                Error::bad(format!(
                    "\"now\" must be an instant such as \"2026-01-28T14:30:00Z\", not \"{}\"",
                    dyntables_values::text::shorten_text(text)
                ))
            })?;
    }
    Ok(moment)
}

fn columns(table: &Table, value: &Value) -> Result<Option<Vec<String>>, Error> {
    let Value::Array(names) = value else {
        return match value {
            Value::Null => Ok(None),
            _ => Err(Error::bad(format!("columns must be an array of column keys, not {}", kind_of(value)))),
        };
    };
    let key = |name: &Value| -> Result<String, Error> {
        let name = string(name, "a column's key")?;
        let is_free = table.open && !table.trashed.iter().any(|key| key.as_str() == name);
        if !is_free && name != UNCONVERTED {
            table.require_column(name, "columns")?;
        }
        Ok(name.to_owned())
    };
    names.iter().map(key).collect::<Result<_, _>>().map(Some)
}
