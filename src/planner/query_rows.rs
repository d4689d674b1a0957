//! How many rows PostgreSQL expects of a call of `dt_query`: its limit, where that is known.
//!
//! PostgreSQL asks when it plans the call, before it looks for ways to scan it. So a session's first
//! query, too, is planned with this library loaded.

use dyntables_values::Error;
use pgrx::pg_sys;

use crate::planner::elements;
use crate::server::call::Call;
use crate::server::jsonb::Jsonb;

crate::sql_functions! {
    "dt_query_rows" => rows;
}

/// Answers a request of the planner's for an estimate of rows; a null pointer leaves it to PostgreSQL.
fn rows(call: &mut Call) -> Result<pg_sys::Datum, Error> {
    let request = call.datum(0).map_or(std::ptr::null_mut(), |datum| datum.cast_mut_ptr::<pg_sys::Node>());
    // SAFETY: the argument is a node, whose tag says what it is.
    unsafe {
        if request.is_null() || (*request).type_ != pg_sys::NodeTag::T_SupportRequestRows {
            return Ok(pg_sys::Datum::null());
        }
        let rows = request.cast::<pg_sys::SupportRequestRows>();
        let Some(limit) = limit_of((*rows).node)? else { return Ok(pg_sys::Datum::null()) };
        (*rows).rows = limit;
        Ok(request.into())
    }
}

/// The limit in a call whose document is a constant.
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
