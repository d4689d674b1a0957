//! How is jsonb printed? As PostgreSQL prints it, character for character, but in one pass from the stored bytes: a text
//! without escapes is copied whole, and a number is written from its digits.

use crate::jsonb::format::{CONTAINER, COUNT, Entries, FALSE, IS_OBJECT, NULL, NUMBER, STRING, TRUE, word};
use crate::jsonb::part::{Members, Part};
use crate::jsonb::read::Number;

/// Prints a document, given without the length before it. `None` if the bytes are damaged; part of it is printed then.
pub fn print(out: &mut Vec<u8>, document: &[u8]) -> Option<()> {
    print_part(out, Part::root(document)?)
}

/// As [`print`], of a value inside a document.
pub fn print_part(out: &mut Vec<u8>, part: Part<'_>) -> Option<()> {
    match part {
        Part { kind: CONTAINER, bytes } => container(out, bytes),
        Part { kind, bytes } => scalar(out, kind, bytes),
    }
}

fn scalar(out: &mut Vec<u8>, kind: u32, bytes: &[u8]) -> Option<()> {
    match kind {
        STRING => print_text(out, bytes),
        NUMBER => Number::of_bytes(bytes)?.print(out),
        FALSE => out.extend_from_slice(b"false"),
        TRUE => out.extend_from_slice(b"true"),
        NULL => out.extend_from_slice(b"null"),
        _ => return None,
    }
    Some(())
}

/// An object or an array of which some members or elements are printed.
struct Open<'a> {
    /// Of an object only.
    keys: Option<Entries<'a>>,
    values: Entries<'a>,
    left: usize,
}

impl<'a> Open<'a> {
    fn new(bytes: &'a [u8]) -> Option<Self> {
        let header = word(bytes, 0)?;
        if header & IS_OBJECT != 0 {
            let Members { keys, values, left } = Members::of(bytes)?;
            return Some(Open { keys: Some(keys), values, left });
        }
        let left = (header & COUNT) as usize;
        let data = 4 + 4 * left;
        let values = Entries { object: bytes, pairs: 0, data, at: 0, end: 0 };
        (bytes.len() >= data).then_some(Open { keys: None, values, left })
    }

    fn begin(&self) -> u8 {
        if self.keys.is_some() { b'{' } else { b'[' }
    }

    fn end(&self) -> u8 {
        if self.keys.is_some() { b'}' } else { b']' }
    }
}

/// Prints an array or an object. Those inside are not visited by recursion, because they may be nested deeper than a stack
/// is.
fn container(out: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    let mut outer: Vec<Open> = Vec::new();
    let mut open = Open::new(bytes)?;
    out.push(open.begin());
    let mut is_first = true;
    loop {
        if open.left == 0 {
            out.push(open.end());
            let Some(next) = outer.pop() else { return Some(()) };
            (open, is_first) = (next, false);
            continue;
        }
        open.left -= 1;
        if !is_first {
            out.extend_from_slice(b", ");
        }
        is_first = false;
        if let Some(keys) = &mut open.keys {
            print_text(out, keys.next()?.1);
            out.extend_from_slice(b": ");
        }
        match open.values.next()? {
            (CONTAINER, bytes) => {
                let inner = Open::new(bytes)?;
                out.push(inner.begin());
                outer.push(std::mem::replace(&mut open, inner));
                is_first = true;
            }
            (kind, bytes) => scalar(out, kind, bytes)?,
        }
    }
}

/// Prints a text as a JSON string. Escaped are quotes, backslashes, and the characters before the space.
pub fn print_text(out: &mut Vec<u8>, text: &[u8]) {
    out.reserve(text.len() + 2);
    out.push(b'"');
    let mut rest = text;
    loop {
        let (plain, special) = rest.split_at(plain_bytes(rest));
        out.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else { break };
        print_escaped(out, *byte);
        rest = after;
    }
    out.push(b'"');
}

#[cold]
fn print_escaped(out: &mut Vec<u8>, byte: u8) {
    const HEX: [u8; 16] = *b"0123456789abcdef";
    let short = match byte {
        b'"' | b'\\' => byte,
        0x08 => b'b',
        0x0c => b'f',
        b'\n' => b'n',
        b'\r' => b'r',
        b'\t' => b't',
        _ => {
            let (high, low) = (HEX[usize::from(byte >> 4)], HEX[usize::from(byte & 15)]);
            return out.extend_from_slice(&[b'\\', b'u', b'0', b'0', high, low]);
        }
    };
    out.extend_from_slice(&[b'\\', short]);
}

/// How many bytes there are before the first one that is escaped. Eight are looked at at once.
#[inline]
fn plain_bytes(text: &[u8]) -> usize {
    let (words, tail) = text.as_chunks::<8>();
    for (at, word) in words.iter().enumerate() {
        let special = special_in(u64::from_le_bytes(*word));
        if special != 0 {
            return 8 * at + special.trailing_zeros() as usize / 8;
        }
    }
    let is_special = |byte: &u8| *byte < b' ' || matches!(byte, b'"' | b'\\');
    let in_tail = tail.iter().position(is_special).unwrap_or(tail.len());
    text.len() - tail.len() + in_tail
}

/// The highest bit of each byte that is escaped. The lowest bit that is set is right; a byte above it may be marked by a
/// borrow from below.
#[inline]
fn special_in(word: u64) -> u64 {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHEST: u64 = 0x8080_8080_8080_8080;
    let is_zero = |word: u64| word.wrapping_sub(ONES) & !word;
    let is_control = word.wrapping_sub(ONES * 0x20) & !word;
    let is_quote = is_zero(word ^ (ONES * 0x22));
    let is_backslash = is_zero(word ^ (ONES * 0x5c));
    (is_control | is_quote | is_backslash) & HIGHEST
}

impl Number<'_> {
    /// Prints the number with all its digits, as many after the point as it was given.
    pub(super) fn print(&self, out: &mut Vec<u8>) {
        const DIGITS: usize = 4;
        let group = |at: i32| {
            let pair = usize::try_from(at).ok().and_then(|at| self.digits.get(2 * at..2 * at + 2));
            pair.map_or(0, |pair| u16::from_ne_bytes([pair[0], pair[1]]))
        };
        if self.is_negative {
            out.push(b'-');
        }
        if self.weight < 0 {
            out.push(b'0');
        } else {
            let first = four_digits(group(0));
            let zeros = first.iter().take(DIGITS - 1).take_while(|digit| **digit == b'0').count();
            out.extend_from_slice(&first[zeros..]);
            (1..=self.weight).for_each(|at| out.extend_from_slice(&four_digits(group(at))));
        }
        if self.scale > 0 {
            out.push(b'.');
            let end = out.len() + self.scale;
            let groups = self.scale.div_ceil(DIGITS) as i32;
            (1..=groups).for_each(|at| out.extend_from_slice(&four_digits(group(self.weight + at))));
            out.truncate(end);
        }
    }
}

fn four_digits(group: u16) -> [u8; 4] {
    [group / 1_000, group / 100, group / 10, group].map(|digits| b'0' + (digits % 10) as u8)
}
