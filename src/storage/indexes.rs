//! How are the indexes of a storage table made, renamed and dropped?

use dyntables_ask::index::{Index, IndexKind, is_over, renamed};
use dyntables_model::column::Column;
use dyntables_model::ident::{ColumnKey, fitted, numbered};
use dyntables_model::retype::is_harmless;
use dyntables_model::table::Table;
use dyntables_model::typable::completed;
use dyntables_query::index::parse;
use dyntables_sql::index::{create_index, too_large};
use dyntables_sql::printed::{Printed, is_of_plain, printed};
use dyntables_sql::statement;
use dyntables_sql::writer::{Ident, Sql, Storage};
use dyntables_values::Error;
use pgrx::pg_sys;

pub use crate::catalog::indexes::Existing;
pub use crate::catalog::indexes::list;
use crate::catalog::indexes::{self, trigram_schema};
use crate::catalog::load;
use crate::catalog::names::relation;
use crate::catalog::store;
use crate::server::backend;
use crate::server::execute::{Access, execute_sql, run_ddl};
use crate::server::guard::{Refusal, tried};

/// A free name for an index, and the statement that makes it. An error if the index needs pg_trgm, and that is not
/// there or not to be used.
pub fn ddl(table: &Table, index: &Index, concurrently: bool) -> Result<(String, Sql), Error> {
    let trigram = match index.kind {
        IndexKind::Trigram => trigram_schema().ok_or_else(|| {
            Error::bad_hint(
                "an index of kind trigram needs the extension pg_trgm, which this database does not have",
                "CREATE EXTENSION pg_trgm",
            )
        })?,
        _ => String::new(),
    };
    if index.kind == IndexKind::Trigram && !indexes::owner_may_use(&trigram) {
        return Err(Error::not_allowed(
            format!("pg_trgm is in schema \"{trigram}\", which the role dt_owner may not use"),
            format!("GRANT USAGE ON SCHEMA \"{}\" TO dt_owner", trigram.replace('"', "\"\"")),
        ));
    }
    let name = free_name(&index.name(table));
    let sql = create_index(index, table, &name, concurrently, &trigram);
    Ok((name, sql))
}

/// A free name for an index: the wanted one, or the first free one with a number.
fn free_name(wanted: &str) -> String {
    let is_free = |name: &String| backend::relation(c"dt_data", name) == pg_sys::InvalidOid;
    let wanted = wanted.to_owned();
    if is_free(&wanted) {
        return wanted;
    }
    (1..).map(|at| numbered(&wanted, at)).find(is_free).unwrap_or(wanted)
}

/// The name of an index that exists and is the same.
pub fn same(table: &Table, index: &Index) -> Option<String> {
    let wanted = printed(index);
    let existing = list(relation(table), table);
    existing
        .into_iter()
        .find(|existing| existing.valid && existing.printed == wanted)
        .map(|existing| existing.name)
}

/// Makes an index, unless the same one exists. Returns its name. An error if the index is unique and a value occurs
/// more than once.
pub fn create(table: &Table, index: &Index) -> Result<String, Error> {
    if let Some(name) = same(table, index) {
        return Ok(name);
    }
    let (name, sql) = ddl(table, index, false)?;
    check_sizes(table, index, false)?;
    match tried(|| run_ddl(sql.text())) {
        Ok(()) => Ok(name),
        Err(Refusal::Index(failure)) => {
            check_sizes(table, index, true)?;
            Err(failure.of_new_index(table, &index.keys))
        }
        Err(Refusal::Faults(faults)) => Err(Error::bad_detail(
            format!("the index over {} cannot be made", index.keys.join(", ")),
            faults.into(),
        )),
    }
}

/// Fails if records have values that are too large for an index. PostgreSQL packs what can be packed, so that some of them
/// are taken; a write that changes such a record would be refused all the same.
pub(super) fn check_sizes(table: &Table, index: &Index, together: bool) -> Result<(), Error> {
    const NAMED: i64 = 5;
    let Some(sql) = too_large(index, table, together, NAMED) else { return Ok(()) };
    let (count, ids) = execute_sql(&sql, Access::ReadLatest, |rows| {
        let ids: Vec<String> = (0..rows.len()).filter_map(|row| rows.get(row, 2)).collect();
        (rows.get::<i64>(0, 1).unwrap_or(0), ids)
    });
    if count == 0 {
        return Ok(());
    }
    Err(Error::too_large_for_index(table.slug.as_str(), &index.keys, count, &ids))
}

/// Drops the index of this name.
pub fn drop(name: &str) {
    run_ddl(statement!("DROP INDEX {index}", index = Storage(name.to_owned())).text());
}

/// Drops all indexes over a column.
pub fn drop_over(table: &Table, key: &ColumnKey) {
    for index in list(relation(table), table).iter().filter(|index| is_over(&index.columns, key.as_str())) {
        drop(&index.name);
    }
}

/// Drops the indexes that an interrupted `dt_type_column` has left over a plain column that is not complete. One that is
/// not valid serves nothing, and yet keeps its rule.
pub fn drop_half_built(table: &Table, column: &Column) {
    let Some(typed) = column.typed.as_ref().filter(|typed| !typed.is_complete) else { return };
    for index in list(relation(table), table).iter().filter(|index| !index.valid) {
        if index.printed.expressions.iter().any(|expression| is_of_plain(expression, &typed.name)) {
            drop(&index.name);
        }
    }
}

/// The index of a column's own rule over its plain column, where that is not complete: a half-built one, or one that
/// somebody has finished by REINDEX.
fn early(column: &Column, unique: bool) -> Option<Index> {
    let is_filling = column.typed.as_ref().is_some_and(|typed| !typed.is_complete);
    is_filling.then(|| Index::of_column(&completed(column), unique))
}

/// Drops the indexes over a plain column that is not complete which keep a rule that has ended: where the rule was kept
/// over `data`, it would go on all the same.
pub fn drop_early(table: &Table, before: &Column, after: &Column) {
    for (was, is, unique) in [(before.unique, after.unique, true), (before.indexed, after.indexed, false)] {
        if was
            && !is
            && let Some(index) = early(before, unique)
        {
            drop_same(table, &index);
        }
    }
}

/// Drops all indexes that are the same as this one, whatever their names.
pub fn drop_same(table: &Table, index: &Index) {
    let wanted = printed(index);
    for existing in list(relation(table), table).iter().filter(|existing| existing.printed == wanted) {
        drop(&existing.name);
    }
}

/// Renames the indexes that are named after the storage. The storage has its new name already.
pub fn rename(old: &Table, new: &Table) {
    for existing in list(relation(new), new) {
        let Some(rest) = existing
            .name
            .strip_prefix(&old.storage())
            .filter(|rest| rest.starts_with('_') && rest.is_ascii())
        else {
            continue;
        };
        let suffix = rest.rsplit('_').next().unwrap_or_default();
        let name = free_name(&fitted(format!("{}{rest}", new.storage()), suffix));
        rename_index(existing.name, &name);
    }
}

/// Gives an index another name.
pub fn rename_index(from: String, to: &str) {
    let sql = statement!("ALTER INDEX {index} RENAME TO {name}", index = Storage(from), name = Ident(to));
    run_ddl(sql.text());
}

/// The indexes that a change of a column's key, type or config touches.
pub struct Touched {
    /// All of them, as they are before the change.
    pub all: Vec<Existing>,
    /// Those that keep no rule of the column, as they are after the change. A name is `None` if it follows from the
    /// columns.
    pub others: Vec<(Option<String>, Index)>,
}

/// The indexes over a column that changes. An error if one of them cannot be over the column after the change.
/// Nothing is changed yet.
pub fn over_changed(table: &Table, before: &Column, after: &Column) -> Result<Touched, Error> {
    let (old, new) = (before.key.as_str(), after.key.as_str());
    let mut all = list(relation(table), table);
    all.retain(|index| is_over(&index.columns, old));
    // Indexes may also be over columns in the trash, whose values are still in the records.
    let mut future = table.clone();
    for column in &mut future.columns {
        if column.key == before.key {
            *column = after.clone();
        }
    }
    let trashed = table.trashed.iter();
    future.columns.extend(trashed.filter_map(|key| load::trashed_column(table, key.as_str())));
    if is_only_typed(before, after) {
        // An index that somebody made in a form of his own serves over `data` as it did.
        let mut present = table.clone();
        present.columns.extend(future.columns.iter().skip(table.columns.len()).cloned());
        all.retain(|existing| {
            let same_in =
                |table: &Table| as_parsed(table, &existing.columns, existing).map(|index| printed(&index));
            existing.valid
                && same_in(&present).is_ok_and(|printed| printed == existing.printed)
                && same_in(&future).is_ok_and(|printed| printed != existing.printed)
        });
    }
    let own: Vec<Printed> = [(before.unique, true), (before.indexed, false)]
        .into_iter()
        .filter(|(is, _)| *is)
        .flat_map(|(_, unique)| [Some(Index::of_column(before, unique)), early(before, unique)])
        .flatten()
        .map(|index| printed(&index))
        .collect();
    let mut others: Vec<(Option<String>, Index)> = Vec::new();
    for existing in all.iter().filter(|index| !own.contains(&index.printed)) {
        let keys = renamed(&existing.columns, old, new);
        let index = as_parsed(&future, &keys, existing).map_err(|error| {
            Error::bad_hint(
                format!(
                    "index \"{}\" of table \"{}\" is in the way of the change: {}",
                    existing.name,
                    table.slug,
                    error.message()
                ),
                format!("Drop it first: SELECT dt_drop_index('{}', '{}').", table.slug, existing.name),
            )
        })?;
        // The same one may be there twice: over data, and over a plain column that is not complete.
        if others.iter().any(|(_, other)| printed(other) == printed(&index)) {
            continue;
        }
        let was = Index { keys: existing.columns.clone(), ..index.clone() };
        let name = (was.name(table) != existing.name).then(|| existing.name.clone());
        others.push((name, index));
    }
    Ok(Touched { all, others })
}

/// Whether a column only gets its plain column.
fn is_only_typed(before: &Column, after: &Column) -> bool {
    before.key == after.key && is_harmless(before, after) && !before.is_typed() && after.is_typed()
}

/// The index of the same kind over these columns.
fn as_parsed(table: &Table, keys: &[String], existing: &Existing) -> Result<Index, Error> {
    let options = serde_json::json!({"kind": existing.kind(), "unique": existing.is_unique()});
    parse(table, keys, &options)
}

/// As [`create`], under this name if there is one.
pub fn create_named(table: &Table, index: &Index, name: &Option<String>) -> Result<(), Error> {
    let made = create(table, index)?;
    if let Some(name) = name {
        rename_index(made, name);
    }
    Ok(())
}

/// Ends the rules of columns whose indexes are gone, and drops what an interrupted `dt_type_column` has made of these
/// indexes. The next one drops it where somebody else uses the table now.
pub fn end_lost_rules(storage: pg_sys::Oid) -> Result<(), Error> {
    let Some(load::Loaded { mut table, .. }) = load::table(storage, None)? else { return Ok(()) };
    let claimed = table.columns.clone();
    let existing = list(storage, &table);
    indexes::keep_rules(&mut table, &existing);
    // DROP INDEX has the lock, DROP INDEX CONCURRENTLY has not.
    let is_filling = table.typed_columns().any(|(_, typed)| !typed.is_complete);
    let is_alone = is_filling && backend::try_lock(storage, pg_sys::AccessExclusiveLock);
    for (column, _) in table.typed_columns().filter(|_| is_alone) {
        drop_half_built(&table, column);
    }
    for (kept, claimed) in table.columns.iter().zip(&claimed) {
        if is_alone {
            drop_early(&table, claimed, kept);
        }
        if (kept.unique, kept.indexed) != (claimed.unique, claimed.indexed) {
            store::update_column(&table, claimed.key.as_str(), kept);
        }
    }
    Ok(())
}
