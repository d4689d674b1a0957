//! Parameters as PostgreSQL's datums.

use dyntables_core::sqlgen::param::Param;
use dyntables_core::types::kind::Kind;
use pgrx::{IntoDatum, pg_sys};

use crate::jsonb;

/// A statement's parameter: a value of core's, or a datum that came in as an argument and goes
/// through untouched.
#[derive(Debug, Clone)]
pub enum Value {
    /// From core.
    Param(Param),
    /// A datum of the given type; `None` is NULL.
    Datum(Option<pg_sys::Datum>, pg_sys::Oid),
}

impl From<Param> for Value {
    fn from(param: Param) -> Self {
        Value::Param(param)
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Value::Param(Param::Text(text.to_owned()))
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Self {
        Value::Param(Param::Int8(number))
    }
}

impl From<uuid::Uuid> for Value {
    fn from(uuid: uuid::Uuid) -> Self {
        Value::Param(Param::Uuid(*uuid.as_bytes()))
    }
}

impl From<serde_json::Value> for Value {
    fn from(value: serde_json::Value) -> Self {
        Value::Param(Param::Jsonb(value))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Self {
        match text {
            Some(text) => Value::Param(Param::Text(text)),
            None => Value::Datum(None, pg_sys::TEXTOID),
        }
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Self {
        match number {
            Some(number) => number.into(),
            None => Value::Datum(None, pg_sys::INT8OID),
        }
    }
}

impl Value {
    /// The type.
    pub fn oid(&self) -> pg_sys::Oid {
        match self {
            Value::Datum(_, oid) => *oid,
            Value::Param(Param::List(kind, _)) => array_oid(*kind),
            Value::Param(param) => oid(param.kind()),
        }
    }

    /// The datum, allocated in the current memory context; `None` is NULL.
    pub fn datum(&self) -> Option<pg_sys::Datum> {
        match self {
            Value::Datum(datum, _) => *datum,
            Value::Param(param) => Some(datum(param)),
        }
    }
}

fn oid(kind: Kind) -> pg_sys::Oid {
    match kind {
        Kind::Text => pg_sys::TEXTOID,
        Kind::Float8 => pg_sys::FLOAT8OID,
        Kind::Int8 => pg_sys::INT8OID,
        Kind::Numeric => pg_sys::NUMERICOID,
        Kind::Bool => pg_sys::BOOLOID,
        Kind::Date => pg_sys::DATEOID,
        Kind::Timestamptz => pg_sys::TIMESTAMPTZOID,
        Kind::Uuid => pg_sys::UUIDOID,
        Kind::Set => pg_sys::TEXTARRAYOID,
        Kind::Json => pg_sys::JSONBOID,
    }
}

fn array_oid(kind: Kind) -> pg_sys::Oid {
    match kind {
        Kind::Text | Kind::Set => pg_sys::TEXTARRAYOID,
        Kind::Float8 => pg_sys::FLOAT8ARRAYOID,
        Kind::Int8 => pg_sys::INT8ARRAYOID,
        Kind::Numeric => pg_sys::NUMERICARRAYOID,
        Kind::Bool => pg_sys::BOOLARRAYOID,
        Kind::Date => pg_sys::DATEARRAYOID,
        Kind::Timestamptz => pg_sys::TIMESTAMPTZARRAYOID,
        Kind::Uuid => pg_sys::UUIDARRAYOID,
        Kind::Json => pg_sys::JSONBARRAYOID,
    }
}

/// Length, by-value and alignment of an element, as pg_type has them.
fn layout(kind: Kind) -> (i32, bool, u8) {
    match kind {
        Kind::Bool => (1, true, b'c'),
        Kind::Date => (4, true, b'i'),
        Kind::Float8 | Kind::Int8 | Kind::Timestamptz => (8, true, b'd'),
        Kind::Uuid => (16, false, b'c'),
        Kind::Text | Kind::Numeric | Kind::Json | Kind::Set => (-1, false, b'i'),
    }
}

fn datum(param: &Param) -> pg_sys::Datum {
    match param {
        Param::Text(text) => text_datum(text),
        Param::Float8(number) => pg_sys::Datum::from(number.to_bits()),
        Param::Int8(number) | Param::Timestamptz(number) => pg_sys::Datum::from(*number),
        Param::Numeric(digits) => numeric(digits),
        Param::Bool(flag) => pg_sys::Datum::from(*flag),
        Param::Date(days) => pg_sys::Datum::from(*days),
        Param::Uuid(bytes) => {
            pgrx::datum::Uuid::from_bytes(*bytes).into_datum().unwrap_or(pg_sys::Datum::null())
        }
        Param::Jsonb(value) => jsonb::datum_of(value),
        Param::List(kind, elements) => array(*kind, elements),
    }
}

fn text_datum(text: &str) -> pg_sys::Datum {
    // SAFETY: pointer and length are those of the text, which is copied.
    unsafe { pg_sys::cstring_to_text_with_len(text.as_ptr().cast(), text.len() as i32) }.into()
}

/// Decimal digits as a numeric.
pub fn numeric(digits: &str) -> pg_sys::Datum {
    let digits = std::ffi::CString::new(digits).unwrap_or_default();
    let (any_type, no_typmod) = (pg_sys::InvalidOid.into(), pg_sys::Datum::from(-1_i32));
    // SAFETY: numeric_in takes a C string, a type id it ignores and a typmod.
    unsafe {
        pgrx::direct_function_call_as_datum(
            pg_sys::numeric_in,
            &[Some(digits.as_ptr().into()), Some(any_type), Some(no_typmod)],
        )
    }
    .unwrap_or(pg_sys::Datum::null())
}

fn array(kind: Kind, elements: &[Param]) -> pg_sys::Datum {
    let mut datums: Vec<pg_sys::Datum> = elements.iter().map(datum).collect();
    let (length, by_value, alignment) = layout(kind);
    // SAFETY: the layout is the element type's, and construct_array copies the elements.
    unsafe {
        pg_sys::construct_array(
            datums.as_mut_ptr(),
            datums.len() as i32,
            oid(if kind == Kind::Set { Kind::Text } else { kind }),
            length,
            by_value,
            alignment as std::ffi::c_char,
        )
    }
    .into()
}
