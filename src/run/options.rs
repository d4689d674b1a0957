//! `create_options`: select options that records bring with them.

use std::sync::Arc;

use dyntables_records::cast::{CastOptions, add_options};
use dyntables_values::Error;

use crate::caller::identity;
use crate::catalog::cache::{self, Definition};
use crate::catalog::store;
use crate::run::prepare::missing_options;
use crate::server::jsonb::Jsonb;

/// More new options than this in one call come out of a column that is no select.
const MOST: usize = 100;

/// The options that the records' values lack, by column; an error where a column would get too many.
pub fn missing(
    definition: &Definition,
    records: &Jsonb<'_>,
    options: &CastOptions,
) -> Result<Vec<(String, Vec<String>)>, Error> {
    missing_options(definition, records, options, &identity::moment(), MOST)
}

/// Adds the options that the records' values lack to their columns; the definition afterwards.
/// Other writers are locked out by the caller.
pub fn create_missing(
    definition: Arc<Definition>,
    records: &Jsonb<'_>,
    options: &CastOptions,
) -> Result<Arc<Definition>, Error> {
    let missing = missing(&definition, records, options)?;
    if missing.is_empty() {
        return Ok(definition);
    }
    for (key, values) in missing {
        let mut column = definition.table.require_column(&key, "records")?.clone();
        add_options(&mut column.config, &values);
        column.check()?;
        store::update_column(&definition.table, &key, &column);
    }
    cache::by_storage(definition.storage)
}
