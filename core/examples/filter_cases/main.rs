//! Random records and random nested filters, with the records that a naive evaluator says each
//! filter selects, as a SQL script that compares them with what `dt_query` selects. The evaluator
//! follows SPEC chapter 7 and shares no code with the filters themselves.
//!
//! `cargo run --release -p dyntables_core --example filter_cases -- RECORDS FILTERS SEED...` makes a
//! table `cases_<seed>` for each seed, open for even ones, and the table `cases` of all their filters.

mod calendar;
mod cases;
mod evaluate;
mod random;

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::random::Random;

/// The instants that relative dates are told from: a day when the clock changes, and the night before
/// 1 March of a leap year, which has begun in Berlin already.
const NOWS: [&str; 2] = ["2026-03-29T10:00:00Z", "2024-02-29T23:30:00Z"];

fn columns() -> Value {
    let options = ["a", "b", "c", "d"];
    json!([
        {"key": "no", "type": "integer", "required": true}, {"key": "name", "type": "text", "index": true},
        {"key": "notes", "type": "long_text"}, {"key": "code", "type": "text", "unique": true},
        {"key": "stage", "type": "select", "config": {"options": options}, "index": true},
        {"key": "amount", "type": "number", "index": true}, {"key": "count", "type": "integer"},
        {"key": "exact", "type": "decimal"}, {"key": "price", "type": "currency", "index": true},
        {"key": "done", "type": "checkbox"}, {"key": "due", "type": "date", "index": true},
        {"key": "at", "type": "datetime"}, {"key": "time", "type": "time"},
        {"key": "tags", "type": "multi_select", "config": {"options": options}, "index": true},
        {"key": "who", "type": "person_name"}, {"key": "ref", "type": "uuid"}, {"key": "ip", "type": "ip"},
        {"key": "meta", "type": "json"},
    ])
}

fn literal(value: &Value) -> String {
    format!("'{}'", value.to_string().replace('\'', "''"))
}

/// A value in COPY's text format.
fn copied(value: &Value) -> String {
    value.to_string().replace('\\', "\\\\")
}

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|argument| argument.parse().unwrap()).collect();
    let [records, filters, seeds @ ..] = &arguments[..] else { panic!("RECORDS FILTERS SEED...") };
    let mut script = "CREATE TABLE cases (table_name text, query jsonb, expected int[]);\n".to_owned();
    for seed in seeds {
        let mut random = Random::new(*seed);
        let open = seed % 2 == 0;
        let stored: Vec<Value> = (0..*records).map(|no| cases::record(&mut random, no, open)).collect();
        let table = format!("cases_{seed}");
        let options = literal(&json!({"columns": columns(), "open": open}));
        let _ = writeln!(script, "SELECT FROM dt_create_table('{table}', {options});");
        let _ =
            writeln!(script, "SELECT count(*) FROM dt_insert_many('{table}', {});", literal(&json!(stored)));
        let _ = writeln!(script, "COPY cases FROM stdin;");
        for _ in 0..*filters {
            let now = *random.pick(&NOWS);
            let mut filter = cases::filter(&mut random, 3, open);
            // Negations are exact complements, whatever they negate.
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
