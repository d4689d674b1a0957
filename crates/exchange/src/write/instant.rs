//! How is an instant written in a time zone? As local time with its offset, which says the same instant.

use dyntables_values::iso;
use dyntables_values::zone::Zone;

/// Seconds from 1970-01-01 to 2000-01-01.
const EPOCH_SECONDS: i64 = 10_957 * 86_400;

/// Writes an instant in microseconds since 2000-01-01T00:00:00Z. `None` outside the years 0001 to 9999.
pub(super) fn write(out: &mut Vec<u8>, instant: i64, zone: Option<&Zone>) -> Option<()> {
    if !iso::is_stored(instant) {
        return None;
    }
    match zone.and_then(|zone| local(instant, zone)) {
        Some(text) => out.extend_from_slice(text.as_bytes()),
        None => iso::write_instant(out, instant),
    }
    Some(())
}

/// `None` where no offset of hours and minutes says it, or where the local year has not four digits.
fn local(instant: i64, zone: &Zone) -> Option<String> {
    let offset = zone.offset_at(instant.div_euclid(1_000_000) + EPOCH_SECONDS);
    // Local times end with the year 9999, too.
    if !iso::is_stored(instant.saturating_add(offset * 1_000_000)) {
        return None;
    }
    let local = zone.local(instant);
    if offset % 60 != 0 || !(1..=9_999).contains(&local.year()) {
        return None;
    }
    let (sign, minutes) = if offset < 0 { ('-', -offset / 60) } else { ('+', offset / 60) };
    Some(format!("{local}{sign}{:02}:{:02}", minutes / 60, minutes % 60))
}
