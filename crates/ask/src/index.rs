//! An index of a table: its fields and its kind.

use dyntables_model::column::Column;
use dyntables_model::ident::{ColumnKey, fitted};
use dyntables_model::table::{SearchIndex, Table};
use dyntables_values::kind::Kind;

use crate::field::Field;

/// The kinds of index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// Serves comparisons and sorts. If the database sorts by code points, also `starts_with` that minds case.
    Btree,
    /// Serves `starts_with` that minds case in a database that does not sort by code points.
    Prefix,
    /// Serves the search for any part of a text: `contains`, `like`, `ilike`, `starts_with`, `ends_with`.
    Trigram,
    /// Serves `has_any`, `has_all` and `contains` on sets.
    Set,
    /// Serves the search for words of one or several columns; of all `data` if none is named.
    Search,
}

impl IndexKind {
    /// Each kind with its name in options and the end of the names of its indexes.
    pub const ALL: [(IndexKind, &'static str, &'static str); 5] = [
        (IndexKind::Btree, "btree", "idx"),
        (IndexKind::Prefix, "prefix", "prefix"),
        (IndexKind::Trigram, "trigram", "trgm"),
        (IndexKind::Set, "set", "set"),
        (IndexKind::Search, "search", "search"),
    ];

    fn entry(self) -> &'static (IndexKind, &'static str, &'static str) {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).unwrap_or(&Self::ALL[0])
    }

    /// The name in options and in `dt_indexes`.
    pub fn name(self) -> &'static str {
        self.entry().1
    }

    /// Whether there can be an index of this kind over a field.
    pub fn takes(self, field: &Field) -> bool {
        let is_path = matches!(field, Field::Path { .. } | Field::DatePart { .. } | Field::Rank { .. });
        match self {
            IndexKind::Btree => field.kind().is_ordered() && !is_path,
            IndexKind::Prefix | IndexKind::Trigram => field.kind().is_text() && !is_path,
            IndexKind::Set => field.kind() == Kind::Set && !is_path,
            IndexKind::Search => false,
        }
    }
}

/// An index to be made.
#[derive(Debug, Clone)]
pub struct Index {
    /// The fields it is over, in order.
    pub fields: Vec<Field>,
    /// The keys as the caller named them.
    pub keys: Vec<String>,
    /// The kind.
    pub kind: IndexKind,
    /// Whether no two records may have the same values in all keys.
    pub unique: bool,
}

impl Index {
    /// The index of a single column with `"index": true` or `"unique": true`.
    pub fn of_column(column: &Column, unique: bool) -> Self {
        let field = if unique { Field::of_unique(column) } else { Field::of_column(column) };
        let kind = if field.kind() == Kind::Set { IndexKind::Set } else { IndexKind::Btree };
        Index { fields: vec![field], keys: vec![column.key.to_string()], kind, unique }
    }

    /// Whether it is over the plain column of the column with this key.
    pub fn is_over_plain(&self, key: &ColumnKey) -> bool {
        let is_plain = self.kind != IndexKind::Search || self.words().plain.is_some();
        is_plain && self.fields.iter().any(|field| field.plain_of() == Some(key))
    }

    /// Which words an index of kind search has. They are those of plain columns where all of its columns have one that
    /// holds the text, so that updates of other values leave the index alone.
    pub fn words(&self) -> SearchIndex {
        let columns = self.keys.iter().filter_map(|key| ColumnKey::new(key).ok()).collect();
        let plain = |field: &Field| match field {
            Field::Column { kind: Kind::Text, typed, .. } => typed.clone(),
            _ => None,
        };
        let plain: Option<Vec<ColumnKey>> = self.fields.iter().map(plain).collect();
        SearchIndex { columns, plain: plain.filter(|names| !names.is_empty()) }
    }

    /// The same index over the values in `data`.
    #[must_use]
    pub fn in_data(&self) -> Self {
        Index { fields: self.fields.iter().cloned().map(Field::in_data).collect(), ..self.clone() }
    }

    /// Its name: `deals_1_stage_amount_idx`. A name that is too long is cut, and a hash makes it distinct.
    pub fn name(&self, table: &Table) -> String {
        let suffix = if self.unique { "key" } else { self.kind.entry().2 };
        let keys = self.keys.iter().map(|key| format!("_{}", key.replace('.', "_"))).collect::<String>();
        fitted(format!("{}{keys}_{suffix}", table.storage()), suffix)
    }
}

/// Whether one of an index's columns is the column with this key, or a part of it.
pub fn is_over(columns: &[String], key: &str) -> bool {
    columns.iter().any(|column| column == key || is_part_of(column, key))
}

/// An index's columns after a column's key has changed.
pub fn renamed(columns: &[String], old: &str, new: &str) -> Vec<String> {
    let rename = |column: &String| match column.strip_prefix(old) {
        Some("") => new.to_owned(),
        Some(part) if is_part_of(column, old) => format!("{new}{part}"),
        _ => column.clone(),
    };
    columns.iter().map(rename).collect()
}

fn is_part_of(column: &str, key: &str) -> bool {
    column.strip_prefix(key).is_some_and(|part| part.starts_with('.'))
}

#[cfg(test)]
mod tests {
    use super::{is_over, renamed};

    #[test]
    fn parts_follow_their_column() {
        let columns = ["price.amount".to_owned(), "price".to_owned(), "prices".to_owned()];
        assert_eq!(renamed(&columns, "price", "cost"), ["cost.amount", "cost", "prices"]);
        assert!(is_over(&columns[..1], "price") && !is_over(&columns[2..], "price"));
    }
}
