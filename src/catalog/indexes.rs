//! Which indexes does a storage table have? PostgreSQL's own catalog says it, so an index that a DBA made is listed
//! like any other.

use std::cell::Cell;

use dyntables_ask::index::{Index, IndexKind};
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::{Indexing, Table};
use dyntables_sql::printed::{Printed, columns_of_expression, kind_of_definition, printed, without_marks};
use pgrx::pg_sys;

use crate::server::execute::{Access, execute};
use crate::server::param::Value as Param;
use crate::server::settings::Fixed;

/// The indexes of a relation, without its primary key. Keys and predicates are as PostgreSQL prints them. `$1` the
/// relation.
const LIST: &str = "SELECT c.relname::pg_catalog.text, \
      pg_catalog.array_agg(pg_catalog.pg_get_indexdef(i.indexrelid, n, true) ORDER BY n), \
      a.amname::pg_catalog.text, i.indisunique, pg_catalog.pg_relation_size(c.oid), \
      COALESCE(pg_catalog.pg_stat_get_numscans(c.oid), 0), i.indisvalid AND i.indisready AND i.indislive, o.opcname::pg_catalog.text, \
      pg_catalog.pg_get_expr(i.indpred, i.indrelid, true) \
    FROM pg_catalog.pg_index i \
    JOIN pg_catalog.pg_class c ON c.oid OPERATOR(pg_catalog.=) i.indexrelid \
    JOIN pg_catalog.pg_am a ON a.oid OPERATOR(pg_catalog.=) c.relam \
    JOIN pg_catalog.pg_opclass o ON o.oid OPERATOR(pg_catalog.=) i.indclass[0] \
    CROSS JOIN LATERAL pg_catalog.generate_series(1, i.indnkeyatts) AS n \
    WHERE i.indrelid OPERATOR(pg_catalog.=) $1 AND NOT i.indisprimary \
    GROUP BY c.oid, c.relname, a.amname, i.indisunique, i.indisvalid, i.indisready, i.indislive, o.opcname, i.indpred, i.indrelid \
    ORDER BY c.relname";

/// An index that exists.
#[derive(Debug, Clone)]
pub struct Existing {
    /// Its name.
    pub name: String,
    /// The keys of its columns, in order, without the id at the end of each btree.
    pub columns: Vec<String>,
    /// What it is, as PostgreSQL prints it.
    pub printed: Printed,
    /// Bytes on disk.
    pub size: i64,
    /// How often it was scanned since the statistics were reset.
    pub scans: i64,
    /// False while CREATE INDEX CONCURRENTLY has not finished, and after it has failed.
    pub valid: bool,
}

impl Existing {
    /// `btree`, `prefix`, `trigram`, `set`, `search`, or PostgreSQL's name of an access method that is none of ours.
    pub fn kind(&self) -> &str {
        &self.printed.kind
    }

    /// Whether it finds parts of texts without case.
    fn is_over_folded(&self) -> bool {
        let is_folded = |text: &String| text.starts_with("dt.get_folded(") || text.starts_with("dt.folded(");
        self.kind() == IndexKind::Trigram.name() && self.printed.expressions.first().is_some_and(is_folded)
    }

    /// Whether it is unique.
    pub fn is_unique(&self) -> bool {
        self.printed.unique
    }
}

/// The indexes of a table's storage, without its primary key.
pub fn list(storage: pg_sys::Oid, table: &Table) -> Vec<Existing> {
    let key_of = |name: &str| {
        table
            .typed_columns()
            .find(|(_, typed)| typed.name.as_str() == name)
            .map(|(column, _)| column.key.to_string())
    };
    let _fixed = Fixed::for_reading();
    let storage = Param::Datum(Some(storage.into()), pg_sys::OIDOID);
    execute(LIST, &[storage], Access::ReadLatest, |rows| {
        (0..rows.len())
            .map(|row| {
                let expressions: Vec<Option<String>> = rows.get(row, 2).unwrap_or_default();
                let expressions: Vec<String> =
                    expressions.into_iter().flatten().map(|text| without_marks(&text)).collect();
                let method: String = rows.get(row, 3).unwrap_or_default();
                let class: String = rows.get(row, 8).unwrap_or_default();
                let kind =
                    kind_of_definition(&method, &class, expressions.first().map_or("", String::as_str));
                let mut columns: Vec<String> =
                    expressions.iter().flat_map(|text| columns_of_expression(text, &key_of)).collect();
                if columns.len() > 1 && columns.last().is_some_and(|last| last == "id") {
                    columns.pop();
                }
                let unique = rows.get(row, 4).unwrap_or_default();
                Existing {
                    name: rows.get(row, 1).unwrap_or_default(),
                    columns,
                    printed: Printed {
                        kind,
                        expressions,
                        unique,
                        predicate: rows.get::<String>(row, 9).as_deref().map(without_marks),
                    },
                    size: rows.get(row, 5).unwrap_or_default(),
                    scans: rows.get(row, 6).unwrap_or_default(),
                    valid: rows.get(row, 7).unwrap_or_default(),
                }
            })
            .collect()
    })
}

/// Takes away the rules of columns that no valid index keeps. Whatever the catalog says, such a rule does not hold.
pub fn keep_rules(table: &mut Table, indexes: &[Existing]) {
    for column in &mut table.columns {
        column.unique &= has_valid(indexes, &Index::of_column(column, true));
        column.indexed &= has_valid(indexes, &Index::of_column(column, false));
    }
}

/// Whether one of these indexes is the same as `index`, and valid.
fn has_valid(indexes: &[Existing], index: &Index) -> bool {
    let wanted = printed(index);
    indexes.iter().any(|existing| existing.valid && existing.printed == wanted)
}

/// What the indexes of a table decide about how conditions are written. An index that is not valid yet serves no query.
/// When it becomes valid, the table's definition is loaded again.
pub fn indexing(indexes: &[Existing]) -> Indexing {
    let search = indexes.iter().filter(|index| index.valid && index.kind() == IndexKind::Search.name());
    let keys = |index: &Existing| index.columns.iter().filter_map(|key| ColumnKey::new(key).ok()).collect();
    let trigram = indexes.iter().filter(|index| index.valid && index.is_over_folded());
    // Also of those that are not valid: records are entered into them all the same.
    let compares_whole = |index: &&Existing| {
        [IndexKind::Btree, IndexKind::Prefix, IndexKind::Set].map(IndexKind::name).contains(&index.kind())
    };
    Indexing {
        search: search.map(keys).collect(),
        trigram: trigram.filter_map(|index| index.columns.first().cloned()).collect(),
        code_points: sorts_by_code_points(),
        whole: indexes.iter().filter(compares_whole).flat_map(keys).collect(),
    }
}

/// Whether the database's collation compares texts by their code points. No collation of ICU does.
fn sorts_by_code_points() -> bool {
    const COLLATION: &str = "SELECT CASE \
          WHEN d.datlocprovider OPERATOR(pg_catalog.=) 'c' THEN d.datcollate::pg_catalog.text OPERATOR(pg_catalog.~*) '^(C|POSIX)([.][a-z0-9-]+)?$' \
          ELSE d.datlocprovider OPERATOR(pg_catalog.=) 'b' END \
        FROM pg_catalog.pg_database d WHERE d.datname OPERATOR(pg_catalog.=) pg_catalog.current_database()";
    thread_local! {
        /// A backend stays in its database, whose collation cannot change.
        static KNOWN: Cell<Option<bool>> = const { Cell::new(None) };
    }
    KNOWN.get().unwrap_or_else(|| {
        let found =
            execute(COLLATION, &[], Access::ReadLatest, |rows| rows.get::<bool>(0, 1)).unwrap_or(false);
        KNOWN.set(Some(found));
        found
    })
}

/// Whether the owner of storage tables may use what is in a schema.
pub fn owner_may_use(schema: &str) -> bool {
    const MAY: &str = "SELECT pg_catalog.has_schema_privilege(current_user, $1, 'USAGE')";
    execute(MAY, &[schema.into()], Access::ReadLatest, |rows| rows.get(0, 1)).unwrap_or(false)
}

/// The schema that the extension pg_trgm is in, if it is installed.
pub fn trigram_schema() -> Option<String> {
    const SCHEMA: &str = "SELECT n.nspname::pg_catalog.text FROM pg_catalog.pg_extension e \
        JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) e.extnamespace \
        WHERE e.extname OPERATOR(pg_catalog.=) 'pg_trgm'";
    execute(SCHEMA, &[], Access::ReadLatest, |rows| rows.get(0, 1))
}
