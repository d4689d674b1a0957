//! The indexes of a storage table, read from PostgreSQL's own catalog: an index that a DBA made
//! is listed like any other.

use dyntables_core::sqlgen::index::{IndexKind, column_of_expression};
use pgrx::pg_sys;

use crate::spi::param::Value as Param;
use crate::spi::{Access, execute};

/// Key expressions as `pg_get_indexdef` prints them; the primary key and the id that ends each
/// btree are not worth a mention.
const LIST: &str = "SELECT c.relname::pg_catalog.text, \
      pg_catalog.array_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n, true) ORDER BY n), \
      a.amname::pg_catalog.text, i.indisunique, pg_catalog.pg_relation_size(c.oid), \
      COALESCE(pg_catalog.pg_stat_get_numscans(c.oid), 0), i.indisvalid \
    FROM pg_catalog.pg_index i \
    JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid \
    JOIN pg_catalog.pg_am a ON a.oid OPERATOR(pg_catalog.=) c.relam \
    CROSS JOIN LATERAL pg_catalog.generate_series(1, i.indnkeyatts) AS n \
    WHERE i.indrelid OPERATOR(pg_catalog.=) $1 AND NOT i.indisprimary \
    GROUP BY c.oid, c.relname, a.amname, i.indisunique, i.indisvalid ORDER BY c.relname";

/// An index that exists.
#[derive(Debug, Clone)]
pub struct Existing {
    /// Its name.
    pub name: String,
    /// The columns' keys, in order.
    pub columns: Vec<String>,
    /// `btree`, `set`, or PostgreSQL's name of an access method that is none of ours.
    pub kind: String,
    /// Whether it is unique.
    pub unique: bool,
    /// Bytes on disk.
    pub size: i64,
    /// How often it was scanned since the statistics were reset.
    pub scans: i64,
    /// False while CREATE INDEX CONCURRENTLY has not finished.
    pub valid: bool,
}

/// The indexes of a table's storage, without its primary key.
pub fn list(storage: pg_sys::Oid) -> Vec<Existing> {
    let storage = Param::Datum(Some(storage.into()), pg_sys::OIDOID);
    execute(LIST, &[storage], Access::ReadLatest, |rows| {
        (0..rows.len())
            .map(|row| {
                let expressions: Vec<Option<String>> = rows.get(row, 2).unwrap_or_default();
                let kind: String = rows.get(row, 3).unwrap_or_default();
                let mut columns: Vec<String> = expressions
                    .iter()
                    .flatten()
                    .map(|text| column_of_expression(text).unwrap_or_else(|| text.clone()))
                    .collect();
                if columns.len() > 1 && columns.last().is_some_and(|last| last == "id") {
                    columns.pop();
                }
                Existing {
                    name: rows.get(row, 1).unwrap_or_default(),
                    columns,
                    kind: if kind == "gin" { IndexKind::Set.name().to_owned() } else { kind },
                    unique: rows.get(row, 4).unwrap_or_default(),
                    size: rows.get(row, 5).unwrap_or_default(),
                    scans: rows.get(row, 6).unwrap_or_default(),
                    valid: rows.get(row, 7).unwrap_or_default(),
                }
            })
            .collect()
    })
}
