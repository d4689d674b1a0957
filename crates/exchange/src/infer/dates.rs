//! Columns of dates, instants, times of day and lengths of time.

use dyntables_values::iso;
use dyntables_values::text::Object;
use dyntables_values::written::{DateOrder, Reading};

use crate::infer::candidate::{Candidate, Fit, Type, config, judge};
use crate::infer::seen::{Column, Seen};

/// `date`: a day without a zone. A time of day may only be midnight.
pub(super) fn date(column: &Column, reading: &Reading) -> Option<Candidate> {
    let type_ = Type::named("date")?;
    // The zone tells where an instant is midnight; here no text is an instant.
    let reading = Reading { zone: None, ..reading.clone() };
    by_order(column, "date", &reading, &Object::new(), |config, seen, reading| {
        let text = seen.text.as_str();
        if iso::stored_date(text).is_some() {
            return Fit::Yes;
        }
        if !looks_dated(seen) || has_zone(text) {
            return Fit::No;
        }
        match type_.fit(config, text, reading) {
            // With a time of day it is no date, and no unclear one either.
            Fit::Unclear(why) if why.contains("midnight") => Fit::No,
            fit => fit,
        }
    })
}

/// `datetime`. Local times need a zone, which the column then has.
pub(super) fn datetime(column: &Column, reading: &Reading) -> Option<Candidate> {
    let type_ = Type::named("datetime")?;
    let fit = |config: &Object, seen: &Seen, reading: &Reading| {
        if !looks_dated(seen) || !seen.text.contains(|c: char| c.is_ascii_digit()) {
            return Fit::No;
        }
        type_.fit(config, &seen.text, reading)
    };
    let without = Reading { zone: None, ..reading.clone() };
    let candidate = by_order(column, "datetime", &without, &Object::new(), fit)?;
    match &reading.zone {
        Some(zone) if !candidate.is_whole(column) => {
            by_order(column, "datetime", reading, &config("timezone", zone.name()), fit)
        }
        _ => Some(candidate),
    }
}

/// `time`: hours of two digits, or am and pm. `1:30` may be a length of time.
pub(super) fn time(column: &Column, reading: &Reading) -> Option<Candidate> {
    let type_ = Type::named("time")?;
    judge(column, "time", Object::new(), |seen| {
        let text = seen.text.as_bytes();
        let padded = text.get(2) == Some(&b':') && text.first().is_some_and(u8::is_ascii_digit);
        let marked = matches!(text.last(), Some(b'm' | b'M' | b'.'));
        if seen.value.is_some() || text.len() > 20 || !(padded || marked) {
            return Fit::No;
        }
        type_.fit(&Object::new(), &seen.text, reading)
    })
}

/// `duration`: `1:30`, `PT5M`, `2 h 5 min`. A number alone has no unit, and `5m` may be meters.
pub(super) fn duration(column: &Column, reading: &Reading) -> Option<Candidate> {
    const UNITS: [&str; 6] = ["h", "min", "sec", "day", "week", "ms"];
    let type_ = Type::named("duration")?;
    let signed = column.seen.iter().any(|seen| seen.text.starts_with(['-', '\u{2212}', '(']));
    let own = if signed { config("signed", true) } else { Object::new() };
    judge(column, "duration", own.clone(), |seen| {
        let text = seen.text.as_str();
        let is_iso = text.starts_with('P') || text.starts_with("-P");
        let has_unit =
            text.contains(|c: char| c.is_ascii_digit()) && UNITS.iter().any(|unit| text.contains(unit));
        if seen.value.is_some() || text.len() > 60 || !(text.contains(':') || is_iso || has_unit) {
            return Fit::No;
        }
        type_.fit(&own, text, reading)
    })
}

/// Judges a type with the order of dates that the options give, or the only one that reads every value.
fn by_order(
    column: &Column,
    name: &'static str,
    reading: &Reading,
    own: &Object,
    fit: impl Fn(&Object, &Seen, &Reading) -> Fit,
) -> Option<Candidate> {
    let candidate = judge(column, name, own.clone(), |seen| fit(own, seen, reading))?;
    if candidate.is_whole(column) || candidate.unclear.is_none() {
        let is_needed = reading.date_order.is_some() && {
            let open = Reading { date_order: None, ..reading.clone() };
            judge(column, name, own.clone(), |seen| fit(own, seen, &open))
                .is_none_or(|open| !open.is_whole(column))
        };
        let order = reading.date_order.filter(|_| is_needed && candidate.is_whole(column));
        return Some(Candidate { config: with_order(own, order), ..candidate });
    }
    if reading.date_order.is_some() {
        return Some(candidate);
    }
    let mut fitting = Vec::new();
    for (order_name, order) in DateOrder::NAMES {
        let config = with_order(own, Some(order));
        let judged = judge(column, name, config.clone(), |seen| fit(&config, seen, reading));
        if let Some(judged) = judged.filter(|judged| judged.is_whole(column)) {
            fitting.push((order_name, judged));
        }
    }
    if fitting.len() == 1 {
        return fitting.pop().map(|(_, candidate)| candidate);
    }
    let names: Vec<String> = fitting.iter().map(|(name, _)| format!("\"{name}\"")).collect();
    let unclear = match (candidate.unclear.clone(), names.is_empty()) {
        (Some(why), false) => Some(format!("{why}: {} fit every date of the column", names.join(" and "))),
        (why, _) => why,
    };
    Some(Candidate { unclear, ..candidate })
}

fn with_order(own: &Object, order: Option<DateOrder>) -> Object {
    let mut config = own.clone();
    if let Some((name, _)) = DateOrder::NAMES.iter().find(|(_, known)| Some(*known) == order) {
        config.insert("date_order".into(), (*name).into());
    }
    config
}

/// Whether a text may have a date in it: digits, and something between them.
fn looks_dated(seen: &Seen) -> bool {
    let text = seen.text.as_str();
    let digits = text.bytes().filter(u8::is_ascii_digit).count();
    seen.value.is_none()
        && (6..=60).contains(&text.len())
        && digits >= 3
        && digits < text.len()
        && text.bytes().any(|byte| matches!(byte, b'-' | b'/' | b'.' | b' ' | b','))
}

/// Whether a text with a time of day names a zone.
fn has_zone(text: &str) -> bool {
    let Some((_, clock)) = text.split_once(':') else { return false };
    clock.contains(['Z', 'z', '+', '-'])
}
