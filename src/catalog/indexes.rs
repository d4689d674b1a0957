//! Which indexes does a storage table have? PostgreSQL's own catalog says it, so an index that a DBA made is listed
//! like any other.

use std::cell::Cell;

use dyntables_ask::index::{Index, IndexKind, is_over};
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::{Indexing, SearchIndex, Table};
use dyntables_sql::printed::{
    Printed, columns_of_expression, kind_of_definition, plain_searched, printed, without_marks,
};
use pgrx::pg_sys;

use crate::server::execute::{Access, execute};
use crate::server::{backend, relcache};

/// An index that exists.
#[derive(Debug, Clone)]
pub struct Existing {
    /// Its name.
    pub name: String,
    /// The keys of its columns, in order, without the id at the end of each btree.
    pub columns: Vec<String>,
    /// What it is, as PostgreSQL prints it.
    pub printed: Printed,
    /// False while CREATE INDEX CONCURRENTLY has not finished, and after it has failed.
    pub valid: bool,
}

impl Existing {
    /// `btree`, `prefix`, `trigram`, `set`, `search`, or PostgreSQL's name of an access method that is none of ours.
    pub fn kind(&self) -> &str {
        &self.printed.kind
    }

    /// Whether it finds parts of texts without case.
    fn is_over_folded(&self) -> bool {
        let is_folded = |text: &String| text.starts_with("dt.get_folded(") || text.starts_with("dt.folded(");
        self.kind() == IndexKind::Trigram.name() && self.printed.expressions.first().is_some_and(is_folded)
    }

    /// Whether it is over a column that the caller may not read.
    pub fn is_over_hidden(&self, table: &Table) -> bool {
        table.hidden.iter().any(|key| is_over(&self.columns, key.as_str()))
    }

    /// Whether it is unique.
    pub fn is_unique(&self) -> bool {
        self.printed.unique
    }
}

/// What PostgreSQL knows of a table's storage.
pub struct Stored {
    /// The indexes, without the primary key.
    pub indexes: Vec<Existing>,
    /// Whether the storage has its primary key, and the trigger that validates records is switched on.
    pub is_guarded: bool,
    /// The storage's TOAST table; invalid if it has none.
    pub toast: pg_sys::Oid,
}

/// What PostgreSQL knows of a table's storage; nothing if there is no such relation.
pub fn stored(storage: pg_sys::Oid, table: &Table) -> Stored {
    relcache::known(storage, c"validate_record").map_or(
        Stored { indexes: Vec::new(), is_guarded: false, toast: pg_sys::InvalidOid },
        |known| Stored {
            indexes: known.indexes.into_iter().map(|index| existing(index, table)).collect(),
            is_guarded: known.has_primary_key && known.has_trigger,
            toast: known.toast,
        },
    )
}

/// The indexes of a table's storage, without its primary key.
pub fn list(storage: pg_sys::Oid, table: &Table) -> Vec<Existing> {
    stored(storage, table).indexes
}

fn existing(index: relcache::Index, table: &Table) -> Existing {
    let key_of = |name: &str| {
        table
            .typed_columns()
            .find(|(_, typed)| typed.name.as_str() == name)
            .map(|(column, _)| column.key.to_string())
    };
    let relcache::Index { name, method, class, keys, unique, predicate, valid } = index;
    let keys: Vec<String> = keys.iter().map(|text| without_marks(text)).collect();
    let predicate = predicate.as_deref().map(without_marks);
    let kind = kind_of_definition(&method, &class, keys.first().map_or("", String::as_str));
    let mut columns: Vec<String> =
        keys.iter().flat_map(|text| columns_of_expression(text, &key_of)).collect();
    if columns.len() > 1 && columns.last().is_some_and(|last| last == "id") {
        columns.pop();
    }
    Existing { name, columns, printed: Printed { kind, expressions: keys, unique, predicate }, valid }
}

/// Takes away the rules of columns that no valid index keeps. Whatever the catalog says, such a rule does not hold.
pub fn keep_rules(table: &mut Table, indexes: &[Existing]) {
    for column in &mut table.columns {
        column.unique = column.unique && has_valid(indexes, &Index::of_column(column, true));
        column.indexed = column.indexed && has_valid(indexes, &Index::of_column(column, false));
    }
}

/// Whether one of these indexes is the same as `index`, and valid.
fn has_valid(indexes: &[Existing], index: &Index) -> bool {
    let wanted = printed(index);
    indexes.iter().any(|existing| existing.valid && existing.printed == wanted)
}

/// What the indexes of a table decide about how conditions are written. An index that is not valid yet serves no query.
/// When it becomes valid, the table's definition is loaded again.
pub fn indexing(indexes: &[Existing], table: &Table) -> Indexing {
    let search = indexes.iter().filter(|index| index.valid && index.kind() == IndexKind::Search.name());
    let keys = |index: &Existing| index.columns.iter().filter_map(|key| ColumnKey::new(key).ok()).collect();
    let trigram = indexes.iter().filter(|index| index.valid && index.is_over_folded());
    // Also of those that are not valid: records are entered into them all the same.
    let compares_whole = |index: &&Existing| {
        [IndexKind::Btree, IndexKind::Prefix, IndexKind::Set].map(IndexKind::name).contains(&index.kind())
    };
    Indexing {
        search: search.filter_map(|index| search_index(index, keys(index), table)).collect(),
        trigram: trigram.filter_map(|index| index.columns.first().cloned()).collect(),
        code_points: sorts_by_code_points(),
        whole: indexes.iter().filter(compares_whole).flat_map(keys).collect(),
    }
}

/// What searches must know of an index of words. `None` while a plain column that it is over is still being filled.
fn search_index(index: &Existing, columns: Vec<ColumnKey>, table: &Table) -> Option<SearchIndex> {
    let Some(names) = index.printed.expressions.first().and_then(|text| plain_searched(text)) else {
        return Some(SearchIndex { columns, plain: None });
    };
    let complete = |name: &str| {
        let mut typed = table.typed_columns().map(|(_, typed)| typed);
        typed.find(|typed| typed.name.as_str() == name && typed.is_complete).map(|typed| typed.name.clone())
    };
    let plain: Option<Vec<ColumnKey>> = names.map(complete).collect();
    plain.map(|plain| SearchIndex { columns, plain: Some(plain) })
}

/// Whether the database's collation compares texts by their code points.
fn sorts_by_code_points() -> bool {
    thread_local! {
        /// A backend stays in its database, whose collation cannot change.
        static KNOWN: Cell<Option<bool>> = const { Cell::new(None) };
    }
    KNOWN.get().unwrap_or_else(|| {
        let found = backend::sorts_by_code_points();
        KNOWN.set(Some(found));
        found
    })
}

/// Whether the owner of storage tables may use what is in a schema.
pub fn owner_may_use(schema: &str) -> bool {
    const MAY: &str = "SELECT pg_catalog.has_schema_privilege(current_user, $1, 'USAGE')";
    execute(MAY, &[schema.into()], Access::ReadLatest, |rows| rows.get(0, 1)).unwrap_or(false)
}

/// The schema that the extension pg_trgm is in, if it is installed.
pub fn trigram_schema() -> Option<String> {
    const SCHEMA: &str = "SELECT n.nspname::pg_catalog.text FROM pg_catalog.pg_extension e \
        JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) e.extnamespace \
        WHERE e.extname OPERATOR(pg_catalog.=) 'pg_trgm'";
    execute(SCHEMA, &[], Access::ReadLatest, |rows| rows.get(0, 1))
}
