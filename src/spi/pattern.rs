//! What PostgreSQL thinks of a regular expression.

use std::panic::AssertUnwindSafe;

use pgrx::pg_sys::panic::CaughtError;
use pgrx::{IntoDatum, PgSqlErrorCode, PgTryBuilder, pg_sys};

/// What is wrong with a regular expression, in PostgreSQL's words, if anything is. It is compiled,
/// and kept in PostgreSQL's own cache for the query that follows.
pub fn pattern_error(pattern: &str, ignoring_case: bool) -> Option<String> {
    let function = if ignoring_case { ignoring } else { minding };
    PgTryBuilder::new(AssertUnwindSafe(|| {
        let (text, pattern) = ("".into_datum(), pattern.into_datum());
        // SAFETY: both functions take two texts, and keep nothing of them.
        unsafe { pgrx::direct_function_call_as_datum(function, &[text, pattern]) };
        None
    }))
    // Nothing was locked or opened that an aborted subtransaction would have to release.
    .catch_when(PgSqlErrorCode::ERRCODE_INVALID_REGULAR_EXPRESSION, |caught| match caught {
        CaughtError::PostgresError(report) | CaughtError::ErrorReport(report) => {
            let message = report.message();
            // `invalid regular expression: parentheses () not balanced`, whose beginning is translated.
            Some(message.split_once(": ").map_or(message, |(_, reason)| reason).to_owned())
        }
        panic @ CaughtError::RustPanic { .. } => panic.rethrow(),
    })
    .execute()
}

/// `~`, with the collation of texts that have none of their own.
///
/// # Safety
/// The call must have two texts as its arguments.
unsafe fn minding(call: pg_sys::FunctionCallInfo) -> pg_sys::Datum {
    // SAFETY: the caller's.
    unsafe {
        (*call).fncollation = pg_sys::DEFAULT_COLLATION_OID;
        pg_sys::textregexeq(call)
    }
}

/// `~*`, likewise.
///
/// # Safety
/// The call must have two texts as its arguments.
unsafe fn ignoring(call: pg_sys::FunctionCallInfo) -> pg_sys::Datum {
    // SAFETY: the caller's.
    unsafe {
        (*call).fncollation = pg_sys::DEFAULT_COLLATION_OID;
        pg_sys::texticregexeq(call)
    }
}
