//! How is a record written as a JSON document? Its values as they are stored, by the keys of their columns.

use dyntables_values::jsonb::{Members, print, print_part, print_text};

use crate::write::cell::{self, Cell, Record};
use crate::write::layout::{Layout, Place};
use crate::write::options::Field;

/// What is written of a record.
#[derive(Debug)]
pub(super) struct Documents {
    layout: Layout,
    /// Whether only the columns of the layout are written, in their order. Otherwise all the data is, but for these keys.
    is_chosen: bool,
    left_out: Vec<Box<[u8]>>,
}

impl Documents {
    /// `left_out` are the keys that are not written, where no columns are chosen.
    pub(super) fn new(layout: Layout, is_chosen: bool, left_out: Vec<Box<[u8]>>) -> Self {
        Documents { layout, is_chosen, left_out }
    }

    /// Writes a record. `None` if its data is damaged.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, record: &Record<'_>) -> Option<()> {
        if self.is_chosen {
            return self.write_chosen(out, record);
        }
        let fields = || self.layout.outputs.iter().filter(|output| matches!(output.place, Place::Field(_)));
        let is_left_out = |key: &[u8]| self.left_out.iter().any(|left_out| **left_out == *key);
        let mut members = Members::of(record.stored.data)?;
        if fields().next().is_none() && !Members::of(record.stored.data)?.any(|(key, _)| is_left_out(key)) {
            return print(out, record.stored.data);
        }
        let mut object = Object::begin(out);
        for output in fields() {
            if let Place::Field(field) = output.place {
                object.field(&output.key, record, field);
            }
        }
        for (key, value) in members.by_ref().filter(|(key, _)| !is_left_out(key)) {
            object.key(key);
            print_part(object.out, value)?;
        }
        object.end();
        members.is_done().then_some(())
    }

    fn write_chosen(&mut self, out: &mut Vec<u8>, record: &Record<'_>) -> Option<()> {
        let values = self.layout.values(record.stored.data)?;
        let mut object = Object::begin(out);
        for output in &self.layout.outputs {
            match output.place {
                Place::Field(field) => object.field(&output.key, record, field),
                Place::Data(place) => {
                    if let Some(value) = values[place] {
                        object.key(output.key.as_bytes());
                        print_part(object.out, value)?;
                    }
                }
            }
        }
        object.end();
        Some(())
    }
}

/// An object that is being written.
struct Object<'a> {
    out: &'a mut Vec<u8>,
    separator: &'static [u8],
}

impl<'a> Object<'a> {
    fn begin(out: &'a mut Vec<u8>) -> Self {
        out.push(b'{');
        Object { out, separator: b"" }
    }

    fn key(&mut self, key: &[u8]) {
        self.out.extend_from_slice(std::mem::replace(&mut self.separator, b", "));
        print_text(self.out, key);
        self.out.extend_from_slice(b": ");
    }

    /// Writes a field beside the data, if it has a value.
    fn field(&mut self, key: &str, record: &Record<'_>, field: Field) {
        let mut room = Vec::new();
        match cell::of_field(record, field, None, &mut room) {
            Cell::Number(digits) => {
                self.key(key.as_bytes());
                self.out.extend_from_slice(digits);
            }
            Cell::Text(text) | Cell::Safe(text) => {
                self.key(key.as_bytes());
                print_text(self.out, text);
            }
            Cell::Empty | Cell::Boolean(_) => {}
        }
    }

    fn end(self) {
        self.out.push(b'}');
    }
}
