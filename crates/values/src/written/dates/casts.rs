//! Spelled dates and times as values of columns. A text is unclear if the type of the column cannot hold all it says, or
//! if its time zone is not known.

use jiff::civil::Time;
use serde_json::Value;

use crate::iso;
use crate::text::Object;
use crate::written::dates::clock::Zone;
use crate::written::dates::day::Day;
use crate::written::dates::tokens::Scanner;
use crate::written::dates::{clock, day};
use crate::written::{Cast, DateOrder, Reading, locale};
use crate::zone;

/// A day, and the time of day after it.
struct Spelled<'a> {
    day: Day,
    time: Option<(Time, Option<Zone<'a>>)>,
}

/// Reads a whole text as a day with or without a time of day.
fn read<'a>(text: &'a str, config: &Object, reading: &Reading) -> Option<Spelled<'a>> {
    let own = config.get("date_order").and_then(Value::as_str).and_then(DateOrder::parse);
    let own = own.or_else(|| locale::date_order(config));
    let mut scan = Scanner::new(text)?;
    let (day, is_compact) = day::day(&mut scan, own.or(reading.date_order), reading.two_digit_years)?;
    if scan.is_done() {
        return Some(Spelled { day, time: None });
    }
    let is_joined = scan.is_word("t");
    if !is_joined {
        let is_marked = scan.mark(&[',']).is_some();
        (scan.blank() || is_marked).then_some(())?;
        scan.attempt(|scan| (scan.is_word("at") && scan.blank()).then_some(()));
    }
    let time = clock::time(&mut scan, is_joined && is_compact)?;
    let zone = scan.attempt(clock::zone);
    scan.is_done().then_some(Spelled { day, time: Some((time, zone)) })
}

/// Reads a day for a `date` column. An instant is a day if it is midnight in the zone of the reading; without a zone, if it
/// is midnight as it is written.
pub fn date(text: &str, config: &Object, reading: &Reading) -> Cast {
    let Some(Spelled { day, time }) = read(text, config, reading) else { return Cast::No };
    let day = match day {
        Day::Clear(day) => day,
        Day::Unclear(why) => return Cast::Unclear(why),
    };
    let (day, rest, place) = match (time, &reading.zone) {
        (None, _) => (day, Time::midnight(), String::new()),
        (Some((_, Some(Zone::Abbreviation(name)))), _) => return abbreviated(name),
        (Some((time, Some(Zone::Offset(offset)))), Some(zone)) => {
            let local = zone.local(iso::instant_at(day.to_datetime(time), offset.seconds()));
            (local.date(), local.time(), format!(" in {}", zone.name()))
        }
        (Some((time, _)), _) => (day, time, String::new()),
    };
    match day.year() {
        1..=9999 if rest == Time::midnight() => value(iso::format_date(day)),
        1..=9999 => Cast::Unclear(format!("is not midnight{place}, and a date holds no time of day")),
        _ => Cast::No,
    }
}

/// Reads an instant for a `datetime` column. A day stands for its midnight. Local times are in the `timezone` of the column,
/// or else in the zone of the reading.
pub fn datetime(text: &str, config: &Object, reading: &Reading) -> Cast {
    let Some(Spelled { day, time }) = read(text, config, reading) else { return Cast::No };
    let day = match day {
        Day::Clear(day) => day,
        Day::Unclear(why) => return Cast::Unclear(why),
    };
    let (time, zone) = time.unwrap_or((Time::midnight(), None));
    let local = day.to_datetime(time);
    let instant = match zone {
        Some(Zone::Abbreviation(name)) => return abbreviated(name),
        Some(Zone::Offset(offset)) => iso::instant_at(local, offset.seconds()),
        None => {
            let own = config.get("timezone").and_then(Value::as_str).and_then(zone::find);
            let Some(zone) = own.as_ref().or(reading.zone.as_ref()) else {
                return Cast::Unclear(
                    "is a local time of an unknown zone; write its offset, such as +01:00, or give time_zone, or the column a timezone"
                        .into(),
                );
            };
            match zone.only_once(local) {
                Ok(offset) => iso::instant_at(local, offset),
                Err(why) => return Cast::Unclear(why),
            }
        }
    };
    iso::format_instant(instant).map_or(Cast::No, value)
}

/// Reads a time of day for a `time` column.
pub fn time(text: &str) -> Cast {
    let Some(mut scan) = Scanner::new(text) else { return Cast::No };
    if scan.attempt(|scan| scan.number(&[4, 6])).is_some() {
        return match scan.is_done() {
            true => Cast::Unclear(
                "could be a time of day or a number of minutes or seconds; write it with a colon, such as 14:30"
                    .into(),
            ),
            false => Cast::No,
        };
    }
    let is_number = scan.attempt(|scan| {
        scan.number(&[1, 2])?;
        scan.mark(&['.'])?;
        scan.number(&[2])?;
        scan.is_done().then_some(())
    });
    if is_number.is_some() {
        return Cast::Unclear(
            "could be a time of day or a number; write it with a colon, such as 14:30".into(),
        );
    }
    let Some(time) = clock::time(&mut scan, false) else { return Cast::No };
    if !scan.is_done() {
        let zone = scan.attempt(clock::zone).is_some() && scan.is_done();
        return if zone {
            Cast::Unclear("names a zone, which a time does not hold".into())
        } else {
            Cast::No
        };
    }
    if time.subsec_nanosecond() != 0 {
        return Cast::Unclear("has fractions of a second, which a time does not hold".into());
    }
    value(format!("{:02}:{:02}:{:02}", time.hour(), time.minute(), time.second()))
}

fn abbreviated(name: &str) -> Cast {
    Cast::Unclear(format!(
        "names its zone \"{name}\", which can mean several; write its offset, such as +01:00"
    ))
}

fn value(text: String) -> Cast {
    Cast::Value(Value::String(text))
}
