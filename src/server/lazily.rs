//! How does a function return its rows one by one, as they are asked for? In a select list PostgreSQL sends each on before it
//! asks for the next. In FROM it puts them into a tuplestore, which spills to disk beyond work_mem.

use std::ffi::c_void;

use dyntables_values::Error;
use pgrx::pg_sys;

use crate::server::call::{Call, entered};
use crate::server::cursor::{self, Cursor};
use crate::server::each::Row;
use crate::server::returned::Returned;
use crate::server::types::Set;

/// Makes the rows of a result out of the records of a statement.
pub trait Rows: Sized + 'static {
    /// The bytes of the next row; `None` after the last.
    fn next(&mut self, records: &mut Records) -> Result<Option<&[u8]>, Error>;
}

/// The records of a statement, one by one.
pub struct Records {
    cursor: *mut Cursor,
    /// Emptied after each record.
    memory: pg_sys::MemoryContext,
}

impl Records {
    /// Gives the next record to `take`. Returns whether there was one.
    pub fn next(&mut self, take: impl FnOnce(&Row) -> Result<(), Error>) -> Result<bool, Error> {
        // SAFETY: the cursor is open until the last row was asked for. Its row lives until the next is asked for.
        unsafe {
            let slot = cursor::next(self.cursor);
            if slot.is_null() {
                return Ok(false);
            }
            let outside = pg_sys::CurrentMemoryContext;
            pg_sys::CurrentMemoryContext = self.memory;
            let taken = take(&Row::of(slot));
            pg_sys::CurrentMemoryContext = outside;
            pg_sys::MemoryContextReset(self.memory);
            taken.map(|()| true)
        }
    }
}

/// A function whose rows are being returned.
struct Running<R> {
    rows: R,
    records: Records,
    /// Drops this when PostgreSQL frees the memory of the call, which it also does after an error.
    dropping: pg_sys::MemoryContextCallback,
}

/// Returns the next row of a function that returns a set of texts or of bytes; `None` after the last. `start` is called the
/// first time. It opens the cursor, in the memory of the whole call.
pub fn one_by_one<R: Rows>(
    call: &Call,
    start: impl FnOnce() -> Result<(R, *mut Cursor), Error>,
) -> Result<Option<Returned<Set>>, Error> {
    let fcinfo = call.fcinfo();
    // SAFETY: the description is PostgreSQL's, which keeps what is under `fn_extra` from call to call. `init_MultiFuncCall`
    // refuses a caller that accepts no set, so later there is a description of the result.
    unsafe {
        let function = (*fcinfo).flinfo;
        let context = if function.is_null() || (*function).fn_extra.is_null() {
            let context = pg_sys::init_MultiFuncCall(fcinfo);
            let outside = pg_sys::MemoryContextSwitchTo((*context).multi_call_memory_ctx);
            let (rows, cursor) = start()?;
            (*context).user_fctx = begin(rows, cursor, (*context).multi_call_memory_ctx).cast();
            pg_sys::MemoryContextSwitchTo(outside);
            let result = (*fcinfo).resultinfo.cast::<pg_sys::ReturnSetInfo>();
            pg_sys::RegisterExprContextCallback((*result).econtext, Some(close), cursor.into());
            context
        } else {
            (*function).fn_extra.cast::<pg_sys::FuncCallContext>()
        };
        let running = &mut *(*context).user_fctx.cast::<Running<R>>();
        let result = (*fcinfo).resultinfo.cast::<pg_sys::ReturnSetInfo>();
        if let Some(row) = running.rows.next(&mut running.records)? {
            (*result).isDone = pg_sys::ExprDoneCond::ExprMultipleResult;
            // A text and a bytea are both a length and bytes.
            let datum = pg_sys::cstring_to_text_with_len(row.as_ptr().cast(), row.len() as i32);
            return Ok(Some(Returned::new(datum.into())));
        }
        let cursor = running.records.cursor;
        pg_sys::UnregisterExprContextCallback((*result).econtext, Some(close), cursor.into());
        cursor::close(cursor);
        pg_sys::end_MultiFuncCall(fcinfo, context);
        (*result).isDone = pg_sys::ExprDoneCond::ExprEndResult;
        Ok(None)
    }
}

/// Keeps what the next calls need in the memory of the whole call.
unsafe fn begin<R>(rows: R, cursor: *mut Cursor, memory: pg_sys::MemoryContext) -> *mut Running<R> {
    // SAFETY: the memory lives until the last call, and the value is dropped when it is freed.
    unsafe {
        let of_a_record = pg_sys::AllocSetContextCreateInternal(
            memory,
            c"a record of an export".as_ptr(),
            pg_sys::ALLOCSET_SMALL_MINSIZE as usize,
            pg_sys::ALLOCSET_SMALL_INITSIZE as usize,
            pg_sys::ALLOCSET_DEFAULT_MAXSIZE as usize,
        );
        let place = pg_sys::MemoryContextAlloc(memory, size_of::<Running<R>>()).cast::<Running<R>>();
        let dropping = pg_sys::MemoryContextCallback {
            func: Some(drop_running::<R>),
            arg: place.cast(),
            next: std::ptr::null_mut(),
        };
        place.write(Running { rows, records: Records { cursor, memory: of_a_record }, dropping });
        pg_sys::MemoryContextRegisterResetCallback(memory, &raw mut (*place).dropping);
        place
    }
}

/// Frees what the rows have on Rust's heap.
unsafe extern "C-unwind" fn drop_running<R>(place: *mut c_void) {
    // SAFETY: `begin` made it, and PostgreSQL calls this once, before it frees the memory.
    unsafe { place.cast::<Running<R>>().drop_in_place() };
}

/// Ends the statement of a call whose caller wants no more rows.
unsafe extern "C-unwind" fn close(cursor: pg_sys::Datum) {
    // SAFETY: the cursor was opened, and lives as long as the memory of the call.
    entered(|| unsafe {
        cursor::close(cursor.cast_mut_ptr::<Cursor>());
        Ok(())
    });
}
