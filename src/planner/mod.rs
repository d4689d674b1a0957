//! Where is PostgreSQL's planner helped? With storage tables and with `dt_query`. Two hooks do it, which look at
//! nothing else.

mod index_only;
mod methods;
mod query_path;
mod query_rows;
mod query_scan;
mod sort_keys;

use std::cell::Cell;

use pgrx::pg_sys;

use crate::server::call::entered;
use crate::server::signature::Signature;

/// The functions that SQL calls.
pub const FUNCTIONS: &[&[&Signature]] = &[query_rows::FUNCTIONS];

thread_local! {
    /// The hook of the library loaded before this one.
    static NEXT: Cell<pg_sys::set_rel_pathlist_hook_type> = const { Cell::new(None) };
}

/// Takes part in planning. Called once per backend.
pub fn register() {
    // SAFETY: a plain variable of a process of one thread; the hook has the declared type and lives
    // as long as the library, which is never unloaded.
    unsafe {
        NEXT.set(pg_sys::set_rel_pathlist_hook);
        pg_sys::set_rel_pathlist_hook = Some(add_paths);
    }
    sort_keys::register();
    query_scan::register();
}

/// Adds our scans of a relation. PostgreSQL calls this for each relation of a query, after it has found its own scans.
unsafe extern "C-unwind" fn add_paths(
    root: *mut pg_sys::PlannerInfo,
    rel: *mut pg_sys::RelOptInfo,
    number: pg_sys::Index,
    entry: *mut pg_sys::RangeTblEntry,
) {
    // SAFETY: the planner's own arguments, passed on.
    unsafe {
        if let Some(next) = NEXT.get() {
            next(root, rel, number, entry);
        }
        if (*rel).reloptkind == pg_sys::RelOptKind::RELOPT_BASEREL && is_read(root) {
            entered(|| {
                match (*entry).rtekind {
                    pg_sys::RTEKind::RTE_RELATION if is_plain(root, rel, entry) => {
                        index_only::add_paths(root, rel, entry);
                    }
                    pg_sys::RTEKind::RTE_FUNCTION => query_path::add_path(rel, entry),
                    _ => {}
                }
                Ok(())
            });
        }
    }
}

/// Whether a query does nothing with rows but read them. Rows that are locked (`FOR UPDATE`), or that may have to be looked
/// at a second time because another session changed them, are left to PostgreSQL: so anything but `SELECT` and the
/// reading half of `INSERT`.
unsafe fn is_read(root: *mut pg_sys::PlannerInfo) -> bool {
    // SAFETY: valid nodes of the kinds declared; their fields are only compared.
    unsafe {
        matches!((*(*root).parse).commandType, pg_sys::CmdType::CMD_SELECT | pg_sys::CmdType::CMD_INSERT)
            && (*root).rowMarks.is_null()
            && (*(*root).parse).rowMarks.is_null()
    }
}

/// Whether all rows of one table are read, in any order of conditions. The scans of an index can do nothing else, so these
/// are left to PostgreSQL:
///
/// - a sample of the rows (`TABLESAMPLE`), because our scans would read all of them;
/// - a table with children, whose rows are read with its own;
/// - conditions that have to be evaluated before others, as those of row-level security and of views with
///   `security_barrier`;
/// - a scan that depends on rows of another relation (`LATERAL`).
unsafe fn is_plain(
    root: *mut pg_sys::PlannerInfo,
    rel: *mut pg_sys::RelOptInfo,
    entry: *mut pg_sys::RangeTblEntry,
) -> bool {
    // SAFETY: valid nodes of the kinds declared; their fields are only compared.
    unsafe {
        (*root).qual_security_level == 0
            && (*entry).securityQuals.is_null()
            && (*entry).tablesample.is_null()
            && !(*entry).inh
            && (*rel).lateral_relids.is_null()
    }
}

/// Adds to a set the columns of a relation that expressions need, numbered as PostgreSQL numbers them in sets.
unsafe fn columns_in(
    expressions: *mut pg_sys::Node,
    rel: *mut pg_sys::RelOptInfo,
    columns: &mut *mut pg_sys::Bitmapset,
) {
    // SAFETY: an expression or a list of them; the columns are added to a valid set.
    unsafe { pg_sys::pull_varattnos(expressions, (*rel).relid, columns) }
}

/// The nodes of a list. Later changes of the list do not show.
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
