//! How does a Rust value become the result of a function? Each result is of the SQL type that the signature says.

use std::marker::PhantomData;

use pgrx::{IntoDatum, pg_sys};
use serde_json::Value;

use crate::server::jsonb::{Jsonb, datum_of};
use crate::server::types::{
    self, Bool, Date, EventTrigger, Float8, Int4, Int8, Text, TextArray, Time, Timestamp, Timestamptz,
    Trigger, Uuid, Void,
};

/// A datum of the SQL type `T`, in the memory of the call.
#[derive(Clone, Copy)]
pub struct Returned<T>(pg_sys::Datum, PhantomData<T>);

impl<T> Returned<T> {
    /// The result that is this datum.
    ///
    /// # Safety
    /// The datum must be of the type.
    #[inline]
    pub unsafe fn new(datum: pg_sys::Datum) -> Self {
        Returned(datum, PhantomData)
    }

    /// The datum.
    #[inline]
    pub fn datum(self) -> pg_sys::Datum {
        self.0
    }
}

/// What a function of the SQL type `T` returns: a result, or one that may be NULL.
pub trait Outcome<T> {
    /// The result; `None` is NULL.
    fn returned(self) -> Option<Returned<T>>;
}

impl<T> Outcome<T> for Returned<T> {
    #[inline]
    fn returned(self) -> Option<Returned<T>> {
        Some(self)
    }
}

impl<T> Outcome<T> for Option<Returned<T>> {
    #[inline]
    fn returned(self) -> Option<Returned<T>> {
        self
    }
}

/// Results that are made of Rust values of one type each.
macro_rules! returned {
    ($($type:ty: $from:ty => |$value:ident| $datum:expr;)*) => { $(
        impl From<$from> for Returned<$type> {
            #[inline]
            fn from($value: $from) -> Self {
                Returned($datum, PhantomData)
            }
        }
    )* };
}

returned! {
    types::Json: &[u8] => |json| bytes_datum(json);
    Text: &str => |text| text_datum(text);
    types::Bytea: &[u8] => |bytes| bytes_datum(bytes);
    types::Jsonb: Jsonb<'_> => |jsonb| jsonb.datum();
    types::Jsonb: &Value => |value| datum_of(value);
    Uuid: uuid::Uuid => |uuid| uuid_datum(uuid);
    Bool: bool => |flag| pg_sys::Datum::from(flag);
    Int4: i32 => |number| pg_sys::Datum::from(number);
    Int8: i64 => |number| pg_sys::Datum::from(number);
    Float8: f64 => |number| pg_sys::Datum::from(number.to_bits());
    // Days since 2000-01-01.
    Date: i32 => |days| pg_sys::Datum::from(days);
    // Microseconds since midnight.
    Time: i64 => |microseconds| pg_sys::Datum::from(microseconds);
    // Microseconds since 2000-01-01T00:00:00Z.
    Timestamptz: i64 => |microseconds| pg_sys::Datum::from(microseconds);
    // Microseconds since 2000-01-01T00:00:00.
    Timestamp: i64 => |microseconds| pg_sys::Datum::from(microseconds);
    Void: () => |_nothing| pg_sys::Datum::null();
    EventTrigger: () => |_nothing| pg_sys::Datum::null();
    // No row: PostgreSQL does not look at what an AFTER trigger returns.
    Trigger: () => |_nothing| pg_sys::Datum::null();
}

impl<T: AsRef<str> + IntoDatum> From<Vec<T>> for Returned<TextArray> {
    fn from(texts: Vec<T>) -> Self {
        // A vector is an array and never NULL, even if it is empty.
        Returned(texts.into_datum().unwrap_or(pg_sys::Datum::null()), PhantomData)
    }
}

/// The most bytes of a text that a function returns. PostgreSQL's values end below 1 GB, and so do its messages, which have
/// some bytes more.
pub const MOST_BYTES: usize = (1 << 30) - 1_024;

fn text_datum(text: &str) -> pg_sys::Datum {
    bytes_datum(text.as_bytes())
}

fn bytes_datum(text: &[u8]) -> pg_sys::Datum {
    // SAFETY: pointer and length are those of the text, which is copied into the memory of the call.
    unsafe { pg_sys::cstring_to_text_with_len(text.as_ptr().cast(), text.len() as i32) }.into()
}

fn uuid_datum(uuid: uuid::Uuid) -> pg_sys::Datum {
    // SAFETY: 16 bytes, allocated in the memory of the call, and written whole.
    unsafe {
        let place = pg_sys::palloc(16).cast::<[u8; 16]>();
        place.write(*uuid.as_bytes());
        place.into()
    }
}
