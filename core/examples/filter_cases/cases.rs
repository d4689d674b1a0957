//! Random records and random nested filters.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// The columns, and the kind of comparison each stands for; likewise parts of their values.
pub const COLUMNS: [(&str, &str); 21] = [
    ("name", "text"),
    ("notes", "text"),
    ("code", "text"),
    ("stage", "option"),
    ("amount", "number"),
    ("count", "integer"),
    ("exact", "number"),
    ("price", "money"),
    ("price.amount", "number"),
    ("price.currency", "text"),
    ("done", "bool"),
    ("due", "date"),
    ("at", "instant"),
    ("time", "time"),
    ("tags", "set"),
    ("who", "name"),
    ("who.first", "text"),
    ("ref", "uuid"),
    ("ip", "ip"),
    ("meta.a", "json"),
    ("meta.a.b", "json"),
];

/// What a pattern means, in Rust.
type Meaning = fn(&str) -> bool;

/// Regular expressions, and what they mean.
pub const PATTERNS: [(&str, Meaning); 8] = [
    ("^a", |text| text.starts_with('a')),
    ("e$", |text| text.ends_with('e')),
    ("[0-9]", |text| text.contains(|c: char| c.is_ascii_digit())),
    ("^$", str::is_empty),
    ("", |_| true),
    ("c.*e", |text| text.find('c').is_some_and(|at| text[at + 1..].contains('e'))),
    ("\\\\|%", |text| text.contains(['\\', '%'])),
    ("(.)\\1", |text| text.chars().zip(text.chars().skip(1)).any(|(a, b)| a == b)),
];

const TEXTS: [&str; 16] = [
    "",
    " ",
    "Acme",
    "acme",
    "ACME Corp",
    "100%",
    "a_b",
    "a\\b",
    "it's",
    "\"q\"",
    "🦀 crab",
    "zebra",
    "e-mail me",
    "ß 日本",
    "aa1",
    "c++ code",
];
const OPTIONS: [&str; 4] = ["a", "b", "c", "d"];
const DAYS: [&str; 9] = [
    "0001-01-01",
    "1999-12-31",
    "2024-02-29",
    "2024-03-01",
    "2026-02-28",
    "2026-03-28",
    "2026-03-29",
    "2026-03-30",
    "9999-12-31",
];
const INSTANTS: [&str; 9] = [
    "2024-02-29T22:59:59Z",
    "2024-02-29T23:30:00Z",
    "2025-12-31T23:00:00Z",
    "2026-03-28T22:59:59Z",
    "2026-03-28T23:00:00Z",
    "2026-03-29T10:00:00Z",
    "2026-03-29T21:59:59Z",
    "2026-03-29T22:00:00Z",
    "2026-10-25T22:59:59Z",
];
const ADDRESSES: [&str; 7] =
    ["10.0.0.1", "10.0.0.0/8", "10.1.0.0/16", "192.168.1.7", "::1", "2001:db8::/32", "2001:db8::1"];

fn value(random: &mut Random, kind: &str) -> Value {
    match kind {
        "text" => json!(random.pick(&TEXTS)),
        "option" => json!(random.pick(&OPTIONS)),
        "number" => json!([-2.5, -1.0, 0.0, 0.5, 1.0, 3.25, 1e15][random.below(7)]),
        "integer" => json!([-3, 0, 1, 2, 7, i64::MAX][random.below(6)]),
        "bool" => json!(random.chance(50)),
        "date" => json!(random.pick(&DAYS)),
        "instant" => json!(random.pick(&INSTANTS)),
        "time" => json!(random.pick(&["00:00:00", "09:30:00", "14:30:15", "23:59:59"])),
        "uuid" => json!(format!("00000000-0000-4000-8000-00000000000{}", random.pick(&["0", "a", "f"]))),
        "ip" => json!(random.pick(&ADDRESSES)),
        "money" => json!({"amount": value(random, "number"), "currency": random.pick(&["USD", "EUR"])}),
        "name" => match random.below(4) {
            0 => json!({"first": "Jane", "last": "Doe"}),
            1 => json!({"first": "jane"}),
            2 => json!({"last": "Acme"}),
            _ => json!({"prefix": "Dr"}),
        },
        "json" => match random.below(8) {
            0 => json!("Acme"),
            1 => json!(3),
            2 => json!(true),
            3 => json!([]),
            4 => json!(["a", "b"]),
            5 => Value::Null,
            6 => json!(""),
            _ => json!({"b": random.below(3)}),
        },
        _ => set(random),
    }
}

fn set(random: &mut Random) -> Value {
    let mut list: Vec<Value> = OPTIONS.iter().filter(|_| random.chance(40)).map(|text| json!(text)).collect();
    if random.chance(50) {
        list.reverse();
    }
    Value::Array(list)
}

/// A record; of an open table it has keys that are no column.
pub fn record(random: &mut Random, no: usize, open: bool) -> Value {
    let mut data = Map::new();
    data.insert("no".into(), json!(no));
    for (key, kind) in COLUMNS.iter().filter(|(key, _)| !key.contains('.')) {
        // `code` is unique: only some records have one, and all differ.
        if *key == "code" {
            if random.chance(30) {
                let code = if random.chance(20) { String::new() } else { format!("c{no}") };
                data.insert((*key).into(), json!(code));
            }
        } else if random.chance(75) {
            data.insert((*key).into(), value(random, kind));
        }
    }
    if random.chance(60) {
        data.insert("meta".into(), json!({ "a": value(random, "json") }));
    }
    if open && random.chance(60) {
        data.insert("free key".into(), value(random, "json"));
    }
    Value::Object(data)
}

const ANY: [&str; 5] = ["eq", "neq", "is_empty", "is_not_empty", "is_null"];
const ORDERED: [&str; 8] = ["gt", "gte", "lt", "lte", "between", "not_between", "in", "not_in"];
const TEXT: [&str; 14] = [
    "like",
    "not_like",
    "ilike",
    "not_ilike",
    "contains",
    "not_contains",
    "starts_with",
    "ends_with",
    "contains_word",
    "not_contains_word",
    "matches",
    "imatches",
    "length",
    "exists",
];
const SET: [&str; 7] = ["contains", "not_contains", "has_any", "has_all", "has_none", "is_exactly", "length"];

fn operators(kind: &str) -> Vec<&'static str> {
    let more: &[&[&str]] = match kind {
        "text" | "option" | "name" => &[&ORDERED, &TEXT],
        "set" => &[&SET],
        "json" => &[&ORDERED, &TEXT, &["has_any", "has_all", "has_none", "is_exactly"]],
        "date" | "instant" => &[&ORDERED, &["within"]],
        _ => &[&ORDERED],
    };
    ANY.iter().chain(more.concat().iter()).copied().collect()
}

fn stretch(random: &mut Random) -> Value {
    let units = *random.pick(&["days", "weeks", "months", "quarters", "years"]);
    json!({*random.pick(&["last", "next"]): {units: random.below(4)}})
}

fn unit(random: &mut Random) -> Value {
    let unit = *random.pick(&["day", "week", "month", "quarter", "year"]);
    if random.chance(30) {
        json!({ "unit": unit })
    } else {
        json!({"unit": unit, "offset": random.below(5) as i64 - 2})
    }
}

/// A value to compare with, as a caller may write it.
fn comparand(random: &mut Random, kind: &str) -> Value {
    match kind {
        "date" | "instant" => match random.below(5) {
            0 => json!(random.pick(&["today", "yesterday", "tomorrow", "now"])),
            1 => unit(random),
            2 => value(random, "instant"),
            _ => value(random, "date"),
        },
        "time" if random.chance(30) => json!("09:30"),
        "uuid" if random.chance(30) => json!("00000000-0000-4000-8000-00000000000A"),
        "money" => value(random, "number"),
        "name" => json!(random.pick(&["Doe Jane", "jane", "Acme", "", "x"])),
        _ => value(random, kind),
    }
}

/// Operands of a JSON part have one type within a list.
fn comparands(random: &mut Random, kind: &str, n: usize) -> Vec<Value> {
    if kind != "json" {
        return (0..n).map(|_| comparand(random, kind)).collect();
    }
    let texts = random.chance(50);
    (0..n)
        .map(|_| if texts { json!(random.pick(&["Acme", "", "b"])) } else { json!(random.below(4)) })
        .collect()
}

fn operand(random: &mut Random, kind: &str, operator: &str) -> Value {
    match operator {
        "is_empty" | "is_not_empty" | "is_null" | "exists" => json!(random.chance(70)),
        "between" | "not_between" => json!(comparands(random, kind, 2)),
        "in" | "not_in" => {
            let n = random.below(4);
            let mut list = comparands(random, kind, n);
            if kind == "money" && random.chance(50) {
                list.push(value(random, "money"));
            }
            if random.chance(20) {
                list.push(Value::Null);
            }
            Value::Array(list)
        }
        "contains" | "not_contains" if kind == "set" => json!(random.pick(&OPTIONS)),
        "contains" | "not_contains" | "starts_with" | "ends_with" => {
            let text = random.pick(&["a", "A", "cme", "Acm", "%", "_", "\\", "'", "🦀", "", "zebra"]);
            if random.chance(40) {
                json!({"value": text, "case_sensitive": random.chance(60)})
            } else {
                json!(text)
            }
        }
        "contains_word" | "not_contains_word" => {
            let word = random.pick(&[
                "acme", "ACME", "corp", "a", "b", "mail", "e-mail", "c++", "%", "🦀", "ß", "日本", "doe",
            ]);
            if random.chance(30) { json!({"value": word, "case_sensitive": true}) } else { json!(word) }
        }
        "like" | "not_like" | "ilike" | "not_ilike" => {
            json!(random.pick(&[
                "a%", "A%", "%e", "_", "", "%", "%\\%%", "a\\_b", "a_b", "%a%e%", "🦀%", "%\\\\%", "acme"
            ]))
        }
        "matches" | "imatches" => json!(random.pick(&PATTERNS).0),
        "length" => match random.below(4) {
            0 => json!({"gt": random.below(3), "lte": random.below(8)}),
            1 => json!({"neq": random.below(5)}),
            2 => json!({"not_in": [random.below(5), random.below(9)]}),
            _ => json!({"eq": random.below(5)}),
        },
        "within" => {
            if random.chance(70) {
                stretch(random)
            } else {
                unit(random)
            }
        }
        "has_any" | "has_all" | "has_none" | "is_exactly" => set(random),
        "eq" | "neq" if random.chance(10) => Value::Null,
        "eq" | "neq" if kind == "money" && random.chance(50) => value(random, "money"),
        "gt" | "gte" | "lt" | "lte" if kind == "json" => comparands(random, kind, 1).remove(0),
        _ => comparand(random, kind),
    }
}

/// A filter of at most `depth` levels above its conditions, in any of the three ways of writing.
pub fn filter(random: &mut Random, depth: usize, open: bool) -> Value {
    if depth > 0 && random.chance(60) {
        let parts = |random: &mut Random| -> Vec<Value> {
            (0..=random.below(3)).map(|_| filter(random, depth - 1, open)).collect()
        };
        return match random.below(4) {
            0 => json!({ "and": parts(random) }),
            1 => json!({ "or": parts(random) }),
            2 => json!({ "not": filter(random, depth - 1, open) }),
            _ => {
                let mut list = parts(random);
                for element in &mut list {
                    *element = json!({"conjunction": if random.chance(50) { "or" } else { "and" }, "and": [element.clone()]});
                }
                Value::Array(list)
            }
        };
    }
    let (key, kind) = if open && random.chance(15) { ("free key", "json") } else { *random.pick(&COLUMNS) };
    let operator = *random.pick(&operators(kind));
    let operand = operand(random, kind, operator);
    match random.below(3) {
        0 => json!([{"column": key, "operator": operator, "value": operand}]),
        1 => json!({"attribute": key, "operator": operator.to_uppercase(), "value": operand}),
        _ => json!({ key: { operator: operand } }),
    }
}
