//! Names that nothing has, and names that something has already.

use serde_json::{Value, json};

use crate::error::{Error, nearest};
use crate::text::shorten_text;

impl Error {
    /// 42P01: the caller sees no table of this slug, name or id. `nearest` is the nearest slug.
    pub fn no_such_table(name: &str, nearest: Option<String>) -> Self {
        let name = shorten_text(name);
        let message = format!("dynamic table \"{name}\" does not exist");
        let detail =
            with_nearest(json!({"code": "unknown_table", "message": message, "table": name}), &nearest);
        let hint = perhaps(nearest, || "dt_tables() lists the tables there are.".to_owned());
        Error::new("42P01", "unknown_table", message).of_table(&name).detailed(detail).hinted(hint)
    }

    /// 42703: the table has no column of this key. `place` is where the key stood (`filter`, `sort`, …), empty if
    /// that is plain; `nearest` is the nearest key.
    pub fn no_such_column(table: &str, key: &str, place: &'static str, nearest: Option<String>) -> Self {
        let key = shorten_text(key);
        let named = if place.is_empty() { String::new() } else { format!(", named in {place},") };
        let message = format!("column \"{key}\"{named} does not exist in table \"{table}\"");
        let mut fault = json!({"code": "unknown_column", "message": message, "column": key});
        if !place.is_empty() {
            fault["in"] = json!(place);
        }
        let detail = with_nearest(fault, &nearest);
        let hint = column_hint(table, nearest);
        Error::new("42703", "unknown_column", message).of_table(table).detailed(detail).hinted(hint)
    }

    /// 22023: the caller has begun no import of this id.
    pub fn no_such_import(id: &str) -> Self {
        Error::bad_hint(
            format!("there is no import {id} of yours"),
            "dt_import_begin begins one; what is not run within 24 hours is removed.",
        )
    }

    /// 42703: a column of a file is none of the table. `nearest` is the nearest key.
    pub fn no_column_for(header: &str, table: &str, nearest: Option<String>) -> Self {
        let header = shorten_text(header);
        let message = format!("column \"{header}\" of the file does not exist in table \"{table}\"");
        let fault = json!({"code": "unknown_column", "message": message, "column": header});
        let detail = with_nearest(fault, &nearest);
        let key = nearest.unwrap_or_else(|| "…".to_owned());
        let hint = format!(
            "Say where it goes with \"columns\": {{\"{header}\": \"{key}\"}}, leave it out with null in place of the key, or give \"create_columns\": true."
        );
        Error::new("42703", "unknown_column", message).of_table(table).detailed(detail).hinted(hint)
    }

    /// 22023: a name that is none of `known`. The HINT names the nearest, or all of them.
    pub fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        let near = nearest(name, known.clone());
        Error::unknown_near(what, name, near, known)
    }

    /// As [`Error::unknown`], with the name that may have been meant.
    pub fn unknown_near<'a>(
        what: &str,
        name: &str,
        near: Option<String>,
        known: impl IntoIterator<Item = &'a str>,
    ) -> Self {
        let name = shorten_text(name);
        let message = format!("unknown {what} \"{name}\"");
        let mut detail = json!([{"code": "unknown", "message": message, "name": name}]);
        let hint = match near {
            Some(near) => {
                detail[0]["nearest"] = json!(near);
                format!("Perhaps you meant \"{near}\".")
            }
            None => {
                let known: Vec<&str> = known.into_iter().collect();
                detail[0]["known"] = json!(known);
                format!("Known are: {}.", known.join(", "))
            }
        };
        Error::bad_hint(message, hint).detailed(detail)
    }

    /// 42704: there is no database role of this name. `nearest` is the nearest name.
    pub fn no_such_role(name: &str, nearest: Option<String>) -> Self {
        let name = shorten_text(name);
        let message = format!("role \"{name}\" does not exist");
        let detail =
            with_nearest(json!({"code": "unknown_role", "message": message, "role": name}), &nearest);
        let hint =
            perhaps(nearest, || "CREATE ROLE makes a role; pg_roles lists those there are.".to_owned());
        Error::new("42704", "unknown_role", message).detailed(detail).hinted(hint)
    }

    /// 23505: a table's name or slug, a column's key or an index is there already. `what` begins the sentence:
    /// `a table with the slug`.
    pub fn taken(what: &str, name: &str, hint: Option<&str>) -> Self {
        let message = format!("{what} \"{name}\" already exists");
        let detail = json!([{"code": "taken", "message": message, "name": name}]);
        let error = Error::new("23505", "taken", message).detailed(detail);
        match hint {
            Some(hint) => error.hinted(hint),
            None => error,
        }
    }
}

/// What to do about a key that is no column's.
pub(super) fn column_hint(table: &str, nearest: Option<String>) -> String {
    perhaps(nearest, || format!("dt_columns('{table}') lists the columns there are."))
}

fn perhaps(nearest: Option<String>, otherwise: impl FnOnce() -> String) -> String {
    nearest.map_or_else(otherwise, |near| format!("Perhaps you meant \"{near}\"."))
}

/// The list of this one fault, with the nearest known name if there is one.
fn with_nearest(mut fault: Value, nearest: &Option<String>) -> Value {
    if let Some(nearest) = nearest {
        fault["nearest"] = json!(nearest);
    }
    Value::Array(vec![fault])
}
