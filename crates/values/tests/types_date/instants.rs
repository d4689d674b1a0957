//! Instants, and times of day.

use dyntables_values::written::Reading;
use serde_json::json;

use crate::{read, zone};

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
        ("28 Jan 2026 14:30:15.1234567", "2026-01-28T14:30:15.123456Z"),
        ("28 Jan 0001 00:00 +00:00", "0001-01-28T00:00:00Z"),
    ] {
        assert_eq!(read("datetime", json!({}), &zone("UTC"), text), expected, "{text}");
    }
}

#[test]
fn unclear_instants_are_told() {
    let berlin = json!({"timezone": "Europe/Berlin"});
    let unknown = "? is a local time of an unknown zone; write its offset, such as +01:00, or give time_zone, or the column a timezone";
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
        ("14.30", "? could be a time of day or a number; write it with a colon, such as 14:30"),
        ("14.30 h", "-"),
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
