//! What differs between two states of a record's data, and what was the data before?
//!
//! Changes are an object: under each key that differs the value before and the value after, each if there is one:
//! `{"amount": {"old": 1, "new": 2}, "note": {"old": "x"}}`. Values are copied byte for byte.

use crate::jsonb::format::{CONTAINER, in_order};
use crate::jsonb::part::{Members, Part};
use crate::jsonb::write::{Item, object};

const OLD: &[u8] = b"old";
const NEW: &[u8] = b"new";

impl<'a> Part<'a> {
    /// The value as a value of another document.
    pub(super) fn item(self) -> Item<'a> {
        Item::Old(self.kind, self.bytes)
    }
}

/// A change of one key.
#[derive(Clone, Copy)]
pub struct Changed<'a> {
    /// The key.
    pub key: &'a [u8],
    /// The value before, if there was one.
    pub old: Option<Part<'a>>,
    /// The value after, if there is one.
    pub new: Option<Part<'a>>,
}

/// The changes from one object to another. What is no object counts as an empty one. `None` if the bytes are damaged.
pub fn difference<'a>(old: &'a [u8], new: &'a [u8]) -> Option<Vec<Changed<'a>>> {
    let (mut old, mut new) = (members(old)?.peekable(), members(new)?.peekable());
    let mut changes = Vec::new();
    loop {
        // Both have their keys in the same order.
        let order = match (old.peek(), new.peek()) {
            (None, None) => return Some(changes),
            (Some(_), None) => std::cmp::Ordering::Less,
            (None, Some(_)) => std::cmp::Ordering::Greater,
            (Some((a, _)), Some((b, _))) => in_order(a, b),
        };
        let was = if order.is_le() { old.next() } else { None };
        let is = if order.is_ge() { new.next() } else { None };
        let key = was.or(is)?.0;
        let (was, is) = (was.map(|(_, part)| part), is.map(|(_, part)| part));
        if !was.zip(is).is_some_and(|(was, is)| was.is_same(is)) {
            changes.push(Changed { key, old: was, new: is });
        }
    }
}

/// The changes that a document has. What is none of the form counts as none.
pub fn read_changes(document: &[u8]) -> Option<Vec<Changed<'_>>> {
    let changes = members(document)?.map(|(key, change)| {
        let value = |name: &[u8]| change.at(&[name]);
        Changed { key, old: value(OLD), new: value(NEW) }
    });
    Some(changes.collect())
}

/// Changes as a document; `None` if it would be too large.
pub fn write_changes(changes: &[Changed<'_>]) -> Option<Vec<u8>> {
    let change = |change: &Changed<'_>| {
        let values = [(NEW, change.new), (OLD, change.old)];
        let values: Vec<_> =
            values.into_iter().filter_map(|(name, part)| Some((name, part?.item()))).collect();
        let room = 16 + change.old.map_or(0, Part::size) + change.new.map_or(0, Part::size);
        object(values, room)
    };
    let written: Vec<Vec<u8>> = changes.iter().map(change).collect::<Option<_>>()?;
    let room = written.iter().map(|bytes| bytes.len() + 16).sum();
    let members =
        changes.iter().zip(&written).map(|(change, bytes)| (change.key, Item::Old(CONTAINER, bytes)));
    object(members.collect(), room)
}

/// The object that was there before changes; `None` if the bytes are damaged or it would be too large.
pub fn rolled_back(data: &[u8], changes: &[Changed<'_>]) -> Option<Vec<u8>> {
    let is_changed = |key: &[u8]| changes.iter().any(|change| change.key == key);
    let kept = members(data)?.filter(|(key, _)| !is_changed(key)).map(|(key, part)| (key, part.item()));
    let old = changes.iter().filter_map(|change| Some((change.key, change.old?.item())));
    object(kept.chain(old).collect(), data.len() + 64)
}

/// The members of an object; none of what is no object. `None` if the bytes are damaged.
fn members(bytes: &[u8]) -> Option<impl Iterator<Item = (&[u8], Part<'_>)>> {
    let members = if Part::root(bytes)?.is_object() { Some(Members::of(bytes)?) } else { None };
    Some(members.into_iter().flatten())
}
