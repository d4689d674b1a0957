//! Which database roles are tied to an identity? `dt.role_bindings` says it. There are few, so a session keeps them all,
//! until a message says that they have changed.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;

use dyntables_access::identity::{Identity, UserRole};
use pgrx::pg_sys;

use crate::server::backend;
use crate::server::table_scan::Scan;

const BINDINGS: Scan<4> = Scan {
    table: "role_bindings",
    index: "role_bindings_pkey",
    columns: [c"role", c"org_id", c"user_id", c"user_role"],
};

thread_local! {
    static KNOWN: RefCell<Option<HashMap<pg_sys::Oid, Identity>>> = const { RefCell::new(None) };
    /// The relation `dt.role_bindings`; invalid until it is known.
    static RELATION: Cell<pg_sys::Oid> = const { Cell::new(pg_sys::InvalidOid) };
    /// How often the bindings may have changed.
    static GENERATION: Cell<u64> = const { Cell::new(0) };
}

/// A number that changes with the bindings.
pub fn generation() -> u64 {
    GENERATION.get()
}

/// Drops what is known, if a message about a relation is about the bindings. A callback calls this, so it asks nothing of
/// PostgreSQL.
pub fn mark(relation: pg_sys::Oid) {
    if relation == pg_sys::InvalidOid || relation == RELATION.get() {
        GENERATION.set(GENERATION.get() + 1);
    }
}

/// Tells all backends that the bindings have changed.
pub fn changed() {
    backend::tell_changed(backend::relation(c"dt", BINDINGS.table));
    backend::next_command();
}

/// The identity that a role is tied to.
pub fn of(role: pg_sys::Oid) -> Option<Identity> {
    thread_local! {
        /// The generation that is known.
        static AS_OF: Cell<u64> = const { Cell::new(0) };
    }
    while AS_OF.get() != GENERATION.get() || KNOWN.with_borrow(Option::is_none) {
        let generation = GENERATION.get();
        RELATION.set(backend::relation(c"dt", BINDINGS.table));
        let mut all = HashMap::new();
        BINDINGS.read(&[], |row| {
            let Some(role) = row.role(0) else { return };
            let name = || backend::role_name(role);
            let user_role = row.get::<String>(3).and_then(|name| UserRole::find(&name)).unwrap_or_default();
            let user = row.get(2).unwrap_or_else(name);
            all.insert(role, Identity { user, org: row.get(1), role: user_role });
        });
        KNOWN.set(Some(all));
        AS_OF.set(generation);
    }
    KNOWN.with_borrow(|known| known.as_ref()?.get(&role).cloned())
}
