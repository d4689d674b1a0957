//! What each type stores.

use std::sync::Arc;

use dyntables_model::column::from_documents;
use dyntables_model::ident::Slug;
use dyntables_model::table::Table;
use dyntables_records::RecordValidator;
use dyntables_values::jsonb::Amendment;
use dyntables_values::jsonb::node::Jsonb;
use dyntables_values::moment::Moment;
use jsonschema_value::jsonb::encode::encode;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Map, Value, json};

use crate::{TYPES, object, text};

fn validator(columns: &Value) -> RecordValidator {
    let table = Table {
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
    };
    RecordValidator::new(Arc::new(table)).unwrap()
}

fn moment() -> Moment {
    Moment {
        now: "2026-11-21T10:00:00Z".parse().unwrap(),
        zone: jiff::tz::TimeZone::UTC,
        user: "me".into(),
        pattern_error: |_, _| None,
    }
}

/// The stored form of a value of a column, or its codes of faults.
fn store(validator: &RecordValidator, value: &Value) -> Result<Option<Value>, Vec<&'static str>> {
    let data = json!({"v": value});
    let bytes = encode(&data);
    let Amendment { set, remove, .. } = validator.amend(&bytes, true, &moment);
    let mut stored = object(&data);
    stored.retain(|key, _| !remove.contains(key));
    stored.extend(set);
    let stored = Value::Object(stored);
    let bytes = encode(&stored);
    let faults = validator.faults(Jsonb::root(&bytes));
    if faults.is_empty() {
        Ok(stored.get("v").cloned())
    } else {
        Err(faults.into_iter().map(|fault| fault.code.as_str()).collect())
    }
}

#[test]
fn amounts_are_completed_and_checked() {
    let plain = validator(&json!([{"key": "v", "type": "currency", "config": {"scale": 2}}]));
    let euro = validator(&json!([{"key": "v", "type": "currency", "config": {"currency": "eur"}}]));
    assert_eq!(store(&euro, &json!(12)), Ok(Some(json!({"amount": 12, "currency": "EUR"}))));
    assert_eq!(store(&euro, &json!({"amount": 12})), Ok(Some(json!({"amount": 12, "currency": "EUR"}))));
    assert_eq!(
        store(&plain, &json!({"amount": 12, "currency": "usd"})),
        Ok(Some(json!({"amount": 12, "currency": "USD"})))
    );
    for (value, codes) in [
        (json!(12), vec!["currency"]),
        (json!({"amount": 12}), vec!["currency"]),
        (json!({"currency": "USD"}), vec!["type"]),
        (json!({}), vec!["type"]),
        (json!("12 USD"), vec!["type"]),
        (json!({"amount": 12, "currency": "XYZ"}), vec!["currency"]),
        (json!({"amount": 12, "currency": 840}), vec!["currency"]),
        (json!({"amount": "12", "currency": "USD"}), vec!["type"]),
        (json!({"amount": 12, "currency": "USD", "note": 1}), vec!["type"]),
        (json!({"amount": 12.345, "currency": "USD"}), vec!["scale"]),
    ] {
        assert_eq!(store(&plain, &value), Err(codes), "{value}");
    }
    let both = store(&plain, &json!({"amount": 12.345, "currency": "XYZ"})).unwrap_err();
    assert!(both.contains(&"scale") && both.contains(&"currency"), "{both:?}");
}

#[test]
fn numbers_are_drawn_by_whoever_stores_and_given_by_nobody() {
    let validator = validator(
        &json!([{"key": "no", "type": "autonumber", "required": true}, {"key": "v", "type": "number"}]),
    );
    let amendment = |data: &Value, inserting| validator.amend(&encode(data), inserting, &moment);
    assert_eq!(amendment(&json!({"v": 1}), true).number, ["no"]);
    assert!(amendment(&json!({"v": 1}), false).is_empty());
    let touched = |new: &Value, old: Option<&Value>| {
        let (new, old) = (encode(new), old.map(encode));
        let faults = validator.forbidden_changes(Jsonb::root(&new), old.as_deref().map(Jsonb::root));
        faults.into_iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>()
    };
    let stored = json!({"no": 5, "v": 1});
    assert_eq!(touched(&json!({"no": 5}), None), ["read_only"]);
    assert!(touched(&json!({"no": null}), None).is_empty());
    assert!(touched(&stored, Some(&stored)).is_empty());
    assert!(touched(&json!({"v": 2}), Some(&stored)).is_empty());
    assert_eq!(touched(&json!({"no": 6}), Some(&stored)), ["read_only"]);
    assert_eq!(touched(&json!({"no": null}), Some(&stored)), ["read_only"]);
    let kept = validator.kept(Jsonb::root(&encode(&json!({"v": 2}))), Jsonb::root(&encode(&stored)));
    assert_eq!(Value::Object(kept), json!({"no": 5}));
    let fits = |data: &Value, inserting| validator.is_stored_form(Jsonb::root(&encode(data)), inserting);
    assert!(fits(&json!({"v": 1}), true));
    assert!(!fits(&stored, true));
    assert!(fits(&stored, false));
    assert!(!fits(&json!({"no": null}), false));
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::from),
        "[0-9]{1,40}([.][0-9]{1,40})?".prop_map(|digits| {
            let digits = digits.trim_start_matches('0');
            let digits = if digits.starts_with(|c: char| c.is_ascii_digit()) {
                digits.to_owned()
            } else {
                format!("0{digits}")
            };
            Value::Number(digits.parse().unwrap())
        }),
        text().prop_filter("no NUL in jsonb", |text| !text.contains('\0')).prop_map(Value::from),
        (any::<i32>(), "(usd|EUR|XYZ|)")
            .prop_map(|(amount, code)| json!({"amount": amount, "currency": code})),
        any::<i32>().prop_map(|amount| json!({"amount": amount})),
    ]
}

proptest! {
    #[test]
    fn what_is_stored_is_accepted_again_unchanged(value in value()) {
        for name in TYPES.into_iter().filter(|name| *name != "autonumber") {
            let config = if name == "currency" { json!({"currency": "EUR"}) } else { json!({}) };
            let validator = validator(&json!([{"key": "v", "type": name, "config": config}]));
            if let Ok(Some(stored)) = store(&validator, &value) {
                let bytes = encode(&json!({"v": stored}));
                prop_assert!(validator.is_stored_form(Jsonb::root(&bytes), true), "{name} {stored}");
                prop_assert_eq!(store(&validator, &stored), Ok(Some(stored)));
            }
        }
    }
}
