//! How does long work give way to a cancelled statement? The server names a function that looks for one, and whoever works
//! long calls it now and then.

use std::sync::OnceLock;

static INTERRUPTS: OnceLock<fn()> = OnceLock::new();

/// Names the function of the server that gives way to a cancelled statement. It may unwind.
pub fn by(check_for_interrupts: fn()) {
    // A process sets itself up once.
    let _ = INTERRUPTS.set(check_for_interrupts);
}

/// Gives way to a cancelled statement, if there is a server.
#[inline]
pub fn give_way() {
    if let Some(check_for_interrupts) = INTERRUPTS.get() {
        check_for_interrupts();
    }
}
