//! Which columns do rows have, and of what types?

use std::ffi::CStr;

use pgrx::pg_sys;
use pgrx::varlena::varlena_to_byte_slice;

use crate::server::jsonb::detoasted;

/// The columns that a descriptor has. Only memory is read, because this happens for each row that is written.
///
/// # Safety
/// The descriptor must be valid as long as the columns are used.
unsafe fn columns<'a>(desc: pg_sys::TupleDesc) -> &'a [pg_sys::FormData_pg_attribute] {
    // SAFETY: the caller's; as many columns stand in it as it says.
    unsafe {
        let count = (*desc).natts as usize;
        #[cfg(not(feature = "pg18"))]
        let first = (&raw const (*desc).attrs).cast();
        // Since PostgreSQL 18 a short form of each column stands before all of them.
        #[cfg(feature = "pg18")]
        let first = (&raw const (*desc).compact_attrs).cast::<pg_sys::CompactAttribute>().add(count).cast();
        std::slice::from_raw_parts(first, count)
    }
}

/// The type of a column, counted from 1; invalid if there is no such column, or if it was dropped.
///
/// # Safety
/// The descriptor must be valid.
pub unsafe fn type_of(desc: pg_sys::TupleDesc, column: i32) -> pg_sys::Oid {
    // SAFETY: the caller's.
    let columns = unsafe { columns(desc) };
    let found = usize::try_from(column - 1).ok().and_then(|at| columns.get(at));
    found.map_or(pg_sys::InvalidOid, |column| column.atttypid)
}

/// As [`are_alike`], but the other rows may have one column more, which is the last.
///
/// # Safety
/// Both must be valid.
pub unsafe fn are_alike_but_for_one(one: pg_sys::TupleDesc, other: pg_sys::TupleDesc) -> bool {
    // SAFETY: the caller's.
    let (one, other) = unsafe { (columns(one), columns(other)) };
    one.len() <= other.len()
        && other.len() <= one.len() + 1
        && one.iter().zip(other).all(|(one, other)| one.atttypid == other.atttypid)
}

/// The number of the column of this name, counted from 1; 0 if there is no such column.
///
/// # Safety
/// The descriptor must be valid.
pub unsafe fn place_of(desc: pg_sys::TupleDesc, name: &CStr) -> i32 {
    // SAFETY: the caller's; a name ends with NUL.
    let is_it = |column: &pg_sys::FormData_pg_attribute| unsafe {
        !column.attisdropped && CStr::from_ptr(column.attname.data.as_ptr()) == name
    };
    // SAFETY: the caller's.
    let found = unsafe { columns(desc) }.iter().position(is_it);
    found.map_or(0, |at| at as i32 + 1)
}

/// The name of a column, counted from 1; null if there is no such column. It lives as long as the descriptor.
///
/// # Safety
/// The descriptor must be valid.
pub unsafe fn name_of(desc: pg_sys::TupleDesc, column: i32) -> *const std::ffi::c_char {
    // SAFETY: the caller's.
    let columns = unsafe { columns(desc) };
    let found = usize::try_from(column - 1).ok().and_then(|at| columns.get(at));
    found.map_or(std::ptr::null(), |column| column.attname.data.as_ptr())
}

/// Whether rows of one descriptor have columns of the same types as rows of another. A null pointer describes no rows,
/// which are like no others.
///
/// # Safety
/// Both must be valid or null.
pub unsafe fn are_alike(one: pg_sys::TupleDesc, other: pg_sys::TupleDesc) -> bool {
    if one.is_null() || other.is_null() {
        return false;
    }
    // SAFETY: the caller's.
    let (one, other) = unsafe { (columns(one), columns(other)) };
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one.atttypid == other.atttypid)
}

/// Whether a column, counted from 1, has this name and this type.
///
/// # Safety
/// The descriptor must be valid.
pub unsafe fn is_named(desc: pg_sys::TupleDesc, column: i32, name: &str, type_: pg_sys::Oid) -> bool {
    // SAFETY: the caller's.
    let columns = unsafe { columns(desc) };
    let found = usize::try_from(column - 1).ok().and_then(|at| columns.get(at));
    found.is_some_and(|column| has(column, name, type_))
}

/// The number of the column of this name and this type, counted from 1.
///
/// # Safety
/// The descriptor must be valid.
pub unsafe fn named(desc: pg_sys::TupleDesc, name: &str, type_: pg_sys::Oid) -> Option<i32> {
    // SAFETY: the caller's.
    let mut columns = unsafe { columns(desc) }.iter();
    columns.position(|column| has(column, name, type_)).and_then(|at| i32::try_from(at + 1).ok())
}

fn has(column: &pg_sys::FormData_pg_attribute, name: &str, type_: pg_sys::Oid) -> bool {
    let letters = &column.attname.data;
    // A name is shorter than the place that it has, and NUL ends it.
    column.atttypid == type_
        && letters.get(name.len()) == Some(&0)
        && name.bytes().zip(letters).all(|(one, other)| one == *other as u8)
}

/// As [`is_same`], of values that are there.
///
/// # Safety
/// The values must be of the column's type.
unsafe fn are_same(column: &pg_sys::FormData_pg_attribute, one: pg_sys::Datum, other: pg_sys::Datum) -> bool {
    let length = usize::try_from(column.attlen);
    match length {
        Ok(length) if column.attbyval => {
            one.value().to_ne_bytes()[..length] == other.value().to_ne_bytes()[..length]
        }
        Ok(length) => {
            // SAFETY: the caller's; values by reference have as many bytes as their type says.
            unsafe {
                let bytes =
                    |datum: pg_sys::Datum| std::slice::from_raw_parts(datum.cast_mut_ptr::<u8>(), length);
                bytes(one) == bytes(other)
            }
        }
        Err(_) => {
            // SAFETY: the caller's; a type without a length is a varlena.
            unsafe {
                let (one, other) = (detoasted(one), detoasted(other));
                varlena_to_byte_slice(one) == varlena_to_byte_slice(other)
            }
        }
    }
}

/// Whether two values of a column are the same, byte for byte once they are detoasted.
///
/// # Safety
/// The descriptor must be valid, and the values must be of the column's type.
pub unsafe fn is_same(
    desc: pg_sys::TupleDesc,
    column: i32,
    one: Option<pg_sys::Datum>,
    other: Option<pg_sys::Datum>,
) -> bool {
    match (one, other) {
        (Some(one), Some(other)) => {
            // SAFETY: the caller's.
            let columns = unsafe { columns(desc) };
            let found = usize::try_from(column - 1).ok().and_then(|at| columns.get(at));
            // SAFETY: two values of the type whose length and form the column tells.
            found.is_some_and(|column| unsafe { are_same(column, one, other) })
        }
        (one, other) => one.is_none() && other.is_none(),
    }
}
