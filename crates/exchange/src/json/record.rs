//! One object as the cells of a row.

use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

use dyntables_values::error::Error;
use dyntables_values::text::shorten;
use serde::de::{DeserializeSeed, Deserializer, MapAccess, Visitor};
use serde_json::Value;

use crate::cell::{CellFault, CellReader, Slot};
use crate::json::scan::Text;
use crate::limits::{MAX_CELL, MAX_COLUMNS, too_many_columns};
use crate::names;

/// The cells of a record, and the headers of all records so far.
#[derive(Debug, Default)]
pub(crate) struct Record {
    headers: Vec<String>,
    places: HashMap<String, usize>,
    slots: Vec<Slot>,
    /// Which record gave each slot its value.
    given: Vec<u64>,
    count: u64,
    too_large: bool,
}

impl Record {
    pub(crate) fn headers(&self) -> &[String] {
        &self.headers
    }

    pub(crate) fn slots(&self) -> &[Slot] {
        &self.slots
    }

    /// Reads an object.
    pub(crate) fn read(&mut self, text: Text<'_>, reading: &CellReader) -> Result<(), Error> {
        self.count += 1;
        let known = self.headers.len();
        self.slots.fill(Slot::Empty);
        self.slots.resize(self.headers.len(), Slot::Empty);
        let mut json = serde_json::Deserializer::from_slice(text.bytes);
        let result = Members { record: self, reading }.deserialize(&mut json).and_then(|()| json.end());
        for (column, header) in self.headers.iter().enumerate().skip(known) {
            names::check(header, column)?;
        }
        if self.headers.len() > MAX_COLUMNS {
            return Err(too_many_columns(self.headers.len()));
        }
        if self.too_large {
            return Err(Error::limit(format!(
                "a value of the record that begins in line {} is larger than {} MiB",
                text.line,
                MAX_CELL >> 20
            )));
        }
        result.map_err(|error| text.malformed(&error))?;
        if memchr::memmem::find(text.bytes, b"\\u0000").is_some() {
            self.slots.iter_mut().for_each(without_nul);
        }
        Ok(())
    }

    /// The place of a key; `guess` is where it was in records before.
    fn place(&mut self, key: &str, guess: usize) -> usize {
        if self.headers.get(guess).is_some_and(|header| header == key) {
            return guess;
        }
        if let Some(place) = self.places.get(key) {
            return *place;
        }
        self.places.insert(key.to_owned(), self.headers.len());
        self.headers.push(key.to_owned());
        self.slots.push(Slot::Empty);
        self.headers.len() - 1
    }

    fn give(&mut self, place: usize, value: Value, reading: &CellReader) {
        self.given.resize(self.headers.len(), 0);
        if self.given[place] == self.count {
            let fault = CellFault::format("stands twice in the record", shorten(&value));
            self.slots[place] = Slot::Fault(fault);
            return;
        }
        self.given[place] = self.count;
        self.slots[place] = match value {
            Value::Null => Slot::Empty,
            Value::String(text) if reading.is_null(&text) => Slot::Empty,
            Value::String(text) if text.len() > MAX_CELL => {
                self.too_large = true;
                Slot::Empty
            }
            value => Slot::Value(value),
        };
    }
}

/// A value with the character NUL, which PostgreSQL cannot hold, is a fault.
fn without_nul(slot: &mut Slot) {
    fn has_nul(value: &Value) -> bool {
        match value {
            Value::String(text) => text.contains('\0'),
            Value::Array(items) => items.iter().any(has_nul),
            Value::Object(members) => members.iter().any(|(key, value)| key.contains('\0') || has_nul(value)),
            _ => false,
        }
    }
    if let Slot::Value(value) = slot
        && has_nul(value)
    {
        let shown = value.as_str().map_or_else(|| shorten(value), |text| text.replace('\0', "\u{2400}"));
        *slot = Slot::Fault(CellFault::format("has the character NUL, which no text can have", shown));
    }
}

/// Reads the members of an object in their order.
struct Members<'r> {
    record: &'r mut Record,
    reading: &'r CellReader,
}

impl<'de> DeserializeSeed<'de> for Members<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Members<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        let mut guess = 0;
        while let Some(key) = map.next_key::<Cow<'de, str>>()? {
            let place = self.record.place(&key, guess);
            let value: Value = map.next_value()?;
            self.record.give(place, value, self.reading);
            guess = place + 1;
            if self.record.headers.len() > MAX_COLUMNS {
                return Ok(());
            }
        }
        Ok(())
    }
}
