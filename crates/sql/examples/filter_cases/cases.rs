//! Random records and random nested filters.

use serde_json::{Map, Value, json};

use crate::random::Random;

/// The fields, each with how it is compared: columns, parts of their values, and the system fields.
pub const COLUMNS: [(&str, &str); 67] = [
    ("name", "text"),
    ("notes", "prose"),
    ("story", "prose"),
    ("code", "text"),
    ("mail", "email"),
    ("site", "url"),
    ("phone", "phone"),
    ("handle", "slug"),
    ("paint", "color"),
    ("stage", "option"),
    ("state", "status"),
    ("state.category", "category"),
    ("owner", "user"),
    ("owners", "users"),
    ("amount", "number"),
    ("count", "integer"),
    ("exact", "number"),
    ("share", "percent"),
    ("stars", "rating"),
    ("done_by", "progress"),
    ("took", "duration"),
    ("serial", "serial"),
    ("price", "money"),
    ("price.amount", "number"),
    ("price.currency", "currency"),
    ("done", "bool"),
    ("due", "date"),
    ("due.year", "part of date"),
    ("due.quarter", "part of date"),
    ("due.month", "part of date"),
    ("due.day", "part of date"),
    ("due.weekday", "part of date"),
    ("at", "instant"),
    ("at.hour", "part of date"),
    ("time", "time"),
    ("tags", "set"),
    ("picks", "set"),
    ("who", "name"),
    ("who.first", "part"),
    ("who.last", "part"),
    ("who.middle", "part"),
    ("who.prefix", "part"),
    ("who.suffix", "part"),
    ("place", "place"),
    ("place.address", "part"),
    ("place.city", "part"),
    ("place.region", "part"),
    ("place.country", "part"),
    ("place.postal_code", "part"),
    ("place.lat", "degrees"),
    ("place.lng", "degrees"),
    ("ref", "uuid"),
    ("ip", "ip"),
    ("files", "files"),
    ("files.name", "part"),
    ("files.description", "part"),
    ("files.size", "degrees"),
    ("meta", "json"),
    ("meta.a", "json"),
    ("meta.a.b", "json"),
    ("id", "id"),
    ("version", "integer"),
    ("created_at", "instant"),
    ("made", "instant"),
    ("updated_at", "instant"),
    ("created_by", "user"),
    ("maker", "user"),
];

/// The fields that the server sets: those of a row of `dt.record`, and the columns that show them.
pub const GIVEN_BY_SERVER: [&str; 9] =
    ["id", "version", "created_at", "updated_at", "created_by", "updated_by", "made", "maker", "serial"];

/// The options of a status, with their categories.
pub const STATES: [(&str, Option<&str>); 5] = [
    ("new", Some("todo")),
    ("doing", Some("in_progress")),
    ("won", Some("done")),
    ("lost", Some("done")),
    ("odd", None),
];

/// Telephone numbers: as people write them in Germany, and as they are stored.
pub const PHONES: [(&str, &str); 7] = [
    ("+493012345678", "+493012345678"),
    ("030 12345678", "+493012345678"),
    ("+49 (0)30 1234-5678", "+493012345678"),
    ("0151 23456789", "+4915123456789"),
    ("+1 (212) 555-0123", "+12125550123"),
    ("+442079460958", "+442079460958"),
    ("nobody's", "nobody's"),
];

/// Other names of operators.
pub const ALIASES: [(&str, &str); 33] = [
    ("equals", "eq"),
    ("is", "eq"),
    ("=", "eq"),
    ("not_equals", "neq"),
    ("is_not", "neq"),
    ("!=", "neq"),
    ("<>", "neq"),
    (">", "gt"),
    ("greater_than", "gt"),
    ("after", "gt"),
    (">=", "gte"),
    ("greater_than_or_equal", "gte"),
    ("on_or_after", "gte"),
    ("<", "lt"),
    ("less_than", "lt"),
    ("before", "lt"),
    ("<=", "lte"),
    ("less_than_or_equal", "lte"),
    ("on_or_before", "lte"),
    ("is_any_of", "in"),
    ("is_none_of", "not_in"),
    ("nin", "not_in"),
    ("does_not_contain", "not_contains"),
    ("has_any_of", "has_any"),
    ("has_all_of", "has_all"),
    ("has_none_of", "has_none"),
    ("exists", "is_not_null"),
    ("Is Any Of", "in"),
    ("is-empty", "is_empty"),
    ("Is Not Empty", "is_not_empty"),
    ("starts with", "starts_with"),
    ("Ends-With", "ends_with"),
    ("WITHIN", "within"),
];

/// The meaning of a pattern, in Rust.
type Meaning = fn(&str) -> bool;

/// Regular expressions and their meanings.
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
const EMAILS: [&str; 6] =
    ["jane@example.com", "Jane@Example.com", "john.doe@x.org", "o'hara@b.co", "a_b%c@x.org", "ZEBRA@x.org"];
const URLS: [&str; 6] = [
    "https://example.com/",
    "https://EXAMPLE.com/\u{c4}?q=1",
    "https://example.com/\u{e4}?q=1",
    "http://a.b/100%25_x",
    "https://example.com/Acme#corp",
    "http://zebra.org",
];
const PARTS: [&str; 8] = ["Jane", "jane", "Doe", "Q", "Dr", "Munich", "Tal 1, 100%", "\u{6771}\u{4eac} a_b"];
const USERS: [&str; 4] = ["u1", "u2", "U3", "corp acme"];
/// The user who asks.
pub const CALLER: &str = "u1";
/// The number that the first record gets.
pub const FIRST_SERIAL: usize = 100;
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
        "prose" if random.chance(20) => json!(random.pick(&["one line\nacme another", "\n", "a\tb\r\ncorp"])),
        "prose" => json!(random.pick(&TEXTS)),
        "email" => json!(random.pick(&EMAILS)),
        "url" => json!(random.pick(&URLS)),
        "phone" => json!(random.pick(&PHONES[..PHONES.len() - 1]).1),
        "slug" => json!(random.pick(&["a", "acme", "acme-corp", "a1-b2"])),
        "color" => json!(random.pick(&["#aabbcc", "#000000", "#ff8000", "#ff8800"])),
        "status" => json!(random.pick(&STATES).0),
        "category" => json!(random.pick(&["todo", "in_progress", "done"])),
        "user" => json!(random.pick(&USERS)),
        "users" => set(random, &USERS),
        "percent" => json!([-5.0, 0.0, 12.5, 100.0, 250.0][random.below(5)]),
        "rating" => json!(random.below(5) + 1),
        "progress" => json!([0.0, 33.3, 50.0, 100.0][random.below(4)]),
        "duration" => json!([-60.0, 0.0, 0.5, 90.0, 5400.0, 1e9][random.below(6)]),
        "serial" => json!(FIRST_SERIAL + random.below(100)),
        "degrees" => json!([-90.0, -33.86, 0.0, 11.575, 48.137, 90.0][random.below(6)]),
        "currency" => json!(random.pick(&["USD", "EUR"])),
        "part" => json!(random.pick(&PARTS)),
        "place" => place(random),
        "files" => files(random),
        "id" => {
            let no = random.below(100);
            json!(id(no))
        }
        "option" => json!(random.pick(&OPTIONS)),
        "number" => json!([-2.5, -1.0, 0.0, 0.5, 1.0, 3.25, 1e15][random.below(7)]),
        "integer" => json!([-3, 0, 1, 2, 7, i64::MAX][random.below(6)]),
        "part of date" => json!([0, 1, 2, 3, 5, 7, 12, 23, 2025, 2026][random.below(10)]),
        "bool" => json!(random.chance(50)),
        "date" => json!(random.pick(&DAYS)),
        "instant" => json!(random.pick(&INSTANTS)),
        "time" => json!(random.pick(&["00:00:00", "09:30:00", "14:30:15", "23:59:59"])),
        "uuid" => json!(format!("00000000-0000-4000-8000-00000000000{}", random.pick(&["0", "a", "f"]))),
        "ip" => json!(random.pick(&ADDRESSES)),
        "money" => json!({"amount": value(random, "number"), "currency": value(random, "currency")}),
        "name" => match random.below(6) {
            4 => json!({"first": "Jane", "middle": "Q", "last": "Doe", "suffix": "Jr"}),
            5 => json!({"middle": "Q", "prefix": "Dr"}),
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
        "set" => set(random, &OPTIONS),
        other => unreachable!("{other}"),
    }
}

fn place(random: &mut Random) -> Value {
    let mut place = Map::new();
    for part in ["address", "city", "region", "country", "postal_code"] {
        if random.chance(40) {
            place.insert(part.into(), value(random, "part"));
        }
    }
    if random.chance(60) || place.is_empty() {
        place.insert("lat".into(), value(random, "degrees"));
        place.insert("lng".into(), value(random, "degrees"));
    }
    Value::Object(place)
}

/// Files elsewhere, as they are stored.
fn files(random: &mut Random) -> Value {
    let file = |random: &mut Random, no: usize| {
        let mut file = Map::new();
        file.insert("url".into(), json!(format!("https://example.com/{no}")));
        file.insert("name".into(), value(random, "part"));
        if random.chance(50) {
            file.insert("size".into(), json!([0, 48, 90][random.below(3)]));
        }
        if random.chance(30) {
            file.insert("description".into(), json!(random.pick(&["", "Acme", "Jane", "a_b"])));
        }
        Value::Object(file)
    };
    Value::Array((0..random.below(4)).map(|no| file(random, no)).collect())
}

/// The id of a record.
pub fn id(no: usize) -> String {
    format!("00000000-0000-7000-8000-0000000000{no:02x}")
}

fn set(random: &mut Random, of: &[&str]) -> Value {
    let mut list: Vec<Value> = of.iter().filter(|_| random.chance(40)).map(|text| json!(text)).collect();
    if random.chance(50) {
        list.reverse();
    }
    Value::Array(list)
}

/// A record with a value for each field. A record of an open table also has keys that are no column.
pub fn record(random: &mut Random, no: usize, open: bool) -> Value {
    let mut data = Map::new();
    data.insert("no".into(), json!(no));
    for (key, kind) in COLUMNS.iter().filter(|(key, _)| !key.contains('.')) {
        let value = match *key {
            // The column is unique, so all values differ. Only some records have one.
            "code" if random.chance(30) => {
                json!(if random.chance(20) { String::new() } else { format!("c{no}") })
            }
            "code" | "made" | "maker" => continue,
            "meta" if random.chance(60) => json!({ "a": value(random, "json") }),
            "id" => json!(id(no)),
            "serial" => json!(FIRST_SERIAL + no),
            "version" => json!([1, 2, 7][random.below(3)]),
            "created_at" | "updated_at" => value(random, kind),
            _ if random.chance(75) => value(random, kind),
            _ => continue,
        };
        if !value.is_null() {
            data.insert((*key).into(), value);
        }
    }
    data.insert("made".into(), data["created_at"].clone());
    if let Some(user) = data.get("created_by").cloned() {
        data.insert("maker".into(), user);
    }
    if open && random.chance(60) {
        data.insert("free key".into(), value(random, "json"));
    }
    Value::Object(data)
}

const ANY: [&str; 6] = ["eq", "neq", "is_empty", "is_not_empty", "is_null", "is_not_null"];
const ORDERED: [&str; 8] = ["gt", "gte", "lt", "lte", "between", "not_between", "in", "not_in"];
const TEXT: [&str; 13] = [
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
];
const SET: [&str; 7] = ["contains", "not_contains", "has_any", "has_all", "has_none", "is_exactly", "length"];

fn operators(kind: &str) -> Vec<&'static str> {
    let more: &[&[&str]] = match kind {
        "set" | "users" => &[&SET],
        "json" => &[&ORDERED, &TEXT, &["has_any", "has_all", "has_none", "is_exactly"]],
        "date" | "instant" => &[&ORDERED, &["within"]],
        "category" => &[&["in", "not_in"]],
        "place" => &[],
        _ if is_text(kind) => &[&ORDERED, &TEXT],
        _ => &[&ORDERED],
    };
    if kind == "files" {
        return vec!["is_empty", "is_not_empty", "is_null", "is_not_null", "length"];
    }
    ANY.iter().chain(more.concat().iter()).copied().collect()
}

/// Whether the text operators apply to this kind.
pub fn is_text(kind: &str) -> bool {
    [
        "text", "prose", "email", "url", "phone", "slug", "color", "option", "status", "user", "currency",
        "name", "part",
    ]
    .contains(&kind)
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
        "integer" | "rating" | "serial" if random.chance(20) => json!([0.0, 2.0, 120.0][random.below(3)]),
        "percent" | "progress" | "duration" | "degrees" if random.chance(20) => value(random, "number"),
        "phone" => json!(random.pick(&PHONES).0),
        "color" => json!(random.pick(&["#abc", "#AABBCC", "#F80", "#ff8000", "#000", "red", ""])),
        "user" | "users" => json!(random.pick(&["me", "u2", "U3", "u3", "corp acme", ""])),
        "email" | "url" if random.chance(30) => json!(value(random, kind).as_str().unwrap().to_uppercase()),
        "email" | "url" if random.chance(20) => json!(value(random, kind).as_str().unwrap().to_lowercase()),
        "ip" if random.chance(20) => json!("2001:DB8:0::1"),
        "id" => json!(value(random, kind).as_str().unwrap().to_uppercase()),
        _ if is_text(kind) && random.chance(15) => json!(random.pick(&TEXTS)),
        "name" => json!(random.pick(&["Doe Jane", "jane", "Acme", "", "x"])),
        _ => value(random, kind),
    }
}

/// A value to ask equality with. A column whose texts have a form, such as an e-mail address, refuses any
/// other text here, but not in a comparison.
fn equal(random: &mut Random, kind: &str) -> Value {
    match kind {
        "phone" => json!(random.pick(&PHONES[..PHONES.len() - 1]).0),
        "color" => json!(random.pick(&["#abc", "#AABBCC", "#F80", "#ff8000", "#000"])),
        "email" | "url" if random.chance(50) => {
            let text = value(random, kind);
            let text = text.as_str().unwrap();
            json!(if random.chance(60) { text.to_uppercase() } else { text.to_lowercase() })
        }
        "currency" => json!(random.pick(&["USD", "EUR", "eur", "Usd", "CHF"])),
        // What is no option is refused, too.
        "email" | "url" | "slug" | "option" | "status" => value(random, kind),
        _ => comparand(random, kind),
    }
}

/// Several values to compare with. Those of a JSON part must have one type.
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
        "is_empty" | "is_not_empty" | "is_null" | "is_not_null" => json!(random.chance(70)),
        "has_any" | "has_all" | "has_none" | "is_exactly" if kind == "users" => {
            let n = random.below(3);
            json!(comparands(random, kind, n))
        }
        "between" | "not_between" => json!(comparands(random, kind, 2)),
        "in" | "not_in" => {
            let n = random.below(4);
            let mut list = match kind {
                "json" if random.chance(50) => comparands(random, kind, n),
                _ => (0..n).map(|_| equal(random, kind)).collect(),
            };
            if kind == "name" && random.chance(50) {
                list.push(value(random, "name"));
            }
            if kind == "money" && random.chance(50) {
                list.push(value(random, "money"));
            }
            if random.chance(20) {
                list.push(Value::Null);
            }
            Value::Array(list)
        }
        "contains" | "not_contains" if kind == "set" => json!(random.pick(&OPTIONS)),
        "contains" | "not_contains" if kind == "users" => comparand(random, kind),
        "contains" | "not_contains" if kind == "json" && random.chance(40) => {
            json!([json!("a"), json!("b"), json!(1), json!(true)][random.below(4)])
        }
        "contains" | "not_contains" | "starts_with" | "ends_with" => {
            let text = random.pick(&[
                "a",
                "A",
                "cme",
                "Acm",
                "%",
                "_",
                "\\",
                "'",
                "🦀",
                "",
                "zebra",
                "Example.com",
                "http",
                "+49",
                "#",
                "jane",
                "me",
                "u",
                "e",
                "https://e",
                "\n",
            ]);
            if random.chance(40) {
                json!({"value": text, "case_sensitive": random.chance(60)})
            } else {
                json!(text)
            }
        }
        "contains_word" | "not_contains_word" => {
            let word = random.pick(&[
                "acme", "ACME", "corp", "a", "b", "mail", "e-mail", "c++", "%", "🦀", "ß", "日本", "doe",
                "org", "X", "https", "u1", "jane",
            ]);
            if random.chance(30) { json!({"value": word, "case_sensitive": true}) } else { json!(word) }
        }
        "like" | "not_like" | "ilike" | "not_ilike" => {
            json!(random.pick(&[
                "a%",
                "A%",
                "%e",
                "_",
                "",
                "%",
                "%\\%%",
                "a\\_b",
                "a_b",
                "%a%e%",
                "🦀%",
                "%\\\\%",
                "acme",
                "%.org",
                "%@Example%",
                "u_",
                "+49%",
                "#%0_"
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
        "has_any" | "has_all" | "has_none" | "is_exactly" => set(random, &OPTIONS),
        "eq" | "neq" if kind == "users" => {
            let n = random.below(3);
            json!(comparands(random, kind, n))
        }
        "eq" | "neq" if random.chance(10) => Value::Null,
        "eq" | "neq" if kind == "money" && random.chance(50) => value(random, "money"),
        "eq" | "neq" if kind == "name" && random.chance(50) => value(random, "name"),
        "eq" | "neq" => equal(random, kind),
        "gt" | "gte" | "lt" | "lte" if kind == "json" => comparands(random, kind, 1).remove(0),
        _ => comparand(random, kind),
    }
}

/// A filter of at most `depth` levels above its conditions, in any of the three forms.
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
    let aliases: Vec<&str> =
        ALIASES.iter().filter(|(_, meant)| *meant == operator).map(|(alias, _)| *alias).collect();
    let operator = if aliases.is_empty() || random.chance(70) { operator } else { *random.pick(&aliases) };
    match random.below(3) {
        0 => json!([{"column": key, "operator": operator, "value": operand}]),
        1 => json!({"attribute": key, "operator": operator.to_uppercase(), "value": operand}),
        _ => json!({ key: { operator: operand } }),
    }
}
