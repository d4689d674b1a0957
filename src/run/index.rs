//! How is an index made? Its columns are typed first where the table is small; see [`typed`](crate::run::typed).

use dyntables_ask::field::Field;
use dyntables_ask::index::{Index, IndexKind};
use dyntables_model::change;
use dyntables_model::how::How;
use dyntables_model::ident::ColumnKey;
use dyntables_model::step::Lock;
use dyntables_model::table::Table;
use dyntables_model::typable::{MOST, is_whole, kind};
use dyntables_model::typed::Typed;
use dyntables_query::index::parse;
use dyntables_values::Error;
use serde_json::{Value, json};

use crate::catalog::{audit, cache};
use crate::run::columns::mode;
use crate::run::typed::{Look, is_small};
use crate::server::{guc, report};
use crate::storage::columns::carry_out;
use crate::storage::indexes;
use crate::storage::typed::has_numbers;

/// Makes an index, unless the same one exists; its name.
pub fn create(name: &str, keys: &[String], options: &Value) -> Result<String, Error> {
    let foreseen = {
        let table = &cache::peek(name)?.table;
        // What is wrong with the options is told when the lock is there.
        parse(table, keys, options).map_or(Lock::ShareRowExclusive, |index| lock(table, &index, Look::Ahead))
    };
    // The lock is stronger than an index needs. If two sessions make the same index, the second finds the first's.
    let mut definition = cache::by_name(name, mode(foreseen))?;
    let index = parse(&definition.table, keys, options)?;
    if let Some(name) = indexes::same(&definition.table, &index) {
        return Ok(name);
    }
    if foreseen < lock(&definition.table, &index, Look::Locked) {
        definition = cache::alone(definition)?;
    }
    for key in to_be_typed(&definition.table, &index, Look::Locked) {
        type_column(&definition.table, &key)?;
        definition = cache::by_storage(definition.storage)?;
    }
    let index = parse(&definition.table, keys, options)?;
    let made = indexes::create(&definition.table, &index)?;
    let details = json!({"index": made, "columns": keys, "options": options});
    audit::write(&definition.table, "create_index", details);
    advise(&definition.table, &index);
    Ok(made)
}

/// The lock that an index needs, with what is done to its columns first.
fn lock(table: &Table, index: &Index, look: Look) -> Lock {
    if to_be_typed(table, index, look).is_empty() { Lock::ShareRowExclusive } else { Lock::AccessExclusive }
}

/// The columns of an index that could be typed and are not. Indexes of the kinds trigram and search, whose entries are
/// parts of values, do not ask for it.
fn untyped(table: &Table, index: &Index) -> Vec<ColumnKey> {
    if matches!(index.kind, IndexKind::Trigram | IndexKind::Search) {
        return Vec::new();
    }
    let columns = index.fields.iter().filter_map(|field| match field {
        Field::Column { key, typed: None, .. } => table.column(key.as_str()),
        _ => None,
    });
    let columns = columns.filter(|column| kind(column).is_some() && (!index.unique || is_whole(column)));
    columns.map(|column| column.key.clone()).collect()
}

/// The columns that are typed before an index over them is made.
fn to_be_typed(table: &Table, index: &Index, look: Look) -> Vec<ColumnKey> {
    let columns = untyped(table, index);
    if !columns.is_empty()
        && has_room(table, &columns)
        && guc::type_indexed_columns()
        && is_small(table, look)
    {
        columns
    } else {
        Vec::new()
    }
}

/// Whether the table may have plain columns of these columns, and PostgreSQL has room for them. One that is not complete
/// has its room.
fn has_room(table: &Table, columns: &[ColumnKey]) -> bool {
    let is_new = |key: &&ColumnKey| table.column(key.as_str()).is_some_and(|column| column.typed.is_none());
    let new = columns.iter().filter(is_new).count();
    table.typed_columns().count() + new <= MOST && has_numbers(table, new)
}

/// Gives a column its plain column, and builds its indexes over that.
fn type_column(table: &Table, key: &ColumnKey) -> Result<(), Error> {
    let before = table.require_column(key.as_str(), "column_keys")?;
    let mut after = before.clone();
    after.typed =
        Some(Typed::complete(table.typed_name(key, before.typed.as_ref().map(|typed| &typed.name))?));
    carry_out(table, &change::plan(before, &after, &How::default()))?;
    Ok(())
}

/// Says what a plain column would bring, where none was made because the table is large, and there could be one.
fn advise(table: &Table, index: &Index) {
    let columns = untyped(table, index);
    if columns.is_empty() || !has_room(table, &columns) || !guc::type_indexed_columns() {
        return;
    }
    let calls: Vec<String> =
        columns.iter().map(|key| format!("CALL dt_type_column('{}', '{key}');", table.slug)).collect();
    report::notice(
        &format!(
            "the index of table \"{}\" is over an expression of data: each update of a record now touches all indexes of the table",
            table.slug
        ),
        &format!("A typed column spares that, and makes scans faster: {}", calls.join(" ")),
    );
}
