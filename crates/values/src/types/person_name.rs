//! `person_name`: the parts of a person's name.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::{ColumnType, parts};
use crate::written::{Cast, NameOrder, Reading, name};

/// At least one part. Names are compared as "last first".
pub struct PersonName;

/// The parts, in the order in which people write a name.
pub const WRITTEN: [&str; 5] = ["prefix", "first", "middle", "last", "suffix"];

/// A name as people sort it: the last name, then the first; the other parts if it has neither. `part` gives the part of a
/// key.
pub fn sorted(part: impl Fn(&str) -> Option<String>) -> String {
    let join = |keys: &[&str]| keys.iter().filter_map(|key| part(key)).collect::<Vec<_>>().join(" ");
    let name = join(&["last", "first"]);
    if name.is_empty() { join(&["middle", "prefix", "suffix"]) } else { name }
}

/// A name as people write it, with all its parts. Two names are the same if this is. `part` gives the part of a key.
pub fn written(part: impl Fn(&str) -> Option<String>) -> String {
    WRITTEN.iter().filter_map(|key| part(key)).collect::<Vec<_>>().join(" ")
}

impl ColumnType for PersonName {
    fn name(&self) -> &'static str {
        "person_name"
    }

    fn schema(&self, _config: &Object) -> Value {
        let part = json!({"type": "string", "minLength": 1});
        json!({
            "type": "object",
            "properties": {"first": part, "last": part, "middle": part, "prefix": part, "suffix": part},
            "minProperties": 1,
            "additionalProperties": false,
        })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        parts::without_empty(value)
    }

    fn config(&self) -> Value {
        json!({"name_order": {"enum": NameOrder::NAMES.map(|(name, _)| name)}})
    }

    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        let own = config.get("name_order").and_then(Value::as_str).and_then(NameOrder::parse);
        parts::read_json(text).unwrap_or_else(|| name::read(text, own.or(reading.name_order)))
    }

    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        Some(parts::texts(value.as_object()?, &WRITTEN).join(" "))
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn extraction(&self, _config: &Object) -> (Kind, &'static str) {
        (Kind::Text, "get_person_name")
    }

    fn identity(&self, _config: &Object) -> (Kind, &'static str) {
        (Kind::Text, "get_full_name")
    }

    fn compared_text(&self, value: &Value) -> Option<String> {
        Some(sorted(|part| value.get(part).and_then(Value::as_str).map(ToOwned::to_owned)))
    }

    fn parts(&self) -> &'static [(&'static str, Kind)] {
        &[
            ("first", Kind::Text),
            ("last", Kind::Text),
            ("middle", Kind::Text),
            ("prefix", Kind::Text),
            ("suffix", Kind::Text),
        ]
    }

    fn stored(&self) -> &'static str {
        "`{\"first\": \"Jane\", \"last\": \"Doe\"}`, with middle, prefix, suffix"
    }

    fn example(&self) -> Value {
        json!({"first": "Jane", "last": "Doe"})
    }
}
