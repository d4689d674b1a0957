//! Which plain columns are kept equal to `data`? The trigger asks for each record that is written.

use std::sync::atomic::{AtomicI32, Ordering};

use dyntables_model::table::Table;
use dyntables_model::typable;
use pgrx::pg_sys;

use crate::server::extract;
use crate::server::jsonb::Jsonb;

/// The plain column of a typed column, whether or not it is complete, and whether or not the column is in the trash.
pub struct Plain {
    /// The key of the values in `data`.
    pub key: String,
    /// Whether it holds the amount of a value that has a currency, too.
    pub is_amount: bool,
    name: String,
    type_: pg_sys::Oid,
    extract: extract::Plain,
    /// Where it was found last.
    place: AtomicI32,
}

impl Plain {
    /// All of a table.
    pub fn of(table: &Table) -> Vec<Self> {
        let columns = table.typed_columns().filter_map(|(column, typed)| {
            let is_amount = typable::is_amount(column);
            let (type_, extract) = extract::plain(typable::kind(column)?, is_amount)?;
            let (key, name) = (column.key.to_string(), typed.name.to_string());
            Some(Plain { key, is_amount, name, type_, extract, place: AtomicI32::new(0) })
        });
        columns.collect()
    }

    /// The name and the type of the column, and where rows had it last: the number of the column, counted from 1.
    pub fn place(&self) -> (&str, pg_sys::Oid, i32) {
        (&self.name, self.type_, self.place.load(Ordering::Relaxed))
    }

    /// Notes where rows have the column.
    pub fn note_place(&self, place: i32) {
        self.place.store(place, Ordering::Relaxed);
    }

    /// What it holds of a document.
    pub fn value(&self, data: Jsonb<'_>) -> Option<pg_sys::Datum> {
        (self.extract)(data, self.key.as_bytes())
    }

    /// The type of its values.
    pub fn type_(&self) -> pg_sys::Oid {
        self.type_
    }
}
