//! `phone`: a telephone number, stored as E.164 writes it.

use std::sync::OnceLock;

use phonelib::{
    PhoneNumber, PhoneNumberType, country_by_code, detect_phone_number_type, normalize_phone_number,
};
use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{TextRule, ValueRule};
use crate::written::{Cast, Reading};

/// `+`, the country's calling code, the national number: at most 15 digits. A number is *possible*
/// if its calling code exists and its length is one that the country uses; whether it is assigned
/// to anybody is not asked, as that changes every month.
///
/// With config `country` a number may be national. `49 30 12345678` in Germany is possible as one, and
/// is also an international number that lacks its `+`: where the digits can be read in both ways,
/// no reading is chosen and the number is refused, see [`also_international`].
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

/// What a number as people write it is.
#[derive(Debug, PartialEq, Eq)]
enum Read {
    /// One number, in its stored form.
    Number(String),
    /// A number of the config's country, or another with a `+` in front.
    Either { national: String, international: String },
    /// No possible number.
    No,
}

/// The plans whose numbers are ordinarily written without a trunk prefix, and so may begin with the
/// digits of their own calling code (Indian and Italian mobiles, the Polish area code 48, the Brazilian
/// 55): the calling code, and the least digits of a full number that does not begin with 0, from general
/// knowledge of these plans, not checked against what the countries notified to the ITU. The library
/// counts services of fewer digits as possible.
const LEAST_DIGITS: [(u32, usize); 4] = [(39, 9), (48, 9), (55, 10), (91, 10)];

/// Whether digits that are a number of `country` as they stand could as well be its international
/// form that lacks the `+`: they begin with the country's calling code, what follows is possible in
/// its plan and not shorter than full numbers are there, and lies in a range that the plan has opened
/// (the library knows what such numbers are for). `392 123 4567` in Italy is a mobile and nothing
/// else: no Italian number is 2 123 4567.
fn also_international(country: &str, digits: &str) -> bool {
    let Some(code) = country_by_code(country).map(|country| country.prefix) else { return false };
    let Some(national) = digits.strip_prefix(&code.to_string()) else { return false };
    let least = LEAST_DIGITS.iter().find(|(known, _)| *known == code).map_or(0, |(_, least)| *least);
    let with_plus = format!("+{digits}");
    (national.starts_with('0') || national.len() >= least)
        && is_stored_form(&with_plus)
        && detect_phone_number_type(&with_plus).is_some_and(|type_| type_ != PhoneNumberType::Unknown)
}

/// Reads a number as people write it.
fn read(config: &Object, text: &str) -> Read {
    let Some(number) = cleaned(text) else { return Read::No };
    if is_stored_form(&number) {
        return Read::Number(number);
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_international = number.starts_with(['+', '(']) && number.contains('+');
    let with_plus = format!("+{digits}");
    if is_international && number.matches('+').count() == 1 && is_stored_form(&with_plus) {
        return Read::Number(with_plus);
    }
    let stored = match country(config) {
        _ if is_international => normalize_phone_number(&number),
        Some(country) => PhoneNumber::parse_with_country(&number, country)
            .map(|number| number.e164().to_owned())
            .or_else(|| north_american(country, &number, &digits)),
        None if digits.starts_with("00") => normalize_phone_number(&number),
        None => None,
    };
    match stored.filter(|stored| is_stored_form(stored)) {
        Some(national)
            if !is_international
                && national != with_plus
                && country(config).is_some_and(|country| also_international(country, &digits)) =>
        {
            Read::Either { national, international: with_plus }
        }
        Some(stored) => Read::Number(stored),
        None => Read::No,
    }
}

/// What is wrong with a number that can be read as two.
fn unclear(national: &str, international: &str) -> String {
    format!("could be {international} or {national}; write it with its calling code and + in front")
}

/// What is wrong with a text that is no number, or could be two.
fn fault(config: &Object, text: &str) -> String {
    if let Read::Either { national, international } = read(config, text) {
        return unclear(&national, &international);
    }
    match (cleaned(text), country(config)) {
        (None, _) => "is not a telephone number such as \"+49 30 1234567\"".to_owned(),
        (Some(number), _) if number.starts_with('+') => {
            "is not a telephone number that is possible for its country".to_owned()
        }
        (Some(_), Some(country)) => format!("is not a telephone number that is possible in {country}"),
        (Some(_), None) => {
            "is not a telephone number with its country's calling code, such as \"+49 30 1234567\"".to_owned()
        }
    }
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

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/pattern"],
            code: FaultCode::Format,
            holds: |_, text| is_stored_form(text),
            message: fault,
            accepts: Some(|config, text| matches!(read(config, text), Read::Number(_))),
        })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, config: &Object, value: &Value) -> Option<Value> {
        let text = value.as_str()?;
        if is_stored_form(text) {
            return None;
        }
        match read(config, text) {
            Read::Number(stored) => Some(Value::String(stored)),
            Read::Either { .. } | Read::No => None,
        }
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
        match read(config, number) {
            Read::Number(stored) => Cast::Value(Value::String(stored)),
            Read::Either { national, international } => Cast::Unclear(unclear(&national, &international)),
            Read::No => Cast::No,
        }
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

    use super::{Read, is_stored_form, read};

    fn read_in(country: &str, text: &str) -> Read {
        let config = if country.is_empty() { json!({}) } else { json!({"country": country}) };
        read(config.as_object().unwrap(), text)
    }

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
            assert_eq!(read_in(country, text), Read::Number(stored.into()), "{country} {text}");
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
            assert_eq!(read_in(country, text), Read::No, "{country} {text}");
        }
    }

    #[test]
    fn a_number_that_lacks_its_plus_is_no_national_one() {
        for (country, text, national, international) in [
            ("DE", "49 30 12345678", "+49493012345678", "+493012345678"),
            ("DE", "493012345678", "+49493012345678", "+493012345678"),
            ("DE", "4921 12345", "+49492112345", "+492112345"),
            ("DE", "(49) 171 1234567", "+49491711234567", "+491711234567"),
            ("AT", "43 1 58858", "+4343158858", "+43158858"),
            ("IT", "39 347 1234567", "+39393471234567", "+393471234567"),
            ("IT", "39 06 6982 1234", "+39390669821234", "+390669821234"),
            ("IT", "390 212 3456", "+393902123456", "+3902123456"),
            ("IN", "91 98765 43210", "+91919876543210", "+919876543210"),
            ("NL", "31 20 1234567", "+3131201234567", "+31201234567"),
            ("LU", "352 27 12 34 56", "+35235227123456", "+35227123456"),
        ] {
            let either = Read::Either { national: national.into(), international: international.into() };
            assert_eq!(read_in(country, text), either, "{country} {text}");
        }
        // Nothing but national numbers, though they begin as the calling code does; and numbers that
        // are the same either way.
        for (country, text, stored) in [
            ("DE", "049 30 12345678", "+49493012345678"),
            ("DE", "04921 12345", "+49492112345"),
            ("IT", "391 123 4567", "+393911234567"),
            ("IT", "392 123 4567", "+393921234567"),
            ("IT", "393 123 4567", "+393931234567"),
            ("IN", "91234 56789", "+919123456789"),
            ("PL", "48 123 45 67", "+48481234567"),
            ("BR", "(55) 91234-5678", "+5555912345678"),
            ("BR", "55 3234 5678", "+555532345678"),
            ("SG", "6512 3456", "+6565123456"),
            ("NO", "47 21 23 45", "+4747212345"),
            ("FR", "33 1 23 45 67 89", "+33123456789"),
            ("RU", "7 916 123-45-67", "+79161234567"),
            ("GB", "44 20 7946 0958", "+442079460958"),
            ("PL", "48 22 123 45 67", "+48221234567"),
            ("BR", "55 11 91234 5678", "+5511912345678"),
        ] {
            assert_eq!(read_in(country, text), Read::Number(stored.into()), "{country} {text}");
        }
    }
}
