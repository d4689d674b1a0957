//! How does a column of a large table get its plain column while others write? In several transactions. None of them keeps
//! a writer waiting for long, and whoever interrupts it can take it up again by the same call.
//!
//! First the column is there and the trigger writes it, but nobody reads it. Then it is filled, a few pages at a time.
//! Then the indexes are built over it beside those there are. At the end, in one moment, queries read it, and its indexes
//! take the places of the old ones.

use std::sync::Arc;

use dyntables_ask::index::Index;
use dyntables_model::column::Column;
use dyntables_model::step::Step;
use dyntables_model::table::Table;
use dyntables_model::typable::{MOST, completed, kind, untypable};
use dyntables_model::typed::Typed;
use dyntables_sql::printed::printed;
use dyntables_sql::typed as sql;
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::catalog::audit;
use crate::catalog::cache;
use crate::catalog::definition::Definition;
use crate::server::execute::{Access, execute_sql};
use crate::server::write_mode::without_validation;
use crate::server::{backend, transactions};
use crate::storage::columns::carry_out;
use crate::storage::{indexes, typed};

/// How many pages of a table are filled in one transaction: some hundred records, which take some ten milliseconds.
const PAGES: u32 = 64;

/// How many records are filled in one transaction once all pages have been looked at.
const RECORDS: i64 = 500;

/// Gives a column its plain column. The caller is in a transaction of its own.
pub fn type_column(name: &str, key: &str) -> Result<(), Error> {
    backend::check_writes()?;
    let _held = transactions::Held::new(cache::peek(name)?.storage);
    if !begin(name, key)? {
        return Ok(());
    }
    transactions::next();
    fill(name, key)?;
    let made = build_indexes(name, key)?;
    finish(name, key, &made)
}

/// Adds the plain column, unless that is done. Returns whether there is anything left to do.
fn begin(name: &str, key: &str) -> Result<bool, Error> {
    let definition = alone(name)?;
    let table = &definition.table;
    definition.check_writable()?;
    let before = table.require_column(key, "column_key")?;
    if kind(before).is_none() {
        return Err(untypable(before));
    }
    if before.typed.is_some() {
        return Ok(!before.is_typed());
    }
    if table.typed_columns().count() >= MOST {
        return Err(Error::limit(format!("a table cannot have more than {MOST} typed columns")));
    }
    let typed = Typed { name: table.typed_name(&before.key, None)?, is_complete: false };
    let after = Column { typed: Some(typed), ..before.clone() };
    carry_out(table, &[Step::AddTyped(&after), Step::UpdateColumn { key: &before.key, after: &after }])?;
    Ok(true)
}

/// The definition of a table that nobody else uses until the end of the transaction. Nobody waits for it long.
fn alone(name: &str) -> Result<Arc<Definition>, Error> {
    let storage = cache::peek(name)?.storage;
    transactions::lock_patiently(storage, pg_sys::AccessExclusiveLock);
    cache::by_name(name, pg_sys::AccessExclusiveLock)
}

/// The column that is being filled. An error if somebody changed that.
fn filling<'a>(table: &'a Table, key: &str) -> Result<&'a Column, Error> {
    let column = table.require_column(key, "column_key")?;
    let is_filling = column.typed.as_ref().is_some_and(|typed| !typed.is_complete);
    if is_filling { Ok(column) } else { Err(Error::changed(table.slug.as_str())) }
}

/// Fills the plain column. What is written from now on has it already.
fn fill(name: &str, key: &str) -> Result<(), Error> {
    let pages = backend::pages(cache::peek(name)?.storage);
    for from in (0..pages).step_by(PAGES as usize) {
        fill_some(name, key, Some((from, from.saturating_add(PAGES))))?;
    }
    // What was locked was passed over. Whoever has it locked may write it, or not.
    let mut pauses = transactions::Pauses::new();
    loop {
        while fill_some(name, key, None)? > 0 {}
        if is_filled(name, key)? {
            return Ok(());
        }
        pauses.pause(None);
    }
}

fn fill_some(name: &str, key: &str, pages: Option<(u32, u32)>) -> Result<i64, Error> {
    let definition = cache::by_name(name, pg_sys::RowExclusiveLock)?;
    let table = &definition.table;
    let Some(some) = sql::fill_some(table, filling(table, key)?, pages, RECORDS) else { return Ok(0) };
    let records =
        without_validation(definition.storage, || execute_sql(&some, Access::Write, |rows| rows.processed()));
    transactions::next();
    Ok(records)
}

fn is_filled(name: &str, key: &str) -> Result<bool, Error> {
    let definition = cache::by_name(name, pg_sys::AccessShareLock)?;
    let table = &definition.table;
    let Some(differing) = sql::differing(table, filling(table, key)?) else { return Ok(true) };
    let is_filled = execute_sql(&differing, Access::ReadLatest, |rows| rows.len() == 0);
    transactions::next();
    Ok(is_filled)
}

/// The table as it will be.
fn completed_table(table: &Table, after: &Column) -> Table {
    let mut table = table.clone();
    for column in table.columns.iter_mut().filter(|column| column.key == after.key) {
        *column = after.clone();
    }
    table
}

/// An index over the plain column, and those over `data` that it replaces.
struct Replacement {
    /// Its name while both are there.
    made: String,
    /// The name that it gets, which is that of the index that it replaces.
    name: String,
}

/// Builds the indexes over the plain column that there are over the values in `data`.
fn build_indexes(name: &str, key: &str) -> Result<Vec<Replacement>, Error> {
    let mut replacements = Vec::new();
    for (name_of_old, wanted) in wanted_indexes(name, key)? {
        let definition = cache::by_name(name, pg_sys::AccessShareLock)?;
        let table = completed_table(&definition.table, &completed(filling(&definition.table, key)?));
        let same = |valid: bool| {
            let existing = indexes::list(definition.storage, &table);
            existing.into_iter().find(|index| index.valid == valid && index.printed == printed(&wanted))
        };
        let made = match same(true) {
            Some(index) => index.name,
            None => {
                let (made, ddl) = indexes::ddl(&table, &wanted, true)?;
                if same(false).is_some() {
                    transactions::lock_patiently(definition.storage, pg_sys::AccessExclusiveLock);
                    indexes::drop_half_built(&definition.table, filling(&definition.table, key)?);
                    transactions::next();
                }
                transactions::create_index_concurrently(definition.storage, ddl.text());
                transactions::next();
                made
            }
        };
        replacements.push(Replacement { made, name: name_of_old });
    }
    let definition = cache::by_name(name, pg_sys::ShareUpdateExclusiveLock)?;
    typed::analyze(&definition.table, filling(&definition.table, key)?);
    transactions::next();
    Ok(replacements)
}

/// The indexes over the column's values in `data`: their names, and what they are over the plain column.
fn wanted_indexes(name: &str, key: &str) -> Result<Vec<(String, Index)>, Error> {
    let definition = cache::by_name(name, pg_sys::AccessShareLock)?;
    let table = &definition.table;
    let before = filling(table, key)?;
    let after = completed(before);
    let touched = indexes::over_changed(table, before, &after)?;
    let own = [(before.unique, true), (before.indexed, false)].into_iter().filter(|(is, _)| *is);
    let own = own.filter_map(|(_, unique)| {
        let name = indexes::same(table, &Index::of_column(before, unique))?;
        Some((name, Index::of_column(&after, unique)))
    });
    let others = touched.others.into_iter().map(|(name, index)| {
        let usual = index.name(table);
        (name.unwrap_or(usual), index)
    });
    let all = own.chain(others).filter(|(_, index)| index.is_over_plain(&after.key));
    Ok(all.collect())
}

/// Lets queries read the plain column, and its indexes take the places of the old ones. What an interrupted call has left
/// over the plain column, and this one has not finished, goes: the index that it was made for is gone.
fn finish(name: &str, key: &str, replacements: &[Replacement]) -> Result<(), Error> {
    let definition = alone(name)?;
    let table = &definition.table;
    let before = filling(table, key)?;
    let after = completed(before);
    indexes::drop_half_built(table, before);
    carry_out(
        table,
        &[
            Step::NoteRewrite,
            Step::UpdateColumn { key: &before.key, after: &after },
            Step::DropStatistics(&before.key),
        ],
    )?;
    for Replacement { made, name } in
        replacements.iter().filter(|replacement| replacement.made != replacement.name)
    {
        indexes::drop(name);
        indexes::rename_index(made.clone(), name);
    }
    audit::write(table, "type_column", serde_json::json!({"column": key}));
    Ok(())
}
