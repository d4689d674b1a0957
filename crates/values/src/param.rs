//! Values as parameters of a statement. They never become a part of its text.

use serde_json::{Value, json};

use crate::kind::Kind;

/// The value of a parameter, in PostgreSQL's own form.
#[derive(Debug, Clone, PartialEq)]
pub enum Param {
    /// text
    Text(String),
    /// float8
    Float8(f64),
    /// int8
    Int8(i64),
    /// numeric, in decimal digits
    Numeric(String),
    /// bool
    Bool(bool),
    /// date, as days since 2000-01-01
    Date(i32),
    /// timestamptz, as microseconds since 2000-01-01T00:00:00Z
    Timestamptz(i64),
    /// time, as microseconds since midnight
    Time(i64),
    /// inet, as an address and the length of its prefix in bits
    Inet(std::net::IpAddr, u8),
    /// uuid
    Uuid([u8; 16]),
    /// jsonb
    Jsonb(Value),
    /// An array whose elements are of one kind
    List(Kind, Vec<Param>),
}

impl Param {
    /// The kind of the value; for a list, the kind of its elements.
    pub fn kind(&self) -> Kind {
        match self {
            Param::Text(_) => Kind::Text,
            Param::Float8(_) => Kind::Float8,
            Param::Int8(_) => Kind::Int8,
            Param::Numeric(_) => Kind::Numeric,
            Param::Bool(_) => Kind::Bool,
            Param::Date(_) => Kind::Date,
            Param::Timestamptz(_) => Kind::Timestamptz,
            Param::Time(_) => Kind::Time,
            Param::Inet(..) => Kind::Inet,
            Param::Uuid(_) => Kind::Uuid,
            Param::Jsonb(_) => Kind::Json,
            Param::List(kind, _) => *kind,
        }
    }

    /// The value as `dt_explain` shows it.
    pub fn to_json(&self) -> Value {
        match self {
            Param::Text(text) => json!(text),
            Param::Float8(n) => json!(n),
            Param::Int8(n) => json!(n),
            Param::Numeric(digits) => digits.parse::<serde_json::Number>().map_or(Value::Null, Value::Number),
            Param::Bool(b) => json!(b),
            Param::Date(days) => {
                let date = jiff::civil::date(2000, 1, 1).checked_add(jiff::Span::new().days(*days));
                json!(date.map(|date| date.to_string()).unwrap_or_default())
            }
            Param::Timestamptz(micros) => {
                json!(crate::iso::format_instant(*micros))
            }
            Param::Time(micros) => json!(crate::iso::format_time(*micros)),
            Param::Inet(address, prefix) => json!(crate::types::ip::format(*address, *prefix)),
            Param::Uuid(bytes) => json!(uuid::Uuid::from_bytes(*bytes).to_string()),
            Param::Jsonb(value) => value.clone(),
            Param::List(_, elements) => Value::Array(elements.iter().map(Param::to_json).collect()),
        }
    }
}
