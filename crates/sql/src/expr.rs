//! How a field is named in SQL: the same expression in filters, sorts and indexes, so that
//! PostgreSQL recognises one in the other.

use dyntables_ask::field::Field;
use dyntables_model::ident::ColumnKey;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::system::SystemField;

use crate::writer::Sql;

/// What a jsonb is that is not empty, to stand after it.
pub const FILLED_JSON: &str =
    " OPERATOR(pg_catalog.<>) ALL (ARRAY['null', '\"\"', '[]', '{}']::pg_catalog.jsonb[])";

/// Writes the expression of a field's value.
pub fn field(sql: &mut Sql, field: &Field) {
    match field {
        Field::System(system) => {
            sql.push(system_column(*system));
        }
        Field::Column { key, extractor, .. } => {
            sql.push("dt.").push(extractor).push("(data, ").push_key(key).push(")");
        }
        // A literal, not a parameter as for free paths: so an index on the part is recognised.
        Field::Part { key, part, kind } => {
            sql.push("dt.").push(kind.extractor()).push("_at(data, '{").push_element(key);
            sql.push(",").push(part).push("}'::pg_catalog.text[])");
        }
        Field::Path { steps, kind } => path(sql, *kind, steps),
        Field::Output { at, .. } => output(sql, *at),
        Field::Length(of) => length(sql, of),
    }
}

/// Writes the length of a text in characters, of a set in elements. A part of a JSON value may be
/// either.
fn length(sql: &mut Sql, of: &Field) {
    match of {
        Field::Path { steps, .. } => {
            let steps = steps.iter().cloned().map(Param::Text).collect();
            sql.push("dt.get_length_at(data, ").push_param(Param::List(Kind::Text, steps)).push(")");
        }
        _ => {
            sql.push(if of.kind() == Kind::Set { "pg_catalog.cardinality(" } else { "pg_catalog.length(" });
            field(sql, of);
            sql.push(")");
        }
    }
}

/// Writes the expression of a JSON part, compared as `kind`. The path is a parameter: it may hold
/// any characters.
pub fn path(sql: &mut Sql, kind: Kind, steps: &[String]) {
    let steps = steps.iter().cloned().map(Param::Text).collect();
    sql.push("dt.").push(kind.extractor()).push("_at(data, ");
    sql.push_param(Param::List(Kind::Text, steps)).push(")");
}

/// Writes the alias of a value of an aggregate's result.
pub fn output(sql: &mut Sql, at: usize) {
    sql.push("o").push_shape(at as u64);
}

/// Writes the words of some columns, of all of `data` where there are none, as a search index has them.
pub fn search_vector(sql: &mut Sql, keys: &[ColumnKey]) {
    sql.push("dt.search_vector(data, ");
    key_list(sql, keys);
    sql.push(")");
}

/// Writes keys as a literal array.
pub fn key_list(sql: &mut Sql, keys: &[ColumnKey]) {
    sql.push("'{");
    for (at, key) in keys.iter().enumerate() {
        sql.push(if at > 0 { "," } else { "" }).push_element(key);
    }
    sql.push("}'::pg_catalog.text[]");
}

/// The column of a record's table that holds a system field.
#[must_use]
pub fn system_column(field: SystemField) -> &'static str {
    field.name()
}
