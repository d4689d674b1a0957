//! Index definitions, and which columns an existing definition is about.

use std::collections::HashSet;

use serde_json::Value;

use crate::error::Error;
use crate::filter::field::Field;
use crate::json::{boolean, object, string};
use crate::model::column::Column;
use crate::model::ident::{ColumnKey, fitted};
use crate::model::table::Table;
use crate::query::search::require_searchable;
use crate::sqlgen::expr;
use crate::sqlgen::writer::{Sql, Storage, array_element};
use crate::text::shorten_text;
use crate::types::SystemField;
use crate::types::kind::Kind;

/// The kinds of index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// Comparisons, sorts; where the database sorts by code points also starts_with that minds case.
    Btree,
    /// starts_with that minds case, where a btree is in another order.
    Prefix,
    /// contains, like, ilike, starts_with, ends_with: any part of a text.
    Trigram,
    /// has_any, has_all, contains on sets.
    Set,
    /// The words of one or several columns; of all of `data` where none is named.
    Search,
}

impl IndexKind {
    /// Name in options, and what an index's own name ends with.
    const ALL: [(IndexKind, &'static str, &'static str); 5] = [
        (IndexKind::Btree, "btree", "idx"),
        (IndexKind::Prefix, "prefix", "prefix"),
        (IndexKind::Trigram, "trigram", "trgm"),
        (IndexKind::Set, "set", "set"),
        (IndexKind::Search, "search", "search"),
    ];

    fn entry(self) -> &'static (IndexKind, &'static str, &'static str) {
        Self::ALL.iter().find(|(kind, ..)| *kind == self).unwrap_or(&Self::ALL[0])
    }

    /// As options and `dt_indexes` name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.entry().1
    }

    fn parse(name: &str) -> Result<Self, Error> {
        let found = Self::ALL.iter().find(|(_, known, _)| *known == name);
        found
            .map(|(kind, ..)| *kind)
            .ok_or_else(|| Error::unknown("index kind", name, Self::ALL.iter().map(|(_, known, _)| *known)))
    }

    /// Whether a field's values can be in an index of this kind.
    fn takes(self, field: &Field) -> bool {
        let is_path = matches!(field, Field::Path { .. });
        match self {
            IndexKind::Btree => field.kind().is_ordered() && !is_path,
            IndexKind::Prefix | IndexKind::Trigram => field.kind().is_text() && !is_path,
            IndexKind::Set => field.kind() == Kind::Set && !is_path,
            IndexKind::Search => false,
        }
    }
}

/// The kinds of index that a field can be in: `btree, trigram or search`.
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

/// The name of an existing index's kind, by its access method, its first operator class and its
/// first expression: ours, or the method's own name.
#[must_use]
pub fn kind_of_definition(method: &str, class: &str, expression: &str) -> String {
    let kind = match (method, class) {
        ("gin", "tsvector_ops") if expression.starts_with(SEARCH_VECTOR) => IndexKind::Search,
        ("gin", "gin_trgm_ops") => IndexKind::Trigram,
        ("gin", "array_ops") => IndexKind::Set,
        ("btree", "text_pattern_ops") => IndexKind::Prefix,
        ("btree", _) => IndexKind::Btree,
        _ => return method.to_owned(),
    };
    kind.name().to_owned()
}

const SEARCH_VECTOR: &str = "dt.search_vector(data, ";

/// An index to be made.
#[derive(Debug, Clone)]
pub struct Index {
    /// What it is over, in order.
    pub fields: Vec<Field>,
    /// The keys as the caller named them.
    pub keys: Vec<String>,
    /// Which kind.
    pub kind: IndexKind,
    /// Whether no two records may agree in all keys.
    pub unique: bool,
}

impl Index {
    /// Reads `column_keys` and `options` of `dt_create_index`. Without a kind, a set column gets
    /// a set index, everything else a btree.
    pub fn parse(table: &Table, keys: &[String], options: &Value) -> Result<Self, Error> {
        let options = object(options, "options")?;
        let (mut kind, mut unique) = (None, false);
        for (key, value) in options {
            match key.as_str() {
                "kind" => kind = Some(IndexKind::parse(string(value, "kind")?)?),
                "unique" => unique = boolean(value, "unique")?,
                _ => return Err(Error::unknown("index option", key, ["kind", "unique"])),
            }
        }
        let mut seen = HashSet::new();
        if let Some(twice) = keys.iter().find(|key| !seen.insert(key.as_str())) {
            return Err(Error::bad(format!("column \"{}\" is named twice", shorten_text(twice))));
        }
        if kind == Some(IndexKind::Search) {
            return Self::search(table, keys, unique);
        }
        if keys.is_empty() {
            return Err(Error::bad("an index needs at least one column"));
        }
        let mut fields = keys
            .iter()
            .map(|key| Field::resolve(table, key, "column_keys"))
            .collect::<Result<Vec<_>, _>>()?;
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
        index.check(table)?;
        if kind == IndexKind::Prefix && table.indexing.code_points {
            index.kind = IndexKind::Btree;
            return Ok(index);
        }
        // These ask for the text as it is written, whatever the column compares.
        if matches!(kind, IndexKind::Prefix | IndexKind::Trigram) {
            index.fields = index.fields.into_iter().map(Field::as_written).collect();
        }
        Ok(index)
    }

    fn search(table: &Table, keys: &[String], unique: bool) -> Result<Self, Error> {
        if unique {
            return Err(Error::bad("an index of kind search cannot be unique"));
        }
        for key in keys {
            require_searchable(table, key, "column_keys")?;
        }
        let mut keys = keys.to_vec();
        keys.sort();
        Ok(Index { fields: Vec::new(), keys, kind: IndexKind::Search, unique })
    }

    /// The index of a single column with `"index": true` or `"unique": true`.
    #[must_use]
    pub fn of_column(column: &Column, unique: bool) -> Self {
        let field = if unique { Field::of_unique(column) } else { Field::of_column(column) };
        let kind = if field.kind() == Kind::Set { IndexKind::Set } else { IndexKind::Btree };
        Index { fields: vec![field], keys: vec![column.key.to_string()], kind, unique }
    }

    fn check(&self, table: &Table) -> Result<(), Error> {
        for (field, key) in self.fields.iter().zip(&self.keys) {
            if !self.kind.takes(field) {
                let key = shorten_text(key);
                return Err(match field {
                    Field::Path { .. } => {
                        Error::bad(format!("\"{key}\" is JSON of any kind, which no index is over"))
                    }
                    _ => Error::bad_hint(
                        format!("column \"{key}\" cannot be in an index of kind {}", self.kind.name()),
                        format!("It can be in one of kind {}.", kinds_of(table, &key, field)),
                    ),
                });
            }
        }
        if self.kind != IndexKind::Btree && (self.unique || self.fields.len() > 1) {
            return Err(Error::bad(format!(
                "an index of kind {} is over one column, and cannot be unique",
                self.kind.name()
            )));
        }
        Ok(())
    }

    /// Its name: `deals_1_stage_amount_idx`; cut and made distinct by a hash where that is too long.
    #[must_use]
    pub fn name(&self, table: &Table) -> String {
        let suffix = if self.unique { "key" } else { self.kind.entry().2 };
        let keys = self.keys.iter().map(|key| format!("_{}", key.replace('.', "_"))).collect::<String>();
        fitted(format!("{}{keys}_{suffix}", table.storage()), suffix)
    }

    /// What PostgreSQL prints of it: how an index that exists is known again, whatever its name.
    #[must_use]
    pub fn printed(&self) -> Printed {
        let mut expressions: Vec<String> = self.fields.iter().map(printed_field).collect();
        match self.kind {
            IndexKind::Search => expressions.push({
                let keys: Vec<_> = self.keys.iter().map(|key| array_element(key)).collect();
                format!("{SEARCH_VECTOR}'{{{}}}'::text[])", keys.join(","))
            }),
            IndexKind::Btree
                if !self.unique && self.fields.last() != Some(&Field::System(SystemField::Id)) =>
            {
                expressions.push(SystemField::Id.name().to_owned());
            }
            _ => {}
        }
        let predicate = self.unique.then(|| {
            let filled = self.fields.iter().filter(|field| field.kind().is_text());
            let filled = filled.map(|field| format!(" AND {} <> ''::text", printed_field(field)));
            format!("deleted_at IS NULL{}", filled.collect::<String>())
        });
        Printed { kind: self.kind.name().to_owned(), expressions, unique: self.unique, predicate }
    }

    /// The statement that makes it under a name. `trigram` is the schema that the extension pg_trgm is in; only
    /// an index of that kind needs it.
    #[must_use]
    pub fn ddl(&self, table: &Table, name: &str, concurrently: bool, trigram: &str) -> Sql {
        let mut sql = Sql::new();
        sql.push(if self.unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
        if concurrently {
            sql.push("CONCURRENTLY ");
        }
        sql.push_ident(name).push(" ON ").push_storage(&Storage(table.storage()));
        sql.push(match self.kind {
            IndexKind::Btree | IndexKind::Prefix => " USING btree (",
            IndexKind::Trigram | IndexKind::Set | IndexKind::Search => " USING gin (",
        });
        for (at, field) in self.fields.iter().enumerate() {
            if at > 0 {
                sql.push(", ");
            }
            expr::field(&mut sql, field);
        }
        match self.kind {
            IndexKind::Prefix => {
                sql.push(" pg_catalog.text_pattern_ops");
            }
            IndexKind::Trigram => {
                sql.push(" ").push_ident(trigram).push(".gin_trgm_ops");
            }
            IndexKind::Search => {
                let keys = self.keys.iter().filter_map(|key| ColumnKey::new(key).ok());
                expr::search_vector(&mut sql, &keys.collect::<Vec<_>>());
            }
            IndexKind::Btree | IndexKind::Set => {}
        }
        // The id at the end makes the order of a sort total without a Sort node.
        if self.kind == IndexKind::Btree
            && !self.unique
            && self.fields.last() != Some(&Field::System(SystemField::Id))
        {
            sql.push(", id");
        }
        sql.push(")");
        // What every query asks for, so that a count can be answered from the index alone.
        if self.kind == IndexKind::Btree && !self.unique {
            sql.push(" INCLUDE (deleted_at)");
        }
        // Only unique ones leave out the trash: PostgreSQL uses no statistics of an expression
        // index that has a predicate, and would guess a third of the table for every range.
        if self.unique {
            sql.push(" WHERE deleted_at IS NULL");
            // Empty texts are empty, and may stand in any number of records.
            for field in self.fields.iter().filter(|field| field.kind().is_text()) {
                sql.push(" AND ");
                expr::field(&mut sql, field);
                sql.push(" OPERATOR(pg_catalog.<>) ''");
            }
        }
        sql
    }
}

/// An index as PostgreSQL prints it, when nothing but pg_catalog is on the search path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its kind, as [`kind_of_definition`] names it.
    pub kind: String,
    /// Its keys, in order.
    pub expressions: Vec<String>,
    /// Whether it is unique.
    pub unique: bool,
    /// Which records are in it; all where absent.
    pub predicate: Option<String>,
}

/// A field as PostgreSQL prints its expression: the counterpart of [`expr::field`].
#[must_use]
pub fn printed_field(field: &Field) -> String {
    match field {
        Field::System(system) => expr::system_column(*system).to_owned(),
        Field::Column { key, extractor, .. } => format!("dt.{extractor}(data, '{key}'::text)"),
        Field::Part { key, part, kind } => {
            format!("dt.{}_at(data, '{{{},{part}}}'::text[])", kind.extractor(), array_element(key.as_str()))
        }
        Field::Path { .. } | Field::Output { .. } | Field::Length(_) => String::new(),
    }
}

/// The columns that an index expression, as PostgreSQL prints it, is about:
/// `dt.get_text(data, 'stage'::text)` → `stage`, `created_at` → `created_at`,
/// `dt.get_text_at(data, '{price,currency}'::text[])` → `price.currency`,
/// `dt.search_vector(data, '{name,notes}'::text[])` → `name`, `notes`. Another expression stands for
/// itself.
#[must_use]
pub fn columns_of_expression(expression: &str) -> Vec<String> {
    let literal =
        expression.split_once("(data, '").and_then(|(_, rest)| rest.split_once('\'')).map(|(l, _)| l);
    let Some(literal) = literal else { return vec![expression.to_owned()] };
    let literal = literal.replace('"', "");
    let list = literal.strip_prefix('{').and_then(|list| list.strip_suffix('}'));
    if expression.starts_with(SEARCH_VECTOR) {
        return list
            .into_iter()
            .flat_map(|l| l.split(','))
            .filter(|k| !k.is_empty())
            .map(str::to_owned)
            .collect();
    }
    if expression.starts_with("dt.get_") {
        // A part of a value: '{price,amount}'.
        return vec![list.map_or_else(|| literal.clone(), |path| path.replace(',', "."))];
    }
    vec![expression.to_owned()]
}

/// Whether one of an index's columns is the column of this key, or a part of it.
#[must_use]
pub fn is_over(columns: &[String], key: &str) -> bool {
    columns.iter().any(|column| column == key || is_part_of(column, key))
}

/// The index's columns after a column got another key.
#[must_use]
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
    use super::{columns_of_expression, is_over, kind_of_definition, renamed};

    #[test]
    fn columns_are_read_from_definitions() {
        for (expression, columns) in [
            ("dt.get_text(data, 'stage'::text)", vec!["stage"]),
            ("dt.get_text_at(data, '{price,currency}'::text[])", vec!["price.currency"]),
            ("dt.search_vector(data, '{name,notes}'::text[])", vec!["name", "notes"]),
            ("dt.search_vector(data, '{}'::text[])", vec![]),
            ("created_at", vec!["created_at"]),
            ("lower(data ->> 'x'::text)", vec!["lower(data ->> 'x'::text)"]),
        ] {
            assert_eq!(columns_of_expression(expression), columns, "{expression}");
        }
    }

    #[test]
    fn kinds_are_told_apart() {
        for (method, class, expression, kind) in [
            ("btree", "float8_ops", "dt.get_float8(data, 'a'::text)", "btree"),
            ("btree", "text_pattern_ops", "dt.get_text(data, 'a'::text)", "prefix"),
            ("gin", "gin_trgm_ops", "dt.get_text(data, 'a'::text)", "trigram"),
            ("gin", "array_ops", "dt.get_text_array(data, 'a'::text)", "set"),
            ("gin", "tsvector_ops", "dt.search_vector(data, '{a}'::text[])", "search"),
            ("gin", "jsonb_path_ops", "data", "gin"),
            ("gin", "tsvector_ops", "to_tsvector('english'::regconfig, data)", "gin"),
            ("hash", "text_ops", "dt.get_text(data, 'a'::text)", "hash"),
        ] {
            assert_eq!(kind_of_definition(method, class, expression), kind, "{method} {class} {expression}");
        }
    }

    #[test]
    fn parts_follow_their_column() {
        let columns = ["price.amount".to_owned(), "price".to_owned(), "prices".to_owned()];
        assert_eq!(renamed(&columns, "price", "cost"), ["cost.amount", "cost", "prices"]);
        assert!(is_over(&columns[..1], "price") && !is_over(&columns[2..], "price"));
    }
}
