//! `phone`: a telephone number, stored as E.164 writes it.

use std::sync::OnceLock;

use jsonschema::json::{JsonbNode, Node};
use phonelib::{PhoneNumber, country_by_code, normalize_phone_number};
use serde_json::{Value, json};

use crate::json::Object;
use crate::types::ColumnType;
use crate::types::cast::{Cast, Reading};
use crate::types::kind::Kind;
use crate::validate::fault::FaultCode;

/// `+`, the country's calling code, the national number: at most 15 digits. A number is *possible*
/// if its calling code exists and its length is one that the country uses; whether it is assigned
/// to anybody is not asked, as that changes every month.
pub struct Phone;

/// The digits of an E.164 number.
const MOST_DIGITS: usize = 15;

/// For each calling code the lengths that its national numbers can have: bit 8 stands for numbers
/// of 8 digits. No code is the beginning of another.
fn lengths() -> &'static [u16; 1000] {
    static LENGTHS: OnceLock<[u16; 1000]> = OnceLock::new();
    LENGTHS.get_or_init(|| {
        let mut lengths = [0; 1000];
        for country in phonelib::countries() {
            // Members of the North American plan are listed as 1 and their area code.
            if let Some(mask) = lengths.get_mut(country.prefix as usize) {
                *mask |= country.phone_lengths.iter().fold(0, |mask, length| mask | 1_u16 << (length % 16));
            }
        }
        lengths
    })
}

/// Whether the digits are `1` and a possible number of the North American plan, all of whose
/// members have one length. The library also asks whether the area code is in use by now.
fn is_north_american(digits: &[u8]) -> bool {
    matches!(digits, [b'1', b'2'..=b'9', _, _, b'2'..=b'9', rest @ ..] if rest.len() == 6)
}

fn is_stored_form(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+').map(str::as_bytes) else { return false };
    if digits.len() > MOST_DIGITS || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    if digits.first() == Some(&b'1') {
        return is_north_american(digits);
    }
    let mut code = 0;
    for (at, digit) in digits.iter().enumerate().take(3) {
        code = code * 10 + usize::from(digit - b'0');
        let mask = lengths()[code];
        if mask != 0 {
            let national = &digits[at + 1..];
            return match national.first() {
                // Part of the number in a few countries, in others the prefix of national calls.
                Some(b'0') => normalize_phone_number(text).is_some_and(|stored| stored == text),
                Some(_) => mask & (1 << national.len()) != 0,
                None => false,
            };
        }
    }
    false
}

/// The number without what only serves reading it; `None` if there is anything else in it. An
/// extension or a number in letters is more than E.164 can say, or less.
fn cleaned(text: &str) -> Option<String> {
    let mut cleaned = String::with_capacity(MOST_DIGITS * 2);
    for c in text.chars() {
        match c {
            '0'..='9' | '+' | '(' | ')' => cleaned.push(c),
            // Copied from web pages and address books: marks for the direction of text.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            ' ' | '-' | '.' | '/' | '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{2010}'..='\u{2014}' => {}
            _ => return None,
        }
        // More than any number has, whatever is in it.
        if cleaned.len() > MOST_DIGITS * 2 {
            return None;
        }
    }
    Some(cleaned)
}

fn country(config: &Object) -> Option<&str> {
    config.get("country").and_then(Value::as_str)
}

/// The stored form of a number as people write it.
fn stored_form(config: &Object, text: &str) -> Option<String> {
    let number = cleaned(text)?;
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_international = number.starts_with(['+', '(']) && number.contains('+');
    let with_plus = format!("+{digits}");
    if is_international && number.matches('+').count() == 1 && is_stored_form(&with_plus) {
        return Some(with_plus);
    }
    let stored = match country(config) {
        _ if is_international => normalize_phone_number(&number),
        Some(country) => PhoneNumber::parse_with_country(&number, country)
            .map(|number| number.e164().to_owned())
            .or_else(|| north_american(country, &number, &digits)),
        None if digits.starts_with("00") => normalize_phone_number(&number),
        None => None,
    };
    stored.filter(|stored| is_stored_form(stored))
}

/// A national number of a country in the North American plan.
fn north_american(country: &str, number: &str, digits: &str) -> Option<String> {
    let in_plan = country_by_code(country).is_some_and(|c| c.prefix == 1 || c.prefix / 1000 == 1);
    let stored = if digits.len() == 11 { format!("+{digits}") } else { format!("+1{digits}") };
    (in_plan && !number.contains('+') && is_stored_form(&stored) && stored.starts_with("+1"))
        .then_some(stored)
}

impl ColumnType for Phone {
    fn name(&self) -> &'static str {
        "phone"
    }

    fn config(&self) -> Value {
        json!({"country": {"type": "string", "pattern": "^[A-Z]{2}$"}})
    }

    fn normalize_config(&self, config: &mut Object) {
        if let Some(Value::String(country)) = config.get_mut("country") {
            country.make_ascii_uppercase();
        }
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        match country(config) {
            Some(code) if country_by_code(code).is_none() => Err(format!(
                "has a config whose country \"{code}\" is none of ISO 3166 that has telephone numbers"
            )),
            _ => Ok(()),
        }
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "pattern": "^\\+[1-9][0-9]{1,14}$"})
    }

    fn checked_keywords(&self) -> &'static [&'static str] {
        &["pattern"]
    }

    fn has_check(&self) -> bool {
        true
    }

    fn check(&self, config: &Object, value: &JsonbNode<'_>) -> Result<(), (FaultCode, String)> {
        let Some(text) = value.as_string() else { return Ok(()) };
        if is_stored_form(&text) {
            return Ok(());
        }
        let message = match (cleaned(&text), country(config)) {
            (None, _) => "is not a telephone number such as \"+49 30 1234567\"".to_owned(),
            (Some(number), _) if number.starts_with('+') => {
                "is not a telephone number that is possible for its country".to_owned()
            }
            (Some(_), Some(country)) => format!("is not a telephone number that is possible in {country}"),
            (Some(_), None) => {
                "is not a telephone number with its country's calling code, such as \"+49 30 1234567\""
                    .to_owned()
            }
        };
        Err((FaultCode::Format, message))
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, config: &Object, value: &Value) -> Option<Value> {
        let text = value.as_str()?;
        if is_stored_form(text) {
            return None;
        }
        stored_form(config, text).map(Value::String)
    }

    fn typecast(&self, config: &Object, text: &str, _reading: &Reading) -> Cast {
        // RFC 3966, without parameters.
        let number = match text.split_at_checked(4) {
            Some((scheme, number)) if scheme.eq_ignore_ascii_case("tel:") => number,
            _ => text,
        };
        if is_stored_form(number) {
            return Cast::text(number);
        }
        stored_form(config, number).map_or(Cast::No, |stored| Cast::Value(Value::String(stored)))
    }

    fn stored(&self) -> &'static str {
        "a telephone number in E.164 form: `\"+493012345678\"`"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn example(&self) -> Value {
        json!("+493012345678")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{is_stored_form, stored_form};

    #[test]
    fn every_calling_code_is_known_and_no_length_lost() {
        for country in phonelib::countries() {
            assert!(country.phone_lengths.iter().all(|length| *length < 15), "{country}");
            assert!(
                country.prefix < 2000
                    && (country.prefix > 999 || super::lengths()[country.prefix as usize] != 0)
            );
        }
    }

    #[test]
    fn numbers_are_read_as_people_write_them() {
        let read = |country: &str, text: &str| {
            let config = json!({"country": country});
            let config = if country.is_empty() { json!({}) } else { config };
            stored_form(config.as_object().unwrap(), text)
        };
        for (country, text, stored) in [
            ("", "+49 30 1234567", "+49301234567"),
            ("", "+49 (0)30 / 123-45-67", "+49301234567"),
            ("", "\u{202a}+49\u{a0}30\u{2011}1234567\u{202c}", "+49301234567"),
            ("", "(+44) 20 7946 0958", "+442079460958"),
            ("", "+39 06 6982 1234", "+390669821234"),
            ("", "+7 8 916 123-45-67", "+79161234567"),
            ("", "0049 30 1234567", "+49301234567"),
            ("", "+1 (555) 234-5678", "+15552345678"),
            ("DE", "030 1234567", "+49301234567"),
            ("DE", "+1 202 555 0123", "+12025550123"),
            ("US", "(202) 555-0123", "+12025550123"),
            ("US", "1 555 234 5678", "+15552345678"),
            ("US", "555-234-5678", "+15552345678"),
            ("US", "011 49 30 1234567", "+49301234567"),
            ("IT", "06 6982 1234", "+390669821234"),
            ("RU", "8 (916) 123-45-67", "+79161234567"),
        ] {
            assert_eq!(read(country, text).as_deref(), Some(stored), "{country} {text}");
            assert!(is_stored_form(stored));
        }
        for (country, text) in [
            ("", "030 1234567"),
            ("", "12025550123"),
            ("", "15012345678"),
            ("", "+1 202 555"),
            ("", "+999 1234567"),
            ("", "+0 123456"),
            ("", "++49 30 1234567"),
            ("", "+49 30 +1234567"),
            ("", "+1 202 555 0123 x5"),
            ("", "+1 800 FLOWERS"),
            ("", "+49 30 1234567 or +49 30 1234568"),
            ("", "+"),
            ("", ""),
            ("US", "555-0123"),
            ("US", "911"),
            ("DE", "110"),
        ] {
            assert_eq!(read(country, text), None, "{country} {text}");
        }
    }
}
