//! How are many records written at once? By `dt_insert_many` and `dt_update_many`.

use dyntables_records::Write;
use dyntables_values::Error;

use crate::api::args::{array_arg, writable};
use crate::run::insert;
use crate::run::patches;
use crate::run::prepare::{Options, definition, take_in};
use crate::server::call::{Arg, Call};
use crate::server::returned::Returned;
use crate::server::types::{Jsonb, Set, Text};
use crate::server::write_mode::numbers_given;

crate::sql_functions! {
    dt_insert_many(table_name: Text, records: Jsonb, options: Jsonb) -> table(id: Uuid, errors: Jsonb) => insert_many;
    dt_update_many(table_name: Text, patches: Jsonb, options: Jsonb) -> table(id: Uuid, version: Int8, errors: Jsonb) => update_many;
}

fn insert_many(
    call: &Call,
    table_name: Arg<Text>,
    records: Arg<Jsonb>,
    options: Arg<Jsonb>,
) -> Result<Returned<Set>, Error> {
    let records = array_arg(records)?;
    let options = Options::parse(&options.options()?)?;
    if options.leaves_all_to_the_trigger() {
        let definition = writable(table_name)?;
        return numbers_given(options.cast.given, definition.storage, || {
            insert::all(call, &definition, &records)
        });
    }
    let definition = definition(&table_name.required()?, &options.cast)?;
    let intake = take_in(definition, records, Write::Insert, &options, &|_, _| Ok(()))?;
    numbers_given(options.cast.given, intake.definition.storage, || {
        if options.skip {
            Ok(insert::skipping(call, &intake))
        } else {
            insert::all(call, &intake.definition, &intake.records)
        }
    })
}

fn update_many(
    call: &Call,
    table_name: Arg<Text>,
    patches: Arg<Jsonb>,
    options: Arg<Jsonb>,
) -> Result<Returned<Set>, Error> {
    let patches = array_arg(patches)?;
    let options = Options::parse(&options.options()?)?;
    let definition = definition(&table_name.required()?, &options.cast)?;
    patches::all(call, definition, &patches, &options)
}
