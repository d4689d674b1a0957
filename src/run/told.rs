//! How does a function return a row for each record that it was given?

use serde_json::Value;

use crate::server::call::Call;
use crate::server::execute::{Access, stream};
use crate::server::returned::Returned;
use crate::server::types::Set;

/// What a column of the result is made of.
#[derive(Clone, Copy)]
pub enum Told {
    /// A scalar of this type, out of its text.
    As(&'static str),
    /// Any JSON; null is NULL.
    Json,
}

/// Returns rows, which are arrays with an element for each column.
pub fn told(call: &Call, columns: &[Told], rows: Vec<Value>) -> Returned<Set> {
    let column = |(at, told): (usize, &Told)| match told {
        Told::As(type_) => format!("(r.value OPERATOR(pg_catalog.->>) {at})::pg_catalog.{type_}"),
        // Not NULLIF: its operator is looked up along the search_path.
        Told::Json => format!(
            "CASE WHEN (r.value OPERATOR(pg_catalog.->>) {at}) IS NOT NULL THEN r.value OPERATOR(pg_catalog.->) {at} END"
        ),
    };
    let columns: Vec<String> = columns.iter().enumerate().map(column).collect();
    let text = format!(
        "SELECT {} FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at) ORDER BY r.at",
        columns.join(", ")
    );
    stream(call, &text, &[Value::Array(rows).into()], Access::Read)
}
