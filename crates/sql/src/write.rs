//! Statements that write records. Their values are the caller's own datums, so they are numbered
//! by hand: the comment of each function says what `$1`, `$2`, … are.

use dyntables_ask::predicate::Predicate;
use dyntables_model::ident::{ColumnKey, UNCONVERTED};
use dyntables_model::table::Table;
use dyntables_values::param::Param;

use crate::rows::{key_array, record_columns};
use crate::writer::{Sql, Storage};

/// What a change does to the system fields.
const CHANGED: &str =
    "version = version OPERATOR(pg_catalog.+) 1, updated_at = pg_catalog.now(), updated_by = dt.caller()";

fn start(text: &'static str, table: &Table) -> Sql {
    let mut sql = Sql::new();
    sql.push(text).push_storage(&Storage(table.storage()));
    sql
}

fn returning_record(mut sql: Sql, table: &Table) -> Sql {
    sql.push(" RETURNING ");
    record_columns(&mut sql, table, None);
    sql
}

/// Inserts a record. `$1` data, `$2` its id if one is given.
#[must_use]
pub fn insert(table: &Table, with_id: bool) -> Sql {
    let mut sql = start("INSERT INTO ", table);
    sql.push(if with_id { " (data, id) VALUES ($1, $2)" } else { " (data) VALUES ($1)" });
    returning_record(sql, table)
}

/// Inserts the elements of an array, in order. `$1` the array. Returns the ids, and no errors.
#[must_use]
pub fn insert_many(table: &Table) -> Sql {
    let mut sql = start("INSERT INTO ", table);
    sql.push(" (data) SELECT r.value FROM pg_catalog.jsonb_array_elements($1) AS r RETURNING id, NULL::pg_catalog.jsonb");
    sql
}

/// Merges a patch into a record, or replaces its data; what is in the trash columns stays, and
/// what could not be converted.
/// `$1` id, `$2` patch or data, `$3` the expected version if one is given.
#[must_use]
pub fn update(table: &Table, replace: bool, with_version: bool) -> Sql {
    let mut sql = start("UPDATE ", table);
    sql.push(" SET data = ");
    if replace {
        // What could not be converted stays, too, unless the new data says null.
        sql.push("dt.pick(data, ");
        key_array(&mut sql, table.trashed.iter());
        sql.push(" OPERATOR(pg_catalog.||) '")
            .push(UNCONVERTED)
            .push("'::pg_catalog.text) OPERATOR(pg_catalog.||) $2");
    } else {
        sql.push("data OPERATOR(pg_catalog.||) $2");
    }
    sql.push(", ").push(CHANGED).push(" WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NULL");
    if with_version {
        sql.push(" AND version OPERATOR(pg_catalog.=) $3");
    }
    returning_record(sql, table)
}

/// The version of a record that is not in the trash. `$1` id.
#[must_use]
pub fn version(table: &Table) -> Sql {
    let mut sql = start("SELECT version FROM ", table);
    sql.push(" WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NULL");
    sql
}

/// Moves records to the trash, or deletes them, wherever they are. `$1` an array of ids.
#[must_use]
pub fn delete(table: &Table, permanently: bool) -> Sql {
    if permanently {
        let mut sql = start("DELETE FROM ", table);
        sql.push(" WHERE id OPERATOR(pg_catalog.=) ANY ($1)");
        return sql;
    }
    let mut sql = start("UPDATE ", table);
    sql.push(" SET deleted_at = pg_catalog.now(), ").push(CHANGED);
    sql.push(" WHERE id OPERATOR(pg_catalog.=) ANY ($1) AND deleted_at IS NULL");
    sql
}

/// Takes a record out of the trash. `$1` id.
#[must_use]
pub fn restore(table: &Table) -> Sql {
    let mut sql = start("UPDATE ", table);
    sql.push(" SET deleted_at = NULL, ").push(CHANGED);
    sql.push(" WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NOT NULL");
    returning_record(sql, table)
}

/// The data of a record in the trash, and the same with a patch merged into it; the record is locked. `$1` id, `$2` patch.
#[must_use]
pub fn trashed_data(table: &Table) -> Sql {
    let mut sql = start("SELECT data, data OPERATOR(pg_catalog.||) $2 FROM ", table);
    sql.push(" WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NOT NULL FOR NO KEY UPDATE");
    sql
}

/// Takes a record out of the trash with other data. `$1` id, `$2` data.
#[must_use]
pub fn restore_as(table: &Table) -> Sql {
    let mut sql = start("UPDATE ", table);
    sql.push(" SET deleted_at = NULL, data = $2, ").push(CHANGED);
    sql.push(" WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NOT NULL");
    returning_record(sql, table)
}

/// The first two elements of an array that the unique rule over `keys` takes for the same. `$1` the array. Returns
/// their positions.
#[must_use]
pub fn same_identity(keys: &[(ColumnKey, &'static str)]) -> Sql {
    let mut sql = Sql::new();
    sql.push("SELECT pg_catalog.min(r.at), pg_catalog.max(r.at) FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at) GROUP BY ");
    for (at, (key, extractor)) in keys.iter().enumerate() {
        sql.push(if at > 0 { ", dt." } else { "dt." })
            .push(extractor)
            .push("(r.value, ")
            .push_key(key)
            .push(")");
    }
    sql.push(" HAVING pg_catalog.count(*) OPERATOR(pg_catalog.>) 1 ORDER BY 1 LIMIT 1");
    sql
}

/// Deletes what has been in the trash for longer than an interval. `$1` the interval.
#[must_use]
pub fn empty_trash(table: &Table) -> Sql {
    let mut sql = start("DELETE FROM ", table);
    sql.push(" WHERE deleted_at OPERATOR(pg_catalog.<=) (pg_catalog.now() OPERATOR(pg_catalog.-) $1)");
    sql
}

/// Merges a patch into the records of a filter. The patch is the first parameter.
#[must_use]
pub fn update_where(table: &Table, filter: &Predicate, patch: Param) -> Sql {
    let mut sql = start("UPDATE ", table);
    sql.push(" SET data = data OPERATOR(pg_catalog.||) ").push_param(patch).push(", ").push(CHANGED);
    matching(&mut sql, filter);
    sql
}

/// Moves the records of a filter to the trash, or deletes them.
#[must_use]
pub fn delete_where(table: &Table, filter: &Predicate, permanently: bool) -> Sql {
    let mut sql = if permanently {
        start("DELETE FROM ", table)
    } else {
        let mut sql = start("UPDATE ", table);
        sql.push(" SET deleted_at = pg_catalog.now(), ").push(CHANGED);
        sql
    };
    matching(&mut sql, filter);
    sql
}

/// The filter stands in the statement's own WHERE: after a wait for another writer PostgreSQL asks
/// it again of the record's newest version.
fn matching(sql: &mut Sql, filter: &Predicate) {
    sql.push(" WHERE deleted_at IS NULL");
    if *filter != Predicate::All {
        sql.push(" AND ");
        crate::predicate::predicate(sql, filter);
    }
}

/// Merges each element of an array into the record that agrees with it in `keys`. `$1` the array,
/// `$2` the positions still to be done. Returns position and id.
#[must_use]
pub fn upsert_existing(table: &Table, keys: &[(ColumnKey, &'static str)]) -> Sql {
    let mut sql = start("UPDATE ", table);
    sql.push(" AS t SET data = t.data OPERATOR(pg_catalog.||) r.value, ");
    sql.push("version = t.version OPERATOR(pg_catalog.+) 1, updated_at = pg_catalog.now(), updated_by = dt.caller()");
    sql.push(" FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at) WHERE t.deleted_at IS NULL");
    sql.push(" AND r.at OPERATOR(pg_catalog.=) ANY ($2)");
    agreeing(&mut sql, keys);
    sql.push(" RETURNING r.at, t.id");
    sql
}

/// ` AND dt.get_text(t.data, 'a') = dt.get_text(r.value, 'a')` for each key.
fn agreeing(sql: &mut Sql, keys: &[(ColumnKey, &'static str)]) {
    for (key, extractor) in keys {
        for (prefix, value) in [(" AND dt.", "(t.data, "), (" OPERATOR(pg_catalog.=) dt.", "(r.value, ")] {
            sql.push(prefix).push(extractor).push(value).push_key(key).push(")");
        }
    }
}

/// Which elements of an array agree with a record in `keys`. `$1` the array, `$2` the positions
/// that are asked for. Returns positions.
#[must_use]
pub fn colliding(table: &Table, keys: &[(ColumnKey, &'static str)]) -> Sql {
    let mut sql = Sql::new();
    sql.push(
        "SELECT DISTINCT r.at FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at), ",
    );
    sql.push_storage(&Storage(table.storage())).push(" AS t WHERE t.deleted_at IS NULL");
    sql.push(" AND r.at OPERATOR(pg_catalog.=) ANY ($2)");
    agreeing(&mut sql, keys);
    sql
}

/// Inserts those elements of an array that collide with nothing. `$1` the array, `$2` the
/// positions to insert, `$3` their ids. Returns the ids inserted.
#[must_use]
pub fn insert_new(table: &Table) -> Sql {
    let mut sql = start("INSERT INTO ", table);
    sql.push(" (id, data) SELECT n.id, $1 OPERATOR(pg_catalog.->) (n.at OPERATOR(pg_catalog.-) 1)::pg_catalog.int4");
    sql.push(" FROM ROWS FROM (pg_catalog.unnest($2), pg_catalog.unnest($3)) AS n(at, id) ON CONFLICT DO NOTHING RETURNING id");
    sql
}

/// Moves the value of one key to another, in all records that have it.
#[must_use]
pub fn rename_key(table: &Table, old: &ColumnKey, new: &ColumnKey) -> Sql {
    let mut sql = start("UPDATE ", table);
    sql.push(" SET data = (data OPERATOR(pg_catalog.-) ").push_key(old).push("::pg_catalog.text)");
    sql.push(" OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object(").push_key(new);
    sql.push(", data OPERATOR(pg_catalog.->) ")
        .push_key(old)
        .push(") WHERE data OPERATOR(pg_catalog.?) ")
        .push_key(old);
    sql
}

/// Removes a key from all records that have it.
#[must_use]
pub fn remove_key(table: &Table, key: &ColumnKey) -> Sql {
    let mut sql = start("UPDATE ", table);
    sql.push(" SET data = data OPERATOR(pg_catalog.-) ").push_key(key);
    sql.push("::pg_catalog.text WHERE data OPERATOR(pg_catalog.?) ").push_key(key);
    sql
}
