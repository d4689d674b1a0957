//! Schemas that are given: a config key's own, and those that users write.

use dyntables_values::text::Object;
use serde_json::Value;

use crate::keywords::{no_schema, options};

/// Whether the column's values are checked by a schema of the user's.
#[must_use]
pub fn has_user_schema(config: &Object) -> bool {
    config.contains_key("schema")
}

/// A value that does not satisfy a schema.
pub struct Misfit {
    /// Where in the value, as a JSON Pointer; empty for the value itself.
    pub path: String,
    /// What is wrong there.
    pub message: String,
}

/// What is wrong with a value by a schema; `None` if nothing is. An error says that the schema is none.
pub fn misfit(schema: &Value, value: &Value) -> Result<Option<Misfit>, String> {
    let validator = jsonschema::options().should_validate_formats(true).build(schema);
    let validator = validator.map_err(|error| error.to_string())?;
    Ok(validator
        .validate(value)
        .err()
        .map(|error| Misfit { path: error.instance_path().as_str().to_owned(), message: error.to_string() }))
}

/// A column's schema must compile: patterns, and schemas in config, which may refer to nothing
/// outside themselves. The message ends a sentence that begins with the column.
pub fn check_schema(schema: &Value) -> Result<(), String> {
    options().build(schema).map(|_| ()).map_err(|error| no_schema(&error))
}
