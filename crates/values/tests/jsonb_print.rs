//! Jsonb is printed as PostgreSQL prints it, and a record as pages show it. (`pg_test/scripts/jsonb_roundtrip.sh` compares
//! with PostgreSQL itself.)

use dyntables_values::iso;
use dyntables_values::jsonb::{Part, in_order, print, print_part, print_text};
use dyntables_values::record_text::{Shown, Stored};
use dyntables_values::system::SystemField;
use jsonschema_value::jsonb::encode::encode;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::{Map, Value, json};

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-z\"\\\\\u{1}-\u{1f}\u{7f}é🎉 ]{0,40}",
        (0..400_usize, "[a-z🎉\n]").prop_map(|(times, text)| text.repeat(times)),
    ]
    // PostgreSQL has no U+0000.
    .prop_map(|text| text.replace('\0', ""))
}

fn tree() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        text().prop_map(Value::String),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
        "-?(0|[1-9][0-9]{0,40})([.][0-9]{1,40})?".prop_map(number),
        "-?[1-9][0-9]{0,4}0{0,330}".prop_map(number),
        "-?0[.]0{0,30}[1-9][0-9]{0,18}".prop_map(number),
    ];
    scalar.prop_recursive(5, 200, 40, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..40).prop_map(Value::Array),
            object(inner, 40).prop_map(Value::Object),
        ]
    })
}

fn object(value: impl Strategy<Value = Value>, most: usize) -> impl Strategy<Value = Map<String, Value>> {
    let key = prop_oneof!["[a-dé]{0,5}", "[\"\\\\\n🎉a]{0,3}"];
    proptest::collection::btree_map(key, value, 0..most).prop_map(|map| map.into_iter().collect())
}

/// A number that is not `-0`, which PostgreSQL reads as 0.
fn number(digits: String) -> Value {
    let is_zero = digits.bytes().all(|byte| !(b'1'..=b'9').contains(&byte));
    let digits = if is_zero { digits.trim_start_matches('-') } else { &digits };
    Value::Number(digits.parse().unwrap())
}

/// The text that PostgreSQL makes of a value.
fn due(value: &Value) -> String {
    match value {
        Value::String(text) => due_text(text),
        Value::Array(elements) => format!("[{}]", elements.iter().map(due).collect::<Vec<_>>().join(", ")),
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by(|(a, _), (b, _)| in_order(a.as_bytes(), b.as_bytes()));
            let member = |(key, value): (&String, &Value)| format!("{}: {}", due_text(key), due(value));
            format!("{{{}}}", members.into_iter().map(member).collect::<Vec<_>>().join(", "))
        }
        scalar => scalar.to_string(),
    }
}

fn due_text(text: &str) -> String {
    let mut out = String::from("\"");
    for character in text.chars() {
        match character {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\u{8}' => out.push_str("\\b"),
            '\u{c}' => out.push_str("\\f"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            control if control < ' ' => out.push_str(&format!("\\u{:04x}", control as u32)),
            other => out.push(other),
        }
    }
    out + "\""
}

fn printed(value: &Value) -> String {
    let mut out = Vec::new();
    print(&mut out, &encode(value)).unwrap();
    String::from_utf8(out).unwrap()
}

fn stored(data: &[u8]) -> Stored<'_> {
    Stored {
        id: [0x12; 16],
        data,
        created_at: Some(0),
        updated_at: None,
        created_by: Some(b"a\"b"),
        updated_by: None,
        version: -7,
    }
}

/// The record as a page shows it.
fn record(data: &Value, shown: &Shown) -> Value {
    let mut out = Vec::new();
    stored(&encode(data)).write(&mut out, shown).unwrap();
    serde_json::from_slice(&out).unwrap()
}

proptest! {
    // Each case is large.
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_tree_is_printed_as_postgresql_does(tree in tree()) {
        prop_assert_eq!(printed(&tree), due(&tree));
    }

    #[test]
    fn a_record_shows_what_it_should(data in object(tree(), 30),
        only in proptest::option::of(proptest::collection::vec("[a-dé]{0,2}", 0..5)),
        without in proptest::collection::vec("[a-dé]{0,2}", 0..4),
        system in proptest::collection::btree_map("[a-dé]{0,2}", 0..6_usize, 0..4)) {
        let system: Vec<(&str, SystemField)> =
            system.iter().map(|(key, at)| (key.as_str(), SystemField::ALL[*at])).collect();
        let shown = Shown::new(only.as_deref(), without.iter().map(String::as_str), system.iter().copied());
        let values = json!({"id": "12121212-1212-1212-1212-121212121212", "created_at": "2000-01-01T00:00:00Z",
            "updated_at": null, "created_by": "a\"b", "updated_by": null, "version": -7});
        let mut due = data.clone();
        due.retain(|key, _| only.as_ref().is_none_or(|keys| keys.contains(key)) && !without.contains(key));
        for (key, field) in system {
            let value = &values[field.name()];
            let is_wanted = only.as_ref().is_none_or(|keys| keys.iter().any(|wanted| wanted == key));
            if !value.is_null() && is_wanted {
                due.insert(key.to_owned(), value.clone());
            }
        }
        let mut whole = values;
        whole["data"] = Value::Object(due.clone());
        let data = Value::Object(data);
        prop_assert_eq!(record(&data, &shown), whole);
        // Its members are in the order of jsonb.
        let mut out = Vec::new();
        stored(&encode(&data)).write(&mut out, &shown).unwrap();
        let text = String::from_utf8(out).unwrap();
        prop_assert!(text.contains(&format!("\"data\": {}, \"version\"", self::due(&Value::Object(due)))), "{}", text);
    }

    #[test]
    fn damaged_bytes_do_not_panic(tree in object(tree(), 8), damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6), cut in any::<proptest::sample::Index>()) {
        let mut bytes = encode(&Value::Object(tree));
        for (at, byte) in damage {
            let at = at.index(bytes.len().min(64));
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let shown = Shown::new(Some(&["a".to_owned()]), std::iter::empty(), std::iter::empty());
        let _ = print(&mut Vec::new(), &bytes);
        let _ = stored(&bytes).write(&mut Vec::new(), &shown);
    }

    #[test]
    fn every_byte_before_an_escape_is_copied(text in "[a-z\u{80}-\u{ff}🎉\"\\\\\u{1}-\u{20}]{0,30}") {
        let mut out = Vec::new();
        print_text(&mut out, text.as_bytes());
        prop_assert_eq!(String::from_utf8(out).unwrap(), due_text(&text));
    }
}

#[test]
fn numbers_keep_their_digits() {
    for digits in [
        "0",
        "0.0",
        "0.000",
        "1",
        "-1",
        "10",
        "9999",
        "10000",
        "100000000",
        "1.5",
        "1.50",
        "-0.5",
        "0.0001",
        "0.00010",
        "0.00001",
        "12345.6789",
        "10000.0001",
        "1234567890123456789012345678901234567890",
        "0.1234567890123456789012345678901234567890",
        "-99999999999999999999.99999999999999999999",
    ] {
        let number = Value::Number(digits.parse().unwrap());
        assert_eq!(printed(&number), digits);
        assert_eq!(printed(&json!({"a": [number]})), format!("{{\"a\": [{digits}]}}"));
    }
}

#[test]
fn empty_containers_and_deep_nesting() {
    assert_eq!(
        printed(&json!({"a": {}, "b": [], "c": [{}, [[]]]})),
        r#"{"a": {}, "b": [], "c": [{}, [[]]]}"#
    );
    assert_eq!(printed(&json!({})), "{}");
    assert_eq!(printed(&json!([])), "[]");
    assert_eq!(printed(&json!("")), "\"\"");
    // Deeper than a stack is. Each level is an array of one container, written by hand.
    let mut bytes = 0x4000_0000_u32.to_ne_bytes().to_vec();
    for _ in 0..10_000 {
        let entry = 0x5000_0000 | 0x8000_0000 | bytes.len() as u32;
        bytes.splice(0..0, [0x4000_0001_u32.to_ne_bytes(), entry.to_ne_bytes()].concat());
    }
    let mut out = Vec::new();
    print(&mut out, &bytes).unwrap();
    assert_eq!(out, [vec![b'['; 10_001], vec![b']'; 10_001]].concat());
    let mut again = Vec::new();
    print_part(&mut again, Part::root(&bytes).unwrap()).unwrap();
    assert_eq!(out, again);
}

#[test]
fn instants_without_a_stored_form_are_null() {
    for instant in [i64::MIN, i64::MAX] {
        assert!(!iso::is_stored(instant));
        let data = encode(&json!({}));
        let mut out = Vec::new();
        let record = Stored { created_at: Some(instant), ..stored(&data) };
        let shown = Shown::new(None, std::iter::empty(), [("a", SystemField::CreatedAt)].into_iter());
        record.write(&mut out, &shown).unwrap();
        let record: Value = serde_json::from_slice(&out).unwrap();
        assert_eq!((&record["created_at"], &record["data"]), (&Value::Null, &json!({})));
    }
}
