//! Which records are the same by a unique rule?

use std::collections::HashSet;

use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_query::index::parse;
use dyntables_sql::printed::printed;
use dyntables_sql::write;
use dyntables_values::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::system::Source;
use serde_json::{Value, json};

use crate::catalog::definition::Definition;
use crate::catalog::indexes::Existing;
use crate::server::execute::{Access, execute};
use crate::server::guard::{Entry, Failure};
use crate::server::jsonb::Jsonb;
use crate::server::param::Value as Arg;
use crate::storage::indexes;

/// The columns of a unique rule. For each there is the function that two values must agree in to be the same.
pub type Keys = Vec<(ColumnKey, &'static str)>;

/// How unique rules compare these columns; `None` if the values of one do not live in records.
fn identities(table: &Table, columns: &[String]) -> Option<Keys> {
    let data_column = |key: &String| table.column(key).filter(|column| column.type_.source() == Source::Data);
    columns
        .iter()
        .map(|key| {
            data_column(key).map(|column| (column.key.clone(), column.type_.identity(&column.config).1))
        })
        .collect()
}

/// The columns to match records on, which together must be those of a unique index.
pub fn keys_to_match(definition: &Definition, match_on: &[String]) -> Result<Keys, Error> {
    let table = &definition.table;
    for name in match_on {
        if table.require_column(name, "match_on")?.type_.source() != Source::Data {
            return Err(Error::bad(format!("column \"{name}\" is a system column and cannot be matched on")));
        }
    }
    let keys = identities(table, match_on).unwrap_or_default();
    let rule = |order: &[String]| parse(table, order, &json!({"unique": true})).map(|index| printed(&index));
    let is_unique = indexes::list(definition.storage, &definition.table).iter().any(|index| {
        let is_same_set =
            index.columns.len() == match_on.len() && match_on.iter().all(|key| index.columns.contains(key));
        index.valid && is_same_set && rule(&index.columns).is_ok_and(|rule| rule == index.printed)
    });
    if keys.is_empty() || !is_unique {
        return Err(Error::bad_hint(
            format!(
                "the columns to match on ({}) are not unique in table \"{}\"",
                match_on.join(", "),
                table.slug
            ),
            "Make the column unique with dt_alter_column, or several together with dt_create_index(…, '{\"unique\": true}').",
        ));
    }
    Ok(keys)
}

/// The elements of an array that are the same, by the unique rule over `keys`, as one before: that one's place and their
/// own, in order. SQL is asked, because to the rule `Q@X.com` and `q@x.com` are one.
pub fn twins(records: &Jsonb<'_>, keys: &Keys) -> Vec<(usize, usize)> {
    execute(write::same_identity(keys).text(), &[records.into()], Access::Read, |rows| {
        let pair = |row| Some((rows.get::<i64>(row, 1)? as usize - 1, rows.get::<i64>(row, 2)? as usize - 1));
        (0..rows.len()).filter_map(pair).collect()
    })
}

/// The error for what an index of a table's storage refused. PostgreSQL is in the middle of an error, and is asked nothing.
pub fn refused_by_index<'a>(definition: &'a Definition) -> impl FnOnce(Failure) -> Error + 'a {
    |failure| {
        let entry = |index: &'a Existing| Entry { name: &index.name, columns: &index.columns };
        failure.of_indexes(&definition.table, definition.indexes.iter().map(entry))
    }
}

/// Places in an array, counted from 1 as SQL does.
pub fn ordinals(places: &[usize]) -> Arg {
    Param::List(Kind::Int8, places.iter().map(|at| Param::Int8(*at as i64 + 1)).collect()).into()
}

/// The errors of the elements at `places`, which unique indexes refused. They name the columns of these indexes.
pub fn collisions(definition: &Definition, records: &Jsonb<'_>, places: &[usize]) -> Vec<Vec<Value>> {
    const MESSAGE: &str = "another record has the same value";
    let mut errors = vec![Vec::new(); places.len()];
    if places.is_empty() {
        return errors;
    }
    for Existing { columns, .. } in definition.indexes.iter().filter(|index| index.is_unique()) {
        let Some(keys) = identities(&definition.table, columns) else { continue };
        let sql = write::colliding(&definition.table, &keys);
        let args = [records.into(), ordinals(places)];
        let found: HashSet<usize> = execute(sql.text(), &args, Access::ReadLatest, |rows| {
            (0..rows.len()).filter_map(|row| rows.get::<i64>(row, 1)).map(|at| at as usize - 1).collect()
        });
        let of_column = |column: &String| json!({"column": column, "code": "unique", "message": MESSAGE});
        for (place, errors) in places.iter().zip(&mut errors) {
            if found.contains(place) {
                errors.extend(columns.iter().map(of_column));
            }
        }
    }
    for errors in errors.iter_mut().filter(|errors| errors.is_empty()) {
        // The index is over expressions that a DBA has chosen.
        errors.push(json!({"column": null, "code": "unique", "message": MESSAGE}));
    }
    errors
}
