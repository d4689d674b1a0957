//! How does a parameter become a datum of PostgreSQL's?

use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use pgrx::{IntoDatum, pg_sys};

use crate::server::jsonb::{self, Jsonb};

/// A statement's parameter: a value, or a datum that came in as an argument and goes through untouched.
#[derive(Debug, Clone)]
pub enum Value {
    /// A value.
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

impl From<bool> for Value {
    fn from(flag: bool) -> Self {
        Value::Param(Param::Bool(flag))
    }
}

impl From<&[String]> for Value {
    fn from(texts: &[String]) -> Self {
        Value::Param(Param::List(Kind::Text, texts.iter().cloned().map(Param::Text).collect()))
    }
}

impl From<uuid::Uuid> for Value {
    fn from(uuid: uuid::Uuid) -> Self {
        Value::Param(Param::Uuid(*uuid.as_bytes()))
    }
}

impl From<&Jsonb<'_>> for Value {
    /// Goes through untouched.
    fn from(data: &Jsonb<'_>) -> Self {
        Value::Datum(Some(data.datum()), pg_sys::JSONBOID)
    }
}

impl From<&[uuid::Uuid]> for Value {
    fn from(uuids: &[uuid::Uuid]) -> Self {
        Value::Param(Param::List(
            Kind::Uuid,
            uuids.iter().map(|uuid| Param::Uuid(*uuid.as_bytes())).collect(),
        ))
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
    /// The type that the statement is prepared with.
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
        Kind::Text | Kind::Folded => pg_sys::TEXTOID,
        Kind::Time => pg_sys::TIMEOID,
        Kind::Inet => pg_sys::INETOID,
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
        Kind::Text | Kind::Folded | Kind::Set => pg_sys::TEXTARRAYOID,
        Kind::Time => pg_sys::TIMEARRAYOID,
        Kind::Inet => pg_sys::INETARRAYOID,
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
        Kind::Float8 | Kind::Int8 | Kind::Timestamptz | Kind::Time => (8, true, b'd'),
        Kind::Uuid => (16, false, b'c'),
        Kind::Text | Kind::Folded | Kind::Numeric | Kind::Json | Kind::Set | Kind::Inet => (-1, false, b'i'),
    }
}

fn datum(param: &Param) -> pg_sys::Datum {
    match param {
        Param::Text(text) => text_datum(text),
        Param::Float8(number) => pg_sys::Datum::from(number.to_bits()),
        Param::Int8(number) | Param::Timestamptz(number) | Param::Time(number) => {
            pg_sys::Datum::from(*number)
        }
        Param::Numeric(digits) => numeric(digits),
        Param::Bool(flag) => pg_sys::Datum::from(*flag),
        Param::Date(days) => pg_sys::Datum::from(*days),
        Param::Uuid(bytes) => {
            pgrx::datum::Uuid::from_bytes(*bytes).into_datum().unwrap_or(pg_sys::Datum::null())
        }
        Param::Inet(address, prefix) => inet(*address, *prefix),
        Param::Jsonb(value) => jsonb::datum_of(value),
        Param::List(kind, elements) => array(*kind, elements),
    }
}

/// Bytes as a parameter, copied into the current memory context.
pub fn bytea(bytes: &[u8]) -> Value {
    // SAFETY: pointer and length are those of the bytes, which are copied. A bytea has the layout of a text.
    let datum = unsafe { pg_sys::cstring_to_text_with_len(bytes.as_ptr().cast(), bytes.len() as i32) };
    Value::Datum(Some(datum.into()), pg_sys::BYTEAOID)
}

fn text_datum(text: &str) -> pg_sys::Datum {
    // SAFETY: pointer and length are those of the text, which is copied.
    unsafe { pg_sys::cstring_to_text_with_len(text.as_ptr().cast(), text.len() as i32) }.into()
}

/// An address as an inet (utils/inet.h): family, bits of the prefix, address in network order.
pub fn inet(address: std::net::IpAddr, prefix: u8) -> pg_sys::Datum {
    const V4: u8 = 2; // PGSQL_AF_INET, which is AF_INET
    const V6: u8 = 3; // PGSQL_AF_INET6, AF_INET + 1
    let mut bytes = Vec::with_capacity(18);
    match address {
        std::net::IpAddr::V4(address) => {
            bytes.extend([V4, prefix]);
            bytes.extend(address.octets());
        }
        std::net::IpAddr::V6(address) => {
            bytes.extend([V6, prefix]);
            bytes.extend(address.octets());
        }
    }
    // SAFETY: a varlena of these bytes has an inet's layout; the bytes are copied.
    unsafe { pg_sys::cstring_to_text_with_len(bytes.as_ptr().cast(), bytes.len() as i32) }.into()
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
