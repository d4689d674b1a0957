//! Any date in any style.

use dyntables_values::iso;
use dyntables_values::text::Object;
use dyntables_values::written::{Cast, DateOrder, Reading};
use dyntables_values::zone::{Zone, find};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

use crate::{config, order, read, type_, zone};

fn any_day() -> impl Strategy<Value = Date> {
    (1_i16..=9999, 0_i64..366).prop_map(|(year, days)| {
        Date::new(year, 1, 1)
            .unwrap()
            .saturating_add(jiff::Span::new().days(days))
            .min(Date::new(9999, 12, 31).unwrap())
    })
}

/// Spellings with one meaning, for `strftime`.
const STYLES: [&str; 14] = [
    "%Y-%m-%d",
    "%Y/%m/%d",
    "%Y%m%d",
    "%-d %b %Y",
    "%-d. %B %Y",
    "%d-%b-%Y",
    "%d%b%Y",
    "%b %-d, %Y",
    "%B %d %Y",
    "%Y %b %-d",
    "%A, %B %-d, %Y",
    "%a, %d %b %Y",
    "%a %-d %B %Y",
    "%-d/%b/%Y",
];

/// Text that is nearly a date.
fn odd_text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        "[0-9]{1,9}",
        "[./:, T+-]{1,2}",
        "(Jan|February|Wed|Monday|of|at|th|am|p[.]m[.]|Z|GMT|CET|h)",
        any::<char>().prop_map(String::from),
        Just(" ".to_owned()),
    ];
    proptest::collection::vec(piece, 0..12).prop_map(|pieces| pieces.concat())
}

fn some_reading() -> impl Strategy<Value = Reading> {
    let order = prop_oneof![
        Just(None),
        Just(Some(DateOrder::DayMonthYear)),
        Just(Some(DateOrder::MonthDayYear)),
        Just(Some(DateOrder::YearMonthDay)),
    ];
    let zone = prop_oneof![Just(None), Just(find("America/New_York")), Just(Some(Zone::utc()))];
    (order, zone).prop_map(|(date_order, zone)| Reading { date_order, zone, ..Reading::default() })
}

proptest! {
    #[test]
    fn a_date_in_each_clear_style_is_that_date(day in any_day(), reading in some_reading()) {
        for style in STYLES {
            let text = day.strftime(style).to_string();
            // jiff prints the year 1 as `0001` only where asked for ISO.
            let text = if day.year() < 1000 { continue } else { text };
            prop_assert_eq!(read("date", json!({}), &reading, &text), iso::format_date(day), "{}", text);
        }
        for (order_, style) in [(DateOrder::DayMonthYear, "%d.%m.%Y"), (DateOrder::MonthDayYear, "%m/%d/%Y")] {
            let text = day.strftime(style).to_string();
            if day.year() >= 1000 {
                prop_assert_eq!(read("date", json!({}), &order(order_), &text), iso::format_date(day), "{}", text);
            }
        }
    }

    #[test]
    fn an_instant_in_each_clear_style_is_that_instant(seconds in -30_000_000_000_i64..250_000_000_000, minutes in -840_i32..=840) {
        let instant = jiff::Timestamp::from_second(seconds).unwrap();
        let local: DateTime = TimeZone::UTC.to_datetime(instant);
        let stored = iso::format_instant(iso::instant_at(local, 0)).unwrap();
        for style in ["%Y-%m-%d %H:%M:%S", "%Y%m%dT%H%M%S", "%-d %b %Y %-I:%M:%S %p", "%a, %d %b %Y %H:%M:%S", "%B %-d, %Y at %H:%M:%S"] {
            let text = local.strftime(style).to_string();
            prop_assert_eq!(&read("datetime", json!({}), &zone("UTC"), &text), &stored, "{}", text);
            prop_assert_eq!(&read("datetime", json!({}), &Reading::default(), &format!("{text} GMT")), &stored, "{}", text);
        }
        let offset = jiff::tz::Offset::from_seconds(minutes * 60).unwrap();
        let shifted = instant.to_zoned(TimeZone::fixed(offset));
        for style in ["%a, %d %b %Y %H:%M:%S %z", "%Y-%m-%dT%H:%M:%S%:z"] {
            let text = shifted.strftime(style).to_string();
            prop_assert_eq!(&read("datetime", json!({}), &Reading::default(), &text), &stored, "{}", text);
        }
    }

    #[test]
    fn a_time_in_each_clear_style_is_that_time(hour in 0_i8..24, minute in 0_i8..60) {
        let time = jiff::civil::time(hour, minute, 0, 0);
        let stored = format!("{hour:02}:{minute:02}:00");
        for style in ["%H:%M", "%-H:%M", "%H:%M:%S", "%-I:%M %p", "%I:%M%P"] {
            let text = time.strftime(style).to_string();
            prop_assert_eq!(&read("time", json!({}), &Reading::default(), &text), &stored, "{}", text);
        }
    }

    /// Whatever is read, is in the stored form and read as itself again.
    #[test]
    fn what_is_read_is_stored(text in prop_oneof![odd_text(), any::<String>()], reading in some_reading()) {
        for name in ["date", "datetime", "time"] {
            if let Cast::Value(value) = type_(name).typecast(&Object::new(), &text, &reading) {
                let stored = value.as_str().unwrap();
                let is_stored = match name {
                    "date" => iso::stored_date(stored).is_some(),
                    "datetime" => iso::stored_timestamp(stored).is_some(),
                    _ => iso::stored_time(stored).is_some(),
                };
                prop_assert!(is_stored, "{} {} {}", name, text, stored);
                let printed = type_(name).to_text(&Object::new(), &value).unwrap();
                prop_assert_eq!(type_(name).typecast(&Object::new(), &printed, &reading), Cast::Value(value.clone()));
                prop_assert_eq!(type_(name).normalize(&Object::new(), &value), None);
            }
        }
    }

    #[test]
    fn normalising_is_idempotent(text in prop_oneof![odd_text(), "[0-2][0-9]:[0-5][0-9](:[0-5][0-9])?", "20[0-9]{2}-0[1-9]-[0-2][0-9][T ][0-2][0-9]:[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?(Z|[+-][01][0-9]:[0-5][0-9])?"]) {
        let settings = config(json!({"timezone": "Europe/Berlin"}));
        for (name, settings) in [("datetime", settings), ("time", Object::new())] {
            if let Some(stored) = type_(name).normalize(&settings, &Value::String(text.clone())) {
                prop_assert_eq!(type_(name).normalize(&settings, &stored), None);
                prop_assert_eq!(type_(name).typecast(&settings, stored.as_str().unwrap(), &Reading::default()), Cast::Value(stored.clone()));
            }
        }
    }
}
