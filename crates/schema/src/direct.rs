//! Values checked where they stand in jsonb's bytes, without the JSON Schema library, which sets up a context
//! for each of them, reads a text anew for each keyword, and prints numbers to count digits. What is asked is read off the very
//! schema that the library compiles; whatever is not known here, or not sure, is left to the library.

use std::cmp::Ordering;

use dyntables_values::jsonb::{Held, Members, Number, Part, elements, in_order};
use dyntables_values::text::Object;
use dyntables_values::types::ColumnType;
use serde_json::Value;

use crate::keywords::{Bound, CHECK, Digits, MAXIMUM, MINIMUM, MULTIPLE_OF, TypeCheck};

/// A schema of which every keyword is known here.
pub(super) struct Direct {
    type_: Option<Type>,
    rules: Vec<Rule>,
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

/// A keyword of JSON Schema. As there, it says something of values of its own type only.
enum Rule {
    /// `minLength` and `maxLength`, in characters.
    Length { least: usize, most: usize },
    /// `enum` of nothing but strings, in the order of keys.
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
    /// What the column's type asks.
    Check(TypeCheck),
}

impl Direct {
    /// Reads a schema; `None` if there is anything in it that only the library knows.
    pub(super) fn of(type_: &'static dyn ColumnType, config: &Object, schema: &Value) -> Option<Self> {
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
        let mut rules = Vec::new();
        for (keyword, value) in schema {
            rules.push(match keyword.as_str() {
                "type" => continue,
                "minLength" | "maxLength" if is_later(schema, keyword, "maxLength", "minLength") => continue,
                "minLength" | "maxLength" => {
                    let (least, most) = counts(schema, "minLength", "maxLength")?;
                    Rule::Length { least, most }
                }
                "minItems" | "maxItems" if is_later(schema, keyword, "maxItems", "minItems") => continue,
                "minItems" | "maxItems" => {
                    let (least, most) = counts(schema, "minItems", "maxItems")?;
                    Rule::Count { least, most }
                }
                "minimum" | "maximum" if is_later(schema, keyword, "maximum", "minimum") => continue,
                "minimum" | "maximum" => {
                    let limit = |keyword: &str| schema.get(keyword).map(Limit::of);
                    Rule::Range { least: transposed(limit("minimum"))?, most: transposed(limit("maximum"))? }
                }
                "enum" => {
                    let texts = value.as_array()?.iter().map(|option| option.as_str().map(Box::from));
                    let mut texts = texts.collect::<Option<Vec<Box<str>>>>()?;
                    texts.sort_by(|a, b| in_order(a.as_bytes(), b.as_bytes()));
                    Rule::Options(texts)
                }
                "uniqueItems" if *value == Value::Bool(true) => Rule::Unique,
                "items" => Rule::Items(Direct::of(type_, config, value)?),
                "properties" => {
                    let parts = value.as_object()?.iter();
                    let parts = parts
                        .map(|(key, part)| Some((key.as_bytes().into(), Direct::of(type_, config, part)?)));
                    Rule::Properties(parts.collect::<Option<_>>()?)
                }
                MULTIPLE_OF => Rule::Digits(Digits::new(value)),
                MINIMUM => Rule::Bound(Bound::new(value, false)),
                MAXIMUM => Rule::Bound(Bound::new(value, true)),
                CHECK => Rule::Check(TypeCheck::of(type_, config)),
                _ => return None,
            });
        }
        Some(Direct { type_: kind, rules })
    }

    /// Whether a value is valid; `None` where only the library can say.
    pub(super) fn is_valid(&self, value: Part<'_>) -> Option<bool> {
        let held = value.held()?;
        let is_of_type = match (&self.type_, &held) {
            (None, _)
            | (Some(Type::Text), Held::Text(_))
            | (Some(Type::Number), Held::Number(_))
            | (Some(Type::Boolean), Held::Boolean)
            | (Some(Type::Array), Held::Array(_))
            | (Some(Type::Object), Held::Object(_)) => true,
            (Some(Type::Integer), Held::Number(number)) => number.decimals() == 0,
            _ => false,
        };
        if is_of_type { all(&self.rules, |rule| rule.holds(&held)) } else { Some(false) }
    }
}

/// Of two keywords that make one rule, whether this is the one that is read with the other.
fn is_later(schema: &Object, keyword: &str, later: &str, earlier: &str) -> bool {
    keyword == later && schema.contains_key(earlier)
}

/// A limit that cannot be read makes the whole unreadable; one that is not there is none.
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

/// False if one is false, else unknown if one is.
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

impl Rule {
    fn holds(&self, value: &Held<'_>) -> Option<bool> {
        Some(match (self, value) {
            (Rule::Length { least, most }, Held::Text(text)) => {
                // A character has one byte to four.
                (text.len() <= *most && text.len() >= least.saturating_mul(4))
                    || (*least..=*most).contains(&text.chars().count())
            }
            (Rule::Options(options), Held::Text(text)) => {
                options.binary_search_by(|option| in_order(option.as_bytes(), text.as_bytes())).is_ok()
            }
            (Rule::Options(_), _) => false,
            (Rule::Range { least, most }, Held::Number(number)) => {
                let whole = number.whole();
                let order = |limit: &Limit| compare(number, whole, limit);
                let is_above = least.as_ref().map_or(Some(true), |limit| Some(order(limit)?.is_ge()));
                let is_below = most.as_ref().map_or(Some(true), |limit| Some(order(limit)?.is_le()));
                return all([is_above, is_below], |holds| holds);
            }
            (Rule::Digits(digits), Held::Number(number)) => digits.allows(number.decimals()),
            (Rule::Bound(bound), Held::Text(text)) => bound.allows(text),
            (Rule::Count { least, most }, Held::Array(array)) => {
                (*least..=*most).contains(&elements(array).len())
            }
            (Rule::Unique, Held::Array(array)) => return is_unique(array),
            (Rule::Items(items), Held::Array(array)) => {
                return all(elements(array), |item| items.is_valid(item?));
            }
            (Rule::Properties(parts), Held::Object(object)) => {
                let of = |key: &[u8]| parts.iter().find(|(known, _)| **known == *key);
                return all(Members::of(object)?, |(key, value)| {
                    of(key).map_or(Some(true), |(_, part)| part.is_valid(value))
                });
            }
            (Rule::Check(check), value) => return check.passes(value),
            _ => true,
        })
    }
}

/// Whether no two elements of an array are the same; `None` of more than a few, and of anything but texts,
/// of which others can be the same though their bytes differ.
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

/// A bound of numbers.
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

/// `None` where it is too close to tell. Rounding to doubles may make different numbers the same, but never
/// puts them the other way round.
fn compare(number: &Number<'_>, whole: Option<i64>, limit: &Limit) -> Option<Ordering> {
    match (whole, limit.whole) {
        (Some(whole), Some(limit)) => Some(whole.cmp(&limit)),
        _ => number.double()?.partial_cmp(&limit.double).filter(|order| order.is_ne()),
    }
}

#[cfg(test)]
mod tests {
    use dyntables_values::jsonb::node::{Jsonb, JsonbNode, Node as _, Object as _};
    use jsonschema_value::jsonb::encode::encode;
    use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
    use serde_json::{Value, json};

    use crate::check::Check;
    use dyntables_values::jsonb::Members;
    use dyntables_values::jsonb::Part;
    use dyntables_values::text::Object;
    use dyntables_values::types::registry;

    /// Columns of which each keyword comes up, at its edges.
    fn checks() -> Vec<Check> {
        let columns = json!([
            {"type": "text", "config": {"min_length": 2, "max_length": 4}},
            {"type": "text", "config": {"max_length": 3}},
            {"type": "long_text", "config": {"max_length": 3}},
            {"type": "long_text"},
            {"type": "rich_text", "config": {"max_length": 5}},
            {"type": "integer"},
            {"type": "integer", "config": {"min": -3, "max": 7}},
            {"type": "integer", "config": {"max": 7.0}},
            {"type": "number", "config": {"min": 0}},
            {"type": "number", "config": {"min": 0.1, "max": 0.3, "precision": 2}},
            {"type": "number", "config": {"min": -1e308, "max": 9_007_199_254_740_993_i64}},
            {"type": "decimal"},
            {"type": "decimal", "config": {"scale": 0}},
            {"type": "decimal", "config": {"min": 0.1, "scale": 3}},
            {"type": "decimal", "config": {"max": serde_json::from_str::<Value>("0.10000000000000000001").unwrap()}},
            {"type": "decimal", "config": {"max": serde_json::from_str::<Value>("1e400").unwrap()}},
            {"type": "decimal", "config": {"max": serde_json::from_str::<Value>("9223372036854775808").unwrap()}},
            {"type": "percent", "config": {"min": 0, "max": 100}},
            {"type": "progress"},
            {"type": "rating"},
            {"type": "rating", "config": {"max": 10}},
            {"type": "duration"},
            {"type": "checkbox"},
            {"type": "currency"},
            {"type": "currency", "config": {"currency": "EUR", "scale": 1}},
            {"type": "select", "config": {"options": ["a", "b", "longer", "é"]}},
            {"type": "select", "config": {"options": ["a", "b", "longer", "é"], "allow_multiple": true}},
            {"type": "multi_select", "config": {"options": ["a", "b", "longer", "é"], "min_items": 1, "max_items": 2}},
            {"type": "status"},
            {"type": "user"},
            {"type": "user", "config": {"allow_multiple": true}},
            {"type": "date", "config": {"min": "2000-01-01", "max": "2026-01-28"}},
            {"type": "datetime", "config": {"min": "2000-01-01T00:00:00Z"}},
            {"type": "time"},
            {"type": "phone"},
            {"type": "slug"},
            {"type": "email"},
            {"type": "url"},
            {"type": "uuid"},
            {"type": "color"},
            {"type": "ip"},
            {"type": "location"},
            {"type": "person_name"},
            {"type": "json"},
        ]);
        columns.as_array().unwrap().iter().map(check).collect()
    }

    fn check(column: &Value) -> Check {
        let type_ = registry::find(column["type"].as_str().unwrap()).unwrap();
        let mut config = column["config"].as_object().cloned().unwrap_or_else(Object::new);
        type_.normalize_config(&mut config);
        Check::new("v", type_, &config).unwrap()
    }

    /// A value as one of a record, which the bytes must outlive.
    fn record(value: &Value) -> Vec<u8> {
        encode(&json!({"v": value}))
    }

    fn part(record: &[u8]) -> Part<'_> {
        Members::of(record).unwrap().next().unwrap().1
    }

    fn node(record: &[u8]) -> JsonbNode<'_> {
        Jsonb::root(record).as_object().unwrap().get(&b"v".as_slice().into()).unwrap()
    }

    fn number() -> impl Strategy<Value = Value> {
        let near = |whole: i64| {
            (-2_i64..=2, "(\\.[0-9]{1,3}|\\.0{1,20}[01])?")
                .prop_map(move |(by, fraction)| format!("{}{fraction}", i128::from(whole) + i128::from(by)))
        };
        prop_oneof![
            near(0),
            near(-3),
            near(7),
            near(100),
            near(9_007_199_254_740_993),
            near(i64::MAX),
            near(-i64::MAX),
            "0\\.[0-3]{1,2}0{0,20}1?",
            "-?(0|[1-9][0-9]{0,39})(\\.[0-9]{1,40})?",
            Just("1e308".to_owned()),
            Just("-1e308".to_owned()),
            Just("1.000000000000000000001e308".to_owned()),
            Just("1e400".to_owned()),
            Just("-1e400".to_owned()),
        ]
        .prop_map(|text| serde_json::from_str(&text).unwrap())
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![
            any::<String>(),
            "[aé🎉\n]{0,6}",
            "a|b|longer|é|todo|done|EUR|eur|XXX",
            "(1999|2000|2026)-0[1-3]-(01|28|29)(T0[0-9]:00:00Z)?",
            "[+][0-9]{5,16}",
            "[0-9]{2}:[0-9]{2}:[0-9]{2}",
        ]
    }

    fn odd() -> impl Strategy<Value = Value> {
        let scalar = || {
            prop_oneof![
                4 => number(),
                4 => text().prop_map(Value::String),
                1 => any::<bool>().prop_map(Value::Bool),
                1 => Just(Value::Null),
            ]
        };
        prop_oneof![
            6 => scalar(),
            2 => proptest::collection::vec(scalar(), 0..4).prop_map(Value::Array),
            1 => proptest::collection::vec("a|b|longer|é".prop_map(Value::String), 0..4).prop_map(Value::Array),
            1 => (number(), "[A-Z]{3}|EUR|USD").prop_map(|(amount, code)| json!({"amount": amount, "currency": code})),
            1 => proptest::collection::btree_map("amount|currency|lat|lng|first|x", scalar(), 0..3)
                .prop_map(|members| Value::Object(members.into_iter().collect())),
        ]
    }

    #[test]
    fn columns_of_the_common_types_need_no_library() {
        let known = checks().iter().filter(|check| check.direct.is_some()).count();
        assert!(known >= 36, "{known}");
    }

    #[test]
    fn what_is_too_close_for_doubles_is_left_to_the_library() {
        let columns = json!([{"key": "v", "type": "decimal", "config": {"min": 0.1}}]);
        let check = check(&columns[0]);
        let direct = check.direct.as_ref().unwrap();
        for (text, sure, valid) in [
            ("0.1", None, true),
            ("0.09999999999999999999999", None, false),
            ("0.10000000000000000000001", None, true),
            ("0.0999", Some(false), false),
            ("0.1001", Some(true), true),
            ("1", Some(true), true),
        ] {
            let record = record(&serde_json::from_str(text).unwrap());
            assert_eq!(direct.is_valid(part(&record)), sure, "{text}");
            assert_eq!(check.is_valid(part(&record)), valid, "{text}");
        }
    }

    proptest! {
        #![proptest_config(proptest::prelude::ProptestConfig::with_cases(3000))]

        #[test]
        fn what_is_sure_is_what_the_library_says(value in odd()) {
            std::thread_local!(static CHECKS: Vec<Check> = checks());
            let record = record(&value);
            CHECKS.with(|checks| {
                for (at, check) in checks.iter().enumerate() {
                    let expected = check.validator.is_valid(node(&record));
                    if let Some(direct) = &check.direct {
                        prop_assert!(direct.is_valid(part(&record)).is_none_or(|sure| sure == expected), "{at} {value}");
                    }
                    prop_assert_eq!(check.is_valid(part(&record)), expected, "{} {}", at, &value);
                    prop_assert_eq!(check.validator.iter_errors(node(&record)).next().is_none(), expected, "{} {}", at, &value);
                }
                Ok(())
            })?;
        }
    }
}
