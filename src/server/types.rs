//! Which SQL types do functions take and return?

use pgrx::pg_sys;

use crate::server::backend;

/// Where a type's OID comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// PostgreSQL's own type: its OID is the same in every database.
    Own(pg_sys::Oid),
    /// The row type `dt.record`.
    Record,
}

impl Type {
    /// The OID; invalid if there is no such type.
    pub fn oid(self) -> pg_sys::Oid {
        match self {
            Type::Own(oid) => oid,
            Type::Record => {
                let record = backend::relation(c"dt", "record");
                // SAFETY: answers from the system caches, for any OID.
                unsafe { pg_sys::get_rel_type_id(record) }
            }
        }
    }
}

/// A type that a function takes or returns. It has no values: it says what a datum is.
pub trait SqlType: Copy {
    /// Which type it is.
    const TYPE: Type;
}

/// Declares types and the OIDs they have.
macro_rules! types {
    ($($(#[$doc:meta])* $name:ident = $type:expr;)*) => { $(
        $(#[$doc])*
        #[derive(Debug, Clone, Copy)]
        pub struct $name;

        impl SqlType for $name {
            const TYPE: Type = $type;
        }
    )* };
}

types! {
    /// `text`
    Text = Type::Own(pg_sys::TEXTOID);
    /// `name`
    Name = Type::Own(pg_sys::NAMEOID);
    /// `jsonb`
    Jsonb = Type::Own(pg_sys::JSONBOID);
    /// `json`
    Json = Type::Own(pg_sys::JSONOID);
    /// `bytea`
    Bytea = Type::Own(pg_sys::BYTEAOID);
    /// `uuid`
    Uuid = Type::Own(pg_sys::UUIDOID);
    /// `boolean`
    Bool = Type::Own(pg_sys::BOOLOID);
    /// `integer`
    Int4 = Type::Own(pg_sys::INT4OID);
    /// `bigint`
    Int8 = Type::Own(pg_sys::INT8OID);
    /// `double precision`
    Float8 = Type::Own(pg_sys::FLOAT8OID);
    /// `numeric`
    Numeric = Type::Own(pg_sys::NUMERICOID);
    /// `date`
    Date = Type::Own(pg_sys::DATEOID);
    /// `time`
    Time = Type::Own(pg_sys::TIMEOID);
    /// `timestamptz`
    Timestamptz = Type::Own(pg_sys::TIMESTAMPTZOID);
    /// `timestamp`
    Timestamp = Type::Own(pg_sys::TIMESTAMPOID);
    /// `interval`
    Interval = Type::Own(pg_sys::INTERVALOID);
    /// `inet`
    Inet = Type::Own(pg_sys::INETOID);
    /// `tsvector`
    Tsvector = Type::Own(pg_sys::TSVECTOROID);
    /// `tsquery`
    Tsquery = Type::Own(pg_sys::TSQUERYOID);
    /// `text[]`
    TextArray = Type::Own(pg_sys::TEXTARRAYOID);
    /// `uuid[]`
    UuidArray = Type::Own(pg_sys::UUIDARRAYOID);
    /// `internal`: a pointer that only code in C has. SQL cannot write one.
    Internal = Type::Own(pg_sys::INTERNALOID);
    /// `trigger`: the result of a trigger function.
    Trigger = Type::Own(pg_sys::TRIGGEROID);
    /// `event_trigger`: the result of a function that event triggers call.
    EventTrigger = Type::Own(pg_sys::EVENT_TRIGGEROID);
    /// `void`
    Void = Type::Own(pg_sys::VOIDOID);
    /// `dt.record`
    Record = Type::Record;
}

/// The rows of a function that returns a set, whatever they consist of.
#[derive(Debug, Clone, Copy)]
pub struct Set;
