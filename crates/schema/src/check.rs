//! A column's type and config → JSON Schema → a validator over jsonb bytes.

use dyntables_values::fault::Fault;
use dyntables_values::jsonb::Part;
use dyntables_values::jsonb::node::{Jsonb, JsonbNode};
use dyntables_values::text::Object;
use dyntables_values::types::ColumnType;
use jsonschema::Validator;
use serde_json::{Value, json};

use crate::config::has_user_schema;
use crate::direct::Direct;
use crate::explain;
use crate::keywords::{CHECK, Digits, ENUM, MULTIPLE_OF, Texts, no_schema, options};

/// A user's own schema refers to its own parts by its own name; `true` becomes an object that says
/// nothing.
#[must_use]
pub fn named_schema(key: &str, config: &Object, schema: Value) -> Value {
    let mut schema = match schema {
        Value::Object(schema) => schema,
        Value::Bool(false) => return Value::Bool(false),
        _ => Object::new(),
    };
    if has_user_schema(config) {
        schema.insert("$id".into(), format!("urn:pg_dyntables:column:{key}").into());
    }
    Value::Object(schema)
}

/// What checks the stored values of a column.
pub struct Check {
    /// The same schema, where it is one that need not be asked of the library.
    pub(super) direct: Option<Direct>,
    pub(super) validator: Validator<Jsonb>,
}

impl Check {
    /// Compiles a column's schema. The message of an error ends a sentence that begins with the column.
    pub fn new(key: &str, type_: &'static dyn ColumnType, config: &Object) -> Result<Self, String> {
        let mut schema = named_schema(key, config, type_.validated_schema(config));
        if let Value::Object(schema) = &mut schema
            && type_.has_check()
        {
            for keyword in type_.checked_keywords() {
                schema.remove(*keyword);
            }
            schema.insert(CHECK.into(), json!({"type": type_.name(), "config": config}));
        }
        let options = if has_user_schema(config) {
            options()
        } else {
            options()
                .with_keyword(MULTIPLE_OF, |_, value, _| Ok(Box::new(Digits::new(value))))
                .with_keyword(ENUM, |_, value, _| Ok(Box::new(Texts::new(value))))
        };
        let validator = options.build(&schema).map_err(|error| no_schema(&error))?;
        let direct = if has_user_schema(config) { None } else { Direct::of(type_, config, &schema) };
        Ok(Check { direct, validator })
    }

    /// Whether a value is valid, and in its stored form.
    pub fn is_valid(&self, value: Part<'_>) -> bool {
        let known = self.direct.as_ref().and_then(|direct| direct.is_valid(value));
        known.unwrap_or_else(|| self.is_valid_node(value.node(&mut Vec::new())))
    }

    /// As [`Check::is_valid`], of a value whose bytes are not at hand.
    pub fn is_valid_node(&self, value: JsonbNode<'_>) -> bool {
        self.validator.is_valid(value)
    }

    /// Everything that is wrong with a value of the column.
    pub fn faults<'a>(
        &'a self,
        key: &'a str,
        type_: &'a dyn ColumnType,
        config: &'a Object,
        value: JsonbNode<'a>,
    ) -> impl Iterator<Item = Fault> {
        self.validator.iter_errors(value).map(move |error| explain::fault(key, type_, config, &error))
    }
}
