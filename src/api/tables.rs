//! How are tables created, listed, described, changed, dropped and restored?

use std::slice;

use dyntables_model::table::{TableOptions, check_name, describe as describe_table, slug_taken};
use dyntables_records::client_schema::record_schema;
use dyntables_values::Error;
use pgrx::pg_sys;
use serde_json::{Value, json};

use crate::api::args::trash_argument;
use crate::caller::identity;
use crate::catalog::cache;
use crate::catalog::definition::Definition;
use crate::catalog::{audit, store};
use crate::run::tables::{self, Made};
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, execute, stream};
use crate::server::param::Value as Param;
use crate::server::returned::Returned;
use crate::server::types::{Bool, Jsonb, Set, Text, Void};
use crate::storage::indexes;
use crate::storage::tables as stored;

crate::sql_functions! {
    dt_create_table(table_name: Text, options: Jsonb) -> Jsonb => create;
    dt_tables(trash: Text) -> table(id: Uuid, no: Int8, slug: Text, name: Text, description: Text, org_id: Text, workspace_id: Text,
        column_count: Int8, record_estimate: Int8, created_at: Timestamptz, updated_at: Timestamptz, deleted_at: Timestamptz) => list_tables;
    dt_describe(table_name: Text) -> Jsonb => describe;
    dt_alter_table(table_name: Text, changes: Jsonb) -> Jsonb => alter;
    dt_drop_table(table_name: Text, permanently: Bool) -> Void => drop_table;
    dt_restore_table(table_name: Text) -> Jsonb => restore;
    dt_json_schema(table_name: Text) -> Jsonb => json_schema;
}

fn create(_call: &Call, table_name: Arg<Text>, options: Arg<Jsonb>) -> Result<Returned<Jsonb>, Error> {
    let name = check_name(&table_name.required()?)?;
    let options = TableOptions::parse(&options.options()?, true)?;
    match tables::create(&name, options)? {
        Made::New(definition) => described(&definition),
        Made::Known(slug) => describe_named(&slug).map_err(|_| slug_taken(&slug)),
    }
}

/// The description of a table. Every function that creates or changes a table returns it.
fn described(definition: &Definition) -> Result<Returned<Jsonb>, Error> {
    const MORE: &str = "SELECT pg_catalog.jsonb_build_object('org_id', t.org_id, 'workspace_id', t.workspace_id, \
          'description', t.description, 'icon', t.icon, 'color', t.color, \
          'created_at', dt.iso_timestamp(t.created_at), 'updated_at', dt.iso_timestamp(t.updated_at), \
          'deleted_at', dt.iso_timestamp(t.deleted_at)) \
        FROM dt.tables t WHERE t.no OPERATOR(pg_catalog.=) $1";
    let table = &definition.table;
    let mut description = describe_table(table);
    let more = execute(MORE, &[table.no.into()], Access::ReadLatest, |rows| {
        rows.jsonb(0, 1).map(|jsonb| jsonb.to_value())
    });
    if let (Some(all), Some(Value::Object(more))) = (description.as_object_mut(), more.transpose()?) {
        all.extend(more);
    }
    let indexes = indexes::list(definition.storage, table);
    description["indexes"] = indexes
        .iter()
        .filter(|index| !index.is_over_hidden(table))
        .map(|index| json!({"name": index.name, "columns": index.columns, "kind": index.kind(), "unique": index.is_unique()}))
        .collect();
    Ok((&description).into())
}

fn list_tables(call: &Call, trash: Arg<Text>) -> Result<Returned<Set>, Error> {
    // The first condition is for the index; the rules are asked then.
    const VISIBLE: &str = "(t.org_id IS NULL OR t.org_id OPERATOR(pg_catalog.=) $1) \
        AND dt.sees_table(t.no, t.org_id, t.visibility, t.row_access, t.created_by)";
    /// From so many tables on the columns of all are counted at once. Counting them table by table took half the time of
    /// a list of 10,000.
    const MANY: i64 = 500;
    let trash = trash_argument(trash)?;
    let who = identity::current()?;
    let org = Param::from(who.org.clone());
    let some = format!(
        "SELECT pg_catalog.count(*) FROM (SELECT FROM dt.tables t WHERE {VISIBLE} LIMIT {MANY}) AS found"
    );
    let found = execute(&some, slice::from_ref(&org), Access::Read, |rows| rows.get::<i64>(0, 1));
    let (count, counted) = if found == Some(MANY) {
        (
            "COALESCE(n.columns, 0)",
            "LEFT JOIN (SELECT k.table_no, pg_catalog.count(*) AS columns FROM dt.columns k WHERE k.deleted_at IS NULL GROUP BY k.table_no) AS n \
               ON n.table_no OPERATOR(pg_catalog.=) t.no",
        )
    } else {
        (
            "(SELECT pg_catalog.count(*) FROM dt.columns k WHERE k.table_no OPERATOR(pg_catalog.=) t.no AND k.deleted_at IS NULL)",
            "",
        )
    };
    let list = format!(
        "SELECT t.id, t.no, t.slug, t.name, t.description, t.org_id, t.workspace_id, {count}, \
          CASE WHEN NOT ($3 OR t.row_access OPERATOR(pg_catalog.=) 'none') THEN NULL WHEN c.reltuples OPERATOR(pg_catalog.<) 0 THEN 0 \
            ELSE c.reltuples::pg_catalog.int8 END, \
          t.created_at, t.updated_at, t.deleted_at \
        FROM dt.tables t {counted} LEFT JOIN pg_catalog.pg_class c ON c.relname OPERATOR(pg_catalog.=) t.storage::pg_catalog.name \
          AND c.relnamespace OPERATOR(pg_catalog.=) 'dt_data'::pg_catalog.regnamespace AND c.relkind OPERATOR(pg_catalog.=) 'r' \
        WHERE {VISIBLE} \
          AND CASE WHEN $2 OPERATOR(pg_catalog.=) 'exclude' THEN t.deleted_at IS NULL \
            WHEN $2 OPERATOR(pg_catalog.=) 'only' THEN t.deleted_at IS NOT NULL ELSE true END \
        ORDER BY t.slug"
    );
    Ok(stream(call, &list, &[org, trash.as_str().into(), who.role.sees_all().into()], Access::Read))
}

fn describe(_call: &Call, table_name: Arg<Text>) -> Result<Returned<Jsonb>, Error> {
    describe_named(&table_name.required()?)
}

fn describe_named(name: &str) -> Result<Returned<Jsonb>, Error> {
    described(&*cache::by_name_with_trash(name, pg_sys::AccessShareLock)?)
}

fn alter(_call: &Call, table_name: Arg<Text>, changes: Arg<Jsonb>) -> Result<Returned<Jsonb>, Error> {
    let name = table_name.required()?;
    let changes = TableOptions::parse(&changes.value()?, false)?;
    let is_about_rules = changes.slug.is_some()
        || changes.settings.is_some()
        || changes.open.is_some()
        || changes.row_access.is_some();
    // Nobody waits for a change of what people are shown, except another change.
    let mut lock =
        if is_about_rules { pg_sys::ShareRowExclusiveLock } else { pg_sys::ShareUpdateExclusiveLock };
    if needs_readers_out(&*cache::peek(&name)?, &changes) {
        lock = pg_sys::AccessExclusiveLock;
    }
    let mut definition = cache::by_name(&name, lock)?;
    if lock != pg_sys::AccessExclusiveLock && needs_readers_out(&definition, &changes) {
        definition = cache::alone(definition)?;
    }
    let after = stored::update(&definition.table, &changes)?;
    tables::index_creators(&after)?;
    described(&*cache::by_storage(definition.storage)?)
}

/// Whether a change renames the storage, drops a trigger of it or changes its policies. Such a change takes the strongest lock at once.
fn needs_readers_out(definition: &Definition, changes: &TableOptions) -> bool {
    let ends_limit = definition.table.max_records().is_some()
        && changes
            .settings
            .as_ref()
            .and_then(|settings| settings.get("max_records"))
            .is_some_and(Value::is_null);
    let ends_history = definition.table.keeps_history()
        && changes
            .settings
            .as_ref()
            .and_then(|settings| settings.get("enable_revisions"))
            .is_some_and(|value| *value == Value::Bool(false));
    let sees_others = changes.row_access.is_some_and(|rows| rows != definition.table.sharing.row_access);
    ends_limit
        || ends_history
        || sees_others
        || changes.slug.as_ref().is_some_and(|slug| *slug != definition.table.slug)
}

fn drop_table(_call: &Call, table_name: Arg<Text>, permanently: Arg<Bool>) -> Result<Returned<Void>, Error> {
    let name = table_name.required()?;
    if permanently.is_true() {
        let definition = cache::by_name_with_trash(&name, pg_sys::AccessExclusiveLock)?;
        stored::drop(&definition.table);
        store::delete_by_storage(&definition.table.storage());
    } else {
        let definition = cache::by_name(&name, pg_sys::ShareRowExclusiveLock)?;
        store::trash_table(&definition.table);
        audit::write(&definition.table, "drop_table", json!({}));
    }
    Ok(().into())
}

fn restore(_call: &Call, table_name: Arg<Text>) -> Result<Returned<Jsonb>, Error> {
    let name = table_name.required()?;
    let definition = cache::by_name_with_trash(&name, pg_sys::ShareRowExclusiveLock)?;
    if !store::restore_table(&definition.table) {
        return Err(Error::bad(format!("table \"{}\" is not in the trash", definition.table.slug)));
    }
    audit::write(&definition.table, "restore_table", json!({}));
    described(&*cache::by_storage(definition.storage)?)
}

fn json_schema(_call: &Call, table_name: Arg<Text>) -> Result<Returned<Jsonb>, Error> {
    let name = table_name.required()?;
    let definition = cache::by_name(&name, pg_sys::AccessShareLock)?;
    Ok((&record_schema(&definition.table)).into())
}
