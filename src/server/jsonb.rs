//! How is PostgreSQL's binary jsonb read in place, and how is jsonb made for PostgreSQL?

use std::cell::RefCell;
use std::collections::HashSet;
use std::ffi::CString;

use dyntables_values::jsonb::Amendment;
use dyntables_values::jsonb::node::{self, JsonbNode, Node, Object as _};
use dyntables_values::text::Object;
use dyntables_values::{Error, jsonb};
use pgrx::pg_sys;
use serde_json::Value;

/// A jsonb datum, detoasted. It lives as long as the memory context that it was read in.
#[derive(Clone, Copy)]
pub struct Jsonb<'a> {
    datum: pg_sys::Datum,
    bytes: &'a [u8],
}

impl<'a> Jsonb<'a> {
    /// The jsonb of a datum, which is detoasted if need be.
    ///
    /// # Safety
    /// The datum must be a jsonb, and the result must not outlive its memory context or the current one.
    pub unsafe fn from_datum(datum: pg_sys::Datum) -> Self {
        // SAFETY: the caller promises a jsonb, which is a varlena; packed ones may be unaligned,
        // which the reader copes with.
        unsafe {
            let packed = detoasted(datum);
            Jsonb { datum: packed.into(), bytes: pgrx::varlena::varlena_to_byte_slice(packed) }
        }
    }

    /// The datum, for passing it on.
    pub fn datum(&self) -> pg_sys::Datum {
        self.datum
    }

    /// The bytes after the length. Two documents with the same bytes are the same.
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// The root, for reading in place.
    pub fn node(&self) -> JsonbNode<'a> {
        node::Jsonb::root(self.bytes)
    }

    /// Whether two documents are the same byte for byte.
    pub fn same_bytes(&self, other: &Jsonb<'_>) -> bool {
        self.bytes == other.bytes
    }

    /// A copy as a value, for arguments and definitions, not for records. An error if it is nested too deep.
    pub fn to_value(self) -> Result<Value, Error> {
        copy(&self.node(), 1).ok_or_else(|| {
            Error::limit(format!("a JSON argument cannot be nested deeper than {MOST_LEVELS} levels"))
        })
    }

    /// The jsonb without some keys and with others set, in the current memory context. The numbers under other keys
    /// keep their digits. An error if it gets too large.
    pub fn amended(&self, amendment: &Amendment) -> Result<Jsonb<'static>, Error> {
        Ok(from_bytes(&amended(self.bytes, amendment)?))
    }

    /// The jsonb with only the given keys.
    pub fn picked(&self, keys: &[String]) -> Result<Jsonb<'a>, Error> {
        let keys: HashSet<&str> = keys.iter().map(String::as_str).collect();
        let unwanted: Vec<String> = match self.node().as_object() {
            None => return Ok(*self),
            Some(object) => object
                .members()
                .map(|(key, _)| key.into_owned())
                .filter(|key| !keys.contains(key.as_str()))
                .collect(),
        };
        self.amended(&Amendment { remove: unwanted, ..Amendment::default() })
    }
}

/// Whether a varlena is detoasted: neither compressed nor stored apart.
///
/// # Safety
/// It must be a varlena.
pub(super) unsafe fn is_in_the_clear(varlena: *const pg_sys::varlena) -> bool {
    // SAFETY: the caller's; the three tests look at the header only.
    unsafe {
        pgrx::varlena::varatt_is_4b_u(varlena)
            || (pgrx::varlena::varatt_is_1b(varlena) && !pgrx::varlena::varatt_is_1b_e(varlena))
    }
}

/// A varlena, detoasted. Nearly all varlenas are so already. Only the others need a guarded call of PostgreSQL's.
///
/// # Safety
/// The datum must be a varlena.
pub unsafe fn detoasted(datum: pg_sys::Datum) -> *mut pg_sys::varlena {
    let varlena = datum.cast_mut_ptr::<pg_sys::varlena>();
    // SAFETY: the caller's.
    unsafe { if is_in_the_clear(varlena) { varlena } else { pg_sys::pg_detoast_datum_packed(varlena) } }
}

/// Reads a byte of each of the processor's cache lines of a document that is going to be read whole. The reads do not wait
/// for each other, as those of a reader that goes from entry to entry do: a page of 50 records that lie scattered over a
/// large table took 5 to 12 % longer without this.
pub fn touch(bytes: &[u8]) {
    const LINE: usize = 64;
    const MOST: usize = 16 << 10;
    let bytes = &bytes[..bytes.len().min(MOST)];
    std::hint::black_box(bytes.iter().step_by(LINE).fold(0, |sum, byte| sum ^ byte));
}

/// How many bytes a varlena has when it is detoasted, its header included. It is not detoasted for that.
///
/// # Safety
/// The datum must be a varlena.
pub unsafe fn size(datum: pg_sys::Datum) -> usize {
    let varlena = datum.cast_mut_ptr::<pg_sys::varlena>();
    // SAFETY: the caller's; headers only are read.
    unsafe {
        if is_in_the_clear(varlena) {
            pgrx::varlena::varsize_any(varlena)
        } else {
            pg_sys::toast_raw_datum_size(datum)
        }
    }
}

/// A copy of the number at a path of keys. The document has it as PostgreSQL's own numeric.
///
/// # Safety
/// The datum must be a jsonb.
pub unsafe fn numeric(document: pg_sys::Datum, keys: &[&[u8]]) -> Option<pg_sys::Datum> {
    let varlena = document.cast_mut_ptr::<pg_sys::varlena>();
    // SAFETY: PostgreSQL reads a jsonb that is in the clear and aligned, of which each container found
    // is a part; keys are given with their length; a numeric is copied with the size its header says.
    unsafe {
        let in_the_clear = pgrx::varlena::varatt_is_4b_u(varlena);
        let varlena = if in_the_clear { varlena } else { pg_sys::pg_detoast_datum(varlena) };
        let mut container = &raw mut (*varlena.cast::<pg_sys::Jsonb>()).root;
        let mut found = pg_sys::JsonbValue::default();
        for (level, key) in keys.iter().enumerate() {
            if level > 0 {
                if found.type_ != pg_sys::jbvType::jbvBinary {
                    return None;
                }
                container = found.val.binary.data;
            }
            if (*container).header & pg_sys::JB_FOBJECT == 0 {
                return None;
            }
            let length = i32::try_from(key.len()).ok()?;
            let place = &raw mut found;
            if pg_sys::getKeyJsonValueFromContainer(container, key.as_ptr().cast(), length, place).is_null() {
                return None;
            }
        }
        if found.type_ != pg_sys::jbvType::jbvNumeric {
            return None;
        }
        let number = found.val.numeric.cast::<pg_sys::varlena>();
        let size = pgrx::varlena::varsize_any(number);
        let copy = pg_sys::palloc(size).cast::<u8>();
        std::ptr::copy_nonoverlapping(number.cast::<u8>(), copy, size);
        Some(copy.into())
    }
}

/// How deep a JSON argument may be nested. A filter of 100 levels is JSON of some 200, with a query document around it.
const MOST_LEVELS: usize = 256;

/// A node as a value; `None` if it is nested too deep.
fn copy(node: &JsonbNode<'_>, level: usize) -> Option<Value> {
    use dyntables_values::jsonb::node::Array;
    if level > MOST_LEVELS {
        return None;
    }
    if let Some(object) = node.as_object() {
        let members = object.members().map(|(key, value)| Some((key.into_owned(), copy(&value, level + 1)?)));
        members.collect::<Option<_>>().map(Value::Object)
    } else if let Some(array) = node.as_array() {
        array.elements().map(|element| copy(&element, level + 1)).collect::<Option<_>>().map(Value::Array)
    } else {
        Some(node.to_value().into_owned())
    }
}

/// Calls a function of PostgreSQL's with two arguments.
///
/// # Safety
/// The arguments must be of the types that the function declares.
unsafe fn call2(
    function: unsafe fn(pg_sys::FunctionCallInfo) -> pg_sys::Datum,
    a: pg_sys::Datum,
    b: pg_sys::Datum,
) -> pg_sys::Datum {
    // SAFETY: the caller's; the functions are strict and neither argument is NULL.
    unsafe { pgrx::direct_function_call_as_datum(function, &[Some(a), Some(b)]) }
        .unwrap_or(pg_sys::Datum::null())
}

/// The jsonb of these bytes. An error if there are none, because it would be too large.
pub fn written(bytes: Option<Vec<u8>>) -> Result<Jsonb<'static>, Error> {
    bytes.map(|bytes| from_bytes(&bytes)).ok_or_else(too_large)
}

fn too_large() -> Error {
    Error::limit("a JSON document cannot be larger than 256 MB".to_owned())
}

/// As [`Jsonb::amended`], from the bytes after the length to those of the result.
pub fn amended(bytes: &[u8], amendment: &Amendment) -> Result<Vec<u8>, Error> {
    if let Some(amended) = jsonb::amended(bytes, amendment) {
        return Ok(amended);
    }
    // A number that only PostgreSQL can read, with an exponent or hundreds of digits.
    let set = from_value(&Value::Object(amendment.set.clone()));
    let removed = Amendment { set: Object::new(), remove: amendment.remove.clone() };
    let rest = jsonb::amended(bytes, &removed).map(|bytes| from_bytes(&bytes)).ok_or_else(too_large)?;
    // SAFETY: two jsonb, and the result of concatenating them, which is read before anything else runs.
    let whole = unsafe { Jsonb::from_datum(call2(pg_sys::jsonb_concat, rest.datum, set.datum)) };
    Ok(whole.bytes.to_vec())
}

/// The jsonb of these bytes, in the current memory context. They must be in PostgreSQL's format.
pub fn from_bytes(bytes: &[u8]) -> Jsonb<'static> {
    let size = bytes.len() + pg_sys::VARHDRSZ;
    // SAFETY: as many bytes are allocated as are written: the length, and what it is the length of.
    unsafe {
        let varlena = pg_sys::palloc(size).cast::<pg_sys::varlena>();
        pgrx::varlena::set_varsize_4b(varlena, size as i32);
        std::ptr::copy_nonoverlapping(
            bytes.as_ptr(),
            varlena.cast::<u8>().add(pg_sys::VARHDRSZ),
            bytes.len(),
        );
        Jsonb::from_datum(varlena.into())
    }
}

/// JSON as jsonb, with all the digits of its numbers.
pub fn datum_of(value: &Value) -> pg_sys::Datum {
    let text = CString::new(value.to_string()).unwrap_or_default();
    // SAFETY: jsonb_in takes a C string of JSON, which the text is.
    unsafe { pgrx::direct_function_call_as_datum(pg_sys::jsonb_in, &[Some(text.as_ptr().into())]) }
        .unwrap_or(pg_sys::Datum::null())
}

/// The tsquery of a text in PostgreSQL's own notation. The text must be valid.
pub fn tsquery(text: &str) -> pg_sys::Datum {
    let text = CString::new(text).unwrap_or_default();
    // SAFETY: tsqueryin takes a C string.
    unsafe { pgrx::direct_function_call_as_datum(pg_sys::tsqueryin, &[Some(text.as_ptr().into())]) }
        .unwrap_or(pg_sys::Datum::null())
}

/// JSON as jsonb, for reading it in place.
pub fn from_value(value: &Value) -> Jsonb<'static> {
    // SAFETY: a jsonb in the current memory context.
    unsafe { Jsonb::from_datum(datum_of(value)) }
}

/// How many keys are kept; a power of two.
const SLOTS: usize = 64;

thread_local! {
    /// Keys as the reader takes them: boxed. Extraction functions are called with the same few keys for every row, so
    /// that a key is not allocated anew for each call.
    static KEYS: RefCell<[Box<[u8]>; SLOTS]> = RefCell::new(std::array::from_fn(|_| Box::default()));
}

/// Forgets the keys that callers gave. Called at the end of each transaction.
pub fn forget_keys() {
    KEYS.set(std::array::from_fn(|_| Box::default()));
}

/// Longer keys are not kept. A column's key has at most 63 bytes.
const LONGEST_KEPT: usize = 64;

/// The value under a key of an object.
pub fn get<'a>(node: &JsonbNode<'a>, key: &[u8]) -> Option<JsonbNode<'a>> {
    let object = node.as_object()?;
    if key.len() > LONGEST_KEPT {
        return object.get(&Box::from(key));
    }
    let mix = |hash: usize, byte: Option<&u8>| {
        hash.wrapping_mul(31).wrapping_add(byte.map_or(0, |b| usize::from(*b)))
    };
    let slot = mix(mix(mix(key.len(), key.first()), key.last()), key.get(key.len() / 2)) & (SLOTS - 1);
    KEYS.with_borrow_mut(|keys| {
        let prepared = &mut keys[slot];
        if **prepared != *key {
            *prepared = Box::from(key);
        }
        object.get(prepared)
    })
}

/// The value at a path of keys, and of positions in arrays (`0` is the first).
pub fn get_at<'a>(root: JsonbNode<'a>, steps: &[&[u8]]) -> Option<JsonbNode<'a>> {
    use dyntables_values::jsonb::node::Array;
    steps.iter().try_fold(root, |node, step| match node.as_array() {
        Some(array) => std::str::from_utf8(step).ok()?.parse().ok().and_then(|at| array.elements().nth(at)),
        None => get(&node, step),
    })
}
