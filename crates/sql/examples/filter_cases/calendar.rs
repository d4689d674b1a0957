//! Days and instants without a library: days since 1970-01-01, seconds since its first instant, and the zone
//! Europe/Berlin by the rule that holds since 1996.

use serde_json::Value;

/// The days since 1970-01-01 of a date of the Gregorian calendar, counted in eras of 400 years.
pub fn days_of(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year - era * 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + day_of_year - 719_468
}

/// The date of a day.
pub fn date_of(days: i64) -> (i64, i64, i64) {
    let shifted = days + 719_468;
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    (year_of_era + era * 400 + i64::from(month <= 2), month, day)
}

/// `2026-01-28` as a day.
pub fn read_day(text: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| text[range].parse().unwrap();
    days_of(part(0..4), part(5..7), part(8..10))
}

/// `2026-01-28T14:30:00Z` as seconds.
pub fn read_instant(text: &str) -> i64 {
    let part = |range: std::ops::Range<usize>| text[range].parse::<i64>().unwrap();
    read_day(text) * 86_400 + part(11..13) * 3_600 + part(14..16) * 60 + part(17..19)
}

/// Berlin's offset from UTC at an instant: summer time from the last Sunday of March, 01:00 UTC, to
/// that of October.
fn offset(instant: i64) -> i64 {
    let (year, ..) = date_of(instant.div_euclid(86_400));
    let change = |month| {
        let last = days_of(year, month, 31);
        // 1970-01-01 was a Thursday.
        (last - (last + 4).rem_euclid(7)) * 86_400 + 3_600
    };
    if (change(3)..change(10)).contains(&instant) { 7_200 } else { 3_600 }
}

/// Berlin's day at an instant.
pub fn local_day(instant: i64) -> i64 {
    (instant + offset(instant)).div_euclid(86_400)
}

/// The first instant of a day in Berlin. No clock change skips or repeats a midnight there.
pub fn start_of(day: i64) -> i64 {
    let midnight = day * 86_400;
    midnight - offset(midnight - 3_600)
}

fn plus_months(day: i64, months: i64) -> i64 {
    let (year, month, day) = date_of(day);
    let months = year * 12 + month - 1 + months;
    let (year, month) = (months.div_euclid(12), months.rem_euclid(12) + 1);
    let last = (28..=31).rev().find(|last| date_of(days_of(year, month, *last)).1 == month).unwrap();
    days_of(year, month, day.min(last))
}

fn plus(day: i64, unit: &str, n: i64) -> i64 {
    match unit {
        "day" => day + n,
        "week" => day + 7 * n,
        "month" => plus_months(day, n),
        "quarter" => plus_months(day, 3 * n),
        _ => plus_months(day, 12 * n),
    }
}

/// The meaning of a date operand.
pub enum When {
    /// From the first day to the last.
    Days(i64, i64),
    /// An instant.
    Instant(i64),
}

/// Reads any date operand, one of `within` too, at the instant `now`.
pub fn read(operand: &Value, now: i64) -> When {
    let today = local_day(now);
    let unit_at = |unit: &str, offset: i64| {
        let (year, month, _) = date_of(today);
        let start = match unit {
            "day" => today,
            "week" => today - (today + 3).rem_euclid(7),
            "month" => days_of(year, month, 1),
            "quarter" => days_of(year, (month - 1) / 3 * 3 + 1, 1),
            _ => days_of(year, 1, 1),
        };
        let start = plus(start, unit, offset);
        When::Days(start, plus(start, unit, 1) - 1)
    };
    if let Some(text) = operand.as_str() {
        return match text {
            "now" => When::Instant(now),
            "today" => unit_at("day", 0),
            "yesterday" => unit_at("day", -1),
            "tomorrow" => unit_at("day", 1),
            text if text.len() == 10 => When::Days(read_day(text), read_day(text)),
            text => When::Instant(read_instant(text)),
        };
    }
    if let Some(unit) = operand["unit"].as_str() {
        return unit_at(unit, operand["offset"].as_i64().unwrap_or(0));
    }
    let (direction, length) = operand.as_object().unwrap().iter().next().unwrap();
    let (units, count) = length.as_object().unwrap().iter().next().unwrap();
    let unit = &units[..units.len() - 1];
    let count = count.as_i64().unwrap();
    if direction == "last" {
        When::Days(plus(today, unit, -count), today)
    } else {
        When::Days(today, plus(today, unit, count))
    }
}
