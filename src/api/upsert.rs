//! How are many records upserted at once? `dt_upsert` writes each to the record that it matches, or as a new one.

use dyntables_records::Write;
use dyntables_values::Error;
use serde_json::{Value, json};

use crate::api::args::{array_arg, writable};
use crate::run::prepare::{Options, take_in};
use crate::run::unique::keys_to_match;
use crate::run::upsert;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, stream};
use crate::server::returned::Returned;
use crate::server::types::{Jsonb, Set, Text, TextArray};

crate::sql_functions! {
    dt_upsert(table_name: Text, records: Jsonb, match_on: TextArray) -> table(id: Uuid, inserted: Bool) => upsert;
}

fn upsert(
    call: &Call,
    table_name: Arg<Text>,
    records: Arg<Jsonb>,
    match_on: Arg<TextArray>,
) -> Result<Returned<Set>, Error> {
    const ROWS: &str = "SELECT (r.value OPERATOR(pg_catalog.->>) 0)::pg_catalog.uuid, (r.value OPERATOR(pg_catalog.->) 1)::pg_catalog.bool \
        FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS r(value, at) ORDER BY r.at";
    let records = array_arg(records)?;
    let match_on = match_on.texts()?;
    let definition = writable(table_name)?;
    let keys = keys_to_match(&definition, &match_on)?;
    // The keys must be compared in their stored form. Defaults are not filled in: the trigger knows which records are
    // new.
    let intake = take_in(definition, records, Write::Merge, &Options::default(), &upsert::has_keys(&keys))?;
    let written = upsert::upsert(&intake.definition, &intake.records, intake.places.len(), &keys)?;
    let rows = written.iter().map(|(id, inserted)| json!([id.to_string(), inserted])).collect();
    Ok(stream(call, ROWS, &[Value::Array(rows).into()], Access::Read))
}
