//! Whose rights does a statement run with? The functions `dt_*` decide on access themselves and then run their SQL as
//! the owner of the catalog, as foreign-key checks do. Users need no rights on the storage tables.

use std::cell::Cell;

use pgrx::pg_sys;

use crate::server::backend;

unsafe extern "C-unwind" {
    // pgrx's bindings guard each call against errors. These two raise none, and they are called for every row.
    fn GetUserIdAndSecContext(user: *mut pg_sys::Oid, context: *mut i32);
    fn SetUserIdAndSecContext(user: pg_sys::Oid, context: i32);
}

thread_local! {
    /// The owner of `dt.tables`. It is looked up once per backend, and again after it may have changed.
    static OWNER: Cell<Option<pg_sys::Oid>> = const { Cell::new(None) };
}

/// Forgets the owner. Called when the catalog's relcache entries change.
pub fn forget() {
    OWNER.set(None);
}

/// The owner's rights, until this is dropped. After an error PostgreSQL itself gives the current user back when it
/// aborts the (sub)transaction.
pub struct AsOwner {
    user: pg_sys::Oid,
    context: i32,
}

impl AsOwner {
    /// Becomes the owner of the catalog.
    pub fn new() -> Self {
        AsOwner::of(OWNER.get().unwrap_or_else(|| {
            let owner = backend::relation_owner(backend::tables_relation());
            OWNER.set(Some(owner));
            owner
        }))
    }

    /// Becomes the owner of something else, which may be a superuser: for what runs no code of others.
    pub(super) fn of(owner: pg_sys::Oid) -> Self {
        let (mut user, mut context) = (pg_sys::InvalidOid, 0);
        // SAFETY: plain getters and setters of the backend's state.
        unsafe {
            GetUserIdAndSecContext(&raw mut user, &raw mut context);
            SetUserIdAndSecContext(
                owner,
                context | (pg_sys::SECURITY_LOCAL_USERID_CHANGE | pg_sys::SECURITY_NOFORCE_RLS) as i32,
            );
        }
        AsOwner { user, context }
    }
}

impl Drop for AsOwner {
    fn drop(&mut self) {
        // While an error unwinds, the abort restores the user; doing it here as well is harmless.
        // SAFETY: a plain setter; the values came from its getter.
        unsafe { SetUserIdAndSecContext(self.user, self.context) }
    }
}
