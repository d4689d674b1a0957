//! The date and time of the clock that an instant is, and back, over all years that columns hold.
//!
//! Instants are counted in microseconds since 2000-01-01T00:00:00Z, as PostgreSQL counts them. The instants of jiff end two
//! hours before the last day of the year 9999, its dates and times of the clock with that year.

use jiff::civil::{Date, DateTime, Time};

/// Microseconds in a day.
pub const DAY_MICROS: i64 = 86_400_000_000;
/// The first day of a date, 0001-01-01, in days since 2000-01-01.
pub const FIRST_DAY: i32 = -730_119;
/// The last day of a date, 9999-12-31, in days since 2000-01-01.
pub const LAST_DAY: i32 = 2_921_939;
/// The first instant of a datetime, 0001-01-01T00:00:00Z.
pub const FIRST_INSTANT: i64 = FIRST_DAY as i64 * DAY_MICROS;
/// The last instant of a datetime, 9999-12-31T23:59:59.999999Z.
pub const LAST_INSTANT: i64 = (LAST_DAY as i64 + 1) * DAY_MICROS - 1;

/// Where PostgreSQL counts from.
const EPOCH: Date = Date::constant(2000, 1, 1);

/// The instant at which clocks in UTC show this. What is smaller than a microsecond is cut off.
pub fn instant(shown: DateTime) -> i64 {
    let days = shown.date().duration_since(EPOCH).as_hours() / 24;
    let time = shown.time();
    let minutes = i64::from(time.hour()) * 60 + i64::from(time.minute());
    let seconds = minutes * 60 + i64::from(time.second());
    days * DAY_MICROS + seconds * 1_000_000 + i64::from(time.subsec_nanosecond() / 1_000)
}

/// What clocks in UTC show at an instant; the nearest that jiff has, which is in the years -9999 to 9999.
pub fn shown(instant: i64) -> DateTime {
    const FIRST: i64 = -12_000 * 365 * DAY_MICROS;
    let instant = instant.clamp(FIRST, LAST_INSTANT);
    let days = jiff::SignedDuration::from_hours(instant.div_euclid(DAY_MICROS) * 24);
    let time = jiff::SignedDuration::from_micros(instant.rem_euclid(DAY_MICROS));
    EPOCH.saturating_add(days).to_datetime(Time::midnight().wrapping_add(time))
}

#[cfg(test)]
mod tests {
    use jiff::civil::DateTime;
    use proptest::prelude::{any, prop_assert_eq, prop_oneof, proptest};

    use super::{DAY_MICROS, FIRST_INSTANT, LAST_INSTANT, instant, shown};

    #[test]
    fn the_ends_of_the_range() {
        for (micros, text) in [
            (FIRST_INSTANT, "0001-01-01T00:00:00"),
            (FIRST_INSTANT - 1, "0000-12-31T23:59:59.999999"),
            (LAST_INSTANT, "9999-12-31T23:59:59.999999"),
            (0, "2000-01-01T00:00:00"),
        ] {
            assert_eq!(shown(micros).to_string(), text);
            assert_eq!(instant(text.parse().unwrap()), micros);
        }
        assert_eq!(shown(LAST_INSTANT + 1), shown(LAST_INSTANT));
        assert_eq!(instant("9999-12-31T23:59:59.999999999".parse().unwrap()), LAST_INSTANT);
    }

    proptest! {
        #[test]
        fn every_instant_comes_back(micros in prop_oneof![
            FIRST_INSTANT..=LAST_INSTANT,
            FIRST_INSTANT - DAY_MICROS..FIRST_INSTANT + DAY_MICROS,
            LAST_INSTANT - 2 * DAY_MICROS..=LAST_INSTANT,
        ]) {
            let clock: DateTime = shown(micros);
            prop_assert_eq!(instant(clock), micros);
        }

        #[test]
        fn no_instant_panics(micros in any::<i64>()) {
            let _ = shown(micros);
        }
    }
}
