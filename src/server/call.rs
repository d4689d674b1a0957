//! Entry points: how a SQL function's arguments reach Rust and how its result gets back.
//!
//! Not `#[pg_extern]`: the install script is written by hand, and errors keep their own SQLSTATE
//! (see `report`).

use dyntables_values::Error;
use pgrx::pg_sys;
use serde_json::Value;

use crate::server::jsonb::Jsonb;
use crate::server::report;

/// Makes Rust functions callable from SQL: `sql_functions! { dt_insert => insert; }` exports the
/// C symbol `dt_insert`, which calls `fn insert(&mut Call) -> Result<Datum, Error>`.
#[macro_export]
macro_rules! sql_functions {
    ($($symbol:literal => $body:expr;)*) => { $(
        #[allow(unsafe_code)]
        const _: () = {
            #[unsafe(export_name = $symbol)]
            extern "C-unwind" fn function(fcinfo: pgrx::pg_sys::FunctionCallInfo) -> pgrx::pg_sys::Datum {
                $crate::server::call::enter(fcinfo, $body)
            }

            #[unsafe(export_name = concat!("pg_finfo_", $symbol))]
            extern "C-unwind" fn finfo() -> &'static pgrx::pg_sys::Pg_finfo_record {
                const V1: pgrx::pg_sys::Pg_finfo_record = pgrx::pg_sys::Pg_finfo_record { api_version: 1 };
                &V1
            }
        };
    )* };
}

/// Runs the body of a SQL function.
#[inline]
pub fn enter(
    fcinfo: pg_sys::FunctionCallInfo,
    body: fn(&mut Call) -> Result<pg_sys::Datum, Error>,
) -> pg_sys::Datum {
    entered(|| body(&mut Call { fcinfo }))
}

/// Runs what PostgreSQL called. Errors and panics have unwound every Rust frame before
/// PostgreSQL's handler is jumped to: the caller must have nothing to drop.
#[inline]
pub fn entered<T>(body: impl FnOnce() -> Result<T, Error>) -> T {
    match report::watched(body) {
        Ok(Ok(result)) => result,
        Ok(Err(error)) => report::raise(error),
        Err(caught) => report::raise_again(caught),
    }
}

/// One call of a SQL function.
pub struct Call {
    fcinfo: pg_sys::FunctionCallInfo,
}

impl Call {
    /// A call that PostgreSQL, or a scan node in its place, describes.
    ///
    /// # Safety
    /// The description must have the arguments that the function is declared with.
    pub unsafe fn described(fcinfo: pg_sys::FunctionCallInfo) -> Self {
        Call { fcinfo }
    }

    /// PostgreSQL's own description of the call.
    pub fn fcinfo(&self) -> pg_sys::FunctionCallInfo {
        self.fcinfo
    }

    /// Argument `n`, counted from 0; `None` where it is NULL.
    pub fn datum(&self, n: usize) -> Option<pg_sys::Datum> {
        // SAFETY: the SQL declaration and this crate agree on the number of arguments, and
        // PostgreSQL passes as many as are declared.
        unsafe {
            let args = (*self.fcinfo).args.as_slice((*self.fcinfo).nargs as usize);
            args.get(n).filter(|argument| !argument.isnull).map(|argument| argument.value)
        }
    }

    /// A text or name argument.
    pub fn text(&self, n: usize) -> Option<String> {
        // SAFETY: declared as text.
        self.datum(n).map(|datum| unsafe { text_of(datum) }.into_owned())
    }

    /// A text argument that must not be NULL.
    pub fn required_text(&self, n: usize, name: &str) -> Result<String, Error> {
        self.text(n).ok_or_else(|| null(name))
    }

    /// The bytes of an argument of variable length; empty where it is NULL.
    pub fn bytes(&self, n: usize) -> &[u8] {
        // SAFETY: declared as text or an array; what is detoasted lives in the memory of this call.
        self.datum(n).map_or(&[], |datum| unsafe {
            pgrx::varlena::varlena_to_byte_slice(crate::server::jsonb::detoasted(datum))
        })
    }

    /// A jsonb argument.
    pub fn jsonb(&self, n: usize) -> Option<Jsonb<'_>> {
        // SAFETY: declared as jsonb; what is detoasted lives in the memory of this call.
        self.datum(n).map(|datum| unsafe { Jsonb::from_datum(datum) })
    }

    /// How many bytes an argument of variable length is in the clear; it is not detoasted.
    pub fn size(&self, n: usize) -> usize {
        // SAFETY: declared as jsonb or another varlena.
        self.datum(n).map_or(0, |datum| unsafe { crate::server::jsonb::size(datum) })
    }

    /// A jsonb argument as a value to look into; JSON null where it is NULL.
    pub fn value(&self, n: usize) -> Result<Value, Error> {
        self.jsonb(n).map_or(Ok(Value::Null), |jsonb| jsonb.to_value())
    }

    /// A jsonb argument of options: an empty object where it is NULL.
    pub fn options(&self, n: usize) -> Result<Value, Error> {
        let value = self.value(n)?;
        Ok(if value.is_null() { Value::Object(serde_json::Map::new()) } else { value })
    }

    /// A boolean argument; false where it is NULL.
    pub fn flag(&self, n: usize) -> bool {
        self.datum(n).is_some_and(|datum| datum.value() & 0xff != 0)
    }

    /// A bigint argument.
    pub fn int8(&self, n: usize) -> Option<i64> {
        self.datum(n).map(|datum| datum.value() as i64)
    }

    /// A uuid argument.
    pub fn uuid(&self, n: usize) -> Option<uuid::Uuid> {
        // SAFETY: declared as uuid, which is 16 bytes by reference.
        self.datum(n).map(|datum| unsafe { *datum.cast_mut_ptr::<[u8; 16]>() }).map(uuid::Uuid::from_bytes)
    }

    /// A uuid argument that must not be NULL.
    pub fn required_uuid(&self, n: usize, name: &str) -> Result<uuid::Uuid, Error> {
        self.uuid(n).ok_or_else(|| null(name))
    }

    /// The elements of an array argument whose elements are of variable length, in the clear: text[], bytea[], jsonb[] or
    /// what PostgreSQL takes for one of them. No elements where it is NULL.
    fn elements(&self, n: usize) -> Vec<Option<Varlena<'_>>> {
        let Some(datum) = self.datum(n) else { return Vec::new() };
        let (mut elements, mut nulls, mut count) = (std::ptr::null_mut(), std::ptr::null_mut(), 0);
        // SAFETY: declared as an array. It is detoasted into the memory of this call, which the elements point into, and
        // which is not freed before the call ends. How long its elements are is asked of their own type: what is not of
        // variable length is no element here. As many elements and flags are read as there are.
        unsafe {
            let array = pg_sys::pg_detoast_datum(datum.cast_mut_ptr()).cast::<pg_sys::ArrayType>();
            let (mut length, mut by_value, mut alignment) = (0, false, 0);
            let type_ = (*array).elemtype;
            pg_sys::get_typlenbyvalalign(type_, &raw mut length, &raw mut by_value, &raw mut alignment);
            if length != -1 {
                return Vec::new();
            }
            pg_sys::deconstruct_array(
                array,
                type_,
                length.into(),
                by_value,
                alignment,
                &raw mut elements,
                &raw mut nulls,
                &raw mut count,
            );
            let count = usize::try_from(count).unwrap_or_default();
            let element = |at| (!*nulls.add(at)).then(|| Varlena::of(self, *elements.add(at)));
            (0..count).map(element).collect()
        }
    }

    /// A text[] argument without NULL elements.
    pub fn texts(&self, n: usize, name: &str) -> Result<Vec<String>, Error> {
        self.datum(n).ok_or_else(|| null(name))?;
        let text = |text: Option<Varlena<'_>>| {
            text.map(|text| String::from_utf8_lossy(text.bytes).into_owned()).ok_or_else(|| null(name))
        };
        self.elements(n).into_iter().map(text).collect()
    }

    /// A text[] argument as bytes; `None` where it, or one of its elements, is NULL.
    pub fn steps(&self, n: usize) -> Option<Vec<&[u8]>> {
        self.datum(n)?;
        self.elements(n).into_iter().map(|step| step.map(|step| step.bytes)).collect()
    }

    /// A bytea[] argument; no elements where it is NULL.
    pub fn byteas(&self, n: usize) -> Vec<Option<&[u8]>> {
        self.elements(n).into_iter().map(|element| element.map(|element| element.bytes)).collect()
    }

    /// The elements of a jsonb[] argument that are not NULL; none where it is NULL.
    pub fn jsonbs(&self, n: usize) -> Vec<Jsonb<'_>> {
        // SAFETY: declared as jsonb[], whose elements are jsonb.
        self.elements(n)
            .into_iter()
            .flatten()
            .map(|element| unsafe { Jsonb::from_datum(element.datum) })
            .collect()
    }

    /// NULL as the result.
    pub fn return_null(&self) -> pg_sys::Datum {
        // SAFETY: fcinfo is PostgreSQL's for the length of the call.
        unsafe { (*self.fcinfo).isnull = true };
        pg_sys::Datum::from(0)
    }

    /// The result of a function that returns void.
    pub fn return_void(&self) -> pg_sys::Datum {
        pg_sys::Datum::from(0)
    }

    /// Text as the result.
    pub fn return_text(&self, text: &str) -> pg_sys::Datum {
        // SAFETY: the length is that of the text; the copy lives in the memory of this call.
        unsafe { pg_sys::cstring_to_text_with_len(text.as_ptr().cast(), text.len() as i32) }.into()
    }

    /// A uuid as the result.
    pub fn return_uuid(&self, uuid: uuid::Uuid) -> pg_sys::Datum {
        // SAFETY: 16 bytes, allocated in the memory of this call, and written whole.
        unsafe {
            let place = pg_sys::palloc(16).cast::<[u8; 16]>();
            place.write(*uuid.as_bytes());
            place.into()
        }
    }

    /// JSON as the result.
    pub fn return_json(&self, value: &Value) -> pg_sys::Datum {
        crate::server::jsonb::datum_of(value)
    }
}

/// A value of variable length in the clear, as long as the call it was an argument of.
#[derive(Clone, Copy)]
struct Varlena<'a> {
    datum: pg_sys::Datum,
    bytes: &'a [u8],
}

impl<'a> Varlena<'a> {
    /// # Safety
    /// The datum must be a varlena that lives as long as the call.
    unsafe fn of(_call: &'a Call, datum: pg_sys::Datum) -> Self {
        // SAFETY: the caller's; what has to be detoasted is, into the memory of the call, which nobody frees before.
        unsafe {
            let varlena = crate::server::jsonb::detoasted(datum);
            Varlena { datum: varlena.into(), bytes: pgrx::varlena::varlena_to_byte_slice(varlena) }
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
