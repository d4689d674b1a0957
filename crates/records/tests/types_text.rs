//! The text-like column types over jsonb bytes: normalising is idempotent, what is stored is
//! accepted again unchanged, no input panics; and what typecast reads, a write accepts.

mod common;

use dyntables_model::column::from_documents;
use dyntables_records::RecordValidator;
use dyntables_values::types::registry;
use dyntables_values::written::{Cast, Reading};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Map, Value, json};

/// Types, each with a config that makes it the most particular.
fn columns() -> Vec<(&'static str, Value)> {
    vec![
        ("text", json!({"max_length": 30})),
        ("long_text", json!({})),
        ("rich_text", json!({})),
        ("email", json!({})),
        ("url", json!({})),
        ("url", json!({"schemes": ["ftp", "mailto"]})),
        ("phone", json!({})),
        ("phone", json!({"country": "DE"})),
        ("phone", json!({"country": "US"})),
        ("phone", json!({"country": "IT"})),
        ("slug", json!({})),
        ("user", json!({})),
        ("user", json!({"allow_multiple": true})),
        ("uuid", json!({})),
        ("color", json!({})),
        ("ip", json!({})),
        ("json", json!({"schema": {"type": ["object", "number"]}})),
    ]
}

fn validator(type_: &str, config: &Value) -> RecordValidator {
    common::validator(&json!([{"key": "v", "type": type_, "config": config}]))
}

/// The stored form of a value; `Err` with the codes of its faults.
fn store(validator: &RecordValidator, value: &Value) -> Result<Value, Vec<&'static str>> {
    let stored = common::store(validator, &json!({"v": value}));
    stored
        .map(|stored| stored["v"].clone())
        .map_err(|faults| faults.into_iter().map(|(_, code)| code).collect())
}

fn cast(type_: &str, config: &Value, text: &str) -> Cast {
    let type_ = registry::find(type_).unwrap();
    type_.typecast(config.as_object().unwrap(), text, &Reading::default())
}

/// Texts that are nearly something.
fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[+]?[0-9() ./-]{0,20}",
        "[+](1|39|44|49|7|225|370|375)[0-9 ()]{3,13}",
        "0[0-9 -]{3,13}",
        "#?[0-9a-fA-F]{2,7}",
        "[0-9]{1,3}([.][0-9]{1,3}){2,4}(/[0-9]{0,3})?",
        "[0-9a-fA-F:]{2,20}(/[0-9]{0,3})?",
        "[a-z0-9-]{0,8}( [A-Zäß]{1,4})?",
        "[a-zA-Z.\"]{0,6}@[a-z0-9.-]{0,10}",
        "(https?|ftp|mailto|HTTP)?:?/{0,3}[a-z0-9.:@-]{0,12}[/?#]?[ -~]{0,5}",
        "[0-9a-fA-F]{8}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{4}-?[0-9a-f]{12}",
        "[{]\"a\": [0-9]{1,3}(e[0-9]{1,7})?[}]",
        "[a-c]( ?[,;\n] ?[a-c]){0,3}",
    ]
    .prop_filter("no NUL in jsonb", |text| !text.contains('\0'))
}

fn value() -> impl Strategy<Value = Value> {
    prop_oneof![
        8 => text().prop_map(Value::from),
        1 => proptest::collection::vec(text().prop_map(Value::from), 0..3).prop_map(Value::from),
        1 => prop_oneof![Just(json!(null)), Just(json!(true)), Just(json!({})), Just(json!({"a": [1]})), Just(json!([1]))],
        1 => any::<i64>().prop_map(Value::from),
    ]
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(500))]

    #[test]
    fn what_is_stored_is_accepted_again_unchanged(value in value()) {
        for (type_, config) in columns() {
            let validator = validator(type_, &config);
            if let Ok(stored) = store(&validator, &value) {
                if stored.is_null() {
                    continue;
                }
                prop_assert_eq!(store(&validator, &stored), Ok(stored.clone()), "{}", type_);
                let type_ = registry::find(type_).unwrap();
                prop_assert_eq!(type_.normalize(config.as_object().unwrap(), &stored), None);
                let _ = type_.to_text(config.as_object().unwrap(), &stored);
            }
        }
    }

    #[test]
    fn what_typecast_reads_a_write_accepts(text in text()) {
        let text = text.trim();
        if text.is_empty() {
            return Ok(());
        }
        // Types whose typecast checks what it reads; the others leave it to validation.
        for (type_, config) in columns() {
            if let Cast::Value(value) = cast(type_, &config, text)
                && ["phone", "slug", "color", "ip", "uuid"].contains(&type_)
            {
                let stored = store(&validator(type_, &config), &value);
                prop_assert!(stored.is_ok(), "{} {:?} {:?} {:?}", type_, text, value, stored);
            }
        }
    }
}

#[test]
fn text_is_read_as_people_write_it() {
    let none = json!({});
    let read = |type_: &str, config: &Value, text: &str| match cast(type_, config, text) {
        Cast::Value(value) => value,
        other => panic!("{type_} {text}: {other:?}"),
    };
    let several = json!({"allow_multiple": true});
    for (type_, config, text, value) in [
        ("text", &none, "12", json!("12")),
        ("text", &none, "true", json!("true")),
        ("long_text", &none, "a\nb", json!("a\nb")),
        ("rich_text", &none, "*a*", json!("*a*")),
        ("email", &none, "a@b.c", json!("a@b.c")),
        ("url", &none, "<https://b.c>", json!("https://b.c")),
        ("phone", &json!({"country": "DE"}), "030 1234567", json!("+49301234567")),
        ("phone", &none, "TEL:+49-30-1234567", json!("+49301234567")),
        ("phone", &none, "+49301234567", json!("+49301234567")),
        ("slug", &none, "Größe & Co.", json!("grosse-co")),
        ("user", &none, "7", json!("7")),
        ("user", &several, "a, b; a", json!(["a", "b"])),
        ("user", &several, "[\"a,b\", \"c\"]", json!(["a,b", "c"])),
        ("uuid", &none, "0197A5B87C317E2A9C0D3F5A8B1E2D4C", json!("0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c")),
        ("color", &none, "#ABC", json!("#aabbcc")),
        ("color", &none, "AABBCC", json!("#aabbcc")),
        ("ip", &none, "[2001:DB8::1]", json!("2001:db8::1")),
        ("json", &none, "{\"a\": [1]}", json!({"a": [1]})),
    ] {
        assert_eq!(read(type_, config, text), value, "{type_} {text}");
    }
    for (type_, text) in [
        ("text", "a\nb"),
        ("phone", "030 1234567"),
        ("phone", "tel:+1-202-555-0123;ext=5"),
        ("slug", "!?"),
        ("uuid", "x"),
        ("color", "abc"),
        ("color", "red"),
        ("ip", "1.2.3"),
        ("json", "Acme"),
    ] {
        assert_eq!(cast(type_, &none, text), Cast::No, "{type_} {text}");
    }
}

#[test]
fn the_default_me_is_the_caller() {
    for (config, stored) in [(json!({}), json!("me")), (json!({"allow_multiple": true}), json!(["me"]))] {
        let document = json!([{"key": "v", "type": "user", "config": config, "default": "me"}]);
        let column = &from_documents(&document).unwrap()[0];
        assert_eq!(dyntables_records::fill::fill(column, &common::moment()), stored);
    }
}

#[test]
fn a_value_as_text() {
    let to_text = |type_: &str, value: Value| registry::find(type_).unwrap().to_text(&Map::new(), &value);
    assert_eq!(to_text("user", json!(["a", "b"])).as_deref(), Some("a, b"));
    assert_eq!(to_text("json", json!("a")).as_deref(), Some("a"));
    assert_eq!(to_text("json", json!({"a": [1, "b"]})).as_deref(), Some("{\"a\":[1,\"b\"]}"));
    assert_eq!(to_text("json", json!(null)), None);
    assert_eq!(to_text("phone", json!("+49301234567")).as_deref(), Some("+49301234567"));
}
