//! Columns of numbers, amounts of money and percentages.

use dyntables_values::text::Object;
use dyntables_values::written::numerals::{ShownMarks, shown_mark};
use dyntables_values::written::{Cast, Reading};
use serde_json::Value;

use crate::infer::candidate::{Candidate, Fit, Type, config, judge};
use crate::infer::seen::{Column, Seen};

/// The most digits of a whole number.
const WHOLE: usize = 18;
/// The most digits before the point of a number that is compared as a double.
const EXACT: usize = 15;

/// `integer`: no leading zeros, at most 18 digits.
pub(super) fn integer(column: &Column, reading: &Reading) -> Option<Candidate> {
    if has_codes(column) {
        return None;
    }
    let signs = has_negative(column);
    by_marks(column, "integer", Object::new(), reading, |type_, config, seen, reading| {
        let text = seen.text.as_str();
        if seen.value.as_ref().is_some_and(|value| !value.is_number()) || !is_plain(text, signs) {
            return Fit::No;
        }
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        if digits > WHOLE || text.contains(['e', 'E']) {
            return Fit::No;
        }
        if text.strip_prefix('-').unwrap_or(text).bytes().all(|byte| byte.is_ascii_digit()) {
            return Fit::Yes;
        }
        if seen.value.is_some() {
            return Fit::No;
        }
        match type_.cast(config, text, reading) {
            Cast::Value(Value::Number(number)) => Fit::from(number.as_i64().is_some()),
            Cast::Unclear(why) => Fit::Unclear(why),
            _ => Fit::No,
        }
    })
}

/// `number`, whose decimal mark the column decides.
pub(super) fn number(column: &Column, reading: &Reading) -> Option<Candidate> {
    if has_codes(column) {
        return None;
    }
    let signs = has_negative(column);
    // `1e5` may be a code. Among numbers with a point it is none.
    let has_points = column.seen.iter().any(|seen| seen.text.contains(['.', ',']));
    by_marks(column, "number", Object::new(), reading, |type_, config, seen, reading| {
        let text = seen.text.as_str();
        if let Some(value) = &seen.value {
            return Fit::from(value.is_number() && is_double(text));
        }
        if !is_plain(text, signs) || !(has_points || is_scientific_or_plain(text)) {
            return Fit::No;
        }
        match type_.cast(config, text, reading) {
            Cast::Value(Value::Number(number)) => Fit::from(is_double(&number.to_string())),
            Cast::Unclear(why) => Fit::Unclear(why),
            _ => Fit::No,
        }
    })
}

/// `percent`: every text has the sign.
pub(super) fn percent(column: &Column, reading: &Reading) -> Option<Candidate> {
    by_marks(column, "percent", Object::new(), reading, |type_, config, seen, reading| {
        let text = seen.text.as_str();
        if seen.value.is_some() || !(text.ends_with('%') || text.starts_with('%')) {
            return Fit::No;
        }
        type_.fit(config, text, reading)
    })
}

/// `currency`: one sign or code throughout.
pub(super) fn currency(column: &Column, reading: &Reading) -> Option<Candidate> {
    let first = column.seen.first().filter(|seen| seen.value.is_none())?;
    let sign = sign(&first.text)?.to_owned();
    let type_ = Type::named("currency")?;
    let code = match type_.cast(&Object::new(), &format!("1 {sign}"), reading) {
        Cast::Value(value) => value.get("currency")?.as_str()?.to_owned(),
        // The signs that several currencies have stand for the usual one.
        Cast::Unclear(_) => [("$", "USD"), ("£", "GBP"), ("€", "EUR")]
            .iter()
            .find(|(known, _)| *known == sign)
            .map(|(_, code)| (*code).to_owned())?,
        _ => return None,
    };
    by_marks(
        column,
        "currency",
        config("currency", code.as_str()),
        reading,
        |type_, config, seen, reading| {
            if seen.value.is_some() || self::sign(&seen.text) != Some(sign.as_str()) {
                return Fit::No;
            }
            match type_.cast(config, &seen.text, reading) {
                Cast::Value(value) => Fit::from(value.get("currency").and_then(Value::as_str) == Some(&code)),
                Cast::Unclear(why) => Fit::Unclear(why),
                _ => Fit::No,
            }
        },
    )
}

/// The sign or code of an amount: all that is neither digit, mark, sign nor blank. Codes are in capitals.
fn sign(text: &str) -> Option<&str> {
    let is_number = |c: char| {
        c.is_ascii_digit()
            || c.is_whitespace()
            || matches!(c, '.' | ',' | '\'' | '’' | '-' | '\u{2212}' | '(' | ')')
    };
    if !text.contains(|c: char| c.is_ascii_digit()) || text.len() > 60 {
        return None;
    }
    let sign = text.trim_matches(is_number);
    let is_sign = !sign.is_empty()
        && sign.chars().count() <= 4
        && !sign.contains(is_number)
        && sign.chars().all(|c| !c.is_alphabetic() || c.is_uppercase());
    is_sign.then_some(sign)
}

/// Judges a type of numbers with the decimal mark that the texts show. The config gets a locale that has it, if the
/// texts are not read without.
fn by_marks(
    column: &Column,
    name: &'static str,
    own: Object,
    reading: &Reading,
    fit: impl Fn(&Type, &Object, &Seen, &Reading) -> Fit,
) -> Option<Candidate> {
    let type_ = Type::named(name)?;
    let open = Reading { decimal_mark: None, ..reading.clone() };
    let candidate = judge(column, name, own.clone(), |seen| fit(&type_, &own, seen, &open));
    if !has_marks(column) {
        return candidate;
    }
    let mark = reading.decimal_mark.or_else(|| shown(column));
    // The point needs no telling where every text is read without. With the comma `1.234` is another number.
    if mark != Some(',')
        && let Some(whole) = candidate.as_ref().filter(|candidate| candidate.is_whole(column))
    {
        return Some(Candidate { decimal_mark: mark, ..whole.clone() });
    }
    let Some(mark) = mark else { return candidate };
    let mut located = own;
    located.insert("locale".into(), if mark == ',' { "de" } else { "en" }.into());
    let config = located.clone();
    let with_mark = judge(column, name, located, |seen| fit(&type_, &config, seen, reading))?;
    Some(Candidate { decimal_mark: Some(mark), ..with_mark })
}

/// Whether a text has a mark that may be the decimal one.
fn has_marks(column: &Column) -> bool {
    column.seen.iter().any(|seen| seen.value.is_none() && seen.text.contains(['.', ',']))
}

/// The decimal mark that the texts show, if it is one.
fn shown(column: &Column) -> Option<char> {
    let mut marks = ShownMarks::default();
    for seen in column.seen.iter().filter(|seen| seen.value.is_none() && seen.text.len() < 60) {
        marks.add_mark(shown_mark(&seen.text));
    }
    marks.reading(&Reading::default())?.decimal_mark
}

/// Whether a text of digits has a leading zero, so that the column holds codes: `007`, and `123` beside it.
fn has_codes(column: &Column) -> bool {
    column.seen.iter().any(|seen| {
        let text = seen.text.as_bytes();
        text.len() > 1 && text.len() <= 60 && text[0] == b'0' && text.iter().all(u8::is_ascii_digit)
    })
}

/// Whether a value is negative, so that a plus sign beside it is one, too.
fn has_negative(column: &Column) -> bool {
    column.seen.iter().any(|seen| seen.text.starts_with(['-', '\u{2212}']))
}

/// Whether a text may be a number of which no character is lost: it has no leading zeros, and a plus sign only where
/// there are minus signs, too.
fn is_plain(text: &str, signs: bool) -> bool {
    let has_plus = text.starts_with('+');
    let digits = text.trim_start_matches(['-', '+', '\u{2212}', '(', ' ']);
    let mut bytes = digits.bytes();
    let leads = bytes.next() == Some(b'0') && bytes.next().is_some_and(|byte| byte.is_ascii_digit());
    let begins = digits.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '.' | ','));
    begins && !leads && (signs || !has_plus) && text.len() <= 60
}

/// Whether a text is no code such as `1e5`: a number with an exponent has a point, or a sign before the exponent.
fn is_scientific_or_plain(text: &str) -> bool {
    text.find(['e', 'E'])
        .is_none_or(|at| text[..at].contains(['.', ',']) || text[at + 1..].starts_with(['-', '+']))
}

/// Whether a double compares a number as it is written.
fn is_double(digits: &str) -> bool {
    let unsigned = digits.trim_start_matches('-');
    let whole = unsigned.split(['.', 'e', 'E']).next().unwrap_or_default();
    let is_zero =
        unsigned.split(['e', 'E']).next().is_some_and(|m| m.bytes().all(|b| matches!(b, b'0' | b'.')));
    whole.len() <= EXACT
        && digits.parse::<f64>().is_ok_and(|double| double.is_finite() && (double != 0.0 || is_zero))
}
