//! `uuid`: a UUID (RFC 9562), stored in lower case with hyphens.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{TextRule, ValueRule};
use crate::written::{Cast, Reading};

/// A write may give the other usual notations: upper case, braces, without hyphens, `urn:uuid:`.
pub struct UuidType;

impl ColumnType for UuidType {
    fn name(&self) -> &'static str {
        "uuid"
    }

    fn config(&self) -> Value {
        json!({"generate": {"type": "boolean"}})
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "format": "uuid"})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/format"],
            code: FaultCode::Format,
            holds: |_, text| is_stored_form(text),
            message: |_, _| "is not a UUID".into(),
            accepts: None,
        })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        let text = value.as_str()?;
        if is_stored_form(text) {
            return None;
        }
        Uuid::parse_str(text).ok().map(|uuid| Value::String(uuid.to_string()))
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        Uuid::parse_str(text).map_or(Cast::No, |uuid| Cast::Value(Value::String(uuid.to_string())))
    }

    fn stored(&self) -> &'static str {
        "a UUID in lower case with hyphens"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Uuid
    }

    fn generates(&self, config: &Object) -> bool {
        config.get("generate") == Some(&Value::Bool(true))
    }

    fn example(&self) -> Value {
        json!("0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c")
    }
}

fn is_stored_form(text: &str) -> bool {
    text.len() == 36
        && text.bytes().enumerate().all(|(at, byte)| match at {
            8 | 13 | 18 | 23 => byte == b'-',
            _ => byte.is_ascii_digit() || (b'a'..=b'f').contains(&byte),
        })
}
