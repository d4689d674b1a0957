//! Writes a SQL script with random records, random nested filters and the records that a naive evaluator
//! selects by each filter. The script's table `cases` has them to compare with what `dt_query` selects. The
//! evaluator follows SPEC chapter 7 and shares no code with the filters.
//!
//! `cargo run --release -p dyntables_sql --example filter_cases -- RECORDS FILTERS SEED...` writes a script
//! that makes a table `cases_<seed>` for each seed. The table is open where the seed is even.

mod calendar;
mod cases;
mod evaluate;
mod random;

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::random::Random;

/// The instants that relative dates are relative to: a day when the clock changes, and 29 February of a leap
/// year at an hour when 1 March has begun in Berlin.
const NOWS: [&str; 2] = ["2026-03-29T10:00:00Z", "2024-02-29T23:30:00Z"];

fn all_columns() -> Value {
    let options = ["a", "b", "c", "d"];
    let states = cases::STATES.map(|(value, category)| match category {
        Some(category) => json!({"value": value, "category": category}),
        None => json!({ "value": value }),
    });
    json!([
        {"key": "no", "type": "integer", "required": true}, {"key": "name", "type": "text", "index": true},
        {"key": "notes", "type": "long_text"}, {"key": "story", "type": "rich_text", "index": true},
        {"key": "code", "type": "text", "unique": true}, {"key": "mail", "type": "email", "index": true},
        {"key": "site", "type": "url", "index": true},
        {"key": "phone", "type": "phone", "config": {"country": "DE"}, "index": true},
        {"key": "handle", "type": "slug"}, {"key": "paint", "type": "color", "index": true},
        {"key": "stage", "type": "select", "config": {"options": options}, "index": true},
        {"key": "state", "type": "status", "config": {"options": states}, "index": true},
        {"key": "owner", "type": "user", "index": true},
        {"key": "owners", "type": "user", "config": {"allow_multiple": true}, "index": true},
        {"key": "amount", "type": "number", "index": true}, {"key": "count", "type": "integer", "index": true},
        {"key": "exact", "type": "decimal", "index": true}, {"key": "share", "type": "percent"},
        {"key": "stars", "type": "rating", "index": true}, {"key": "done_by", "type": "progress"},
        {"key": "took", "type": "duration", "config": {"signed": true}, "index": true},
        {"key": "serial", "type": "autonumber", "config": {"start": cases::FIRST_SERIAL}, "index": true},
        {"key": "price", "type": "currency", "index": true},
        {"key": "done", "type": "checkbox", "index": true}, {"key": "due", "type": "date", "index": true},
        {"key": "at", "type": "datetime", "index": true}, {"key": "time", "type": "time", "index": true},
        {"key": "tags", "type": "multi_select", "config": {"options": options}, "index": true},
        {"key": "picks", "type": "select", "config": {"options": options, "allow_multiple": true}},
        {"key": "who", "type": "person_name", "index": true}, {"key": "place", "type": "location"},
        {"key": "files", "type": "file"},
        {"key": "ref", "type": "uuid", "index": true}, {"key": "ip", "type": "ip", "index": true},
        {"key": "meta", "type": "json"}, {"key": "made", "type": "created_at"},
        {"key": "maker", "type": "created_by"},
    ])
}

/// The columns, a random half of them typed. Of the others no plain column says all.
fn columns(random: &mut Random) -> Value {
    const WHOLE: [&str; 6] = ["person_name", "location", "file", "json", "created_at", "created_by"];
    let mut columns = all_columns();
    for column in columns.as_array_mut().into_iter().flatten() {
        let is_plain = !WHOLE.contains(&column["type"].as_str().unwrap_or_default());
        if is_plain {
            column["typed"] = random.chance(50).into();
        }
    }
    columns
}

/// Indexes of other kinds than the columns' own, and indexes of parts.
const INDEXES: [(&str, &str); 12] = [
    ("name", "trigram"),
    ("notes", "trigram"),
    ("mail", "trigram"),
    ("site", "trigram"),
    ("state", "trigram"),
    ("who", "trigram"),
    ("place.city", "trigram"),
    ("picks", "set"),
    ("who.last", "btree"),
    ("place.city", "btree"),
    ("place.lat", "btree"),
    ("price.currency", "btree"),
];

fn literal(value: &Value) -> String {
    format!("'{}'", value.to_string().replace('\'', "''"))
}

/// A value in COPY's text format.
fn copied(value: &Value) -> String {
    value.to_string().replace('\\', "\\\\")
}

/// The records as a caller writes them, and the fields that the server sets.
fn parted(records: &[Value]) -> (Value, Value) {
    let keep = |record: &Value, given: bool| -> Value {
        let keys = record
            .as_object()
            .unwrap()
            .iter()
            .filter(|(key, _)| *key == "no" || cases::GIVEN_BY_SERVER.contains(&key.as_str()) == given);
        Value::Object(keys.map(|(key, value)| (key.clone(), value.clone())).collect())
    };
    (
        records.iter().map(|record| keep(record, false)).collect(),
        records.iter().map(|record| keep(record, true)).collect(),
    )
}

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|argument| argument.parse().unwrap()).collect();
    let [records, filters, seeds @ ..] = &arguments[..] else { panic!("RECORDS FILTERS SEED...") };
    let mut script = "CREATE TABLE cases (table_name text, query jsonb, expected int[]);\n".to_owned();
    // The user who asks, in this session and in those that run the filters.
    let _ = writeln!(
        script,
        "SELECT format('ALTER DATABASE %I SET dt.user_id = %L', current_database(), '{}') \\gexec",
        cases::CALLER
    );
    for seed in seeds {
        let mut random = Random::new(*seed);
        let open = seed % 2 == 0;
        let stored: Vec<Value> = (0..*records).map(|no| cases::record(&mut random, no, open)).collect();
        let table = format!("cases_{seed}");
        let options = literal(&json!({"columns": columns(&mut random), "open": open}));
        let _ = writeln!(script, "SELECT FROM dt_create_table('{table}', {options});");
        let (data, given) = parted(&stored);
        let _ = writeln!(script, "SELECT count(*) FROM dt_insert_many('{table}', {});", literal(&data));
        // The fields that the server sets get the values that the evaluator knows. The trigger is off meanwhile.
        let _ = writeln!(script, "SELECT dt_describe('{table}') ->> 'storage' AS storage \\gset");
        let _ = writeln!(
            script,
            "SET session_replication_role = replica;
            UPDATE :storage AS r SET id = s.id, version = s.version, created_at = s.created_at,
                updated_at = s.updated_at, created_by = s.created_by
            FROM jsonb_to_recordset({}) AS s(no int, id uuid, version bigint, created_at timestamptz,
                updated_at timestamptz, created_by text) WHERE (r.data ->> 'no')::int = s.no;
            RESET session_replication_role;",
            literal(&given)
        );
        for (key, kind) in INDEXES {
            let _ = writeln!(
                script,
                "SELECT FROM dt_create_index('{table}', '{{{key}}}', '{{\"kind\": \"{kind}\"}}');"
            );
        }
        let _ = writeln!(script, "COPY cases FROM stdin;");
        for _ in 0..*filters {
            let now = *random.pick(&NOWS);
            let mut filter = cases::filter(&mut random, 3, open);
            // A negation is the exact complement of any filter.
            if random.chance(40) {
                filter = json!({ "not": filter });
            }
            let instant = calendar::read_instant(now);
            let expected: Vec<usize> =
                (0..stored.len()).filter(|no| evaluate::holds(&stored[*no], &filter, instant)).collect();
            let expected = format!("{expected:?}").replace('[', "{").replace(']', "}");
            let query = json!({"filter": filter, "now": now, "time_zone": "Europe/Berlin"});
            let _ = writeln!(script, "{table}\t{}\t{expected}", copied(&query));
        }
        script.push_str("\\.\n");
    }
    print!("{script}");
}
