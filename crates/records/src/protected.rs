//! What writes must not touch: what is under the keys of columns in the trash, what the server gives, and what a
//! conversion could not convert.

use dyntables_model::ident::UNCONVERTED;
use dyntables_values::fault::{Fault, FaultCode};
use dyntables_values::jsonb::{Held, Members, Part};
use dyntables_values::types::autonumber;

use crate::rule::Rule;
use crate::walk::Walk;
use crate::{Write, explain};

impl<'w> Walk<'w> {
    /// The value under a key of the record that was there before.
    pub(crate) fn old(&self, key: &[u8]) -> Option<Part<'w>> {
        match self.write {
            Write::Replace(old) => Part::root(old)?.at(&[key]),
            Write::Insert | Write::Merge => None,
        }
    }

    /// A value of a column whose values the server gives. A null may not take such a value away.
    pub(crate) fn assigned(&mut self, rule: &Rule, value: Part<'_>) {
        let is_same = self.old(&rule.key).map_or(value.is_null(), |old| old.is_same(value));
        if !is_same && !matches!(self.write, Write::Merge) {
            let place = self.validator.table.trashed.len() + rule.at;
            self.forbid(place, &String::from_utf8_lossy(&rule.key));
        }
    }

    /// A number that a new record brings.
    pub(crate) fn number(&mut self, rule: &Rule, value: Part<'_>) {
        let key = self.validator.column(rule).key.as_str();
        let given = value.to_value();
        match autonumber::number(&given) {
            Some(number) if given.as_i64() != Some(number) => {
                self.amendment.set.insert(key.to_owned(), number.into());
            }
            Some(_) => {}
            None => {
                let fault = Fault::of_value(key, FaultCode::Type, &given, autonumber::NO_NUMBER);
                self.faults.push((rule.at, fault));
            }
        }
    }

    /// Whether a key is protected. If it is, its faults are told here.
    pub(crate) fn protected(&mut self, key: &[u8], value: Part<'_>) -> bool {
        let is_hidden = self.validator.table.hidden.iter().any(|known| known.as_str().as_bytes() == key);
        if key == UNCONVERTED.as_bytes() && !is_hidden {
            self.unconverted(value);
            return true;
        }
        let table = &self.validator.table;
        let Some(place) = table.trashed.iter().position(|trashed| trashed.as_str().as_bytes() == key) else {
            return false;
        };
        let key = table.trashed[place].as_str();
        if is_hidden {
            self.hidden(key, value);
            return true;
        }
        let is_same = self.old(key.as_bytes()).is_some_and(|old| old.is_same(value));
        if !is_same && !matches!(self.write, Write::Merge) {
            self.forbid(place, key);
        }
        if value.is_null() && table.open {
            self.remove(key);
        }
        true
    }

    /// A key of a column that the caller may not read. It stays as it is in a whole record; to name it is a fault, even with
    /// the value that it has, or null where it has none: whether a write passes must not tell the value.
    fn hidden(&mut self, key: &str, value: Part<'_>) {
        let is_whole = matches!(self.write, Write::Replace(_));
        if !(is_whole && self.old(key.as_bytes()).is_some_and(|old| old.is_same(value))) {
            self.unknown(key);
        }
    }

    fn forbid(&mut self, place: usize, key: &str) {
        self.forbidden.push((place, explain::not_writable(&self.validator.table, key)));
    }

    /// What could not be converted. Writes may only take something away from it.
    fn unconverted(&mut self, value: Part<'_>) {
        if value.is_null() {
            self.remove(UNCONVERTED);
            return;
        }
        let old = self.old(UNCONVERTED.as_bytes());
        let is_part = old.is_some_and(|old| old.is_same(value) || is_part(value, old));
        if !is_part && !matches!(self.write, Write::Merge) {
            self.forbidden.push((usize::MAX, explain::of_unconverted(&value.to_value())));
        }
    }
}

/// Whether every member of an object is a member of another.
fn is_part(new: Part<'_>, old: Part<'_>) -> bool {
    let (Some(Held::Object(new)), Some(Held::Object(_))) = (new.held(), old.held()) else { return false };
    let mut members = Members::of(new).into_iter().flatten();
    members.all(|(key, value)| old.at(&[key]).is_some_and(|old| old.is_same(value)))
}
