//! How are errors reported? As PostgreSQL's own: ours, and those that PostgreSQL raised below an entry point. The
//! latter pass on with all their fields and nothing added. Only their CONTEXT stays here, because it would show the
//! generated SQL.

use std::cell::RefCell;
use std::ffi::{CStr, CString, c_char, c_int};
use std::sync::OnceLock;

use dyntables_values::Error;
use pgrx::pg_sys;
use pgrx::pg_sys::panic::{CaughtError, ErrorReport};

use crate::server::sqlstate::{INTERNAL_ERROR, packed};
use crate::server::witness::{Caught, noted_table};

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
}

/// postgres_ext.h: which name `err_generic_string` is given.
const SCHEMA: c_int = b's' as c_int;
const TABLE: c_int = b't' as c_int;
const COLUMN: c_int = b'c' as c_int;
const DATATYPE: c_int = b'd' as c_int;
const CONSTRAINT: c_int = b'n' as c_int;

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

/// Tells the client something that is no error.
pub fn notice(message: &str, hint: &str) {
    let code = pgrx::PgSqlErrorCode::ERRCODE_SUCCESSFUL_COMPLETION;
    ErrorReport::new(code, message.to_owned(), "").set_hint(hint.to_owned()).report(pgrx::PgLogLevel::NOTICE);
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
    if error.sqlstate() == "22023"
        && error.table().is_none()
        && noted_table() == pg_sys::InvalidOid
        && let Some(tables) = TABLES.get()
    {
        (tables.note)(name);
    }
}

/// Raises again what unwound from below an entry point. It may be called where [`raise`] may.
pub(super) fn raise_again(caught: Caught) -> ! {
    let report = Report::of_caught(&caught);
    drop(caught);
    report.raise()
}
