//! Where PostgreSQL's planner is helped with storage tables: two hooks, which look at nothing else.

mod index_only;
mod sort_keys;

use pgrx::pg_sys;

/// Takes part in planning; once per backend.
pub fn register() {
    index_only::register();
    sort_keys::register();
}

/// The nodes of a list, as they are when it is called.
unsafe fn elements<T>(list: *mut pg_sys::List) -> impl Iterator<Item = *mut T> {
    // SAFETY: an empty list is a null pointer; another has as many cells as it says. The caller knows
    // of what kind they are.
    unsafe {
        let cells = list
            .as_ref()
            .map_or(&[][..], |list| std::slice::from_raw_parts(list.elements, list.length as usize));
        cells.iter().map(|cell| cell.ptr_value.cast())
    }
}

/// Whether a relation is a dynamic table's storage.
unsafe fn is_storage(relation: pg_sys::Oid) -> bool {
    // SAFETY: answers from the system caches.
    unsafe { pg_sys::get_rel_namespace(relation) == pg_sys::get_namespace_oid(c"dt_data".as_ptr(), true) }
}
