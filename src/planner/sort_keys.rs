//! How does a query avoid computing sort keys that nobody reads?
//!
//! PostgreSQL computes what a query is sorted by for each row, even if an index gives the rows in that order and the
//! key is only dropped at the end. For a typed column that costs next to nothing. Finding a key in `data` again took
//! 4 % of the time of a filter, sort and limit of 50 records in each of two profiles.

use std::cell::Cell;
use std::ffi::{c_char, c_int};

use pgrx::pg_sys;

use crate::planner::{elements, is_storage};
use crate::server::call::entered;

unsafe extern "C-unwind" {
    /// PostgreSQL's planner itself. The errors that it raises pass through this file, which has nothing to drop.
    fn standard_planner(
        query: *mut pg_sys::Query,
        text: *const c_char,
        options: c_int,
        params: pg_sys::ParamListInfo,
    ) -> *mut pg_sys::PlannedStmt;
}

thread_local! {
    /// The hook of the library loaded before this one.
    static NEXT: Cell<pg_sys::planner_hook_type> = const { Cell::new(None) };
}

/// Takes part in planning. Called once per backend.
pub fn register() {
    // SAFETY: a plain variable of a process of one thread; the hook has the declared type and lives
    // as long as the library, which is never unloaded.
    unsafe {
        NEXT.set(pg_sys::planner_hook);
        pg_sys::planner_hook = Some(plan);
    }
}

/// Plans a statement. PostgreSQL calls this for each one.
unsafe extern "C-unwind" fn plan(
    query: *mut pg_sys::Query,
    text: *const c_char,
    options: c_int,
    params: pg_sys::ParamListInfo,
) -> *mut pg_sys::PlannedStmt {
    // SAFETY: the planner's own arguments, passed on; what it returns is a valid plan, nobody else's yet.
    unsafe {
        let planned = match NEXT.get() {
            Some(next) => next(query, text, options, params),
            None => standard_planner(query, text, options, params),
        };
        if (*planned).commandType == pg_sys::CmdType::CMD_SELECT && (*planned).rowMarks.is_null() {
            entered(|| {
                drop_sort_keys(planned);
                Ok(())
            });
        }
        planned
    }
}

/// Drops the sort keys of an index scan, with or without a limit. Other plans keep theirs.
unsafe fn drop_sort_keys(planned: *mut pg_sys::PlannedStmt) {
    // SAFETY: a node's tag says what it is. Entries that are dropped at the end stand behind all others.
    // Those of a limit are those of its input, one by one, and it looks at none unless it has ties.
    unsafe {
        let top = (*planned).planTree;
        let wanted =
            elements::<pg_sys::TargetEntry>((*top).targetlist).take_while(|entry| !(**entry).resjunk).count();
        let is_limit = (*top).type_ == pg_sys::NodeTag::T_Limit;
        if elements::<pg_sys::TargetEntry>((*top).targetlist).count() == wanted
            || is_limit
                && (*top.cast::<pg_sys::Limit>()).limitOption != pg_sys::LimitOption::LIMIT_OPTION_COUNT
        {
            return;
        }
        let scan = if is_limit { (*top).lefttree } else { top };
        if (*scan).type_ != pg_sys::NodeTag::T_IndexScan {
            return;
        }
        let number = (*scan.cast::<pg_sys::Scan>()).scanrelid as usize;
        let entry = elements::<pg_sys::RangeTblEntry>((*planned).rtable).nth(number - 1);
        if entry.is_some_and(|entry| is_storage((*entry).relid)) {
            (*scan).targetlist = pg_sys::list_truncate((*scan).targetlist, wanted as c_int);
            if is_limit {
                (*top).targetlist = pg_sys::list_truncate((*top).targetlist, wanted as c_int);
            }
        }
    }
}
