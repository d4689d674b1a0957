//! The schemas of config keys, and the schemas that users write.

use dyntables_values::text::Object;
use serde_json::{Value, json};

use crate::keywords::{no_schema, options};

/// Whether a schema of the user's checks the values of the column.
pub fn has_user_schema(config: &Object) -> bool {
    config.contains_key("schema")
}

/// Why a value does not satisfy a schema.
pub struct Misfit {
    /// The part of the value that does not, as a JSON Pointer. It is empty for the whole value.
    pub path: String,
    /// What is wrong with it.
    pub message: String,
}

/// Why a value does not satisfy a schema; `None` if it does. An error says what is wrong with the schema.
pub fn misfit(schema: &Value, value: &Value) -> Result<Option<Misfit>, String> {
    let validator = jsonschema::options().should_validate_formats(true).build(schema);
    let validator = validator.map_err(|error| error.to_string())?;
    Ok(validator
        .validate(value)
        .err()
        .map(|error| Misfit { path: error.instance_path().as_str().to_owned(), message: error.to_string() }))
}

/// Refuses a schema of a column that does not compile, because of a pattern, or of a user's schema that refers to anything
/// outside itself. The message ends a sentence that begins with the column.
pub fn check_schema(schema: &Value) -> Result<(), String> {
    options().build(schema).map(|_| ()).map_err(|error| no_schema(&error))
}

/// Builds what the library makes when it is first used, such as the meta-schemas. The server's own process does so before
/// it makes others, which then share it.
pub fn warm_up() {
    let schema = json!({"type": "string", "pattern": "^a", "format": "email"});
    // Neither the schema nor the value is wrong.
    let _ = check_schema(&schema);
    let _ = misfit(&schema, &json!("a@b.example"));
}
