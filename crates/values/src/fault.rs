//! What is wrong with a record: one fault per broken rule, as callers read it in an error's DETAIL.

use serde_json::{Value, json};

use crate::text::{kind_of, shorten};

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
    /// As it stands in DETAIL.
    pub fn as_str(self) -> &'static str {
        match self {
            FaultCode::Required => "required",
            FaultCode::Type => "type",
            FaultCode::UnknownColumn => "unknown_column",
            FaultCode::ReadOnly => "read_only",
            FaultCode::MinLength => "min_length",
            FaultCode::MaxLength => "max_length",
            FaultCode::Pattern => "pattern",
            FaultCode::Format => "format",
            FaultCode::Minimum => "minimum",
            FaultCode::Maximum => "maximum",
            FaultCode::Precision => "precision",
            FaultCode::Scale => "scale",
            FaultCode::Option => "option",
            FaultCode::MinItems => "min_items",
            FaultCode::MaxItems => "max_items",
            FaultCode::DuplicateItem => "duplicate_item",
            FaultCode::Currency => "currency",
            FaultCode::Schema => "schema",
            FaultCode::Conversion => "conversion",
        }
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
    #[must_use]
    pub fn covers(&self, other: &Fault) -> bool {
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
    #[must_use]
    pub fn of_value(column: &str, code: FaultCode, value: &Value, what: &str) -> Self {
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

    /// A record that is no object.
    #[must_use]
    pub fn of_data(value: &Value) -> Self {
        Fault::of_value("data", FaultCode::Type, value, "must be an object")
    }

    /// A null under a free key of an open table.
    #[must_use]
    pub fn null(key: &str) -> Self {
        Fault::of_value(key, FaultCode::Type, &Value::Null, "must not be null")
    }
}

/// The fault of a record that is no object at all.
#[must_use]
pub fn not_an_object(value: &Value) -> String {
    format!("a record's data must be an object, not {}", kind_of(value))
}
