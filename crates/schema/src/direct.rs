//! A schema that is checked on the bytes of jsonb, without the JSON Schema library.
//!
//! The library sets up a context for each value, reads a text again for each keyword, and prints numbers to count their
//! digits. Here the same schema is read that the library compiles. The library is asked if a schema has unknown keywords,
//! and if an answer is not sure.

use std::cmp::Ordering;

use dyntables_values::jsonb::{Held, Members, Number, elements, in_order};
use dyntables_values::text::Object;
use serde_json::Value;

use crate::keywords::{Bound, Digits, MAXIMUM, MINIMUM, MULTIPLE_OF};

/// A schema whose keywords are all known here.
pub(super) struct Direct {
    type_: Option<Type>,
    assertions: Vec<Assertion>,
}

enum Type {
    Text,
    Number,
    /// A number without a fraction, however it is written.
    Integer,
    Boolean,
    Array,
    Object,
}

/// An assertion of JSON Schema. It holds for all values of other types than its own.
enum Assertion {
    /// `minLength` and `maxLength`, in characters.
    Length { least: usize, most: usize },
    /// `enum` of strings, in the order of keys.
    Options(Vec<Box<str>>),
    /// `minimum` and `maximum`.
    Range { least: Option<Limit>, most: Option<Limit> },
    /// `multipleOf` a power of ten.
    Digits(Digits),
    /// `formatMinimum`, `formatMaximum`.
    Bound(Bound),
    /// `minItems` and `maxItems`.
    Count { least: usize, most: usize },
    /// `uniqueItems`.
    Unique,
    /// `items`.
    Items(Direct),
    /// `properties`, under their prepared keys.
    Properties(Vec<(Box<[u8]>, Direct)>),
}

impl Direct {
    /// Reads a schema; `None` if only the library knows one of its keywords.
    pub(super) fn of(schema: &Value) -> Option<Self> {
        let schema = schema.as_object()?;
        let kind = match schema.get("type").map(Value::as_str) {
            None => None,
            Some(Some("string")) => Some(Type::Text),
            Some(Some("number")) => Some(Type::Number),
            Some(Some("boolean")) => Some(Type::Boolean),
            Some(Some("array")) => Some(Type::Array),
            Some(Some("object")) => Some(Type::Object),
            Some(Some("integer")) => Some(Type::Integer),
            Some(_) => return None,
        };
        let mut assertions = Vec::new();
        for (keyword, value) in schema {
            assertions.push(match keyword.as_str() {
                "type" => continue,
                "minLength" | "maxLength" if is_later(schema, keyword, "maxLength", "minLength") => continue,
                "minLength" | "maxLength" => {
                    let (least, most) = counts(schema, "minLength", "maxLength")?;
                    Assertion::Length { least, most }
                }
                "minItems" | "maxItems" if is_later(schema, keyword, "maxItems", "minItems") => continue,
                "minItems" | "maxItems" => {
                    let (least, most) = counts(schema, "minItems", "maxItems")?;
                    Assertion::Count { least, most }
                }
                "minimum" | "maximum" if is_later(schema, keyword, "maximum", "minimum") => continue,
                "minimum" | "maximum" => {
                    let limit = |keyword: &str| schema.get(keyword).map(Limit::of);
                    Assertion::Range {
                        least: transposed(limit("minimum"))?,
                        most: transposed(limit("maximum"))?,
                    }
                }
                "enum" => {
                    let texts = value.as_array()?.iter().map(|option| option.as_str().map(Box::from));
                    let mut texts = texts.collect::<Option<Vec<Box<str>>>>()?;
                    texts.sort_by(|a, b| in_order(a.as_bytes(), b.as_bytes()));
                    Assertion::Options(texts)
                }
                "uniqueItems" if *value == Value::Bool(true) => Assertion::Unique,
                "items" => Assertion::Items(Direct::of(value)?),
                "properties" => {
                    let parts = value.as_object()?.iter();
                    let parts = parts.map(|(key, part)| Some((key.as_bytes().into(), Direct::of(part)?)));
                    Assertion::Properties(parts.collect::<Option<_>>()?)
                }
                MULTIPLE_OF => Assertion::Digits(Digits::new(value)),
                MINIMUM => Assertion::Bound(Bound::new(value, false)),
                MAXIMUM => Assertion::Bound(Bound::new(value, true)),
                _ => return None,
            });
        }
        Some(Direct { type_: kind, assertions })
    }

    /// Whether a value is valid; `None` if only the library can say.
    pub(super) fn is_valid(&self, value: &Held<'_>) -> Option<bool> {
        let is_of_type = match (&self.type_, value) {
            (None, _)
            | (Some(Type::Text), Held::Text(_))
            | (Some(Type::Number), Held::Number(_))
            | (Some(Type::Boolean), Held::Boolean)
            | (Some(Type::Array), Held::Array(_))
            | (Some(Type::Object), Held::Object(_)) => true,
            (Some(Type::Integer), Held::Number(number)) => number.decimals() == 0,
            _ => false,
        };
        if is_of_type { all(&self.assertions, |assertion| assertion.holds(value)) } else { Some(false) }
    }
}

/// Whether a keyword was read with another one, as two keywords make one assertion.
fn is_later(schema: &Object, keyword: &str, later: &str, earlier: &str) -> bool {
    keyword == later && schema.contains_key(earlier)
}

/// A limit if there is one; `None` if it cannot be read.
fn transposed(limit: Option<Option<Limit>>) -> Option<Option<Limit>> {
    limit.map_or(Some(None), |limit| limit.map(Some))
}

fn counts(schema: &Object, least: &str, most: &str) -> Option<(usize, usize)> {
    let count = |keyword: &str, default: usize| match schema.get(keyword) {
        None => Some(default),
        Some(value) => usize::try_from(value.as_u64()?).ok(),
    };
    Some((count(least, 0)?, count(most, usize::MAX)?))
}

/// False if one item is false, else unknown if one is unknown.
fn all<T>(items: impl IntoIterator<Item = T>, holds: impl Fn(T) -> Option<bool>) -> Option<bool> {
    let mut is_sure = true;
    for item in items {
        match holds(item) {
            Some(true) => {}
            Some(false) => return Some(false),
            None => is_sure = false,
        }
    }
    is_sure.then_some(true)
}

impl Assertion {
    fn holds(&self, value: &Held<'_>) -> Option<bool> {
        Some(match (self, value) {
            (Assertion::Length { least, most }, Held::Text(text)) => {
                // A character has one to four bytes.
                (text.len() <= *most && text.len() >= least.saturating_mul(4))
                    || (*least..=*most).contains(&text.chars().count())
            }
            (Assertion::Options(options), Held::Text(text)) => {
                options.binary_search_by(|option| in_order(option.as_bytes(), text.as_bytes())).is_ok()
            }
            (Assertion::Options(_), _) => false,
            (Assertion::Range { least, most }, Held::Number(number)) => {
                let whole = number.whole();
                let order = |limit: &Limit| compare(number, whole, limit);
                let is_above = least.as_ref().map_or(Some(true), |limit| Some(order(limit)?.is_ge()));
                let is_below = most.as_ref().map_or(Some(true), |limit| Some(order(limit)?.is_le()));
                return all([is_above, is_below], |holds| holds);
            }
            (Assertion::Digits(digits), Held::Number(number)) => digits.holds_for(number.decimals()),
            (Assertion::Bound(bound), Held::Text(text)) => bound.holds_for(text),
            (Assertion::Count { least, most }, Held::Array(array)) => {
                (*least..=*most).contains(&elements(array).len())
            }
            (Assertion::Unique, Held::Array(array)) => return is_unique(array),
            (Assertion::Items(items), Held::Array(array)) => {
                return all(elements(array), |item| items.is_valid(&item?.held()?));
            }
            (Assertion::Properties(parts), Held::Object(object)) => {
                let of = |key: &[u8]| parts.iter().find(|(known, _)| **known == *key);
                return all(Members::of(object)?, |(key, value)| {
                    of(key).map_or(Some(true), |(_, part)| part.is_valid(&value.held()?))
                });
            }
            _ => true,
        })
    }
}

/// Whether all elements of an array are different; `None` if there are many, or if one is no text. Other values may be the
/// same though their bytes differ.
fn is_unique(array: &[u8]) -> Option<bool> {
    const MOST: usize = 16;
    if elements(array).len() <= 1 {
        return Some(true);
    }
    let mut seen = [""; MOST];
    for (at, element) in elements(array).enumerate() {
        let Held::Text(text) = element?.held()? else { return None };
        if seen.iter().take(at).any(|other| *other == text) {
            return Some(false);
        }
        *seen.get_mut(at)? = text;
    }
    Some(true)
}

/// A limit of numbers.
struct Limit {
    whole: Option<i64>,
    /// The nearest double.
    double: f64,
}

impl Limit {
    fn of(value: &Value) -> Option<Self> {
        let double = value.as_f64().filter(|double| double.is_finite())?;
        Some(Limit { whole: value.as_i64(), double })
    }
}

/// How a number compares with a limit; `None` if they are too close to tell. Rounding to doubles may make different numbers
/// equal, but never swaps their order.
fn compare(number: &Number<'_>, whole: Option<i64>, limit: &Limit) -> Option<Ordering> {
    match (whole, limit.whole) {
        (Some(whole), Some(limit)) => Some(whole.cmp(&limit)),
        _ => number.double()?.partial_cmp(&limit.double).filter(|order| order.is_ne()),
    }
}

#[cfg(test)]
mod tests;
