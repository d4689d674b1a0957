//! How does PostgreSQL call a Rust function, and how does it get the result?
//!
//! Not by `#[pg_extern]`, because the install script is written by hand, and errors keep their own SQLSTATE (see
//! `report`).

use std::marker::PhantomData;

use dyntables_values::Error;
use pgrx::pg_sys;

use crate::server::report;
use crate::server::returned::Outcome;
use crate::server::signature::{Checked, Signature};
use crate::server::types::{SqlType, Text};
use crate::server::witness::watched_about;

/// Makes Rust functions callable from SQL. A line says what a function is and which Rust function it calls:
///
/// ```text
/// dt_get_text(data: Jsonb, key: Text) -> Text => get_text;
/// dt_get(table_name: Text, id: Uuid) -> setof Record => get;
/// dt_upsert(table_name: Text, records: Jsonb) -> table(id: Uuid, inserted: Bool) => upsert;
/// dt_type_column(table_name: Text, column_key: Text) -> procedure => type_column;
/// ```
///
/// The library exports the symbol. The types are those of `server::types`. The Rust function takes the [`Call`] and an
/// [`Arg`] for each argument; it returns an [`Outcome`] of the result's type, or an [`Error`]. `FUNCTIONS` has the
/// signatures of all lines.
#[macro_export]
macro_rules! sql_functions {
    ($(
        $symbol:ident($($name:ident: $type:ident),*) -> $($returns:ident)+ $(($($column:ident: $column_type:ident),*))?
            => $body:expr;
    )*) => {
        /// The functions of this file that SQL calls.
        pub const FUNCTIONS: &[&$crate::server::signature::Signature] = &[$($symbol),*];

        $(
            #[doc = concat!("What `", stringify!($symbol), "` takes and returns.")]
            #[allow(non_upper_case_globals)]
            pub const $symbol: &$crate::server::signature::Signature = &$crate::server::signature::Signature {
                symbol: stringify!($symbol),
                arguments: $crate::sql_functions!(@named $($name: $type),*),
                returns: $crate::sql_functions!(@returns $($returns)+ $($($column: $column_type),*)?),
            };

            #[allow(unsafe_code)]
            const _: () = {
                #[unsafe(export_name = stringify!($symbol))]
                extern "C-unwind" fn function(fcinfo: pgrx::pg_sys::FunctionCallInfo) -> pgrx::pg_sys::Datum {
                    static CHECKED: $crate::server::signature::Checked = $crate::server::signature::Checked::nothing();
                    $crate::server::call::entered(|| {
                        // SAFETY: PostgreSQL's own description, for the length of the call.
                        let call = unsafe { $crate::server::call::Call::checked(fcinfo, $symbol, &CHECKED) }?;
                        let body: fn(
                            &$crate::server::call::Call,
                            $($crate::server::call::Arg<'_, $crate::server::types::$type>),*
                        ) -> Result<_, dyntables_values::Error> = $body;
                        #[allow(unused_mut)]
                        let mut _arguments = call.arguments();
                        let outcome = body(&call, $(_arguments.next::<$crate::server::types::$type>()),*)
                            .inspect_err(|error| call.note_table(error))?;
                        Ok(call.returning::<$crate::sql_functions!(@type $($returns)+), _>(outcome))
                    })
                }

                #[unsafe(export_name = concat!("pg_finfo_", stringify!($symbol)))]
                extern "C-unwind" fn finfo() -> &'static pgrx::pg_sys::Pg_finfo_record {
                    const V1: pgrx::pg_sys::Pg_finfo_record = pgrx::pg_sys::Pg_finfo_record { api_version: 1 };
                    &V1
                }
            };
        )*
    };
    (@named $($name:ident: $type:ident),*) => {
        &[$($crate::server::signature::Named {
            name: stringify!($name),
            type_: <$crate::server::types::$type as $crate::server::types::SqlType>::TYPE,
        }),*]
    };
    (@returns table $($columns:tt)*) => {
        $crate::server::signature::Returns::Table($crate::sql_functions!(@named $($columns)*))
    };
    (@returns procedure) => { $crate::server::signature::Returns::Procedure };
    (@returns setof $type:ident) => {
        $crate::server::signature::Returns::SetOf(
            <$crate::server::types::$type as $crate::server::types::SqlType>::TYPE,
        )
    };
    (@returns $type:ident) => {
        $crate::server::signature::Returns::One(
            <$crate::server::types::$type as $crate::server::types::SqlType>::TYPE,
        )
    };
    (@type table) => { $crate::server::types::Set };
    (@type procedure) => { $crate::server::types::Void };
    (@type setof $type:ident) => { $crate::server::types::Set };
    (@type $type:ident) => { $crate::server::types::$type };
}

/// Runs what PostgreSQL called. Errors and panics unwind every Rust frame before PostgreSQL's handler is jumped to,
/// so the caller must have nothing to drop.
#[inline]
pub fn entered<T>(body: impl FnOnce() -> Result<T, Error>) -> T {
    match watched_about(body) {
        (Ok(Ok(result)), _) => result,
        (Ok(Err(error)), about) => report::raise(error, about),
        (Err(caught), _) => report::raise_again(caught),
    }
}

/// One call of a function that is declared as its signature says.
pub struct Call {
    fcinfo: pg_sys::FunctionCallInfo,
    signature: &'static Signature,
}

impl Call {
    /// A call that PostgreSQL describes, or a scan node in its place. An error unless the called function is declared
    /// as its signature says.
    ///
    /// # Safety
    /// The description must be valid while the result, or what was read of it, is used.
    #[inline]
    pub unsafe fn checked(
        fcinfo: pg_sys::FunctionCallInfo,
        signature: &'static Signature,
        checked: &Checked,
    ) -> Result<Self, Error> {
        let call = Call { fcinfo, signature };
        // Code in C may call a function that it has not looked up: that one is nobody's.
        checked.check(signature, call.function())?;
        Ok(call)
    }

    /// PostgreSQL's own description of the call.
    pub fn fcinfo(&self) -> pg_sys::FunctionCallInfo {
        self.fcinfo
    }

    /// The function that is called; invalid if code in C calls it without looking it up.
    pub fn function(&self) -> pg_sys::Oid {
        // SAFETY: the description is PostgreSQL's, for the length of the call.
        unsafe { (*self.fcinfo).flinfo.as_ref().map_or(pg_sys::InvalidOid, |found| found.fn_oid) }
    }

    /// Argument `n`, counted from 0. Panics unless the signature has it with this type.
    #[inline]
    pub fn arg<T: SqlType>(&self, n: usize) -> Arg<'_, T> {
        assert!(self.signature.arguments[n].type_ == T::TYPE, "argument {n} is of another type");
        Arg { call: self, n, type_: PhantomData }
    }

    /// All arguments, one by one.
    #[inline]
    pub fn arguments(&self) -> Arguments<'_> {
        Arguments { call: self, n: 0 }
    }

    /// Notes the table that an error is about, if it is not known yet.
    #[cold]
    pub fn note_table(&self, error: &Error) {
        let takes_a_table = self
            .signature
            .arguments
            .first()
            .is_some_and(|first| first.name == "table_name" && first.type_ == <Text as SqlType>::TYPE);
        if takes_a_table && let Some(name) = self.arg::<Text>(0).get() {
            report::note_named(&name, error);
        }
    }

    /// Tells PostgreSQL the result.
    #[inline]
    pub fn returning<T, O: Outcome<T>>(&self, outcome: O) -> pg_sys::Datum {
        let result = outcome.returned().map(|result| result.datum());
        result.unwrap_or_else(|| {
            // SAFETY: the description is PostgreSQL's, for the length of the call.
            unsafe { (*self.fcinfo).isnull = true };
            pg_sys::Datum::null()
        })
    }
}

/// The arguments of a call, in order.
pub struct Arguments<'a> {
    call: &'a Call,
    n: usize,
}

impl<'a> Arguments<'a> {
    /// The next argument. Panics unless it is of this type.
    #[inline]
    pub fn next<T: SqlType>(&mut self) -> Arg<'a, T> {
        let argument = self.call.arg(self.n);
        self.n += 1;
        argument
    }
}

/// An argument of a call, of the SQL type `T`: the function's signature says so, and the function is declared so.
#[derive(Clone, Copy)]
pub struct Arg<'a, T> {
    call: &'a Call,
    n: usize,
    type_: PhantomData<T>,
}

impl<T> Arg<'_, T> {
    /// Its name.
    pub fn name(self) -> &'static str {
        self.call.signature.arguments[self.n].name
    }

    /// The datum, which is of the type `T`; `None` if it is NULL or not passed.
    #[inline]
    pub fn datum(self) -> Option<pg_sys::Datum> {
        // SAFETY: the description is valid, and says how many arguments were passed.
        unsafe {
            let args = (*self.call.fcinfo).args.as_slice((*self.call.fcinfo).nargs as usize);
            args.get(self.n).filter(|argument| !argument.isnull).map(|argument| argument.value)
        }
    }
}

/// The error for an argument that must not be NULL.
pub fn null(name: &str) -> Error {
    Error::bad(format!("{name} must not be null"))
}

/// The text of a datum. PostgreSQL's encoding is UTF-8: the install script sees to it.
///
/// # Safety
/// The datum must be a text, and what the result borrows lives in the current memory context.
pub unsafe fn text_of<'a>(datum: pg_sys::Datum) -> std::borrow::Cow<'a, str> {
    // SAFETY: the caller promises a text datum.
    let bytes = unsafe {
        let packed = pg_sys::pg_detoast_datum_packed(datum.cast_mut_ptr());
        pgrx::varlena::varlena_to_byte_slice(packed)
    };
    String::from_utf8_lossy(bytes)
}
