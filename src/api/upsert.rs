//! How are many records upserted at once? `dt_upsert` writes each to the record that it matches, or as a new one.

use dyntables_records::Write;
use dyntables_values::Error;
use serde_json::{Value, json};

use crate::api::args::array_arg;
use crate::run::prepare::{Intake, Options, definition, take_in};
use crate::run::told::{Told, told};
use crate::run::unique::keys_to_match;
use crate::run::upsert::{self, Written};
use crate::server::call::{Arg, Call};
use crate::server::returned::Returned;
use crate::server::types::{Jsonb, Set, Text, TextArray};
use crate::server::write_mode::numbers_given;

crate::sql_functions! {
    dt_upsert(table_name: Text, records: Jsonb, match_on: TextArray, options: Jsonb)
        -> table(id: Uuid, inserted: Bool, errors: Jsonb) => upsert;
}

fn upsert(
    call: &Call,
    table_name: Arg<Text>,
    records: Arg<Jsonb>,
    match_on: Arg<TextArray>,
    options: Arg<Jsonb>,
) -> Result<Returned<Set>, Error> {
    let records = array_arg(records)?;
    let match_on = match_on.texts()?;
    let options = Options::parse(&options.options()?)?;
    let definition = definition(&table_name.required()?, &options.cast)?;
    let keys = keys_to_match(&definition, &match_on)?;
    // The keys must be compared in their stored form. Defaults are not filled in: the trigger knows which records are
    // new.
    let intake = take_in(definition, records, Write::Merge, &options, &upsert::has_keys(&keys))?;
    let Intake { definition, records, places, refused } = &intake;
    let written = numbers_given(options.cast.given, definition.storage, || {
        upsert::upsert(definition, records, places, &keys, options.skip)
    })?;
    let mut rows = vec![Value::Null; places.len() + refused.len()];
    for (place, written) in places.iter().zip(written) {
        rows[*place] = match written {
            Written::Updated(id) => json!([id.to_string(), false, null]),
            Written::Inserted(id) => json!([id.to_string(), true, null]),
            Written::Refused(errors) => json!([null, null, errors]),
        };
    }
    for (place, refused) in refused {
        rows[*place] = json!([null, null, refused.to_json()]);
    }
    Ok(told(call, &[Told::As("uuid"), Told::As("bool"), Told::Json], rows))
}
