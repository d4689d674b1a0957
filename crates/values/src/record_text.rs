//! How is a record written as JSON? As pages show it: its fields, and `data` as PostgreSQL prints it, with the system
//! columns that the table has and without what is not shown.

use crate::iso;
use crate::jsonb::{Members, in_order, print, print_part, print_text};
use crate::system::SystemField;

/// A record as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct Stored<'a> {
    /// The id.
    pub id: [u8; 16],
    /// The jsonb, without the length before it.
    pub data: &'a [u8],
    /// Microseconds since 2000-01-01T00:00:00Z, here and below.
    pub created_at: Option<i64>,
    /// When it was last changed.
    pub updated_at: Option<i64>,
    /// Who inserted it.
    pub created_by: Option<&'a [u8]>,
    /// Who changed it last.
    pub updated_by: Option<&'a [u8]>,
    /// Its version.
    pub version: i64,
}

/// What callers see of `data`.
#[derive(Debug, Default)]
pub struct Shown {
    /// The only keys; all where absent. In order.
    only: Option<Vec<Box<[u8]>>>,
    /// The keys that are left out. In order.
    without: Vec<Box<[u8]>>,
    /// The keys of system columns, and where their values are. In order.
    system: Vec<(Box<[u8]>, SystemField)>,
}

impl Shown {
    /// Only some keys, if they are given; not those of `without`; and the values of system columns.
    pub fn new<'a>(
        only: Option<&[String]>,
        without: impl Iterator<Item = &'a str>,
        system: impl Iterator<Item = (&'a str, SystemField)>,
    ) -> Self {
        let boxed = |key: &str| Box::<[u8]>::from(key.as_bytes());
        let sorted = |mut keys: Vec<Box<[u8]>>| {
            keys.sort_by(|a, b| in_order(a, b));
            keys
        };
        let only = only.map(|keys| sorted(keys.iter().map(|key| boxed(key)).collect()));
        let is_wanted = |key: &[u8]| only.as_ref().is_none_or(|keys| has(keys, key));
        let system = system.map(|(key, field)| (boxed(key), field));
        let mut system: Vec<_> = system.filter(|(key, _)| is_wanted(key)).collect();
        system.sort_by(|(a, _), (b, _)| in_order(a, b));
        Shown { only, without: sorted(without.map(boxed).collect()), system }
    }

    fn is_as_stored(&self) -> bool {
        self.only.is_none() && self.without.is_empty() && self.system.is_empty()
    }

    fn has(&self, key: &[u8]) -> bool {
        self.only.as_ref().is_none_or(|keys| has(keys, key)) && !has(&self.without, key)
    }
}

/// Whether a list in order has a key.
fn has(keys: &[Box<[u8]>], key: &[u8]) -> bool {
    keys.binary_search_by(|known| in_order(known, key)).is_ok()
}

impl Stored<'_> {
    /// Writes the record as JSON. `None` if its data is damaged.
    pub fn write(&self, out: &mut Vec<u8>, shown: &Shown) -> Option<()> {
        out.extend_from_slice(b"{\"id\": ");
        self.write_field(out, SystemField::Id);
        out.extend_from_slice(b", \"data\": ");
        self.write_data(out, shown)?;
        for (key, field) in [
            (&b", \"version\": "[..], SystemField::Version),
            (b", \"created_at\": ", SystemField::CreatedAt),
            (b", \"created_by\": ", SystemField::CreatedBy),
            (b", \"updated_at\": ", SystemField::UpdatedAt),
            (b", \"updated_by\": ", SystemField::UpdatedBy),
        ] {
            out.extend_from_slice(key);
            self.write_field(out, field);
        }
        out.push(b'}');
        Some(())
    }

    /// Writes `data` as callers see it. System columns take their places in the order of keys.
    fn write_data(&self, out: &mut Vec<u8>, shown: &Shown) -> Option<()> {
        let members = Members::of(self.data);
        let Some(mut members) = members.filter(|_| !shown.is_as_stored()) else {
            return print(out, self.data);
        };
        let mut system = shown.system.iter().filter(|(_, field)| self.has(*field)).peekable();
        let mut separator = &b""[..];
        let mut begin = |out: &mut Vec<u8>, key: &[u8]| {
            out.extend_from_slice(std::mem::replace(&mut separator, b", "));
            print_text(out, key);
            out.extend_from_slice(b": ");
        };
        out.push(b'{');
        for (key, value) in members.by_ref() {
            let mut is_replaced = false;
            while let Some((name, field)) = system.next_if(|(name, _)| in_order(name, key).is_le()) {
                is_replaced |= **name == *key;
                begin(out, name);
                self.write_field(out, *field);
            }
            if !is_replaced && shown.has(key) {
                begin(out, key);
                print_part(out, value)?;
            }
        }
        for (name, field) in system {
            begin(out, name);
            self.write_field(out, *field);
        }
        out.push(b'}');
        members.is_done().then_some(())
    }

    /// Whether a system field has a value that can be shown.
    fn has(&self, field: SystemField) -> bool {
        let can_be_shown = |instant: Option<i64>| instant.is_some_and(iso::is_stored);
        match field {
            SystemField::Id | SystemField::Version => true,
            SystemField::CreatedAt => can_be_shown(self.created_at),
            SystemField::UpdatedAt => can_be_shown(self.updated_at),
            SystemField::CreatedBy => self.created_by.is_some(),
            SystemField::UpdatedBy => self.updated_by.is_some(),
        }
    }

    /// Writes the value of a system field; `null` where it has none.
    fn write_field(&self, out: &mut Vec<u8>, field: SystemField) {
        let text = |out: &mut Vec<u8>, text: Option<&[u8]>| match text {
            Some(text) => print_text(out, text),
            None => out.extend_from_slice(b"null"),
        };
        match field {
            SystemField::Id => {
                let mut room = [0; uuid::fmt::Hyphenated::LENGTH];
                let id = uuid::Uuid::from_bytes(self.id).hyphenated();
                text(out, Some(id.encode_lower(&mut room).as_bytes()));
            }
            SystemField::Version => out.extend_from_slice(self.version.to_string().as_bytes()),
            SystemField::CreatedBy => text(out, self.created_by),
            SystemField::UpdatedBy => text(out, self.updated_by),
            SystemField::CreatedAt | SystemField::UpdatedAt => {
                let instant = if field == SystemField::CreatedAt { self.created_at } else { self.updated_at };
                match instant.filter(|instant| iso::is_stored(*instant)) {
                    Some(instant) => {
                        out.push(b'"');
                        iso::write_instant(out, instant);
                        out.push(b'"');
                    }
                    None => out.extend_from_slice(b"null"),
                }
            }
        }
    }
}
