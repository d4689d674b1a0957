//! The server's time zones: the rules that its own functions go by.

use std::ffi::{CStr, CString};
use std::sync::Arc;

use dyntables_values::zone::{Rules, Zone, compiled};
use pgrx::pg_sys;

unsafe extern "C-unwind" {
    // In pgrx's bindings each call is guarded against errors, which this one never raises: pgtime.h.
    fn pg_localtime(instant: *const pg_sys::pg_time_t, zone: *const pg_sys::pg_tz) -> *mut pg_sys::pg_tm;
}

/// A zone that the server has loaded.
struct Loaded(*const pg_sys::pg_tz);

// SAFETY: the server keeps a zone that it has loaded until the process ends, and never changes it. A backend has one
// thread, which also serves the buffer that pg_localtime returns.
unsafe impl Send for Loaded {}
// SAFETY: as above.
unsafe impl Sync for Loaded {}

impl Rules for Loaded {
    fn offset_at(&self, instant: i64) -> i32 {
        // SAFETY: the zone was loaded; the result is read before another call writes over it. It is NULL where the
        // year is beyond a C int.
        unsafe { pg_localtime(&raw const instant, self.0).as_ref() }
            .map_or(0, |local| i32::try_from(local.tm_gmtoff).unwrap_or(0))
    }
}

/// The zone of the session's setting.
pub fn session() -> Zone {
    // SAFETY: it is set from the start of the session.
    of_server(unsafe { pg_sys::session_timezone })
}

fn of_server(zone: *mut pg_sys::pg_tz) -> Zone {
    // SAFETY: a zone that the server has loaded, whose name is a constant.
    let name = unsafe { CStr::from_ptr(pg_sys::pg_get_timezone_name(zone)) };
    Zone::new(&name.to_string_lossy(), Arc::new(Loaded(zone)))
}

/// The zone of an IANA name.
///
/// The server also reads rules in POSIX's notation (`CET-1CEST`) and keeps whatever it has read. So a name with a digit
/// must be one that the compiled copy knows (`Etc/GMT+5`).
pub fn find(name: &str) -> Option<Zone> {
    if name.contains(|c: char| c.is_ascii_digit()) {
        compiled(name)?;
    }
    loaded(name)
}

/// The zone of a name that `SET TIME ZONE` may have given the session.
pub fn of_session_name(name: &str) -> Option<Zone> {
    let session = session();
    if session.name() == name { Some(session) } else { loaded(name) }
}

fn loaded(name: &str) -> Option<Zone> {
    let name = CString::new(name).ok()?;
    // SAFETY: a text that ends with NUL. The server refuses zones that count leap seconds everywhere else, too.
    let zone = unsafe { pg_sys::pg_tzset(name.as_ptr()) };
    // SAFETY: a loaded zone.
    (!zone.is_null() && unsafe { pg_sys::pg_tz_acceptable(zone) }).then(|| of_server(zone))
}
