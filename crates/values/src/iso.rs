//! Dates and instants in the form that `data` stores (RFC 3339): `2026-01-28` and `2026-01-28T14:30:00.25Z`.
//!
//! Scans and indexes read that form in every record, so it is read from bytes here. jiff reads all other forms, when
//! a record is written.

use jiff::civil::{Date, DateTime};

use crate::civil::{self, DAY_MICROS, FIRST_INSTANT, LAST_INSTANT};
use crate::zone::Zone;

/// The days since 2000-01-01 of a stored date: exactly `YYYY-MM-DD`, year 0001 to 9999.
pub fn stored_date(text: &str) -> Option<i32> {
    let bytes = text.as_bytes();
    if bytes.len() != 10 {
        return None;
    }
    civil_days(bytes)
}

/// The microseconds since 2000-01-01T00:00:00Z of a stored instant: `YYYY-MM-DDTHH:MM:SSZ`, whose seconds have up to six
/// decimals and no trailing zero.
pub fn stored_timestamp(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    let len = bytes.len();
    if !(20..=27).contains(&len)
        || len == 21
        || bytes[10] != b'T'
        || bytes[13] != b':'
        || bytes[16] != b':'
        || bytes[len - 1] != b'Z'
    {
        return None;
    }
    let days = i64::from(civil_days(&bytes[..10])?);
    let (hour, minute, second) = (two(&bytes[11..13])?, two(&bytes[14..16])?, two(&bytes[17..19])?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let mut micros = 0;
    if len > 20 {
        if bytes[19] != b'.' || bytes[len - 2] == b'0' {
            return None;
        }
        let fraction = &bytes[20..len - 1];
        for digit in fraction {
            micros = micros * 10 + i64::from(digit.is_ascii_digit().then(|| digit - b'0')?);
        }
        micros *= 10_i64.pow(6 - u32::try_from(fraction.len()).ok()?);
    }
    let seconds = i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second);
    Some(days * DAY_MICROS + seconds * 1_000_000 + micros)
}

/// The microseconds since midnight of a stored time: exactly `HH:MM:SS`.
pub fn stored_time(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    if bytes.len() != 8 || bytes[2] != b':' || bytes[5] != b':' {
        return None;
    }
    let (hour, minute, second) = (two(&bytes[0..2])?, two(&bytes[3..5])?, two(&bytes[6..8])?);
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    Some((i64::from(hour) * 3_600 + i64::from(minute) * 60 + i64::from(second)) * 1_000_000)
}

/// The stored form of a time of day, given in microseconds since midnight.
pub fn format_time(micros: i64) -> String {
    let seconds = micros / 1_000_000;
    format!("{:02}:{:02}:{:02}", seconds / 3_600, seconds / 60 % 60, seconds % 60)
}

/// The stored form of an instant: of an RFC 3339 text with an offset, or of a local time that exists exactly once in
/// `zone`. What is smaller than a microsecond is cut off, so that no instant gets into the next year. `None` for any
/// other text, and outside the years 0001 to 9999.
pub fn normalize_timestamp(text: &str, zone: Option<&Zone>) -> Option<String> {
    if let Some(utc) = of_utc(text) {
        return Some(utc);
    }
    let (local, offset) = rfc3339(text.as_bytes())?;
    let offset = match offset {
        Some(offset) => offset,
        None => zone?.only_once(local).ok()?,
    };
    format_instant(instant_at(local, offset))
}

/// What is wrong with a local time in a zone, if the text is one: clocks are put forward over it, or it comes twice.
/// The words follow the text.
pub fn local_fault(text: &str, zone: &Zone) -> Option<String> {
    match rfc3339(text.as_bytes())? {
        (local, None) => zone.only_once(local).err(),
        (_, Some(_)) => None,
    }
}

/// The stored form of an instant that differs from it only in the offset `+00:00`, as most programs write UTC.
fn of_utc(text: &str) -> Option<String> {
    let stored = [text.strip_suffix("+00:00")?, "Z"].concat();
    stored_timestamp(&stored).is_some().then_some(stored)
}

/// The local time of a text that is written as RFC 3339 says, and the offset in seconds; seconds and offset are optional.
/// jiff also reads texts that are not: `20260128T14`, `+2500`, `[Europe/Berlin]`. And it reads second 60 as second 59.
fn rfc3339(bytes: &[u8]) -> Option<(DateTime, Option<i32>)> {
    let (start, mut rest) = bytes.split_at_checked(16)?;
    let matches = |text: &[u8], shape: &[u8]| {
        text.len() == shape.len()
            && text.iter().zip(shape).all(|(byte, due)| match due {
                b'0' => byte.is_ascii_digit(),
                b'T' => matches!(byte, b'T' | b't' | b' '),
                _ => byte == due,
            })
    };
    if !matches(start, b"0000-00-00T00:00") {
        return None;
    }
    let (mut second, mut nanos) = (0, 0);
    if let Some((seconds, more)) = rest.split_at_checked(3).filter(|(seconds, _)| matches(seconds, b":00")) {
        (second, rest) = (two(&seconds[1..])?, more);
        if let Some(fraction) = rest.strip_prefix(b".") {
            let digits = fraction.iter().take_while(|byte| byte.is_ascii_digit()).count();
            if digits == 0 {
                return None;
            }
            let (digits, more) = fraction.split_at(digits);
            let digit = |at| digits.get(at).map_or(0, |digit| i32::from(digit - b'0'));
            nanos = (0..9).fold(0, |nanos, at| nanos * 10 + digit(at));
            rest = more;
        }
    }
    let offset = match rest {
        [] => None,
        [b'Z' | b'z'] => Some(0),
        [sign @ (b'+' | b'-'), offset @ ..] if matches(offset, b"00:00") => {
            let (hours, minutes) = (i32::from(two(&offset[..2])?), i32::from(two(&offset[3..])?));
            if hours > 23 || minutes > 59 {
                return None;
            }
            let seconds = hours * 3_600 + minutes * 60;
            Some(if *sign == b'-' { -seconds } else { seconds })
        }
        _ => return None,
    };
    let year = i16::from(two(&bytes[..2])?) * 100 + i16::from(two(&bytes[2..4])?);
    let at = |from: usize| two(&bytes[from..from + 2]).and_then(|number| i8::try_from(number).ok());
    let second = i8::try_from(second).ok()?;
    let local = DateTime::new(year, at(5)?, at(8)?, at(11)?, at(14)?, second, nanos).ok()?;
    Some((local, offset))
}

/// The instant of a local time with an offset in seconds. The years 0000 and 10000 may come out.
pub fn instant_at(local: DateTime, offset: i32) -> i64 {
    civil::instant(local) - i64::from(offset) * 1_000_000
}

/// Whether an instant has a stored form: in the years 0001 to 9999.
pub fn is_stored(instant: i64) -> bool {
    (FIRST_INSTANT..=LAST_INSTANT).contains(&instant)
}

/// The stored form of an instant; `None` outside the years 0001 to 9999.
pub fn format_instant(instant: i64) -> Option<String> {
    if !is_stored(instant) {
        return None;
    }
    let mut bytes = Vec::with_capacity(27);
    write_instant(&mut bytes, instant);
    // Digits and marks only.
    String::from_utf8(bytes).ok()
}

/// Writes the stored form of an instant, which must [have one](is_stored). Pages do so twice for each record.
pub fn write_instant(out: &mut Vec<u8>, instant: i64) {
    let (days, micros) = (instant.div_euclid(DAY_MICROS), instant.rem_euclid(DAY_MICROS));
    let (year, month, day) = civil_date(days as i32);
    let (seconds, micros) = ((micros / 1_000_000) as u32, (micros % 1_000_000) as u32);
    let two = |number: u32| [b'0' + (number / 10 % 10) as u8, b'0' + (number % 10) as u8];
    let mut text = *b"0000-00-00T00:00:00.000000Z";
    let places = [
        (0, year / 100),
        (2, year % 100),
        (5, month),
        (8, day),
        (11, seconds / 3_600),
        (14, seconds / 60 % 60),
        (17, seconds % 60),
        (20, micros / 10_000),
        (22, micros / 100 % 100),
        (24, micros % 100),
    ];
    for (place, number) in places {
        [text[place], text[place + 1]] = two(number);
    }
    // Without zeros at the end, and without a point where only zeros would follow.
    let end = match micros {
        0 => 19,
        _ => text[..26].iter().rposition(|byte| *byte != b'0').map_or(26, |last| last + 1),
    };
    text[end] = b'Z';
    out.extend_from_slice(&text[..=end]);
}

/// Year, month and day of a day since 2000-01-01 in the years 0001 to 9999: the reverse of [`civil_days`].
fn civil_date(days: i32) -> (u32, u32, u32) {
    // Days since 0000-03-01. Before it are only the first two months of the year 0, which no date is in.
    let days = (days + 730_425).max(0).cast_unsigned();
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 { shifted + 3 } else { shifted - 9 };
    (era * 400 + year_of_era + u32::from(month <= 2), month, day)
}

/// The stored form of a day.
pub fn format_date(date: Date) -> String {
    date.to_string()
}

fn two(bytes: &[u8]) -> Option<u8> {
    let (tens, ones) = (bytes[0].wrapping_sub(b'0'), bytes[1].wrapping_sub(b'0'));
    (tens <= 9 && ones <= 9).then(|| tens * 10 + ones)
}

/// The days since 2000-01-01 of ten bytes `YYYY-MM-DD`, in the proleptic Gregorian calendar. The usual arithmetic counts
/// years from March, in eras of 400 years.
fn civil_days(bytes: &[u8]) -> Option<i32> {
    if bytes[4] != b'-' || bytes[7] != b'-' {
        return None;
    }
    let year = i32::from(two(&bytes[0..2])?) * 100 + i32::from(two(&bytes[2..4])?);
    let (month, day) = (i32::from(two(&bytes[5..7])?), i32::from(two(&bytes[8..10])?));
    if year == 0 || !(1..=12).contains(&month) || day < 1 || day > days_in_month(year, month) {
        return None;
    }
    let shifted = if month <= 2 { year - 1 } else { year };
    let era = shifted / 400;
    let year_of_era = shifted % 400;
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    let day_of_era = year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year;
    // 730_425 days lie between 0000-03-01 and 2000-01-01.
    Some(era * 146_097 + day_of_era - 730_425)
}

fn days_in_month(year: i32, month: i32) -> i32 {
    match month {
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::Date;
    use proptest::prelude::{any, prop_assert_eq, prop_oneof, proptest};

    use super::{format_instant, instant_at, normalize_timestamp, stored_date, stored_timestamp};
    use crate::civil::{FIRST_INSTANT, LAST_INSTANT};
    use crate::zone;

    #[test]
    fn known_dates() {
        assert_eq!(stored_date("2000-01-01"), Some(0));
        assert_eq!(stored_date("1999-12-31"), Some(-1));
        assert_eq!(stored_date("0001-01-01"), Some(-730_119));
        assert_eq!(stored_date("9999-12-31"), Some(2_921_939));
        for bad in [
            "0000-01-01",
            "2026-02-29",
            "2026-13-01",
            "2026-1-28",
            "2026-01-28 ",
            "２026-01-28",
            "",
            "+002026-01",
        ] {
            assert_eq!(stored_date(bad), None, "{bad}");
        }
    }

    #[test]
    fn known_instants() {
        assert_eq!(stored_timestamp("2000-01-01T00:00:00Z"), Some(0));
        assert_eq!(stored_timestamp("2000-01-01T00:00:00.000001Z"), Some(1));
        for bad in [
            "2000-01-01T00:00:00.Z",
            "2000-01-01T00:00:00.10Z",
            "2000-01-01T24:00:00Z",
            "2000-01-01T00:00:60Z",
            "2000-01-01 00:00:00Z",
            "2000-01-01T00:00:00+00:00",
        ] {
            assert_eq!(stored_timestamp(bad), None, "{bad}");
        }
    }

    #[test]
    fn accepted_instants_are_stored_in_utc() {
        let berlin = zone::find("Europe/Berlin");
        for (given, stored) in [
            ("2026-01-28T14:30:00+02:00", Some("2026-01-28T12:30:00Z")),
            ("2026-01-28T14:30:00.120000Z", Some("2026-01-28T14:30:00.12Z")),
            ("2026-01-28t14:30:00z", Some("2026-01-28T14:30:00Z")),
            ("2026-07-01T14:30:00", Some("2026-07-01T12:30:00Z")),
            ("2026-07-01T14:30", Some("2026-07-01T12:30:00Z")),
            ("2026-03-29T02:30:00", None), // skipped by daylight saving
            ("2026-10-25T02:30:00", None), // happens twice
            ("2026-01-28", None),
            ("9999-12-31T23:59:60Z", None),
            ("9999-12-31T23:59:59-14:00", None),
            // The ends of the range, and digits that no microsecond holds.
            ("9999-12-31T23:59:59.9999999Z", Some("9999-12-31T23:59:59.999999Z")),
            ("9999-12-31T23:59:59+01:00", Some("9999-12-31T22:59:59Z")),
            ("9999-12-31T12:00:00", Some("9999-12-31T11:00:00Z")),
            ("9999-12-31T23:59:59-00:01", None),
            ("0000-12-31T23:59:59-01:00", Some("0001-01-01T00:59:59Z")),
            ("0001-01-01T00:00:00Z", Some("0001-01-01T00:00:00Z")),
            ("0001-01-01T00:30:00+01:00", None),
            ("0001-01-01T00:53:28", Some("0001-01-01T00:00:00Z")),
            ("2026-12-31T23:59:59.9999999Z", Some("2026-12-31T23:59:59.999999Z")),
            ("2026-01-28T14:30:00.12345678901234567890Z", Some("2026-01-28T14:30:00.123456Z")),
            ("2026-01-28T14:30:00+02:60", None),
            ("2026-02-29T14:30:00Z", None),
            ("2026-01-28T24:00:00Z", None),
            ("20260128T143000Z", None),
            ("2026-01-28T14:30Z", Some("2026-01-28T14:30:00Z")),
            ("2026-01-28T00:30:00+14:00", Some("2026-01-27T10:30:00Z")),
            ("2026-01-28T14:30:00+2500", None),
            ("2026-01-28T14:30:00+24:00", None),
            ("2026-01-28T14:30:00+02", None),
            ("2026-01-28T14:30:00+02:00:30", None),
            ("2026-01-28T14:30:00.Z", None),
            ("2026-01-28T14:30:00,5Z", None),
            ("2026-01-28T14:30:00[Europe/Berlin]", None),
        ] {
            assert_eq!(normalize_timestamp(given, berlin.as_ref()).as_deref(), stored, "{given}");
        }
        assert_eq!(normalize_timestamp("2026-07-01T14:30:00", None), None);
    }

    proptest! {
        #[test]
        fn every_date_agrees_with_jiff(year in 1_i16..=9999, day in 1_i16..=365) {
            let date = Date::new(year, 1, 1).unwrap().saturating_add(jiff::Span::new().days(day - 1));
            let expected = (date - Date::new(2000, 1, 1).unwrap()).get_days();
            prop_assert_eq!(stored_date(&date.to_string()), Some(expected));
        }

        #[test]
        fn every_instant_is_read_back(micros in prop_oneof![
            FIRST_INSTANT..=LAST_INSTANT,
            FIRST_INSTANT..FIRST_INSTANT + 200_000_000_000,
            LAST_INSTANT - 200_000_000_000..=LAST_INSTANT,
        ]) {
            let text = format_instant(micros).unwrap();
            prop_assert_eq!(&text, &format!("{}Z", crate::civil::shown(micros)));
            prop_assert_eq!(stored_timestamp(&text), Some(micros));
            let local = crate::zone::Zone::utc().local(micros);
            prop_assert_eq!(instant_at(local, 0), micros);
            let normalized = normalize_timestamp(&text, None);
            prop_assert_eq!(normalized.as_deref(), Some(text.as_str()));
            // The instant is the same however UTC is written.
            for offset in ["+00:00", "-00:00", "z"] {
                let other = text.replace('Z', offset);
                let normalized = normalize_timestamp(&other, None);
                prop_assert_eq!(normalized.as_deref(), Some(text.as_str()), "{}", other);
            }
        }

        #[test]
        fn no_text_panics(text in any::<String>()) {
            let _ = (stored_date(&text), stored_timestamp(&text), normalize_timestamp(&text, None));
        }
    }
}
