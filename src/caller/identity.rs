//! Who is calling? The settings that an application makes per transaction say it, or else the JWT claims that PostgREST
//! and Supabase set, or else the database role.

use dyntables_values::iso;
use dyntables_values::moment::Moment;
use serde_json::Value;

use crate::server::{backend, guc, pattern, zones};

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

/// What defaults and relative dates refer to: the transaction's time, the session's zone and the user.
pub fn moment() -> Moment {
    Moment {
        now: iso::timestamp_from_postgres(backend::transaction_time()).unwrap_or_default(),
        zone: zones::session(),
        names_zone: false,
        user: user_id(),
        pattern_error: pattern::pattern_error,
    }
}
