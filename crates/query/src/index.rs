//! The arguments of `dt_create_index`, checked against a table.

use std::collections::HashSet;

use dyntables_ask::field::Field;
use dyntables_ask::index::{Index, IndexKind};
use dyntables_model::table::Table;
use dyntables_values::argument::{boolean, object, string};
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::text::shorten_text;
use serde_json::Value;

use crate::names::resolve;
use crate::search::document::require_searchable;

/// The most columns of an index: PostgreSQL's 32, less the id and the field of the trash that ours end with.
const MOST_COLUMNS: usize = 30;

/// Reads `column_keys` and `options` of `dt_create_index`. Without a kind, a set gets a set index, and everything
/// else a btree.
pub fn parse(table: &Table, keys: &[String], options: &Value) -> Result<Index, Error> {
    let options = object(options, "options")?;
    let (mut kind, mut unique) = (None, false);
    for (key, value) in options {
        match key.as_str() {
            "kind" => kind = Some(kind_of_name(string(value, "kind")?)?),
            "unique" => unique = boolean(value, "unique")?,
            _ => return Err(Error::unknown("index option", key, ["kind", "unique"])),
        }
    }
    let mut seen = HashSet::new();
    if let Some(twice) = keys.iter().find(|key| !seen.insert(key.as_str())) {
        return Err(Error::bad(format!("column \"{}\" is named twice", shorten_text(twice))));
    }
    if kind == Some(IndexKind::Search) {
        return search_index(table, keys, unique);
    }
    if keys.is_empty() {
        return Err(Error::bad("an index needs at least one column"));
    }
    if keys.len() > MOST_COLUMNS {
        return Err(Error::limit_hint(
            format!("an index cannot be over more than {MOST_COLUMNS} columns, and {} are named", keys.len()),
            "Name the columns that filters ask for first; after two or three nearly no record is left to tell apart.",
        ));
    }
    let mut fields =
        keys.iter().map(|key| resolve(table, key, "column_keys")).collect::<Result<Vec<_>, _>>()?;
    let has_set = fields.iter().any(|field| field.kind() == Kind::Set);
    let kind = kind.unwrap_or(if has_set { IndexKind::Set } else { IndexKind::Btree });
    if unique {
        for (field, key) in fields.iter_mut().zip(keys) {
            if let (Field::Column { .. }, Some(column)) = (&*field, table.column(key)) {
                *field = Field::of_unique(column);
            }
        }
    }
    let mut index = Index { fields, keys: keys.to_vec(), kind, unique };
    check(&index, table)?;
    if kind == IndexKind::Prefix && table.indexing.code_points {
        index.kind = IndexKind::Btree;
        return Ok(index);
    }
    // Whatever the column compares: beginnings are asked for as they are written, parts without case.
    index.fields = match kind {
        IndexKind::Prefix => index.fields.into_iter().map(Field::as_written).collect(),
        IndexKind::Trigram => index.fields.into_iter().map(Field::folded).collect(),
        _ => index.fields,
    };
    Ok(index)
}

/// An index of kind search. It may be over no columns, which stand for all of `data`.
fn search_index(table: &Table, keys: &[String], unique: bool) -> Result<Index, Error> {
    if unique {
        return Err(Error::bad("an index of kind search cannot be unique"));
    }
    for key in keys {
        require_searchable(table, key, "column_keys")?;
    }
    let mut keys = keys.to_vec();
    keys.sort();
    let columns = keys.iter().filter_map(|key| table.column(key));
    let fields = columns.map(|column| Field::of_column(column).as_written()).collect();
    Ok(Index { fields, keys, kind: IndexKind::Search, unique })
}

fn check(index: &Index, table: &Table) -> Result<(), Error> {
    for (field, key) in index.fields.iter().zip(&index.keys) {
        if !index.kind.takes(field) {
            let key = shorten_text(key);
            return Err(match field {
                Field::Path { .. } => {
                    Error::bad(format!("\"{key}\" is JSON of any kind, which no index is over"))
                }
                Field::DatePart { of, .. } => Error::bad_hint(
                    format!("\"{key}\" is a part of a date, which no index is over"),
                    format!("An index over \"{}\" serves comparisons with days and months.", of.name()),
                ),
                _ => Error::bad_hint(
                    format!("column \"{key}\" cannot be in an index of kind {}", index.kind.name()),
                    format!("It can be in one of kind {}.", kinds_of(table, &key, field)),
                ),
            });
        }
    }
    if index.kind != IndexKind::Btree && (index.unique || index.fields.len() > 1) {
        return Err(Error::bad(format!(
            "an index of kind {} is over one column, and cannot be unique",
            index.kind.name()
        )));
    }
    Ok(())
}

fn kind_of_name(name: &str) -> Result<IndexKind, Error> {
    let found = IndexKind::ALL.iter().find(|(_, known, _)| *known == name);
    found
        .map(|(kind, ..)| *kind)
        .ok_or_else(|| Error::unknown("index kind", name, IndexKind::ALL.iter().map(|(_, known, _)| *known)))
}

/// The kinds of index that there can be over a field, in words: `btree, trigram or search`.
fn kinds_of(table: &Table, key: &str, field: &Field) -> String {
    let is_searchable = require_searchable(table, key, "column_keys").is_ok();
    let takes = |kind: IndexKind| match kind {
        IndexKind::Search => is_searchable,
        kind => kind.takes(field),
    };
    let kinds: Vec<&str> =
        IndexKind::ALL.iter().filter(|(kind, ..)| takes(*kind)).map(|(_, name, _)| *name).collect();
    match kinds.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} or {last}", others.join(", ")),
        None => String::new(),
    }
}
