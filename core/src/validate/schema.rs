//! Columns → JSON Schema → validators over jsonb bytes.

use std::collections::HashSet;
use std::sync::Arc;

use jsonschema::json::{JsonNumber, Jsonb, JsonbNode, Node};
use jsonschema::{Keyword, PatternOptions, ValidationError, Validator};
use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::jsonb::{Held, Part};
use crate::model::column::Column;
use crate::model::table::Table;
use crate::text::{Object, shorten, shorten_text};
use crate::types::{ColumnType, Source, iso, registry};
use crate::validate::direct::Direct;

/// Our keyword that calls [`ColumnType::check`]; never part of `dt_json_schema`.
pub(super) const CHECK: &str = "x-dt-check";
/// Bounds of dates and instants, as ajv-formats names them.
pub(super) const MINIMUM: &str = "formatMinimum";
/// See [`MINIMUM`].
pub(super) const MAXIMUM: &str = "formatMaximum";
/// JSON Schema's own, of which the column types use only 1, 0.1, 0.01 and so on: see [`Digits`].
pub(super) const MULTIPLE_OF: &str = "multipleOf";
/// JSON Schema's own, of which the column types use nothing but lists of texts: see [`Texts`].
pub(super) const ENUM: &str = "enum";

/// The JSON Schema of a table's records, for clients.
#[must_use]
pub fn record_schema(table: &Table) -> Value {
    let data_columns = || table.columns.iter().filter(|column| column.type_.source() == Source::Data);
    let properties: Object =
        data_columns().map(|column| (column.key.to_string(), column_schema(column))).collect();
    // What the server assigns is there when the record is stored, not when it is written.
    let required: Vec<&str> = data_columns()
        .filter(|column| column.required && !column.type_.is_assigned())
        .map(|column| column.key.as_str())
        .collect();
    let additional = if table.open { json!({"not": {"type": "null"}}) } else { Value::Bool(false) };
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": additional,
    });
    if let Some(description) = &table.description {
        schema["description"] = description.clone().into();
    }
    schema
}

fn column_schema(column: &Column) -> Value {
    let type_ = column.type_;
    let mut schema = match named_schema(column, type_.schema(&column.config)) {
        Value::Object(schema) => schema,
        other => return other,
    };
    schema.entry("title").or_insert_with(|| column.label.clone().into());
    if let Some(description) = &column.description {
        schema.entry("description").or_insert_with(|| description.clone().into());
    }
    if let Some(default) = column.default.as_ref().filter(|default| !type_.is_dynamic_default(default)) {
        schema.entry("default").or_insert_with(|| default.clone());
    }
    Value::Object(schema)
}

/// A user's own schema refers to its own parts by its own name; `true` becomes an object that says
/// nothing.
fn named_schema(column: &Column, schema: Value) -> Value {
    let mut schema = match schema {
        Value::Object(schema) => schema,
        Value::Bool(false) => return Value::Bool(false),
        _ => Object::new(),
    };
    if has_user_schema(column) {
        schema.insert("$id".into(), format!("urn:pg_dyntables:column:{}", column.key).into());
    }
    Value::Object(schema)
}

/// Whether the column's values are checked by a schema of the user's.
pub(super) fn has_user_schema(column: &Column) -> bool {
    column.config.contains_key("schema")
}

/// What checks the stored values of a column.
pub(super) struct Check {
    /// The same schema, where it is one that need not be asked of the library.
    pub(super) direct: Option<Direct>,
    pub(super) validator: Validator<Jsonb>,
}

impl Check {
    /// Compiles a column's schema. The message of an error ends a sentence that begins with the column.
    pub(super) fn new(column: &Column) -> Result<Self, String> {
        let type_ = column.type_;
        let mut schema = named_schema(column, type_.validated_schema(&column.config));
        if let Value::Object(schema) = &mut schema
            && type_.has_check()
        {
            for keyword in type_.checked_keywords() {
                schema.remove(*keyword);
            }
            schema.insert(CHECK.into(), json!({"type": type_.name(), "config": column.config}));
        }
        let options = if has_user_schema(column) {
            options()
        } else {
            options()
                .with_keyword(MULTIPLE_OF, |_, value, _| Ok(Box::new(Digits::new(value))))
                .with_keyword(ENUM, |_, value, _| Ok(Box::new(Texts::new(value))))
        };
        let validator = options.build(&schema).map_err(|error| no_schema(&error))?;
        let direct = if has_user_schema(column) { None } else { Direct::of(column, &schema) };
        Ok(Check { direct, validator })
    }

    /// Whether a value is valid, and in its stored form.
    pub(super) fn is_valid(&self, value: Part<'_>) -> bool {
        let known = self.direct.as_ref().and_then(|direct| direct.is_valid(value));
        known.unwrap_or_else(|| self.is_valid_node(value.node(&mut Vec::new())))
    }

    /// As [`Check::is_valid`], of a value whose bytes are not at hand.
    pub(super) fn is_valid_node(&self, value: JsonbNode<'_>) -> bool {
        self.validator.is_valid(value)
    }

    /// Everything that is wrong with a value.
    pub(super) fn errors<'a>(&'a self, value: JsonbNode<'a>) -> impl Iterator<Item = ValidationError<'a>> {
        self.validator.iter_errors(value)
    }
}

/// A column's schema must compile: patterns, and schemas in config, which may refer to nothing
/// outside themselves. The message ends a sentence that begins with the column.
pub fn check_schema(schema: &Value) -> Result<(), String> {
    options().build(schema).map(|_| ()).map_err(|error| no_schema(&error))
}

fn no_schema(error: &ValidationError<'_>) -> String {
    format!("has a config that makes no valid JSON Schema: {}", shorten_text(&error.to_string()))
}

fn options() -> jsonschema::ValidationOptions<'static, Arc<dyn jsonschema::Retrieve>, Jsonb> {
    jsonschema::options_for::<Jsonb>()
        .with_draft(jsonschema::Draft::Draft202012)
        .should_validate_formats(true)
        // Linear in time, whatever pattern a user writes; it has no look-around.
        .with_pattern_options(PatternOptions::regex())
        .with_keyword(CHECK, |_, value, _| {
            let type_ = registry::find(value["type"].as_str().unwrap_or_default())
                .map_err(|error| ValidationError::custom(error.message()))?;
            let config = value["config"].as_object().cloned().unwrap_or_default();
            Ok(Box::new(TypeCheck { type_, config }))
        })
        .with_keyword(MINIMUM, |_, value, _| Ok(Box::new(Bound::new(value, false))))
        .with_keyword(MAXIMUM, |_, value, _| Ok(Box::new(Bound::new(value, true))))
}

/// The keyword [`CHECK`].
pub(super) struct TypeCheck {
    type_: &'static dyn ColumnType,
    config: Object,
}

impl TypeCheck {
    pub(super) fn of(column: &Column) -> Self {
        TypeCheck { type_: column.type_, config: column.config.clone() }
    }

    /// As its `is_valid`, where the type can say without the library.
    pub(super) fn passes(&self, value: &Held<'_>) -> Option<bool> {
        self.type_.passes(&self.config, value)
    }
}

impl<'i> Keyword<'i, Jsonb> for TypeCheck {
    fn validate(&self, value: JsonbNode<'i>) -> Result<(), ValidationError<'i>> {
        self.type_.check(&self.config, &value).map_err(|(code, message): (FaultCode, String)| {
            ValidationError::custom(format!("{}: {message}", code.as_str()))
        })
    }

    fn is_valid(&self, value: JsonbNode<'i>) -> bool {
        self.type_.check(&self.config, &value).is_ok()
    }
}

/// [`MULTIPLE_OF`] a power of ten: how many digits a number may have after the point. Counted where
/// the library divides fractions of any size, which took a sixth of the time of storing a record of
/// 20 columns.
pub(super) struct Digits {
    most: usize,
}

impl Digits {
    pub(super) fn new(step: &Value) -> Self {
        Digits { most: step.to_string().split_once('.').map_or(0, |(_, digits)| digits.len()) }
    }
}

impl Digits {
    /// Whether so many digits after the point, without zeros at the end, are allowed.
    pub(super) fn allows(&self, decimals: usize) -> bool {
        decimals <= self.most
    }
}

impl<'i> Keyword<'i, Jsonb> for Digits {
    fn validate(&self, value: JsonbNode<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(value) {
            return Ok(());
        }
        let noun = if self.most == 1 { "digit" } else { "digits" };
        Err(ValidationError::custom(format!("has more than {} {noun} after the point", self.most)))
    }

    fn is_valid(&self, value: JsonbNode<'i>) -> bool {
        let Some(number) = value.as_number() else { return true };
        // PostgreSQL prints a numeric without an exponent.
        number.is_written_as_integer()
            || number
                .as_str()
                .split_once('.')
                .is_none_or(|(_, digits)| self.allows(digits.trim_end_matches('0').len()))
    }
}

/// [`ENUM`] of texts. The library compares a value with one after the other, and gives each error a copy
/// of all of them: a set of 20,000 wrong items of 10,000 options would take more memory than there is.
struct Texts {
    texts: HashSet<Box<str>>,
    /// The options as errors name them.
    named: String,
}

impl Texts {
    fn new(options: &Value) -> Self {
        let texts = options.as_array().into_iter().flatten().filter_map(Value::as_str);
        Texts { texts: texts.map(Box::from).collect(), named: shorten(options) }
    }
}

impl<'i> Keyword<'i, Jsonb> for Texts {
    fn validate(&self, value: JsonbNode<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(value) {
            return Ok(());
        }
        Err(ValidationError::custom(format!("is none of the options {}", self.named)))
    }

    fn is_valid(&self, value: JsonbNode<'i>) -> bool {
        value.as_string().is_some_and(|text| self.texts.contains(&*text))
    }
}

/// The keywords [`MINIMUM`] and [`MAXIMUM`], on dates and on instants.
pub(super) struct Bound {
    text: String,
    limit: Option<i64>,
    is_maximum: bool,
}

/// Days for a date, microseconds for an instant: never compared with each other, as both sides
/// are of the column's type.
fn rank(text: &str) -> Option<i64> {
    iso::stored_date(text).map(i64::from).or_else(|| iso::stored_timestamp(text))
}

impl Bound {
    pub(super) fn new(value: &Value, is_maximum: bool) -> Self {
        let text = value.as_str().unwrap_or_default().to_owned();
        Bound { limit: rank(&text), text, is_maximum }
    }

    pub(super) fn allows(&self, text: &str) -> bool {
        match (rank(text), self.limit) {
            (Some(value), Some(limit)) if self.is_maximum => value <= limit,
            (Some(value), Some(limit)) => value >= limit,
            // No date: the type's own check says so.
            _ => true,
        }
    }
}

impl<'i> Keyword<'i, Jsonb> for Bound {
    fn validate(&self, value: JsonbNode<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(value) {
            return Ok(());
        }
        let side = if self.is_maximum { "after the maximum" } else { "before the minimum" };
        Err(ValidationError::custom(format!("is {side} {}", self.text)))
    }

    fn is_valid(&self, value: JsonbNode<'i>) -> bool {
        value.as_string().is_none_or(|text| self.allows(&text))
    }
}
