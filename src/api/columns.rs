//! Columns: add, alter, drop, restore, reorder, list.

use std::sync::Arc;

use dyntables_ask::index::is_over;
use dyntables_model::column::{Column, taken};
use dyntables_model::ident::ColumnKey;
use dyntables_model::retype;
use dyntables_model::table::Table;
use dyntables_records::RecordValidator;
use dyntables_records::cast::add_options;
use dyntables_records::convert::OnFailure;
use dyntables_values::Error;
use dyntables_values::argument::{boolean, object, string};
use dyntables_values::error::nearest;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::text::Object;
use dyntables_values::types::registry;
use pgrx::pg_sys::{self, Datum};
use serde_json::{Value, json};

use crate::api::args::trash_argument;
use crate::catalog::cache::{self, Definition};
use crate::catalog::names::relation;
use crate::catalog::{load, store};
use crate::server::call::Call;
use crate::server::execute::{Access, stream};
use crate::storage::convert::Change;
use crate::storage::{columns as stored, indexes, sequences, statistics};

crate::sql_functions! {
    "dt_add_column" => add;
    "dt_alter_column" => alter;
    "dt_drop_column" => drop_column;
    "dt_restore_column" => restore;
    "dt_reorder_columns" => reorder;
    "dt_columns" => columns;
}

/// The most columns a table can have: as many as a PostgreSQL table.
const MOST_COLUMNS: usize = 1_600;

/// Adds a checked column to a table whose writers are locked out.
pub fn add_column(table: &Table, column: Column) -> Result<(), Error> {
    if table.columns.len() >= MOST_COLUMNS {
        return Err(Error::limit(format!("a table cannot have more than {MOST_COLUMNS} columns")));
    }
    if table.column(column.key.as_str()).is_some() {
        return Err(taken(&column.key));
    }
    if table.trashed.contains(&column.key) {
        return Err(taken_in_trash(&column.key));
    }
    check_default(table, &column)?;
    store::insert_column(table, &column);
    sequences::add(table, &column)?;
    if column.required {
        stored::require(table, &column)?;
    }
    statistics::sync_column(table, None, &column);
    indexes::sync_column(table, None, &column)
}

/// The error for a key that a column in the trash has.
fn taken_in_trash(key: &ColumnKey) -> Error {
    let hint =
        "dt_restore_column brings it back; dt_drop_column(…, permanently => true) removes it and its values.";
    Error::taken("a column in the trash with the key", key.as_str(), Some(hint))
}

/// A default is a value of its column: asked of the validator of a table with this column only.
fn check_default(table: &Table, column: &Column) -> Result<(), Error> {
    let Some(default) = &column.default else { return Ok(()) };
    if column.type_.is_dynamic_default(default) {
        return Ok(());
    }
    let alone = Table { columns: vec![column.clone()], trashed: Vec::new(), open: false, ..table.clone() };
    let probe = crate::server::jsonb::from_value(&json!({ column.key.as_str(): default }));
    let faults = RecordValidator::new(Arc::new(alone))?.faults(probe.node());
    match faults.first() {
        None => Ok(()),
        Some(fault) => Err(Error::bad_detail(
            format!("the default of column \"{}\": {}", column.key, fault.message),
            Value::Array(faults.iter().map(|fault| fault.to_json()).collect()),
        )),
    }
}

fn add(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let key = ColumnKey::new(&call.required_text(1, "column_key")?)?;
    let type_ = registry::find(&call.required_text(2, "column_type")?)?;
    let options = call.options(3)?;
    let options = object(&options, "options")?;
    if let Some(given) = ["key", "type"].iter().find(|given| options.contains_key(**given)) {
        return Err(Error::bad(format!("\"{given}\" is an argument of its own, not an option")));
    }
    let mut column = Column::new(key, type_);
    column.change(options)?;
    let definition = cache::by_name(&name, pg_sys::ShareRowExclusiveLock)?;
    add_column(&definition.table, column.clone())?;
    Ok(call.return_json(&column.to_document()))
}

/// The keys of changes that say how to change rather than what.
#[derive(Default)]
struct How {
    backfill: bool,
    dry_run: bool,
    create_options: bool,
    on_failure: Option<OnFailure>,
}

impl How {
    /// Takes them out of the changes.
    fn take(changes: &mut Object) -> Result<Self, Error> {
        let mut flag = |name: &str| match changes.remove(name) {
            Some(value) => boolean(&value, name),
            None => Ok(false),
        };
        Ok(How {
            backfill: flag("backfill")?,
            dry_run: flag("dry_run")?,
            create_options: flag("create_options")?,
            on_failure: changes.remove("on_failure").map(|value| OnFailure::parse(&value)).transpose()?,
        })
    }
}

fn alter(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let key = call.required_text(1, "column_key")?;
    let changes = call.value(2)?;
    let mut changes = object(&changes, "changes")?.clone();
    let how = How::take(&mut changes)?;
    let mut lock = if how.dry_run { pg_sys::AccessShareLock } else { pg_sys::ShareRowExclusiveLock };
    if !how.dry_run && needs_readers_out(&*cache::peek(&name)?, &key, &changes, &how)? {
        lock = pg_sys::AccessExclusiveLock;
    }
    let mut definition = cache::by_name(&name, lock)?;
    if !how.dry_run
        && lock != pg_sys::AccessExclusiveLock
        && needs_readers_out(&definition, &key, &changes, &how)?
    {
        definition = cache::alone(definition)?;
    }
    let table = &definition.table;
    let before = table.require_column(&key, "column_key")?.clone();
    let on_failure = how.on_failure.unwrap_or(OnFailure::Abort);
    let after = changed(table, &before, changes, how.create_options)?;
    check_default(table, &after)?;
    let conversion =
        (!retype::is_harmless(&before, &after)).then(|| Change::new(&before, &after, on_failure));
    let report = conversion.as_ref().map(|conversion| conversion.report(table));
    let mut result = after.to_document();
    if let Some(report) = &report {
        result["converted"] = report.converted.into();
        result["failed"] = report.failed.into();
        result["examples"] = report.examples.clone().into();
    }
    if how.dry_run {
        indexes::over_changed(table, &before, &after)?;
        return Ok(call.return_json(&result));
    }
    if let (Some(conversion), Some(report), OnFailure::Abort) = (&conversion, report, on_failure)
        && report.failed > 0
    {
        return Err(conversion.error(table, report));
    }
    stored::redefine(table, &before, &after, conversion.as_ref())?;
    // What follows looks at the records by the new definition.
    let changed = cache::by_storage(relation(table))?;
    sequences::restart(&changed.table, &before, &after)?;
    if how.backfill {
        stored::backfill(&changed.table, &after)?;
    }
    if after.required && (!before.required || conversion.is_some()) {
        stored::require(&changed.table, &after)?;
    }
    Ok(call.return_json(&result))
}

/// Whether a change rewrites values, or drops an index, and so wants the table for itself: the strongest lock that a
/// change needs comes first, or it would be waited for while a weaker one is held.
fn needs_readers_out(definition: &Definition, key: &str, changes: &Object, how: &How) -> Result<bool, Error> {
    let before = definition.table.require_column(key, "column_key")?;
    let is = |name: &str, was: &str| changes.get(name).is_none_or(|value| value.as_str() == Some(was));
    let ends = |name: &str, was: bool| was && changes.get(name) == Some(&Value::Bool(false));
    let mut draft = before.clone();
    if let Some(config) = changes.get("config") {
        draft.config = config.as_object().cloned().unwrap_or_default();
        draft.type_.normalize_config(&mut draft.config);
    }
    let keeps_type = changes
        .get("type")
        .and_then(Value::as_str)
        .is_none_or(|name| registry::find(name).is_ok_and(|type_| type_.name() == before.type_.name()));
    Ok(!is("key", before.key.as_str())
        || !keeps_type
        || ends("unique", before.unique)
        || ends("index", before.indexed)
        || how.create_options
        || !retype::is_harmless(before, &draft))
}

/// The column after the changes.
fn changed(
    table: &Table,
    before: &Column,
    mut changes: Object,
    create_options: bool,
) -> Result<Column, Error> {
    let mut after = before.clone();
    if let Some(type_) = changes.get("type") {
        let type_ = registry::find(string(type_, "type")?)?;
        if type_.name() != before.type_.name() {
            retype::check_types(before, type_)?;
            after = retype::retyped(before, type_);
        }
    }
    if let Some(key) = changes.get("key") {
        after.key = ColumnKey::new(string(key, "key")?)?;
        if after.key != before.key && table.column(after.key.as_str()).is_some() {
            return Err(taken(&after.key));
        }
        if table.trashed.contains(&after.key) {
            return Err(taken_in_trash(&after.key));
        }
        if before.label == before.key.as_str() {
            after.label = after.key.to_string();
        }
    }
    match changes.remove("config") {
        None => {}
        Some(Value::Null) => after.config = Object::new(),
        Some(config) => after.config = object(&config, "config")?.clone(),
    }
    make_options(table, before, &mut after, create_options)?;
    // The old default is no value of the new type yet: a default that is given goes before it.
    let default = after.default.take();
    after.change(&changes)?;
    if !changes.contains_key("default") && default.is_some() {
        after.default = default;
        if !retype::is_harmless(before, &after) {
            let converted = Change::new(before, &after, OnFailure::Abort).default();
            // Of a value of the same type it is told below what is wrong with it.
            match converted {
                Err(error) if before.type_.name() != after.type_.name() => return Err(error),
                Err(_) => {}
                Ok(default) => after.default = default,
            }
        }
    }
    Ok(after)
}

/// Adds the options that the values need: where a column becomes one with options and none are
/// given, and where the caller asks for it.
fn make_options(
    table: &Table,
    before: &Column,
    after: &mut Column,
    create_options: bool,
) -> Result<(), Error> {
    let has_none = after.config.get("options").is_none_or(Value::is_null);
    let needs_some = has_none && after.type_.name() != before.type_.name();
    if !retype::has_options(after.type_) || !(needs_some || create_options) {
        return Ok(());
    }
    let mut draft = after.clone();
    if needs_some {
        // None at all, not those that a type has by itself.
        draft.config.insert("options".into(), json!([]));
    }
    draft.type_.normalize_config(&mut draft.config);
    let missing = Change::new(before, &draft, OnFailure::Abort).missing_options(table)?;
    if !missing.is_empty() {
        add_options(&mut draft.config, &missing);
        *after = draft;
    }
    Ok(())
}

fn drop_column(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let key = call.required_text(1, "column_key")?;
    let permanently = call.flag(2);
    let lock = if permanently { pg_sys::AccessExclusiveLock } else { pg_sys::ShareRowExclusiveLock };
    let definition = cache::by_name(&name, lock)?;
    let table = &definition.table;
    let in_trash = table.trashed.iter().any(|trashed| trashed.as_str() == key);
    if !in_trash {
        table.require_column(&key, "column_key")?;
    }
    if permanently {
        // In the trash a column keeps its indexes: its values stay, and are restored with their rules.
        for index in indexes::list(definition.storage) {
            if is_over(&index.columns, &key) {
                indexes::drop(&index.name);
            }
        }
        store::delete_column(table, &key);
        let key = ColumnKey::new(&key)?;
        statistics::drop(table, &key);
        stored::remove(table, &key);
        sequences::drop(table, &key);
    } else if in_trash {
        return Err(table.no_such_column(&key, "column_key"));
    } else {
        store::trash_column(table, &key, true);
        statistics::drop(table, &ColumnKey::new(&key)?);
    }
    Ok(call.return_void())
}

fn restore(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let key = call.required_text(1, "column_key")?;
    let definition = cache::by_name(&name, pg_sys::ShareRowExclusiveLock)?;
    let table = &definition.table;
    let Some(column) = load::trashed_column(table, &key) else {
        if table.column(&key).is_some() {
            return Err(Error::bad(format!(
                "column \"{key}\" of table \"{}\" is not in the trash",
                table.slug
            )));
        }
        let nearest = nearest(&key, table.trashed.iter().map(ColumnKey::as_str));
        return Err(Error::no_such_column(table.slug.as_str(), &key, "column_key", nearest));
    };
    store::trash_column(table, &key, false);
    let restored = cache::by_storage(definition.storage)?;
    sequences::fill(&restored.table, &column)?;
    if column.required {
        stored::require(&restored.table, &column)?;
    }
    statistics::sync_column(table, None, &column);
    indexes::sync_column(&restored.table, None, &column)?;
    Ok(call.return_json(&column.to_document()))
}

fn reorder(call: &mut Call) -> Result<Datum, Error> {
    let name = call.required_text(0, "table_name")?;
    let first = call.texts(1, "column_keys")?;
    let definition = cache::by_name(&name, pg_sys::ShareRowExclusiveLock)?;
    let table = &definition.table;
    for (at, key) in first.iter().enumerate() {
        table.require_column(key, "column_keys")?;
        if first[..at].contains(key) {
            return Err(Error::bad(format!("column \"{key}\" is named twice")));
        }
    }
    let rest = table.columns.iter().map(|column| column.key.to_string()).filter(|key| !first.contains(key));
    let order: Vec<String> = first.iter().cloned().chain(rest).collect();
    store::order_columns(table, &order);
    Ok(call.return_void())
}

fn columns(call: &mut Call) -> Result<Datum, Error> {
    const LIST: &str = "SELECT key, label, type, config, required, \
          CASE WHEN deleted_at IS NULL THEN key OPERATOR(pg_catalog.=) ANY ($3) ELSE is_unique END, \
          CASE WHEN deleted_at IS NULL THEN key OPERATOR(pg_catalog.=) ANY ($4) ELSE indexed END, default_value, description, \
          position, width, visible, created_at, updated_at, deleted_at FROM dt.columns \
        WHERE table_no OPERATOR(pg_catalog.=) $1 \
          AND CASE WHEN $2 OPERATOR(pg_catalog.=) 'exclude' THEN deleted_at IS NULL \
            WHEN $2 OPERATOR(pg_catalog.=) 'only' THEN deleted_at IS NOT NULL ELSE true END \
        ORDER BY position, key";
    let name = call.required_text(0, "table_name")?;
    let trash = trash_argument(call, 1)?;
    let definition = cache::by_name(&name, pg_sys::AccessShareLock)?;
    // A rule holds where an index keeps it, which the definition knows.
    let keys = |holds: fn(&Column) -> bool| {
        let columns = definition.table.columns.iter().filter(|column| holds(column));
        Param::List(Kind::Text, columns.map(|column| Param::Text(column.key.to_string())).collect())
    };
    let (unique, indexed) = (keys(|column| column.unique), keys(|column| column.indexed));
    let args = [definition.table.no.into(), trash.as_str().into(), unique.into(), indexed.into()];
    Ok(stream(call, LIST, &args, Access::Read))
}
