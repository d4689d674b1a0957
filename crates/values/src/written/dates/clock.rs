//! The time of day: `14:30`, `14:30:15.25`, `14.30`, `14h30`, `2:30 pm`, `2 p.m.`; and the zone after it: `Z`, `+01:00`,
//! `GMT+1`.

use jiff::civil::Time;
use jiff::tz::Offset;

use crate::written::dates::tokens::Scanner;

/// The zone of a spelled time of day.
#[derive(Debug, PartialEq)]
pub enum Zone<'a> {
    /// An offset from UTC.
    Offset(Offset),
    /// A name that stands for several offsets, such as `CST`.
    Abbreviation(&'a str),
}

/// Reads a time of day. `compact` allows one without separators: `1430`.
pub(super) fn time(scan: &mut Scanner<'_>, compact: bool) -> Option<Time> {
    if let Some(digits) = scan.attempt(|scan| scan.number(&[4, 6]).filter(|_| compact)) {
        let second = if digits.len() == 6 { number(&digits[4..]) } else { 0 };
        return Time::new(number(&digits[..2]), number(&digits[2..4]), second, fraction(scan)?).ok();
    }
    let hour = number(scan.number(&[1, 2])?);
    let two = |scan: &mut Scanner<'_>| scan.number(&[2]).map(number);
    let (mut minute, mut second, mut nanos, mut bare) = (0, 0, 0, false);
    if scan.mark(&[':']).is_some() {
        minute = two(scan)?;
        if scan.mark(&[':']).is_some() {
            second = two(scan)?;
            nanos = fraction(scan)?;
        }
    } else if scan.mark(&['.']).is_some() {
        minute = two(scan)?;
    } else if scan.is_word("h") {
        minute = two(scan).unwrap_or(0);
    } else {
        bare = true;
    }
    match scan.attempt(meridiem) {
        Some(afternoon) if (1..=12).contains(&hour) => {
            let hour = hour % 12 + if afternoon { 12 } else { 0 };
            Time::new(hour, minute, second, nanos).ok()
        }
        None if !bare => Time::new(hour, minute, second, nanos).ok(),
        _ => None,
    }
}

/// Reads the nanoseconds of a fraction: `.25`. Without a fraction they are 0.
fn fraction(scan: &mut Scanner<'_>) -> Option<i32> {
    if scan.attempt(|scan| scan.mark(&['.', ','])).is_none() {
        return Some(0);
    }
    let digits = scan.number(&[1, 2, 3, 4, 5, 6, 7, 8, 9])?;
    let scale = 10_i32.pow(u32::try_from(9 - digits.len()).ok()?);
    digits.parse::<i32>().ok()?.checked_mul(scale)
}

/// Reads `am` and `pm`, also `p.m.`: whether it is after noon.
fn meridiem(scan: &mut Scanner<'_>) -> Option<bool> {
    scan.blank();
    scan.word(|word| match word {
        "am" | "AM" | "Am" => Some(false),
        "pm" | "PM" | "Pm" => Some(true),
        _ => None,
    })
    .or_else(|| {
        let afternoon = scan.word(|word| match word {
            "a" | "A" => Some(false),
            "p" | "P" => Some(true),
            _ => None,
        })?;
        scan.mark(&['.'])?;
        scan.is_word("m").then_some(())?;
        scan.mark(&['.']);
        Some(afternoon)
    })
}

/// Reads a zone: `Z`, `UTC`, `+01:00`, `+0100`, `GMT+1`, `CET`.
pub(super) fn zone<'a>(scan: &mut Scanner<'a>) -> Option<Zone<'a>> {
    scan.blank();
    if let Some(offset) = scan.attempt(offset) {
        return Some(Zone::Offset(offset));
    }
    let name = scan.word(Some)?;
    if name.eq_ignore_ascii_case("z") {
        return Some(Zone::Offset(Offset::UTC));
    }
    if name.eq_ignore_ascii_case("utc") || name.eq_ignore_ascii_case("gmt") {
        return Some(Zone::Offset(scan.attempt(offset).unwrap_or(Offset::UTC)));
    }
    let is_abbreviation = (2..=5).contains(&name.len()) && name.bytes().all(|byte| byte.is_ascii_uppercase());
    is_abbreviation.then_some(Zone::Abbreviation(name))
}

/// Reads an offset of less than a day: `+01:00`, `+0100`, `+1`.
fn offset(scan: &mut Scanner<'_>) -> Option<Offset> {
    let sign = if scan.mark(&['+', '-'])? == '-' { -1 } else { 1 };
    let digits = scan.number(&[1, 2, 4])?;
    let (hours, minutes) = match digits.split_at_checked(2) {
        Some((hours, minutes)) if !minutes.is_empty() => (number(hours), number(minutes)),
        _ => {
            let minutes = scan.attempt(|scan| scan.mark(&[':']).and_then(|_| scan.number(&[2])));
            (number(digits), minutes.map_or(0, number))
        }
    };
    if hours > 23 || minutes > 59 {
        return None;
    }
    Offset::from_seconds(sign * (i32::from(hours) * 3_600 + i32::from(minutes) * 60)).ok()
}

/// The number of at most two digits.
fn number(digits: &str) -> i8 {
    digits.parse().unwrap_or(0)
}
