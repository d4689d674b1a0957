//! How is a column changed? The keys of a change that say how rather than what.

use dyntables_values::argument::{boolean, count, string};
use dyntables_values::error::Error;
use dyntables_values::text::Object;
use dyntables_values::types::options::MOST as MOST_OPTIONS;
use dyntables_values::written::{Reading, options};
use serde_json::Value;

/// What becomes of values that do not convert.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnFailure {
    /// The change is refused.
    #[default]
    Abort,
    /// They are removed.
    Null,
    /// They are kept in the record, under [`UNCONVERTED`](crate::ident::UNCONVERTED).
    Keep,
}

impl OnFailure {
    const NAMES: [(&'static str, OnFailure); 3] =
        [("abort", OnFailure::Abort), ("null", OnFailure::Null), ("keep", OnFailure::Keep)];

    /// Reads `abort`, `null` or `keep`.
    pub fn parse(value: &Value) -> Result<Self, Error> {
        let name = string(value, "on_failure")?;
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, choice)| *choice)
            .ok_or_else(|| Error::unknown("value of on_failure", name, Self::NAMES.map(|(name, _)| name)))
    }

    /// As [`OnFailure::parse`] reads it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, choice)| *choice == self).map_or("abort", |(name, _)| name)
    }
}

/// The most options that a column gets of its values in one call. A column of more different values is most often no
/// select.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxOptions(pub usize);

impl Default for MaxOptions {
    fn default() -> Self {
        MaxOptions(100)
    }
}

impl MaxOptions {
    /// Reads the option `max_options`.
    pub fn parse(value: &Value) -> Result<Self, Error> {
        let most = count(value, "max_options", MOST_OPTIONS as i64)?;
        Ok(MaxOptions(usize::try_from(most).unwrap_or(MOST_OPTIONS)))
    }
}

/// The keys of changes that say how to change rather than what.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// Write the default into the records that lack a value.
    pub backfill: bool,
    /// Change nothing, and tell what would be.
    pub dry_run: bool,
    /// Read once more what could not be converted.
    pub retry_unconverted: bool,
    /// Make options of values that are none.
    pub create_options: bool,
    /// The most options that are made.
    pub max_options: MaxOptions,
    /// What becomes of values that do not convert.
    pub on_failure: OnFailure,
    /// The options that say how text is read, as they were given.
    pub reading: Object,
}

impl How {
    /// Takes them out of the changes.
    pub fn take(changes: &mut Object) -> Result<Self, Error> {
        let mut flag = |name: &str| match changes.remove(name) {
            Some(value) => boolean(&value, name),
            None => Ok(false),
        };
        Ok(How {
            backfill: flag("backfill")?,
            dry_run: flag("dry_run")?,
            retry_unconverted: flag("retry_unconverted")?,
            create_options: flag("create_options")?,
            max_options: changes
                .remove("max_options")
                .map(|value| MaxOptions::parse(&value))
                .transpose()?
                .unwrap_or_default(),
            on_failure: changes
                .remove("on_failure")
                .map(|value| OnFailure::parse(&value))
                .transpose()?
                .unwrap_or_default(),
            reading: reading(changes)?,
        })
    }
}

/// Takes the options out of the changes that say how text is read.
fn reading(changes: &mut Object) -> Result<Object, Error> {
    let mut given = Object::new();
    for key in options::KEYS {
        if let Some(value) = changes.remove(key) {
            options::read(&mut Reading::default(), key, &value)?;
            given.insert(key.to_owned(), value);
        }
    }
    Ok(given)
}
