//! Index definitions, and which columns an existing definition is about.

use serde_json::Value;

use crate::error::Error;
use crate::filter::field::Field;
use crate::json::{boolean, object, string};
use crate::model::column::Column;
use crate::model::ident::fitted;
use crate::model::table::Table;
use crate::sqlgen::expr;
use crate::sqlgen::writer::{Sql, Storage};
use crate::types::SystemField;
use crate::types::kind::Kind;

/// The kinds of index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IndexKind {
    /// Comparisons, sorts.
    Btree,
    /// has_any, has_all, contains on sets.
    Set,
}

impl IndexKind {
    const ALL: [(&'static str, IndexKind); 2] = [("btree", IndexKind::Btree), ("set", IndexKind::Set)];

    /// As options and `dt_indexes` name it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(_, kind)| *kind == self).map_or("btree", |(name, _)| name)
    }
}

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
        if keys.is_empty() {
            return Err(Error::bad("an index needs at least one column"));
        }
        let fields = keys
            .iter()
            .map(|key| Field::resolve(table, key, "column_keys"))
            .collect::<Result<Vec<_>, _>>()?;
        let mut index = Index { fields, keys: keys.to_vec(), kind: IndexKind::Btree, unique: false };
        if index.fields.iter().any(|field| field.kind() == Kind::Set) {
            index.kind = IndexKind::Set;
        }
        for (key, value) in object(options, "options")? {
            match key.as_str() {
                "kind" => {
                    let name = string(value, "kind")?;
                    let found = IndexKind::ALL.iter().find(|(known, _)| *known == name);
                    index.kind = found.map(|(_, kind)| *kind).ok_or_else(|| {
                        Error::unknown("index kind", name, IndexKind::ALL.iter().map(|(known, _)| *known))
                    })?;
                }
                "unique" => index.unique = boolean(value, "unique")?,
                _ => return Err(Error::unknown("index option", key, ["kind", "unique"])),
            }
        }
        if index.unique {
            for (field, key) in index.fields.iter_mut().zip(keys) {
                if let (Field::Column { .. }, Some(column)) = (&*field, table.column(key)) {
                    *field = Field::of_unique(column);
                }
            }
        }
        index.check()?;
        Ok(index)
    }

    /// The index of a single column with `"index": true` or `"unique": true`.
    #[must_use]
    pub fn of_column(column: &Column, unique: bool) -> Self {
        let field = if unique { Field::of_unique(column) } else { Field::of_column(column) };
        let kind = if field.kind() == Kind::Set { IndexKind::Set } else { IndexKind::Btree };
        Index { fields: vec![field], keys: vec![column.key.to_string()], kind, unique }
    }

    fn check(&self) -> Result<(), Error> {
        for (field, key) in self.fields.iter().zip(&self.keys) {
            let fits = match self.kind {
                IndexKind::Btree => field.kind().is_ordered(),
                IndexKind::Set => field.kind() == Kind::Set,
            };
            if !fits || matches!(field, Field::Path { .. }) {
                return Err(Error::bad(format!(
                    "column \"{key}\" cannot be in an index of kind {}",
                    self.kind.name()
                )));
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
        let suffix = match (self.unique, self.kind) {
            (true, _) => "key",
            (false, IndexKind::Btree) => "idx",
            (false, IndexKind::Set) => "set",
        };
        let keys = self.keys.join("_").replace('.', "_");
        fitted(format!("{}_{keys}_{suffix}", table.storage()), suffix)
    }

    /// The statement that makes it.
    #[must_use]
    pub fn ddl(&self, table: &Table, concurrently: bool) -> Sql {
        let mut sql = Sql::new();
        sql.push(if self.unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
        if concurrently {
            sql.push("CONCURRENTLY ");
        }
        sql.push_ident(&self.name(table)).push(" ON ").push_storage(&Storage(table.storage()));
        sql.push(if self.kind == IndexKind::Set { " USING gin (" } else { " USING btree (" });
        for (at, field) in self.fields.iter().enumerate() {
            if at > 0 {
                sql.push(", ");
            }
            expr::field(&mut sql, field);
        }
        // The id at the end makes the order of a sort total without a Sort node.
        if self.kind == IndexKind::Btree
            && !self.unique
            && self.fields.last() != Some(&Field::System(SystemField::Id))
        {
            sql.push(", id");
        }
        sql.push(")");
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

/// The column that an index expression, as PostgreSQL prints it, is about:
/// `dt.get_text(data, 'stage'::text)` → `stage`, `created_at` → `created_at`,
/// `dt.get_text_at(data, '{price,currency}'::text[])` → `price.currency`.
#[must_use]
pub fn column_of_expression(expression: &str) -> Option<String> {
    if let Some(call) = expression.strip_prefix("dt.get_") {
        let literal = call.split_once("(data, '")?.1.split_once('\'')?.0;
        // A part of a value: '{price,amount}'.
        let path = literal.strip_prefix('{').and_then(|path| path.strip_suffix('}'));
        return Some(path.map_or_else(|| literal.to_owned(), |path| path.replace(',', ".")));
    }
    SystemField::ALL.iter().map(|field| field.name()).find(|name| *name == expression).map(str::to_owned)
}
