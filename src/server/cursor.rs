//! How are the rows of a kept statement read one at a time? As the executor finds them. Nothing is copied, and a caller
//! that has enough stops.
//!
//! A plan with parallel workers runs to its end at once, into a tuplestore, because the workers cannot wait while the
//! session does other work.

use std::ffi::CStr;

use pgrx::pg_sys;

use crate::server::backend::set_tuplestore_receiver;
use crate::server::costs::{PlanShape, shape_of, statement};
use crate::server::execute::param_list;
use crate::server::kept::{kept, prepared, source};
use crate::server::owner::AsOwner;
use crate::server::param::Value;
use crate::server::settle::{blocks, settle};

/// Where the executor puts a row.
#[repr(C)]
struct Receiver {
    base: pg_sys::DestReceiver,
    row: *mut pg_sys::TupleTableSlot,
}

/// A statement that is being executed. It is in PostgreSQL's memory and has no destructor: when an error ends the
/// transaction, PostgreSQL takes back all that it holds.
pub struct Cursor {
    text: *const std::ffi::c_char,
    /// Null after the last row.
    query: *mut pg_sys::QueryDesc,
    plan: *mut pg_sys::CachedPlan,
    owner: pg_sys::ResourceOwner,
    receiver: Receiver,
    /// All rows, if they were found at once; else null.
    store: *mut pg_sys::Tuplestorestate,
    /// How many blocks it has touched so far.
    touched: i64,
    /// What the plan does.
    shape: Option<PlanShape>,
}

/// Starts a statement that reads. The cursor lives in the current memory context, which must live until the cursor is
/// closed.
pub fn open(text: &str, values: &[Value]) -> *mut Cursor {
    let _owner = AsOwner::new();
    let before = blocks();
    // SAFETY: the plan is that of one statement, and counted as used until `close`; what the
    // executor is given is allocated in the current memory context.
    unsafe {
        let source = source(prepared(text, values));
        let owner = pg_sys::CurrentResourceOwner;
        let params = param_list(values);
        let plan = pg_sys::GetCachedPlan(source, params, owner, std::ptr::null_mut());
        let statement = statement(&*plan);
        let cursor = pg_sys::palloc0(size_of::<Cursor>()).cast::<Cursor>();
        let receiver = &raw mut (*cursor).receiver;
        (*receiver).base = pg_sys::DestReceiver {
            receiveSlot: Some(receive),
            rStartup: Some(start),
            rShutdown: Some(nothing),
            rDestroy: Some(nothing),
            mydest: pg_sys::CommandDest::DestNone,
        };
        // A copy, because the plan's own text goes with the plan when it leaves the cache.
        (*cursor).text = pg_sys::pstrdup((*source).query_string);
        (*cursor).plan = plan;
        (*cursor).owner = owner;
        (*cursor).shape = shape_of(statement);
        let is_parallel = (*statement).parallelModeNeeded;
        let dest = if is_parallel {
            let store = pg_sys::tuplestore_begin_heap(false, false, pg_sys::work_mem);
            let dest = pg_sys::CreateDestReceiver(pg_sys::CommandDest::DestTuplestore);
            set_tuplestore_receiver(dest, store);
            (*cursor).store = store;
            dest
        } else {
            receiver.cast()
        };
        let query = pg_sys::CreateQueryDesc(
            statement,
            (*cursor).text,
            pg_sys::GetActiveSnapshot(),
            std::ptr::null_mut(),
            dest,
            params,
            std::ptr::null_mut(),
            0,
        );
        pg_sys::ExecutorStart(query, 0);
        (*cursor).query = query;
        if is_parallel {
            run(query, 0, true);
            (*receiver).row =
                pg_sys::MakeSingleTupleTableSlot((*query).tupDesc, &raw const pg_sys::TTSOpsMinimalTuple);
        }
        (*cursor).touched = blocks() - before;
        cursor
    }
}

/// The columns of the rows.
///
/// # Safety
/// The cursor must be open.
pub unsafe fn columns(cursor: *mut Cursor) -> pg_sys::TupleDesc {
    // SAFETY: an open cursor has a query that was started.
    unsafe { (*(*cursor).query).tupDesc }
}

/// The next row, valid until the next call; null after the last, when the statement has ended.
///
/// # Safety
/// The cursor must be open.
pub unsafe fn next(cursor: *mut Cursor) -> *mut pg_sys::TupleTableSlot {
    // SAFETY: an open cursor has a query that was started, and a receiver that `run` fills.
    unsafe {
        if (*cursor).query.is_null() {
            return std::ptr::null_mut();
        }
        let row = &raw mut (*cursor).receiver.row;
        if !(*cursor).store.is_null() {
            if pg_sys::tuplestore_gettupleslot((*cursor).store, true, false, *row) {
                return *row;
            }
        } else {
            *row = std::ptr::null_mut();
            let before = blocks();
            let _owner = AsOwner::new();
            run((*cursor).query, 1, false);
            (*cursor).touched += blocks() - before;
            if !(*row).is_null() {
                return *row;
            }
        }
        close(cursor);
        std::ptr::null_mut()
    }
}

/// Ends the statement, if it has not ended.
///
/// # Safety
/// The cursor must have been opened.
pub unsafe fn close(cursor: *mut Cursor) {
    // SAFETY: everything below belongs to the cursor, and is given back once.
    unsafe {
        let query = std::mem::replace(&mut (*cursor).query, std::ptr::null_mut());
        if query.is_null() {
            return;
        }
        pg_sys::ExecutorFinish(query);
        pg_sys::ExecutorEnd(query);
        pg_sys::FreeQueryDesc(query);
        pg_sys::ReleaseCachedPlan((*cursor).plan, (*cursor).owner);
        if !(*cursor).store.is_null() {
            pg_sys::ExecDropSingleTupleTableSlot((*cursor).receiver.row);
            pg_sys::tuplestore_end((*cursor).store);
        }
        let text = CStr::from_ptr((*cursor).text).to_str().unwrap_or_default();
        if let Some(plan) = kept(text) {
            settle((*cursor).touched, text, plan, (*cursor).shape);
        }
    }
}

unsafe fn run(query: *mut pg_sys::QueryDesc, rows: u64, is_once: bool) {
    let forward = pg_sys::ScanDirection::ForwardScanDirection;
    // SAFETY: the query was started.
    unsafe {
        #[cfg(not(feature = "pg18"))]
        pg_sys::ExecutorRun(query, forward, rows, is_once);
        #[cfg(feature = "pg18")]
        {
            let _ = is_once;
            pg_sys::ExecutorRun(query, forward, rows);
        }
    }
}

unsafe extern "C-unwind" fn start(_: *mut pg_sys::DestReceiver, _: std::ffi::c_int, _: pg_sys::TupleDesc) {}

unsafe extern "C-unwind" fn nothing(_: *mut pg_sys::DestReceiver) {}

/// Remembers the executor's row.
unsafe extern "C-unwind" fn receive(
    row: *mut pg_sys::TupleTableSlot,
    receiver: *mut pg_sys::DestReceiver,
) -> bool {
    // SAFETY: the receiver is the first field of ours.
    unsafe { (*receiver.cast::<Receiver>()).row = row };
    true
}
