//! Is a regular expression valid? PostgreSQL says it.

use pgrx::{IntoDatum, pg_sys};

use crate::server::sqlstate::INVALID_REGULAR_EXPRESSION;
use crate::server::witness::watched;

/// What is wrong with a regular expression, in PostgreSQL's words; `None` if nothing is. It is compiled, and PostgreSQL
/// keeps it in a cache of its own for the query that follows.
pub fn pattern_error(pattern: &str, ignoring_case: bool) -> Option<String> {
    let function = if ignoring_case { matches_any_case } else { matches };
    let compiled = watched(|| {
        let (text, pattern) = ("".into_datum(), pattern.into_datum());
        // SAFETY: both functions take two texts, and keep nothing of them.
        unsafe { pgrx::direct_function_call_as_datum(function, &[text, pattern]) };
    });
    // Nothing was locked or opened that an aborted subtransaction would have to release.
    let caught = compiled.err()?;
    if caught.code() != Some(INVALID_REGULAR_EXPRESSION) {
        caught.resume();
    }
    // `invalid regular expression: parentheses () not balanced`, whose beginning is translated.
    let message = caught.message();
    Some(message.split_once(": ").map_or(message.as_str(), |(_, reason)| reason).to_owned())
}

/// `~`, with the collation of texts that have none of their own.
///
/// # Safety
/// The call must have two texts as its arguments.
unsafe fn matches(call: pg_sys::FunctionCallInfo) -> pg_sys::Datum {
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
unsafe fn matches_any_case(call: pg_sys::FunctionCallInfo) -> pg_sys::Datum {
    // SAFETY: the caller's.
    unsafe {
        (*call).fncollation = pg_sys::DEFAULT_COLLATION_OID;
        pg_sys::texticregexeq(call)
    }
}
