//! How are errors reported? As PostgreSQL's own: ours, and those that PostgreSQL raised below an entry point. The
//! latter pass on with all their fields and nothing added. Only their CONTEXT stays here, because it would show the
//! generated SQL.

use std::any::Any;
use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char, c_int, c_void};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::OnceLock;

use dyntables_values::Error;
use pgrx::pg_sys;
use pgrx::pg_sys::panic::CaughtError;

// pgrx leaves these out of its bindings in favour of its own reporting, whose enum of SQLSTATEs has no PT409 (it
// would be XX000), which knows no names of schema, table, column and constraint, and which appends a backtrace to
// DETAIL where the server's environment asks Rust for one.
unsafe extern "C-unwind" {
    fn errstart(elevel: c_int, domain: *const c_char) -> bool;
    fn errcode(sqlerrcode: c_int) -> c_int;
    fn errmsg_internal(fmt: *const c_char, ...) -> c_int;
    fn errdetail_internal(fmt: *const c_char, ...) -> c_int;
    fn errdetail_log(fmt: *const c_char, ...) -> c_int;
    fn errhint(fmt: *const c_char, ...) -> c_int;
    fn err_generic_string(field: c_int, text: *const c_char) -> c_int;
    fn errfinish(filename: *const c_char, lineno: c_int, funcname: *const c_char);
    // Without pgrx's guards, because they are called while PostgreSQL is in the middle of an error.
    fn CopyErrorData() -> *mut pg_sys::ErrorData;
    fn FreeErrorData(data: *mut pg_sys::ErrorData);
}

/// postgres_ext.h: which name `err_generic_string` is given.
const SCHEMA: c_int = b's' as c_int;
const TABLE: c_int = b't' as c_int;
const COLUMN: c_int = b'c' as c_int;
const DATATYPE: c_int = b'd' as c_int;
const CONSTRAINT: c_int = b'n' as c_int;

/// A SQLSTATE as PostgreSQL packs it: six bits per character.
const fn packed(sqlstate: &[u8; 5]) -> c_int {
    let (mut code, mut at) = (0, 0);
    while at < 5 {
        code |= (sqlstate[at].wrapping_sub(b'0') as c_int & 0x3f) << (6 * at);
        at += 1;
    }
    code
}

/// SQLSTATEs that callers of [`watched`] look for.
pub const UNIQUE_VIOLATION: c_int = packed(b"23505");
pub const LIMIT_EXCEEDED: c_int = packed(b"54000");
pub const INVALID_REGULAR_EXPRESSION: c_int = packed(b"2201B");
pub const SEQUENCE_LIMIT: c_int = packed(b"2200H");
const INTERNAL_ERROR: c_int = packed(b"XX000");

thread_local! {
    /// Where the last panic was raised, which is a fault of this extension. Only the LOCATION of the report tells it.
    static PANICKED_AT: RefCell<Option<(String, u32)>> = const { RefCell::new(None) };
}

/// Takes the place of pgrx's panic hook, which would keep a backtrace for DETAIL.
pub fn keep_backtraces_out() {
    std::panic::set_hook(Box::new(|info| {
        let place = info.location().map(|place| (place.file().to_owned(), place.line()));
        PANICKED_AT.set(place);
    }));
}

/// A text for C. It cannot have a NUL, and no text of PostgreSQL has one.
fn c_text(text: &str) -> CString {
    CString::new(text.replace('\0', " ")).unwrap_or_default()
}

/// A copy of a text in the error context, which PostgreSQL resets when the error is over.
fn keep(text: Option<&str>) -> *const c_char {
    match text {
        None => std::ptr::null(),
        // SAFETY: ErrorContext lives as long as the backend; the copy is NUL-terminated.
        Some(text) => unsafe { pg_sys::MemoryContextStrdup(pg_sys::ErrorContext, c_text(text).as_ptr()) },
    }
}

/// What is to be reported. Its texts are in PostgreSQL's memory, so that it has nothing to drop.
#[derive(Clone, Copy)]
struct Report {
    code: c_int,
    message: *const c_char,
    detail: *const c_char,
    /// The detail for the server's log only, such as the statements of a deadlock.
    detail_log: *const c_char,
    hint: *const c_char,
    names: [(c_int, *const c_char); 5],
    file: *const c_char,
    line: c_int,
}

impl Report {
    fn new(code: c_int, message: &str, detail: Option<&str>, hint: Option<&str>) -> Self {
        Report {
            code,
            message: keep(Some(message)),
            detail: keep(detail),
            detail_log: std::ptr::null(),
            hint: keep(hint),
            names: [(SCHEMA, std::ptr::null()); 5],
            file: c"pg_dyntables".as_ptr(),
            line: 0,
        }
    }

    /// Of an error of ours. `table` is the slug of the table that the call was about, for errors that do not say.
    fn of_error(error: &Error, table: Option<&str>) -> Self {
        let state = error.sqlstate().as_bytes().first_chunk().copied().unwrap_or(*b"XX000");
        let mut report = Self::new(packed(&state), error.message(), Some(&error.detail()), error.hint());
        let table = error.table().or(table);
        report.names = [
            (SCHEMA, keep(table.map(|_| "dt_data"))),
            (TABLE, keep(table)),
            (COLUMN, keep(error.column().as_deref())),
            (DATATYPE, std::ptr::null()),
            (CONSTRAINT, keep(Some(&error.constraint()))),
        ];
        report
    }

    /// The report of an error that PostgreSQL raised, with all its fields.
    ///
    /// # Safety
    /// The data must be a copy that [`Witness`] made.
    unsafe fn of_data(data: *const pg_sys::ErrorData) -> Self {
        // SAFETY: the caller's; the texts are NUL-terminated or null.
        unsafe {
            let data = &*data;
            let text = |text: *const c_char| {
                if text.is_null() { text } else { pg_sys::MemoryContextStrdup(pg_sys::ErrorContext, text) }
            };
            Report {
                code: data.sqlerrcode,
                message: text(data.message),
                detail: text(data.detail),
                detail_log: text(data.detail_log),
                hint: text(data.hint),
                names: [
                    (SCHEMA, text(data.schema_name)),
                    (TABLE, text(data.table_name)),
                    (COLUMN, text(data.column_name)),
                    (DATATYPE, text(data.datatype_name)),
                    (CONSTRAINT, text(data.constraint_name)),
                ],
                file: text(data.filename),
                line: data.lineno,
            }
        }
    }

    /// The report of what unwound as a panic: an error that PostgreSQL or pgrx raised, or a fault of this extension.
    fn of_caught(caught: &Caught) -> Self {
        if let Some(data) = caught.data() {
            // SAFETY: a copy of the witness.
            return unsafe { Self::of_data(data) };
        }
        match caught.payload.downcast_ref::<CaughtError>() {
            Some(CaughtError::PostgresError(report) | CaughtError::ErrorReport(report)) => {
                let code = report.sql_error_code() as c_int;
                return Self::new(code, report.message(), report.detail(), report.hint());
            }
            Some(CaughtError::RustPanic { ereport, .. }) => {
                return Self::new(INTERNAL_ERROR, ereport.message(), None, None);
            }
            None => {}
        }
        let text = caught.payload.downcast_ref::<&str>().copied();
        let text = text.or_else(|| caught.payload.downcast_ref::<String>().map(String::as_str));
        let mut report = Self::new(INTERNAL_ERROR, text.unwrap_or("a fault of pg_dyntables"), None, None);
        if let Some((file, line)) = PANICKED_AT.take() {
            report.file = keep(Some(&file));
            report.line = c_int::try_from(line).unwrap_or_default();
        }
        report
    }

    /// Raises `ereport(ERROR)`. It jumps to PostgreSQL's handler and never returns, so no frame below may have
    /// anything to drop.
    fn raise(self) -> ! {
        const FORMAT: &CStr = c"%s";
        // SAFETY: the formats have one %s, whose argument is a NUL-terminated text that outlives the report; errstart
        // with ERROR returns true; errfinish does not return.
        unsafe {
            errstart(pgrx::PgLogLevel::ERROR as c_int, std::ptr::null());
            errcode(self.code);
            errmsg_internal(FORMAT.as_ptr(), self.message);
            if !self.detail.is_null() {
                errdetail_internal(FORMAT.as_ptr(), self.detail);
            }
            if !self.detail_log.is_null() {
                errdetail_log(FORMAT.as_ptr(), self.detail_log);
            }
            if !self.hint.is_null() {
                errhint(FORMAT.as_ptr(), self.hint);
            }
            for (field, name) in self.names {
                if !name.is_null() {
                    err_generic_string(field, name);
                }
            }
            errfinish(self.file, self.line, std::ptr::null());
        }
        unreachable!("errfinish returned from an ERROR")
    }
}

/// Raises an error of ours. No Rust value with a destructor may be alive in any frame below. That is so only at the end
/// of [`super::call::entered`]. `about` is the storage of the table that the call was about.
pub(super) fn raise(error: Error, about: pg_sys::Oid) -> ! {
    let report = {
        let slug = TABLES.get().and_then(|tables| (tables.slug_of)(about));
        Report::of_error(&error, slug.as_deref())
    };
    drop(error);
    report.raise()
}

/// What errors need to know of tables, and the catalog, which is above, knows.
pub struct Tables {
    /// Finds the slug of the table with this storage, without asking PostgreSQL.
    pub slug_of: fn(pg_sys::Oid) -> Option<String>,
    /// Looks for the table of this name, and notes it if there is one.
    pub note: fn(&str),
}

static TABLES: OnceLock<Tables> = OnceLock::new();

/// Says how tables are found; once.
pub fn find_tables_by(tables: Tables) {
    // A second time says the same.
    let _ = TABLES.set(tables);
}

/// Notes the table of an argument `table_name`, for an error about another argument that was read before. After an error
/// of PostgreSQL's own nothing may be asked; those that are told in our words are of other classes.
pub(super) fn note_named(name: &str, error: &Error) {
    // SAFETY: the innermost witness is that of the call.
    let is_noted = unsafe { witness().is_none_or(|witness| (*witness).about != pg_sys::InvalidOid) };
    if error.sqlstate() == "22023"
        && error.table().is_none()
        && !is_noted
        && let Some(tables) = TABLES.get()
    {
        (tables.note)(name);
    }
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

/// Raises again what unwound from below an entry point. It may be called where [`raise`] may.
pub(super) fn raise_again(caught: Caught) -> ! {
    let report = Report::of_caught(&caught);
    drop(caught);
    report.raise()
}

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
    payload: Box<dyn Any + Send>,
    seen: *mut pg_sys::ErrorData,
}

impl Caught {
    /// PostgreSQL's account of it, if PostgreSQL raised it.
    fn data(&self) -> Option<*const pg_sys::ErrorData> {
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
    /// there. SQLSTATEs are in classes by their first two characters.
    pub fn refuses_data(&self) -> bool {
        const CLASSES: [c_int; 3] = [packed(b"22000"), packed(b"23000"), packed(b"54000")];
        const TWO_CHARACTERS: c_int = 0xfff;
        self.code().is_some_and(|code| CLASSES.contains(&(code & TWO_CHARACTERS)) || code == packed(b"42703"))
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
