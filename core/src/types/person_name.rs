//! `person_name`: the parts of a person's name.

use serde_json::{Value, json};

use crate::json::Object;
use crate::types::ColumnType;
use crate::types::kind::Kind;

/// At least one of the parts; compared as "last first".
pub struct PersonName;

/// A name as people sort it: last, then first, as far as they are there.
#[must_use]
pub fn sorted(last: Option<&str>, first: Option<&str>) -> String {
    [last, first].into_iter().flatten().collect::<Vec<_>>().join(" ")
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

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn extraction(&self, _config: &Object) -> (Kind, &'static str) {
        (Kind::Text, "get_person_name")
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
