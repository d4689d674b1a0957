//! How is a column changed? What the changes make of it, the lock that their steps need, and the steps.

use std::sync::Arc;

use dyntables_model::change;
use dyntables_model::column::{Column, has_options, taken};
use dyntables_model::how::How;
use dyntables_model::ident::ColumnKey;
use dyntables_model::retype;
use dyntables_model::step::{self, Lock, Step};
use dyntables_model::table::{MOST_COLUMNS, Table};
use dyntables_records::cast_options::add_options;
use dyntables_records::convert;
use dyntables_records::{RecordValidator, Write};
use dyntables_values::Error;
use dyntables_values::error::nearest;
use dyntables_values::text::Object;
use pgrx::pg_sys;
use serde_json::{Value, json};

use crate::catalog::cache;
use crate::catalog::definition::Definition;
use crate::catalog::{audit, load};
use crate::run::typed::{self, Look};
use crate::server::jsonb;
use crate::storage::columns::carry_out;
use crate::storage::convert::Change;
use crate::storage::environment::ENVIRONMENT;
use crate::storage::foretell::foretell;

/// How a column is added.
#[derive(Debug, Clone, Copy, Default)]
pub struct Adding {
    /// Write the default into the records that there are.
    pub backfill: bool,
    /// Leave a column of this key and type as it is.
    pub if_not_exists: bool,
}

/// Adds a checked column to a table; its document, or that of the column that is there.
pub fn add(name: &str, column: &Column, how: Adding) -> Result<Value, Error> {
    let mut column = column.clone();
    let foreseen = lock_of_addition(&cache::peek(name)?.table, &column, how, Look::Ahead)?;
    let definition = cache::by_name(name, mode(foreseen))?;
    let table = &definition.table;
    if how.if_not_exists
        && let Some(found) = table.column(column.key.as_str())
    {
        return if found.type_.name() == column.type_.name() {
            Ok(found.to_document())
        } else {
            let hint = format!("It is of type {}; dt_alter_column changes that.", found.type_.name());
            Err(taken(&column.key).hinted(hint))
        };
    }
    if foreseen < lock_of_addition(table, &column, how, Look::Locked)? {
        cache::alone(definition.clone())?;
    }
    add_to(table, &mut column, how.backfill)?;
    let document = column.to_document();
    let mut details = json!({"column": column.key.as_str(), "after": document});
    if how.backfill {
        details["backfill"] = true.into();
    }
    audit::write(table, "add_column", details);
    Ok(document)
}

/// The lock that a new column needs: a plain column is added while nobody else uses the table.
fn lock_of_addition(table: &Table, column: &Column, how: Adding, look: Look) -> Result<Lock, Error> {
    let mut column = column.clone();
    typed::settle(table, None, &mut column, look)?;
    Ok(step::lock(&change::addition(&column, how.backfill)))
}

/// Adds a checked column to a table whose writers are locked out.
pub fn add_to(table: &Table, column: &mut Column, backfill: bool) -> Result<(), Error> {
    if table.columns.len() >= MOST_COLUMNS {
        return Err(Error::limit(format!("a table cannot have more than {MOST_COLUMNS} columns")));
    }
    check_key(table, &column.key)?;
    check_default(table, column)?;
    typed::settle(table, None, column, Look::Locked)?;
    carry_out(table, &change::addition(column, backfill))?;
    Ok(())
}

/// Changes a column; its document afterwards, with what became of the values if they were looked at.
pub fn alter(name: &str, key: &str, changes: &Object, how: &How) -> Result<Value, Error> {
    let lock =
        if how.dry_run { Lock::AccessShare } else { foreseen(&*cache::peek(name)?, key, changes, how)? };
    let definition = cache::by_name(name, mode(lock))?;
    let table = &definition.table;
    let before = table.require_column(key, "column_key")?;
    let after = altered(table, before, changes, how)?;
    let steps = change::plan(before, &after, how);
    let report = if how.dry_run {
        foretell(table, &steps)?
    } else {
        if lock < step::lock(&steps) {
            cache::alone(definition.clone())?;
        }
        let report = carry_out(table, &steps)?;
        note_change(table, before, &after, how, &steps);
        report
    };
    let mut document = after.to_document();
    if let Some(report) = report {
        document["converted"] = report.converted.into();
        document["failed"] = report.failed.into();
        document["examples"] = report.examples.into();
    }
    Ok(document)
}

/// Writes down that a column was changed, unless nothing was.
fn note_change(table: &Table, before: &Column, after: &Column, how: &How, steps: &[Step<'_>]) {
    let (was, is) = (before.to_document(), after.to_document());
    if was == is && !how.backfill && !how.retry_unconverted {
        return;
    }
    let mut details = audit::changed(&was, &is);
    details["column"] = before.key.as_str().into();
    for (is_so, what) in [(how.backfill, "backfill"), (how.retry_unconverted, "retry_unconverted")] {
        if is_so {
            details[what] = true.into();
        }
    }
    if steps.iter().any(|step| matches!(step, Step::ConvertValues { .. })) {
        // Older values are read in the same way.
        details["conversion"] = convert::document(before, after, how);
    }
    audit::write(table, "alter_column", details);
}

/// Moves a column to the trash, or removes it for good, also out of the trash.
pub fn drop(name: &str, key: &str, permanently: bool) -> Result<(), Error> {
    let steps: fn(&ColumnKey) -> Vec<Step<'_>> = if permanently { change::removal } else { change::trashing };
    // What cannot be a key is no column's: that is told below.
    let lock = ColumnKey::new(key).map_or(Lock::ShareRowExclusive, |key| step::lock(&steps(&key)));
    let definition = cache::by_name(name, mode(lock))?;
    let table = &definition.table;
    let trashed = table.trashed.iter().filter(|_| permanently);
    let known = table.columns.iter().map(|column| &column.key).chain(trashed).find(|k| k.as_str() == key);
    let known = known.ok_or_else(|| table.no_such_column(key, "column_key"))?;
    carry_out(table, &steps(known))?;
    let mut details = json!({"column": key});
    if permanently {
        details["permanently"] = true.into();
    }
    audit::write(table, "drop_column", details);
    Ok(())
}

/// Takes a column out of the trash; its document.
pub fn restore(name: &str, key: &str) -> Result<Value, Error> {
    let definition = cache::by_name(name, mode(Lock::ShareRowExclusive))?;
    let table = &definition.table;
    let Some(column) = load::trashed_column(table, key) else {
        let slug = table.slug.as_str();
        if table.column(key).is_some() {
            return Err(Error::bad(format!("column \"{key}\" of table \"{slug}\" is not in the trash")));
        }
        let nearest = nearest(key, table.trashed.iter().map(ColumnKey::as_str));
        return Err(Error::no_such_column(slug, key, "column_key", nearest));
    };
    carry_out(table, &change::restoration(&column))?;
    audit::write(table, "restore_column", json!({"column": key}));
    Ok(column.to_document())
}

/// A lock as PostgreSQL numbers it.
pub fn mode(lock: Lock) -> u32 {
    match lock {
        Lock::AccessShare => pg_sys::AccessShareLock,
        Lock::ShareUpdateExclusive => pg_sys::ShareUpdateExclusiveLock,
        Lock::ShareRowExclusive => pg_sys::ShareRowExclusiveLock,
        Lock::AccessExclusive => pg_sys::AccessExclusiveLock,
    }
}

/// The lock that changes need by a definition that nobody has locked. Options that are made of values ask for no
/// stronger one: they only widen what is allowed.
fn foreseen(definition: &Definition, key: &str, changes: &Object, how: &How) -> Result<Lock, Error> {
    let before = definition.table.require_column(key, "column_key")?;
    // What is wrong with the changes is told when the lock is there.
    let Ok(mut after) = retype::outline(before, changes) else { return Ok(Lock::ShareRowExclusive) };
    let type_ = after.type_;
    after.config.edit(|config| type_.normalize_config(config));
    if typed::settle(&definition.table, Some(before), &mut after, Look::Ahead).is_err() {
        return Ok(Lock::ShareRowExclusive);
    }
    Ok(step::lock(&change::plan(before, &after, how)))
}

/// The column after changes, checked.
fn altered(table: &Table, before: &Column, changes: &Object, how: &How) -> Result<Column, Error> {
    let mut after = retype::outline(before, changes)?;
    if after.key != before.key {
        check_key(table, &after.key)?;
    }
    make_options(table, before, &mut after, how)?;
    // The old default is no value of the new type yet: a default that is given goes before it.
    let kept = if changes.contains_key("default") { None } else { after.default.take() };
    after.check()?;
    if kept.is_some() {
        after.default = kept;
        if !retype::is_harmless(before, &after) {
            let converted = Change::of(table, before, &after, how).default();
            // Of a value of the same type it is told below what is wrong with it.
            match converted {
                Err(error) if before.type_.name() != after.type_.name() => return Err(error),
                Err(_) => {}
                Ok(default) => after.default = default,
            }
        }
    }
    check_default(table, &after)?;
    typed::settle(table, Some(before), &mut after, Look::Locked)?;
    Ok(after)
}

/// Adds the options that the values need: where a column becomes one with options and none are
/// given, and where the caller asks for it.
fn make_options(table: &Table, before: &Column, after: &mut Column, how: &How) -> Result<(), Error> {
    let has_none = after.config.get("options").is_none_or(Value::is_null);
    let needs_some = has_none && after.type_.name() != before.type_.name();
    if !has_options(after.type_) || !(needs_some || how.create_options) {
        return Ok(());
    }
    let mut draft = after.clone();
    draft.begins_without_options |= how.create_options;
    if needs_some {
        // None at all, not those that a type has by itself.
        draft.config.edit(|config| config.insert("options".into(), json!([])));
    }
    let type_ = draft.type_;
    draft.config.edit(|config| type_.normalize_config(config));
    let missing = Change::new(before, &draft, how).missing_options(table, how.max_options.0)?;
    if !missing.is_empty() || how.create_options {
        draft.config.edit(|config| add_options(config, &missing));
        *after = draft;
    }
    Ok(())
}

/// Whether a key is free for a column.
fn check_key(table: &Table, key: &ColumnKey) -> Result<(), Error> {
    if table.column(key.as_str()).is_some() {
        return Err(taken(key));
    }
    if table.trashed.contains(key) {
        let hint = "dt_restore_column brings it back; dt_drop_column(…, permanently => true) removes it and its values.";
        return Err(Error::taken("a column in the trash with the key", key.as_str(), Some(hint)));
    }
    Ok(())
}

/// A default is a value of its column: asked of the validator of a table with this column only.
fn check_default(table: &Table, column: &Column) -> Result<(), Error> {
    let Some(default) = &column.default else { return Ok(()) };
    if column.type_.is_dynamic_default(default) {
        return Ok(());
    }
    let mut alone =
        Table { columns: vec![column.clone()], trashed: Vec::new(), open: false, ..table.clone() };
    if column.indexed || column.unique {
        alone.indexing.whole.push(column.key.clone());
    }
    let probe = jsonb::from_value(&json!({ column.key.as_str(): default }));
    let validator = RecordValidator::new(Arc::new(alone))?;
    let verdict = validator.examine(probe.bytes(), Write::Insert, &ENVIRONMENT);
    let faults = verdict.map_err(|unfit| unfit.error(&validator))?.faults;
    match faults.first() {
        None => Ok(()),
        Some(fault) => Err(Error::bad_detail(
            format!("the default of column \"{}\": {}", column.key, fault.message),
            Value::Array(faults.iter().map(|fault| fault.to_json()).collect()),
        )),
    }
}
