//! What several statements say of a table's rows: which columns, which rows, how many.

use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::Trash;
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::system::SystemField;

use crate::writer::{Fragment, Number, Texts, from_fn, list};
use crate::{fragment, write_sql};

/// The columns of a row of `dt.record`, where a statement reads them as they are.
pub const STORED: &str = "id, data, created_at, updated_at, created_by, updated_by, version";

/// The select list that makes a row of `dt.record` out of a row of the storage table. The RETURNING of a
/// write lists the same. `columns` are the wanted keys; all where absent.
pub fn record_columns(table: &Table, columns: Option<&[String]>) -> impl Fragment {
    fragment!(
        "id, {data} AS data, created_at, updated_at, created_by, updated_by, version",
        data = data(table, columns)
    )
}

/// `data` as callers see it: without the values of columns in the trash, with the values of system
/// columns, and with the wanted keys only.
fn data(table: &Table, columns: Option<&[String]>) -> impl Fragment {
    from_fn(move |sql| {
        let is_wanted = |key: &ColumnKey| columns.is_none_or(|keys| keys.iter().any(|k| k == key.as_str()));
        let system: Vec<_> = table.system_columns().filter(|(column, _)| is_wanted(&column.key)).collect();
        let stored = stored_data(table, columns);
        if system.is_empty() {
            return stored.write(sql);
        }
        let pairs = system.iter().map(|(column, field)| {
            let key = &column.key;
            fragment!("{key}, {value}", key, value = system_value(*field))
        });
        write_sql!(
            sql,
            "({stored} OPERATOR(pg_catalog.||) \
             pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object({pairs})))",
            stored,
            pairs = list(", ", pairs)
        );
    })
}

/// The part of `data` that a caller may see.
fn stored_data(table: &Table, columns: Option<&[String]>) -> impl Fragment {
    from_fn(move |sql| match columns {
        Some(keys) => write_sql!(sql, "dt.pick(data, {keys})", keys = Texts(keys)),
        None if table.trashed.is_empty() => write_sql!(sql, "data"),
        None => write_sql!(sql, "(data OPERATOR(pg_catalog.-) {keys})", keys = key_array(&table.trashed)),
    })
}

/// A system field's value, as `data` shows it.
fn system_value(field: SystemField) -> impl Fragment {
    from_fn(move |sql| match field.kind() {
        Kind::Timestamptz => write_sql!(sql, "dt.iso_timestamp({field})", field),
        _ => field.write(sql),
    })
}

/// `ARRAY['a', 'b']::pg_catalog.text[]`.
pub fn key_array(keys: &[ColumnKey]) -> impl Fragment {
    fragment!("ARRAY[{keys}]::pg_catalog.text[]", keys = list(", ", keys))
}

/// The condition of a WHERE: `deleted_at IS NULL AND …`.
pub fn condition(filter: &Predicate, trash: Trash) -> impl Fragment {
    let deleted_at = match trash {
        Trash::Exclude => "deleted_at IS NULL",
        Trash::Only => "deleted_at IS NOT NULL",
        Trash::Include => "true",
    };
    let filter = (*filter != Predicate::All).then(|| fragment!(" AND {filter}", filter));
    fragment!("{deleted_at}{filter}", deleted_at, filter)
}

/// ` AND created_by = ANY ($3)`: the condition that a statement is about records of some users, which are the argument at
/// this place. It is about those of all users if there is none.
pub fn and_created_by(place: Option<usize>) -> impl Fragment {
    let place = place.map(|place| Number(place as u64));
    place.map(|place| fragment!(" AND created_by OPERATOR(pg_catalog.=) ANY (${place})", place))
}

/// ` LIMIT $1 OFFSET $2`, each where there is one.
pub fn limit_offset(limit: Option<i64>, offset: i64) -> impl Fragment {
    let limit = limit.map(|limit| fragment!(" LIMIT {limit}", limit = Param::Int8(limit)));
    let offset = (offset > 0).then(|| fragment!(" OFFSET {offset}", offset = Param::Int8(offset)));
    fragment!("{limit}{offset}", limit, offset)
}

/// The least power of ten that is not below a number of rows.
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
