//! Which column types are there, and which operators of filters? `dt_column_types` and `dt_operators` tell it, for an
//! application's dialogues.

use dyntables_query::filter::operators;
use dyntables_query::listing;
use dyntables_values::Error;
use dyntables_values::types::registry;
use serde_json::Value;

use crate::server::call::Call;
use crate::server::execute::{Access, stream};
use crate::server::returned::Returned;
use crate::server::types::Set;

crate::sql_functions! {
    dt_column_types() -> table(name: Text, aliases: TextArray, stored: Text, config_schema: Jsonb, parts: TextArray, operators: TextArray,
        index_kinds: TextArray, is_system: Bool, example: Jsonb) => column_types;
    dt_operators() -> table(operator: Text, aliases: TextArray, types: TextArray, index_kinds: TextArray, description: Text) => operators_of_filters;
}

fn column_types(call: &Call) -> Result<Returned<Set>, Error> {
    const ROWS: &str = "SELECT r.name, r.aliases, r.stored, r.config, r.parts, r.operators, r.index_kinds, r.is_system, r.example \
        FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS t(type, at), \
        pg_catalog.jsonb_to_record(t.type) AS r(name pg_catalog.text, aliases pg_catalog.text[], stored pg_catalog.text, config pg_catalog.jsonb, \
        parts pg_catalog.text[], operators pg_catalog.text[], index_kinds pg_catalog.text[], is_system pg_catalog.bool, example pg_catalog.jsonb) ORDER BY t.at";
    let types = registry::all().iter().map(|type_| listing::describe(*type_)).collect();
    Ok(stream(call, ROWS, &[Value::Array(types).into()], Access::Read))
}

fn operators_of_filters(call: &Call) -> Result<Returned<Set>, Error> {
    const ROWS: &str = "SELECT r.operator, r.aliases, r.types, r.index_kinds, r.description \
        FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS t(entry, at), \
        pg_catalog.jsonb_to_record(t.entry) AS r(operator pg_catalog.text, aliases pg_catalog.text[], types pg_catalog.text[], \
        index_kinds pg_catalog.text[], description pg_catalog.text) ORDER BY t.at";
    let entries = operators::all().map(listing::describe_operator).collect();
    Ok(stream(call, ROWS, &[Value::Array(entries).into()], Access::Read))
}
