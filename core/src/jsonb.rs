//! PostgreSQL's binary jsonb as bytes. Read: the scalar under a key, which is what indexes and scans ask of
//! every record. Written: objects made of parts of others, which are copied byte for byte, so that no
//! digit is touched and nothing is decoded. (PostgreSQL's own jsonb_delete and jsonb_concat take
//! every value apart and put the whole together again.)
//!
//! The format is that of PostgreSQL's `utils/jsonb.h`, the same since 9.4: a header with the number of
//! pairs; an entry for each key, in order of length and then bytes, and one for each value; then
//! keys and values themselves. An entry tells the kind and the length of its value, every 32nd
//! the end of its value instead; numbers and containers begin at multiples of four bytes, and
//! what fills the gap before them counts as theirs.

use serde_json::Value;

use crate::validate::Amendment;

const COUNT: u32 = 0x0fff_ffff;
const IS_SCALAR: u32 = 0x1000_0000;
const IS_OBJECT: u32 = 0x2000_0000;
const IS_ARRAY: u32 = 0x4000_0000;

const LENGTH: u32 = 0x0fff_ffff;
const KIND: u32 = 0x7000_0000;
const IS_END: u32 = 0x8000_0000;
const STRIDE: usize = 32;

const STRING: u32 = 0;
const NUMBER: u32 = 0x1000_0000;
const FALSE: u32 = 0x2000_0000;
const TRUE: u32 = 0x3000_0000;
const NULL: u32 = 0x4000_0000;
const CONTAINER: u32 = 0x5000_0000;

fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The order of keys: by length, then by bytes.
pub(crate) fn in_order(a: &[u8], b: &[u8]) -> std::cmp::Ordering {
    (a.len(), a).cmp(&(b.len(), b))
}

fn is_aligned(kind: u32) -> bool {
    matches!(kind, NUMBER | CONTAINER)
}

/// The entries of an object, one after the other: its keys, then its values.
struct Entries<'a> {
    object: &'a [u8],
    /// How many pairs there are.
    pairs: usize,
    at: usize,
    /// Where the last one ended, counted from the first.
    end: usize,
}

impl<'a> Entries<'a> {
    fn new(object: &'a [u8]) -> Option<Self> {
        let header = word(object, 0)?;
        let pairs = (header & COUNT) as usize;
        (header & IS_OBJECT != 0 && object.len() >= 4 + 8 * pairs).then_some(Entries {
            object,
            pairs,
            at: 0,
            end: 0,
        })
    }

    /// The kind and the bytes of the next one; `None` where the bytes are damaged.
    fn next(&mut self) -> Option<(u32, &'a [u8])> {
        let data = 4 + 8 * self.pairs;
        let entry = word(self.object, 4 + 4 * self.at)?;
        let (kind, length) = (entry & KIND, (entry & LENGTH) as usize);
        let from = if is_aligned(kind) { self.end.next_multiple_of(4) } else { self.end };
        self.end = if entry & IS_END == 0 { self.end + length } else { length };
        self.at += 1;
        Some((kind, self.object.get(data + from.min(self.end)..data + self.end)?))
    }
}

/// Where an entry begins, counted from the first.
fn offset(object: &[u8], at: usize) -> Option<usize> {
    // The entry before, or one before that, tells its end.
    let mut offset = 0;
    for before in (0..at).rev() {
        let entry = word(object, 4 + 4 * before)?;
        offset += (entry & LENGTH) as usize;
        if entry & IS_END != 0 {
            break;
        }
    }
    Some(offset)
}

/// The value of an object under a key, as its kind and its bytes. Gone through in order, which is less work
/// than a search by halves up to some dozens of keys: only keys of the same length are compared.
fn value<'a>(object: &'a [u8], key: &[u8]) -> Option<(u32, &'a [u8])> {
    const MOST: usize = 64;
    let header = word(object, 0)?;
    let pairs = (header & COUNT) as usize;
    if header & IS_OBJECT == 0 {
        return None;
    }
    let data = 4 + 8 * pairs;
    let (mut low, mut high) = (0, pairs);
    while high - low > MOST {
        let middle = usize::midpoint(low, high);
        let mut entries = Entries { object, pairs, at: middle, end: offset(object, middle)? };
        match in_order(entries.next()?.1, key) {
            std::cmp::Ordering::Less => low = middle + 1,
            _ => high = middle + 1,
        }
    }
    let mut end = offset(object, low)?;
    let found = (low..high).find(|at| {
        let entry = word(object, 4 + 4 * at).unwrap_or_default();
        let from = end;
        let length = (entry & LENGTH) as usize;
        end = if entry & IS_END == 0 { from + length } else { length };
        end.checked_sub(from) == Some(key.len()) && object.get(data + from..data + end) == Some(key)
    })?;
    let at = pairs + found;
    Entries { object, pairs, at, end: offset(object, at)? }.next()
}

/// The text under a key of an object.
#[must_use]
pub fn text<'a>(object: &'a [u8], key: &[u8]) -> Option<&'a str> {
    match value(object, key)? {
        (STRING, bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// Whether there is true or false under a key of an object.
#[must_use]
pub fn boolean(object: &[u8], key: &[u8]) -> Option<bool> {
    match value(object, key)? {
        (TRUE, _) => Some(true),
        (FALSE, _) => Some(false),
        _ => None,
    }
}

/// A number: digits to the base of 10,000, of which the first stands for so many times 10,000 to the
/// power of `weight`.
struct Number<'a> {
    is_negative: bool,
    weight: i32,
    digits: &'a [u8],
}

impl<'a> Number<'a> {
    fn of(object: &'a [u8], key: &[u8]) -> Option<Self> {
        let (NUMBER, bytes) = value(object, key)? else { return None };
        // Its own length stands before it, in one byte or four.
        let is_short =
            if cfg!(target_endian = "big") { *bytes.first()? & 0x80 != 0 } else { *bytes.first()? & 1 != 0 };
        let body = bytes.get(if is_short { 1 } else { 4 }..)?;
        let half = |at: usize| Some(u16::from_ne_bytes(body.get(at..at + 2)?.try_into().ok()?));
        let header = half(0)?;
        if header & 0xc000 == 0x8000 {
            // Seven bits of two's complement.
            let weight = i32::from(header & 0x3f) - if header & 0x40 == 0 { 0 } else { 64 };
            Some(Number { is_negative: header & 0x2000 != 0, weight, digits: &body[2..] })
        } else {
            let weight = i32::from(half(2)?.cast_signed());
            Some(Number { is_negative: header & 0xc000 == 0x4000, weight, digits: body.get(4..)? })
        }
    }

    fn groups(&self) -> impl Iterator<Item = u64> {
        self.digits.chunks_exact(2).map(|pair| u64::from(u16::from_ne_bytes([pair[0], pair[1]])))
    }

    /// The digits without the point, if they are few, and the power of ten that they are multiplied with.
    fn scaled(&self) -> Option<(u64, i32)> {
        const MOST: usize = 4;
        let count = self.digits.len() / 2;
        let digits = self.groups().fold(0, |digits, group| digits * 10_000 + group);
        (count <= MOST).then_some((digits, 4 * (self.weight - count as i32 + 1)))
    }
}

/// The whole number under a key of an object; none of those beyond 64 bits.
#[must_use]
pub fn int8(object: &[u8], key: &[u8]) -> Option<i64> {
    let number = Number::of(object, key)?;
    let count = number.digits.len() as i32 / 2;
    // Nothing behind the point: no zeros stand at the end.
    if count > number.weight + 1 || number.weight > 4 {
        return (count == 0).then_some(0);
    }
    let zeros = 10_000_i128.pow((number.weight + 1 - count).cast_unsigned());
    let digits = number.groups().fold(0_i128, |digits, group| digits * 10_000 + i128::from(group)) * zeros;
    i64::try_from(if number.is_negative { -digits } else { digits }).ok()
}

/// The number under a key of an object as the nearest double; none of those beyond its range.
#[must_use]
pub fn float8(object: &[u8], key: &[u8]) -> Option<f64> {
    // Powers of ten that a double holds exactly. A product or quotient of two exact numbers is rounded
    // once, so it is the nearest double.
    const POWERS: [f64; 23] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
        1e18, 1e19, 1e20, 1e21, 1e22,
    ];
    let number = Number::of(object, key)?;
    if number.digits.is_empty() {
        return Some(0.0);
    }
    let power = |exponent: i32| POWERS.get(exponent.unsigned_abs() as usize);
    let double = match number.scaled() {
        Some((digits, exponent)) if digits <= 1 << 53 && power(exponent).is_some() => {
            let power = power(exponent)?;
            if exponent < 0 { digits as f64 / power } else { digits as f64 * power }
        }
        _ => {
            let mut text: String = number.groups().map(|group| format!("{group:04}")).collect();
            let exponent = 4 * (number.weight - number.digits.len() as i32 / 2 + 1);
            text.push_str(&format!("e{exponent}"));
            text.parse().ok().filter(|double: &f64| double.is_finite())?
        }
    };
    Some(if number.is_negative { -double } else { double })
}

/// An object or an array being written.
struct Writer {
    bytes: Vec<u8>,
    /// Where the values begin: behind the header and the entries.
    data: usize,
    written: usize,
}

impl Writer {
    /// Begins a container of as many entries.
    fn new(header: u32, entries: usize, room: usize) -> Self {
        let data = 4 + 4 * entries;
        let mut bytes = Vec::with_capacity(data + room);
        bytes.extend_from_slice(&header.to_ne_bytes());
        bytes.resize(data, 0);
        Writer { bytes, data, written: 0 }
    }

    /// Appends a key or a value; `None` where the container gets larger than jsonb can be.
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
            Value::Array(items) => {
                let mut inner = Writer::new(IS_ARRAY | count(items.len())?, items.len(), 0);
                items.iter().try_for_each(|item| inner.value(item))?;
                self.copy(CONTAINER, &inner.bytes)
            }
            Value::Object(members) => {
                let members: Vec<_> =
                    members.iter().map(|(key, value)| (key.as_bytes(), Item::New(value))).collect();
                self.copy(CONTAINER, &object(members, 0)?)
            }
        }
    }
}

fn count(of: usize) -> Option<u32> {
    u32::try_from(of).ok().filter(|count| *count <= COUNT)
}

/// A value of an object being written.
pub enum Item<'a> {
    /// A part of another jsonb, which it was read from.
    Old(u32, &'a [u8]),
    /// A value.
    New(&'a Value),
    /// A text.
    Text(&'a str),
}

impl<'a> Item<'a> {
    /// A whole jsonb, without the length before it.
    #[must_use]
    pub fn root(bytes: &'a [u8]) -> Self {
        // A scalar by itself is an array of it: a header and an entry stand before it.
        match (word(bytes, 0), word(bytes, 4), bytes.get(8..)) {
            (Some(header), Some(entry), Some(scalar)) if header & IS_SCALAR != 0 => {
                Item::Old(entry & KIND, scalar)
            }
            _ => Item::Old(CONTAINER, bytes),
        }
    }
}

/// An object of some members, whose keys differ; `room` is about how many bytes they take. `None` if it
/// would be larger than jsonb can be, 256 MB, or has a number that only PostgreSQL can read.
pub fn object(mut members: Vec<(&[u8], Item)>, room: usize) -> Option<Vec<u8>> {
    // Most come in order, which the sort makes use of.
    members.sort_by(|(a, _), (b, _)| in_order(a, b));
    let mut writer = Writer::new(IS_OBJECT | count(members.len())?, members.len() * 2, room);
    for (key, _) in &members {
        writer.copy(STRING, key)?;
    }
    for (_, item) in &members {
        match item {
            Item::Old(kind, bytes) => writer.copy(*kind, bytes)?,
            Item::New(value) => writer.value(value)?,
            Item::Text(text) => writer.copy(STRING, text.as_bytes())?,
        }
    }
    Some(writer.bytes)
}

/// An array of objects or arrays, each without the length before it; `None` as for [`object`].
pub fn array_of<'a>(containers: impl ExactSizeIterator<Item = &'a [u8]>, room: usize) -> Option<Vec<u8>> {
    let mut writer = Writer::new(IS_ARRAY | count(containers.len())?, containers.len(), room);
    for container in containers {
        writer.copy(CONTAINER, container)?;
    }
    Some(writer.bytes)
}

/// The object with an amendment's keys set and removed (its numbers are the caller's to draw). `None` as
/// for [`object()`], and if the bytes are no object as PostgreSQL writes one.
pub fn amended(old: &[u8], amendment: &Amendment) -> Option<Vec<u8>> {
    let mut entries = Entries::new(old)?;
    let mut keys = Vec::with_capacity(entries.pairs);
    for _ in 0..entries.pairs {
        keys.push(entries.next()?.1);
    }
    // Both in the order of keys, so that they are gone through side by side.
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
    object(members, old.len())
}

/// Appends a number as PostgreSQL's `numeric` (`utils/adt/numeric.c`): its length; a word of sign, digits
/// after the point and weight; then digits to the base of 10,000, without zeros at either end.
/// `None` of a number with an exponent, or of hundreds of digits: only PostgreSQL knows its limits.
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
