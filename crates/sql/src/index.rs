//! The statement that makes an index.

use dyntables_ask::field::Field;
use dyntables_ask::index::{Index, IndexKind};
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_values::system::SystemField;

use crate::expr::search_vector;
use crate::writer::{Fragment, Ident, Sql, from_fn, list};
use crate::{fragment, statement, write_sql};

/// The statement that makes an index under a name. `trigram` is the schema of the extension pg_trgm, which
/// only an index of that kind needs.
pub fn create_index(index: &Index, table: &Table, name: &str, concurrently: bool, trigram: &str) -> Sql {
    statement!(
        "CREATE {unique}INDEX {concurrently}{name} ON {table} USING {method} ({keys}){include}{predicate}",
        unique = index.unique.then_some("UNIQUE "),
        concurrently = concurrently.then_some("CONCURRENTLY "),
        name = Ident(name),
        table,
        method = match index.kind {
            IndexKind::Btree | IndexKind::Prefix => "btree",
            IndexKind::Trigram | IndexKind::Set | IndexKind::Search => "gin",
        },
        keys = keys(index, trigram),
        // Every query asks for it, so the index alone can answer a count.
        include = is_plain_btree(index).then_some(" INCLUDE (deleted_at)"),
        predicate = index.unique.then(|| unique_predicate(index))
    )
}

/// Whether the index serves filters and sorts, and no unique rule.
fn is_plain_btree(index: &Index) -> bool {
    index.kind == IndexKind::Btree && !index.unique
}

fn keys(index: &Index, trigram: &str) -> impl Fragment {
    let fields = list(", ", &index.fields);
    let ends_with_id = index.fields.last() == Some(&Field::System(SystemField::Id));
    from_fn(move |sql| match index.kind {
        // The id at the end makes the order of a sort total without a Sort node.
        IndexKind::Btree if is_plain_btree(index) && !ends_with_id => write_sql!(sql, "{fields}, id", fields),
        IndexKind::Btree | IndexKind::Set => fields.write(sql),
        IndexKind::Prefix => write_sql!(sql, "{fields} pg_catalog.text_pattern_ops", fields),
        IndexKind::Trigram => {
            write_sql!(sql, "{fields} {schema}.gin_trgm_ops", fields, schema = Ident(trigram));
        }
        IndexKind::Search => {
            let keys: Vec<_> = index.keys.iter().filter_map(|key| ColumnKey::new(key).ok()).collect();
            write_sql!(sql, "{fields}{vector}", fields, vector = search_vector(&keys));
        }
    })
}

/// Which records are in a unique index. Empty texts are not, because any number of records may be empty.
///
/// Other indexes have the records in the trash, too. PostgreSQL does not use the statistics of an
/// expression index that has a predicate, and would guess a third of the table for every range.
fn unique_predicate(index: &Index) -> impl Fragment {
    let texts = index.fields.iter().filter(|field| field.kind().is_text());
    let filled = texts.map(|field| fragment!(" AND {field} OPERATOR(pg_catalog.<>) ''", field));
    fragment!(" WHERE deleted_at IS NULL{filled}", filled = list("", filled))
}
