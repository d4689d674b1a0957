//! How do backends learn that a definition has changed? By relcache messages, PostgreSQL's own way of telling every
//! backend that what it knows of a relation has changed.
//!
//! A change of a table's columns invalidates its storage relation. That also ends all plans of queries on the table, so a
//! change of labels invalidates the storage's TOAST table, which no plan depends on. A change of names invalidates `dt.tables`, which
//! stands for all names. Messages are sent at commit. The session that makes the change processes them itself at the
//! end of the command, and once more if the (sub)transaction aborts.

use pgrx::pg_sys;

use crate::catalog::cache;
use crate::server::backend;
use crate::server::call::entered;

/// Asks PostgreSQL to call [`relation_changed`]. Called once per backend.
pub fn register() {
    // SAFETY: the callback has the declared type and lives as long as the library, which is
    // never unloaded.
    unsafe { pg_sys::CacheRegisterRelcacheCallback(Some(relation_changed), pg_sys::Datum::from(0)) }
}

/// Only marks what is cached, because it may be called in the middle of anything, even of a load or an abort.
extern "C-unwind" fn relation_changed(_argument: pg_sys::Datum, relation: pg_sys::Oid) {
    entered(|| {
        cache::mark(relation);
        Ok(())
    });
}

/// Tells all backends that the definition of a table has changed.
pub fn definition_changed(storage: pg_sys::Oid) {
    // SAFETY: the relation exists: the caller holds a lock on it.
    unsafe { pg_sys::CacheInvalidateRelcacheByRelid(storage) }
}

/// Tells all backends that labels of a table have changed: what no query and no rule depends on. Their plans of queries on
/// the table stay.
pub fn labels_changed(storage: pg_sys::Oid) {
    match backend::toast_relation(storage) {
        // SAFETY: a TOAST table exists as long as its table, on which the caller holds a lock.
        Some(toast) => unsafe { pg_sys::CacheInvalidateRelcacheByRelid(toast) },
        None => definition_changed(storage),
    }
}

/// Tells all backends that a table has come, gone or been renamed.
pub fn names_changed() {
    // SAFETY: dt.tables exists as long as the extension does.
    unsafe { pg_sys::CacheInvalidateRelcacheByRelid(backend::tables_relation()) }
}
