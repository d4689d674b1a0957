//! Objects and arrays made of values, and of parts of other documents.

use serde_json::Value;

use crate::jsonb::amendment::Amendment;
use crate::jsonb::format::{
    CONTAINER, COUNT, Entries, FALSE, IS_ARRAY, IS_END, IS_OBJECT, IS_SCALAR, KIND, LENGTH, NULL, NUMBER,
    STRIDE, STRING, TRUE, in_order, is_aligned, word,
};

/// An object or an array being written.
struct Writer {
    bytes: Vec<u8>,
    /// Where the values begin, behind the header and the entries.
    data: usize,
    written: usize,
}

impl Writer {
    /// Begins a container of this number of entries.
    fn new(header: u32, entries: usize, room: usize) -> Self {
        let data = 4 + 4 * entries;
        let mut bytes = Vec::with_capacity(data + room);
        bytes.extend_from_slice(&header.to_ne_bytes());
        bytes.resize(data, 0);
        Writer { bytes, data, written: 0 }
    }

    /// Appends a key or a value; `None` if the container gets too large for jsonb.
    fn push(&mut self, kind: u32, write: impl FnOnce(&mut Vec<u8>) -> Option<()>) -> Option<()> {
        let from = self.bytes.len();
        if is_aligned(kind) {
            self.bytes.resize(from.next_multiple_of(4), 0);
        }
        write(&mut self.bytes)?;
        let is_end = self.written.is_multiple_of(STRIDE);
        let end = self.bytes.len() - self.data;
        let length = if is_end { end } else { self.bytes.len() - from };
        let length = u32::try_from(length).ok().filter(|_| end <= LENGTH as usize)?;
        let entry = kind | length | if is_end { IS_END } else { 0 };
        let at = 4 + 4 * self.written;
        self.bytes[at..at + 4].copy_from_slice(&entry.to_ne_bytes());
        self.written += 1;
        Some(())
    }

    fn copy(&mut self, kind: u32, value: &[u8]) -> Option<()> {
        self.push(kind, |bytes| {
            bytes.extend_from_slice(value);
            Some(())
        })
    }

    fn value(&mut self, value: &Value) -> Option<()> {
        match value {
            Value::Null => self.copy(NULL, &[]),
            Value::Bool(false) => self.copy(FALSE, &[]),
            Value::Bool(true) => self.copy(TRUE, &[]),
            Value::String(text) => self.copy(STRING, text.as_bytes()),
            Value::Number(number) => self.push(NUMBER, |bytes| numeric(number.as_str(), bytes)),
            Value::Array(_) | Value::Object(_) => self.copy(CONTAINER, &document(value)?),
        }
    }

    fn item(&mut self, item: &Item) -> Option<()> {
        match item {
            Item::Old(kind, bytes) => self.copy(*kind, bytes),
            Item::New(value) => self.value(value),
            Item::Text(text) => self.copy(STRING, text.as_bytes()),
            Item::Digits(digits) => self.push(NUMBER, |bytes| numeric(digits, bytes)),
        }
    }
}

/// A value as a document, without the length before it; `None` as for [`object()`].
pub fn document(value: &Value) -> Option<Vec<u8>> {
    // Most elements and members are short: they take about so many bytes.
    const ROOM: usize = 24;
    let mut writer = match value {
        Value::Object(members) => {
            let room = ROOM * members.len();
            let members = members.iter().map(|(key, value)| (key.as_bytes(), Item::New(value)));
            return object(members.collect(), room);
        }
        Value::Array(items) => Writer::new(IS_ARRAY | count(items.len())?, items.len(), ROOM * items.len()),
        _ => Writer::new(IS_ARRAY | IS_SCALAR | 1, 1, ROOM),
    };
    match value {
        Value::Array(items) => items.iter().try_for_each(|item| writer.value(item))?,
        scalar => writer.value(scalar)?,
    }
    Some(writer.bytes)
}

fn count(of: usize) -> Option<u32> {
    u32::try_from(of).ok().filter(|count| *count <= COUNT)
}

/// A value of an object or an array being written.
#[derive(Debug, Clone, Copy)]
pub enum Item<'a> {
    /// A part of another document, as its kind and its bytes. [`Item::root`] makes one of a whole document.
    Old(u32, &'a [u8]),
    /// A value.
    New(&'a Value),
    /// A text.
    Text(&'a str),
    /// A number of these digits, in the syntax of JSON.
    Digits(&'a str),
}

impl<'a> Item<'a> {
    /// A whole document, given without the length before it. PostgreSQL keeps a scalar alone as a marked array of one
    /// element; an array or object holds the element itself.
    pub fn root(bytes: &'a [u8]) -> Self {
        // Before the element are the header and its entry.
        match (word(bytes, 0), word(bytes, 4), bytes.get(8..)) {
            (Some(header), Some(entry), Some(scalar)) if header & IS_SCALAR != 0 => {
                Item::Old(entry & KIND, scalar)
            }
            _ => Item::Old(CONTAINER, bytes),
        }
    }
}

/// An object of members with different keys, which take about `room` bytes. `None` if it would be larger than the 256 MB
/// of a jsonb, or if it has a number that only PostgreSQL can read.
pub fn object(mut members: Vec<(&[u8], Item)>, room: usize) -> Option<Vec<u8>> {
    // Most members come in order, and then the sort has little to do.
    members.sort_by(|(a, _), (b, _)| in_order(a, b));
    ordered(&members, room)
}

/// As [`object()`], for members in the order of keys.
fn ordered(members: &[(&[u8], Item)], room: usize) -> Option<Vec<u8>> {
    let mut writer = Writer::new(IS_OBJECT | count(members.len())?, members.len() * 2, room);
    for (key, _) in members {
        writer.copy(STRING, key)?;
    }
    for (_, item) in members {
        writer.item(item)?;
    }
    Some(writer.bytes)
}

/// An array of documents, given without the length before each; `None` as for [`object()`].
pub fn array_of<'a>(documents: impl ExactSizeIterator<Item = &'a [u8]>, room: usize) -> Option<Vec<u8>> {
    let mut writer = Writer::new(IS_ARRAY | count(documents.len())?, documents.len(), room);
    for document in documents {
        writer.item(&Item::root(document))?;
    }
    Some(writer.bytes)
}

/// An object with the keys of an amendment set and removed. `None` as for [`object()`], and if the bytes are no object.
pub fn amended(old: &[u8], amendment: &Amendment) -> Option<Vec<u8>> {
    let mut entries = Entries::new(old)?;
    let mut keys = Vec::with_capacity(entries.pairs);
    for _ in 0..entries.pairs {
        keys.push(entries.next()?.1);
    }
    // Keys and changes are in the same order, so that one pass over both is enough.
    let mut changes: Vec<(&[u8], Option<&Value>)> =
        amendment.remove.iter().map(|key| (key.as_bytes(), None)).collect();
    changes.extend(amendment.set.iter().map(|(key, value)| (key.as_bytes(), Some(value))));
    changes.sort_by(|(a, _), (b, _)| in_order(a, b));
    let mut changes = changes.into_iter().peekable();
    let mut members: Vec<(&[u8], Item)> = Vec::with_capacity(keys.len() + amendment.set.len());
    for key in keys {
        let (kind, value) = entries.next()?;
        let mut is_changed = false;
        while let Some((changed, new)) = changes.next_if(|(changed, _)| in_order(changed, key).is_le()) {
            is_changed |= changed == key;
            members.extend(new.map(|new| (changed, Item::New(new))));
        }
        if !is_changed {
            members.push((key, Item::Old(kind, value)));
        }
    }
    members.extend(changes.filter_map(|(key, new)| Some((key, Item::New(new?)))));
    // New values may be somewhat longer than the old ones.
    ordered(&members, old.len() + 64)
}

/// Appends a number as PostgreSQL's `numeric` (`utils/adt/numeric.c`): its length; a word of sign, digits after the point
/// and weight; and digits to the base of 10,000, without zeros at either end. `None` if it has an exponent or many digits:
/// only PostgreSQL knows its limits.
fn numeric(text: &str, bytes: &mut Vec<u8>) -> Option<()> {
    const DIGITS: usize = 4;
    const SHORT: u16 = 0x8000;
    const NEGATIVE: u16 = 0x2000;
    const MOST: usize = 63;
    let digits = text.strip_prefix('-').unwrap_or(text);
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let is_plain = |part: &str| part.len() <= MOST && part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !is_plain(whole) || !is_plain(fraction) {
        return None;
    }
    let groups_before = whole.len().div_ceil(DIGITS);
    let places = groups_before * DIGITS - whole.len()..;
    let mut groups = [0_u16; (2 * MOST).div_ceil(DIGITS) + 2];
    for (place, digit) in places.zip(whole.bytes().chain(fraction.bytes())) {
        groups[place / DIGITS] += u16::from(digit - b'0') * 10_u16.pow((DIGITS - 1 - place % DIGITS) as u32);
    }
    let first = groups.iter().position(|group| *group != 0);
    let (weight, groups) = match first {
        None => (0, &groups[..0]),
        Some(first) => {
            let last = groups.iter().rposition(|group| *group != 0).unwrap_or(first);
            (groups_before as i16 - 1 - first as i16, &groups[first..=last])
        }
    };
    let sign = if text.len() > digits.len() && first.is_some() { NEGATIVE } else { 0 };
    // Seven bits of two's complement.
    let header = SHORT | sign | (fraction.len() as u16) << 7 | weight.cast_unsigned() & 0x7f;
    let size = (4 + 2 + 2 * groups.len()) as u32;
    let length = if cfg!(target_endian = "big") { size } else { size << 2 };
    bytes.extend_from_slice(&length.to_ne_bytes());
    bytes.extend_from_slice(&header.to_ne_bytes());
    for group in groups {
        bytes.extend_from_slice(&group.to_ne_bytes());
    }
    Some(())
}
