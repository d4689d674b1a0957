//! Which files does a record refer to? Generated SQL asks.

use dyntables_values::Error;
use dyntables_values::files::attached;
use dyntables_values::jsonb::Part;

use crate::server::call::{Arg, Call};
use crate::server::returned::Returned;
use crate::server::types::{Jsonb, Text, TextArray};

crate::sql_functions! {
    dt_get_file_ids(data: Jsonb, key: Text) -> TextArray => get_file_ids;
}

fn get_file_ids(
    _call: &Call,
    data: Arg<Jsonb>,
    key: Arg<Text>,
) -> Result<Option<Returned<TextArray>>, Error> {
    let Some(data) = data.get() else { return Ok(None) };
    let value = Part::root(data.bytes()).and_then(|root| root.at(&[key.bytes()]));
    let ids = value.map(attached).unwrap_or_default();
    let ids: Vec<String> = ids.iter().map(uuid::Uuid::to_string).collect();
    Ok(Some(ids.into()))
}
