//! What was exported as it is stored is read as the same values again: for every type, in every format that it has.

mod support;

use std::io::Cursor;
use std::sync::Arc;

use dyntables_exchange::{Cell, Format, ReadOptions, open};
use dyntables_model::column::{Column, from_documents};
use dyntables_model::table::Table;
use dyntables_records::cast_options::CastOptions;
use dyntables_records::{Environment, RecordValidator, Write};
use dyntables_values::jsonb::Part;
use dyntables_values::moment::Moment;
use dyntables_values::written::Reading;
use proptest::prelude::{
    BoxedStrategy, Just, ProptestConfig, Strategy, any, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::{Map, Value, json};
use support::export::{encode, exported, table};

fn columns() -> Vec<Column> {
    let options =
        json!(["a", "b", "=c", "a, b", "x;y", "[1]", "\"q\"", "12", {"value": "won", "label": "Won; lost"}]);
    from_documents(&json!([
        {"key": "text", "type": "text"},
        {"key": "long_text", "type": "long_text"},
        {"key": "number", "type": "number"},
        {"key": "german", "type": "number", "config": {"locale": "de-DE"}},
        {"key": "integer", "type": "integer"},
        {"key": "decimal", "type": "decimal"},
        {"key": "currency", "type": "currency"},
        {"key": "percent", "type": "percent"},
        {"key": "duration", "type": "duration", "config": {"signed": true}},
        {"key": "checkbox", "type": "checkbox"},
        {"key": "date", "type": "date"},
        {"key": "datetime", "type": "datetime"},
        {"key": "zoned", "type": "datetime", "config": {"timezone": "Europe/Berlin"}},
        {"key": "time", "type": "time"},
        {"key": "select", "type": "select", "config": {"options": options}},
        {"key": "multi_select", "type": "multi_select", "config": {"options": options}},
        {"key": "plain_set", "type": "multi_select", "config": {"options": ["a", "b", "c", "[d]"]}},
        {"key": "person_name", "type": "person_name"},
        {"key": "location", "type": "location"},
        {"key": "user", "type": "user"},
        {"key": "users", "type": "user", "config": {"allow_multiple": true}},
        {"key": "json", "type": "json"},
        {"key": "file", "type": "file"},
    ]))
    .unwrap()
}

fn text(pattern: &'static str) -> BoxedStrategy<Value> {
    pattern.prop_map(Value::from).boxed()
}

fn number() -> BoxedStrategy<Value> {
    let digits = prop_oneof![
        "-?[1-9][0-9]{0,20}",
        "-?[1-9][0-9]{0,3}\\.[0-9]{0,8}[0-9]",
        "-?0\\.[0-9]{0,9}[1-9]",
        Just("0".to_owned())
    ];
    digits.prop_map(|digits| Value::Number(digits.parse().unwrap())).boxed()
}

fn set(items: &'static [&'static str]) -> BoxedStrategy<Value> {
    proptest::sample::subsequence(items.to_vec(), 0..=items.len())
        .prop_shuffle()
        .prop_map(|items| json!(items))
        .boxed()
}

/// Stored values of a column.
fn values(key: &str) -> BoxedStrategy<Value> {
    const WILD: &str = "['=+@\\-\t \u{a0}a\"\\\\,;\\[{é🎉\u{feff}_x0D1\u{1}.]{1,12}";
    const LINES: &str = "['=\r\n\t a\",]{1,12}";
    const OPTIONS: &[&str] = &["a", "b", "=c", "a, b", "x;y", "[1]", "\"q\"", "12", "won"];
    match key {
        "text" => text(WILD),
        "long_text" => prop_oneof![text(LINES), text(WILD)].boxed(),
        "number" | "german" | "decimal" | "percent" | "duration" => number(),
        "integer" => (-9_007_199_254_740_993_i64..=9_007_199_254_740_993).prop_map(Value::from).boxed(),
        "currency" => (number(), prop_oneof!["EUR", "JPY"])
            .prop_map(|(amount, code)| json!({"amount": amount, "currency": code}))
            .boxed(),
        "checkbox" => any::<bool>().prop_map(Value::from).boxed(),
        "date" => (1_i16..=9_999, 1_i8..=12, 1_i8..=28)
            .prop_map(|(y, m, d)| json!(format!("{y:04}-{m:02}-{d:02}")))
            .boxed(),
        "datetime" | "zoned" => (1_i16..=9_999, 2_i8..=11, 1_i8..=28, 0..24, 0..60, "(\\.[0-9]{0,5}[1-9])?")
            .prop_map(|(y, m, d, h, s, rest)| json!(format!("{y:04}-{m:02}-{d:02}T{h:02}:30:{s:02}{rest}Z")))
            .boxed(),
        "time" => (0..24, 0..60).prop_map(|(h, m)| json!(format!("{h:02}:{m:02}:07"))).boxed(),
        "select" => proptest::sample::select(OPTIONS).prop_map(Value::from).boxed(),
        "multi_select" => set(OPTIONS),
        "plain_set" => set(&["a", "b", "c", "[d]"]),
        "person_name" => (text("[A-Z=' ,]{1,5}"), text("[a-z\"]{1,5}"))
            .prop_map(|(first, last)| json!({"first": first, "last": last}))
            .boxed(),
        "location" => (text("[A-Z=', ]{1,9}"), -90..=90, -180..=180)
            .prop_map(|(city, lat, lng)| json!({"city": city, "lat": lat, "lng": lng}))
            .boxed(),
        "user" => text("[a='\\[,\" ]{0,5}[a-z]"),
        "users" => proptest::collection::hash_set("[a='\\[\\],;\" ]{0,5}[a-z\\]\"]", 0..4)
            .prop_map(|ids| json!(ids))
            .boxed(),
        "file" => text("[a-z=', \"é🎉]{0,5}[a-z]")
            .prop_map(|name| json!([{"name": name, "url": "https://example.com/a,b"}]))
            .boxed(),
        "json" => prop_oneof![
            text(WILD),
            text(LINES),
            number(),
            any::<bool>().prop_map(Value::from),
            Just(json!([])),
            Just(json!({})),
            proptest::collection::vec(prop_oneof![text(WILD), number(), Just(Value::Null)], 1..4)
                .prop_map(Value::from),
            (text(WILD), number()).prop_map(|(text, number)| json!({"": text, "__proto__": [number]})),
            text("(null|true|1e5|nul|\"|\\[\\]|-1| 7 )")
        ]
        .boxed(),
        other => panic!("no values for {other}"),
    }
}

fn moment() -> Moment {
    Moment {
        now: 0,
        zone: dyntables_values::zone::Zone::utc(),
        names_zone: false,
        user: "me".into(),
        pattern_error: |_, _| None,
    }
}

/// The records of a file, as an import reads them.
fn imported(table: &Table, validator: &RecordValidator, file: &[u8], read: &ReadOptions) -> Vec<Value> {
    let mut file = open(Cursor::new(file), read).unwrap();
    let is_json = matches!(file.format(), Format::Json | Format::Jsonl);
    // JSON has the values as they are stored: a text that is JSON itself stays a text.
    let reading = (!is_json).then(Reading::default);
    let cast = CastOptions { reading, ..CastOptions::default() };
    let environment =
        Environment { moment: &moment, encode: &encode, file: &|_, _| None, numbers_given: false };
    let mut records = Vec::new();
    loop {
        let mut data = Map::new();
        let headers: Vec<String> = {
            let Some(row) = file.next_row().unwrap() else { break };
            let cells: Vec<(usize, Value)> = row
                .cells()
                .filter_map(|(at, cell)| match cell {
                    Cell::Empty => None,
                    Cell::Text(text) => Some((at, json!(text))),
                    Cell::Value(value) => Some((at, value.clone())),
                    Cell::Fault(fault) => panic!("{fault:?}"),
                })
                .collect();
            let headers = file.headers().to_vec();
            data.extend(cells.into_iter().map(|(at, value)| (headers[at].clone(), value)));
            headers
        };
        assert!(headers.iter().all(|header| table.column(header).is_some()), "{headers:?}");
        let given = encode(&Value::Object(data.clone()));
        let read = validator.read(&given, Write::Insert, &cast, &environment).unwrap();
        assert!(read.verdict.faults.is_empty(), "{data:?} {:?}", read.verdict.faults);
        let mut stored = Part::root(&given).unwrap().to_value();
        let amendment = &read.verdict.amendment;
        let object = stored.as_object_mut().unwrap();
        for key in &amendment.remove {
            object.remove(key.as_str());
        }
        for (key, value) in &amendment.set {
            object.insert(key.clone(), value.clone());
        }
        records.push(stored);
    }
    records
}

/// What a record has, without what means the same as nothing.
fn full(record: &Value) -> Value {
    let is_full = |value: &Value| {
        !matches!(value, Value::Null) && *value != json!("") && *value != json!([]) && *value != json!({})
    };
    let members = record.as_object().unwrap().iter().filter(|(_, value)| is_full(value));
    Value::Object(members.map(|(key, value)| (key.clone(), value.clone())).collect())
}

fn records() -> BoxedStrategy<Vec<Value>> {
    let record = columns()
        .iter()
        .map(|column| {
            let key = column.key.to_string();
            proptest::option::weighted(0.8, values(&key))
                .prop_map(move |value| value.map(|value| (key.clone(), value)))
        })
        .collect::<Vec<_>>();
    let record = record.prop_map(|members| Value::Object(members.into_iter().flatten().collect()));
    proptest::collection::vec(record, 1..4).boxed()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn what_is_exported_is_imported_again(records in records()) {
        let table = table(columns());
        let validator = RecordValidator::new(Arc::new(table.clone())).unwrap();
        let expected: Vec<Value> = records.iter().map(full).collect();
        for (options, format) in [
            (json!({"format": "csv", "display": false}), Format::Csv),
            (json!({"format": "csv", "display": false, "line_end": "crlf", "bom": true}), Format::Csv),
            (json!({"format": "tsv", "display": false}), Format::Tsv),
            (json!({"format": "xlsx", "display": false}), Format::Xlsx),
            (json!({"format": "jsonl"}), Format::Jsonl),
            (json!({"format": "json"}), Format::Json),
        ] {
            let file = exported(&table, &records, options.clone());
            let header = (!matches!(format, Format::Json | Format::Jsonl)).then_some(true);
            let delimiter = match format { Format::Csv => Some(b','), Format::Tsv => Some(b'\t'), _ => None };
            let read = ReadOptions { format: Some(format), header, delimiter, ..ReadOptions::default() };
            // A row of a sheet without cells is no record.
            let is_there = |record: &&Value| format != Format::Xlsx || **record != json!({});
            let expected: Vec<Value> = expected.iter().filter(is_there).cloned().collect();
            let back: Vec<Value> = imported(&table, &validator, &file, &read).iter().map(full).collect();
            prop_assert_eq!(&back, &expected, "{} {}", options, String::from_utf8_lossy(&file));
        }
    }
}
