//! What all statements say of a table's rows: their columns, which of them, how many.

use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::Trash;
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

use crate::writer::{Sql, Storage};
use crate::{expr, predicate};

/// The select list of a row of `dt.record`; also what the RETURNING of a write lists.
pub fn record_columns(sql: &mut Sql, table: &Table, columns: Option<&[String]>) {
    sql.push("id, ");
    data(sql, table, columns);
    sql.push(" AS data, created_at, updated_at, created_by, updated_by, version");
}

/// `data` as callers see it: without the values of columns in the trash, with system columns,
/// and only the wanted keys.
fn data(sql: &mut Sql, table: &Table, columns: Option<&[String]>) {
    let wanted = |key: &ColumnKey| columns.is_none_or(|columns| columns.iter().any(|c| c == key.as_str()));
    let system: Vec<_> = table.system_columns().filter(|(column, _)| wanted(&column.key)).collect();
    if !system.is_empty() {
        sql.push("(");
    }
    match columns {
        Some(columns) => {
            let keys = columns.iter().cloned().map(Param::Text).collect();
            sql.push("dt.pick(data, ").push_param(Param::List(Kind::Text, keys)).push(")");
        }
        None if !table.trashed.is_empty() => {
            sql.push("(data OPERATOR(pg_catalog.-) ");
            key_array(sql, table.trashed.iter());
            sql.push(")");
        }
        None => {
            sql.push("data");
        }
    }
    if !system.is_empty() {
        sql.push(" OPERATOR(pg_catalog.||) pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(");
        for (at, (column, field)) in system.iter().enumerate() {
            if at > 0 {
                sql.push(", ");
            }
            sql.push_key(&column.key).push(", ");
            if field.kind() == Kind::Timestamptz {
                sql.push("dt.iso_timestamp(").push(expr::system_column(*field)).push(")");
            } else {
                sql.push(expr::system_column(*field));
            }
        }
        sql.push(")))");
    }
}

/// `ARRAY['a', 'b']::pg_catalog.text[]`.
pub fn key_array<'a>(sql: &mut Sql, keys: impl Iterator<Item = &'a ColumnKey>) {
    sql.push("ARRAY[");
    for (at, key) in keys.enumerate() {
        if at > 0 {
            sql.push(", ");
        }
        sql.push_key(key);
    }
    sql.push("]::pg_catalog.text[]");
}

/// `dt_data."deals_1" WHERE …`.
pub fn from_where(sql: &mut Sql, table: &Table, filter_: &Predicate, trash: Trash) {
    sql.push_storage(&Storage(table.storage())).push(" WHERE ");
    sql.push(match trash {
        Trash::Exclude => "deleted_at IS NULL",
        Trash::Only => "deleted_at IS NOT NULL",
        Trash::Include => "true",
    });
    if *filter_ != Predicate::All {
        sql.push(" AND ");
        predicate::predicate(sql, filter_);
    }
}

/// The next power of ten.
pub(super) fn magnitude(rows: i64) -> u64 {
    let rows = u64::try_from(rows).unwrap_or(0).max(1);
    let power = 10_u64.saturating_pow(rows.ilog10());
    if power == rows { power } else { power.saturating_mul(10).min(i64::MAX as u64) }
}

#[cfg(test)]
mod tests {
    use super::magnitude;

    #[test]
    fn magnitudes() {
        for (rows, most) in [
            (0, 1),
            (1, 1),
            (2, 10),
            (10, 10),
            (11, 100),
            (50, 100),
            (1_000, 1_000),
            (i64::MAX, i64::MAX as u64),
        ] {
            assert_eq!(magnitude(rows), most, "{rows}");
        }
    }
}
