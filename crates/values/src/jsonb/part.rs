//! The values inside a document, as their kinds and their bytes.

use serde_json::Value;

use crate::jsonb::format::{
    CONTAINER, COUNT, Entries, FALSE, IS_ARRAY, IS_END, IS_OBJECT, IS_SCALAR, KIND, NULL, NUMBER, STRING,
    TRUE, word,
};
use crate::jsonb::node::{Jsonb, JsonbNode, Node};
use crate::jsonb::read::{self, Number, offset};

/// A value that is not read yet.
#[derive(Clone, Copy)]
pub struct Part<'a> {
    pub(super) kind: u32,
    pub(super) bytes: &'a [u8],
}

/// A value that was read.
#[derive(Clone, Copy)]
pub enum Held<'a> {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A string.
    Text(&'a str),
    /// A number.
    Number(Number<'a>),
    /// An array, as its bytes.
    Array(&'a [u8]),
    /// An object, as its bytes.
    Object(&'a [u8]),
}

impl<'a> Part<'a> {
    /// A whole document; `None` if the bytes are none.
    pub fn root(bytes: &'a [u8]) -> Option<Self> {
        if word(bytes, 0)? & IS_SCALAR == 0 {
            return Some(Part { kind: CONTAINER, bytes });
        }
        // A scalar alone is an array of one element.
        Some(Part { kind: word(bytes, 4)? & KIND, bytes: bytes.get(8..)? })
    }

    /// A text.
    pub fn of_text(text: &'a str) -> Self {
        Part { kind: STRING, bytes: text.as_bytes() }
    }

    /// Reads the value; `None` if it is a text that is not UTF-8, or if the bytes are damaged.
    pub fn held(self) -> Option<Held<'a>> {
        Some(match self.kind {
            STRING => Held::Text(std::str::from_utf8(self.bytes).ok()?),
            NUMBER => Held::Number(Number::of_bytes(self.bytes)?),
            FALSE | TRUE => Held::Boolean,
            NULL => Held::Null,
            _ if self.is_object() => Held::Object(self.bytes),
            _ => Held::Array(self.bytes),
        })
    }

    /// The bytes of a text; `None` if the value is none.
    #[inline]
    pub fn text(self) -> Option<&'a [u8]> {
        (self.kind == STRING).then_some(self.bytes)
    }

    /// Whether the value is true or false; `None` if it is neither.
    #[inline]
    pub fn boolean(self) -> Option<bool> {
        match self.kind {
            TRUE => Some(true),
            FALSE => Some(false),
            _ => None,
        }
    }

    /// Whether the value is a number.
    #[inline]
    pub fn is_number(self) -> bool {
        self.kind == NUMBER
    }

    /// The elements of an array, in order; `None` if the value is none.
    pub fn elements(self) -> Option<impl ExactSizeIterator<Item = Option<Part<'a>>>> {
        (self.kind == CONTAINER && !self.is_object()).then(|| elements(self.bytes))
    }

    /// How many bytes it has.
    pub fn size(self) -> usize {
        self.bytes.len()
    }

    /// Whether the value is null.
    #[inline]
    pub fn is_null(self) -> bool {
        self.kind == NULL
    }

    /// Whether the value is an object.
    pub fn is_object(self) -> bool {
        self.kind == CONTAINER && word(self.bytes, 0).is_some_and(|header| header & IS_OBJECT != 0)
    }

    /// Whether the value is an array or an object.
    pub fn is_container(self) -> bool {
        self.kind == CONTAINER
    }

    /// Whether two values are the same. Jsonb has one way to write a value, so their bytes say it.
    pub fn is_same(self, other: Part<'_>) -> bool {
        self.kind == other.kind && self.bytes == other.bytes
    }

    /// Whether the value is null, `""`, `[]` or `{}`.
    #[inline]
    pub fn is_empty(self) -> bool {
        match self.kind {
            NULL => true,
            STRING => self.bytes.is_empty(),
            CONTAINER => word(self.bytes, 0).is_some_and(|header| header & COUNT == 0),
            _ => false,
        }
    }

    /// The value at a path of keys and of positions in arrays, the first of which is `0`.
    pub fn at(self, steps: &[&[u8]]) -> Option<Self> {
        steps.iter().try_fold(self, |part, step| match part.held()? {
            Held::Array(array) => elements(array).nth(std::str::from_utf8(step).ok()?.parse().ok()?)?,
            Held::Object(object) => {
                let (kind, bytes) = read::value(object, step)?;
                Some(Part { kind, bytes })
            }
            _ => None,
        })
    }

    /// A copy of the value.
    pub fn to_value(self) -> Value {
        match self.held() {
            Some(Held::Text(text)) => Value::from(text),
            _ => self.node(&mut Vec::new()).to_value().into_owned(),
        }
    }

    /// The value as a document of its own, without the length before it.
    pub fn document(self) -> Vec<u8> {
        let mut whole = Vec::new();
        if self.kind == CONTAINER {
            whole.extend_from_slice(self.bytes);
        } else {
            self.write_scalar(&mut whole);
        }
        whole
    }

    /// Writes a scalar alone, as an array of one element.
    fn write_scalar(self, room: &mut Vec<u8>) {
        room.clear();
        room.extend_from_slice(&(IS_ARRAY | IS_SCALAR | 1).to_ne_bytes());
        // The length fits an entry, since an entry had it.
        room.extend_from_slice(&(self.kind | IS_END | self.bytes.len() as u32).to_ne_bytes());
        room.extend_from_slice(self.bytes);
    }

    /// The value for the library. The library reads scalars only inside a document, so one is made in `room`.
    pub fn node<'b>(self, room: &'b mut Vec<u8>) -> JsonbNode<'b>
    where
        'a: 'b,
    {
        if self.kind == CONTAINER {
            return Jsonb::root(self.bytes);
        }
        self.write_scalar(room);
        Jsonb::root(room)
    }
}

/// The members of an object, in the order of their keys.
pub struct Members<'a> {
    pub(super) keys: Entries<'a>,
    pub(super) values: Entries<'a>,
    pub(super) left: usize,
}

impl<'a> Members<'a> {
    /// `None` if the bytes are no object.
    pub fn of(object: &'a [u8]) -> Option<Self> {
        let keys = Entries::new(object)?;
        let pairs = keys.pairs;
        let values = Entries {
            at: pairs,
            end: offset(read::entries(object, pairs)?, pairs)?,
            ..Entries::new(object)?
        };
        Some(Members { keys, values, left: pairs })
    }

    /// The bytes that say which keys there are: their entries, and the keys themselves. Objects with the same have the same
    /// keys, in the same order. To be asked before the first member is read.
    pub fn names(&self) -> Option<[&'a [u8]; 2]> {
        let Entries { object, pairs, data, .. } = self.keys;
        Some([object.get(4..4 + 4 * pairs)?, object.get(data..data + self.values.end)?])
    }

    /// The next value, for whoever knows the keys. `None` if the bytes are damaged.
    #[inline]
    pub fn next_value(&mut self) -> Option<Part<'a>> {
        let (kind, bytes) = self.values.next()?;
        Some(Part { kind, bytes })
    }

    /// Whether all members were read. At the end it is false if the bytes are damaged.
    pub fn is_done(&self) -> bool {
        self.left == 0
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a [u8], Part<'a>);

    #[inline]
    fn next(&mut self) -> Option<Self::Item> {
        if self.left == 0 {
            return None;
        }
        let (_, key) = self.keys.next()?;
        let (kind, bytes) = self.values.next()?;
        self.left -= 1;
        Some((key, Part { kind, bytes }))
    }
}

/// The elements of an array, in order. Damaged bytes have fewer.
pub fn elements(array: &[u8]) -> impl ExactSizeIterator<Item = Option<Part<'_>>> {
    let count = word(array, 0).map_or(0, |header| (header & COUNT) as usize).min(array.len() / 4);
    let mut entries = Entries { object: array, pairs: 0, data: 4 + 4 * count, at: 0, end: 0 };
    (0..count).map(move |_| entries.next().map(|(kind, bytes)| Part { kind, bytes }))
}
