//! `duration`: a length of time, stored as a number of seconds.

use jiff::Span;
use serde_json::{Value, json};

use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{Finite, ValueRule};
use crate::written::numerals::Marks;
use crate::written::{Cast, Reading, numerals, plain_text};

/// Seconds, with any number of digits after the point. Config `signed` allows negative ones.
pub struct Duration;

impl ColumnType for Duration {
    fn name(&self) -> &'static str {
        "duration"
    }

    fn config(&self) -> Value {
        json!({"signed": {"type": "boolean"}})
    }

    fn schema(&self, config: &Object) -> Value {
        if config.get("signed") == Some(&Value::Bool(true)) {
            json!({"type": "number"})
        } else {
            json!({"type": "number", "minimum": 0})
        }
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&Finite)
    }

    /// Reads `1:30` (an hour and a half, as in spreadsheets); `1:30:00`; `PT1H30M` and `P1D` (ISO 8601); `90m`, `1h 30m`,
    /// `1.5 hours`, `2 days`. A day has 24 hours; months and years have no length. A number alone is seconds.
    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        if text.contains(':') {
            return of_clock(text).and_then(|digits| numerals::value(&digits)).map_or(Cast::No, Cast::Value);
        }
        let marks = Marks::of(config, reading);
        match numerals::cast(text, marks) {
            Cast::No => of_units(text, marks.strict()),
            cast => cast,
        }
    }

    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        let digits = plain_text(value)?;
        Some(clock(&digits).unwrap_or(digits))
    }

    fn stored(&self) -> &'static str {
        "a number of seconds"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Float8
    }

    fn example(&self) -> Value {
        json!(5400)
    }
}

/// The seconds of `h:mm` or `h:mm:ss`, which may have a fraction and a sign.
fn of_clock(text: &str) -> Option<String> {
    let (negative, body) = numerals::sign(text.trim())?;
    let mut parts = body.split(':');
    let (hours, minutes, seconds) = (parts.next()?, parts.next()?, parts.next().unwrap_or("00"));
    let (seconds, fraction) = match seconds.split_once(['.', ',']) {
        Some((seconds, fraction)) => (seconds, Some(fraction)),
        None => (seconds, None),
    };
    let whole = |text: &str| -> Option<u64> {
        let is_digits = text.bytes().all(|byte| byte.is_ascii_digit()) && (1..=9).contains(&text.len());
        is_digits.then(|| text.parse().ok()).flatten()
    };
    let sixty = |text: &str| whole(text).filter(|n| text.len() == 2 && *n < 60);
    let total = whole(hours)? * 3600 + sixty(minutes)? * 60 + sixty(seconds)?;
    let is_fraction = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    if parts.next().is_some() || !fraction.is_none_or(is_fraction) {
        return None;
    }
    let sign = if negative { "-" } else { "" };
    Some(fraction.map_or_else(|| format!("{sign}{total}"), |fraction| format!("{sign}{total}.{fraction}")))
}

/// Reads a text with units, in ISO 8601 or as people write it.
fn of_units(text: &str, marks: Marks) -> Cast {
    let text = text.trim().replace('\u{2212}', "-").replace(['\u{a0}', '\u{202f}'], " ");
    if let Some(why) = unclear_fraction(&text, marks) {
        return Cast::Unclear(why);
    }
    let span: Option<Span> = text.parse().ok().or_else(|| text.to_lowercase().parse().ok());
    let seconds = span.and_then(|span| seconds(&span)).and_then(|digits| numerals::value(&digits));
    seconds.map_or(Cast::No, Cast::Value)
}

/// What is unclear about a text whose number has two readings: `1,500 s` could be 1.5 seconds or 1,500.
fn unclear_fraction(text: &str, marks: Marks) -> Option<String> {
    // ISO 8601 has no marks between thousands; its decimal mark is the point or the comma.
    let is_iso = text.trim_start_matches(['-', '+']).starts_with(['P', 'p']);
    let marks = if is_iso { Marks::from(Some('.')) } else { marks };
    let number = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',');
    text.split(|c| !number(c)).map(|number| number.trim_end_matches(',')).find_map(|number| {
        match numerals::read(number, marks) {
            numerals::Numeral::Unclear(_) if !is_iso || number.contains(',') => {
                Some(format!("has the number {number}, which can be read in two ways; give decimal_mark"))
            }
            _ => None,
        }
    })
}

/// The seconds of a span of weeks, days and shorter units.
fn seconds(span: &Span) -> Option<String> {
    if span.get_years() != 0 || span.get_months() != 0 {
        return None;
    }
    let days = i128::from(span.get_weeks()) * 7 + i128::from(span.get_days());
    let minutes = (days * 24 + i128::from(span.get_hours())) * 60 + i128::from(span.get_minutes());
    let millis =
        (minutes * 60 + i128::from(span.get_seconds())) * 1_000 + i128::from(span.get_milliseconds());
    let nanos =
        (millis * 1_000 + i128::from(span.get_microseconds())) * 1_000 + i128::from(span.get_nanoseconds());
    let sign = if nanos < 0 { "-" } else { "" };
    let (whole, rest) = (nanos.unsigned_abs() / 1_000_000_000, nanos.unsigned_abs() % 1_000_000_000);
    if rest == 0 {
        return Some(format!("{sign}{whole}"));
    }
    let fraction = format!("{rest:09}");
    Some(format!("{sign}{whole}.{}", fraction.trim_end_matches('0')))
}

/// Seconds as `h:mm:ss`, with the digits after their point.
fn clock(digits: &str) -> Option<String> {
    let (sign, unsigned) = digits.strip_prefix('-').map_or(("", digits), |rest| ("-", rest));
    let (whole, fraction) = unsigned.split_once('.').map_or((unsigned, None), |(w, f)| (w, Some(f)));
    let whole: u64 = whole.parse().ok()?;
    // Typecast reads at most nine digits of hours.
    if whole / 3600 > 999_999_999 || fraction.is_some_and(|f| f.bytes().any(|byte| !byte.is_ascii_digit())) {
        return None;
    }
    let fraction = fraction.map(|fraction| format!(".{fraction}")).unwrap_or_default();
    Some(format!("{sign}{}:{:02}:{:02}{fraction}", whole / 3600, whole / 60 % 60, whole % 60))
}
