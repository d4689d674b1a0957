//! Numbers as people write them, and the number-like column types: what typecast reads, what is
//! unclear, and that reading is the reverse of printing.

use std::sync::Arc;

use dyntables_model::column::from_documents;
use dyntables_model::ident::Slug;
use dyntables_model::table::Table;
use dyntables_records::RecordValidator;
use dyntables_records::cast::read_value;
use dyntables_values::jsonb::Amendment;
use dyntables_values::jsonb::node::Jsonb;
use dyntables_values::moment::Moment;
use dyntables_values::text::Object;
use dyntables_values::types::{ColumnType, registry};
use dyntables_values::written::numerals::{Numeral, read};
use dyntables_values::written::{Cast, Reading};
use jsonschema_value::jsonb::encode::encode;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Map, Value, json};

/// The types whose typecast this file is about.
const TYPES: [&str; 10] = [
    "number",
    "integer",
    "decimal",
    "currency",
    "percent",
    "rating",
    "progress",
    "duration",
    "autonumber",
    "checkbox",
];

fn of(name: &str) -> &'static dyn ColumnType {
    registry::find(name).unwrap()
}

fn object(config: &Value) -> Object {
    config.as_object().cloned().unwrap_or_default()
}

/// The value that a text is read as, `unclear`, or `no`.
fn cast(name: &str, config: &Value, text: &str, decimal_mark: Option<char>) -> String {
    let reading = Reading { decimal_mark, ..Reading::default() };
    match of(name).typecast(&object(config), text, &reading) {
        Cast::Value(value) => value.to_string(),
        Cast::WithOptions { .. } => panic!("{name} has no options"),
        Cast::Unclear(why) => {
            assert!(!why.is_empty());
            "unclear".into()
        }
        Cast::No => "no".into(),
    }
}

#[track_caller]
fn reads(name: &str, config: &Value, cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(cast(name, config, text, None), *expected, "{name} {text:?}");
    }
}

#[test]
fn numbers_in_every_style() {
    let cases = [
        ("12", "12"),
        ("+12", "12"),
        ("-12", "-12"),
        ("\u{2212}12", "-12"),
        ("- 12", "-12"),
        ("(12)", "-12"),
        ("( 1,234.50 )", "-1234.50"),
        ("-0", "0"),
        ("-0.00", "0.00"),
        ("007", "7"),
        ("00.5", "0.5"),
        (".5", "0.5"),
        (",5", "0.5"),
        ("1.5", "1.5"),
        ("1,5", "1.5"),
        ("1.234", "1.234"),
        ("0,123", "0.123"),
        ("1234,567", "1234.567"),
        ("1,2345", "1.2345"),
        ("1,234.50", "1234.50"),
        ("1.234,50", "1234.50"),
        ("1,234,567", "1234567"),
        ("1.234.567", "1234567"),
        ("1,234,567.890", "1234567.890"),
        ("1 234", "1234"),
        ("1 234,567", "1234.567"),
        ("1\u{a0}234\u{a0}567,8", "1234567.8"),
        ("1\u{202f}234", "1234"),
        ("1'234'567.80", "1234567.80"),
        ("1’234", "1234"),
        ("12,34,567.5", "1234567.5"),
        ("1e3", "1e+3"),
        ("1.5E-3", "1.5e-3"),
        ("-2,5e+2", "-2.5e+2"),
        ("1e400", "1e+400"),
        (" \u{a0}12 ", "12"),
        ("1234567890123456789012345678901234567.890", "1234567890123456789012345678901234567.890"),
    ];
    reads("decimal", &json!({}), &cases);
    reads("number", &json!({}), &cases);
    reads("integer", &json!({}), &cases);
}

#[test]
fn what_is_no_number() {
    let texts = [
        "",
        "-",
        "()",
        "(-1)",
        "--1",
        "+-1",
        "abc",
        "12 kg",
        "1,23,4",
        "12,34",
        "1 2",
        "12 34",
        "1 23",
        "0,123,456",
        "1.2.3",
        "1,234.5,6",
        "1.234,567.8",
        "1'234 567",
        "5.",
        "5,",
        ".",
        ",",
        "1..2",
        "1,,234",
        "e5",
        "1e",
        "1e1.5",
        "1e99999999",
        "1e200000",
        "1e-20000",
        "1 000e3",
        "NaN",
        "Infinity",
        "0x10",
        "١٢",
        "１２",
        "1_000",
        "12%",
        "1-2",
        "2026-01-28",
        "01.02.2026",
        "12-",
        "½",
        "🎉",
    ];
    for text in texts {
        let expected = if text == "12,34" { "12.34" } else { "no" };
        assert_eq!(cast("decimal", &json!({}), text, None), expected, "{text:?}");
    }
    assert_eq!(read(&"9".repeat(131_073), None), Numeral::No);
    assert_eq!(read(&"9".repeat(131_072), None), Numeral::Digits("9".repeat(131_072)));
}

#[test]
fn a_single_comma_before_three_digits_needs_the_decimal_mark() {
    for text in ["1,234", "-12,345", "123,456"] {
        assert_eq!(cast("number", &json!({}), text, None), "unclear", "{text}");
    }
    for (text, point, comma) in [
        ("1,234", "1234", "1.234"),
        ("1.234", "1.234", "1234"),
        ("1,234.50", "1234.50", "unclear"),
        ("1.234,50", "unclear", "1234.50"),
        ("1,234,567", "1234567", "unclear"),
        ("1.234.567", "unclear", "1234567"),
        ("1,5", "unclear", "1.5"),
        ("1.5", "1.5", "unclear"),
        ("1 234", "1234", "1234"),
        ("12", "12", "12"),
        ("1,5e3", "unclear", "1.5e+3"),
    ] {
        assert_eq!(cast("number", &json!({}), text, Some('.')), point, "{text} with a point");
        assert_eq!(cast("number", &json!({}), text, Some(',')), comma, "{text} with a comma");
    }
    let Numeral::Unclear(why) = read("1,234", None) else { panic!() };
    assert_eq!(why, "could be 1234 or 1.234; give decimal_mark");
}

#[test]
fn the_unit_of_a_number_may_follow() {
    let config = json!({"unit": "kg"});
    reads(
        "number",
        &config,
        &[("12 kg", "12"), ("1,5kg", "1.5"), ("12", "12"), ("12 KG", "no"), ("kg", "no"), ("kg 12", "no")],
    );
    reads("number", &json!({"unit": "%"}), &[("12 %", "12")]);
    reads("number", &json!({"unit": ""}), &[("12", "12"), ("12 kg", "no")]);
}

#[test]
fn percentages() {
    let cases = [
        ("12 %", "12"),
        ("12.5%", "12.5"),
        ("%12", "12"),
        ("-3,5 %", "-3.5"),
        ("12", "12"),
        ("1,234 %", "unclear"),
        ("%", "no"),
        ("12 %%", "no"),
    ];
    reads("percent", &json!({}), &cases);
    assert_eq!(of("percent").to_text(&Object::new(), &json!(12.5)).unwrap(), "12.5 %");
}

#[test]
fn ratings() {
    let cases = [
        ("4", "4"),
        ("4/5", "4"),
        ("4 / 5", "4"),
        ("4/6", "no"),
        ("★★★★☆", "4"),
        ("⭐⭐", "2"),
        ("⭐️⭐️", "2"),
        ("★☆", "no"),
        ("☆☆☆☆☆", "no"),
    ];
    reads("rating", &json!({}), &cases);
    reads("rating", &json!({"max": 10}), &[("4/10", "4"), ("★★★★☆", "no"), ("4/5", "no")]);
}

#[test]
fn progress() {
    reads(
        "progress",
        &json!({}),
        &[("75", "75"), ("75 %", "75"), ("75/100", "75"), ("3/4", "no"), ("7,5 %", "7.5")],
    );
    reads("progress", &json!({"max": 4}), &[("3/4", "3"), ("3", "3"), ("75 %", "unclear")]);
}

#[test]
fn durations() {
    let cases = [
        ("90", "90"),
        ("1:30", "5400"),
        ("1:30:00", "5400"),
        ("PT1H30M", "5400"),
        ("90m", "5400"),
        ("1h 30m", "5400"),
        ("1h30m", "5400"),
        ("1.5h", "5400"),
        ("1,5 h", "5400"),
        ("1.5 hours", "5400"),
        ("1 Hour 30 Min", "5400"),
        ("1 hour, 30 minutes", "5400"),
        ("2 days", "172800"),
        ("P1DT1S", "86401"),
        ("P1W", "604800"),
        ("0:00:01.250", "1.250"),
        ("1:30:00,5", "5400.5"),
        ("100:00", "360000"),
        ("-1:30", "-5400"),
        ("\u{2212}0:30", "-1800"),
        ("-PT1S", "-1"),
        ("500ms", "0.5"),
        ("1:60", "no"),
        ("1:5", "no"),
        ("1:2:3:4", "no"),
        (":30", "no"),
        ("1:30 pm", "no"),
        ("1:30:", "no"),
        ("1 month", "no"),
        ("P1Y", "no"),
        ("1y 2h", "no"),
        ("soon", "no"),
        ("99999999999999999999h", "no"),
        ("1,500 s", "unclear"),
        ("1,234", "unclear"),
    ];
    reads("duration", &json!({}), &cases);
    for (seconds, text) in
        [("5400", "1:30:00"), ("0", "0:00:00"), ("-61.5", "-0:01:01.5"), ("1e300", "1e+300")]
    {
        let value: Value = serde_json::from_str(seconds).unwrap();
        assert_eq!(of("duration").to_text(&Object::new(), &value).unwrap(), text);
    }
}

#[test]
fn amounts_of_money() {
    let in_euros = [
        ("12 EUR", r#"{"amount":12,"currency":"EUR"}"#),
        ("EUR12", r#"{"amount":12,"currency":"EUR"}"#),
        ("usd 12", r#"{"amount":12,"currency":"USD"}"#),
        ("€ 1,234.50", r#"{"amount":1234.50,"currency":"EUR"}"#),
        ("1.234,50 €", r#"{"amount":1234.50,"currency":"EUR"}"#),
        ("-12€", r#"{"amount":-12,"currency":"EUR"}"#),
        ("€-12", r#"{"amount":-12,"currency":"EUR"}"#),
        ("(€12)", r#"{"amount":-12,"currency":"EUR"}"#),
        ("€(12)", r#"{"amount":-12,"currency":"EUR"}"#),
        ("-€0", r#"{"amount":0,"currency":"EUR"}"#),
        ("€.5", r#"{"amount":0.5,"currency":"EUR"}"#),
        ("€ 12 EUR", r#"{"amount":12,"currency":"EUR"}"#),
        ("US$ 12", r#"{"amount":12,"currency":"USD"}"#),
        ("₹12", r#"{"amount":12,"currency":"INR"}"#),
        ("€ 12 USD", "no"),
        ("-€-12", "no"),
        ("€", "no"),
        ("12 XYZ", "no"),
        ("12 apples", "no"),
        ("$12", "unclear"),
        ("£12", "unclear"),
        ("¥12", "unclear"),
        ("12 kr", "unclear"),
        ("C$ 12", "unclear"),
        ("€ 1,234", "unclear"),
    ];
    reads("currency", &json!({}), &in_euros);
    reads("currency", &json!({}), &[("12", "no"), ("1.5", "no")]);
    let usd = json!({"currency": "USD"});
    reads(
        "currency",
        &usd,
        &[
            ("$12", r#"{"amount":12,"currency":"USD"}"#),
            ("$ .5", r#"{"amount":0.5,"currency":"USD"}"#),
            ("12", r#"{"amount":12,"currency":"USD"}"#),
            ("12 €", r#"{"amount":12,"currency":"EUR"}"#),
        ],
    );
    reads(
        "currency",
        &json!({"currency": "HKD"}),
        &[("$12", r#"{"amount":12,"currency":"HKD"}"#), ("HK$ 12", r#"{"amount":12,"currency":"HKD"}"#)],
    );
    reads("currency", &json!({"currency": "EUR"}), &[("$12", "unclear")]);
    reads("currency", &json!({"currency": "SEK"}), &[("12 kr", r#"{"amount":12,"currency":"SEK"}"#)]);
    let price = json!({"amount": 12.50, "currency": "EUR"});
    assert_eq!(of("currency").to_text(&Object::new(), &price).unwrap(), "12.5 EUR");
}

#[test]
fn yes_and_no() {
    for text in ["yes", "Y", "TRUE", "t", "1", "x", "X", "on", "Checked", "✓"] {
        assert_eq!(cast("checkbox", &json!({}), text, None), "true", "{text}");
    }
    for text in ["no", "N", "False", "f", "0", "off", "unchecked"] {
        assert_eq!(cast("checkbox", &json!({}), text, None), "false", "{text}");
    }
    for text in ["", "2", "maybe", "1.0", "ja", "-"] {
        assert_eq!(cast("checkbox", &json!({}), text, None), "no", "{text}");
    }
}

#[test]
fn an_autonumber_is_never_read_and_is_shown_with_its_prefix() {
    assert_eq!(cast("autonumber", &json!({}), "12", None), "no");
    let config = object(&json!({"prefix": "INV-", "digits": 4}));
    assert_eq!(of("autonumber").to_text(&config, &json!(42)).unwrap(), "INV-0042");
    assert_eq!(of("autonumber").to_text(&Object::new(), &json!(42)).unwrap(), "42");
    assert_eq!(of("autonumber").to_text(&config, &json!(123_456)).unwrap(), "INV-123456");
}

#[test]
fn a_json_number_has_a_point_whatever_the_decimal_mark_of_texts() {
    let column =
        &from_documents(&json!([{"key": "v", "type": "decimal", "config": {"scale": 2}}])).unwrap()[0];
    let reading = Reading { decimal_mark: Some(','), ..Reading::default() };
    assert_eq!(read_value(column, &json!(1.234), &reading), Some(Cast::Value(json!(1.234))));
    assert_eq!(read_value(column, &json!("1.234"), &reading), Some(Cast::Value(json!(1234))));
}

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

/// Digits of a number, and how it is printed with a decimal mark and a mark for thousands.
fn printed() -> impl Strategy<Value = (String, bool, String)> {
    ("[1-9][0-9]{0,20}", "([0-9]{1,12})?", any::<bool>(), any::<bool>()).prop_map(
        |(whole, fraction, grouped, comma)| {
            let (thousands, decimal) = if comma { ('.', ',') } else { (',', '.') };
            let mut text = String::new();
            for (at, digit) in whole.chars().enumerate() {
                if grouped && at > 0 && (whole.len() - at) % 3 == 0 {
                    text.push(thousands);
                }
                text.push(digit);
            }
            let mut digits = whole;
            if !fraction.is_empty() {
                text.push(decimal);
                text.push_str(&fraction);
                digits = format!("{digits}.{fraction}");
            }
            (digits, comma, text)
        },
    )
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[-+\u{2212}(]?[0-9]{0,4}[ .,'\u{a0}]?[0-9]{0,4}[ .,']?[0-9]{0,4}[)%]?",
        "[€$£a-zA-Z]{0,3} ?-?[0-9.,]{1,9} ?[€$kr%A-Z]{0,3}",
        "P?T?-?[0-9.,]{1,6} ?[a-zHMS]{1,3} ?[0-9:.]{0,8}",
        "-?[0-9]{1,3}:[0-9]{1,2}(:[0-9]{1,2}([.,][0-9]{1,3})?)?",
        "[★☆⭐]{0,12}",
    ]
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
    fn a_printed_number_is_read_as_itself((digits, comma, text) in printed()) {
        let mark = if comma { ',' } else { '.' };
        prop_assert_eq!(read(&text, Some(mark)), Numeral::Digits(digits.clone()), "{}", text);
        // Without the decimal mark it is the number, or unclear, but never another one; `1.234`
        // alone is in the syntax of JSON.
        let is_json = text.matches('.').count() == 1 && !text.contains(',');
        match read(&text, None) {
            Numeral::Digits(found) => prop_assert_eq!(found, if is_json { text } else { digits }),
            Numeral::Unclear(_) => prop_assert!(text.contains(',')),
            Numeral::No => prop_assert!(false, "{text} is a number"),
        }
    }

    #[test]
    fn stored_values_are_read_back_from_their_text(whole in any::<i64>(), fraction in "[0-9]{1,9}") {
        let value: Value = serde_json::from_str(&format!("{whole}.{fraction}")).unwrap();
        for name in ["number", "decimal", "percent", "duration"] {
            let text = of(name).to_text(&Object::new(), &value).unwrap();
            let read = cast(name, &json!({}), &text, None);
            let printed = value.to_string();
            prop_assert!(read == printed || (name == "duration" && text == printed), "{name} {text} {read}");
        }
        let money = json!({"amount": value, "currency": "JPY"});
        let text = of("currency").to_text(&Object::new(), &money).unwrap();
        prop_assert_eq!(cast("currency", &json!({}), &text, None), money.to_string());
    }

    #[test]
    fn no_text_panics(text in text(), mark in prop_oneof![Just(None), Just(Some('.')), Just(Some(','))]) {
        for name in TYPES {
            for config in [json!({}), json!({"currency": "USD", "unit": "kg", "max": 4})] {
                let read = cast(name, &config, &text, mark);
                prop_assert!(!read.is_empty());
            }
        }
    }

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
