//! A change of a column's type or config, as a document and compiled.

use dyntables_model::change::OnFailure;
use dyntables_model::column::Column;
use dyntables_values::error::Error;
use dyntables_values::written::Reading;
use dyntables_values::zone::{self, Zone};
use serde_json::{Value, json};

use crate::rule::Rule;

/// A change of a column's type or config, compiled.
pub struct Conversion {
    pub(super) from: Column,
    pub(super) to: Column,
    /// The rules of the new column.
    pub(super) rule: Rule,
    pub(super) reading: Reading,
    pub(super) on_failure: OnFailure,
}

/// The conversion as a document, which [`Conversion::from_document`] reads. So it reaches the functions that generated
/// SQL calls for each record. `zone` is the name of the session's time zone.
pub fn document(from: &Column, to: &Column, on_failure: OnFailure, zone: &str) -> Value {
    json!({"from": from.to_document(), "to": to.to_document(), "on_failure": on_failure.name(), "zone": zone})
}

impl Conversion {
    /// Reads a [`document`], whose columns were checked before it was made. `zone` finds a time zone by its name.
    pub fn from_document(document: &Value, zone: impl FnOnce(&str) -> Zone) -> Result<Self, Error> {
        let from = Column::from_catalog(&document["from"])?;
        let mut to = Column::from_catalog(&document["to"])?;
        // A change of the key is another step. Whether a value is required is asked afterwards.
        to.key = from.key.clone();
        to.required = false;
        to.default = None;
        // A column with a zone of its own shows its instants there.
        let own = from.config.get("timezone").and_then(Value::as_str).and_then(zone::find);
        let zone = own.unwrap_or_else(|| zone(document["zone"].as_str().unwrap_or_default()));
        Ok(Conversion {
            rule: Rule::new(&to, 0)?,
            from,
            to,
            // Texts that differ in case may mean different things: each becomes an option.
            reading: Reading { zone: Some(zone), each_spelling: true, ..Reading::default() },
            on_failure: OnFailure::parse(&document["on_failure"])?,
        })
    }
}
