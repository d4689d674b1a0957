//! Text that names options, read and written.

use std::collections::HashMap;

use serde_json::Value;

use crate::folding::folded;
use crate::text::{Object, nfc, shorten_text};
use crate::types::options::names::{Named, OptionNames};
use crate::written::list::{self, Piece, is_separator};
use crate::written::{Cast, Reading, plain_text};

fn ambiguous(values: &[&str]) -> Cast {
    let values: Vec<String> = values.iter().map(|value| format!("\"{}\"", shorten_text(value))).collect();
    Cast::Unclear(format!("could be the option {}; give its value", values.join(" or ")))
}

/// Reads the name of one option. An unknown option is missing.
pub(in crate::types) fn read_one(names: &OptionNames, text: &str) -> Cast {
    let text = &*nfc(text.trim());
    match names.find(text) {
        Named::One(value) => Cast::Value(value.into()),
        Named::Several(values) => ambiguous(&values),
        Named::None if text.is_empty() => Cast::No,
        Named::None => Cast::WithOptions { value: text.into(), missing: vec![text.to_owned()] },
    }
}

/// Reads a set of options: a JSON array, or names between commas, semicolons and line breaks.
///
/// A name that has a comma itself is found as a whole. An option that is named twice is one item of the set.
pub(in crate::types) fn read_many(names: &OptionNames, text: &str, reading: &Reading) -> Cast {
    let text = &*nfc(text);
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
        (Named::None, _) => split(names, text),
    };
    let spelling = |item: &str| if reading.each_spelling { item.to_owned() } else { folded(item) };
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

/// The items of a list. Items that together are the name of an option are one item.
fn split(names: &OptionNames, text: &str) -> Vec<String> {
    let pieces = list::pieces(text);
    let mut items = Vec::new();
    let mut at = 0;
    while let Some(piece) = pieces.get(at) {
        // What is quoted is an item by itself.
        let plain = |piece: &&Piece<'_>| !piece.is_quoted;
        let most = pieces[at..].iter().take(names.separators + 1).take_while(plain).count();
        let joined = |last: usize| &text[piece.start..pieces[last].end];
        let known = (at + 1..at + most).rev().find(|last| names.find(joined(*last)) != Named::None);
        items.push(known.map_or_else(|| piece.text.to_string(), |last| joined(last).to_owned()));
        at = known.unwrap_or(at) + 1;
    }
    items
}

/// The value of an option, by which filters and other tables know it. A set is a list of them, quoted as CSV does.
pub(in crate::types) fn to_text(config: &Object, value: &Value) -> Option<String> {
    match value {
        Value::Array(values) => {
            let values: Vec<&str> = values.iter().map(Value::as_str).collect::<Option<_>>()?;
            // Items side by side must not read as one option that has a comma itself.
            let plain: Vec<&str> =
                values.iter().map(|value| if list::is_plain(value) { value } else { "\0" }).collect();
            let plain = plain.join(", ").to_lowercase();
            let options = config.get("options").and_then(Value::as_array).into_iter().flatten();
            let mut names = options.flat_map(|option| [option.get("value"), option.get("label")]).flatten();
            let is_in =
                |name: &str| name.contains(is_separator) && plain.contains(&name.trim().to_lowercase());
            let all = values.len() > 1 && names.any(|name| name.as_str().is_some_and(is_in));
            Some(list::join(values.into_iter(), all))
        }
        one => one.as_str().map(ToOwned::to_owned),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{OptionNames, to_text};
    use crate::text::Object;
    use crate::written::{Cast, Reading};

    fn read_many(config: &Object, text: &str) -> Cast {
        super::read_many(&OptionNames::of(config), text, &Reading::default())
    }

    fn read_one(config: &Object, text: &str) -> Cast {
        super::read_one(&OptionNames::of(config), text)
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
            ("SÜSS 🎉", value(json!("s"))),
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
            (json!(["red", "white, off"]), r#"red, "white, off""#),
            (json!(["white, off"]), r#""white, off""#),
            (json!([]), ""),
        ] {
            assert_eq!(to_text(&config(), &given).as_deref(), Some(text), "{given}");
            match &given {
                Value::String(_) => assert_eq!(read_one(&config(), text), value(given)),
                Value::Array(list) if list.is_empty() => {}
                _ => assert_eq!(read_many(&config(), text), value(given)),
            }
        }
    }
}
