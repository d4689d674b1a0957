//! What ends with a transaction? Nothing that a caller gave stays in a session's memory, because another client may be
//! next on the same connection.

use std::cell::RefCell;

use pgrx::pg_sys;

use crate::server::call::entered;

thread_local! {
    /// The functions that forget what callers gave.
    static FORGET: RefCell<Vec<fn()>> = const { RefCell::new(Vec::new()) };
}

/// Asks PostgreSQL to call [`ended`], which calls these functions. Called once per backend.
pub fn register(forget: Vec<fn()>) {
    FORGET.set(forget);
    // SAFETY: the callback has the declared type and lives as long as the library, which is never unloaded.
    unsafe { pg_sys::RegisterXactCallback(Some(ended), std::ptr::null_mut()) }
}

/// Calls what forgets. It asks nothing of PostgreSQL, which is in the middle of a commit or an abort.
unsafe extern "C-unwind" fn ended(event: pg_sys::XactEvent::Type, _argument: *mut std::ffi::c_void) {
    use pg_sys::XactEvent as E;
    if matches!(
        event,
        E::XACT_EVENT_COMMIT
            | E::XACT_EVENT_ABORT
            | E::XACT_EVENT_PREPARE
            | E::XACT_EVENT_PARALLEL_COMMIT
            | E::XACT_EVENT_PARALLEL_ABORT
    ) {
        entered(|| {
            FORGET.with_borrow(|forget| forget.iter().for_each(|forget| forget()));
            Ok(())
        });
    }
}
