//! The `options` of select columns: `[{"value": "won", "label": "Won", "color": "#00aa00"}]`.

use std::collections::{HashMap, HashSet};

use serde_json::{Value, json};

use crate::text::{Object, shorten_text};
use crate::written::{Cast, Reading, plain_text};

/// The JSON Schema of the config key `options`; `more` are properties that an option of the type
/// may have beside those that all options may.
pub(super) fn config_schema(more: Value) -> Value {
    let mut schema = json!({
        "type": "array",
        "minItems": 1,
        "items": {
            "type": "object",
            "required": ["value"],
            "additionalProperties": false,
            "properties": {
                "value": {"type": "string", "minLength": 1},
                "label": {"type": "string"},
                "color": {"type": "string"},
            },
        },
    });
    if let (Value::Object(properties), Value::Object(more)) = (&mut schema["items"]["properties"], more) {
        properties.extend(more);
    }
    schema
}

/// A bare string stands for an option of that value.
pub(super) fn normalize(config: &mut Object) {
    if let Some(Value::Array(options)) = config.get_mut("options") {
        for option in options {
            if option.is_string() {
                *option = json!({"value": option.take()});
            }
        }
    }
}

/// There must be options, and their values must be distinct.
pub(super) fn check(config: &Object) -> Result<(), String> {
    let mut seen = HashSet::new();
    let values = values(config);
    if values.is_empty() {
        return Err("needs config \"options\", such as [{\"value\": \"open\"}, {\"value\": \"done\"}]".into());
    }
    match values.iter().filter_map(Value::as_str).find(|value| !seen.insert(*value)) {
        Some(twice) => Err(format!("has the option \"{twice}\" twice")),
        None => Ok(()),
    }
}

/// The values of the options, in order.
pub(super) fn values(config: &Object) -> Vec<Value> {
    let options = config.get("options").and_then(Value::as_array);
    options.into_iter().flatten().filter_map(|option| option.get("value").cloned()).collect()
}

/// The same as texts.
pub fn texts(config: &Object) -> Vec<String> {
    values(config).iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()
}

/// What the options say of themselves under `property`, by their values.
pub(super) fn property<'a>(config: &'a Object, property: &str) -> Vec<(&'a str, &'a str)> {
    let text = |option: &'a Value, key: &str| option.get(key).and_then(Value::as_str);
    let options = config.get("options").and_then(Value::as_array).into_iter().flatten();
    options.filter_map(|option| Some((text(option, "value")?, text(option, property)?))).collect()
}

/// The options that a text names.
#[derive(Debug, PartialEq)]
enum Named<'a> {
    One(&'a str),
    Several(Vec<&'a str>),
    None,
}

/// The options of a column, prepared for finding one by its name: made once for many texts, as a look
/// at each of 10,000 options for each of 300,000 texts takes minutes.
#[derive(Debug, Default)]
pub struct OptionNames {
    values: Vec<Box<str>>,
    /// The first option of each value.
    by_value: HashMap<Box<str>, usize>,
    /// The options that have a value or a label of these letters, without the blanks around it.
    by_name: HashMap<Box<str>, Vec<usize>>,
    /// The same, whatever the case.
    by_folded: HashMap<String, Vec<usize>>,
    /// The most separators in a value or a label.
    separators: usize,
}

impl OptionNames {
    /// Reads the `options` of a config.
    pub(super) fn of(config: &Object) -> Self {
        let mut names = OptionNames::default();
        let options = config.get("options").and_then(Value::as_array).into_iter().flatten();
        for option in options {
            let Some(value) = option.get("value").and_then(Value::as_str) else { continue };
            let at = names.values.len();
            names.values.push(value.into());
            names.by_value.entry(value.into()).or_insert(at);
            for name in [Some(value), option.get("label").and_then(Value::as_str)].into_iter().flatten() {
                let add = |at_name: &mut Vec<usize>| {
                    // A value and a label that are the same name one option.
                    if at_name.last() != Some(&at) {
                        at_name.push(at);
                    }
                };
                add(names.by_name.entry(name.trim().into()).or_default());
                add(names.by_folded.entry(folded(name)).or_default());
                names.separators = names.separators.max(name.chars().filter(|c| is_separator(*c)).count());
            }
        }
        names
    }

    /// Whether an option has this value.
    #[must_use]
    pub fn has_value(&self, value: &str) -> bool {
        self.by_value.contains_key(value)
    }

    /// The option of this value or label; what is written exactly so goes before what differs in case.
    /// Blanks around either do not count.
    fn find(&self, text: &str) -> Named<'_> {
        let text = text.trim();
        if let Some(at) = self.by_value.get(text) {
            return Named::One(&self.values[*at]);
        }
        let found = self.by_name.get(text).or_else(|| self.by_folded.get(&folded(text)));
        match found.map_or(&[][..], Vec::as_slice) {
            [] => Named::None,
            [at] => Named::One(&self.values[*at]),
            several => Named::Several(several.iter().map(|at| &*self.values[*at]).collect()),
        }
    }
}

fn folded(text: &str) -> String {
    text.trim().chars().flat_map(char::to_lowercase).collect()
}

fn ambiguous(values: &[&str]) -> Cast {
    let values: Vec<String> = values.iter().map(|value| format!("\"{}\"", shorten_text(value))).collect();
    Cast::Unclear(format!("could be the option {}; give its value", values.join(" or ")))
}

/// Reads one option by its value or label. An unknown one is missing.
pub(super) fn read_one(names: &OptionNames, text: &str) -> Cast {
    let text = text.trim();
    match names.find(text) {
        Named::One(value) => Cast::Value(value.into()),
        Named::Several(values) => ambiguous(&values),
        Named::None if text.is_empty() => Cast::No,
        Named::None => Cast::WithOptions { value: text.into(), missing: vec![text.to_owned()] },
    }
}

/// Reads a set of options: a JSON array, or names between commas, semicolons and line breaks. A
/// name that itself has a comma is found as a whole. What a list names twice is one item of the set.
pub(super) fn read_many(names: &OptionNames, text: &str, reading: &Reading) -> Cast {
    let items: Vec<String> = match (names.find(text), serde_json::from_str(text)) {
        (Named::Several(values), _) => return ambiguous(&values),
        (Named::One(value), _) => vec![value.to_owned()],
        (Named::None, Ok(Value::Array(list))) if list.is_empty() => return Cast::Value(Value::Array(list)),
        (Named::None, Ok(Value::Array(list))) => {
            let scalars = list.iter().map(|item| if item.is_array() { None } else { plain_text(item) });
            match scalars.collect() {
                Some(items) => items,
                None => return Cast::No,
            }
        }
        (Named::None, _) => split(names, text).into_iter().map(ToOwned::to_owned).collect(),
    };
    let spelling = |item: &str| if reading.each_spelling { item.to_owned() } else { item.to_lowercase() };
    let mut seen: HashMap<(bool, String), &str> = HashMap::new();
    let (mut value, mut missing): (Vec<Value>, Vec<String>) = (Vec::new(), Vec::new());
    for item in items.iter().map(|item| item.trim()).filter(|item| !item.is_empty()) {
        let (name, known) = match names.find(item) {
            Named::Several(values) => return ambiguous(&values),
            Named::One(known) => ((true, known.to_owned()), known),
            Named::None => ((false, spelling(item)), item),
        };
        match seen.get(&name) {
            Some(before) if reading.each_spelling && *before != item => {
                return Cast::Unclear(format!(
                    "names the option \"{}\" twice, as \"{}\" and as \"{}\"",
                    shorten_text(known),
                    shorten_text(before),
                    shorten_text(item)
                ));
            }
            Some(_) => {}
            None => {
                if !name.0 {
                    missing.push(item.to_owned());
                }
                seen.insert(name, item);
                value.push(known.into());
            }
        }
    }
    match (value.is_empty(), missing.is_empty()) {
        (true, _) => Cast::No,
        (_, true) => Cast::Value(value.into()),
        _ => Cast::WithOptions { value: value.into(), missing },
    }
}

fn is_separator(c: char) -> bool {
    matches!(c, ',' | ';' | '\n' | '\r')
}

/// The items of a list; of those that could also be read together as one option, that option.
fn split<'a>(names: &OptionNames, text: &'a str) -> Vec<&'a str> {
    // Start and end of each piece.
    let mut pieces: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    for (at, mark) in text.match_indices(is_separator) {
        pieces.push((start, at));
        start = at + mark.len();
    }
    pieces.push((start, text.len()));
    let mut items = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let last = (at + names.separators).min(pieces.len() - 1);
        let joined = |last: &usize| &text[pieces[at].0..pieces[*last].1];
        let known = (at + 1..=last).rev().find(|last| names.find(joined(last)) != Named::None);
        let last = known.unwrap_or(at);
        items.push(joined(&last));
        at = last + 1;
    }
    items
}

/// An option's value, which is what filters and other tables know it by; sets as a list, which is a
/// JSON array where a value has a comma.
pub(super) fn to_text(value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => {
            let values: Vec<&str> = values.iter().map(Value::as_str).collect::<Option<_>>()?;
            if values.iter().any(|value| value.contains(is_separator) || value.starts_with('[')) {
                return serde_json::to_string(&values).ok();
            }
            Some(values.join(", "))
        }
        one => one.as_str().map(ToOwned::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};
    use serde_json::{Value, json};

    use super::{Named, OptionNames, to_text};
    use crate::text::Object;
    use crate::written::Cast;
    use crate::written::Reading;

    fn read_many(config: &Object, text: &str) -> Cast {
        super::read_many(&OptionNames::of(config), text, &Reading::default())
    }

    fn read_one(config: &Object, text: &str) -> Cast {
        super::read_one(&OptionNames::of(config), text)
    }

    /// The rule, as a search through all options.
    fn found<'a>(config: &'a Object, text: &str) -> Named<'a> {
        fn folded(text: &str) -> impl Iterator<Item = char> {
            text.trim().chars().flat_map(char::to_lowercase)
        }
        let options = || config["options"].as_array().unwrap().iter();
        let names = || {
            options().map(|option| {
                (option["value"].as_str().unwrap(), option.get("label").and_then(Value::as_str))
            })
        };
        let text = text.trim();
        if let Some((value, _)) = names().find(|(value, _)| *value == text) {
            return Named::One(value);
        }
        let matching = |same: &dyn Fn(&str) -> bool| -> Vec<&'a str> {
            let options = names().filter(|(value, label)| same(value) || label.is_some_and(same));
            options.map(|(value, _)| value).collect()
        };
        let mut values = matching(&|name| name.trim() == text);
        if values.is_empty() {
            values = matching(&|name| folded(name).eq(folded(text)));
        }
        match values.as_slice() {
            [] => Named::None,
            [value] => Named::One(value),
            _ => Named::Several(values),
        }
    }

    proptest! {
        #[test]
        fn an_option_is_found_as_by_a_search_through_all(
            names in proptest::collection::vec(("[ aAbBéÉßİı,;]{1,3}", proptest::option::of("[ aAbBéÉßİı,;]{0,3}")), 1..30),
            texts in proptest::collection::vec("[ aAbBéÉßİı,;]{0,4}", 1..30),
        ) {
            let options: Vec<Value> = names.iter().map(|(value, label)| match label {
                Some(label) => json!({"value": value, "label": label}),
                None => json!({"value": value}),
            }).collect();
            let config = json!({"options": options}).as_object().cloned().unwrap();
            let prepared = OptionNames::of(&config);
            let of_options = names.iter().flat_map(|(value, label)| [Some(value), label.as_ref()]).flatten();
            for text in texts.iter().chain(of_options) {
                prop_assert_eq!(prepared.find(text), found(&config, text), "{:?}", text);
            }
        }
    }

    fn config() -> Object {
        let options = json!([
            {"value": "red", "label": "Rot"}, {"value": "green"}, {"value": "white, off", "label": "Off-white; ivory"},
            {"value": "b1", "label": "Blue"}, {"value": "b2", "label": "blue "}, {"value": "S", "label": "Small"},
            {"value": "s", "label": "Süß 🎉"},
        ]);
        json!({"options": options}).as_object().cloned().unwrap_or_default()
    }

    fn value(value: Value) -> Cast {
        Cast::Value(value)
    }

    fn with(value: Value, missing: &[&str]) -> Cast {
        Cast::WithOptions { value, missing: missing.iter().map(|text| (*text).to_owned()).collect() }
    }

    #[test]
    fn an_option_is_named_by_its_value_or_its_label() {
        for (text, cast) in [
            ("red", value(json!("red"))),
            (" RED ", value(json!("red"))),
            ("rot", value(json!("red"))),
            ("SÜSS 🎉", with(json!("SÜSS 🎉"), &["SÜSS 🎉"])),
            ("SÜß 🎉", value(json!("s"))),
            ("s", value(json!("s"))),
            ("S", value(json!("S"))),
            ("white, off", value(json!("white, off"))),
            ("pink", with(json!("pink"), &["pink"])),
            // Exactly so written is one of them; in another case it is both.
            ("Blue", value(json!("b1"))),
            ("BLUE", Cast::Unclear("could be the option \"b1\" or \"b2\"; give its value".into())),
            (" ", Cast::No),
        ] {
            assert_eq!(read_one(&config(), text), cast, "{text}");
        }
    }

    #[test]
    fn a_set_is_a_list_of_names() {
        for (text, cast) in [
            ("red, green", value(json!(["red", "green"]))),
            ("green;Rot\r\ngreen,, red;", value(json!(["green", "red"]))),
            ("white, off", value(json!(["white, off"]))),
            ("red, WHITE, OFF, green", value(json!(["red", "white, off", "green"]))),
            ("off-white; ivory; red", value(json!(["white, off", "red"]))),
            ("white, red", with(json!(["white", "red"]), &["white"])),
            ("pink, red, Pink, grey", with(json!(["pink", "red", "grey"]), &["pink", "grey"])),
            (r#"["Rot", "a, b", 1]"#, with(json!(["red", "a, b", "1"]), &["a, b", "1"])),
            (r#"[["red"]]"#, Cast::No),
            ("[]", value(json!([]))),
            (r#"["", " "]"#, Cast::No),
            ("[red]", with(json!(["[red]"]), &["[red]"])),
            ("red, BLUE", Cast::Unclear("could be the option \"b1\" or \"b2\"; give its value".into())),
            (" , ;", Cast::No),
        ] {
            assert_eq!(read_many(&config(), text), cast, "{text}");
        }
    }

    #[test]
    fn spellings_are_told_apart_where_options_are_made_of_them() {
        let reading = Reading { each_spelling: true, ..Reading::default() };
        for (text, cast) in [
            ("pink, Pink, pink", with(json!(["pink", "Pink"]), &["pink", "Pink"])),
            ("red, green, red", value(json!(["red", "green"]))),
            ("red, Rot", Cast::Unclear("names the option \"red\" twice, as \"red\" and as \"Rot\"".into())),
        ] {
            assert_eq!(super::read_many(&OptionNames::of(&config()), text, &reading), cast, "{text}");
        }
    }

    #[test]
    fn text_names_the_same_options_again() {
        for (given, text) in [
            (json!("red"), "red"),
            (json!("green"), "green"),
            (json!("b1"), "b1"),
            (json!("b2"), "b2"),
            (json!(["red", "green"]), "red, green"),
            (json!(["red", "white, off"]), r#"["red","white, off"]"#),
            (json!([]), ""),
        ] {
            assert_eq!(to_text(&given).as_deref(), Some(text), "{given}");
            match &given {
                Value::String(_) => assert_eq!(read_one(&config(), text), value(given)),
                Value::Array(list) if list.is_empty() => {}
                _ => assert_eq!(read_many(&config(), text), value(given)),
            }
        }
    }
}
