//! Dates, instants and times as people write them: what is clear is read, what is not is told, and
//! nothing is lost.

use dyntables_values::iso;
use dyntables_values::text::Object;
use dyntables_values::types::{ColumnType, registry};
use dyntables_values::written::{Cast, DateOrder, Reading};
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

fn type_(name: &str) -> &'static dyn ColumnType {
    registry::find(name).unwrap()
}

fn config(config: Value) -> Object {
    config.as_object().cloned().unwrap()
}

fn zone(name: &str) -> Reading {
    Reading { zone: iso::time_zone(name), ..Reading::default() }
}

fn order(order: DateOrder) -> Reading {
    Reading { date_order: Some(order), ..Reading::default() }
}

/// What the text is read as; `?` and the message where it is unclear, `-` where it is nothing.
fn told(cast: Cast) -> String {
    match cast {
        Cast::Value(Value::String(text)) => text,
        Cast::Unclear(why) => format!("? {why}"),
        Cast::No => "-".into(),
        other => panic!("{other:?}"),
    }
}

fn read(name: &str, settings: Value, reading: &Reading, text: &str) -> String {
    told(type_(name).typecast(&config(settings), text, reading))
}

fn date(text: &str) -> String {
    read("date", json!({}), &Reading::default(), text)
}

#[test]
fn clear_dates() {
    for text in [
        "2026-01-28",
        "2026-1-28",
        "2026/01/28",
        "2026.01.28",
        "20260128",
        "28 Jan 2026",
        "28 JANUARY 2026",
        "28. January 2026",
        "28.Jan.2026",
        "28-Jan-2026",
        "28/jan/2026",
        "28Jan2026",
        "28 January, 2026",
        "28th January 2026",
        "28th of January, 2026",
        "Jan 28, 2026",
        "Jan. 28, 2026",
        "January 28 2026",
        "January 28th, 2026",
        "Jan-28-2026",
        "2026 Jan 28",
        "2026-Jan-28",
        "01/28/2026",
        "1/28/2026",
        "01-28-2026",
        "28/01/2026",
        "28.01.2026",
        "28. 1. 2026",
        "28-1-2026",
        "Wed 28 Jan 2026",
        "Wed, 28 Jan 2026",
        "Wednesday, January 28, 2026",
        "wed. 28.01.2026",
        "  28 Jan 2026\t",
        "28 Jan\u{a0}2026",
        // A time of day that is midnight says nothing more.
        "2026-01-28T00:00:00",
        "28 Jan 2026 12:00 am",
        "2026-01-28T00:00:00+14:00",
        "20260128T000000Z",
    ] {
        assert_eq!(date(text), "2026-01-28", "{text}");
    }
    for (text, day) in [
        ("1 Sept 2026", "2026-09-01"),
        ("1 May 0001", "0001-05-01"),
        ("31 Dec 9999", "9999-12-31"),
        ("29 Feb 2024", "2024-02-29"),
        ("05/05/2026", "2026-05-05"),
        // The weekday leaves one reading of two.
        ("Thu 01/02/2025", "2025-01-02"),
        ("Sat 01/02/2025", "2025-02-01"),
    ] {
        assert_eq!(date(text), day, "{text}");
    }
}

#[test]
fn unclear_dates_are_told() {
    for (text, why) in [
        ("01/02/2026", "? could be 1 February 2026 or 2 January 2026; give date_order"),
        ("01.02.2026", "? could be 1 February 2026 or 2 January 2026; give date_order"),
        ("1-2-2026", "? could be 1 February 2026 or 2 January 2026; give date_order"),
        ("28 Jan 26", "? could be 28 January 1926 or 28 January 2026; write the year with four digits"),
        ("Jan 28, 99", "? could be 28 January 1999 or 28 January 2099; write the year with four digits"),
        (
            "28/01/26",
            "? could be 28 January 1926 or 28 January 2026 or 26 January 1928 or 26 January 2028; write the year with four digits",
        ),
        ("Wed 28 Jan 26", "? could be 28 January 1926 or 28 January 2026; write the year with four digits"),
        ("Tue 28 Jan 2026", "? is a Wednesday, not a Tuesday"),
        ("Fri 01/02/2025", "? is a Saturday or Thursday, not a Friday"),
        ("28 Jan 2026 14:30", "? is not midnight, and a date holds no time of day"),
        ("2026-01-28T14:30:00Z", "? is not midnight, and a date holds no time of day"),
        (
            "2026-01-28 00:00 CST",
            "? names its zone \"CST\", which can mean several; write its offset, such as +01:00",
        ),
    ] {
        assert_eq!(date(text), why, "{text}");
    }
}

#[test]
fn no_dates() {
    for text in [
        "",
        " ",
        "29 Feb 2026",
        "2026-02-29",
        "30/02/2026",
        "32 Jan 2026",
        "0 Jan 2026",
        "0000-01-01",
        "1 Jan 0000",
        "00/00/0000",
        "13/13/2026",
        "2026/28/01",
        "20261301",
        "2026",
        "202601",
        "2026012",
        "46050",
        "1769610600",
        "Jan 2026",
        "28 Jan",
        "28 Janu 2026",
        "28 Januar 2026",
        "Foo 28 Jan 2026",
        "28 Jan 2026 x",
        "28 Jan 2026,",
        "28 Jan 20260",
        "2026-01/28",
        "28.01/2026",
        "-28 Jan 2026",
        "10.0.0.1",
        "1.5",
        "1,234",
        "28 Jan 2026 25:00",
        "28 Jan 2026 24:00",
        "28 Jan 2026 14:30 pm",
        "28 Jan 2026 0:30 am",
        "28 Jan 2026 2",
        "Jan 28 2:30",
        "today",
        "２８ Jan 2026",
        "28 Jan 2026 🎉",
        "🎉",
        "\0",
        "infinity",
    ] {
        assert_eq!(date(text), "-", "{text}");
    }
    assert_eq!(date(&"1".repeat(1_000_000)), "-");
}

#[test]
fn an_order_decides_between_readings() {
    for (order_, text, expected) in [
        (DateOrder::DayMonthYear, "01/02/2026", "2026-02-01"),
        (DateOrder::MonthDayYear, "01/02/2026", "2026-01-02"),
        (DateOrder::DayMonthYear, "01.02.2026", "2026-02-01"),
        (DateOrder::MonthDayYear, "01.02.2026", "2026-01-02"),
        // Its year stands last, so it is in another order than the column's.
        (
            DateOrder::YearMonthDay,
            "01/02/2026",
            "? could be 1 February 2026 or 2 January 2026; give date_order",
        ),
        (DateOrder::DayMonthYear, "2026/01/02", "2026-01-02"),
        (DateOrder::DayMonthYear, "Jan 2, 2026", "2026-01-02"),
        (
            DateOrder::DayMonthYear,
            "01/28/2026",
            "? is no date in the order day, month, year, as date_order has it",
        ),
        (
            DateOrder::MonthDayYear,
            "28/01/2026",
            "? is no date in the order month, day, year, as date_order has it",
        ),
        (
            DateOrder::YearMonthDay,
            "26/01/02",
            "? could be 2 January 1926 or 2 January 2026; write the year with four digits",
        ),
        (DateOrder::DayMonthYear, "45/45/2026", "-"),
        (DateOrder::DayMonthYear, "Fri 01/02/2026", "? is a Sunday, not a Friday"),
    ] {
        assert_eq!(read("date", json!({}), &order(order_), text), expected, "{order_:?} {text}");
    }
    // The column's own goes before the reading's.
    let american = order(DateOrder::MonthDayYear);
    assert_eq!(read("date", json!({"date_order": "dmy"}), &american, "01/02/2026"), "2026-02-01");
    assert_eq!(
        read("datetime", json!({"date_order": "dmy", "timezone": "UTC"}), &american, "01/02/2026 2 pm"),
        "2026-02-01T14:00:00Z"
    );
}

#[test]
fn an_instant_is_a_date_only_at_midnight_in_the_zone() {
    for (text, expected) in [
        ("2026-01-27T23:00:00Z", "2026-01-28"),
        ("2026-01-28T00:00:00+01:00", "2026-01-28"),
        ("2026-01-28", "2026-01-28"),
        ("2026-01-28 00:00", "2026-01-28"),
        ("2026-01-28T00:00:00Z", "? is not midnight in Europe/Berlin, and a date holds no time of day"),
        ("0001-01-01T00:00:00+14:00", "-"),
    ] {
        assert_eq!(read("date", json!({}), &zone("Europe/Berlin"), text), expected, "{text}");
    }
}

#[test]
fn clear_instants() {
    for text in [
        "28 Jan 2026 2:30 pm",
        "28 Jan 2026 2:30PM",
        "28 Jan 2026, 2:30\u{202f}p.m.",
        "28 Jan 2026 at 14:30",
        "Wed, 28 Jan 2026 14:30:00",
        "2026-01-28 14:30",
        "2026-01-28T14:30",
        "20260128T1430",
        "20260128T143000",
        "28.01.2026 14.30",
        "28.01.2026, 14:30:00.000",
        "1/28/2026 14h30",
        // Whatever the zone:
        "2026-01-28T13:30:00Z",
        "Wed, 28 Jan 2026 13:30:00 GMT",
        "Wed, 28 Jan 2026 14:30:00 +0100",
        "28 Jan 2026 9:30 am GMT-4",
        "2026-01-28 15:30 UTC+02:00",
        "2026-01-29T03:30:00+14:00",
        "2026-01-28 14:30 +01",
        "20260128T133000Z",
    ] {
        let settings = json!({"timezone": "Europe/Berlin"});
        assert_eq!(read("datetime", settings, &zone("Asia/Tokyo"), text), "2026-01-28T13:30:00Z", "{text}");
    }
    for (text, expected) in [
        ("2026-01-28", "2026-01-28T00:00:00Z"),
        ("28 Jan 2026", "2026-01-28T00:00:00Z"),
        ("28 Jan 2026 12 am", "2026-01-28T00:00:00Z"),
        ("28 Jan 2026 12 pm", "2026-01-28T12:00:00Z"),
        ("28 Jan 2026 14:30:15,25", "2026-01-28T14:30:15.25Z"),
        ("28 Jan 2026 14:30:15.1234567", "2026-01-28T14:30:15.123457Z"),
        ("28 Jan 0001 00:00 +00:00", "0001-01-28T00:00:00Z"),
    ] {
        assert_eq!(read("datetime", json!({}), &zone("UTC"), text), expected, "{text}");
    }
}

#[test]
fn unclear_instants_are_told() {
    let berlin = json!({"timezone": "Europe/Berlin"});
    let unknown = "? is a local time of an unknown zone; write its offset, such as +01:00, or give the column a timezone";
    for (settings, reading, text, expected) in [
        (json!({}), Reading::default(), "28 Jan 2026 2:30 pm", unknown),
        (json!({}), Reading::default(), "2026-01-28", unknown),
        (
            berlin.clone(),
            Reading::default(),
            "29 March 2026 2:30 am",
            "? does not exist in Europe/Berlin, where clocks are put forward then",
        ),
        (
            berlin.clone(),
            Reading::default(),
            "25 Oct 2026 02:30",
            "? comes twice in Europe/Berlin, where clocks are put back then; write its offset, +02:00 or +01:00",
        ),
        (json!({}), zone("Europe/Berlin"), "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
        // A day whose midnight was skipped.
        (
            json!({}),
            zone("America/Sao_Paulo"),
            "4 Nov 2018",
            "? does not exist in America/Sao_Paulo, where clocks are put forward then",
        ),
        (
            berlin.clone(),
            Reading::default(),
            "01/02/2026 14:30",
            "? could be 1 February 2026 or 2 January 2026; give date_order",
        ),
        (
            berlin.clone(),
            Reading::default(),
            "28 Jan 2026 14:30 EST",
            "? names its zone \"EST\", which can mean several; write its offset, such as +01:00",
        ),
        (berlin.clone(), Reading::default(), "14:30", "-"),
        (berlin.clone(), Reading::default(), "2026-01-28 1430", "-"),
        (berlin.clone(), Reading::default(), "9999-12-31T23:59:60Z", "-"),
        (berlin.clone(), Reading::default(), "2026-01-28T14:30+24:00", "-"),
        (berlin.clone(), Reading::default(), "0001-01-01", "-"),
        (berlin, Reading::default(), "2026-01-28T14:30[Europe/Berlin]", "-"),
    ] {
        assert_eq!(read("datetime", settings, &reading, text), expected, "{text}");
    }
}

#[test]
fn times_of_day() {
    for (text, expected) in [
        ("2:30 pm", "14:30:00"),
        ("2:30pm", "14:30:00"),
        ("2.30 p.m.", "14:30:00"),
        ("2 PM", "14:00:00"),
        ("12 am", "00:00:00"),
        ("12:15 pm", "12:15:00"),
        ("9:30", "09:30:00"),
        ("14.30", "14:30:00"),
        ("14h30", "14:30:00"),
        ("14h", "14:00:00"),
        ("14:30:15", "14:30:15"),
        ("14:30:15.000", "14:30:15"),
        (" 14:30 ", "14:30:00"),
        ("14:30:15.5", "? has fractions of a second, which a time does not hold"),
        ("14:30Z", "? names a zone, which a time does not hold"),
        ("14:30 +01:00", "? names a zone, which a time does not hold"),
        (
            "1430",
            "? could be a time of day or a number of minutes or seconds; write it with a colon, such as 14:30",
        ),
        ("24:00", "-"),
        ("14:60", "-"),
        ("14:30:60", "-"),
        ("14:30 pm", "-"),
        ("0:30 am", "-"),
        ("14.3", "-"),
        ("14.5", "-"),
        ("14", "-"),
        ("930", "-"),
        ("-2:30", "-"),
        ("2:3", "-"),
        ("2026-01-28 14:30", "-"),
        ("14:30 x", "-"),
        ("noon", "-"),
        ("", "-"),
    ] {
        assert_eq!(read("time", json!({}), &Reading::default(), text), expected, "{text}");
    }
}

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
    let zone = prop_oneof![Just(None), Just(iso::time_zone("America/New_York")), Just(Some(TimeZone::UTC))];
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
        let stored = iso::format_timestamp(instant).unwrap();
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
        for style in ["%H:%M", "%-H:%M", "%H:%M:%S", "%H.%M", "%-I:%M %p", "%I:%M%P"] {
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
