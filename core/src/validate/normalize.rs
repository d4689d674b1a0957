//! What a write changes in a record before it is stored: defaults, stored forms, dropped nulls.
//! The result is a small patch; the document itself is never rebuilt, so no digit is touched.

use jsonschema::json::{JsonbNode, Node, Object as _};
use serde_json::Value;

use crate::json::Object;
use crate::model::column::Column;
use crate::model::ident::UNCONVERTED;
use crate::types::{Moment, Source};
use crate::validate::RecordValidator;

/// Changes to the top level of a record's data.
#[derive(Debug, Default, PartialEq)]
pub struct Amendment {
    /// Keys and the values they get.
    pub set: Object,
    /// Keys to remove.
    pub remove: Vec<String>,
    /// Keys that get the next number of their column's sequence. Drawing one is left to whoever
    /// stores the record: a number that is drawn is used up.
    pub number: Vec<String>,
}

impl Amendment {
    /// Whether nothing is to be changed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.set.is_empty() && self.remove.is_empty() && self.number.is_empty()
    }
}

impl RecordValidator {
    /// What brings `data` into its stored form. Values that no rule accepts are left as they are:
    /// the validator then says what is wrong with them.
    #[must_use]
    pub fn amend(&self, data: JsonbNode<'_>, inserting: bool, moment: &Moment) -> Amendment {
        let mut amendment = Amendment::default();
        let Some(object) = data.as_object() else { return amendment };
        let table = self.table();
        for (key, value) in object.members() {
            let column = table.column(&key).filter(|column| column.type_.source() == Source::Data);
            match column {
                None if key == UNCONVERTED && !value.is_null() => {}
                None if key == UNCONVERTED => amendment.remove.push(key.into_owned()),
                // Of an unknown key the fault is told, be it null or not; open tables have none.
                None if !table.open || table.column(&key).is_some() => {}
                _ if value.is_null() => amendment.remove.push(key.into_owned()),
                None => {}
                Some(column) if !column.type_.has_normalize() => {}
                Some(column) => {
                    if let Some(stored) = column.type_.normalize(&column.config, &value.to_value()) {
                        amendment.set.insert(key.into_owned(), stored);
                    }
                }
            }
        }
        if inserting {
            for column in self.filled() {
                let key = Box::from(column.key.as_str().as_bytes());
                if object.get(&key).is_none_or(|value| value.is_null()) {
                    amendment.remove.retain(|removed| removed != column.key.as_str());
                    amendment.set.insert(column.key.to_string(), fill(column, moment));
                }
            }
            amendment.number = self.assigned_keys();
        }
        amendment
    }
}

/// The value that an empty column gets.
#[must_use]
pub fn fill(column: &Column, moment: &Moment) -> Value {
    match &column.default {
        Some(default) => {
            let value = column.type_.default_value(default, moment);
            column.type_.normalize(&column.config, &value).unwrap_or(value)
        }
        None => Value::String(uuid::Uuid::new_v4().to_string()),
    }
}
