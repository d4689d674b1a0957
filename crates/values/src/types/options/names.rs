//! An option found by its value or its label.

use std::collections::HashMap;

use serde_json::Value;

use crate::folding;
use crate::text::{Object, nfc};
use crate::written::list::is_separator;

/// The options that a text names.
#[derive(Debug, PartialEq)]
pub(super) enum Named<'a> {
    One(&'a str),
    Several(Vec<&'a str>),
    None,
}

/// The options of a column, prepared for finding one by its name.
///
/// They are prepared once for many texts: to look at each of 10,000 options for each of 300,000 texts takes minutes.
#[derive(Debug, Default)]
pub struct OptionNames {
    values: Vec<Box<str>>,
    /// The first option of each value.
    by_value: HashMap<Box<str>, usize>,
    /// The options that have this value or label, without the blanks around it.
    by_name: HashMap<Box<str>, Vec<usize>>,
    /// The same, in lower case.
    by_folded: HashMap<String, Vec<usize>>,
    /// The most separators in a value or a label.
    pub(super) separators: usize,
}

impl OptionNames {
    /// Reads the `options` of a config.
    pub(in crate::types) fn of(config: &Object) -> Self {
        let mut names = OptionNames::default();
        let options = config.get("options").and_then(Value::as_array).into_iter().flatten();
        for option in options {
            let Some(value) = option.get("value").and_then(Value::as_str) else { continue };
            let at = names.values.len();
            names.values.push(value.into());
            names.by_value.entry(nfc(value).into()).or_insert(at);
            for name in [Some(value), option.get("label").and_then(Value::as_str)].into_iter().flatten() {
                let add = |at_name: &mut Vec<usize>| {
                    // A value and a label that are the same name one option.
                    if at_name.last() != Some(&at) {
                        at_name.push(at);
                    }
                };
                add(names.by_name.entry(nfc(name.trim()).into()).or_default());
                add(names.by_folded.entry(folded(name)).or_default());
                names.separators = names.separators.max(name.chars().filter(|c| is_separator(*c)).count());
            }
        }
        names
    }

    /// Whether an option has this value.
    pub fn has_value(&self, value: &str) -> bool {
        self.by_value.contains_key(&*nfc(value))
    }

    /// The value of the only option that a text names; see [`OptionNames::find`].
    pub fn value_of(&self, text: &str) -> Option<&str> {
        match self.find(text) {
            Named::One(value) => Some(value),
            Named::Several(_) | Named::None => None,
        }
    }

    /// The options of this value or label. A name in the same case goes before one in another; blanks around names
    /// do not count.
    pub(super) fn find(&self, text: &str) -> Named<'_> {
        let text = &*nfc(text.trim());
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

/// The form in which names are the same but for case and composition.
fn folded(text: &str) -> String {
    folding::folded(&nfc(text.trim()))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};
    use serde_json::{Value, json};

    use super::{Named, OptionNames};
    use crate::folding::fold;
    use crate::text::Object;

    /// The same by a search through all options.
    fn found<'a>(config: &'a Object, text: &str) -> Named<'a> {
        fn folded(text: &str) -> impl Iterator<Item = char> {
            text.trim().chars().flat_map(fold)
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
}
