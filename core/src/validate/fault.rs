//! What is wrong with a record: one fault per broken rule, as callers read it in an error's DETAIL.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::{Value, json};

use crate::model::column::Column;
use crate::model::ident::UNCONVERTED;
use crate::model::table::Table;
use crate::text::{kind_of, shorten};
use crate::types::Source;
use crate::validate::schema::{self, has_user_schema};

/// The codes of SPEC chapter 10.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Their meaning is their name.
pub enum FaultCode {
    Required,
    Type,
    UnknownColumn,
    ReadOnly,
    MinLength,
    MaxLength,
    Pattern,
    Format,
    Minimum,
    Maximum,
    Precision,
    Scale,
    Option,
    MinItems,
    MaxItems,
    DuplicateItem,
    Currency,
    Schema,
    Conversion,
}

impl FaultCode {
    const ALL: [(FaultCode, &'static str); 19] = [
        (FaultCode::Required, "required"),
        (FaultCode::Type, "type"),
        (FaultCode::UnknownColumn, "unknown_column"),
        (FaultCode::ReadOnly, "read_only"),
        (FaultCode::MinLength, "min_length"),
        (FaultCode::MaxLength, "max_length"),
        (FaultCode::Pattern, "pattern"),
        (FaultCode::Format, "format"),
        (FaultCode::Minimum, "minimum"),
        (FaultCode::Maximum, "maximum"),
        (FaultCode::Precision, "precision"),
        (FaultCode::Scale, "scale"),
        (FaultCode::Option, "option"),
        (FaultCode::MinItems, "min_items"),
        (FaultCode::MaxItems, "max_items"),
        (FaultCode::DuplicateItem, "duplicate_item"),
        (FaultCode::Currency, "currency"),
        (FaultCode::Schema, "schema"),
        (FaultCode::Conversion, "conversion"),
    ];

    /// As it stands in DETAIL.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(code, _)| *code == self).map_or("schema", |(_, name)| name)
    }

    fn parse(name: &str) -> Option<Self> {
        Self::ALL.iter().find(|(_, known)| *known == name).map(|(code, _)| *code)
    }
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The column's key, or the unknown key.
    pub column: String,
    /// Which rule.
    pub code: FaultCode,
    /// Ends the sentence `column "x": …`.
    pub message: String,
    /// The offending value; absent where a value is missing.
    pub value: Option<Value>,
    /// For an unknown column: the nearest known key.
    pub nearest: Option<String>,
}

impl Fault {
    /// Whether `other` is not worth telling beside this fault: the same rule broken by the same
    /// value, or anything said of a value that is of the wrong type altogether. Faults by a schema
    /// of the user's are of one code, and differ in what they say.
    pub(super) fn covers(&self, other: &Fault) -> bool {
        self.column == other.column
            && self.value == other.value
            && match self.code {
                FaultCode::Type => true,
                FaultCode::Schema => self.message == other.message,
                code => code == other.code,
            }
    }

    /// As a sentence for an error's message.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("column \"{}\": {}", crate::text::shorten_text(&self.column), self.message)
    }

    /// As an element of DETAIL. Texts over 1,000 characters are cut.
    #[must_use]
    pub fn to_json(&self) -> Value {
        const MOST: usize = 1_000;
        let mut object = json!({"column": self.column, "code": self.code.as_str(), "message": self.message});
        if let Some(value) = &self.value {
            let cut = |text: &str| text.char_indices().nth(MOST).map(|(at, _)| format!("{}…", &text[..at]));
            object["value"] = match value {
                Value::String(text) => cut(text).map_or_else(|| value.clone(), Value::String),
                Value::Array(_) | Value::Object(_) => {
                    cut(&value.to_string()).map_or_else(|| value.clone(), Value::String)
                }
                _ => value.clone(),
            };
        }
        object
    }

    /// A column's value breaks a rule: `message` tells what is wrong with it.
    fn of_value(column: &str, code: FaultCode, value: &Value, what: &str) -> Self {
        Fault {
            column: column.to_owned(),
            code,
            message: format!("{} {what}", shorten(value)),
            value: Some(value.clone()),
            nearest: None,
        }
    }

    /// A value that can be read in more than one way.
    #[must_use]
    pub fn unclear(column: &str, value: &Value, why: &str) -> Self {
        Fault::of_value(column, FaultCode::Conversion, value, why)
    }

    /// A value, or an element of a set, that is none of the options.
    #[must_use]
    pub fn no_option(column: &str, value: &str) -> Self {
        Fault::of_value(column, FaultCode::Option, &Value::from(value), "is none of the options")
    }

    /// A required column without a value.
    #[must_use]
    pub fn required(column: &str) -> Self {
        Fault {
            column: column.to_owned(),
            code: FaultCode::Required,
            message: "a value is required".into(),
            value: None,
            nearest: None,
        }
    }

    /// A key that the caller may not give: no column, or one that is read-only.
    #[must_use]
    pub fn not_writable(table: &Table, key: &str) -> Self {
        let read_only = table
            .column(key)
            .is_some_and(|column| column.type_.source() != Source::Data || column.type_.is_assigned());
        let nearest = if read_only { None } else { table.nearest_key(key) };
        let message = match (read_only, &nearest) {
            (true, _) => "it is read-only".to_owned(),
            (false, Some(near)) => format!("there is no such column; perhaps you meant \"{near}\""),
            (false, None) => "there is no such column".to_owned(),
        };
        let code = if read_only { FaultCode::ReadOnly } else { FaultCode::UnknownColumn };
        Fault { column: key.to_owned(), code, message, value: None, nearest }
    }

    /// Only a conversion sets what could not be converted.
    #[must_use]
    pub(super) fn of_unconverted(value: &Value) -> Self {
        let mut fault = Fault::of_value(UNCONVERTED, FaultCode::ReadOnly, value, "");
        fault.message = "it keeps what a conversion could not convert: a write may only remove it".to_owned();
        fault
    }

    /// A record that is no object.
    pub(super) fn of_data(value: &Value) -> Self {
        Fault::of_value("data", FaultCode::Type, value, "must be an object")
    }

    /// A null under a free key of an open table.
    pub(super) fn null(key: &str) -> Self {
        Fault::of_value(key, FaultCode::Type, &Value::Null, "must not be null")
    }

    /// The fault that an error of a column's schema stands for.
    pub(super) fn from_schema(column: &Column, error: &ValidationError<'_>) -> Self {
        let key = column.key.as_str();
        let path = error.instance_path().as_str();
        let mut steps = path.split('/').skip(1);
        let value = error.instance();
        if let ValidationErrorKind::Custom { keyword, message } = error.kind()
            && keyword == schema::CHECK
        {
            let (code, what) = message.split_once(": ").unwrap_or(("schema", message));
            let code = FaultCode::parse(code).unwrap_or(FaultCode::Schema);
            return Fault::of_value(key, code, value, what);
        }
        if has_user_schema(column) {
            let at = if path.is_empty() { String::new() } else { format!("at /{key}{path}: ") };
            let message = crate::text::shorten_text(&format!("{at}{}", error.masked_with("the value")));
            let mut fault = Fault::of_value(key, FaultCode::Schema, value, "");
            fault.message = message;
            return fault;
        }
        let keyword = error.kind().keyword();
        let (common, what) = describe(error.kind());
        let mut fault =
            Fault::of_value(key, column.type_.fault_code(keyword).unwrap_or(common), value, &what);
        // Of a part of the value it is said which: `at lat: 91 is greater than the maximum 90`.
        if let Some(step) = steps.next()
            && column.type_.parts().iter().any(|(part, _)| *part == step)
        {
            fault.message = format!("at {step}: {}", fault.message);
        }
        fault
    }
}

/// The common code of a schema error, and what is wrong with the value.
fn describe(kind: &ValidationErrorKind) -> (FaultCode, String) {
    let bound = |limit: &Value| limit.as_str().map_or_else(|| limit.to_string(), ToOwned::to_owned);
    match kind {
        ValidationErrorKind::Type { kind } => (FaultCode::Type, format!("must be of type {}", types(kind))),
        ValidationErrorKind::MinLength { limit } => {
            (FaultCode::MinLength, format!("is shorter than {}", counted(*limit, "character")))
        }
        ValidationErrorKind::MaxLength { limit } => {
            (FaultCode::MaxLength, format!("is longer than {}", counted(*limit, "character")))
        }
        ValidationErrorKind::Pattern { pattern } => {
            (FaultCode::Pattern, format!("does not match the pattern {pattern}"))
        }
        ValidationErrorKind::Minimum { limit } => {
            (FaultCode::Minimum, format!("is less than the minimum {}", bound(limit)))
        }
        ValidationErrorKind::Maximum { limit } => {
            (FaultCode::Maximum, format!("is greater than the maximum {}", bound(limit)))
        }
        ValidationErrorKind::Custom { keyword, message } if keyword == schema::MULTIPLE_OF => {
            (FaultCode::Precision, message.clone())
        }
        ValidationErrorKind::Enum { options } => {
            (FaultCode::Option, format!("is none of the options {}", shorten(options)))
        }
        ValidationErrorKind::Custom { keyword, message } if keyword == schema::ENUM => {
            (FaultCode::Option, message.clone())
        }
        ValidationErrorKind::MinItems { limit } => {
            (FaultCode::MinItems, format!("has fewer than {}", counted(*limit, "item")))
        }
        ValidationErrorKind::MaxItems { limit } => {
            (FaultCode::MaxItems, format!("has more than {}", counted(*limit, "item")))
        }
        ValidationErrorKind::UniqueItems => (FaultCode::DuplicateItem, "has an item twice".to_owned()),
        ValidationErrorKind::AdditionalProperties { unexpected } => {
            let unexpected: Vec<String> =
                unexpected.iter().map(|key| format!("\"{}\"", crate::text::shorten_text(key))).collect();
            (FaultCode::Schema, format!("can have no part {}", unexpected.join(" or ")))
        }
        ValidationErrorKind::MinProperties { .. } => {
            (FaultCode::Schema, "must have at least one part".to_owned())
        }
        ValidationErrorKind::Required { property } => {
            (FaultCode::Schema, format!("lacks its part \"{}\"", property.as_str().unwrap_or_default()))
        }
        ValidationErrorKind::Custom { keyword, message } if keyword == schema::MINIMUM => {
            (FaultCode::Minimum, message.clone())
        }
        ValidationErrorKind::Custom { keyword, message } if keyword == schema::MAXIMUM => {
            (FaultCode::Maximum, message.clone())
        }
        _ => (FaultCode::Schema, "is not allowed".to_owned()),
    }
}

/// `1 item`, `2 items`.
fn counted(n: u64, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}

fn types(kind: &jsonschema::error::TypeKind) -> String {
    match kind {
        jsonschema::error::TypeKind::Single(one) => one.to_string(),
        jsonschema::error::TypeKind::Multiple(many) => {
            many.iter().map(|one| one.to_string()).collect::<Vec<_>>().join(" or ")
        }
    }
}

/// The fault of a record that is no object at all.
#[must_use]
pub fn not_an_object(value: &Value) -> String {
    format!("a record's data must be an object, not {}", kind_of(value))
}
