//! How is a page of records made? The executor's rows are written as JSON one after the other, straight from the stored
//! bytes. Nothing is sorted or fetched twice, and a total is counted only where the page does not tell it.

use dyntables_ask::select::{Marks, Order, Selection, Start};
use dyntables_model::table::Table;
use dyntables_query::cursor;
use dyntables_query::document::{Page, Total};
use dyntables_sql::writer::Sql;
use dyntables_sql::{page, select};
use dyntables_values::Error;
use dyntables_values::jsonb::print_text;
use dyntables_values::kind::Kind;
use dyntables_values::record_text::{Shown, Stored};

use crate::server::each::{Row, each};
use crate::server::execute::{Access, execute_sql, values_of};
use crate::server::returned::MOST_BYTES;

/// A page as JSON, and the statement of its records. `estimate` asks the planner how many records a filter selects.
pub fn page(
    table: &Table,
    asked: &Page,
    secret: u64,
    estimate: impl FnOnce(&Selection) -> Result<i64, Error>,
) -> Result<(Vec<u8>, Sql), Error> {
    let (sql, found) = found(table, asked)?;
    let total = total(table, asked, found.all(&asked.select), estimate)?;
    let further = found.further.as_ref().map(|keys| keys.cursor(secret, &asked.marks));
    let other = other(table, asked, found.first.as_ref(), secret);
    let is_backwards = asked.select.start.as_ref().is_some_and(|start| start.backwards);
    let (next, previous) = if is_backwards { (other, further) } else { (further, other) };
    let mut out = found.records();
    write_total(&mut out, total, asked.total);
    for (key, cursor) in [(&b", \"next\": "[..], next), (b", \"previous\": ", previous)] {
        out.extend_from_slice(key);
        match cursor {
            Some(cursor) => print_text(&mut out, cursor.as_bytes()),
            None => out.extend_from_slice(b"null"),
        }
    }
    out.push(b'}');
    check_size(&out)?;
    Ok((out, sql))
}

/// What callers see of the `data` of a selection's records.
pub fn shown(table: &Table, select: &Selection) -> Shown {
    let system = table.system_columns().map(|(column, field)| (column.key.as_str(), field));
    Shown::new(select.columns.as_deref(), table.trashed.iter().map(|key| key.as_str()), system)
}

/// The record whose fields are the first columns of a row.
pub fn stored(row: &Row) -> Stored<'_> {
    Stored {
        id: row.uuid(1).unwrap_or_default(),
        data: row.jsonb(2).unwrap_or_default(),
        created_at: row.instant(3),
        updated_at: row.instant(4),
        created_by: row.text(5),
        updated_by: row.text(6),
        version: row.int8(7).unwrap_or_default(),
    }
}

/// Writes a record whose first columns are those of a row of the storage table.
pub fn write_record(out: &mut Vec<u8>, row: &Row, shown: &Shown) -> Result<(), Error> {
    let record = stored(row);
    assert!(
        record.write(out, shown).is_some(),
        "the data of record {} is damaged",
        uuid::Uuid::from_bytes(record.id)
    );
    check_size(out)
}

fn check_size(out: &[u8]) -> Result<(), Error> {
    let too_large = || {
        Error::limit_hint(
            "a JSON document that is returned cannot be larger than 1 GB",
            "Ask for fewer records with \"limit\", or for fewer \"columns\".",
        )
    };
    if out.len() > MOST_BYTES { Err(too_large()) } else { Ok(()) }
}

/// What the executor found.
struct Found {
    /// The beginning of the page, up to the last record.
    out: Vec<u8>,
    /// Where each record begins, if they were read backwards.
    places: Option<Vec<usize>>,
    /// How many records are on the page.
    count: i64,
    /// The keys of the first record, if they may be needed.
    first: Option<Keys>,
    /// The keys of the record at which a further page begins, if there is one.
    further: Option<Keys>,
}

const BEGIN: &[u8] = b"{\"records\": [";
const SEPARATOR: &[u8] = b", ";

/// Reads the records, in the direction of the page.
fn found(table: &Table, asked: &Page) -> Result<(Sql, Found), Error> {
    let select = &asked.select;
    let (limit, shown) = (select.limit.unwrap_or(0), shown(table, select));
    let is_backwards = select.start.as_ref().is_some_and(|start| start.backwards);
    // Only then there may be records before the first.
    let needs_first = select.start.is_some() || select.offset > 0;
    let mut found = Found {
        out: Vec::with_capacity(64 << 10),
        places: is_backwards.then(Vec::new),
        count: 0,
        first: None,
        further: None,
    };
    found.out.extend_from_slice(BEGIN);
    let mut last = None;
    let sql = page::records(table, select);
    each(sql.text(), &values_of(&sql), |row| {
        if found.first.is_none() && needs_first {
            found.first = Some(Keys::of(row, &select.sort, false));
        }
        if found.count == limit {
            // A page of no records begins where it would have begun with some.
            found.further = last.take().or_else(|| Some(Keys::of(row, &select.sort, true)));
            return Ok(());
        }
        found.count += 1;
        if found.count == limit {
            last = Some(Keys::of(row, &select.sort, false));
        }
        if found.count > 1 {
            found.out.extend_from_slice(SEPARATOR);
        }
        found.places.iter_mut().for_each(|places| places.push(found.out.len()));
        write_record(&mut found.out, row, &shown)
    })?;
    Ok((sql, found))
}

impl Found {
    /// The page up to the end of its records, which come in the order of the query.
    fn records(self) -> Vec<u8> {
        let mut out = match &self.places {
            None => self.out,
            Some(places) => {
                let mut out = Vec::with_capacity(self.out.len() + 1_024);
                out.extend_from_slice(BEGIN);
                let mut end = self.out.len();
                for place in places.iter().rev() {
                    if out.len() > BEGIN.len() {
                        out.extend_from_slice(SEPARATOR);
                    }
                    out.extend_from_slice(&self.out[*place..end]);
                    end = place.saturating_sub(SEPARATOR.len());
                }
                out
            }
        };
        out.push(b']');
        out
    }

    /// How many records the filter selects, if the page tells it.
    fn all(&self, select: &Selection) -> Option<i64> {
        let is_last = select.start.is_none() && self.further.is_none();
        (is_last && (self.count > 0 || select.offset == 0)).then(|| select.offset + self.count)
    }
}

/// The sort keys of a record, as a cursor holds them.
struct Keys {
    keys: Vec<Option<Vec<u8>>>,
    inclusive: bool,
}

impl Keys {
    fn of(row: &Row, sort: &[Order], inclusive: bool) -> Self {
        const ID: usize = 1;
        const STORED: usize = 7;
        let mut column = STORED;
        let keys = sort.iter().map(|order| {
            if !page::has_key(order) {
                return row.sent(ID);
            }
            column += 1;
            match order.kind() {
                Kind::Text | Kind::Folded => row.text(column).map(<[u8]>::to_vec),
                Kind::Numeric | Kind::Json => row.printed(column),
                _ => row.sent(column),
            }
        });
        Keys { keys: keys.collect(), inclusive }
    }

    fn cursor(&self, secret: u64, marks: &Marks) -> String {
        let keys: Vec<_> = self.keys.iter().map(Option::as_deref).collect();
        cursor::encode(secret, marks.fingerprint, self.inclusive, &keys)
    }
}

/// Where the page on the other side begins, if there is one. `first` has the keys of the first record that was read.
fn other(table: &Table, asked: &Page, first: Option<&Keys>, secret: u64) -> Option<String> {
    let select = &asked.select;
    let first = first.map(|keys| keys.cursor(secret, &asked.marks));
    match &select.start {
        Some(start) => {
            is_behind(table, select, start).then(|| first.unwrap_or_else(|| asked.marks.back.clone()))
        }
        None if select.offset == 0 => None,
        // There are records before an offset if there are any at all.
        None => first.or_else(|| is_true(&page::any(table, select)).then(|| asked.marks.here.clone())),
    }
}

fn is_behind(table: &Table, select: &Selection, start: &Start) -> bool {
    is_true(&page::any_behind(table, select, start))
}

fn is_true(sql: &Sql) -> bool {
    execute_sql(sql, Access::Read, |rows| rows.get::<bool>(0, 1)).unwrap_or(false)
}

/// How many records the filter selects, if that is asked. `known` is their number, if the page tells it.
fn total(
    table: &Table,
    asked: &Page,
    known: Option<i64>,
    estimate: impl FnOnce(&Selection) -> Result<i64, Error>,
) -> Result<Option<i64>, Error> {
    let Selection { filter, trash, .. } = &asked.select;
    let counted = |sql: &Sql| execute_sql(sql, Access::Read, |rows| rows.get::<i64>(0, 1)).unwrap_or(0);
    Ok(match (asked.total, known) {
        (Total::None, _) => None,
        (_, Some(known)) => Some(known),
        (Total::Estimate, None) => Some(estimate(&asked.select)?),
        (Total::Exact, None) => Some(counted(&select::count(table, filter, *trash))),
        (Total::UpTo(most), None) => Some(counted(&page::count_up_to(table, filter, *trash, most))),
    })
}

fn write_total(out: &mut Vec<u8>, total: Option<i64>, asked: Total) {
    out.extend_from_slice(b", \"total\": ");
    let most = if let Total::UpTo(most) = asked { most } else { i64::MAX };
    match total {
        None => out.extend_from_slice(b"null"),
        Some(total) => out.extend_from_slice(total.min(most).to_string().as_bytes()),
    }
    if let Total::UpTo(most) = asked {
        let more = if total.is_some_and(|total| total > most) { "true" } else { "false" };
        out.extend_from_slice(b", \"more\": ");
        out.extend_from_slice(more.as_bytes());
    }
}
