//! Validation over jsonb bytes, made by the encoder of the validator's own test kit: what is
//! stored is accepted again unchanged, nothing panics, every fault is told.

mod common;

use std::sync::Arc;

use common::{ENVIRONMENT, apply, examine, is_plain, store, validator};
use dyntables_model::ident::ColumnKey;
use dyntables_records::cast_options::CastOptions;
use dyntables_records::{RecordValidator, Unfit, Verdict, Write};
use dyntables_values::argument::not_an_object;
use dyntables_values::fault::Fault;
use dyntables_values::types::registry;
use dyntables_values::written::Reading;
use jsonschema_value::jsonb::encode::encode;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

fn every_type() -> RecordValidator {
    let columns = json!([
        {"key": "name", "type": "text", "required": true, "config": {"max_length": 20}},
        {"key": "note", "type": "long_text"},
        {"key": "amount", "type": "number", "config": {"min": 0, "precision": 2}},
        {"key": "count", "type": "integer", "config": {"max": 1000}},
        {"key": "exact", "type": "decimal", "config": {"scale": 3}},
        {"key": "done", "type": "checkbox", "default": false},
        {"key": "due", "type": "date", "config": {"min": "2000-01-01"}},
        {"key": "at", "type": "datetime", "config": {"timezone": "Europe/Berlin"}},
        {"key": "stage", "type": "select", "config": {"options": ["open", "won"]}},
        {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b", "c"], "max_items": 2}},
        {"key": "ref", "type": "uuid"},
        {"key": "meta", "type": "json", "config": {"schema": {"type": "object", "properties": {"n": {"$ref": "#/$defs/n"}}, "$defs": {"n": {"type": "integer"}}}}},
        {"key": "created", "type": "created_at"},
    ]);
    validator(&columns)
}

#[test]
fn a_record_of_every_type_is_stored_in_its_form() {
    let given = json!({
        "name": "Acme", "note": null, "amount": 12.5, "count": 3, "exact": 1.125, "due": "2026-01-28",
        "at": "2026-07-01T14:30", "stage": "won", "tags": ["b", "a"], "ref": "0197A5B87C317E2A9C0D3F5A8B1E2D4C",
        "meta": {"n": 1},
    });
    let stored = json!({
        "name": "Acme", "amount": 12.5, "count": 3, "exact": 1.125, "done": false, "due": "2026-01-28",
        "at": "2026-07-01T12:30:00Z", "stage": "won", "tags": ["b", "a"], "ref": "0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c",
        "meta": {"n": 1},
    });
    assert_eq!(store(&every_type(), &given), Ok(stored));
}

#[test]
fn every_fault_is_told_in_the_order_of_the_columns() {
    let given = json!({
        "name": "", "note": 1, "amount": -1.005, "count": 5000, "exact": 1.1234, "done": "yes", "due": "1999-12-31",
        "at": "2026-03-29T02:30:00", "stage": "lost", "tags": ["a", "a", "x"], "ref": "x", "meta": {"n": "1"},
        "created": "2026-01-01T00:00:00Z", "nmae": 1,
    });
    let codes: Vec<(String, &str)> = store(&every_type(), &given).unwrap_err();
    let expected = [
        ("name", "required"),
        ("note", "type"),
        ("amount", "minimum"),
        ("amount", "precision"),
        ("count", "maximum"),
        ("exact", "scale"),
        ("done", "type"),
        ("due", "minimum"),
        ("at", "format"),
        ("stage", "option"),
        ("tags", "duplicate_item"),
        ("tags", "max_items"),
        ("tags", "option"),
        ("ref", "format"),
        ("meta", "schema"),
        ("created", "read_only"),
        ("nmae", "unknown_column"),
    ];
    for (column, code) in expected {
        assert!(codes.iter().any(|(c, k)| c == column && *k == code), "{column} {code} missing in {codes:?}");
    }
    assert_eq!(codes.len(), expected.len(), "{codes:?}");
}

#[test]
fn lengths_count_characters() {
    let validator = every_type();
    let name = |text: String| store(&validator, &json!({"name": text}));
    assert!(name("🦀".repeat(20)).is_ok());
    assert_eq!(name("🦀".repeat(21)).unwrap_err(), [("name".to_owned(), "max_length")]);
}

#[test]
fn the_example_of_every_type_is_a_stored_value() {
    for type_ in registry::all() {
        if type_.source() != dyntables_values::system::Source::Data {
            continue;
        }
        let example = type_.example();
        let options: Vec<Value> = match &example {
            Value::Array(values) => values.clone(),
            value => vec![value.clone()],
        };
        let config =
            if type_.config().get("options").is_some() { json!({"options": options}) } else { json!({}) };
        let columns = json!([{"key": "k", "type": type_.name(), "config": config}]);
        let validator = validator(&columns);
        let data = json!({"k": example});
        let old = encode(&data);
        let write = if type_.is_assigned() { Write::Replace(&old) } else { Write::Insert };
        assert!(is_plain(&validator, &data, write), "{}", type_.name());
    }
}

#[test]
fn what_writes_must_not_touch_is_told_first() {
    let columns = json!([{"key": "name", "type": "text"}, {"key": "no", "type": "autonumber"}]);
    let mut table = common::table(&columns);
    table.trashed = vec![ColumnKey::new("gone").unwrap()];
    let validator = RecordValidator::new(Arc::new(table)).unwrap();
    let old = json!({"gone": [1], "no": 3, "_unconverted": {"a": 1, "b": {"c": 2}}});
    let codes = |data: &Value| {
        let old = encode(&old);
        let faults = examine(&validator, data, Write::Replace(&old)).faults;
        faults.into_iter().map(|fault| (fault.column, fault.code.as_str())).collect::<Vec<_>>()
    };
    let touched = json!({"name": 5, "no": 4, "gone": [2], "_unconverted": {"a": 2}, "x": null});
    let told = [
        ("gone", "unknown_column"),
        ("no", "read_only"),
        ("_unconverted", "read_only"),
        ("name", "type"),
        ("x", "unknown_column"),
    ];
    assert_eq!(codes(&touched), told.map(|(column, code)| (column.to_owned(), code)));
    for part in [json!({"a": 1}), json!({}), json!({"b": {"c": 2}}), old["_unconverted"].clone()] {
        assert_eq!(codes(&json!({"no": 3, "gone": [1], "_unconverted": part})), []);
    }
    assert_eq!(codes(&json!({"_unconverted": null})), []);
    for more in [json!({"a": 1, "d": 1}), json!({"b": {}}), json!("a"), json!([])] {
        assert_eq!(codes(&json!({"_unconverted": more})).len(), 1, "{more}");
    }
}

#[test]
fn what_is_merged_is_not_completed() {
    let validator = every_type();
    let given = json!({"at": "2026-07-01T14:30", "note": null, "amount": "x", "tags": []});
    let verdict = examine(&validator, &given, Write::Merge);
    assert_eq!(Value::Object(verdict.amendment.set), json!({"at": "2026-07-01T12:30:00Z"}));
    assert!(verdict.amendment.remove.is_empty());
    assert_eq!(verdict.faults.len(), 1);
    let options =
        CastOptions { reading: Some(Reading::default()), create_options: false, ..CastOptions::default() };
    let given = encode(&json!({"amount": " ", "count": "3", "name": "Acme"}));
    let read = validator.read(&given, Write::Merge, &options, &ENVIRONMENT).unwrap();
    assert_eq!(Value::Object(read.verdict.amendment.set), json!({"amount": null, "count": 3}));
    assert_eq!(read.verdict.faults, []);
}

#[test]
fn what_is_no_record_is_not_looked_into() {
    let validator = every_type();
    let unfit = |data: &Value| validator.examine(&encode(data), Write::Insert, &ENVIRONMENT).unwrap_err();
    for data in [json!([1]), json!("a"), json!("{\"name\": \"Acme\"}"), json!(1), json!(true), json!(null)] {
        assert_eq!(unfit(&data), Unfit::NoObject(not_an_object(&data)));
    }
    let nested = |levels| (0..levels).fold(json!(1), |inner, _| json!([inner]));
    assert_eq!(unfit(&json!({"meta": nested(101)})), Unfit::TooDeep);
    assert_eq!(examine(&validator, &json!({"meta": nested(100)}), Write::Insert).faults.len(), 2);
    // No other type takes a nested value, however deep it is.
    assert_eq!(examine(&validator, &json!({"note": nested(101)}), Write::Insert).faults.len(), 2);
    let whole = encode(&json!({"name": "Acme", "amount": 5}));
    for length in 0..whole.len() {
        assert!(validator.examine(&whole[..length], Write::Insert, &ENVIRONMENT).is_err(), "{length}");
    }
}

/// The limit holds for columns of any JSON and for keys of open tables. What was deeper before stays as it is.
#[test]
fn deep_values_are_refused_unless_they_were_there() {
    let mut table = common::table(&json!([{"key": "j", "type": "json"}, {"key": "name", "type": "text"}]));
    table.open = true;
    let validator = RecordValidator::new(Arc::new(table)).unwrap();
    let nested = |levels| (0..levels).fold(json!(1), |inner, _| json!({"a": [inner]}));
    let examine = |data: &Value, write: Write<'static>| validator.examine(&encode(data), write, &ENVIRONMENT);
    for key in ["j", "free"] {
        let old = json!({key: nested(51), "name": "a"});
        let old_bytes = encode(&old);
        assert_eq!(examine(&old, Write::Insert), Err(Unfit::TooDeep), "{key}");
        assert_eq!(examine(&old, Write::Merge), Err(Unfit::TooDeep), "{key}");
        assert_eq!(examine(&json!({key: nested(50)}), Write::Insert), Ok(Verdict::default()), "{key}");
        // Another column changes, or the value itself does.
        let mut new = old.clone();
        new["name"] = json!("b");
        let replaced =
            |new: &Value| validator.examine(&encode(new), Write::Replace(&old_bytes), &ENVIRONMENT);
        assert_eq!(replaced(&new), Ok(Verdict::default()), "{key}");
        new[key] = nested(52);
        assert_eq!(replaced(&new), Err(Unfit::TooDeep), "{key}");
    }
}

/// Values that are nearly right, and values that are nothing.
fn odd_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::from),
        any::<String>().prop_filter("no NUL in jsonb", |text| !text.contains('\0')).prop_map(Value::from),
        "(open|won|a|b|c|Acme|2026-01-2[0-9]|2026-0[37]-29T0[0-9]:30(:00)?(Z|[+]02:00)?)"
            .prop_map(Value::from),
        "[0-9a-fA-F]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}".prop_map(Value::from),
        "-?[1-9][0-9]{0,40}([.][0-9]{1,5})?".prop_map(|digits| Value::Number(digits.parse().unwrap())),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map("[a-z~/]{0,3}", inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn odd_record() -> impl Strategy<Value = Value> {
    let key = prop_oneof![
        Just("name".to_owned()),
        "(note|amount|count|exact|done|due|at|stage|tags|ref|meta|created|[a-z~/'\"]{1,5})",
    ];
    proptest::collection::btree_map(key, odd_value(), 0..10)
        .prop_map(|map| Value::Object(map.into_iter().collect()))
}

proptest! {
    #[test]
    fn what_is_stored_is_accepted_again_unchanged(record in odd_record()) {
        let validator = every_type();
        let mut record = record;
        record["name"] = json!("Acme");
        if let Ok(stored) = store(&validator, &record) {
            prop_assert!(is_plain(&validator, &stored, Write::Insert), "{stored}");
        }
    }

    /// What is amended needs nothing more, whatever the faults; and these are the same the second time.
    #[test]
    fn a_verdict_is_final(record in odd_record(), inserting in any::<bool>()) {
        let validator = every_type();
        let old = encode(&record);
        let write = if inserting { Write::Insert } else { Write::Replace(&old) };
        let verdict = examine(&validator, &record, write);
        let again = examine(&validator, &apply(&record, &verdict.amendment), write);
        prop_assert!(again.amendment.is_empty(), "{:?}", again);
        prop_assert_eq!(again.faults, verdict.faults);
    }

    /// Values that are read again are judged as if they had been written so.
    #[test]
    fn what_is_read_is_judged_as_if_it_were_given(record in odd_record(), creates in any::<bool>()) {
        let validator = every_type();
        let options = CastOptions { reading: Some(Reading::default()), create_options: creates, ..CastOptions::default() };
        let bytes = encode(&record);
        let read = validator.read(&bytes, Write::Insert, &options, &ENVIRONMENT).unwrap();
        let again = examine(&validator, &apply(&record, &read.verdict.amendment), Write::Insert);
        prop_assert!(again.amendment.is_empty(), "{:?}", again);
        let told = |fault: &Fault| read.verdict.faults.iter().any(|other| other.column == fault.column);
        let created = |fault: &Fault| read.missing.iter().any(|(key, _)| creates && *key == fault.column);
        prop_assert!(again.faults.iter().all(|fault| told(fault) || created(fault)), "{:?} {:?}", again, read);
        prop_assert!(read.verdict.faults.iter().all(|fault| again.faults.iter().any(|other| other.column == fault.column)));
    }

    #[test]
    fn any_document_is_told_what_is_wrong_with_it(value in odd_value()) {
        let verdict = every_type().examine(&encode(&value), Write::Insert, &ENVIRONMENT);
        prop_assert_eq!(verdict.is_ok(), value.is_object());
        let faults = verdict.map(|verdict| verdict.faults).unwrap_or_default();
        prop_assert!(faults.iter().all(|fault| !fault.sentence().is_empty() && fault.to_json().is_object()));
    }
}

/// What the server knows of a file is the server's, and asked only for files that are new in a record.
#[test]
fn files_are_what_the_server_says() {
    let columns = json!([
        {"key": "files", "type": "file", "config": {"max_size": 100}}, {"key": "logo", "type": "image", "config": {"multiple": false}},
    ]);
    let table = validator(&columns);
    let forged = json!([{"id": common::FILE.to_uppercase(), "size": 1, "type": "text/html", "sha256": "x", "description": "d"}]);
    let entry = json!({"id": common::FILE, "name": "logo.png", "size": 70, "type": "image/png", "sha256": "a".repeat(64),
        "width": 3, "height": 2});
    let mut described = entry.clone();
    described["description"] = json!("d");
    assert_eq!(store(&table, &json!({"files": forged})), Ok(json!({"files": [described]})));
    assert_eq!(store(&table, &json!({"logo": [{"id": common::FILE}]})), Ok(json!({"logo": entry})));
    let unknown = json!({"files": [{"id": uuid::Uuid::nil().to_string()}]});
    assert_eq!(store(&table, &unknown), Err(vec![("files".to_owned(), "missing_file")]));
    // One that the record has already is not asked for, though it may be gone for the caller.
    let old = json!({"files": [{"id": uuid::Uuid::nil().to_string(), "name": "old", "size": 5, "type": "a/b", "sha256": "b".repeat(64)}]});
    let bytes = encode(&old);
    assert!(is_plain(&table, &old, Write::Replace(&bytes)));
    let renamed = json!({"files": [{"id": uuid::Uuid::nil().to_string(), "name": "new", "size": 1}]});
    let verdict = examine(&table, &renamed, Write::Replace(&bytes));
    assert_eq!(verdict.faults, []);
    assert_eq!(apply(&renamed, &verdict.amendment)["files"][0]["size"], 5);
}
