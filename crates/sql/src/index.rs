//! The statement that makes an index.

use dyntables_ask::field::Field;
use dyntables_ask::index::{Index, IndexKind};
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_values::system::SystemField;

use crate::expr;
use crate::writer::{Sql, Storage};

/// The statement that makes it under a name. `trigram` is the schema that the extension pg_trgm is in; only
/// an index of that kind needs it.
#[must_use]
pub fn create_index(index: &Index, table: &Table, name: &str, concurrently: bool, trigram: &str) -> Sql {
    let mut sql = Sql::new();
    sql.push(if index.unique { "CREATE UNIQUE INDEX " } else { "CREATE INDEX " });
    if concurrently {
        sql.push("CONCURRENTLY ");
    }
    sql.push_ident(name).push(" ON ").push_storage(&Storage(table.storage()));
    sql.push(match index.kind {
        IndexKind::Btree | IndexKind::Prefix => " USING btree (",
        IndexKind::Trigram | IndexKind::Set | IndexKind::Search => " USING gin (",
    });
    for (at, field) in index.fields.iter().enumerate() {
        if at > 0 {
            sql.push(", ");
        }
        expr::field(&mut sql, field);
    }
    match index.kind {
        IndexKind::Prefix => {
            sql.push(" pg_catalog.text_pattern_ops");
        }
        IndexKind::Trigram => {
            sql.push(" ").push_ident(trigram).push(".gin_trgm_ops");
        }
        IndexKind::Search => {
            let keys = index.keys.iter().filter_map(|key| ColumnKey::new(key).ok());
            expr::search_vector(&mut sql, &keys.collect::<Vec<_>>());
        }
        IndexKind::Btree | IndexKind::Set => {}
    }
    // The id at the end makes the order of a sort total without a Sort node.
    if index.kind == IndexKind::Btree
        && !index.unique
        && index.fields.last() != Some(&Field::System(SystemField::Id))
    {
        sql.push(", id");
    }
    sql.push(")");
    // What every query asks for, so that a count can be answered from the index alone.
    if index.kind == IndexKind::Btree && !index.unique {
        sql.push(" INCLUDE (deleted_at)");
    }
    // Only unique ones leave out the trash: PostgreSQL uses no statistics of an expression
    // index that has a predicate, and would guess a third of the table for every range.
    if index.unique {
        sql.push(" WHERE deleted_at IS NULL");
        // Empty texts are empty, and may stand in any number of records.
        for field in index.fields.iter().filter(|field| field.kind().is_text()) {
            sql.push(" AND ");
            expr::field(&mut sql, field);
            sql.push(" OPERATOR(pg_catalog.<>) ''");
        }
    }
    sql
}
