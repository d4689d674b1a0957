//! Statements about the plain columns of typed columns.

use dyntables_ask::field::Field;
use dyntables_model::column::Column;
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_model::typable;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

use crate::writer::{Fragment, Ident, Sql};
use crate::{fragment, statement};

/// Adds the plain column of a column; `None` if the column is not typed.
pub fn add(table: &Table, column: &Column) -> Option<Sql> {
    let name = &column.typed.as_ref()?.name;
    let kind = typable::kind(column)?;
    Some(statement!(
        "ALTER TABLE {table} ADD COLUMN {name} pg_catalog.{type_}",
        table,
        name = Ident(name.as_str()),
        type_ = kind.sql_type()
    ))
}

/// Gives the plain column another name.
pub fn rename(table: &Table, from: &ColumnKey, to: &ColumnKey) -> Sql {
    statement!(
        "ALTER TABLE {table} RENAME COLUMN {from} TO {to}",
        table,
        from = Ident(from.as_str()),
        to = Ident(to.as_str())
    )
}

/// Drops a plain column.
pub fn drop(table: &Table, name: &ColumnKey) -> Sql {
    statement!("ALTER TABLE {table} DROP COLUMN {name}", table, name = Ident(name.as_str()))
}

/// A record that has a value for the plain column; no row if there is none.
pub fn has_values(table: &Table, column: &Column) -> Sql {
    statement!("SELECT FROM {table} WHERE {value} IS NOT NULL LIMIT 1", table, value = value(column))
}

/// Gives the plain column the values of `data` by writing the table anew; `None` if the column is not typed.
pub fn fill(table: &Table, column: &Column) -> Option<Sql> {
    let name = &column.typed.as_ref()?.name;
    let kind = typable::kind(column)?;
    Some(statement!(
        "ALTER TABLE {table} ALTER COLUMN {name} TYPE pg_catalog.{type_} USING {value}",
        table,
        name = Ident(name.as_str()),
        type_ = kind.sql_type(),
        value = value(column)
    ))
}

/// Samples the values of the plain column; `None` if the column is not typed.
pub fn analyze(table: &Table, column: &Column) -> Option<Sql> {
    let name = &column.typed.as_ref()?.name;
    Some(statement!("ANALYZE {table} ({name})", table, name = Ident(name.as_str())))
}

/// Gives the plain column the values of `data` where it has others; `None` if the column is not typed.
pub fn mend(table: &Table, column: &Column) -> Option<Sql> {
    let name = Ident(column.typed.as_ref()?.name.as_str());
    let value = value(column);
    Some(statement!(
        "UPDATE {table} SET {name} = {value} WHERE {differs}",
        table,
        name,
        value,
        differs = differs(&name, &value)
    ))
}

/// Whether the plain column has another value than `data`.
pub fn differs<'a>(name: &'a Ident<'a>, value: &'a (impl Fragment + 'a)) -> impl Fragment + 'a {
    fragment!(
        "({name} OPERATOR(pg_catalog.=) {value}) IS NOT TRUE AND ({name} IS NOT NULL OR {value} IS NOT NULL)",
        name,
        value
    )
}

/// What the plain column of a column holds, taken out of `data`. Texts are as they are written.
pub fn value(column: &Column) -> impl Fragment {
    let field = Field::of_column(column).in_data();
    if field.kind() == Kind::Folded { field.as_written() } else { field }
}

/// Gives the plain column the values of some records that differ; `None` if the column is not typed. Records that
/// another session has locked are passed over. `pages` are those of the table that are looked at, the second exclusive;
/// without them at most `most` records are changed, wherever they are.
pub fn fill_some(table: &Table, column: &Column, pages: Option<(u32, u32)>, most: i64) -> Option<Sql> {
    let name = Ident(column.typed.as_ref()?.name.as_str());
    let value = value(column);
    let place = |page: u32| fragment!("{page}::pg_catalog.tid", page = Param::Text(format!("({page},0)")));
    let within = pages.map(|(from, to)| {
        fragment!(
            "ctid OPERATOR(pg_catalog.>=) {from} AND ctid OPERATOR(pg_catalog.<) {to} AND ",
            from = place(from),
            to = place(to)
        )
    });
    let limit = pages.is_none().then(|| fragment!(" LIMIT {most}", most = Param::Int8(most)));
    Some(statement!(
        "WITH due AS (SELECT id AS d1 FROM {table} WHERE {within}{differs}{limit} FOR NO KEY UPDATE SKIP LOCKED) \
         UPDATE {table} SET {name} = {value} FROM due WHERE id OPERATOR(pg_catalog.=) d1",
        table,
        within,
        differs = differs(&name, &value),
        limit,
        name,
        value
    ))
}

/// A record whose plain column has another value than `data`; no row if there is none, or if the column is not typed.
pub fn differing(table: &Table, column: &Column) -> Option<Sql> {
    let name = Ident(column.typed.as_ref()?.name.as_str());
    let value = value(column);
    Some(statement!("SELECT FROM {table} WHERE {differs} LIMIT 1", table, differs = differs(&name, &value)))
}
