//! What does a column get that a new record leaves empty?

use dyntables_model::column::Column;
use dyntables_values::moment::Moment;
use serde_json::Value;

/// The value that an empty column gets: its default, or a new UUID where it has none.
pub fn fill(column: &Column, moment: &Moment) -> Value {
    match &column.default {
        Some(default) => {
            let value = column.type_.default_value(default, moment);
            column.type_.normalize(&column.config, &value).unwrap_or(value)
        }
        None => Value::String(uuid::Uuid::new_v4().to_string()),
    }
}
