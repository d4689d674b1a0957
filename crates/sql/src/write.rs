//! Statements that write records. The caller binds the values, so the comment of each function says what
//! `$1`, `$2`, … are. `creators` is the place of the users whose records are meant, if they are not those of all users.

use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::Trash;
use dyntables_model::ident::{ColumnKey, UNCONVERTED};
use dyntables_model::table::Table;
use dyntables_values::param::Param;

use crate::rows::{and_created_by, condition, key_array, record_columns};
use crate::writer::{Fragment, Sql, from_fn, list};
use crate::{fragment, statement, write_sql};

/// What every change of a record does to its system fields.
const SYSTEM_FIELDS: &str =
    "version = version OPERATOR(pg_catalog.+) 1, updated_at = pg_catalog.now(), updated_by = dt.caller()";

/// Inserts a record. `$1` its data, `$2` its id if one is given.
pub fn insert(table: &Table, with_id: bool) -> Sql {
    statement!(
        "INSERT INTO {table} {values} RETURNING {columns}",
        table,
        values = if with_id { "(data, id) VALUES ($1, $2)" } else { "(data) VALUES ($1)" },
        columns = record_columns(table, None)
    )
}

/// Inserts the elements of an array, in order. `$1` the array. Returns the ids, each with NULL for errors.
pub fn insert_many(table: &Table) -> Sql {
    statement!(
        "INSERT INTO {table} (data) SELECT r.value FROM pg_catalog.jsonb_array_elements($1) AS r \
         RETURNING id, NULL::pg_catalog.jsonb",
        table
    )
}

/// Merges a patch into a record, or replaces its data. `$1` the id, `$2` the patch or the data, `$3` the expected version
/// if one is given.
pub fn update(table: &Table, replace: bool, with_version: bool, creators: Option<usize>) -> Sql {
    statement!(
        "UPDATE {table} SET data = {data} OPERATOR(pg_catalog.||) $2, {system_fields} \
         WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NULL{and_version}{and_created_by} RETURNING {columns}",
        table,
        data = kept_data(table, replace),
        system_fields = SYSTEM_FIELDS,
        and_version = with_version.then_some(" AND version OPERATOR(pg_catalog.=) $3"),
        and_created_by = and_created_by(creators),
        columns = record_columns(table, None)
    )
}

/// What stays of a record's data under a patch, or under other data. The values of columns in the trash stay, and so do
/// values that could not be converted.
fn kept_data(table: &Table, replace: bool) -> impl Fragment {
    from_fn(move |sql| {
        if !replace {
            return write_sql!(sql, "data");
        }
        // New data that says null removes the values that could not be converted.
        write_sql!(
            sql,
            "dt.pick(data, {trashed} OPERATOR(pg_catalog.||) '{unconverted}'::pg_catalog.text)",
            trashed = key_array(&table.trashed),
            unconverted = UNCONVERTED
        );
    })
}

/// The version of a record that is not in the trash. `$1` the id.
pub fn version(table: &Table, creators: Option<usize>) -> Sql {
    statement!(
        "SELECT version FROM {table} WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NULL{and_created_by}",
        table,
        and_created_by = and_created_by(creators)
    )
}

/// Moves records to the trash, or deletes them wherever they are. `$1` an array of ids.
pub fn delete(table: &Table, permanently: bool, creators: Option<usize>) -> Sql {
    let and_created_by = and_created_by(creators);
    if permanently {
        return statement!(
            "DELETE FROM {table} WHERE id OPERATOR(pg_catalog.=) ANY ($1){and_created_by}",
            table,
            and_created_by
        );
    }
    statement!(
        "UPDATE {table} SET deleted_at = pg_catalog.now(), {system_fields} \
         WHERE id OPERATOR(pg_catalog.=) ANY ($1) AND deleted_at IS NULL{and_created_by}",
        table,
        and_created_by,
        system_fields = SYSTEM_FIELDS
    )
}

/// Takes a record out of the trash. `$1` the id.
pub fn restore(table: &Table, creators: Option<usize>) -> Sql {
    statement!(
        "UPDATE {table} SET deleted_at = NULL, {system_fields} \
         WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS NOT NULL{and_created_by} RETURNING {columns}",
        table,
        and_created_by = and_created_by(creators),
        system_fields = SYSTEM_FIELDS,
        columns = record_columns(table, None)
    )
}

/// Locks a record, which is in the trash or not. Returns its version, its data, and its data with a patch merged into it
/// or with other data in its place. `$1` the id, `$2` the patch or the data.
pub fn lock_to_change(table: &Table, replace: bool, trashed: bool, creators: Option<usize>) -> Sql {
    statement!(
        "SELECT version, data, {kept} OPERATOR(pg_catalog.||) $2 FROM {table} \
         WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS {not}NULL{and_created_by} FOR NO KEY UPDATE",
        and_created_by = and_created_by(creators),
        kept = kept_data(table, replace),
        table,
        not = trashed.then_some("NOT ")
    )
}

/// Gives a locked record other data; one in the trash comes out of it. `$1` the id, `$2` the data.
pub fn change_locked(table: &Table, trashed: bool, creators: Option<usize>) -> Sql {
    statement!(
        "UPDATE {table} SET deleted_at = NULL, data = $2, {system_fields} \
         WHERE id OPERATOR(pg_catalog.=) $1 AND deleted_at IS {not}NULL{and_created_by} RETURNING {columns}",
        and_created_by = and_created_by(creators),
        table,
        system_fields = SYSTEM_FIELDS,
        not = trashed.then_some("NOT "),
        columns = record_columns(table, None)
    )
}

/// Locks records, in the order of their ids so that two calls never wait for each other. `$1` the ids, `$2` an array with
/// a patch for each. Returns the place of each record that there is, counted from 1, its version, its data, and its data
/// with the patch merged into it.
pub fn lock_to_patch(table: &Table, creators: Option<usize>) -> Sql {
    statement!(
        "SELECT r.at, t.version, t.data, t.data OPERATOR(pg_catalog.||) ($2 OPERATOR(pg_catalog.->) (r.at OPERATOR(pg_catalog.-) 1)::pg_catalog.int4) \
         FROM pg_catalog.unnest($1) WITH ORDINALITY AS r(id, at), {table} AS t \
         WHERE t.id OPERATOR(pg_catalog.=) r.id AND t.deleted_at IS NULL{and_created_by} ORDER BY t.id FOR NO KEY UPDATE OF t",
        table,
        and_created_by = and_created_by(creators)
    )
}

/// Gives locked records other data. `$1` the ids, `$2` an array with the data of each, `$3` the places of those that are
/// written, counted from 1. Returns place and version.
pub fn change_many_locked(table: &Table) -> Sql {
    statement!(
        "UPDATE {table} AS t SET data = $2 OPERATOR(pg_catalog.->) (r.at OPERATOR(pg_catalog.-) 1)::pg_catalog.int4, \
         version = t.version OPERATOR(pg_catalog.+) 1, updated_at = pg_catalog.now(), updated_by = dt.caller() \
         FROM pg_catalog.unnest($1) WITH ORDINALITY AS r(id, at) \
         WHERE t.id OPERATOR(pg_catalog.=) r.id AND r.at OPERATOR(pg_catalog.=) ANY ($3) RETURNING r.at, t.version",
        table
    )
}

/// The positions of the elements of an array that the unique rule over `keys` takes for the same record as an element
/// before, and of the first that it does. `$1` the array.
pub fn same_identity(keys: &[(ColumnKey, &'static str)]) -> Sql {
    let identity =
        keys.iter().map(|(key, extractor)| fragment!("dt.{extractor}(r.value, {key})", extractor, key));
    statement!(
        "SELECT s.first, s.at FROM ( \
           SELECT r.at, pg_catalog.min(r.at) OVER (PARTITION BY {identity}) AS first \
           FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at)) s \
         WHERE s.at OPERATOR(pg_catalog.>) s.first ORDER BY s.at",
        identity = list(", ", identity)
    )
}

/// Deletes the records that have been in the trash for longer than an interval. `$1` the interval.
pub fn empty_trash(table: &Table, creators: Option<usize>) -> Sql {
    statement!(
        "DELETE FROM {table} \
         WHERE deleted_at OPERATOR(pg_catalog.<=) (pg_catalog.now() OPERATOR(pg_catalog.-) $1){and_created_by}",
        table,
        and_created_by = and_created_by(creators)
    )
}

/// Merges a patch into the records of a filter. The patch is the first parameter.
///
/// The filter stands in the statement's own WHERE: after it has waited for another writer, PostgreSQL
/// tests the record's newest version.
pub fn update_where(table: &Table, filter: &Predicate, patch: Param) -> Sql {
    statement!(
        "UPDATE {table} SET data = data OPERATOR(pg_catalog.||) {patch}, {system_fields} WHERE {condition}",
        table,
        patch,
        system_fields = SYSTEM_FIELDS,
        condition = condition(filter, Trash::Exclude)
    )
}

/// Moves the records of a filter to the trash, or deletes them. The filter stands in the statement's own
/// WHERE, as that of [`update_where`].
pub fn delete_where(table: &Table, filter: &Predicate, permanently: bool) -> Sql {
    let condition = condition(filter, Trash::Exclude);
    if permanently {
        return statement!("DELETE FROM {table} WHERE {condition}", table, condition);
    }
    statement!(
        "UPDATE {table} SET deleted_at = pg_catalog.now(), {system_fields} WHERE {condition}",
        table,
        system_fields = SYSTEM_FIELDS,
        condition
    )
}

/// Merges each element of an array into the record that agrees with it in `keys`. `$1` the array, `$2` the
/// positions still to be done. Returns position and id.
pub fn upsert_existing(table: &Table, keys: &[(ColumnKey, &'static str)], creators: Option<usize>) -> Sql {
    statement!(
        "UPDATE {table} AS t SET data = t.data OPERATOR(pg_catalog.||) r.value, \
         version = t.version OPERATOR(pg_catalog.+) 1, updated_at = pg_catalog.now(), updated_by = dt.caller() \
         FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at) \
         WHERE t.deleted_at IS NULL AND r.at OPERATOR(pg_catalog.=) ANY ($2){and_agree}{and_created_by} RETURNING r.at, t.id",
        table,
        and_created_by = and_created_by(creators),
        and_agree = and_agree(keys)
    )
}

/// The positions of the elements of an array that say nothing new of the record which agrees with them in `keys`. `$1` the
/// array.
pub fn unchanged(table: &Table, keys: &[(ColumnKey, &'static str)], creators: Option<usize>) -> Sql {
    statement!(
        "SELECT r.at FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at), {table} AS t \
         WHERE t.deleted_at IS NULL{and_agree}{and_created_by} AND NOT EXISTS ( \
           SELECT FROM pg_catalog.jsonb_each(r.value) AS e \
           WHERE NOT COALESCE(t.data OPERATOR(pg_catalog.->) e.key, 'null'::pg_catalog.jsonb) OPERATOR(pg_catalog.=) e.value)",
        table,
        and_created_by = and_created_by(creators),
        and_agree = and_agree(keys)
    )
}

/// ` AND dt.get_text(t.data, 'a') = dt.get_text(r.value, 'a')` for each key.
fn and_agree(keys: &[(ColumnKey, &'static str)]) -> impl Fragment {
    let agree = keys.iter().map(|(key, extractor)| {
        fragment!(
            " AND dt.{extractor}(t.data, {key}) OPERATOR(pg_catalog.=) dt.{extractor}(r.value, {key})",
            extractor,
            key
        )
    });
    list("", agree)
}

/// The positions of the elements of an array that agree with a record in `keys`. `$1` the array, `$2` the
/// positions that are asked about.
pub fn colliding(table: &Table, keys: &[(ColumnKey, &'static str)]) -> Sql {
    statement!(
        "SELECT DISTINCT r.at \
         FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at), {table} AS t \
         WHERE t.deleted_at IS NULL AND r.at OPERATOR(pg_catalog.=) ANY ($2){and_agree}",
        table,
        and_agree = and_agree(keys)
    )
}

/// Inserts the elements of an array that collide with no record. `$1` the array, `$2` the positions to
/// insert, `$3` their ids. Returns the ids inserted.
pub fn insert_new(table: &Table) -> Sql {
    statement!(
        "INSERT INTO {table} (id, data) \
         SELECT n.id, $1 OPERATOR(pg_catalog.->) (n.at OPERATOR(pg_catalog.-) 1)::pg_catalog.int4 \
         FROM ROWS FROM (pg_catalog.unnest($2), pg_catalog.unnest($3)) AS n(at, id) \
         ON CONFLICT DO NOTHING RETURNING id",
        table
    )
}

/// Moves the value of one key to another, in all records that have it.
pub fn rename_key(table: &Table, old: &ColumnKey, new: &ColumnKey) -> Sql {
    statement!(
        "UPDATE {table} SET data = (data OPERATOR(pg_catalog.-) {old}::pg_catalog.text) \
         OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object({new}, data OPERATOR(pg_catalog.->) {old}) \
         WHERE data OPERATOR(pg_catalog.?) {old}",
        table,
        old,
        new
    )
}

/// Removes a key from all records that have it.
pub fn remove_key(table: &Table, key: &ColumnKey) -> Sql {
    statement!(
        "UPDATE {table} SET data = data OPERATOR(pg_catalog.-) {key}::pg_catalog.text \
         WHERE data OPERATOR(pg_catalog.?) {key}",
        table,
        key
    )
}
