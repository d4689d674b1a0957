//! How many rows does PostgreSQL expect of a call of `dt_query`? As many as its limit, if that is known.
//!
//! PostgreSQL asks when it plans the call, before it looks for ways to scan it. So this library is loaded when a
//! session's first query is planned.

use dyntables_values::Error;
use pgrx::pg_sys;

use crate::planner::elements;
use crate::server::call::{Arg, Call};
use crate::server::jsonb::Jsonb;
use crate::server::returned::Returned;
use crate::server::types::Internal;

crate::sql_functions! {
    dt_query_rows(request: Internal) -> Internal => rows;
}

/// Answers the planner's request for an estimate of rows. A null pointer leaves the estimate to PostgreSQL.
fn rows(_call: &Call, request: Arg<Internal>) -> Result<Returned<Internal>, Error> {
    let request = request.get().unwrap_or(std::ptr::null_mut());
    // SAFETY: declared with an internal argument, which SQL cannot write: code in C passes it. The planner passes a
    // node, whose tag says what it is. No type tells it from what others pass, so this rests on superusers: only they
    // can make the function part of an operator class.
    unsafe {
        let nothing = Returned::new(pg_sys::Datum::null());
        if request.is_null() || (*request).type_ != pg_sys::NodeTag::T_SupportRequestRows {
            return Ok(nothing);
        }
        let rows = request.cast::<pg_sys::SupportRequestRows>();
        let Some(limit) = limit_of((*rows).node)? else { return Ok(nothing) };
        (*rows).rows = limit;
        Ok(Returned::new(request.into()))
    }
}

/// The limit in a call; `None` if its document is no constant, or has no limit.
unsafe fn limit_of(call: *mut pg_sys::Node) -> Result<Option<f64>, Error> {
    // SAFETY: a node's tag says what it is. Whoever makes functions in C or is a superuser can declare
    // this as another function's support, so the constant is asked for its type before it is read.
    unsafe {
        if (*call).type_ != pg_sys::NodeTag::T_FuncExpr {
            return Ok(None);
        }
        let arguments = (*call.cast::<pg_sys::FuncExpr>()).args;
        let document = elements::<pg_sys::Const>(arguments).nth(1).filter(|document| {
            (**document).xpr.type_ == pg_sys::NodeTag::T_Const
                && (**document).consttype == pg_sys::JSONBOID
                && !(**document).constisnull
        });
        let Some(document) = document else { return Ok(None) };
        let document = Jsonb::from_datum((*document).constvalue).to_value()?;
        Ok(document["limit"].as_f64().filter(|limit| *limit > 0.0))
    }
}
