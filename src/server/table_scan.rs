//! How are rows of the extension's own tables read without a statement? Along an index, as PostgreSQL reads its own
//! catalogs. A new session spent more than a millisecond on parsing and planning each such statement.

use std::ffi::CStr;

use pgrx::{FromDatum, IntoDatum, pg_sys};

use crate::server::backend;
use crate::server::descriptor::{place_of, type_of};
use crate::server::jsonb::Jsonb;
use crate::server::later::Later;

/// What a column of the index must be.
#[derive(Debug, Clone, Copy)]
pub enum Key<'a> {
    /// NULL.
    Null,
    /// Anything but NULL.
    Filled,
    /// This text.
    Text(&'a str),
    /// This number.
    Number(i64),
    /// This id.
    Id(uuid::Uuid),
}

impl Key<'_> {
    /// Its type, and the function that compares it; both are invalid for NULL.
    fn type_(self) -> (pg_sys::Oid, u32) {
        match self {
            Key::Null | Key::Filled => (pg_sys::InvalidOid, 0),
            Key::Text(_) => (pg_sys::TEXTOID, pg_sys::F_TEXTEQ),
            Key::Number(_) => (pg_sys::INT8OID, pg_sys::F_INT8EQ),
            Key::Id(_) => (pg_sys::UUIDOID, pg_sys::F_UUID_EQ),
        }
    }

    fn datum(self) -> Option<pg_sys::Datum> {
        match self {
            Key::Null | Key::Filled => None,
            Key::Text(text) => text.into_datum(),
            Key::Number(number) => number.into_datum(),
            Key::Id(id) => pgrx::datum::Uuid::from_bytes(id.into_bytes()).into_datum(),
        }
    }
}

/// A row. Its columns are counted from 0, in the order in which they were asked for.
pub struct Row<'a> {
    tuple: pg_sys::HeapTuple,
    desc: pg_sys::TupleDesc,
    places: &'a [i32],
}

impl Row<'_> {
    /// The value of a column; `None` if it is NULL. Panics if it is of another type, which is a fault of this extension.
    fn datum(&self, column: usize, type_: pg_sys::Oid) -> Option<pg_sys::Datum> {
        let place = self.places[column];
        let mut is_null = true;
        // SAFETY: a tuple of the relation, which is pinned while the row is read; the column was found in the
        // relation's descriptor.
        let datum = unsafe {
            let found = type_of(self.desc, place);
            assert!(found == type_, "column {place} of a catalog table is of type {found}, not {type_}");
            pg_sys::heap_getattr(self.tuple, place, self.desc, &mut is_null)
        };
        (!is_null).then_some(datum)
    }

    /// The value of a column; `None` if it is NULL.
    pub fn get<T: FromDatum + IntoDatum>(&self, column: usize) -> Option<T> {
        // SAFETY: `datum` has seen that the column is of this type.
        self.datum(column, T::type_oid()).and_then(|datum| unsafe { T::from_datum(datum, false) })
    }

    /// As [`Row::get`], of a uuid column.
    pub fn uuid(&self, column: usize) -> Option<uuid::Uuid> {
        self.get::<pgrx::datum::Uuid>(column).map(|id| uuid::Uuid::from_bytes(*id.as_bytes()))
    }

    /// As [`Row::get`], of a column of type xid8.
    pub fn xid8(&self, column: usize) -> Option<u64> {
        self.datum(column, pg_sys::XID8OID).map(|datum| datum.value() as u64)
    }

    /// As [`Row::get`], of a column of type regrole.
    pub fn role(&self, column: usize) -> Option<pg_sys::Oid> {
        self.datum(column, pg_sys::REGROLEOID).map(|datum| pg_sys::Oid::from(datum.value() as u32))
    }

    /// As [`Row::get`], of a jsonb column. It is read while the row is.
    pub fn jsonb(&self, column: usize) -> Option<Jsonb<'_>> {
        // SAFETY: a jsonb; the tuple stays pinned as long as the row is borrowed, and what is detoasted lives in the
        // memory of the calling function.
        self.datum(column, pg_sys::JSONBOID).map(|datum| unsafe { Jsonb::from_datum(datum) })
    }

    /// As [`Row::jsonb`], of a document that is large. `None` if it is not.
    pub fn later(&self, column: usize) -> Option<Later> {
        // SAFETY: as for `jsonb`.
        self.datum(column, pg_sys::JSONBOID).and_then(|datum| unsafe { Later::of(datum) })
    }

    /// Whether a column is NULL.
    pub fn is_null(&self, column: usize) -> bool {
        let mut is_null = true;
        assert!(self.places[column] > 0, "a column of a catalog table is missing");
        // SAFETY: as for `datum`.
        unsafe { pg_sys::heap_getattr(self.tuple, self.places[column], self.desc, &mut is_null) };
        is_null
    }
}

/// A table of the schema `dt`, one of its indexes, and the columns that are asked for.
pub struct Scan<const N: usize> {
    /// The table.
    pub table: &'static str,
    /// The index, whose columns are in the order of the keys.
    pub index: &'static str,
    /// The columns.
    pub columns: [&'static CStr; N],
}

impl<const N: usize> Scan<N> {
    /// Gives the rows that are committed at this moment, or made by this transaction, and that have the keys, to `each`,
    /// in the order of the index. If the index is not there, all rows are given, so `each` looks at the keys again.
    pub fn read(&self, keys: &[Key], mut each: impl FnMut(&Row)) {
        self.read_until(keys, |row| {
            each(row);
            false
        });
    }

    /// As [`Scan::read`], until `is_done` says so.
    pub fn read_until(&self, keys: &[Key], mut is_done: impl FnMut(&Row) -> bool) {
        let table = backend::relation(c"dt", self.table);
        if table == pg_sys::InvalidOid {
            return;
        }
        // SAFETY: the relation is open while its rows are read, the snapshot is registered, and the scan ends before
        // both go; after an error the abort closes all three. The keys are compared with columns of their own types.
        unsafe {
            let lock = pg_sys::AccessShareLock as i32;
            let relation = pg_sys::table_open(table, lock);
            let desc = (*relation).rd_att;
            let places = self.columns.map(|name| place_of(desc, name));
            let index = backend::relation(c"dt", self.index);
            let mut keys = scan_keys(index, desc, keys);
            // While workers are at it PostgreSQL has no latest snapshot, only that for its own catalogs, which is as new.
            let latest = if pg_sys::IsInParallelMode() {
                pg_sys::GetCatalogSnapshot(table)
            } else {
                pg_sys::GetLatestSnapshot()
            };
            let snapshot = pg_sys::RegisterSnapshot(latest);
            let scan = pg_sys::systable_beginscan(
                relation,
                index,
                !keys.is_empty(),
                snapshot,
                keys.len() as i32,
                keys.as_mut_ptr(),
            );
            loop {
                let tuple = pg_sys::systable_getnext(scan);
                if tuple.is_null() || is_done(&Row { tuple, desc, places: &places }) {
                    break;
                }
            }
            pg_sys::systable_endscan(scan);
            pg_sys::UnregisterSnapshot(snapshot);
            pg_sys::table_close(relation, lock);
        }
    }
}

/// The keys as a scan of the index takes them; none if the index is not there, or not over such columns.
///
/// # Safety
/// The descriptor must be that of the index's table.
unsafe fn scan_keys(index: pg_sys::Oid, desc: pg_sys::TupleDesc, keys: &[Key]) -> Vec<pg_sys::ScanKeyData> {
    // SAFETY: the index is open while it is read; it has as many key columns as it says.
    unsafe {
        if index == pg_sys::InvalidOid || pg_sys::IgnoreSystemIndexes {
            return Vec::new();
        }
        let lock = pg_sys::AccessShareLock as i32;
        let relation = pg_sys::index_open(index, lock);
        let form = &*(*relation).rd_index;
        let count = usize::try_from(form.indnkeyatts).unwrap_or(0);
        let columns = std::slice::from_raw_parts(form.indkey.values.as_ptr(), count);
        let collations = std::slice::from_raw_parts((*relation).rd_indcollation, count);
        let is_usable = form.indisvalid;
        let made = keys.iter().enumerate().map(|(at, key)| {
            let (type_, function) = key.type_();
            let column = *columns.get(at)?;
            if column == 0 || (type_ != pg_sys::InvalidOid && type_of(desc, column.into()) != type_) {
                return None;
            }
            let mut made = pg_sys::ScanKeyData::default();
            let flags = match key {
                Key::Null => pg_sys::SK_ISNULL | pg_sys::SK_SEARCHNULL,
                Key::Filled => pg_sys::SK_ISNULL | pg_sys::SK_SEARCHNOTNULL,
                _ => 0,
            };
            pg_sys::ScanKeyEntryInitialize(
                &raw mut made,
                flags as i32,
                column,
                if flags == 0 { pg_sys::BTEqualStrategyNumber as u16 } else { 0 },
                pg_sys::InvalidOid,
                collations[at],
                function.into(),
                key.datum().unwrap_or(pg_sys::Datum::null()),
            );
            Some(made)
        });
        let made: Option<Vec<_>> = if is_usable { made.collect() } else { None };
        pg_sys::index_close(relation, lock);
        made.unwrap_or_default()
    }
}
