//! `dt.in_zone`: the local time of an instant, by the rule of [`dyntables_values::zone`] that filters follow.
//!
//! PostgreSQL's own `timezone` takes `CET` for an abbreviation, an offset without summer time, and not for the zone.

use std::cell::RefCell;

use dyntables_values::Error;
use dyntables_values::zone::{self, Zone};

use crate::server::call::{Arg, Call};
use crate::server::returned::Returned;
use crate::server::types::{Text, Timestamp, Timestamptz};
use crate::server::zones;

crate::sql_functions! {
    dt_in_zone(instant: Timestamptz, zone: Text) -> Timestamp => in_zone;
}

thread_local! {
    /// The last zone, with its name: a statement asks for one.
    static LAST: RefCell<Option<(Vec<u8>, Zone)>> = const { RefCell::new(None) };
}

/// Forgets what callers gave: at the end of each transaction.
pub fn forget() {
    LAST.take();
}

/// From 1970-01-01 to 2000-01-01, in seconds.
const SECONDS_TO_2000: i64 = 946_684_800;

fn in_zone(
    _call: &Call,
    instant: Arg<Timestamptz>,
    zone: Arg<Text>,
) -> Result<Option<Returned<Timestamp>>, Error> {
    // An infinite instant has no local time.
    let Some(instant) = instant.get().filter(|instant| ![i64::MIN, i64::MAX].contains(instant)) else {
        return Ok(None);
    };
    let seconds = instant.div_euclid(1_000_000) + SECONDS_TO_2000;
    let offset = LAST.with_borrow_mut(|last| {
        if let Some((_, known)) = last.as_ref().filter(|(name, _)| name == zone.bytes()) {
            return Ok(known.offset_at(seconds));
        }
        let name = zone.get().unwrap_or_default();
        let found = zones::of_session_name(&name).ok_or_else(|| zone::unknown(&name))?;
        let offset = found.offset_at(seconds);
        *last = Some((zone.bytes().to_vec(), found));
        Ok::<_, Error>(offset)
    })?;
    Ok(Some((instant + offset * 1_000_000).into()))
}
