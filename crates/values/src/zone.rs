//! Time zones: the offset of an instant, and the instants of a local time.
//!
//! Governments change the rules of zones. A database has one copy of them, the server's, so that what a write stores,
//! what a filter finds and what SQL's `AT TIME ZONE` says agree. The server is asked through [`Rules`]. The copy that is
//! compiled in serves where there is no server: in the tests of the crates.

use std::fmt;
use std::sync::{Arc, OnceLock};

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;

use crate::civil;
use crate::error::Error;
use crate::text::shorten_text;

/// The rules of a time zone.
pub trait Rules: Send + Sync {
    /// The offset from UTC, in seconds, at an instant in seconds since 1970-01-01T00:00:00Z. It is for ever the same.
    fn offset_at(&self, instant: i64) -> i32;
}

/// Finds a zone by its name, as [`find`] does.
pub type Find = fn(&str) -> Option<Zone>;

static FIND: OnceLock<Find> = OnceLock::new();

/// Has zones found by the server from now on. Called once, when the library is loaded.
pub fn install(server: Find) {
    let _ = FIND.set(server);
}

/// The time zone of an IANA name; `None` if there is none. Case does not matter.
pub fn find(name: &str) -> Option<Zone> {
    FIND.get().copied().unwrap_or(compiled)(name)
}

/// The zone of this name in the compiled copy.
pub fn compiled(name: &str) -> Option<Zone> {
    let rules = jiff::tz::db().get(name).ok()?;
    let name = rules.iana_name().unwrap_or(name).to_owned();
    Some(Zone::new(&name, Arc::new(rules)))
}

/// The error for a name that is no time zone.
pub fn unknown(name: &str) -> Error {
    Error::bad_hint(
        format!("unknown time zone \"{}\"", shorten_text(name)),
        "Name an IANA time zone, such as \"Europe/Berlin\".",
    )
}

impl Rules for TimeZone {
    fn offset_at(&self, instant: i64) -> i32 {
        let instant = instant.clamp(Timestamp::MIN.as_second(), Timestamp::MAX.as_second());
        Timestamp::from_second(instant).map_or(0, |instant| self.to_offset(instant).seconds())
    }
}

/// A time zone.
#[derive(Clone)]
pub struct Zone {
    name: Arc<str>,
    rules: Arc<dyn Rules>,
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.name)
    }
}

/// The offsets of a local time in a zone, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Offsets {
    /// It exists once.
    One(i32),
    /// Clocks are put forward over it. These are the offsets before and after that.
    None(i32, i32),
    /// Clocks are put back, so that it comes twice: with the first offset, then with the second.
    Two(i32, i32),
}

const DAY: i64 = 86_400;
/// Seconds from 1970-01-01 to 2000-01-01.
const EPOCH_SECONDS: i64 = 10_957 * DAY;

impl Zone {
    /// A zone with these rules.
    pub fn new(name: &str, rules: Arc<dyn Rules>) -> Self {
        Zone { name: name.into(), rules }
    }

    /// The zone of UTC.
    pub fn utc() -> Self {
        Zone::new("UTC", Arc::new(TimeZone::UTC))
    }

    /// Its name: of IANA, or as the session's setting has it.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The offset from UTC, in seconds, at an instant in seconds since 1970-01-01T00:00:00Z.
    pub fn offset_at(&self, instant: i64) -> i64 {
        i64::from(self.rules.offset_at(instant))
    }

    /// The local time of an instant in microseconds since 2000-01-01T00:00:00Z, at most the last one of the year 9999.
    pub fn local(&self, instant: i64) -> DateTime {
        let offset = self.offset_at(instant.div_euclid(1_000_000).saturating_add(EPOCH_SECONDS));
        civil::shown(instant.saturating_add(offset * 1_000_000))
    }

    /// The offsets of a local time.
    pub fn offsets(&self, local: DateTime) -> Offsets {
        self.offsets_of(seconds_of(local))
    }

    /// The offsets of a local time, in seconds since the local 1970-01-01T00:00:00.
    fn offsets_of(&self, local: i64) -> Offsets {
        let around = [local - DAY, local, local + DAY].map(|instant| self.rules.offset_at(instant));
        let mut found: Vec<i32> =
            around.into_iter().filter(|o| self.offset_at(local - i64::from(*o)) == i64::from(*o)).collect();
        // The greater offset is the earlier instant.
        found.sort_unstable_by_key(|offset| std::cmp::Reverse(*offset));
        found.dedup();
        match found.as_slice() {
            [] => Offsets::None(around[0], around[2]),
            [one] => Offsets::One(*one),
            [first, .., last] => Offsets::Two(*first, *last),
        }
    }

    /// The offset of a local time that exists exactly once. What is wrong with another is told in words that follow the
    /// text of it.
    pub fn only_once(&self, local: DateTime) -> Result<i32, String> {
        match self.offsets(local) {
            Offsets::One(offset) => Ok(offset),
            Offsets::None(..) => {
                Err(format!("does not exist in {}, where clocks are put forward then", self.name))
            }
            Offsets::Two(first, second) => Err(format!(
                "comes twice in {}, where clocks are put back then; write its offset, {} or {}",
                self.name,
                in_digits(first),
                in_digits(second)
            )),
        }
    }

    /// The first instant of a day, in seconds since 1970-01-01T00:00:00Z: midnight, or the end of the gap if clocks are
    /// put forward over midnight.
    pub fn start_of_day(&self, day: Date) -> i64 {
        let midnight = seconds_of(day.to_datetime(jiff::civil::Time::midnight()));
        match self.offsets_of(midnight) {
            Offsets::One(offset) | Offsets::Two(offset, _) => midnight - i64::from(offset),
            Offsets::None(before, after) => {
                // The clocks are put forward between these two instants.
                let (mut early, mut late) = (midnight - i64::from(after), midnight - i64::from(before));
                while late - early > 1 {
                    let middle = i64::midpoint(early, late);
                    if self.rules.offset_at(middle) == before { early = middle } else { late = middle }
                }
                late
            }
        }
    }
}

/// A local time in seconds since the local 1970-01-01T00:00:00.
fn seconds_of(local: DateTime) -> i64 {
    let days = local.date().duration_since(Date::constant(1970, 1, 1)).as_secs();
    days + local.time().duration_since(jiff::civil::Time::midnight()).as_secs()
}

/// An offset as digits: `+01:00`.
fn in_digits(offset: i32) -> String {
    let minutes = offset / 60;
    let sign = if minutes < 0 { '-' } else { '+' };
    format!("{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use jiff::civil::{Date, DateTime};
    use jiff::tz::TimeZone;
    use proptest::prelude::{any, prop_assert_eq, proptest};
    use proptest::sample::select;

    use super::{Offsets, find};

    const ZONES: [&str; 8] = [
        "Europe/Berlin",
        "America/New_York",
        "America/Santiago",
        "Asia/Kathmandu",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "Africa/Casablanca",
        "UTC",
    ];

    #[test]
    fn local_times_exist_once_twice_or_not_at_all() {
        let berlin = find("europe/berlin").unwrap();
        assert_eq!(berlin.name(), "Europe/Berlin");
        let offsets = |local: &str| berlin.offsets(local.parse().unwrap());
        assert_eq!(offsets("2026-07-01T12:00:00"), Offsets::One(7_200));
        assert_eq!(offsets("2026-03-29T02:30:00"), Offsets::None(3_600, 7_200));
        assert_eq!(offsets("2026-10-25T02:30:00"), Offsets::Two(7_200, 3_600));
        assert_eq!(offsets("2026-10-25T03:00:00"), Offsets::One(3_600));
        let why = |local: &str| berlin.only_once(local.parse().unwrap()).unwrap_err();
        assert_eq!(
            why("2026-10-25T02:30:00"),
            "comes twice in Europe/Berlin, where clocks are put back then; write its offset, +02:00 or +01:00"
        );
        assert_eq!(
            why("2026-03-29T02:00:00"),
            "does not exist in Europe/Berlin, where clocks are put forward then"
        );
    }

    #[test]
    fn a_day_begins_after_a_gap() {
        for (zone, day, start) in [
            ("Europe/Berlin", "2026-03-29", "2026-03-28T23:00:00Z"),
            ("America/Santiago", "2026-09-06", "2026-09-06T04:00:00Z"),
            ("Pacific/Apia", "2011-12-30", "2011-12-30T10:00:00Z"),
            ("America/Havana", "2026-11-01", "2026-11-01T04:00:00Z"),
        ] {
            let start: Timestamp = start.parse().unwrap();
            assert_eq!(
                find(zone).unwrap().start_of_day(day.parse().unwrap()),
                start.as_second(),
                "{zone} {day}"
            );
        }
    }

    proptest! {
        #[test]
        fn offsets_are_those_of_jiff(
            name in select(&ZONES[..]), seconds in -5_000_000_000_i64..10_000_000_000, hour: bool,
        ) {
            let (zone, rules) = (find(name).unwrap(), TimeZone::get(name).unwrap());
            let seconds = if hour { seconds / 1_800 * 1_800 } else { seconds };
            let instant = Timestamp::from_second(seconds).unwrap();
            prop_assert_eq!(zone.local((seconds - super::EPOCH_SECONDS) * 1_000_000), rules.to_datetime(instant));
            let local: DateTime = TimeZone::UTC.to_datetime(instant);
            let ambiguous = rules.to_ambiguous_timestamp(local);
            prop_assert_eq!(
                zone.only_once(local).ok().map(|offset| seconds - i64::from(offset)),
                ambiguous.unambiguous().ok().map(Timestamp::as_second)
            );
        }

        #[test]
        fn days_begin_where_those_of_jiff_do(name in select(&ZONES[..]), days in -20_000_i32..60_000) {
            let (zone, rules) = (find(name).unwrap(), TimeZone::get(name).unwrap());
            let day = Date::new(1970, 1, 1).unwrap().saturating_add(jiff::Span::new().days(days));
            let start = day.to_zoned(rules).unwrap().start_of_day().unwrap();
            prop_assert_eq!(zone.start_of_day(day), start.timestamp().as_second());
        }

        #[test]
        fn no_name_panics(name in any::<String>()) {
            let _ = find(&name);
        }
    }
}
