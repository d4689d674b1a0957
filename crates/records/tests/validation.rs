//! Validation over jsonb bytes, made by the encoder of the validator's own test kit: what is
//! stored is accepted again unchanged, nothing panics, every fault is told.

use std::sync::Arc;

use dyntables_model::column::from_documents;
use dyntables_model::ident::Slug;
use dyntables_model::table::Table;
use dyntables_records::RecordValidator;
use dyntables_values::jsonb::Amendment;
use dyntables_values::jsonb::node::Jsonb;
use dyntables_values::moment::Moment;
use dyntables_values::types::registry;
use jsonschema_value::jsonb::encode::encode;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Map, Value, json};

fn table(columns: &Value) -> Table {
    Table {
        id: uuid::Uuid::nil(),
        no: 1,
        slug: Slug::new("deals").unwrap(),
        name: "Deals".into(),
        description: None,
        open: false,
        settings: Map::new(),
        columns: from_documents(columns).unwrap(),
        trashed: Vec::new(),
        indexing: Default::default(),
    }
}

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
    RecordValidator::new(Arc::new(table(&columns))).unwrap()
}

fn moment() -> Moment {
    Moment {
        now: "2026-11-21T10:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        user: "me".into(),
        pattern_error: |_, _| None,
    }
}

/// What the extension does with PostgreSQL's own functions.
fn apply(data: &Value, amendment: &Amendment) -> Value {
    let mut object = data.as_object().cloned().unwrap_or_default();
    object.retain(|key, _| !amendment.remove.contains(key));
    object.extend(amendment.set.clone());
    Value::Object(object)
}

/// The stored form, or the codes of the faults.
fn store(validator: &RecordValidator, data: &Value) -> Result<Value, Vec<(String, &'static str)>> {
    let bytes = encode(data);
    let stored = apply(data, &validator.amend(&bytes, true, &moment));
    let bytes = encode(&stored);
    let faults = validator.faults(Jsonb::root(&bytes));
    if faults.is_empty() {
        Ok(stored)
    } else {
        Err(faults.into_iter().map(|fault| (fault.column, fault.code.as_str())).collect())
    }
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
        let validator = RecordValidator::new(Arc::new(table(&columns))).unwrap();
        let data = encode(&json!({"k": example}));
        let inserting = !type_.is_assigned();
        assert!(validator.is_stored_form(Jsonb::root(&data), inserting), "{}", type_.name());
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
            let bytes = encode(&stored);
            prop_assert!(validator.is_stored_form(Jsonb::root(&bytes), true), "{stored}");
            prop_assert_eq!(store(&validator, &stored), Ok(stored));
        }
    }

    #[test]
    fn a_complete_amendment_makes_the_stored_form(record in odd_record(), inserting in any::<bool>()) {
        let validator = every_type();
        let bytes = encode(&record);
        let amendment = validator.amend(&bytes, inserting, &moment);
        let stored = encode(&apply(&record, &amendment));
        let is_stored_form = validator.is_stored_form(Jsonb::root(&stored), false);
        prop_assert_eq!(amendment.is_complete, is_stored_form, "{:?}", amendment);
    }

    #[test]
    fn the_fast_path_and_the_faults_agree(record in odd_record()) {
        let validator = every_type();
        let bytes = encode(&record);
        let fast = validator.is_stored_form(Jsonb::root(&bytes), false);
        prop_assert_eq!(fast, validator.faults(Jsonb::root(&bytes)).is_empty());
    }

    #[test]
    fn any_document_is_told_what_is_wrong_with_it(value in odd_value()) {
        let validator = every_type();
        let bytes = encode(&value);
        let node = Jsonb::root(&bytes);
        let _ = validator.amend(&bytes, true, &moment);
        let faults = validator.faults(node);
        prop_assert!(faults.iter().all(|fault| !fault.sentence().is_empty() && fault.to_json().is_object()));
    }
}
