//! Random records and random nested filters, with the records that a naive evaluator says each
//! filter selects, as a SQL script that compares them with what `dt_query` selects. The evaluator
//! follows SPEC chapter 7 and shares no code with the filters themselves.
//!
//! `cargo run --release -p dyntables_core --example filter_cases -- SEED RECORDS FILTERS`

use std::cmp::Ordering;
use std::fmt::Write as _;

use serde_json::{Map, Value, json};

/// xorshift64*: a script is told again by its seed.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize) % n
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

const TEXTS: [&str; 12] =
    ["", " ", "Acme", "acme", "ACME Corp", "100%", "a_b", "a\\b", "it's", "\"q\"", "🦀 crab", "zebra"];
const OPTIONS: [&str; 4] = ["a", "b", "c", "d"];
const DATES: [&str; 6] = ["0001-01-01", "1999-12-31", "2024-02-29", "2026-01-28", "2026-01-29", "9999-12-31"];

/// The columns, and the kind of comparison each stands for.
const COLUMNS: [(&str, &str); 9] = [
    ("name", "text"),
    ("code", "text"),
    ("stage", "option"),
    ("amount", "number"),
    ("count", "integer"),
    ("exact", "number"),
    ("done", "bool"),
    ("due", "date"),
    ("tags", "set"),
];

fn value(random: &mut Random, kind: &str) -> Value {
    match kind {
        "text" => json!(random.pick(&TEXTS)),
        "option" => json!(random.pick(&OPTIONS)),
        "number" => json!([-2.5, -1.0, 0.0, 0.5, 1.0, 3.25, 1e15][random.below(7)]),
        "integer" => json!([-3, 0, 1, 2, 7, i64::MAX][random.below(6)]),
        "bool" => json!(random.chance(50)),
        "date" => json!(random.pick(&DATES)),
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

fn record(random: &mut Random, no: usize) -> Value {
    let mut data = Map::new();
    data.insert("no".into(), json!(no));
    for (key, kind) in COLUMNS {
        // `code` is unique: only some records have one, and all differ.
        if key == "code" {
            if random.chance(30) {
                data.insert(
                    key.into(),
                    json!(if random.chance(20) { String::new() } else { format!("c{no}") }),
                );
            }
        } else if random.chance(75) {
            data.insert(key.into(), value(random, kind));
        }
    }
    if random.chance(60) {
        let part = match random.below(6) {
            0 => json!("Acme"),
            1 => json!(3),
            2 => json!(true),
            3 => json!([]),
            4 => Value::Null,
            _ => json!({"b": random.below(3)}),
        };
        data.insert("meta".into(), json!({ "a": part }));
    }
    Value::Object(data)
}

fn operators(kind: &str) -> &'static [&'static str] {
    match kind {
        "text" | "option" => &[
            "eq",
            "neq",
            "gt",
            "gte",
            "lt",
            "lte",
            "between",
            "not_between",
            "in",
            "not_in",
            "contains",
            "not_contains",
            "starts_with",
            "ends_with",
            "is_empty",
            "is_not_empty",
            "is_null",
            "exists",
        ],
        "set" => &[
            "eq",
            "neq",
            "contains",
            "not_contains",
            "has_any",
            "has_all",
            "has_none",
            "is_empty",
            "is_not_empty",
            "is_null",
        ],
        _ => &[
            "eq",
            "neq",
            "gt",
            "gte",
            "lt",
            "lte",
            "between",
            "not_between",
            "in",
            "not_in",
            "is_empty",
            "is_not_empty",
            "is_null",
        ],
    }
}

fn operand(random: &mut Random, kind: &str, operator: &str) -> Value {
    match operator {
        "is_empty" | "is_not_empty" | "is_null" | "exists" => json!(random.chance(70)),
        "between" | "not_between" => json!([value(random, kind), value(random, kind)]),
        "in" | "not_in" => {
            let mut list: Vec<Value> = (0..random.below(4)).map(|_| value(random, kind)).collect();
            if random.chance(20) {
                list.push(Value::Null);
            }
            Value::Array(list)
        }
        "contains" | "not_contains" if kind == "set" => json!(random.pick(&OPTIONS)),
        "contains" | "not_contains" | "starts_with" | "ends_with" => {
            let text = random.pick(&["a", "A", "cme", "%", "_", "\\", "'", "🦀", "", "zebra"]);
            if random.chance(30) {
                json!({"value": text, "case_sensitive": random.chance(50)})
            } else {
                json!(text)
            }
        }
        "has_any" | "has_all" | "has_none" => set(random),
        "eq" | "neq" if random.chance(10) => Value::Null,
        _ => value(random, kind),
    }
}

fn filter(random: &mut Random, depth: usize) -> Value {
    if depth > 0 && random.chance(60) {
        let parts = |random: &mut Random| -> Vec<Value> {
            (0..=random.below(3)).map(|_| filter(random, depth - 1)).collect()
        };
        return match random.below(4) {
            0 => json!({ "and": parts(random) }),
            1 => json!({ "or": parts(random) }),
            2 => json!({ "not": filter(random, depth - 1) }),
            _ => {
                let mut list = parts(random);
                for element in &mut list {
                    *element = json!({"conjunction": if random.chance(50) { "or" } else { "and" }, "and": [element.clone()]});
                }
                Value::Array(list)
            }
        };
    }
    if random.chance(10) {
        let path = random.pick(&["meta.a", "meta.a.b"]);
        let value = [json!("Acme"), json!(3), json!(1), json!(true)][random.below(4)].clone();
        let operator = random.pick(&["eq", "neq", "is_null", "is_empty"]);
        return match *operator {
            "is_null" | "is_empty" => json!({ *path: { *operator: true } }),
            _ => json!({ *path: { *operator: value } }),
        };
    }
    let (key, kind) = *random.pick(&COLUMNS);
    let operator = *random.pick(operators(kind));
    let operand = operand(random, kind, operator);
    match random.below(3) {
        0 => json!([{"column": key, "operator": operator, "value": operand}]),
        1 => json!({"attribute": key, "operator": operator.to_uppercase(), "value": operand}),
        _ => json!({ key: { operator: operand } }),
    }
}

// The naive evaluator.

fn holds(record: &Value, filter: &Value) -> bool {
    match filter {
        Value::Array(list) => {
            let mut alternatives = vec![true];
            for (at, element) in list.iter().enumerate() {
                let mut rest = element.clone();
                let conjunction = rest.as_object_mut().and_then(|map| map.remove("conjunction"));
                if at > 0 && conjunction == Some(json!("or")) {
                    alternatives.push(true);
                }
                *alternatives.last_mut().unwrap() &= holds(record, &rest);
            }
            alternatives.into_iter().any(|one| one)
        }
        Value::Object(map) => {
            if let Some(key) = map.get("column").or_else(|| map.get("attribute")) {
                return condition(
                    record,
                    key.as_str().unwrap(),
                    map["operator"].as_str().unwrap(),
                    &map["value"],
                );
            }
            map.iter().all(|(key, value)| match key.as_str() {
                "and" => value.as_array().unwrap().iter().all(|part| holds(record, part)),
                "or" => value.as_array().unwrap().iter().any(|part| holds(record, part)),
                "not" => !holds(record, value),
                _ => value
                    .as_object()
                    .unwrap()
                    .iter()
                    .all(|(operator, operand)| condition(record, key, operator, operand)),
            })
        }
        _ => unreachable!("no such filter is made"),
    }
}

fn condition(record: &Value, path: &str, operator: &str, operand: &Value) -> bool {
    let value = path.split('.').fold(record, |value, key| &value[key]);
    let negated = |operator: &str| !condition(record, path, operator, operand);
    match operator.to_lowercase().as_str() {
        "neq" => negated("eq"),
        "not_between" => negated("between"),
        "not_in" => negated("in"),
        "not_contains" => negated("contains"),
        "has_none" => negated("has_any"),
        "is_not_empty" => negated("is_empty"),
        "exists" => negated("is_null"),
        "is_null" => value.is_null() == operand.as_bool().unwrap(),
        "is_empty" => is_empty(value) == operand.as_bool().unwrap(),
        "eq" if operand.is_null() => value.is_null(),
        "in" => operand.as_array().unwrap().iter().any(|one| condition(record, path, "eq", one)),
        _ if value.is_null() => false,
        "eq" => equal(value, operand),
        "gt" => compare(value, operand) == Some(Ordering::Greater),
        "lt" => compare(value, operand) == Some(Ordering::Less),
        "gte" => compare(value, operand).is_some_and(Ordering::is_ge),
        "lte" => compare(value, operand).is_some_and(Ordering::is_le),
        "between" => {
            condition(record, path, "gte", &operand[0]) && condition(record, path, "lte", &operand[1])
        }
        "has_any" => operand.as_array().unwrap().iter().any(|one| value.as_array().unwrap().contains(one)),
        "has_all" => operand.as_array().unwrap().iter().all(|one| value.as_array().unwrap().contains(one)),
        "contains" if value.is_array() => value.as_array().unwrap().contains(operand),
        text => text_test(text, value.as_str().unwrap_or_default(), operand),
    }
}

fn text_test(operator: &str, value: &str, operand: &Value) -> bool {
    let sensitive = operand.get("case_sensitive") == Some(&Value::Bool(true));
    let part = operand.get("value").unwrap_or(operand).as_str().unwrap();
    let fold = |text: &str| if sensitive { text.to_owned() } else { text.to_lowercase() };
    let (value, part) = (fold(value), fold(part));
    match operator {
        "contains" => value.contains(&part),
        "starts_with" => value.starts_with(&part),
        "ends_with" => value.ends_with(&part),
        other => unreachable!("{other}"),
    }
}

fn is_empty(value: &Value) -> bool {
    matches!(value, Value::Null)
        || value == &json!("")
        || value.as_array().is_some_and(Vec::is_empty)
        || value.as_object().is_some_and(Map::is_empty)
}

fn equal(value: &Value, operand: &Value) -> bool {
    match (value, operand) {
        (Value::Array(a), Value::Array(b)) => a.len() == b.len() && a.iter().all(|one| b.contains(one)),
        _ => compare(value, operand) == Some(Ordering::Equal),
    }
}

/// Texts by code points: the test database has the collation C.
fn compare(value: &Value, operand: &Value) -> Option<Ordering> {
    match (value, operand) {
        (Value::Number(a), Value::Number(b)) => match (a.as_i64(), b.as_i64()) {
            (Some(a), Some(b)) => Some(a.cmp(&b)),
            _ => a.as_f64()?.partial_cmp(&b.as_f64()?),
        },
        (Value::String(a), Value::String(b)) => Some(a.cmp(b)),
        (Value::Bool(a), Value::Bool(b)) => Some(a.cmp(b)),
        _ => None,
    }
}

fn literal(value: &Value) -> String {
    format!("'{}'", value.to_string().replace('\'', "''"))
}

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|argument| argument.parse().unwrap()).collect();
    let [seed, records, filters] = arguments[..] else { panic!("SEED RECORDS FILTERS") };
    let mut random = Random(seed as u64 * 2 + 1);
    let records: Vec<Value> = (0..records).map(|no| record(&mut random, no)).collect();
    let columns = json!([
        {"key": "no", "type": "integer", "required": true}, {"key": "name", "type": "text"},
        {"key": "code", "type": "text", "unique": true},
        {"key": "stage", "type": "select", "config": {"options": OPTIONS}, "index": true},
        {"key": "amount", "type": "number", "index": true}, {"key": "count", "type": "integer"},
        {"key": "exact", "type": "decimal"}, {"key": "done", "type": "checkbox"},
        {"key": "due", "type": "date", "index": true},
        {"key": "tags", "type": "multi_select", "config": {"options": OPTIONS}, "index": true},
        {"key": "meta", "type": "json"},
    ]);
    let mut script = String::new();
    let _ = writeln!(
        script,
        "SELECT FROM dt_create_table('Cases', {});",
        literal(&json!({ "columns": columns }))
    );
    let _ = writeln!(script, "SELECT count(*) FROM dt_insert_many('cases', {});", literal(&json!(records)));
    let _ = writeln!(script, "CREATE TABLE cases (filter jsonb, expected int[]);");
    for _ in 0..filters {
        let filter = filter(&mut random, 3);
        let expected: Vec<usize> = (0..records.len()).filter(|no| holds(&records[*no], &filter)).collect();
        let expected = format!("{expected:?}").replace('[', "'{").replace(']', "}'");
        let _ = writeln!(script, "INSERT INTO cases VALUES ({}, {expected});", literal(&filter));
    }
    print!("{script}");
}
