//! The scalar under a key. Indexes and scans read it in every record.

use crate::jsonb::format::{
    COUNT, FALSE, IS_OBJECT, KIND, LENGTH, NUMBER, STRIDE, STRING, TRUE, in_order, is_aligned, word,
};

/// The entries of an object, first those of its keys, each in the byte order of the machine.
pub(super) fn entries(object: &[u8], pairs: usize) -> Option<&[[u8; 4]]> {
    Some(object.get(4..4 + 8 * pairs)?.as_chunks().0)
}

/// The length that an entry has; every [`STRIDE`]th has its end instead.
fn length(entry: [u8; 4]) -> usize {
    (u32::from_ne_bytes(entry) & LENGTH) as usize
}

/// Where the value of an entry begins, counted from the first: at the last known end before it, plus the lengths since.
/// Written without a branch, so that the compiler adds up several lengths at once.
pub(super) fn offset(entries: &[[u8; 4]], at: usize) -> Option<usize> {
    let Some(before) = at.checked_sub(1) else { return Some(0) };
    let lengths = entries.get(before / STRIDE * STRIDE..at)?;
    Some(lengths.iter().map(|entry| u32::from_ne_bytes(*entry) & LENGTH).fold(0, u32::wrapping_add) as usize)
}

/// The value under a key of an object, as its kind and its bytes.
///
/// Up to some dozens of keys, going through them in order is faster than a binary search: only keys of the same length
/// are compared.
pub(super) fn value<'a>(object: &'a [u8], key: &[u8]) -> Option<(u32, &'a [u8])> {
    const MOST: usize = 64;
    let header = word(object, 0)?;
    let pairs = (header & COUNT) as usize;
    if header & IS_OBJECT == 0 {
        return None;
    }
    let entries = entries(object, pairs)?;
    let data = &object[4 + 8 * pairs..];
    let (mut low, mut high) = (0, pairs);
    while high - low > MOST {
        let middle = usize::midpoint(low, high);
        let name = data.get(offset(entries, middle)?..offset(entries, middle + 1)?)?;
        match in_order(name, key) {
            std::cmp::Ordering::Less => low = middle + 1,
            _ => high = middle + 1,
        }
    }
    let mut from = offset(entries, low)?;
    let mut found = None;
    for (at, entry) in entries.iter().enumerate().take(high).skip(low) {
        let end = if at % STRIDE == 0 { length(*entry) } else { from + length(*entry) };
        // All keys after a longer one are longer, too.
        if end > from + key.len() {
            break;
        }
        if end == from + key.len() && is_same(data.get(from..end)?, key) {
            found = Some(at);
            break;
        }
        from = end;
    }
    let at = pairs + found?;
    let (from, end) = (offset(entries, at)?, offset(entries, at + 1)?);
    let kind = u32::from_ne_bytes(entries[at]) & KIND;
    let from = if is_aligned(kind) { from.next_multiple_of(4).min(end) } else { from };
    Some((kind, data.get(from..end)?))
}

/// Whether two keys of one length are the same. Most different keys differ at an end, which is compared without a call.
fn is_same(a: &[u8], b: &[u8]) -> bool {
    a.first() == b.first() && a.last() == b.last() && a == b
}

/// The text under a key of an object.
pub fn text<'a>(object: &'a [u8], key: &[u8]) -> Option<&'a str> {
    match value(object, key)? {
        (STRING, bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    }
}

/// The boolean under a key of an object.
pub fn boolean(object: &[u8], key: &[u8]) -> Option<bool> {
    match value(object, key)? {
        (TRUE, _) => Some(true),
        (FALSE, _) => Some(false),
        _ => None,
    }
}

/// A number, as digits to the base of 10,000. The first digit counts 10,000 to the power of `weight`. PostgreSQL keeps
/// no zeros at either end.
#[derive(Clone, Copy)]
pub struct Number<'a> {
    pub(super) is_negative: bool,
    /// How many digits are written after the point, were it zeros.
    pub(super) scale: usize,
    pub(super) weight: i32,
    pub(super) digits: &'a [u8],
}

impl<'a> Number<'a> {
    fn of(object: &'a [u8], key: &[u8]) -> Option<Self> {
        let (NUMBER, bytes) = value(object, key)? else { return None };
        Number::of_bytes(bytes)
    }

    /// Reads the bytes of a number; `None` if they are damaged.
    #[inline]
    pub(super) fn of_bytes(bytes: &'a [u8]) -> Option<Self> {
        // Before it is its own length, in one byte or in four.
        let is_short =
            if cfg!(target_endian = "big") { *bytes.first()? & 0x80 != 0 } else { *bytes.first()? & 1 != 0 };
        let body = bytes.get(if is_short { 1 } else { 4 }..)?;
        let half = |at: usize| Some(u16::from_ne_bytes(body.get(at..at + 2)?.try_into().ok()?));
        let header = half(0)?;
        if header & 0xc000 == 0x8000 {
            // Seven bits of two's complement.
            let weight = i32::from(header & 0x3f) - if header & 0x40 == 0 { 0 } else { 64 };
            Some(Number {
                is_negative: header & 0x2000 != 0,
                scale: usize::from((header & 0x1f80) >> 7),
                weight,
                digits: &body[2..],
            })
        } else {
            let weight = i32::from(half(2)?.cast_signed());
            Some(Number {
                is_negative: header & 0xc000 == 0x4000,
                scale: usize::from(header & 0x3fff),
                weight,
                digits: body.get(4..)?,
            })
        }
    }

    /// Whether digits are written after the point, were it zeros: `12.0`.
    pub fn has_point(&self) -> bool {
        self.scale > 0
    }

    /// Whether the number is 0.
    pub fn is_zero(&self) -> bool {
        self.digits.is_empty()
    }

    fn groups(&self) -> impl Iterator<Item = u64> {
        self.digits.chunks_exact(2).map(|pair| u64::from(u16::from_ne_bytes([pair[0], pair[1]])))
    }

    /// The digits without the point, and the power of ten that they count; `None` if they are many.
    fn scaled(&self) -> Option<(u64, i32)> {
        const MOST: usize = 4;
        let count = self.digits.len() / 2;
        if count > MOST {
            return None;
        }
        let digits = self.groups().fold(0, |digits, group| digits * 10_000 + group);
        Some((digits, 4 * (self.weight - count as i32 + 1)))
    }

    /// The number of digits after the point, without zeros at the end.
    pub fn decimals(&self) -> usize {
        let behind = self.digits.len() as i32 / 2 - (self.weight + 1);
        let Some(last) = self.groups().last().filter(|_| behind > 0) else { return 0 };
        let zeros = [10, 100, 1000].into_iter().filter(|power| last % power == 0).count();
        4 * behind as usize - zeros
    }

    /// The number if it is whole and within 64 bits.
    pub fn whole(&self) -> Option<i64> {
        let count = self.digits.len() as i32 / 2;
        // There are no zeros at the end, so a digit after the point is a fraction.
        if count > self.weight + 1 || self.weight > 4 {
            return (count == 0).then_some(0);
        }
        let zeros = 10_000_i128.pow((self.weight + 1 - count).cast_unsigned());
        let digits = self.groups().fold(0_i128, |digits, group| digits * 10_000 + i128::from(group)) * zeros;
        i64::try_from(if self.is_negative { -digits } else { digits }).ok()
    }

    /// The nearest double; `None` if the number is beyond its range.
    pub fn double(&self) -> Option<f64> {
        // A double holds these powers of ten exactly. A product or quotient of two exact numbers is rounded once, so
        // it is the nearest double.
        const POWERS: [f64; 23] = [
            1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17,
            1e18, 1e19, 1e20, 1e21, 1e22,
        ];
        if self.digits.is_empty() {
            return Some(0.0);
        }
        let power = |exponent: i32| POWERS.get(exponent.unsigned_abs() as usize);
        let double = match self.scaled() {
            Some((digits, exponent)) if digits <= 1 << 53 && power(exponent).is_some() => {
                let power = power(exponent)?;
                if exponent < 0 { digits as f64 / power } else { digits as f64 * power }
            }
            _ => {
                let mut text: String = self.groups().map(|group| format!("{group:04}")).collect();
                let exponent = 4 * (self.weight - self.digits.len() as i32 / 2 + 1);
                text.push_str(&format!("e{exponent}"));
                text.parse().ok().filter(|double: &f64| double.is_finite())?
            }
        };
        Some(if self.is_negative { -double } else { double })
    }
}

/// The number under a key of an object, if it is whole and within 64 bits.
pub fn int8(object: &[u8], key: &[u8]) -> Option<i64> {
    Number::of(object, key)?.whole()
}

/// The nearest double of the number under a key of an object; `None` if it is beyond the range of doubles.
pub fn float8(object: &[u8], key: &[u8]) -> Option<f64> {
    Number::of(object, key)?.double()
}
