//! What is wrong with a record: a fault for each broken rule, as an error's DETAIL shows it.

use serde_json::{Value, json};

use crate::text::{encoded_twice, shorten};

/// Which rule is broken.
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
    IndexSize,
    Hidden,
    NotAllowed,
    FileName,
    FileType,
    FileSize,
    FileStorage,
    MissingFile,
}

impl FaultCode {
    /// The code as DETAIL shows it.
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
            FaultCode::IndexSize => "index_size",
            FaultCode::Hidden => "hidden",
            FaultCode::NotAllowed => "not_allowed",
            FaultCode::FileName => "file_name",
            FaultCode::FileType => "file_type",
            FaultCode::FileSize => "file_size",
            FaultCode::FileStorage => "file_storage",
            FaultCode::MissingFile => "missing_file",
        }
    }
}

/// One broken rule.
#[derive(Debug, Clone, PartialEq)]
pub struct Fault {
    /// The key of the column, or the unknown key; empty if the caller may not know it.
    pub column: String,
    /// Which rule.
    pub code: FaultCode,
    /// What is wrong; ends the sentence `column "x": …`.
    pub message: String,
    /// The wrong value; absent if a value is missing.
    pub value: Option<Value>,
    /// The nearest known key, for an unknown column.
    pub nearest: Option<String>,
}

impl Fault {
    /// Whether `other` says nothing new beside this fault. A value that breaks a rule twice is told once, and of a
    /// value of the wrong type nothing else is told. All faults by a user's schema have one code, so their messages
    /// are compared.
    pub fn covers(&self, other: &Fault) -> bool {
        self.column == other.column
            && self.value == other.value
            && match self.code {
                FaultCode::Type => true,
                FaultCode::Schema => self.message == other.message,
                code => code == other.code,
            }
    }

    /// The fault as a sentence of an error's message.
    pub fn sentence(&self) -> String {
        if self.code == FaultCode::Hidden {
            return self.message.clone();
        }
        format!("column \"{}\": {}", crate::text::shorten_text(&self.column), self.message)
    }

    /// The HINT for a value that a client encoded twice: a string that holds the object or array that is due.
    pub fn encoded_twice(&self) -> Option<String> {
        let (_, due) = self.message.rsplit_once("must be ").filter(|_| self.code == FaultCode::Type)?;
        encoded_twice(due, self.value.as_ref()?)
    }

    /// The fault as an element of DETAIL. Values of more than 1,000 characters are cut.
    pub fn to_json(&self) -> Value {
        const MOST: usize = 1_000;
        let mut object = json!({"column": self.column, "code": self.code.as_str(), "message": self.message});
        if self.code == FaultCode::Hidden {
            object["column"] = Value::Null;
        }
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

    /// A record has no value to find the record by that it is about.
    pub fn no_match(key: &str) -> Self {
        Fault {
            column: key.to_owned(),
            code: FaultCode::Required,
            message: "must have a value to match on".to_owned(),
            value: None,
            nearest: None,
        }
    }

    /// A rule of a column that the caller may not read is broken, such as that it must have a value.
    pub fn of_hidden() -> Self {
        Fault {
            column: String::new(),
            code: FaultCode::Hidden,
            message: "a rule of a column that you may not read refuses the record".to_owned(),
            value: None,
            nearest: None,
        }
    }

    /// A value of a column breaks a rule. `what` ends a sentence that begins with the value.
    pub fn of_value(column: &str, code: FaultCode, value: &Value, what: &str) -> Self {
        Fault {
            column: column.to_owned(),
            code,
            message: format!("{} {what}", shorten(value)),
            value: Some(value.clone()),
            nearest: None,
        }
    }

    /// A value has more than one reading.
    pub fn unclear(column: &str, value: &Value, why: &str) -> Self {
        Fault::of_value(column, FaultCode::Conversion, value, why)
    }

    /// A value, or an element of a set, is none of the options.
    pub fn no_option(column: &str, value: &str) -> Self {
        Fault::of_value(column, FaultCode::Option, &Value::from(value), "is none of the options")
    }

    /// A value of a column that is in an index has more bytes than the index takes.
    pub fn index_size(column: &str, value: &Value, size: usize) -> Self {
        let most = crate::error::MOST_INDEXED_BYTES;
        Fault {
            column: column.to_owned(),
            code: FaultCode::IndexSize,
            message: format!(
                "the value has {size} bytes, and the column is in an index that takes at most {most}"
            ),
            value: Some(value.clone()),
            nearest: None,
        }
    }

    /// A required column has no value.
    pub fn required(column: &str) -> Self {
        Fault {
            column: column.to_owned(),
            code: FaultCode::Required,
            message: "a value is required".into(),
            value: None,
            nearest: None,
        }
    }
}
