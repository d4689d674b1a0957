//! The statement that makes an index.

use dyntables_ask::field::Field;
use dyntables_ask::index::{Index, IndexKind};
use dyntables_model::table::Table;
use dyntables_values::error::MOST_INDEXED_BYTES;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
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
            write_sql!(sql, "{vector}", vector = search_vector(&index.words()));
        }
    })
}

/// The records whose values are too large for an index: how many there are, and the ids of the first ones. Of several
/// columns each value is measured, or all of them `together`. `None` if no value of its columns can be large.
pub fn too_large(index: &Index, table: &Table, together: bool, most: i64) -> Option<Sql> {
    if !matches!(index.kind, IndexKind::Btree | IndexKind::Prefix | IndexKind::Set) {
        return None;
    }
    let sizes: Vec<_> = index.fields.iter().filter_map(size).collect();
    let (first, others) = sizes.split_first()?;
    let size = from_fn(move |sql| {
        let between = if together { " OPERATOR(pg_catalog.+) " } else { ", " };
        let all = list(between, std::iter::once(first).chain(others));
        if together { all.write(sql) } else { write_sql!(sql, "GREATEST({all})", all) }
    });
    Some(statement!(
        "SELECT pg_catalog.count(*) OVER (), id::pg_catalog.text FROM {table} \
         WHERE ({size}) OPERATOR(pg_catalog.>) {limit}{not_trashed} ORDER BY id LIMIT {most}",
        table,
        size,
        limit = Param::Int8(MOST_INDEXED_BYTES as i64),
        not_trashed = index.unique.then_some(" AND deleted_at IS NULL"),
        most = Param::Int8(most)
    ))
}

/// How many bytes an index has to hold of a field of a record; `None` for fields that are always small.
fn size(field: &Field) -> Option<impl Fragment + '_> {
    let (before, after) = match field.kind() {
        Kind::Text | Kind::Folded if !matches!(field, Field::System(_)) => ("pg_catalog.octet_length(", ")"),
        Kind::Numeric => ("pg_catalog.pg_column_size(", ")"),
        Kind::Set => (
            "(SELECT pg_catalog.max(pg_catalog.octet_length(e.element)) FROM pg_catalog.unnest(",
            ") AS e(element))",
        ),
        _ => return None,
    };
    Some(fragment!("COALESCE({before}{field}{after}, 0)", before, field, after))
}

/// Which records are in a unique index. Empty texts are not, because any number of records may be empty.
///
/// Other indexes have the records in the trash, too. PostgreSQL does not use the statistics of an
/// expression index that has a predicate, and would guess a third of the table for every range.
pub(crate) fn unique_predicate(index: &Index) -> impl Fragment {
    let texts = index.fields.iter().filter(|field| field.kind().is_text());
    let filled = texts.map(|field| fragment!(" AND {field} OPERATOR(pg_catalog.<>) ''", field));
    fragment!(" WHERE deleted_at IS NULL{filled}", filled = list("", filled))
}
