//! Columns → JSON Schema → validator over jsonb bytes.

use std::sync::Arc;

use jsonschema::json::{Jsonb, JsonbNode, Node, Object as _};
use jsonschema::{Keyword, PatternOptions, ValidationError, Validator};
use serde_json::{Value, json};

use crate::error::Error;
use crate::json::{Object, shorten_text};
use crate::model::column::Column;
use crate::model::ident::UNCONVERTED;
use crate::model::table::Table;
use crate::types::{ColumnType, Source, iso, registry};
use crate::validate::fault::{Fault, FaultCode};

/// Our keyword that calls [`ColumnType::check`]; never part of `dt_json_schema`.
pub(super) const CHECK: &str = "x-dt-check";
/// Our keyword of required columns: `""`, `[]` and `{}` are empty, too.
pub(super) const FILLED: &str = "x-dt-filled";
/// Bounds of dates and instants, as ajv-formats names them.
pub(super) const MINIMUM: &str = "formatMinimum";
/// See [`MINIMUM`].
pub(super) const MAXIMUM: &str = "formatMaximum";

/// A key as the in-place reader looks it up.
type PreparedKey = Box<[u8]>;

/// A table's rules, compiled. Immutable, shared by all writes of a backend.
pub struct RecordValidator {
    validator: Validator<Jsonb>,
    table: Arc<Table>,
    /// Prepared keys of the columns that an insert fills where they are empty.
    filled: Vec<(PreparedKey, usize)>,
    /// Prepared keys of the columns that the server assigns, and their places in the table.
    assigned: Vec<(PreparedKey, usize)>,
    /// Prepared keys of the columns in the trash: their values rest in the records.
    trashed: Vec<PreparedKey>,
    /// [`UNCONVERTED`], prepared.
    unconverted: PreparedKey,
    /// Whether a value may be checked by a schema of the user's, which recurses.
    has_user_schema: bool,
}

impl RecordValidator {
    /// Compiles the table's columns.
    pub fn new(table: Arc<Table>) -> Result<Self, Error> {
        let schema = record_schema(&table, true);
        let validator = options().build(&schema).map_err(|error| {
            Error::bad(format!("the columns of table \"{}\" make no valid schema: {error}", table.slug))
        })?;
        let key = |column: &Column| Box::from(column.key.as_str().as_bytes());
        let filled = table.columns.iter().enumerate().filter(|(_, column)| column.fills_itself());
        let filled = filled.map(|(at, column)| (key(column), at)).collect();
        let assigned = table.columns.iter().enumerate().filter(|(_, column)| column.type_.is_assigned());
        let assigned = assigned.map(|(at, column)| (key(column), at)).collect();
        let trashed = table.trashed.iter().map(|key| Box::from(key.as_str().as_bytes())).collect();
        let has_user_schema = table.columns.iter().any(|column| column.config.contains_key("schema"));
        let unconverted = Box::from(UNCONVERTED.as_bytes());
        Ok(RecordValidator { validator, table, filled, assigned, trashed, unconverted, has_user_schema })
    }

    /// The table whose rules these are.
    #[must_use]
    pub fn table(&self) -> &Arc<Table> {
        &self.table
    }

    /// Whether `data` is nested deeper than a recursive schema may be followed: the stack of a
    /// backend is 8 MB, and PostgreSQL accepts documents of thousands of levels.
    #[must_use]
    pub fn is_too_deep(&self, data: JsonbNode<'_>) -> bool {
        const MOST: usize = 101; // 100 in a value, and the record around it
        self.has_user_schema && deeper_than(data, MOST)
    }

    /// Whether `data` can be stored as it is: every rule holds, every value is in its stored
    /// form, and (for an insert) nothing is to be filled in but numbers that the server assigns, of
    /// which it gives none. The path of nearly every write.
    #[must_use]
    pub fn is_stored_form(&self, data: JsonbNode<'_>, inserting: bool) -> bool {
        let Some(object) = data.as_object() else { return false };
        let filled = || {
            self.filled.iter().all(|(key, _)| object.get(key).is_some())
                && self.assigned.iter().all(|(key, _)| object.get(key).is_none())
        };
        self.validator.is_valid(data) && (!inserting || filled())
    }

    /// Everything that is wrong with `data`, in the order of the columns.
    #[must_use]
    pub fn faults(&self, data: JsonbNode<'_>) -> Vec<Fault> {
        // More of one column would help nobody, and an array may have a million wrong items.
        const MOST_OF_A_COLUMN: usize = 20;
        let mut faults: Vec<Fault> = Vec::new();
        for fault in self.validator.iter_errors(data).flat_map(|e| Fault::from_schema(&self.table, &e)) {
            let of_column = || faults.iter().rev().take_while(|known| known.column == fault.column);
            if of_column().count() < MOST_OF_A_COLUMN && !of_column().any(|known| known.covers(&fault)) {
                faults.push(fault);
            }
        }
        // Of a value that is missing there is nothing else to say.
        let missing: Vec<String> =
            faults.iter().filter(|f| f.code == FaultCode::Required).map(|f| f.column.clone()).collect();
        faults.retain(|fault| fault.code == FaultCode::Required || !missing.contains(&fault.column));
        let rank = |fault: &Fault| self.table.position(&fault.column).unwrap_or(usize::MAX);
        faults.sort_by_key(rank);
        faults
    }

    /// Columns that writes must not touch, and that `data` gives another value than `old` has (any
    /// value, where there is no old): those in the trash, and those that the server assigns. A
    /// value that is not there at all is not touched, see [`RecordValidator::kept`]. Of what could
    /// not be converted writes may only take something away.
    #[must_use]
    pub fn forbidden_changes(&self, data: JsonbNode<'_>, old: Option<JsonbNode<'_>>) -> Vec<Fault> {
        let value = |node: Option<JsonbNode<'_>>, key: &PreparedKey| {
            node.and_then(|node| node.as_object()?.get(key)).map(|value| value.to_value().into_owned())
        };
        let touched = self.trashed.iter().filter(|key| {
            let new = value(Some(data), key);
            new.is_some() && new != value(old, key)
        });
        let assigned = self.assigned.iter().map(|(key, _)| key).filter(|key| {
            let new = value(Some(data), key);
            // A null is no value, but takes one away.
            new.is_some_and(|new| new != value(old, key).unwrap_or(Value::Null))
        });
        touched
            .chain(assigned)
            .map(|key| Fault::not_writable(&self.table, &String::from_utf8_lossy(key)))
            .chain(self.added_unconverted(data, old))
            .collect()
    }

    /// The assigned values of `old` that `data` does not mention: they stay with the record.
    #[must_use]
    pub fn kept(&self, data: JsonbNode<'_>, old: JsonbNode<'_>) -> Object {
        let mut kept = Object::new();
        let (Some(data), Some(old)) = (data.as_object(), old.as_object()) else { return kept };
        for (key, at) in &self.assigned {
            if let (None, Some(number)) = (data.get(key), old.get(key)) {
                kept.insert(self.table.columns[*at].key.to_string(), number.to_value().into_owned());
            }
        }
        kept
    }

    /// The keys of the columns that the server assigns.
    #[must_use]
    pub fn assigned_keys(&self) -> Vec<String> {
        self.assigned.iter().map(|(_, at)| self.table.columns[*at].key.to_string()).collect()
    }

    /// The fault of a write that sets what only a conversion may.
    fn added_unconverted(&self, data: JsonbNode<'_>, old: Option<JsonbNode<'_>>) -> Option<Fault> {
        let of =
            |node: JsonbNode<'_>| node.as_object()?.get(&self.unconverted).map(|v| v.to_value().into_owned());
        let new = of(data).filter(|new| !new.is_null())?;
        let old = old.and_then(of).unwrap_or(Value::Null);
        let is_part = match (&new, &old) {
            (Value::Object(new), Value::Object(old)) => {
                new.iter().all(|(key, value)| old.get(key) == Some(value))
            }
            _ => new == old,
        };
        (!is_part).then(|| Fault::of_unconverted(&new))
    }

    /// Columns whose empty value an insert fills, by their place in the table.
    pub(super) fn filled(&self) -> impl Iterator<Item = &Column> {
        self.filled.iter().map(|(_, at)| &self.table.columns[*at])
    }
}

/// `""`, `[]`, `{}` and null are empty; 0, false and `" "` are not.
pub(super) fn is_empty(value: &JsonbNode<'_>) -> bool {
    use jsonschema::json::Array as _;
    value.is_null()
        || value.string_length() == Some(0)
        || value.as_array().is_some_and(|array| array.len() == 0)
        || value.as_object().is_some_and(|object| object.is_empty())
}

pub(super) fn deeper_than(root: JsonbNode<'_>, most: usize) -> bool {
    use jsonschema::json::Array as _;
    let mut pending = vec![(root, 1)];
    while let Some((node, depth)) = pending.pop() {
        if depth > most {
            return true;
        }
        if let Some(object) = node.as_object() {
            pending.extend(
                object.members().map(|(_, value)| (value, depth + 1)).filter(|(v, _)| is_container(v)),
            );
        } else if let Some(array) = node.as_array() {
            pending.extend(array.elements().map(|value| (value, depth + 1)).filter(|(v, _)| is_container(v)));
        }
    }
    false
}

fn is_container(value: &JsonbNode<'_>) -> bool {
    value.as_object().is_some() || value.as_array().is_some()
}

/// The JSON Schema of a table's records: for clients, or with our own keywords for the validator.
#[must_use]
pub fn record_schema(table: &Table, internal: bool) -> Value {
    let mut properties = Object::new();
    let data_columns = || table.columns.iter().filter(|column| column.type_.source() == Source::Data);
    for column in data_columns() {
        properties.insert(column.key.to_string(), column_schema(column, internal));
    }
    if internal {
        for key in &table.trashed {
            properties.insert(key.to_string(), Value::Bool(true));
        }
        properties.insert(UNCONVERTED.to_owned(), json!({"type": "object"}));
    }
    // What the server assigns is there when the record is stored, not when it is written.
    let required: Vec<&str> = data_columns()
        .filter(|column| column.required && !column.type_.is_assigned())
        .map(|column| column.key.as_str())
        .collect();
    let additional = if table.open { json!({"not": {"type": "null"}}) } else { Value::Bool(false) };
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": additional,
    });
    if !internal {
        schema["title"] = table.name.clone().into();
        if let Some(description) = &table.description {
            schema["description"] = description.clone().into();
        }
    }
    schema
}

fn column_schema(column: &Column, internal: bool) -> Value {
    let type_ = column.type_;
    let schema = if internal { type_.validated_schema(&column.config) } else { type_.schema(&column.config) };
    let mut schema = match schema {
        Value::Object(schema) => schema,
        Value::Bool(false) => return Value::Bool(false),
        _ => Object::new(),
    };
    if column.config.contains_key("schema") {
        schema.insert("$id".into(), format!("urn:pg_dyntables:column:{}", column.key).into());
    }
    if internal {
        if type_.has_check() {
            for keyword in type_.checked_keywords() {
                schema.remove(*keyword);
            }
            schema.insert(CHECK.into(), json!({"type": type_.name(), "config": column.config}));
        }
        if column.required && !type_.is_assigned() {
            schema.insert(FILLED.into(), true.into());
        }
    } else {
        schema.entry("title").or_insert_with(|| column.label.clone().into());
        if let Some(description) = &column.description {
            schema.entry("description").or_insert_with(|| description.clone().into());
        }
        if let Some(default) = column.default.as_ref().filter(|default| !type_.is_dynamic_default(default)) {
            schema.entry("default").or_insert_with(|| default.clone());
        }
    }
    Value::Object(schema)
}

/// A column's schema must compile: patterns, and schemas in config, which may refer to nothing
/// outside themselves. The message ends a sentence that begins with the column.
pub fn check_schema(schema: &Value) -> Result<(), String> {
    options().build(schema).map(|_| ()).map_err(|error| {
        format!("has a config that makes no valid JSON Schema: {}", shorten_text(&error.to_string()))
    })
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
        .with_keyword(FILLED, |_, _, _| Ok(Box::new(Filled)))
        .with_keyword(MINIMUM, |_, value, _| Ok(Box::new(Bound::new(value, false))))
        .with_keyword(MAXIMUM, |_, value, _| Ok(Box::new(Bound::new(value, true))))
}

/// The keyword [`CHECK`].
struct TypeCheck {
    type_: &'static dyn ColumnType,
    config: Object,
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

/// The keyword [`FILLED`].
struct Filled;

impl<'i> Keyword<'i, Jsonb> for Filled {
    fn validate(&self, value: JsonbNode<'i>) -> Result<(), ValidationError<'i>> {
        if self.is_valid(value) { Ok(()) } else { Err(ValidationError::custom("a value is required")) }
    }

    fn is_valid(&self, value: JsonbNode<'i>) -> bool {
        !is_empty(&value)
    }
}

/// The keywords [`MINIMUM`] and [`MAXIMUM`], on dates and on instants.
struct Bound {
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
    fn new(value: &Value, is_maximum: bool) -> Self {
        let text = value.as_str().unwrap_or_default().to_owned();
        Bound { limit: rank(&text), text, is_maximum }
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
        match (value.as_string().and_then(|text| rank(&text)), self.limit) {
            (Some(value), Some(limit)) if self.is_maximum => value <= limit,
            (Some(value), Some(limit)) => value >= limit,
            // No date: the type's own check says so.
            _ => true,
        }
    }
}
