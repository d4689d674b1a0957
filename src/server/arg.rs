//! How is an argument read as a Rust value?
//!
//! Each `SAFETY: declared` here rests on [`Call::arg`], the only place where an [`Arg`] is made: the signature says the
//! type, and what SQL declares was compared with it.
//!
//! [`Call::arg`]: crate::server::call::Call::arg

use std::ffi::CStr;

use dyntables_values::Error;
use pgrx::pg_sys;
use serde_json::Value;

use crate::server::call::{Arg, null, text_of};
use crate::server::jsonb::{Jsonb, detoasted, size};
use crate::server::param;
use crate::server::returned::Returned;
use crate::server::types::{
    self, Bool, Bytea, Int4, Int8, Internal, Name, SqlType, Text, TextArray, Timestamptz, Uuid,
};

/// A type whose arguments are Rust values.
pub trait Read<'a>: SqlType {
    /// The Rust type that they are read as.
    type Value;

    /// # Safety
    /// The datum must be of this type, and live as long as the value.
    unsafe fn read(datum: pg_sys::Datum) -> Self::Value;
}

impl<'a, T: SqlType> Arg<'a, T> {
    /// The value; `None` if it is NULL.
    #[inline]
    pub fn get(self) -> Option<T::Value>
    where
        T: Read<'a>,
    {
        // SAFETY: declared as this type; what has to be detoasted lives in the memory of the call.
        self.datum().map(|datum| unsafe { T::read(datum) })
    }

    /// The value. An error if it is NULL.
    pub fn required(self) -> Result<T::Value, Error>
    where
        T: Read<'a>,
    {
        self.get().ok_or_else(|| null(self.name()))
    }

    /// The result of the call that is this argument, untouched.
    pub fn unchanged(self) -> Option<Returned<T>> {
        // SAFETY: declared as this type; it lives as long as the call.
        self.datum().map(|datum| unsafe { Returned::new(datum) })
    }

    /// The argument as the parameter of a statement, untouched. An error if it is NULL.
    pub fn param(self) -> Result<param::Value, Error> {
        let datum = self.datum().ok_or_else(|| null(self.name()))?;
        Ok(param::Value::Datum(Some(datum), T::TYPE.oid()))
    }
}

impl Read<'_> for Text {
    type Value = String;

    unsafe fn read(datum: pg_sys::Datum) -> String {
        // SAFETY: the caller's.
        unsafe { text_of(datum) }.into_owned()
    }
}

impl<'a> Read<'a> for Bytea {
    type Value = &'a [u8];

    unsafe fn read(datum: pg_sys::Datum) -> &'a [u8] {
        // SAFETY: the caller's.
        unsafe { bytes_of(datum) }
    }
}

impl Read<'_> for Name {
    type Value = String;

    unsafe fn read(datum: pg_sys::Datum) -> String {
        // SAFETY: the caller's; a name is 64 bytes by reference, with a NUL at its end.
        let name = unsafe { CStr::from_ptr((*datum.cast_mut_ptr::<pg_sys::NameData>()).data.as_ptr()) };
        name.to_string_lossy().into_owned()
    }
}

impl<'a> Read<'a> for types::Jsonb {
    type Value = Jsonb<'a>;

    #[inline]
    unsafe fn read(datum: pg_sys::Datum) -> Jsonb<'a> {
        // SAFETY: the caller's.
        unsafe { Jsonb::from_datum(datum) }
    }
}

impl Read<'_> for Uuid {
    type Value = uuid::Uuid;

    unsafe fn read(datum: pg_sys::Datum) -> uuid::Uuid {
        // SAFETY: the caller's; a uuid is 16 bytes by reference.
        uuid::Uuid::from_bytes(unsafe { *datum.cast_mut_ptr::<[u8; 16]>() })
    }
}

impl Read<'_> for Int4 {
    type Value = i32;

    unsafe fn read(datum: pg_sys::Datum) -> i32 {
        datum.value() as i32
    }
}

impl Read<'_> for Int8 {
    type Value = i64;

    unsafe fn read(datum: pg_sys::Datum) -> i64 {
        datum.value() as i64
    }
}

impl Read<'_> for Timestamptz {
    /// Microseconds since 2000-01-01T00:00:00Z.
    type Value = i64;

    unsafe fn read(datum: pg_sys::Datum) -> i64 {
        datum.value() as i64
    }
}

impl Read<'_> for Bool {
    type Value = bool;

    unsafe fn read(datum: pg_sys::Datum) -> bool {
        datum.value() & 0xff != 0
    }
}

impl Read<'_> for Internal {
    /// It is whatever the caller, which is code in C, says.
    type Value = *mut pg_sys::Node;

    unsafe fn read(datum: pg_sys::Datum) -> *mut pg_sys::Node {
        datum.cast_mut_ptr()
    }
}

impl<'a> Arg<'a, Text> {
    /// The bytes of the text; empty if it is NULL.
    #[inline]
    pub fn bytes(self) -> &'a [u8] {
        // SAFETY: declared as text; what is detoasted lives in the memory of the call.
        self.datum().map_or(&[], |datum| unsafe { bytes_of(datum) })
    }
}

impl Arg<'_, Bytea> {
    /// How many bytes it has when it is detoasted. It is not detoasted for that. 0 if it is NULL.
    pub fn size(self) -> usize {
        // SAFETY: declared as bytea; the header of four bytes does not count.
        self.datum().map_or(0, |datum| unsafe { size(datum) }.saturating_sub(4))
    }
}

impl<'a> Arg<'a, Bytea> {
    /// The bytes, and the same as the parameter of a statement. An error if it is NULL.
    pub fn content(self) -> Result<(&'a [u8], param::Value), Error> {
        let datum = self.datum().ok_or_else(|| null(self.name()))?;
        // SAFETY: declared as bytea; what is detoasted lives in the memory of the call.
        let varlena = unsafe { detoasted(datum) };
        // SAFETY: a varlena in the clear.
        let bytes = unsafe { pgrx::varlena::varlena_to_byte_slice(varlena) };
        Ok((bytes, param::Value::Datum(Some(varlena.into()), pg_sys::BYTEAOID)))
    }
}

impl Arg<'_, types::Jsonb> {
    /// How many bytes it has when it is detoasted. It is not detoasted for that. 0 if it is NULL.
    pub fn size(self) -> usize {
        // SAFETY: declared as jsonb.
        self.datum().map_or(0, |datum| unsafe { size(datum) })
    }

    /// The JSON as a value; JSON null if it is NULL. An error if it is nested too deep.
    pub fn value(self) -> Result<Value, Error> {
        self.get().map_or(Ok(Value::Null), |jsonb| jsonb.to_value())
    }

    /// The JSON as options; an empty object if it is NULL. An error if it is nested too deep.
    pub fn options(self) -> Result<Value, Error> {
        let value = self.value()?;
        Ok(if value.is_null() { Value::Object(serde_json::Map::new()) } else { value })
    }
}

impl Arg<'_, Bool> {
    /// Whether it is true; NULL is false.
    pub fn is_true(self) -> bool {
        self.get().unwrap_or(false)
    }
}

impl<'a> Arg<'a, TextArray> {
    /// The bytes of the array as a whole, to tell whether two are the same.
    pub fn bytes(self) -> &'a [u8] {
        // SAFETY: declared as an array; what is detoasted lives in the memory of the call.
        self.datum().map_or(&[], |datum| unsafe { bytes_of(datum) })
    }

    /// The texts. An error if the array or one of them is NULL.
    pub fn texts(self) -> Result<Vec<String>, Error> {
        let null = || null(self.name());
        let text = |text: Option<&[u8]>| {
            text.map(|text| String::from_utf8_lossy(text).into_owned()).ok_or_else(null)
        };
        // SAFETY: declared as text[].
        unsafe { elements(self.datum().ok_or_else(null)?) }.into_iter().map(text).collect()
    }

    /// The texts that are not NULL, as bytes.
    pub fn filled(self) -> impl Iterator<Item = &'a [u8]> {
        // SAFETY: declared as text[].
        self.datum().map(|datum| unsafe { elements(datum) }).into_iter().flatten().flatten()
    }

    /// The texts as bytes; `None` if the array or one of them is NULL.
    pub fn steps(self) -> Option<Vec<&'a [u8]>> {
        // SAFETY: declared as text[].
        unsafe { elements(self.datum()?) }.into_iter().collect()
    }
}

/// The bytes of a varlena after its length.
///
/// # Safety
/// The datum must be a varlena that lives as long as the result.
#[inline]
unsafe fn bytes_of<'a>(datum: pg_sys::Datum) -> &'a [u8] {
    // SAFETY: the caller's.
    unsafe { pgrx::varlena::varlena_to_byte_slice(detoasted(datum)) }
}

/// The elements of an array, detoasted.
///
/// # Safety
/// The datum must be an array whose elements are of variable length, and live as long as the result.
unsafe fn elements<'a>(datum: pg_sys::Datum) -> Vec<Option<&'a [u8]>> {
    let (mut elements, mut nulls, mut count) = (std::ptr::null_mut(), std::ptr::null_mut(), 0);
    // SAFETY: the caller's. What has to be detoasted goes into the memory of this call, which the elements point into,
    // and which is not freed before the call ends. PostgreSQL may take an array of another type for this one, so the
    // length of its elements is asked of their own type: what is not of variable length is no element here. As many
    // elements and flags are read as there are.
    unsafe {
        let array = pg_sys::pg_detoast_datum(datum.cast_mut_ptr()).cast::<pg_sys::ArrayType>();
        let type_ = (*array).elemtype;
        let (mut length, mut by_value, mut alignment) = (-1, false, pg_sys::TYPALIGN_INT as std::ffi::c_char);
        // Arrays of these types are read for every row, so their length is not looked up.
        if ![pg_sys::TEXTOID, pg_sys::BYTEAOID, pg_sys::JSONBOID].contains(&type_) {
            pg_sys::get_typlenbyvalalign(type_, &raw mut length, &raw mut by_value, &raw mut alignment);
        }
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
        let element = |at| pgrx::varlena::varlena_to_byte_slice(detoasted(*elements.add(at)));
        let count = usize::try_from(count).unwrap_or_default();
        (0..count).map(|at| (!*nulls.add(at)).then(|| element(at))).collect()
    }
}
