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
        let is_later = !std::mem::replace(&mut is_first, false);
        match &mut open.keys {
            Some(keys) if is_later => print_quoted(out, b", \"", keys.next()?.1, b"\": "),
            Some(keys) => print_quoted(out, b"\"", keys.next()?.1, b"\": "),
            None if is_later => out.extend_from_slice(b", "),
            None => {}
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
    print_quoted(out, b"\"", text, b"\"");
}

/// Prints a text with a beginning and an end, of which its quotes are part.
#[inline]
fn print_quoted<const BEGIN: usize, const END: usize>(
    out: &mut Vec<u8>,
    begin: &[u8; BEGIN],
    text: &[u8],
    end: &[u8; END],
) {
    out.reserve(text.len() + BEGIN + END);
    out.extend_from_slice(begin);
    let mut rest = text;
    loop {
        let (plain, special) = rest.split_at(plain_bytes(rest));
        out.extend_from_slice(plain);
        let Some((byte, after)) = special.split_first() else { break };
        print_escaped(out, *byte);
        rest = after;
    }
    out.extend_from_slice(end);
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
        if self.is_negative {
            out.push(b'-');
        }
        let (words, _) = self.digits.as_chunks::<2>();
        let group = |at: i32| {
            let word = usize::try_from(at).ok().and_then(|at| words.get(at));
            four_digits(word.map_or(0, |word| u16::from_ne_bytes(*word)))
        };
        if self.weight < 0 {
            out.push(b'0');
        } else {
            let first = group(0);
            let zeros = first.iter().take(DIGITS - 1).take_while(|digit| **digit == b'0').count();
            out.extend_from_slice(&first[zeros..]);
            for at in 1..=self.weight {
                out.extend_from_slice(&group(at));
            }
        }
        if self.scale > 0 {
            out.push(b'.');
            let end = out.len() + self.scale;
            let groups = self.scale.div_ceil(DIGITS) as i32;
            for at in self.weight + 1..=self.weight + groups {
                out.extend_from_slice(&group(at));
            }
            out.truncate(end);
        }
    }
}

#[inline]
fn four_digits(group: u16) -> [u8; 4] {
    let digit = |digits: u16| b'0' + (digits % 10) as u8;
    [digit(group / 1_000), digit(group / 100), digit(group / 10), digit(group)]
}
