//! How are the rows of a kept statement read one at a time? As the executor finds them. Nothing is copied, and a caller
//! that has enough stops.
//!
//! A plan with parallel workers runs to its end at once, into a tuplestore, because the workers cannot wait while the
//! session does other work.

use pgrx::pg_sys;

use crate::server::backend::set_tuplestore_receiver;
use crate::server::execution::Execution;
use crate::server::owner::AsOwner;
use crate::server::param::Value;
use crate::server::settle::blocks;

/// Where the executor puts a row.
#[repr(C)]
struct Receiver {
    base: pg_sys::DestReceiver,
    row: *mut pg_sys::TupleTableSlot,
}

/// A statement that is being executed. It is in PostgreSQL's memory and has no destructor: when an error ends the
/// transaction, PostgreSQL takes back all that it holds.
pub struct Cursor {
    execution: Execution,
    /// All rows, if they were found at once; else null.
    store: *mut pg_sys::Tuplestorestate,
    /// The memory that the cursor lives in. A row that comes back from a temporary file must not be in its caller's, which
    /// may be emptied before the next row takes its place.
    memory: pg_sys::MemoryContext,
    /// How many blocks it has touched so far.
    touched: i64,
    receiver: Receiver,
}

/// Starts a statement that reads. The cursor lives in the current memory context, which must live until the cursor is
/// closed.
pub fn open(text: &str, values: &[Value]) -> *mut Cursor {
    let _owner = AsOwner::new();
    let before = blocks();
    // SAFETY: cursor and receiver are allocated in the current memory context.
    unsafe {
        let cursor = pg_sys::palloc0(size_of::<Cursor>()).cast::<Cursor>();
        (*cursor).memory = pg_sys::CurrentMemoryContext;
        let receiver = &raw mut (*cursor).receiver;
        (*receiver).base = pg_sys::DestReceiver {
            receiveSlot: Some(receive),
            rStartup: Some(start),
            rShutdown: Some(nothing),
            rDestroy: Some(nothing),
            mydest: pg_sys::CommandDest::DestNone,
        };
        let execution = Execution::start(text, values, |is_parallel| {
            if !is_parallel {
                return receiver.cast();
            }
            let store = pg_sys::tuplestore_begin_heap(false, false, pg_sys::work_mem);
            let dest = pg_sys::CreateDestReceiver(pg_sys::CommandDest::DestTuplestore);
            set_tuplestore_receiver(dest, store);
            (*cursor).store = store;
            dest
        });
        (&raw mut (*cursor).execution).write(execution);
        if !(*cursor).store.is_null() {
            (*cursor).execution.run(0, true);
            (*receiver).row =
                pg_sys::MakeSingleTupleTableSlot(columns(cursor), &raw const pg_sys::TTSOpsMinimalTuple);
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
    unsafe { (*(*cursor).execution.query).tupDesc }
}

/// The next row, valid until the next call; null after the last, when the statement has ended.
///
/// # Safety
/// The cursor must be open.
pub unsafe fn next(cursor: *mut Cursor) -> *mut pg_sys::TupleTableSlot {
    // SAFETY: an open cursor has a query that was started, and a receiver that `run` fills.
    unsafe {
        if (*cursor).execution.query.is_null() {
            return std::ptr::null_mut();
        }
        let row = &raw mut (*cursor).receiver.row;
        if !(*cursor).store.is_null() {
            let outside = pg_sys::CurrentMemoryContext;
            pg_sys::CurrentMemoryContext = (*cursor).memory;
            let is_there = pg_sys::tuplestore_gettupleslot((*cursor).store, true, false, *row);
            pg_sys::CurrentMemoryContext = outside;
            if is_there {
                return *row;
            }
        } else {
            *row = std::ptr::null_mut();
            let before = blocks();
            let _owner = AsOwner::new();
            (*cursor).execution.run(1, false);
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
        (*cursor).execution.end((*cursor).touched);
        let store = std::mem::replace(&mut (*cursor).store, std::ptr::null_mut());
        if !store.is_null() {
            pg_sys::ExecDropSingleTupleTableSlot((*cursor).receiver.row);
            pg_sys::tuplestore_end(store);
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
