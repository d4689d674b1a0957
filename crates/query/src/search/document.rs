//! `search` and `search_columns` of a query document.

use dyntables_ask::predicate::{Predicate, Search};
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_values::argument::{string, wrong_kind};
use dyntables_values::error::{Error, Within};
use serde_json::Value;

use crate::search::terms::Terms;

/// The records of a filter that have the words of a search. A search without a word changes nothing.
pub fn restrict(
    table: &Table,
    filter: Predicate,
    search: &Value,
    columns: &Value,
) -> Result<Predicate, Error> {
    if search.is_null() && columns.is_null() {
        return Ok(filter);
    }
    let columns = searched(table, columns).within("search_columns")?;
    let text = if search.is_null() { "" } else { string(search, "search").within("search")? };
    // PostgreSQL's texts cannot hold this character.
    let text = text.replace('\0', " ");
    if Terms::parse(&text).is_none() {
        return Ok(filter);
    }
    // A table without a column that holds text has no word.
    let found = if columns.is_empty() {
        Predicate::Or(Vec::new())
    } else {
        let index = index_for(&table.indexing.search, &columns);
        Predicate::Search(Search { text, columns, index })
    };
    Ok(match filter {
        Predicate::All => found,
        filter => Predicate::And(vec![filter, found]),
    })
}

/// The keys of the columns to search, sorted: searches that name the columns in another order are the same.
fn searched(table: &Table, columns: &Value) -> Result<Vec<ColumnKey>, Error> {
    let names: Vec<&str> = match columns {
        Value::Null => {
            let mut keys = searchable(table);
            keys.sort();
            return Ok(keys);
        }
        Value::String(name) => vec![name],
        Value::Array(names) if names.is_empty() => {
            return Err(Error::bad_hint(
                "search_columns names no column",
                "Leave it out to search all columns that hold text.",
            ));
        }
        Value::Array(names) => {
            names.iter().map(|name| string(name, "a column's key")).collect::<Result<_, _>>()?
        }
        _ => return Err(wrong_kind("search_columns", "an array of column keys", columns)),
    };
    let mut keys = names
        .into_iter()
        .map(|name| require_searchable(table, name, "search_columns"))
        .collect::<Result<Vec<_>, _>>()?;
    keys.sort();
    keys.dedup();
    Ok(keys)
}

/// The columns that hold text, in the table's order.
pub fn searchable(table: &Table) -> Vec<ColumnKey> {
    let columns = table.columns.iter().filter(|column| column.type_.searchable(&column.config));
    columns.map(|column| column.key.clone()).collect()
}

/// The key of a column that holds text. The error for another names those that do.
pub fn require_searchable(table: &Table, name: &str, place: &'static str) -> Result<ColumnKey, Error> {
    let column = table.require_column(name, place)?;
    if column.type_.searchable(&column.config) {
        return Ok(column.key.clone());
    }
    let message = format!("column \"{name}\" of type {} holds no text to be searched", column.type_.name());
    let known: Vec<String> = searchable(table).iter().map(ToString::to_string).collect();
    Err(if known.is_empty() {
        Error::bad(message)
    } else {
        Error::bad_hint(message, format!("Columns that do are: {}.", known.join(", ")))
    })
}

/// The search index with the fewest columns that holds the words of all these columns.
fn index_for(indexes: &[Vec<ColumnKey>], columns: &[ColumnKey]) -> Option<Vec<ColumnKey>> {
    let covers = |index: &&Vec<ColumnKey>| columns.iter().all(|key| index.contains(key));
    let smallest = indexes.iter().filter(covers).min_by_key(|index| index.len());
    smallest.or_else(|| indexes.iter().find(|index| index.is_empty())).cloned()
}
