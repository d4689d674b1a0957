//! What did PostgreSQL say of an error? A witness sees all of it while the error is made, and unwinding keeps but a part.

use std::any::Any;
use std::ffi::{CStr, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use pgrx::pg_sys;
use pgrx::pg_sys::panic::CaughtError;

use crate::server::sqlstate::packed;

unsafe extern "C-unwind" {
    // Without pgrx's guards, because they are called while PostgreSQL is in the middle of an error.
    fn CopyErrorData() -> *mut pg_sys::ErrorData;
    fn FreeErrorData(data: *mut pg_sys::ErrorData);
}

/// Notes which table the call is about that is running now, for what may go wrong in it.
pub fn note_table(storage: pg_sys::Oid) {
    // SAFETY: the witness lives as long as it is on the stack.
    unsafe {
        if let Some(witness) = witness() {
            (*witness).about = storage;
        }
    }
}

/// The storage of the table that was noted; invalid where none was.
pub(super) fn noted_table() -> pg_sys::Oid {
    // SAFETY: the innermost witness is that of the call.
    unsafe { witness().map_or(pg_sys::InvalidOid, |witness| (*witness).about) }
}

/// The innermost witness.
fn witness() -> Option<*mut Witness> {
    // SAFETY: the stack of error contexts is a list that ends with null, and a context of `look` is a witness.
    unsafe {
        let mut context = pg_sys::error_context_stack;
        while let Some(found) = context.as_mut() {
            if found.callback.is_some_and(|callback| std::ptr::fn_addr_eq(callback, LOOK)) {
                return Some(context.cast());
            }
            context = found.previous;
        }
        None
    }
}

/// The function that tells a witness from other error contexts.
const LOOK: unsafe extern "C-unwind" fn(*mut c_void) = look;

/// An entry on PostgreSQL's stack of error contexts. PostgreSQL calls the functions of these while it makes an error,
/// so the witness sees all fields of the last error that was raised below it. pgrx's own errors keep only three of
/// them.
#[repr(C)]
struct Witness {
    base: pg_sys::ErrorContextCallback,
    /// Where the copy goes.
    memory: pg_sys::MemoryContext,
    seen: *mut pg_sys::ErrorData,
    /// The storage of the table that the call is about; invalid where none is.
    about: pg_sys::Oid,
}

/// Copies the error that PostgreSQL is making.
unsafe extern "C-unwind" fn look(witness: *mut c_void) {
    // SAFETY: the argument is the witness that `watched` put on the stack and takes off before it goes. The copy is
    // made by PostgreSQL's own function, in memory other than that of errors, as it asks for.
    unsafe {
        let witness = &mut *witness.cast::<Witness>();
        let context = pg_sys::CurrentMemoryContext;
        pg_sys::CurrentMemoryContext = witness.memory;
        let copy = CopyErrorData();
        pg_sys::CurrentMemoryContext = context;
        // PostgreSQL calls this for a NOTICE, too.
        let superseded = if (*copy).elevel < pgrx::PgLogLevel::ERROR as c_int {
            copy
        } else {
            std::mem::replace(&mut witness.seen, copy)
        };
        if !superseded.is_null() {
            FreeErrorData(superseded);
        }
    }
}

/// What unwound out of [`watched`].
pub struct Caught {
    pub(super) payload: Box<dyn Any + Send>,
    seen: *mut pg_sys::ErrorData,
}

impl Caught {
    /// PostgreSQL's account of it, if PostgreSQL raised it.
    pub(super) fn data(&self) -> Option<*const pg_sys::ErrorData> {
        let Some(CaughtError::PostgresError(report)) = self.payload.downcast_ref() else { return None };
        // SAFETY: a copy that the witness made, which lives in the memory that `watched` was called in.
        let data = unsafe { self.seen.as_ref() }?;
        let is_it = text_at(data.message).is_some_and(|message| message == report.message());
        is_it.then_some(self.seen.cast_const())
    }

    /// The SQLSTATE as PostgreSQL packs it.
    pub fn code(&self) -> Option<c_int> {
        // SAFETY: as in `data`.
        self.data().map(|data| unsafe { (*data).sqlerrcode })
    }

    /// The message.
    pub fn message(&self) -> String {
        // SAFETY: as in `data`.
        self.data().and_then(|data| unsafe { text_at((*data).message) }).unwrap_or_default()
    }

    /// The DETAIL.
    pub fn detail(&self) -> String {
        // SAFETY: as in `data`.
        self.data().and_then(|data| unsafe { text_at((*data).detail) }).unwrap_or_default()
    }

    /// The schema of the table that it is about, where PostgreSQL says one.
    pub fn schema(&self) -> Option<String> {
        // SAFETY: as in `data`.
        self.data().and_then(|data| unsafe { text_at((*data).schema_name) })
    }

    /// The name of the constraint or index that was violated.
    pub fn constraint(&self) -> Option<String> {
        // SAFETY: as in `data`.
        self.data().and_then(|data| unsafe { text_at((*data).constraint_name) })
    }

    /// The faults that an error of this extension lists in its DETAIL.
    pub fn faults(&self) -> Option<Vec<serde_json::Value>> {
        let detail = self.detail();
        // Other DETAILs are no JSON, and most are no error of ours.
        detail.starts_with("[{").then(|| serde_json::from_str(&detail).ok())?
    }

    /// Whether the error is about the data that was written: a broken rule, a wrong value, a limit, a column that is not
    /// there, or not to be written. SQLSTATEs are in classes by their first two characters.
    pub fn refuses_data(&self) -> bool {
        const CLASSES: [c_int; 3] = [packed(b"22000"), packed(b"23000"), packed(b"54000")];
        const TWO_CHARACTERS: c_int = 0xfff;
        let is_of_column =
            || self.faults().is_some_and(|faults| faults.iter().all(|fault| fault["column"].is_string()));
        self.code().is_some_and(|code| {
            CLASSES.contains(&(code & TWO_CHARACTERS))
                || code == packed(b"42703")
                || code == packed(b"42501") && is_of_column()
        })
    }

    /// Goes on unwinding.
    pub fn resume(self) -> ! {
        resume_unwind(self.payload)
    }
}

fn text_at(text: *const c_char) -> Option<String> {
    // SAFETY: a NUL-terminated text of PostgreSQL's, or null.
    (!text.is_null()).then(|| unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned())
}

/// Runs `body`. What unwinds out of it comes back with PostgreSQL's own account of it.
#[inline]
pub fn watched<T>(body: impl FnOnce() -> T) -> Result<T, Caught> {
    watched_about(body).0
}

/// As [`watched`], with the storage of the table that [`note_table`] was told of.
#[inline]
pub(super) fn watched_about<T>(body: impl FnOnce() -> T) -> (Result<T, Caught>, pg_sys::Oid) {
    // SAFETY: a plain read; where this function is called, the current memory lives until it returns.
    let memory = unsafe { pg_sys::CurrentMemoryContext };
    let mut witness =
        Witness { base: Default::default(), memory, seen: std::ptr::null_mut(), about: pg_sys::InvalidOid };
    let place = &raw mut witness;
    // SAFETY: the witness stays where it is and is taken off PostgreSQL's stack before this function returns.
    let outcome = unsafe {
        (*place).base.previous = pg_sys::error_context_stack;
        (*place).base.callback = Some(LOOK);
        (*place).base.arg = place.cast();
        pg_sys::error_context_stack = &raw mut (*place).base;
        let outcome = catch_unwind(AssertUnwindSafe(body));
        pg_sys::error_context_stack = (*place).base.previous;
        outcome
    };
    // SAFETY: only `look` and `note_table` wrote to it.
    let (seen, about) = unsafe { ((*place).seen, (*place).about) };
    let outcome = match outcome {
        Ok(result) => {
            if !seen.is_null() {
                // SAFETY: a copy that nobody else knows of.
                unsafe { FreeErrorData(seen) };
            }
            Ok(result)
        }
        Err(payload) => Err(Caught { payload, seen }),
    };
    (outcome, about)
}
