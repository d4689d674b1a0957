//! What each type stores.

use dyntables_records::{RecordValidator, Write};
use jsonschema_value::jsonb::encode::encode;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

use crate::common::{self, examine, is_plain, validator};
use crate::{TYPES, text};

/// The stored form of a value of a column, or its codes of faults.
fn store(validator: &RecordValidator, value: &Value) -> Result<Option<Value>, Vec<&'static str>> {
    let stored = common::store(validator, &json!({"v": value}));
    stored
        .map(|stored| stored.get("v").cloned())
        .map_err(|faults| faults.into_iter().map(|(_, code)| code).collect())
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
    assert_eq!(validator.assigned_keys(), ["no"]);
    let verdict = |new: &Value, old: Option<&Value>| {
        let old = old.map(encode);
        examine(&validator, new, old.as_deref().map_or(Write::Insert, Write::Replace))
    };
    let touched = |new: &Value, old: Option<&Value>| {
        verdict(new, old).faults.into_iter().map(|fault| fault.code.as_str()).collect::<Vec<_>>()
    };
    let stored = json!({"no": 5, "v": 1});
    assert_eq!(touched(&json!({"no": 5}), None), ["read_only"]);
    assert!(touched(&json!({"no": null}), None).is_empty());
    assert!(touched(&stored, Some(&stored)).is_empty());
    assert!(touched(&json!({"v": 2}), Some(&stored)).is_empty());
    assert_eq!(touched(&json!({"no": 6}), Some(&stored)), ["read_only"]);
    assert_eq!(touched(&json!({"no": null}), Some(&stored)), ["read_only"]);
    assert!(verdict(&json!({"v": 1}), None).amendment.is_empty());
    assert!(verdict(&stored, Some(&stored)).amendment.is_empty());
    assert_eq!(Value::Object(verdict(&json!({"v": 2}), Some(&stored)).amendment.set), json!({"no": 5}));
    assert_eq!(verdict(&json!({"no": null}), Some(&json!({}))).amendment.remove, ["no"]);
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
                prop_assert!(is_plain(&validator, &json!({"v": stored}), Write::Insert), "{name} {stored}");
                prop_assert_eq!(store(&validator, &stored), Ok(Some(stored)));
            }
        }
    }
}
