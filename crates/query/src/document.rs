//! The query document: its keys, checked against a table.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::{Marks, Order, Selection, Trash};
use dyntables_model::ident::UNCONVERTED;
use dyntables_model::table::Table;
use dyntables_values::argument::{count, string, wrong_kind};
use dyntables_values::error::{Error, Within};
use dyntables_values::moment::Moment;
use dyntables_values::system::SystemField;
use serde_json::Value;

use crate::keys::Keys;
use crate::search::rank::Ranked;
use crate::{cursor, sort};

/// A checked query document of `dt_page`.
#[derive(Debug, Clone)]
pub struct Page {
    /// The records of the page.
    pub select: Selection,
    /// How all records of the filter are counted.
    pub total: Total,
    /// What the cursors are made of.
    pub marks: Marks,
}

/// How the records of a filter are counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Total {
    /// One by one.
    Exact,
    /// One by one, but no further than this.
    UpTo(i64),
    /// By the planner's statistics, without reading any.
    Estimate,
    /// Not at all.
    None,
}

/// The records of a page, if the document has no `limit`.
const PAGE: i64 = 50;

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

/// Reads and checks the query document of `dt_query`. Without a limit it asks for all records. `moment` is the
/// session's; the document's `time_zone` and `now` replace its parts. `secret` is the server's and checks cursors.
pub fn records(table: &Table, document: &Value, moment: &Moment, secret: u64) -> Result<Selection, Error> {
    let Read { mut select, cursor, keys, .. } = read(table, document, None, moment)?;
    if cursor.is_given() {
        let fingerprint = cursor::fingerprint(table, &select.sort, keys.document);
        select.start = cursor::start(secret, fingerprint, &select.sort, cursor.after, cursor.before)?;
    }
    Ok(select)
}

/// Reads and checks the query document of `dt_page`. Without a limit it asks for 50 records, and never for more than
/// `most`. See [`records`].
pub fn page(table: &Table, document: &Value, most: i64, moment: &Moment, secret: u64) -> Result<Page, Error> {
    let Read { mut select, total, cursor, keys } = read(table, document, Some(most), moment)?;
    let fingerprint = cursor::fingerprint(table, &select.sort, keys.document);
    select.start = cursor::start(secret, fingerprint, &select.sort, cursor.after, cursor.before)?;
    let marks = cursor::marks(secret, fingerprint, cursor.after.as_str().or(cursor.before.as_str()));
    Ok(Page { select, total, marks })
}

/// A query document whose cursor is not read yet.
struct Read<'a> {
    /// What is asked, without its start.
    select: Selection,
    total: Total,
    cursor: Cursor<'a>,
    keys: Keys<'a>,
}

/// `after` and `before`, as written.
struct Cursor<'a> {
    after: &'a Value,
    before: &'a Value,
}

impl Cursor<'_> {
    fn is_given(&self) -> bool {
        !self.after.is_null() || !self.before.is_null()
    }
}

/// Reads all but the cursor. `most` is the size of the largest page, if a page is wanted.
fn read<'a>(
    table: &Table,
    document: &'a Value,
    most: Option<i64>,
    moment: &Moment,
) -> Result<Read<'a>, Error> {
    let keys = Keys::of(document, "a query")?;
    if let Some(unknown) = keys.unknown(KEYS) {
        return Err(Error::unknown("query key", unknown, KEYS.iter().copied()).within(unknown));
    }
    let moment = keys.moment(moment)?;
    let filter = keys.predicate(table, &moment)?;
    let names = Ranked { table, rank: keys.search(table)?.rank() };
    let sort = sort::parse(&names, keys.either("sort", "order_by")?)?;
    let sort: Vec<Order> = sort.into_iter().map(|key| key.in_zone(moment.zone.name())).collect();
    let trash = keys.trash()?;
    let columns = columns(table, keys.either("columns", "select")?).within("columns")?;
    let window = Window::read(keys)?;
    let total = total(keys.get("total")).within("total")?;
    let cursor = Cursor { after: keys.get("after"), before: keys.get("before") };
    let (limit, offset) = window.limit_and_offset(most, &cursor).within("page")?;
    let is_part = most.is_some() || offset.is_some() || cursor.is_given();
    let sort = if sort.is_empty() && is_part { by_creation() } else { sort::total(sort) };
    let sort = sort.into_iter().map(|key| filled(table, &filter, trash, key)).collect();
    let select = Selection { filter, trash, sort, start: None, limit, offset: offset.unwrap_or(0), columns };
    Ok(Read { select, total, cursor, keys })
}

/// The key, and whether every record asked for has a value for it: because the filter leaves out those that have none,
/// or because the column is required. The trash may hold records from before it was.
fn filled(table: &Table, filter: &Predicate, trash: Trash, key: Order) -> Order {
    let is_required = || match &key.field {
        Field::Column { key, .. } => table.column(key.as_str()).is_some_and(|column| column.required),
        _ => false,
    };
    let is_filled =
        key.by_option.is_none() && (filter.fills(&key.field) || (trash == Trash::Exclude && is_required()));
    Order { is_filled, ..key }
}

/// The order of a part of the records whose order the caller does not care about. Without any order the parts
/// could overlap.
fn by_creation() -> Vec<Order> {
    vec![Order::by(Field::System(SystemField::Id), false)]
}

/// `limit`, `offset` and `page`, as written.
struct Window {
    limit: Option<i64>,
    offset: Option<i64>,
    page: Option<i64>,
}

impl Window {
    fn read(keys: Keys<'_>) -> Result<Self, Error> {
        Ok(Window { limit: keys.count("limit")?, offset: keys.count("offset")?, page: keys.count("page")? })
    }

    /// How many records, and after how many.
    fn limit_and_offset(
        self,
        most: Option<i64>,
        cursor: &Cursor<'_>,
    ) -> Result<(Option<i64>, Option<i64>), Error> {
        if cursor.is_given() && (self.offset.is_some() || self.page.is_some()) {
            return Err(Error::bad_hint(
                "a cursor and \"offset\" or \"page\" both say where to begin: give one of them",
                "A cursor continues where the last page ended; \"limit\" alone decides on the page's size.",
            ));
        }
        let limit = match most {
            Some(most) => Some(self.limit.unwrap_or(PAGE).min(most)),
            None => self.limit,
        };
        let Some(page) = self.page else { return Ok((limit, self.offset)) };
        let size = limit.ok_or_else(|| Error::bad("\"page\" needs a \"limit\""))?;
        if self.offset.is_some() {
            return Err(Error::bad("\"page\" and \"offset\" say the same: give one of them"));
        }
        if page < 1 {
            return Err(Error::bad("\"page\" counts from 1"));
        }
        Ok((limit, Some((page - 1).saturating_mul(size))))
    }
}

fn total(value: &Value) -> Result<Total, Error> {
    match value {
        Value::Null => Ok(Total::Exact),
        Value::Object(document) => {
            if let Some(key) = document.keys().find(|key| *key != "up_to") {
                return Err(Error::unknown("key of total", key, ["up_to"]));
            }
            count(document.get("up_to").unwrap_or(&Value::Null), "up_to", i64::MAX - 1).map(Total::UpTo)
        }
        word => match string(word, "total")? {
            "exact" => Ok(Total::Exact),
            "estimate" => Ok(Total::Estimate),
            "none" => Ok(Total::None),
            other => Err(Error::unknown("value of total", other, ["exact", "estimate", "none"])),
        },
    }
}

/// The keys that `data` is cut down to. An open table may have keys that are no columns.
fn columns(table: &Table, value: &Value) -> Result<Option<Vec<String>>, Error> {
    let names = match value {
        Value::Null => return Ok(None),
        Value::Array(names) => names,
        _ => return Err(wrong_kind("columns", "an array of column keys", value)),
    };
    let key = |name: &Value| -> Result<String, Error> {
        let name = string(name, "a column's key")?;
        let is_trashed = table.trashed.iter().any(|key| key.as_str() == name);
        let is_free = (table.open || name == UNCONVERTED) && !is_trashed;
        if !is_free {
            table.require_column(name, "columns")?;
        }
        Ok(name.to_owned())
    };
    names.iter().map(key).collect::<Result<_, _>>().map(Some)
}
