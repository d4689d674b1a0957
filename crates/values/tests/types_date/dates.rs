//! Days, and instants that are days.

use dyntables_values::written::{DateOrder, Reading};
use serde_json::json;

use crate::{order, read, zone};

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
        (
            "28 Jan 26",
            "? could be 28 January 1926 or 28 January 2026; write the year with four digits, or give two_digit_years",
        ),
        (
            "Jan 28, 99",
            "? could be 28 January 1999 or 28 January 2099; write the year with four digits, or give two_digit_years",
        ),
        (
            "28/01/26",
            "? could be 28 January 1926 or 28 January 2026 or 26 January 1928 or 26 January 2028; write the year with four digits, or give two_digit_years",
        ),
        (
            "Wed 28 Jan 26",
            "? could be 28 January 1926 or 28 January 2026; write the year with four digits, or give two_digit_years",
        ),
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
            "? is no date in the order day, month, year, as date_order or locale has it",
        ),
        (
            DateOrder::MonthDayYear,
            "28/01/2026",
            "? is no date in the order month, day, year, as date_order or locale has it",
        ),
        (
            DateOrder::YearMonthDay,
            "26/01/02",
            "? could be 2 January 1926 or 2 January 2026; write the year with four digits, or give two_digit_years",
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
