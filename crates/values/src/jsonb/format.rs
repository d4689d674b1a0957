//! The headers and entries of binary jsonb.

pub(super) const COUNT: u32 = 0x0fff_ffff;
pub(super) const IS_SCALAR: u32 = 0x1000_0000;
pub(super) const IS_OBJECT: u32 = 0x2000_0000;
pub(super) const IS_ARRAY: u32 = 0x4000_0000;

pub(super) const LENGTH: u32 = 0x0fff_ffff;
pub(super) const KIND: u32 = 0x7000_0000;
pub(super) const IS_END: u32 = 0x8000_0000;
pub(super) const STRIDE: usize = 32;

pub(super) const STRING: u32 = 0;
pub(super) const NUMBER: u32 = 0x1000_0000;
pub(super) const FALSE: u32 = 0x2000_0000;
pub(super) const TRUE: u32 = 0x3000_0000;
pub(super) const NULL: u32 = 0x4000_0000;
pub(super) const CONTAINER: u32 = 0x5000_0000;

#[inline]
pub(super) fn word(bytes: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_ne_bytes(bytes.get(at..at + 4)?.try_into().ok()?))
}

/// The order of keys: by length, then by bytes.
#[inline]
pub fn in_order(a: &[u8], b: &[u8]) -> std::cmp::Ordering {
    (a.len(), a).cmp(&(b.len(), b))
}

#[inline]
pub(super) fn is_aligned(kind: u32) -> bool {
    matches!(kind, NUMBER | CONTAINER)
}

/// The entries of an object one after the other, first its keys and then its values; or the entries of an array.
pub(super) struct Entries<'a> {
    pub(super) object: &'a [u8],
    /// The number of pairs.
    pub(super) pairs: usize,
    /// Where keys and values begin, behind the header and the entries.
    pub(super) data: usize,
    pub(super) at: usize,
    /// Where the last value ended, counted from `data`.
    pub(super) end: usize,
}

impl<'a> Entries<'a> {
    pub(super) fn new(object: &'a [u8]) -> Option<Self> {
        let header = word(object, 0)?;
        let pairs = (header & COUNT) as usize;
        (header & IS_OBJECT != 0 && object.len() >= 4 + 8 * pairs).then_some(Entries {
            object,
            pairs,
            data: 4 + 8 * pairs,
            at: 0,
            end: 0,
        })
    }

    /// The kind and the bytes of the next value; `None` if the bytes are damaged.
    #[inline]
    pub(super) fn next(&mut self) -> Option<(u32, &'a [u8])> {
        let entry = word(self.object, 4 + 4 * self.at)?;
        let (kind, length) = (entry & KIND, (entry & LENGTH) as usize);
        let from = if is_aligned(kind) { self.end.next_multiple_of(4) } else { self.end };
        self.end = if entry & IS_END == 0 { self.end + length } else { length };
        self.at += 1;
        Some((kind, self.object.get(self.data + from.min(self.end)..self.data + self.end)?))
    }
}
