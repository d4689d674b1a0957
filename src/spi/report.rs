//! Errors as PostgreSQL reports them.

use std::ffi::{CStr, CString, c_char, c_int};

use dyntables_core::Error;
use pgrx::pg_sys;

// pgrx leaves these out of its bindings in favour of its own reporting, whose enum of SQLSTATEs
// has no PT409, and which would report that as XX000.
unsafe extern "C-unwind" {
    fn errstart(elevel: c_int, domain: *const c_char) -> bool;
    fn errcode(sqlerrcode: c_int) -> c_int;
    fn errmsg_internal(fmt: *const c_char, ...) -> c_int;
    fn errdetail_internal(fmt: *const c_char, ...) -> c_int;
    fn errhint(fmt: *const c_char, ...) -> c_int;
    fn errfinish(filename: *const c_char, lineno: c_int, funcname: *const c_char);
}

/// A SQLSTATE as PostgreSQL packs it: six bits per character.
fn packed(sqlstate: &str) -> c_int {
    sqlstate
        .bytes()
        .enumerate()
        .fold(0, |code, (at, byte)| code | (c_int::from((byte.wrapping_sub(b'0')) & 0x3f) << (6 * at)))
}

/// Text for C: NUL cannot be in it, and never is, as no text of PostgreSQL has one.
fn c_text(text: &str) -> CString {
    CString::new(text.replace('\0', " ")).unwrap_or_default()
}

/// Copies a text into the error context, which PostgreSQL resets when the error is over.
fn keep(text: Option<String>) -> *const c_char {
    match text {
        None => std::ptr::null(),
        // SAFETY: ErrorContext lives as long as the backend; the copy is NUL-terminated.
        Some(text) => unsafe { pg_sys::MemoryContextStrdup(pg_sys::ErrorContext, c_text(&text).as_ptr()) },
    }
}

/// Raises `ereport(ERROR)`. Never returns: it jumps to PostgreSQL's handler. Must be called where
/// no Rust value with a destructor is alive in any frame below, which is at the end of
/// [`super::call::enter`] only.
pub(super) fn raise(error: Error) -> ! {
    const FORMAT: &CStr = c"%s";
    let code = packed(error.sqlstate());
    let message = keep(Some(error.message()));
    let detail = keep(Some(error.detail()));
    let hint = keep(error.hint());
    drop(error);
    // SAFETY: the formats have one %s, whose argument is a NUL-terminated text that outlives the
    // report; errstart with ERROR returns true; errfinish does not return.
    unsafe {
        errstart(pgrx::PgLogLevel::ERROR as c_int, std::ptr::null());
        errcode(code);
        errmsg_internal(FORMAT.as_ptr(), message);
        errdetail_internal(FORMAT.as_ptr(), detail);
        if !hint.is_null() {
            errhint(FORMAT.as_ptr(), hint);
        }
        errfinish(c"pg_dyntables".as_ptr(), 0, std::ptr::null());
    }
    unreachable!("errfinish returned from an ERROR")
}

/// Raises `ereport(WARNING)`, with JSON for programs in its DETAIL.
pub fn warn(message: &str, detail: &str) {
    let report = pgrx::pg_sys::panic::ErrorReport::new(
        pgrx::PgSqlErrorCode::ERRCODE_CHECK_VIOLATION,
        message.to_owned(),
        "dt_insert_many",
    );
    report.set_detail(detail.to_owned()).report(pgrx::PgLogLevel::WARNING);
}
