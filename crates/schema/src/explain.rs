//! The faults of a record that errors of the JSON Schema library stand for.

use dyntables_values::fault::{Fault, FaultCode};
use dyntables_values::jsonb::node::{JsonbNode, Node};
use dyntables_values::text::{Object, shorten, shorten_text};
use dyntables_values::types::ColumnType;
use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use serde_json::Value;

use crate::config::has_user_schema;
use crate::keywords;

/// The fault that an error stands for.
pub(super) fn fault(
    key: &str,
    type_: &dyn ColumnType,
    config: &Object,
    error: &ValidationError<'_>,
) -> Fault {
    let path = error.instance_path().as_str();
    let mut steps = path.split('/').skip(1);
    let value = error.instance();
    if has_user_schema(config) {
        let at = if path.is_empty() { String::new() } else { format!("at /{key}{path}: ") };
        let message = shorten_text(&format!("{at}{}", error.masked_with("the value")));
        let mut fault = Fault::of_value(key, FaultCode::Schema, value, "");
        fault.message = message;
        return fault;
    }
    let keyword = error.kind().keyword();
    let (common, what) = describe(error.kind());
    let mut fault = Fault::of_value(key, type_.fault_code(keyword).unwrap_or(common), value, &what);
    // A fault of a part names it: `at lat: 91 is greater than the maximum 90`.
    if let Some(step) = steps.next()
        && type_.parts().iter().any(|(part, _)| *part == step)
    {
        fault.message = format!("at {step}: {}", fault.message);
    }
    fault
}

/// The fault of a value for which it takes too long to say what a user's schema finds wrong with it.
pub(super) fn without_words(key: &str, value: JsonbNode<'_>) -> Fault {
    let mut fault = Fault::of_value(key, FaultCode::Schema, &value.to_value(), "");
    fault.message = "the value does not satisfy the schema".to_owned();
    fault
}

/// The code that an error has with most types, and what is wrong with the value.
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
        ValidationErrorKind::Custom { keyword, message } if keyword == keywords::MULTIPLE_OF => {
            (FaultCode::Precision, message.clone())
        }
        ValidationErrorKind::Enum { options } => {
            (FaultCode::Option, format!("is none of the options {}", shorten(options)))
        }
        ValidationErrorKind::Custom { keyword, message } if keyword == keywords::ENUM => {
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
                unexpected.iter().map(|key| format!("\"{}\"", shorten_text(key))).collect();
            (FaultCode::Schema, format!("can have no part {}", unexpected.join(" or ")))
        }
        ValidationErrorKind::MinProperties { .. } => {
            (FaultCode::Schema, "must have at least one part".to_owned())
        }
        ValidationErrorKind::Required { property } => {
            (FaultCode::Schema, format!("lacks its part \"{}\"", property.as_str().unwrap_or_default()))
        }
        ValidationErrorKind::Custom { keyword, message } if keyword == keywords::MINIMUM => {
            (FaultCode::Minimum, message.clone())
        }
        ValidationErrorKind::Custom { keyword, message } if keyword == keywords::MAXIMUM => {
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
