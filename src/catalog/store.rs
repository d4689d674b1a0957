//! How are `dt.tables` and `dt.columns` written?
//!
//! Whoever changes them tells all backends, its own included, before the command ends. The statements see what is
//! committed, as those that read definitions do: a REPEATABLE READ transaction would not find the row of a column
//! that is younger than itself.

use dyntables_access::standing::may_create;
use dyntables_model::column::Column;
use dyntables_model::ident::Slug;
use dyntables_model::record_name;
use dyntables_model::sharing::Sharing;
use dyntables_model::table::{Indexing, Table, TableOptions, merge_settings, slug_taken};
use dyntables_values::Error;
use dyntables_values::text::Object;
use pgrx::pg_sys;
use serde_json::Value;

use crate::caller::identity;
use crate::catalog::access;
use crate::catalog::invalidate;
use crate::catalog::names::relation;
use crate::server::backend;
use crate::server::execute::{Access, execute};
use crate::server::guard::{Failure, Refusal, guarded, tried};
use crate::server::param::Value as Param;
use crate::server::rows::Rows;

const INSERT_TABLE: &str = "INSERT INTO dt.tables (slug, name, org_id, description, icon, color, workspace_id, settings, open, \
      visibility, row_access, created_by) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) ON CONFLICT (no) DO NOTHING RETURNING no, id";

/// Numbers come from a sequence, which is behind where a catalog was copied without it.
const PASS_TAKEN_NUMBERS: &str = "SELECT pg_catalog.setval(pg_catalog.pg_get_serial_sequence('dt.tables', 'no')::pg_catalog.regclass, \
    GREATEST((SELECT pg_catalog.max(no) FROM dt.tables), \
    pg_catalog.nextval(pg_catalog.pg_get_serial_sequence('dt.tables', 'no')::pg_catalog.regclass)))";

const UPDATE_TABLE: &str = "UPDATE dt.tables SET slug = $2, name = $3, description = $4, icon = $5, color = $6, \
    workspace_id = $7, settings = $8, open = $9, visibility = $10, row_access = $11, updated_at = pg_catalog.now() WHERE no OPERATOR(pg_catalog.=) $1";

const INSERT_COLUMN: &str = "INSERT INTO dt.columns (table_no, key, label, type, config, required, is_unique, indexed, \
      default_value, description, width, visible, typed, typed_complete, permissions, position) \
    SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, COALESCE((SELECT pg_catalog.max(k.position) FROM dt.columns k \
      WHERE k.table_no OPERATOR(pg_catalog.=) $1), 0) OPERATOR(pg_catalog.+) 1";

const UPDATE_COLUMN: &str = "UPDATE dt.columns SET key = $16, label = $3, type = $4, config = $5, required = $6, is_unique = $7, \
      indexed = $8, default_value = $9, description = $10, width = $11, visible = $12, typed = $13, \
      typed_complete = $14, permissions = $15, updated_at = pg_catalog.now() \
    WHERE table_no OPERATOR(pg_catalog.=) $1 AND key OPERATOR(pg_catalog.=) $2";

fn json(value: Option<&Value>) -> Param {
    match value {
        Some(value) => value.clone().into(),
        None => Param::Datum(None, pg_sys::JSONBOID),
    }
}

/// What became of a new table.
pub enum Entered {
    /// It is in the catalog; its columns and storage are still to be made.
    New(Box<Table>),
    /// A table of its slug was there, and is left as it is: its slug.
    Known(String),
}

/// Enters a new table into the catalog.
pub fn insert_table(name: &str, options: &TableOptions) -> Result<Entered, Error> {
    backend::check_writes()?;
    let slug = options.slug.clone().unwrap_or_else(|| Slug::from_name(name));
    let who = identity::current()?;
    let org = if options.global == Some(true) { None } else { who.org.clone() };
    may_create(&who, access::tenancy(), org.is_none())?;
    let sharing = Sharing {
        org: org.clone(),
        visibility: options.visibility.unwrap_or_default(),
        row_access: options.row_access.unwrap_or_default(),
        owner: Some(who.user.clone()),
        has_collaborators: false,
    };
    let settings = merge_settings(&serde_json::Map::new(), &options.settings.clone().unwrap_or_default());
    let values = [
        slug.as_str().into(),
        name.into(),
        org.clone().into(),
        options.description.clone().flatten().into(),
        options.icon.clone().flatten().into(),
        options.color.clone().flatten().into(),
        options.workspace_id.clone().flatten().into(),
        Value::Object(settings.clone()).into(),
        options.open.unwrap_or(false).into(),
        sharing.visibility.name().into(),
        sharing.row_access.name().into(),
        sharing.owner.clone().into(),
    ];
    let row = |rows: Rows| (rows.get::<i64>(0, 1), rows.get::<pgrx::datum::Uuid>(0, 2));
    let insert = || loop {
        if let (Some(no), Some(id)) = execute(INSERT_TABLE, &values, Access::WriteLatest, row) {
            return (no, uuid::Uuid::from_bytes(*id.as_bytes()));
        }
        execute(PASS_TAKEN_NUMBERS, &[], Access::WriteLatest, |_| ());
    };
    let taken = |failure: Failure| failure.unless_taken(|constraint| taken(constraint, &slug, name));
    let (no, id) = if options.if_not_exists {
        match tried(insert) {
            Ok(entered) => entered,
            Err(refusal) => match (has_slug(&slug, &org), refusal) {
                (true, _) => return Ok(Entered::Known(slug.to_string())),
                (false, Refusal::Index(failure)) => return Err(taken(failure)),
                (false, Refusal::Faults(faults)) => {
                    let message = format!("there can be no table \"{slug}\"");
                    return Err(Error::bad_detail(message, faults.into()));
                }
            },
        }
    } else {
        guarded(insert).map_err(taken)?
    };
    invalidate::names_changed();
    backend::next_command();
    Ok(Entered::New(Box::new(Table {
        id,
        no,
        slug,
        name: name.to_owned(),
        description: options.description.clone().flatten(),
        open: options.open.unwrap_or(false),
        settings,
        columns: Vec::new(),
        sharing,
        hidden: Vec::new(),
        trashed: Vec::new(),
        typed_in_trash: Vec::new(),
        indexing: Indexing::default(),
    })))
}

/// Whether there is a table of a slug that is not in the trash. `org` is the organisation; the global tables are one.
fn has_slug(slug: &Slug, org: &Option<String>) -> bool {
    const FOUND: &str = "SELECT FROM dt.tables \
        WHERE slug OPERATOR(pg_catalog.=) $1 \
        AND (org_id OPERATOR(pg_catalog.=) $2 OR org_id IS NULL AND $2 IS NULL) AND deleted_at IS NULL";
    let args = [slug.as_str().into(), org.clone().into()];
    execute(FOUND, &args, Access::ReadLatest, |rows| rows.len() > 0)
}

fn taken(constraint: &str, slug: &Slug, name: &str) -> Error {
    if constraint.contains("org_name") {
        let hint = "Tables in the trash keep their name: dt_tables('only') lists them.";
        return Error::taken("a table with the name", name, Some(hint)).of_table(slug.as_str());
    }
    slug_taken(slug.as_str()).of_table(slug.as_str())
}

/// Icon, color and workspace of a table, which [`Table`] does not have.
fn presentation(no: i64) -> [Option<String>; 3] {
    const PRESENTATION: &str =
        "SELECT icon, color, workspace_id FROM dt.tables WHERE no OPERATOR(pg_catalog.=) $1";
    execute(PRESENTATION, &[no.into()], Access::ReadLatest, |rows| {
        [rows.get(0, 1), rows.get(0, 2), rows.get(0, 3)]
    })
}

/// Writes changes of a table into the catalog. Returns the table afterwards. The caller changes the storage and tells
/// the other backends. An error if the new slug or name is taken.
pub fn update_table(table: &Table, changes: &TableOptions) -> Result<Table, Error> {
    let mut after = table.clone();
    if let Some(slug) = &changes.slug {
        after.slug = slug.clone();
    }
    if let Some(name) = &changes.name {
        after.name.clone_from(name);
    }
    if let Some(description) = &changes.description {
        after.description.clone_from(description);
    }
    if let Some(settings) = &changes.settings {
        after.settings = merge_settings(&table.settings, settings);
        record_name::check(&after, settings)?;
    }
    after.open = changes.open.unwrap_or(table.open);
    after.sharing.visibility = changes.visibility.unwrap_or(table.sharing.visibility);
    after.sharing.row_access = changes.row_access.unwrap_or(table.sharing.row_access);
    let [icon, color, workspace] = presentation(table.no);
    let values = [
        table.no.into(),
        after.slug.as_str().into(),
        after.name.as_str().into(),
        after.description.clone().into(),
        changes.icon.clone().unwrap_or(icon).into(),
        changes.color.clone().unwrap_or(color).into(),
        changes.workspace_id.clone().unwrap_or(workspace).into(),
        Value::Object(after.settings.clone()).into(),
        after.open.into(),
        after.sharing.visibility.name().into(),
        after.sharing.row_access.name().into(),
    ];
    guarded(|| execute(UPDATE_TABLE, &values, Access::WriteLatest, |_| ()))
        .map_err(|failure| failure.unless_taken(|constraint| taken(constraint, &after.slug, &after.name)))?;
    Ok(after)
}

/// Replaces the settings of a table.
pub fn update_settings(table: &Table, settings: &Object) {
    const UPDATE: &str = "UPDATE dt.tables SET settings = $2, updated_at = pg_catalog.now() WHERE no OPERATOR(pg_catalog.=) $1";
    let values = [table.no.into(), Value::Object(settings.clone()).into()];
    execute(UPDATE, &values, Access::WriteLatest, |_| ());
    changed(table);
}

/// Moves a table to the trash.
pub fn trash_table(table: &Table) {
    const TRASH: &str = "UPDATE dt.tables SET deleted_at = pg_catalog.now(), updated_at = pg_catalog.now() \
        WHERE no OPERATOR(pg_catalog.=) $1";
    execute(TRASH, &[table.no.into()], Access::WriteLatest, |_| ());
    changed(table);
    invalidate::names_changed();
}

/// Takes a table out of the trash. Returns whether it was there.
pub fn restore_table(table: &Table) -> bool {
    const RESTORE: &str = "UPDATE dt.tables SET deleted_at = NULL, updated_at = pg_catalog.now() \
        WHERE no OPERATOR(pg_catalog.=) $1 AND deleted_at IS NOT NULL";
    let restored = execute(RESTORE, &[table.no.into()], Access::WriteLatest, |rows| rows.processed()) > 0;
    changed(table);
    invalidate::names_changed();
    restored
}

/// Notes that this transaction rewrites values of a table, so that older snapshots do not fit its definition.
pub fn mark_rewritten(table: &Table) {
    const MARK: &str = "INSERT INTO dt.rewrites (table_no, by) VALUES ($1, pg_catalog.pg_current_xact_id()) \
        ON CONFLICT (table_no) DO UPDATE SET by = EXCLUDED.by";
    execute(MARK, &[table.no.into()], Access::WriteLatest, |_| ());
}

/// Removes the table with this storage, its columns and its history from the catalog, and writes that down. Called when the storage is dropped, whoever
/// drops it.
pub fn delete_by_storage(storage: &str) {
    const DELETE: &str = "WITH gone AS (DELETE FROM dt.tables WHERE storage OPERATOR(pg_catalog.=) $1 RETURNING no, slug, org_id), \
        audit AS (INSERT INTO dt.audit (action, details, table_no, slug, org_id) \
          SELECT 'drop_table', '{\"permanently\": true}', gone.no, gone.slug, gone.org_id FROM gone), \
        rewrites AS (DELETE FROM dt.rewrites r USING gone WHERE r.table_no OPERATOR(pg_catalog.=) gone.no), \
        history AS (DELETE FROM dt.history h USING gone WHERE h.table_no OPERATOR(pg_catalog.=) gone.no), \
        files AS (DELETE FROM dt.file_refs f USING gone WHERE f.table_no OPERATOR(pg_catalog.=) gone.no) \
        DELETE FROM dt.columns k USING gone WHERE k.table_no OPERATOR(pg_catalog.=) gone.no";
    execute(DELETE, &[storage.into()], Access::WriteLatest, |_| ());
    invalidate::names_changed();
}

fn column_values(table: &Table, key: &str, column: &Column) -> Vec<Param> {
    vec![
        table.no.into(),
        key.into(),
        column.label.as_str().into(),
        column.type_.name().into(),
        Value::Object((*column.config).clone()).into(),
        column.required.into(),
        column.unique.into(),
        column.indexed.into(),
        json(column.default.as_ref()),
        column.description.clone().into(),
        column.width.into(),
        column.visible.into(),
        column.typed.as_ref().map(|typed| typed.name.to_string()).into(),
        column.is_typed().into(),
        Value::Object(column.permissions.to_object()).into(),
    ]
}

/// Enters a new column, after the others.
pub fn insert_column(table: &Table, column: &Column) {
    execute(INSERT_COLUMN, &column_values(table, column.key.as_str(), column), Access::WriteLatest, |_| ());
    changed(table);
}

/// Replaces the column with the key `key`. The new column may have another key.
pub fn update_column(table: &Table, key: &str, column: &Column) {
    write_column(table, key, column);
    changed(table);
}

/// As [`update_column`], of a column that differs in what people are shown only.
pub fn update_labels(table: &Table, key: &str, column: &Column) {
    write_column(table, key, column);
    labels_changed(table);
}

fn write_column(table: &Table, key: &str, column: &Column) {
    let mut values = column_values(table, key, column);
    values.push(column.key.as_str().into());
    execute(UPDATE_COLUMN, &values, Access::WriteLatest, |_| ());
}

/// Moves a column to the trash, or out of it if `trashed` is false.
pub fn trash_column(table: &Table, key: &str, trashed: bool) {
    const TRASH: &str = "UPDATE dt.columns SET deleted_at = CASE WHEN $3 THEN pg_catalog.now() END, \
        updated_at = pg_catalog.now() WHERE table_no OPERATOR(pg_catalog.=) $1 AND key OPERATOR(pg_catalog.=) $2";
    execute(TRASH, &[table.no.into(), key.into(), trashed.into()], Access::WriteLatest, |_| ());
    changed(table);
}

/// Removes a column.
pub fn delete_column(table: &Table, key: &str) {
    const DELETE: &str =
        "DELETE FROM dt.columns WHERE table_no OPERATOR(pg_catalog.=) $1 AND key OPERATOR(pg_catalog.=) $2";
    execute(DELETE, &[table.no.into(), key.into()], Access::WriteLatest, |_| ());
    changed(table);
}

/// Puts the columns into the order of `keys`, which must be all of them.
pub fn order_columns(table: &Table, keys: &[String]) {
    const ORDER: &str = "UPDATE dt.columns k SET position = o.at FROM pg_catalog.unnest($2) WITH ORDINALITY AS o(key, at) \
        WHERE k.table_no OPERATOR(pg_catalog.=) $1 AND k.key OPERATOR(pg_catalog.=) o.key";
    execute(ORDER, &[table.no.into(), keys.into()], Access::WriteLatest, |_| ());
    changed(table);
}

/// Tells all backends that a table's definition has changed, and lets the next statement see it.
pub fn changed(table: &Table) {
    invalidate::definition_changed(relation(table));
    backend::next_command();
}

/// As [`changed`], where no query and no rule depends on the change.
pub fn labels_changed(table: &Table) {
    invalidate::labels_changed(relation(table));
    backend::next_command();
}
