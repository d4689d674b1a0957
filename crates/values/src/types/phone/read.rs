//! Telephone numbers as people write them.

use phonelib::{
    PhoneNumber, PhoneNumberType, country_by_code, detect_phone_number_type, normalize_phone_number,
};

use crate::types::phone::plan::{MOST_DIGITS, is_stored_form};

/// The digits, signs and brackets of a number, without what only makes it readable; `None` if the text has anything
/// else in it. E.164 cannot say an extension, nor a number in letters.
pub(super) fn cleaned(text: &str) -> Option<String> {
    let mut cleaned = String::with_capacity(MOST_DIGITS * 2);
    for c in text.chars() {
        match c {
            '0'..='9' | '+' | '(' | ')' => cleaned.push(c),
            // Marks for the direction of text, copied from web pages and address books.
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            ' ' | '-' | '.' | '/' | '\u{a0}' | '\u{2007}' | '\u{202f}' | '\u{2010}'..='\u{2014}' => {}
            _ => return None,
        }
        // No number has so many.
        if cleaned.len() > MOST_DIGITS * 2 {
            return None;
        }
    }
    Some(cleaned)
}

/// What a text means as a telephone number.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Meaning {
    /// One number, in its stored form.
    Number(String),
    /// A number of the column's country, or another one that lacks its `+`.
    Either { national: String, international: String },
    /// No possible number.
    No,
}

/// The calling codes of the plans whose national numbers are written without a prefix, so that a number may begin with
/// the calling code of its own country: Indian and Italian mobiles, the Polish area code 48, the Brazilian 55. Beside
/// them the least digits of a full number that does not begin with 0; the library counts shorter numbers of services
/// as possible. They come from general knowledge of these plans, and were not compared with the ITU's.
const LEAST_DIGITS: [(u32, usize); 4] = [(39, 9), (48, 9), (55, 10), (91, 10)];

/// Whether the digits of a national number could also be an international one that lacks its `+`.
///
/// They could if they begin with the country's calling code, and the rest is possible in its plan, is as long as full
/// numbers are there, and lies in a range that the plan has opened (the library knows what its numbers are for).
/// `392 123 4567` in Italy is a mobile and nothing else: 2 123 4567 is no Italian number.
fn also_international(country: &str, digits: &str) -> bool {
    let Some(code) = country_by_code(country).map(|country| country.prefix) else { return false };
    let Some(national) = digits.strip_prefix(&code.to_string()) else { return false };
    let least = LEAST_DIGITS.iter().find(|(known, _)| *known == code).map_or(0, |(_, least)| *least);
    let with_plus = format!("+{digits}");
    (national.starts_with('0') || national.len() >= least)
        && is_stored_form(&with_plus)
        && detect_phone_number_type(&with_plus).is_some_and(|type_| type_ != PhoneNumberType::Unknown)
}

/// Whether a text is a number with an extension after it: `030 1234567 ext. 136`.
pub(super) fn has_extension(text: &str) -> bool {
    const MARKS: [&str; 8] = ["extension", "extn", "ext", "x", "#", "durchwahl", "dw", "ramal"];
    let text = text.to_lowercase();
    let Some(at) = text.find(|c: char| c.is_alphabetic() || c == '#' || c == ';') else { return false };
    let (number, rest) = text.split_at(at);
    let rest = rest.trim_start_matches(';');
    let Some(rest) = MARKS.iter().find_map(|mark| rest.strip_prefix(mark)) else { return false };
    let digits = rest.trim_matches([' ', '.', ':', '=']);
    let is_number = cleaned(number.trim_end_matches([',', ' ']))
        .is_some_and(|number| number.bytes().filter(u8::is_ascii_digit).count() >= 5);
    is_number && (1..=9).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// A number as it is dialled in a country, where the library knows only the form that is dialled from abroad.
fn as_dialled(country: &str, digits: &str) -> Option<String> {
    match country {
        "AR" => argentine_mobile(digits),
        "BR" => through_carrier(digits),
        _ => None,
    }
}

/// `011 15-1234-5678`: area code, 15, and the number, together 12 digits. From abroad a 9 before the area code stands for the
/// 15. Buenos Aires has the area code 11, all others have three or four digits.
fn argentine_mobile(digits: &str) -> Option<String> {
    let digits = digits.strip_prefix('0').unwrap_or(digits);
    let lengths = if digits.starts_with("11") { 2..=2 } else { 3..=4 };
    let mut areas = lengths.filter_map(|length| {
        let (area, rest) = digits.split_at_checked(length)?;
        Some((area, rest.strip_prefix("15")?))
    });
    let (area, number) = areas.next().filter(|_| digits.len() == 12)?;
    Some(format!("+549{area}{number}"))
}

/// `0 15 11 91234-5678`: 0, the two digits of a carrier, area code and number.
fn through_carrier(digits: &str) -> Option<String> {
    let national = digits.strip_prefix('0').and_then(|digits| digits.get(2..))?;
    (matches!(national.len(), 10 | 11) && !national.starts_with('0')).then(|| format!("+55{national}"))
}

/// Reads a number as people write it, a national one if there is a country.
pub(super) fn read(country: Option<&str>, text: &str) -> Meaning {
    // In `(0xx11) 91234-5678` the carrier is left open.
    let open =
        if country == Some("BR") { text.to_lowercase().replacen("0xx", "0", 1) } else { text.to_owned() };
    let Some(number) = cleaned(&open) else { return Meaning::No };
    if is_stored_form(&number) {
        return Meaning::Number(number);
    }
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    let is_international = number.starts_with(['+', '(']) && number.contains('+');
    let with_plus = format!("+{digits}");
    if is_international && number.matches('+').count() == 1 && is_stored_form(&with_plus) {
        return Meaning::Number(with_plus);
    }
    let stored = match country {
        _ if is_international => {
            normalize_phone_number(&number).or_else(|| argentine_mobile(digits.strip_prefix("54")?))
        }
        // 15 stands for a mobile number, whose area code is missing here.
        Some("AR") if digits.len() <= 10 && digits.starts_with("15") => None,
        Some(country) => PhoneNumber::parse_with_country(&number, country)
            .map(|number| number.e164().to_owned())
            .or_else(|| north_american(country, &number, &digits))
            .or_else(|| as_dialled(country, &digits)),
        None if digits.starts_with("00") => normalize_phone_number(&number),
        None => None,
    };
    match stored.filter(|stored| is_stored_form(stored)) {
        Some(national)
            if !is_international
                && national != with_plus
                && country.is_some_and(|country| also_international(country, &digits)) =>
        {
            Meaning::Either { national, international: with_plus }
        }
        Some(stored) => Meaning::Number(stored),
        None => Meaning::No,
    }
}

/// A national number of a country in the North American plan.
fn north_american(country: &str, number: &str, digits: &str) -> Option<String> {
    let in_plan = country_by_code(country).is_some_and(|c| c.prefix == 1 || c.prefix / 1000 == 1);
    let stored = if digits.len() == 11 { format!("+{digits}") } else { format!("+1{digits}") };
    (in_plan && !number.contains('+') && is_stored_form(&stored) && stored.starts_with("+1"))
        .then_some(stored)
}

#[cfg(test)]
mod tests {
    use super::{Meaning, is_stored_form, read};

    fn read_in(country: &str, text: &str) -> Meaning {
        read(Some(country).filter(|country| !country.is_empty()), text)
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
            ("AR", "011 15-1234-5678", "+5491112345678"),
            ("AR", "11 15 1234 5678", "+5491112345678"),
            ("AR", "(0351) 15 123-4567", "+5493511234567"),
            ("AR", "02966 15-12-3456", "+5492966123456"),
            ("AR", "011 1234-5678", "+541112345678"),
            ("", "+54 11 15-1234-5678", "+5491112345678"),
            ("", "+54 (011) 15 1234 5678", "+5491112345678"),
            ("BR", "(11) 91234-5678", "+5511912345678"),
            ("BR", "011 91234-5678", "+5511912345678"),
            ("BR", "0 15 11 91234-5678", "+5511912345678"),
            ("BR", "(0xx11) 91234-5678", "+5511912345678"),
            ("BR", "0XX21 2345-6789", "+552123456789"),
        ] {
            assert_eq!(read_in(country, text), Meaning::Number(stored.into()), "{country} {text}");
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
            ("AR", "15-1234-5678"),
            ("DE", "0xx30 1234567"),
            ("DE", "030 1234567 ext. 136"),
        ] {
            assert_eq!(read_in(country, text), Meaning::No, "{country} {text}");
        }
    }

    #[test]
    fn extensions_are_told() {
        for text in [
            "030 1234567 ext. 136",
            "+1 202 555 0123 x5",
            "+49 30 1234567;ext=12",
            "030 1234567, Ext 3",
            "030 1234567 #12",
        ] {
            assert!(super::has_extension(text), "{text}");
        }
        for text in [
            "1 800 FLOWERS",
            "ext. 136",
            "+49 30 1234567",
            "030 1234567 ext",
            "x",
            "",
            "1234567 x 12345678901",
        ] {
            assert!(!super::has_extension(text), "{text}");
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
            let either = Meaning::Either { national: national.into(), international: international.into() };
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
            assert_eq!(read_in(country, text), Meaning::Number(stored.into()), "{country} {text}");
        }
    }
}
