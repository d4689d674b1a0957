//! Which options do records bring with them? With `create_options` their columns get them.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dyntables_model::how::MaxOptions;
use dyntables_records::cast_options::{CastOptions, add_options};
use dyntables_values::Error;
use dyntables_values::folding::folded;

use crate::catalog::cache;
use crate::catalog::definition::Definition;
use crate::catalog::store;

/// Options that columns are going to get.
#[derive(Default)]
pub struct NewOptions {
    /// The options of each column, in the order of the records.
    columns: Vec<(String, Vec<String>)>,
    /// The same without case.
    known: HashMap<String, HashSet<String>>,
}

impl NewOptions {
    /// Adds the options that columns lack for a record. An error if one of them would get too many.
    pub fn add(&mut self, missing: Vec<(String, Vec<String>)>, cast: &CastOptions) -> Result<(), Error> {
        let most = cast.max_options.0;
        for (key, values) in missing {
            let known = self.known.entry(key.clone()).or_default();
            // The first spelling is the option; the others find it.
            let new: Vec<String> = values.into_iter().filter(|value| known.insert(folded(value))).collect();
            if known.len() > most {
                return Err(too_many(&key, most));
            }
            match self.columns.iter_mut().find(|(other, _)| *other == key) {
                Some((_, values)) => values.extend(new),
                None => self.columns.push((key, new)),
            }
        }
        Ok(())
    }

    /// Adds them to those that columns have got before in the same call. An error if one of them would get too many.
    pub fn note(&self, created: &mut HashMap<String, Vec<String>>, most: MaxOptions) -> Result<(), Error> {
        for (key, values) in &self.columns {
            let all = created.entry(key.clone()).or_default();
            all.extend(values.iter().cloned());
            if all.len() > most.0 {
                return Err(too_many(key, most.0));
            }
        }
        Ok(())
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// Gives the columns their options, and returns the definition afterwards. The caller has locked other writers out.
    pub fn create(self, definition: &Definition) -> Result<Arc<Definition>, Error> {
        for (key, values) in self.columns {
            let mut column = definition.table.require_column(&key, "records")?.clone();
            column.config.edit(|config| add_options(config, &values));
            column.check()?;
            store::update_column(&definition.table, &key, &column);
        }
        cache::by_storage(definition.storage)
    }
}

fn too_many(key: &str, most: usize) -> Error {
    Error::limit_hint(
        format!("column \"{key}\" would get more than {most} new options"),
        "A column of so many different values is rather of type text; if it is not, give max_options, at most 10000.",
    )
}
