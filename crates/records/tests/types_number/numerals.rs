//! Numbers alone.

use dyntables_values::written::numerals::{Numeral, read, shown_mark};
use proptest::prelude::{Strategy, any, prop_assert, prop_assert_eq, proptest};
use serde_json::json;

use crate::{cast, reads};

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
    for text in ["1,234", "-12,345", "123,456", "+1.234", "(1.234)", "\u{2212}1.234"] {
        assert_eq!(cast("number", &json!({}), text, None), "unclear", "{text}");
    }
    // A JSON number is that number, but for whole numbers, or beside a unit.
    for (name, config, text, expected) in [
        ("number", json!({}), "1.234", "1.234"),
        ("decimal", json!({}), "-1.234", "-1.234"),
        ("percent", json!({}), "1.234", "1.234"),
        ("duration", json!({}), "1.234", "1.234"),
        ("currency", json!({"currency": "EUR"}), "1.234", r#"{"amount":1.234,"currency":"EUR"}"#),
        ("percent", json!({}), "1.234 %", "unclear"),
        ("number", json!({"unit": "kg"}), "1.234 kg", "unclear"),
        ("duration", json!({}), "1.500 s", "unclear"),
        ("duration", json!({}), "PT1.500S", "1.5"),
        ("integer", json!({}), "1.000", "unclear"),
        ("rating", json!({}), "1.000", "unclear"),
        ("currency", json!({}), "1.234 €", "unclear"),
        ("currency", json!({}), "EUR 2.500", "unclear"),
        ("currency", json!({}), "1.234,50 €", r#"{"amount":1234.50,"currency":"EUR"}"#),
        ("integer", json!({"locale": "de-DE"}), "1.000", "1000"),
        ("integer", json!({"locale": "en-US"}), "1,000", "1000"),
        ("number", json!({"locale": "de-DE"}), "1.234", "1234"),
        ("number", json!({"locale": "de-DE"}), "1,234", "1.234"),
        ("decimal", json!({"locale": "en-US"}), "1,234", "1234"),
        ("percent", json!({"locale": "de-CH"}), "1.234 %", "1.234"),
        ("currency", json!({"locale": "de-DE"}), "1.234 €", r#"{"amount":1234,"currency":"EUR"}"#),
    ] {
        assert_eq!(cast(name, &config, text, None), expected, "{name} {config} {text}");
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
fn a_text_may_show_its_decimal_mark() {
    for (text, mark) in [
        ("1.234,50 €", Some(',')),
        ("€ 1,234.50", Some('.')),
        ("1.234.567", Some(',')),
        ("1,234,567", Some('.')),
        ("12,5", Some(',')),
        ("12.5 %", Some('.')),
        ("0,123", Some(',')),
        ("1234,567", Some(',')),
        ("1 234,567", Some(',')),
        ("1.234", None),
        ("1,234", None),
        ("1234", None),
        ("28.01.2026", None),
        ("1.2.3", None),
        ("a,b", None),
        ("", None),
    ] {
        assert_eq!(shown_mark(text), mark, "{text}");
    }
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
}
