//! The naive evaluator: SPEC chapter 7 over JSON values. It shares no code with the filters.

use std::cmp::Ordering;

use dyntables_values::folding::folded;
use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use serde_json::{Map, Value, json};

use crate::calendar::{self, When, read_day, read_instant, start_of};
use crate::cases::{ALIASES, CALLER, COLUMNS, PATTERNS, PHONES, STATES, is_text};

/// Whether a record matches a filter at the instant `now`.
pub fn holds(record: &Value, filter: &Value, now: i64) -> bool {
    match filter {
        Value::Array(list) => {
            let mut alternatives = vec![true];
            for (at, element) in list.iter().enumerate() {
                let mut rest = element.clone();
                let conjunction = rest.as_object_mut().and_then(|map| map.remove("conjunction"));
                if at > 0 && conjunction == Some(json!("or")) {
                    alternatives.push(true);
                }
                *alternatives.last_mut().unwrap() &= holds(record, &rest, now);
            }
            alternatives.into_iter().any(|one| one)
        }
        Value::Object(map) => {
            if let Some(key) = map.get("column").or_else(|| map.get("attribute")) {
                let operator = map["operator"].as_str().unwrap().to_lowercase();
                return condition(record, key.as_str().unwrap(), &operator, &map["value"], now);
            }
            map.iter().all(|(key, value)| match key.as_str() {
                "and" => value.as_array().unwrap().iter().all(|part| holds(record, part, now)),
                "or" => value.as_array().unwrap().iter().any(|part| holds(record, part, now)),
                "not" => !holds(record, value, now),
                _ => {
                    let comparisons = value.as_object().unwrap();
                    comparisons
                        .iter()
                        .all(|(operator, operand)| condition(record, key, operator, operand, now))
                }
            })
        }
        _ => unreachable!("no such filter is made"),
    }
}

/// A condition on the value at a path.
fn condition(record: &Value, path: &str, operator: &str, operand: &Value, now: i64) -> bool {
    let operator =
        ALIASES.iter().find(|(alias, _)| alias.eq_ignore_ascii_case(operator)).map_or(operator, |(_, o)| o);
    let kind = COLUMNS.iter().find(|(key, _)| *key == path).map_or("json", |(_, kind)| kind);
    if kind == "category" {
        let state = STATES.iter().find(|(state, _)| record["state"] == *state);
        return test(&json!(state.and_then(|(_, category)| *category)), kind, operator, operand, now);
    }
    if kind == "part of date" {
        let (key, part) = path.split_once('.').unwrap();
        return test(&part_of_date(&record[key], part), kind, operator, operand, now);
    }
    if path == "files" && operator == "length" {
        let count = json!(elements(&record["files"]).len());
        let comparisons = operand.as_object().unwrap().iter();
        return comparisons
            .into_iter()
            .all(|(operator, operand)| test(&count, "number", operator, operand, now));
    }
    if let Some(part) = path.strip_prefix("files.") {
        return some_element(&record["files"], part, kind, operator, operand, now);
    }
    let value = path.split('.').fold(record, |value, key| &value[key]);
    let is_part = ["like", "contain", "with", "match"].iter().any(|part| operator.contains(part));
    let operand = if is_text(kind) && is_part { operand.clone() } else { read(kind, operand) };
    test(value, kind, operator, &operand, now)
}

/// The elements of a list; an object alone is one.
fn elements(value: &Value) -> Vec<&Value> {
    match value {
        Value::Array(list) => list.iter().collect(),
        Value::Null => Vec::new(),
        one => vec![one],
    }
}

/// A condition on a part of some element. Negations are the complements, and a part is absent where no element has it.
fn some_element(list: &Value, part: &str, kind: &str, operator: &str, operand: &Value, now: i64) -> bool {
    let plain = |operator: &str, operand: &Value| some_element(list, part, kind, operator, operand, now);
    let has_filled = |is: fn(&Value) -> bool| elements(list).iter().any(|element| !is(&element[part]));
    match operator {
        "neq" => !plain("eq", operand),
        "is_not_empty" => !plain("is_empty", operand),
        "is_not_null" => !plain("is_null", operand),
        _ if operator.starts_with("not_") => !plain(&operator[4..], operand),
        "is_empty" => has_filled(is_empty) != operand.as_bool().unwrap(),
        "is_null" => has_filled(Value::is_null) != operand.as_bool().unwrap(),
        "eq" if operand.is_null() => !has_filled(Value::is_null),
        "in" => operand.as_array().unwrap().iter().any(|one| plain("eq", one)),
        _ => elements(list).iter().any(|element| test(&element[part], kind, operator, operand, now)),
    }
}

/// A part of a date, or of an instant in Berlin.
fn part_of_date(value: &Value, part: &str) -> Value {
    let Some(text) = value.as_str() else { return Value::Null };
    let local: DateTime = match text.parse::<Timestamp>() {
        Ok(instant) => TimeZone::get("Europe/Berlin").unwrap().to_datetime(instant),
        Err(_) => text.parse().unwrap(),
    };
    json!(match part {
        "year" => local.year(),
        "quarter" => (i16::from(local.month()) + 2) / 3,
        "month" => local.month().into(),
        "day" => local.day().into(),
        "weekday" => local.weekday().to_monday_one_offset().into(),
        "hour" => local.hour().into(),
        other => unreachable!("{other}"),
    })
}

/// An operand as the column would store it.
fn read(kind: &str, operand: &Value) -> Value {
    match operand {
        Value::Array(list) => list.iter().map(|one| read(kind, one)).collect(),
        Value::String(text) => match kind {
            "currency" if text.len() == 3 && text.bytes().all(|b| b.is_ascii_alphabetic()) => {
                json!(text.to_uppercase())
            }
            "user" | "users" if text == "me" => json!(CALLER),
            "phone" => json!(PHONES.iter().find(|(written, _)| written == text).map_or(&**text, |(_, s)| s)),
            "color" if text.starts_with('#') => {
                let digits = text[1..].to_lowercase();
                let double = |c: char| [c, c].into_iter().collect::<String>();
                json!(format!(
                    "#{}",
                    if digits.len() == 3 { digits.chars().map(double).collect() } else { digits }
                ))
            }
            _ => operand.clone(),
        },
        _ => operand.clone(),
    }
}

fn test(value: &Value, kind: &str, operator: &str, operand: &Value, now: i64) -> bool {
    let plain = |operator: &str| test(value, kind, operator, operand, now);
    let list = || operand.as_array().unwrap();
    let is_set = kind == "set" || kind == "users";
    match operator {
        "neq" => !plain("eq"),
        "is_not_empty" => !plain("is_empty"),
        "is_not_null" => !plain("is_null"),
        "has_none" => !plain("has_any"),
        _ if operator.starts_with("not_") => !plain(&operator[4..]),
        "is_null" => value.is_null() == operand.as_bool().unwrap(),
        "is_empty" => is_empty(value) == operand.as_bool().unwrap(),
        "eq" if operand.is_null() => value.is_null(),
        "in" => list().iter().any(|one| test(value, kind, "eq", one, now)),
        "length" => {
            let length = match value {
                Value::String(_) if kind == "name" => unreachable!("names are objects"),
                Value::String(text) => json!(text.chars().count()),
                Value::Array(elements) => json!(elements.len()),
                Value::Object(_) if kind == "name" => json!(name(value).chars().count()),
                // An absent set and one without elements are the same.
                Value::Null if is_set => json!(0),
                _ => Value::Null,
            };
            operand
                .as_object()
                .unwrap()
                .iter()
                .all(|(operator, operand)| test(&length, "number", operator, operand, now))
        }
        "eq" | "is_exactly" if is_set && operand == &json!([]) => is_empty(value),
        "has_all" if is_set && operand == &json!([]) => true,
        _ if value.is_null() => false,
        "between" => test(value, kind, "gte", &list()[0], now) && test(value, kind, "lte", &list()[1], now),
        "eq" | "gt" | "gte" | "lt" | "lte" | "within" if kind == "date" || kind == "instant" => {
            dates(value.as_str().unwrap(), kind, operator, operand, now)
        }
        "eq" => equal(value, kind, operand),
        "gt" => compare(value, kind, operand) == Some(Ordering::Greater),
        "lt" => compare(value, kind, operand) == Some(Ordering::Less),
        "gte" => compare(value, kind, operand).is_some_and(Ordering::is_ge),
        "lte" => compare(value, kind, operand).is_some_and(Ordering::is_le),
        "is_exactly" => value.is_array() && same_set(value, operand),
        "has_any" => value.as_array().is_some_and(|set| list().iter().any(|one| set.contains(one))),
        "has_all" => value.as_array().is_some_and(|set| list().iter().all(|one| set.contains(one))),
        "contains" if is_set => value.as_array().unwrap().contains(operand),
        // A list at a path has elements; an object holds the text to look for.
        "contains" if kind == "json" && value.is_array() => {
            value.as_array().unwrap().contains(operand.get("value").unwrap_or(operand))
        }
        "contains" if kind == "json" && (operand.is_number() || operand.is_boolean()) => false,
        operator => match (kind, value) {
            ("name", _) => text_test(operator, &name(value), operand),
            (_, Value::String(text)) => text_test(operator, text, operand),
            _ => false,
        },
    }
}

fn text_test(operator: &str, value: &str, operand: &Value) -> bool {
    let sensitive = operand.get("case_sensitive") == Some(&Value::Bool(true))
        || operator == "like"
        || operator == "matches";
    let part = operand.get("value").unwrap_or(operand).as_str().unwrap();
    let fold = |text: &str| if sensitive { text.to_owned() } else { folded(text) };
    let (value, folded) = (fold(value), fold(part));
    let (letters, pattern): (Vec<char>, Vec<char>) = (value.chars().collect(), folded.chars().collect());
    match operator {
        "contains" => value.contains(&folded),
        "starts_with" => value.starts_with(&folded),
        "ends_with" => value.ends_with(&folded),
        "like" | "ilike" => like(&letters, &pattern),
        "contains_word" => has_word(&letters, &pattern),
        "matches" | "imatches" => PATTERNS.iter().find(|(known, _)| *known == part).unwrap().1(&value),
        other => unreachable!("{other}"),
    }
}

fn like(text: &[char], pattern: &[char]) -> bool {
    match pattern {
        [] => text.is_empty(),
        ['%', rest @ ..] => (0..=text.len()).any(|skip| like(&text[skip..], rest)),
        ['_', rest @ ..] => !text.is_empty() && like(&text[1..], rest),
        ['\\', plain, rest @ ..] | [plain, rest @ ..] => {
            text.first() == Some(plain) && like(&text[1..], rest)
        }
    }
}

fn has_word(text: &[char], word: &[char]) -> bool {
    let joined = |at: Option<usize>, edge: char| {
        edge.is_alphanumeric() && at.and_then(|at| text.get(at)).is_some_and(|c| c.is_alphanumeric())
    };
    (0..text.len()).any(|at| {
        text[at..].starts_with(word)
            && !joined(at.checked_sub(1), word[0])
            && !joined(Some(at + word.len()), *word.last().unwrap())
    })
}

fn dates(value: &str, kind: &str, operator: &str, operand: &Value, now: i64) -> bool {
    let (value, from, to) = match (kind, calendar::read(operand, now)) {
        ("date", When::Days(first, last)) => (read_day(value), first, last + 1),
        ("date", When::Instant(instant)) => {
            let day = calendar::local_day(instant);
            (read_day(value), day, day + 1)
        }
        (_, When::Days(first, last)) => (read_instant(value), start_of(first), start_of(last + 1)),
        (_, When::Instant(instant)) => (read_instant(value), instant, instant + 1),
    };
    match operator {
        "eq" | "within" => (from..to).contains(&value),
        "lt" => value < from,
        "lte" => value < to,
        "gt" => value >= to,
        _ => value >= from,
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null)
        || value == &json!("")
        || value.as_array().is_some_and(Vec::is_empty)
        || value.as_object().is_some_and(Map::is_empty)
}

fn same_set(a: &Value, b: &Value) -> bool {
    let (a, b) = (a.as_array().unwrap(), b.as_array().unwrap());
    a.iter().all(|one| b.contains(one)) && b.iter().all(|one| a.contains(one))
}

fn equal(value: &Value, kind: &str, operand: &Value) -> bool {
    match kind {
        "set" | "users" => same_set(value, operand),
        "place" => value == operand,
        "name" if operand.is_object() => value == operand,
        "money" if operand.is_object() => {
            value["currency"] == operand["currency"]
                && compare(&value["amount"], "number", &operand["amount"]) == Some(Ordering::Equal)
        }
        "json" if operand.is_object() || operand.is_array() => value == operand,
        _ => compare(value, kind, operand) == Some(Ordering::Equal),
    }
}

/// "last first", with those of the two that exist. The other parts where neither exists.
fn name(value: &Value) -> String {
    let of = |keys: &[&str]| keys.iter().filter_map(|key| value[key].as_str()).collect::<Vec<_>>().join(" ");
    let name = of(&["last", "first"]);
    if name.is_empty() { of(&["middle", "prefix", "suffix"]) } else { name }
}

/// Compares texts by code points, because the test database has the collation C.
fn compare(value: &Value, kind: &str, operand: &Value) -> Option<Ordering> {
    match (kind, value, operand) {
        ("money", value, operand) => compare(&value["amount"], "number", operand),
        ("name", value, operand) => Some(name(value).as_str().cmp(operand.as_str()?)),
        ("ip", Value::String(a), Value::String(b)) => Some(address(a).cmp(&address(b))),
        // `14:30` is `14:30:00`.
        ("time", Value::String(a), Value::String(b)) => {
            Some(format!("{a}:00")[..8].cmp(&format!("{b}:00")[..8]))
        }
        ("email", Value::String(a), Value::String(b)) => Some(folded(a).cmp(&folded(b))),
        ("uuid" | "id", Value::String(a), Value::String(b)) => Some(a.to_lowercase().cmp(&b.to_lowercase())),
        (_, Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
        },
        (_, Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (_, Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

/// What PostgreSQL orders addresses by: version, network, prefix length, address. This is right for addresses
/// whose networks do not contain each other unless they begin with the same bits.
fn address(text: &str) -> (bool, u128, u32, u128) {
    let (address, prefix) = text.split_once('/').unwrap_or((text, ""));
    let (version6, bits, width) = match address.parse().unwrap() {
        std::net::IpAddr::V4(address) => (false, u128::from(u32::from(address)), 32),
        std::net::IpAddr::V6(address) => (true, u128::from(address), 128),
    };
    let prefix: u32 = prefix.parse().unwrap_or(width);
    let network = if prefix == 0 { 0 } else { bits >> (width - prefix) << (width - prefix) };
    (version6, network, prefix, bits)
}
