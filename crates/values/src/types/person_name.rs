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

/// A name with all its parts, which commas keep apart. Two names are the same if this is. `part` gives the part of a key.
pub fn identity(part: impl Fn(&str) -> Option<String>) -> String {
    let marked = |part: String| part.replace('\\', "\\\\").replace(',', "\\,");
    WRITTEN.map(|key| part(key).map(marked).unwrap_or_default()).join(",")
}

/// What [`identity`] made, as people write the name.
fn shown(identity: &str) -> String {
    let mut parts = vec![String::new()];
    let mut letters = identity.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ',' => parts.push(String::new()),
            '\\' => parts.last_mut().into_iter().for_each(|part| part.extend(letters.next())),
            _ => parts.last_mut().into_iter().for_each(|part| part.push(letter)),
        }
    }
    parts.retain(|part| !part.is_empty());
    parts.join(" ")
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

    fn identity_shown(&self, identity: &str) -> String {
        shown(identity)
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

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use proptest::prelude::{prop_assert_eq, proptest};

    #[test]
    fn parts_are_kept_apart() {
        let names = [
            ["", "Mary Ann", "", "Lee", ""],
            ["", "Mary", "Ann", "Lee", ""],
            ["", "Mary", "", "Ann Lee", ""],
            ["", "Mary,Ann", "", "Lee", ""],
            ["Mary", "Ann", "", "Lee", ""],
            ["", "Mary\\,Ann", "", "Lee", ""],
            ["", "Mary\\", "Ann", "Lee", ""],
        ];
        let all: HashSet<String> = names.iter().map(of).collect();
        assert_eq!(all.len(), names.len());
        assert_eq!(super::shown(&of(&names[1])), "Mary Ann Lee");
        assert_eq!(super::shown(&of(&names[5])), "Mary\\,Ann Lee");
    }

    fn of(name: &[&str; 5]) -> String {
        super::identity(|key| {
            let at = super::WRITTEN.iter().position(|part| *part == key)?;
            Some(name[at].to_owned()).filter(|part| !part.is_empty())
        })
    }

    proptest! {
        #[test]
        fn two_names_are_the_same_if_their_parts_are(a in "[a,\\\\]{0,4}", b in "[a,\\\\]{0,4}", c in "[a,\\\\]{0,4}", d in "[a,\\\\]{0,4}") {
            let (one, other) = (["", &a, &b, "", ""], ["", &c, &d, "", ""]);
            prop_assert_eq!(of(&one) == of(&other), one == other);
        }
    }
}
