//! Values that days and instants are compared with: a day, an instant, a word such as `today`, a calendar unit.
//!
//! Each stands for a half-open range of time in the query's time zone; an instant is a single point.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, Test};
use dyntables_values::argument::wrong_kind;
use dyntables_values::error::{Error, nearest};
use dyntables_values::iso;
use dyntables_values::kind::Kind;
use dyntables_values::moment::Moment;
use dyntables_values::param::Param;
use dyntables_values::text::shorten;
use dyntables_values::zone::Zone;
use jiff::civil::Date;
use jiff::{Span, ToSpan};
use serde_json::Value;

use crate::filter::leaf::Leaf;
use crate::filter::operator::{Kinds, Operator, PathKind, btree, operator};

/// The time that a value stands for.
#[derive(Debug, Clone, PartialEq)]
enum When {
    /// The whole days from the first to the second.
    Days(Date, Date),
    /// One instant, in microseconds since 2000-01-01T00:00:00Z.
    Instant(i64),
}

const WORDS: [&str; 4] = ["today", "yesterday", "tomorrow", "now"];
/// Microseconds in a day.
const DAY_MICROS: i64 = 86_400_000_000;
/// From 1970-01-01 to 2000-01-01.
const SECONDS_TO_2000: i64 = 946_684_800;
const UNITS: [&str; 5] = ["day", "week", "month", "quarter", "year"];
/// The keys of a unit of the calendar. Those after `offset` shift the day that it is counted from.
const RELATIVE: [&str; 6] = ["unit", "offset", "days", "weeks", "months", "years"];
/// The units of `within`.
const LENGTHS: [&str; 5] = ["days", "weeks", "months", "quarters", "years"];

/// Compares a date or datetime field with a date.
pub(super) fn compare(
    leaf: &Leaf<'_>,
    field: Field,
    comparison: Comparison,
    value: &Value,
) -> Result<Predicate, Error> {
    let bounds = bounds(&field, &read(leaf, value)?, leaf.moment)?;
    let test = |comparison, at| Predicate::Test(field.clone(), Test::Compare(comparison, at));
    Ok(match (comparison, bounds) {
        (Comparison::Eq, bounds) => inside(field, bounds),
        (comparison, (point, None)) => test(comparison, point),
        (Comparison::Lt, (from, Some(_))) => test(Comparison::Lt, from),
        (Comparison::Gte, (from, Some(_))) => test(Comparison::Gte, from),
        (Comparison::Lte, (_, Some(to))) => test(Comparison::Lt, to),
        (Comparison::Gt, (_, Some(to))) => test(Comparison::Gte, to),
    })
}

/// Whether a date or datetime field is inside one of a list of dates. All points are compared at once. Ranges are
/// compared one by one; the second result is their number.
pub(super) fn one_of(leaf: &Leaf<'_>, field: &Field, list: &[&Value]) -> Result<(Predicate, usize), Error> {
    let mut points = Vec::new();
    let mut found = Vec::new();
    for value in list {
        match bounds(field, &read(leaf, value)?, leaf.moment)? {
            (point, None) => points.push(point),
            range => found.push(inside(field.clone(), range)),
        }
    }
    let ranges = found.len();
    found.push(Predicate::Test(field.clone(), Test::OneOf(Param::List(field.kind(), points))));
    Ok((Predicate::Or(found), ranges))
}

/// `within`: `{"last": {"days": 7}}`, `{"next": {"months": 2}}`, or a unit of the calendar.
pub(super) const WITHIN: Operator = Operator {
    indexes: btree,
    ..operator("within", &[], Kinds::DATES, PathKind::Always(Kind::Json), |leaf, field, value| {
        let bounds = stretch(leaf, value).and_then(|when| bounds(&field, &when, leaf.moment));
        bounds.map(|bounds| inside(field, bounds)).map_err(|error| leaf.in_condition(error))
    })
    .says("lies within the last or the next days, or within a unit of the calendar")
};

/// Whether the field is inside these bounds.
fn inside(field: Field, bounds: (Param, Option<Param>)) -> Predicate {
    let test = |comparison, at| Predicate::Test(field.clone(), Test::Compare(comparison, at));
    match bounds {
        (point, None) => test(Comparison::Eq, point),
        (from, Some(to)) => Predicate::And(vec![test(Comparison::Gte, from), test(Comparison::Lt, to)]),
    }
}

/// The begin of the time and, unless it is a point, its end, as values of the field's kind.
fn bounds(field: &Field, when: &When, moment: &Moment) -> Result<(Param, Option<Param>), Error> {
    let zone = &moment.zone;
    let too_far = || Error::bad("the date is out of range");
    let days = |date| days_since_2000(date).ok_or_else(too_far);
    let start = |date| (zone.start_of_day(date) - SECONDS_TO_2000) * 1_000_000;
    Ok(match (field.kind(), when) {
        (Kind::Date, When::Days(first, last)) if first == last => (Param::Date(days(*first)?), None),
        (Kind::Date, When::Days(first, last)) => {
            (Param::Date(days(*first)?), Some(Param::Date(days(*last)? + 1)))
        }
        (Kind::Date, When::Instant(instant)) => {
            (Param::Date(day_of(*instant, zone).ok_or_else(too_far)?), None)
        }
        (_, When::Days(first, last)) => {
            // jiff has no day after the last.
            let end = match last.tomorrow() {
                Ok(next) => start(next),
                Err(_) => start(*last) + DAY_MICROS,
            };
            (Param::Timestamptz(start(*first)), Some(Param::Timestamptz(end)))
        }
        (_, When::Instant(instant)) => (Param::Timestamptz(*instant), None),
    })
}

/// The calendar day of an instant in a zone, in days since 2000-01-01.
fn day_of(instant: i64, zone: &Zone) -> Option<i32> {
    let offset = zone.offset_at(instant.div_euclid(1_000_000) + SECONDS_TO_2000);
    i32::try_from((instant + offset * 1_000_000).div_euclid(DAY_MICROS)).ok()
}

fn days_since_2000(date: Date) -> Option<i32> {
    iso::stored_date(&iso::format_date(date))
}

/// The days of `within`: from today backwards or forwards, both ends included.
fn stretch(leaf: &Leaf<'_>, value: &Value) -> Result<When, Error> {
    const FORMS: &str = "Write {\"last\": {\"days\": 7}}, {\"next\": {\"months\": 2}}, or {\"unit\": \"month\", \"offset\": -1}.";
    let document = match value {
        Value::Object(document) if document.contains_key("unit") => return read(leaf, value),
        Value::Object(document) => document,
        _ => return Err(wrong_kind("the value", "an object", value).or_hint(FORMS)),
    };
    if let Some(key) = document.keys().find(|key| *key != "last" && *key != "next") {
        return Err(Error::unknown("key of within", key, ["last", "next", "unit", "offset"]));
    }
    let (direction, length) = match document.iter().next() {
        Some((direction, Value::Object(length))) if document.len() == 1 => (direction.as_str(), length),
        Some((direction, other)) if document.len() == 1 => {
            return Err(wrong_kind(direction, "an object", other).or_hint(FORMS));
        }
        _ => return Err(Error::bad_hint("the value must have exactly one of the keys last and next", FORMS)),
    };
    if let Some(unit) = length.keys().find(|unit| !LENGTHS.contains(&unit.as_str())) {
        return Err(Error::unknown("unit", unit, LENGTHS));
    }
    let (unit, count) = match length.iter().next() {
        Some((unit, count)) if length.len() == 1 => (unit.as_str(), count),
        _ => return Err(Error::bad_hint(format!("{direction} must have exactly one unit"), FORMS)),
    };
    let Some(count) = count.as_i64().filter(|count| *count >= 0) else {
        let message = format!("{unit} must be a whole number from 0, not {}", shorten(count));
        return Err(if count.as_i64().is_some() {
            Error::bad_hint(message, "Of last and next, one looks back and the other ahead.")
        } else {
            Error::bad(message)
        });
    };
    let too_far = |_| Error::bad(format!("{} is out of the range of dates", shorten(value)));
    let today = leaf.moment.today();
    let unit = unit.strip_suffix('s').unwrap_or(unit);
    let span = span(unit, if direction == "last" { -count } else { count }).map_err(too_far)?;
    let end = today.checked_add(span).map_err(too_far)?;
    Ok(if direction == "last" { When::Days(end, today) } else { When::Days(today, end) })
}

/// Reads a date, an instant, a word or a calendar unit.
fn read(leaf: &Leaf<'_>, value: &Value) -> Result<When, Error> {
    let today = leaf.moment.today();
    let not_a_date = || {
        let hint = value.as_str().and_then(|text| nearest(text, WORDS)).map_or_else(
            || "A date is \"2026-01-28\", an instant \"2026-01-28T14:30:00Z\"; today, yesterday, tomorrow and now are known, and {\"unit\": \"month\", \"offset\": -1}.".to_owned(),
            |near| format!("Perhaps you meant \"{near}\"."),
        );
        Error::bad_hint(format!("{} is not a date", shorten(value)), hint)
    };
    let too_far = |_| Error::bad(format!("the date {} is out of range", shorten(value)));
    match value {
        Value::String(word) => match word.as_str() {
            "now" => Ok(When::Instant(leaf.moment.now)),
            "today" => unit_range(today, "day", 0).map_err(too_far),
            "yesterday" => unit_range(today, "day", -1).map_err(too_far),
            "tomorrow" => unit_range(today, "day", 1).map_err(too_far),
            text if iso::stored_date(text).is_some() => {
                let date: Date = text.parse().map_err(too_far)?;
                unit_range(date, "day", 0).map_err(too_far)
            }
            text => match instant(text, &leaf.local_zone()) {
                Some(instant) => instant.map(When::Instant),
                None => Err(not_a_date()),
            },
        },
        Value::Object(document) => {
            let unit = document.get("unit").and_then(Value::as_str).ok_or_else(not_a_date)?;
            if !UNITS.contains(&unit) {
                return Err(Error::unknown("unit", unit, UNITS));
            }
            let mut offset = 0;
            // Months are added before days. A span of jiff has one sign, so there are two.
            let mut shift = [0_i64; 2];
            for (key, value) in document.iter().filter(|(key, _)| *key != "unit") {
                let (counted, factor) = match key.as_str() {
                    "offset" => (&mut offset, 1),
                    "days" => (&mut shift[1], 1),
                    "weeks" => (&mut shift[1], 7),
                    "months" => (&mut shift[0], 1),
                    "years" => (&mut shift[0], 12),
                    _ => return Err(Error::unknown("key of a relative date", key, RELATIVE)),
                };
                let count = value.as_i64().ok_or_else(|| {
                    Error::bad(format!("{key} must be a whole number, not {}", shorten(value)))
                })?;
                *counted = counted.saturating_add(count.saturating_mul(factor));
            }
            let [months, days] = shift;
            let from = span("month", months).and_then(|months| today.checked_add(months));
            let from = from.and_then(|from| from.checked_add(span("day", days)?));
            from.and_then(|from| unit_range(from, unit, offset)).map_err(too_far)
        }
        _ => Err(not_a_date()),
    }
}

/// The instant that a text is, or why it is none: a local time must exist exactly once in the zone.
fn instant(text: &str, zone: &Zone) -> Option<Result<i64, Error>> {
    let stored = iso::normalize_timestamp(text, Some(zone));
    if let Some(instant) = iso::stored_timestamp(stored.as_deref().unwrap_or(text)) {
        return Some(Ok(instant));
    }
    let why = iso::local_fault(text, zone)?;
    Some(Err(Error::bad(format!("the local time {} {why}", shorten(&Value::from(text))))))
}

/// A span of `n` units.
fn span(unit: &str, n: i64) -> Result<Span, jiff::Error> {
    match unit {
        "week" => Span::new().try_weeks(n),
        "month" => Span::new().try_months(n),
        "quarter" => Span::new().try_months(n.saturating_mul(3)),
        "year" => Span::new().try_years(n),
        _ => Span::new().try_days(n),
    }
}

/// The days of the calendar unit that `day` lies in, moved by `offset` units. Weeks begin on Monday.
fn unit_range(day: Date, unit: &str, offset: i64) -> Result<When, jiff::Error> {
    let start = match unit {
        "week" => day.checked_sub(i64::from(day.weekday().to_monday_zero_offset()).days())?,
        "month" => day.first_of_month(),
        "quarter" => Date::new(day.year(), (day.month() - 1) / 3 * 3 + 1, 1)?,
        "year" => day.first_of_year(),
        _ => day,
    };
    let from = start.checked_add(span(unit, offset)?)?;
    let last = match from.checked_add(span(unit, 1)?) {
        Ok(next) => next.yesterday()?,
        Err(_) => Date::MAX,
    };
    Ok(When::Days(from, last))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::{When, unit_range};

    #[test]
    fn units_are_whole() {
        let day = date(2026, 11, 21); // a Saturday
        for (unit, offset, from, to) in [
            ("day", 0, date(2026, 11, 21), date(2026, 11, 21)),
            ("week", 0, date(2026, 11, 16), date(2026, 11, 22)),
            ("week", 1, date(2026, 11, 23), date(2026, 11, 29)),
            ("month", -1, date(2026, 10, 1), date(2026, 10, 31)),
            ("quarter", 0, date(2026, 10, 1), date(2026, 12, 31)),
            ("year", -2, date(2024, 1, 1), date(2024, 12, 31)),
            ("year", 9999 - 2026, date(9999, 1, 1), date(9999, 12, 31)),
        ] {
            assert_eq!(unit_range(day, unit, offset).unwrap(), When::Days(from, to), "{unit} {offset}");
        }
        assert!(unit_range(day, "year", 1 << 40).is_err());
    }
}
