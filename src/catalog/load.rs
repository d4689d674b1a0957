//! What do `dt.tables` and `dt.columns` say of a table?
//!
//! They are read with the latest snapshot, never with that of the statement or of a REPEATABLE READ transaction. The
//! message that a definition has changed comes only once, so an old definition would stay in the cache. PostgreSQL
//! reads its own catalogs the same way.

use dyntables_model::column::Column;
use dyntables_model::ident::{ColumnKey, Slug};
use dyntables_model::table::{Indexing, Table};
use dyntables_values::Error;
use dyntables_values::error::nearest;
use pgrx::pg_sys;
use serde_json::Value;

use crate::server::execute::{Access, execute};
use crate::server::param::Value as Param;

/// The storage of a table. `$1` its slug, name or id, which come in this order; `$2` the caller's organisation, whose
/// tables come before the global ones; `$3` whether tables in the trash are found.
const FIND: &str = "SELECT c.oid FROM dt.tables t \
     JOIN pg_catalog.pg_class c ON c.relname OPERATOR(pg_catalog.=) t.storage::pg_catalog.name \
      AND c.relnamespace OPERATOR(pg_catalog.=) 'dt_data'::pg_catalog.regnamespace \
    WHERE (t.slug OPERATOR(pg_catalog.=) $1 OR t.name OPERATOR(pg_catalog.=) $1 OR t.id::pg_catalog.text OPERATOR(pg_catalog.=) $1) \
      AND (t.org_id IS NULL OR t.org_id OPERATOR(pg_catalog.=) $2) AND ($3 OR t.deleted_at IS NULL) \
    ORDER BY t.deleted_at IS NOT NULL, t.org_id IS NULL, t.slug OPERATOR(pg_catalog.<>) $1, t.name OPERATOR(pg_catalog.<>) $1 LIMIT 1";

const SLUGS: &str = "SELECT t.slug FROM dt.tables t \
    WHERE t.deleted_at IS NULL AND (t.org_id IS NULL OR t.org_id OPERATOR(pg_catalog.=) $1) LIMIT 10000";

const TABLE: &str = "SELECT pg_catalog.jsonb_build_object('id', t.id, 'no', t.no, 'slug', t.slug, 'name', t.name, \
       'description', t.description, 'open', t.open, 'settings', t.settings, \
       'columns', COALESCE((SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object( \
           'key', k.key, 'label', k.label, 'type', k.type, 'config', k.config, 'required', k.required, \
           'unique', k.is_unique, 'default', k.default_value, 'index', k.indexed, 'description', k.description, \
           'width', k.width, 'visible', k.visible, 'typed', k.typed, 'typed_complete', k.typed_complete) ORDER BY k.position, k.key) \
         FROM dt.columns k WHERE k.table_no OPERATOR(pg_catalog.=) t.no AND k.deleted_at IS NULL), '[]'), \
       'rewritten', (SELECT w.by::pg_catalog.text FROM dt.rewrites w WHERE w.table_no OPERATOR(pg_catalog.=) t.no), \
       'guarded', EXISTS (SELECT FROM pg_catalog.pg_index x WHERE x.indrelid OPERATOR(pg_catalog.=) c.oid AND x.indisprimary AND x.indisvalid) \
         AND EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid OPERATOR(pg_catalog.=) c.oid \
         AND g.tgfoid OPERATOR(pg_catalog.=) 'dt.validate_record()'::pg_catalog.regprocedure AND g.tgenabled::pg_catalog.text OPERATOR(pg_catalog.=) ANY ('{O,A}'::pg_catalog.text[])), \
       'typed_in_trash', COALESCE((SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object( \
           'key', k.key, 'type', k.type, 'config', k.config, 'typed', k.typed, 'typed_complete', k.typed_complete) ORDER BY k.key) \
         FROM dt.columns k WHERE k.table_no OPERATOR(pg_catalog.=) t.no AND k.deleted_at IS NOT NULL AND k.typed IS NOT NULL), '[]'), \
       'trashed', COALESCE((SELECT pg_catalog.jsonb_agg(k.key ORDER BY k.key) \
         FROM dt.columns k WHERE k.table_no OPERATOR(pg_catalog.=) t.no AND k.deleted_at IS NOT NULL), '[]')) \
     FROM dt.tables t JOIN pg_catalog.pg_class c ON c.relname OPERATOR(pg_catalog.=) t.storage::pg_catalog.name \
      AND c.relnamespace OPERATOR(pg_catalog.=) 'dt_data'::pg_catalog.regnamespace \
    WHERE c.oid OPERATOR(pg_catalog.=) $1";

/// The storage of the table that a slug, name or id refers to. A table in the trash is found only `with_trash`. An
/// error if there is no such table.
pub fn storage_of_name(name: &str, org: Option<&str>, with_trash: bool) -> Result<pg_sys::Oid, Error> {
    let org = Param::from(org.map(ToOwned::to_owned));
    let values = [name.into(), org.clone(), with_trash.into()];
    let found = execute(FIND, &values, Access::ReadLatest, |rows| rows.get(0, 1));
    found.ok_or_else(|| {
        let slugs: Vec<String> = execute(SLUGS, &[org], Access::ReadLatest, |rows| {
            (0..rows.len()).filter_map(|row| rows.get(row, 1)).collect()
        });
        Error::no_such_table(name, nearest(name, slugs.iter().map(String::as_str)))
    })
}

/// A table as the catalog has it.
pub struct Loaded {
    /// The table.
    pub table: Table,
    /// The last transaction that rewrote values.
    pub rewritten: Option<u64>,
    /// Whether the storage has its primary key, and the trigger that validates records is switched on.
    pub is_guarded: bool,
}

/// The column with this key that is in the trash, if there is one.
pub fn trashed_column(table: &Table, key: &str) -> Option<Column> {
    const FIND: &str = "SELECT pg_catalog.jsonb_build_object('key', key, 'label', label, 'type', type, 'config', config, \
        'required', required, 'unique', is_unique, 'default', default_value, 'index', indexed, 'description', description, \
        'width', width, 'visible', visible, 'typed', typed, 'typed_complete', typed_complete) FROM dt.columns \
        WHERE table_no OPERATOR(pg_catalog.=) $1 AND key OPERATOR(pg_catalog.=) $2 AND deleted_at IS NOT NULL";
    let document = execute(FIND, &[table.no.into(), key.into()], Access::ReadLatest, |rows| {
        rows.jsonb(0, 1).and_then(|jsonb| jsonb.to_value().ok())
    });
    document.and_then(|document| Column::from_catalog(&document).ok())
}

/// The table whose records a relation holds; `None` if the relation is no table's storage.
pub fn table(storage: pg_sys::Oid) -> Result<Option<Loaded>, Error> {
    let storage = Param::Datum(Some(storage.into()), pg_sys::OIDOID);
    let document =
        execute(TABLE, &[storage], Access::ReadLatest, |rows| rows.jsonb(0, 1).map(|jsonb| jsonb.to_value()));
    document.transpose()?.map(|document| from_document(&document)).transpose()
}

fn from_document(document: &Value) -> Result<Loaded, Error> {
    Ok(Loaded {
        table: table_of(document)?,
        rewritten: document["rewritten"].as_str().and_then(|by| by.parse().ok()),
        is_guarded: document["guarded"].as_bool().unwrap_or_default(),
    })
}

fn table_of(document: &Value) -> Result<Table, Error> {
    let text = |key: &str| document[key].as_str().unwrap_or_default().to_owned();
    let list = |key: &str| document[key].as_array().cloned().unwrap_or_default();
    Ok(Table {
        id: uuid::Uuid::parse_str(&text("id")).unwrap_or_default(),
        no: document["no"].as_i64().unwrap_or_default(),
        slug: Slug::new(&text("slug"))?,
        name: text("name"),
        description: document["description"].as_str().map(ToOwned::to_owned),
        open: document["open"].as_bool().unwrap_or_default(),
        settings: document["settings"].as_object().cloned().unwrap_or_default(),
        columns: list("columns").iter().map(Column::from_catalog).collect::<Result<_, _>>()?,
        typed_in_trash: list("typed_in_trash").iter().map(Column::from_catalog).collect::<Result<_, _>>()?,
        trashed: list("trashed")
            .iter()
            .filter_map(Value::as_str)
            .map(ColumnKey::new)
            .collect::<Result<_, _>>()?,
        indexing: Indexing::default(),
    })
}
