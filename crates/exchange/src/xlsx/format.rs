//! How a number of a sheet is shown: as a number, or as a date or time.

use dyntables_values::iso;
use jiff::civil::Date;

/// What a number is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shown {
    Number,
    Date,
    DateTime,
    Time,
    /// Hours go beyond 24.
    Duration,
}

/// The formats that have a number and no code.
pub(crate) fn builtin(id: u32) -> Shown {
    match id {
        14..=17 | 27..=31 | 34..=36 | 50..=54 | 57..=58 => Shown::Date,
        18..=21 | 32..=33 | 45 | 47 | 55..=56 => Shown::Time,
        22 => Shown::DateTime,
        46 => Shown::Duration,
        _ => Shown::Number,
    }
}

/// What the code of a format shows: `dd.mm.yyyy`, `[h]:mm`, `#,##0.00 "h"`.
pub(crate) fn of_code(code: &str) -> Shown {
    let mut chars = code.chars();
    let (mut day, mut month, mut clock, mut elapsed) = (false, false, false, false);
    while let Some(c) = chars.next() {
        match c.to_ascii_lowercase() {
            '"' => while chars.next().is_some_and(|c| c != '"') {},
            '\\' | '_' | '*' => {
                chars.next();
            }
            '[' => {
                let inner: String = chars.by_ref().take_while(|c| *c != ']').collect();
                let letters = inner.to_ascii_lowercase();
                elapsed |= !letters.is_empty()
                    && ["h", "m", "s"].iter().any(|letter| letters.chars().all(|c| letter.starts_with(c)));
            }
            ';' => break,
            'y' | 'd' => day = true,
            'm' => month = true,
            'h' | 's' => clock = true,
            // `General` and `Standard` are words.
            'g' if day || clock => {}
            'g' => return Shown::Number,
            _ => {}
        }
    }
    match (elapsed, day, clock) {
        (true, ..) => Shown::Duration,
        (_, true, true) => Shown::DateTime,
        (_, true, false) => Shown::Date,
        (_, false, true) => Shown::Time,
        (_, false, false) if month => Shown::Date,
        _ => Shown::Number,
    }
}

/// A number as the date or time that is shown, in ISO 8601; `None` if there is no such date.
pub(crate) fn date_text(serial: f64, shown: Shown, is_1904: bool) -> Option<String> {
    const MS: f64 = 86_400_000.0;
    if !serial.is_finite() || !(-1e7..1e7).contains(&serial) {
        return None;
    }
    if shown == Shown::Duration {
        let ms = (serial * MS).round();
        let sign = if ms < 0.0 { "-" } else { "" };
        let ms = ms.abs() as u64;
        return Some(format!("{sign}{}:{}", ms / 3_600_000, clock(ms % 3_600_000, false)));
    }
    if serial < 0.0 {
        return None;
    }
    // Not of the whole number, which would lose bits: half a millisecond would be another.
    let (day, ms) = (serial.floor() as i64, (serial.fract() * MS).round() as u64);
    let (days, ms) = (day + (ms / MS as u64) as i64, ms % MS as u64);
    if shown == Shown::Time && days == 0 {
        return Some(clock(ms, true));
    }
    let days = i32::try_from(days).ok()?;
    let base = match (is_1904, days) {
        (true, _) => Date::constant(1904, 1, 1),
        // Excel has a 29 February 1900, which never was.
        (false, 0 | 60) => return None,
        (false, ..60) => Date::constant(1899, 12, 31),
        (false, _) => Date::constant(1899, 12, 30),
    };
    let date = base.checked_add(jiff::Span::new().try_days(days).ok()?).ok()?;
    let day = iso::format_date(date);
    Some(if shown == Shown::Date && ms == 0 { day } else { format!("{day}T{}", clock(ms, true)) })
}

/// Milliseconds as `hh:mm:ss`, or `mm:ss`, with a fraction if there is one.
fn clock(ms: u64, hours: bool) -> String {
    let (seconds, rest) = (ms / 1000, ms % 1000);
    let mut text = format!("{:02}:{:02}", seconds / 60 % 60, seconds % 60);
    if hours {
        text.insert_str(0, &format!("{:02}:", seconds / 3600));
    }
    if rest > 0 {
        text.push_str(format!(".{rest:03}").trim_end_matches('0'));
    }
    text
}
