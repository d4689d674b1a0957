//! Who is calling? The settings that an application makes per transaction say it, or else the JWT claims that PostgREST
//! and Supabase set, or else the database role.

use std::cell::RefCell;

use dyntables_values::iso;
use dyntables_values::moment::Moment;
use jiff::tz::TimeZone;
use serde_json::Value;

use crate::server::{backend, guc, pattern};

/// A claim of `request.jwt.claims`.
fn claim(name: &str) -> Option<String> {
    let claims = backend::setting(c"request.jwt.claims")?;
    let claims: Value = serde_json::from_str(&claims).ok()?;
    claims.get(name)?.as_str().map(ToOwned::to_owned).filter(|value| !value.is_empty())
}

/// The user: `dt.user_id`, the claim `sub`, or the role that logged in.
pub fn user_id() -> String {
    guc::user_id().or_else(|| claim("sub")).unwrap_or_else(backend::session_role)
}

/// The organisation: `dt.org_id` or the claim `org_id`. A single tenant has none.
pub fn org_id() -> Option<String> {
    guc::org_id().or_else(|| claim("org_id"))
}

thread_local! {
    /// The last zone looked up, with its name.
    static ZONE: RefCell<(String, TimeZone)> = const { RefCell::new((String::new(), TimeZone::UTC)) };
}

/// The zone of this name, as PostgreSQL knows it: an IANA zone, or a POSIX rule, which `SET TIME ZONE 2` makes. UTC if
/// there is no such zone.
pub fn zone_of(name: &str) -> TimeZone {
    iso::time_zone(name).or_else(|| TimeZone::posix(name).ok()).unwrap_or(TimeZone::UTC)
}

/// The session's time zone.
fn time_zone() -> TimeZone {
    let name = backend::time_zone_name();
    ZONE.with_borrow_mut(|known| {
        if known.0 != name {
            let zone = zone_of(&name);
            *known = (name, zone);
        }
        known.1.clone()
    })
}

/// What defaults and relative dates refer to: the transaction's time, the session's zone and the user.
pub fn moment() -> Moment {
    Moment {
        now: iso::timestamp_from_postgres(backend::transaction_time()).unwrap_or_default(),
        zone: time_zone(),
        user: user_id(),
        pattern_error: pattern::pattern_error,
    }
}
