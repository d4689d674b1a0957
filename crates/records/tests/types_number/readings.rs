//! What each type reads.

use dyntables_model::column::from_documents;
use dyntables_records::read_value;
use dyntables_values::text::Object;
use dyntables_values::written::{Cast, Reading};
use proptest::prelude::{Just, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

use crate::{TYPES, cast, object, of, reads, text};

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
        ("R$ 12", "unclear"),
        (r#"{"amount": 12.50, "currency": "EUR"}"#, r#"{"amount":12.50,"currency":"EUR"}"#),
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
    for (code, text) in [
        ("CAD", "C$5"),
        ("CAD", "CA$5"),
        ("NIO", "C$5"),
        ("BRL", "R$5"),
        ("AUD", "A$5"),
        ("MXN", "MX$5"),
        ("NZD", "NZ$ 5"),
    ] {
        let stored = format!(r#"{{"amount":5,"currency":"{code}"}}"#);
        reads("currency", &json!({"currency": code}), &[(text, &stored)]);
    }
    let why = |config: Value, text: &str| match of("currency").typecast(
        &object(&config),
        text,
        &Reading::default(),
    ) {
        Cast::Unclear(why) => why,
        other => panic!("{text} {other:?}"),
    };
    assert_eq!(why(json!({}), "C$5"), "could be in CAD, NIO; give the code of its currency");
    assert_eq!(
        why(json!({"currency": "EUR"}), "R$5"),
        "has the symbol R$, which stands for BRL only in a column of that currency; write the code, such as \"BRL 5\""
    );
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

proptest! {
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
}
