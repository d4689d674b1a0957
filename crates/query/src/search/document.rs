//! `search` and `search_columns` of a query document.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, Search};
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::{SearchIndex, Table};
use dyntables_values::argument::{string, wrong_kind};
use dyntables_values::error::{Error, Within};
use dyntables_values::system::SystemField;
use serde_json::Value;

use crate::search::terms::Terms;

/// The `search` and `search_columns` of a document.
pub struct Asked {
    /// Whether there is a `search`.
    is_given: bool,
    /// The text as typed, if it has a word.
    text: Option<String>,
    /// The keys of the columns to search: those of the document in its order, or else the table's in theirs.
    columns: Vec<ColumnKey>,
}

impl Asked {
    /// Reads them.
    pub fn read(table: &Table, search: &Value, columns: &Value) -> Result<Self, Error> {
        let columns = if search.is_null() && columns.is_null() {
            Vec::new()
        } else {
            searched(table, columns).within("search_columns")?
        };
        let text = if search.is_null() { "" } else { string(search, "search").within("search")? };
        // PostgreSQL's texts cannot hold this character.
        let text = Some(text.replace('\0', " ")).filter(|text| Terms::parse(text).is_some());
        Ok(Asked { is_given: !search.is_null(), text, columns })
    }

    /// The records of a filter that have the words of the search. A search without a word changes nothing.
    pub fn restrict(&self, table: &Table, filter: Predicate) -> Predicate {
        let Some(text) = &self.text else { return filter };
        let found = match numbers(table, text, &self.columns) {
            found if found.is_empty() => has_words(table, text, &self.columns),
            mut found => {
                found.insert(0, has_words(table, text, &self.columns));
                Predicate::Or(found)
            }
        };
        match filter {
            Predicate::All => found,
            filter => Predicate::And(vec![filter, found]),
        }
    }

    /// What the sort `rank` sorts by; `None` if there is no search. A search without a word ranks no record before another.
    pub fn rank(&self) -> Option<Field> {
        let of_text = |text: &String| Field::Rank { text: text.clone(), columns: self.columns.clone() };
        self.is_given.then(|| self.text.as_ref().map_or(Field::System(SystemField::Id), of_text))
    }
}

/// The records that have the words of a text in some columns.
fn has_words(table: &Table, text: &str, columns: &[ColumnKey]) -> Predicate {
    // A table without a column that holds text has no word.
    if columns.is_empty() {
        return Predicate::Or(Vec::new());
    }
    // Searches that name the columns in another order are the same.
    let mut columns = columns.to_vec();
    columns.sort();
    let index = index_for(&table.indexing.search, &columns);
    Predicate::Search(Search { text: text.to_owned(), columns, index })
}

/// The records that have a telephone number which is typed in another form than it is stored in, and the other words of
/// the search.
fn numbers(table: &Table, text: &str, columns: &[ColumnKey]) -> Vec<Predicate> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let is_of_number = |word: &&str| {
        word.chars().any(|c| c.is_ascii_digit())
            && word.chars().all(|c| c.is_ascii_digit() || matches!(c, '+' | '-' | '/' | '.' | '(' | ')'))
    };
    let Some(from) = words.iter().position(&is_of_number) else { return Vec::new() };
    let length = words[from..].iter().take_while(|word| is_of_number(word)).count();
    let typed = words[from..from + length].join(" ");
    let others = [&words[..from], &words[from + length..]].concat().join(" ");
    let mut found: Vec<(String, Vec<ColumnKey>)> = Vec::new();
    for column in columns.iter().filter_map(|key| table.column(key.as_str())) {
        let Some(stored) = column.type_.searched(&column.config, &typed).filter(|stored| *stored != typed)
        else {
            continue;
        };
        match found.iter_mut().find(|(known, _)| *known == stored) {
            Some((_, keys)) => keys.push(column.key.clone()),
            None => found.push((stored, vec![column.key.clone()])),
        }
    }
    let predicate = |(stored, keys): (String, Vec<ColumnKey>)| {
        let number = has_words(table, &stored, &keys);
        if Terms::parse(&others).is_none() {
            return number;
        }
        Predicate::And(vec![has_words(table, &others, columns), number])
    };
    found.into_iter().map(predicate).collect()
}

/// The keys of the columns to search.
fn searched(table: &Table, columns: &Value) -> Result<Vec<ColumnKey>, Error> {
    let names: Vec<&str> = match columns {
        Value::Null => return Ok(searchable(table)),
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
    let mut keys: Vec<ColumnKey> = Vec::with_capacity(names.len());
    for name in names {
        let key = require_searchable(table, name, "search_columns")?;
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
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
fn index_for(indexes: &[SearchIndex], columns: &[ColumnKey]) -> Option<SearchIndex> {
    let covers = |index: &&SearchIndex| columns.iter().all(|key| index.columns.contains(key));
    let smallest = indexes.iter().filter(covers).min_by_key(|index| index.columns.len());
    smallest.or_else(|| indexes.iter().find(|index| index.columns.is_empty())).cloned()
}
