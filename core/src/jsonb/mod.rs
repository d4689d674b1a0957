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

mod amendment;
mod part;
mod read;
mod write;

pub use amendment::Amendment;
pub use part::{Held, Members, Part, elements};
pub use read::{Number, boolean, float8, int8, text};
pub use write::{Item, amended, array_of, document, object};

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

/// The entries of an object, one after the other: its keys, then its values. Or those of an array.
struct Entries<'a> {
    object: &'a [u8],
    /// How many pairs there are.
    pairs: usize,
    /// Where keys and values begin: behind the header and the entries.
    data: usize,
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
            data: 4 + 8 * pairs,
            at: 0,
            end: 0,
        })
    }

    /// The kind and the bytes of the next one; `None` where the bytes are damaged.
    fn next(&mut self) -> Option<(u32, &'a [u8])> {
        let entry = word(self.object, 4 + 4 * self.at)?;
        let (kind, length) = (entry & KIND, (entry & LENGTH) as usize);
        let from = if is_aligned(kind) { self.end.next_multiple_of(4) } else { self.end };
        self.end = if entry & IS_END == 0 { self.end + length } else { length };
        self.at += 1;
        Some((kind, self.object.get(self.data + from.min(self.end)..self.data + self.end)?))
    }
}
