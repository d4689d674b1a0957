//! The options that conditions on a select, a multi_select or a status name.

use std::cell::OnceCell;

use dyntables_ask::field::Field;
use dyntables_model::column::Column;
use dyntables_values::error::{Error, nearest};
use dyntables_values::kind::Kind;
use dyntables_values::text::{shorten, shorten_text};
use dyntables_values::types::options::{OptionNames, texts};
use serde_json::Value;

use crate::filter::leaf::Leaf;

/// The options of a condition's column. A condition reads its texts with one of these, so that the options are prepared
/// once for a list of texts, and not at all for one that is the value of an option.
pub(super) struct Options<'a> {
    column: &'a Column,
    names: OnceCell<Option<OptionNames>>,
    is_first: OnceCell<()>,
}

impl<'a> Options<'a> {
    /// The options that the field's values are of; `None` if they may be any text.
    pub(super) fn of(leaf: &'a Leaf<'_>, field: &Field) -> Option<Self> {
        let is_whole = matches!(field, Field::Column { kind: Kind::Text | Kind::Set, .. });
        let column = leaf.column().filter(|column| is_whole && has_options(column))?;
        Some(Options { column, names: OnceCell::new(), is_first: OnceCell::new() })
    }

    /// The value of the option that a text names: its value, or its label in any case.
    pub(super) fn value(&self, leaf: &Leaf<'_>, text: &str) -> Result<String, Error> {
        let is_value = |option: &Value| option.get("value").and_then(Value::as_str) == Some(text);
        if self.is_first.set(()).is_ok() && list(self.column).iter().any(is_value) {
            return Ok(text.to_owned());
        }
        let names = self.names.get_or_init(|| self.column.type_.option_names(&self.column.config));
        match names.as_ref().and_then(|names| names.value_of(text)) {
            Some(value) => Ok(value.to_owned()),
            None => Err(self.unknown(leaf, text)),
        }
    }

    fn unknown(&self, leaf: &Leaf<'_>, text: &str) -> Error {
        let values = texts(&self.column.config);
        let labels =
            list(self.column).iter().filter_map(|option| option.get("label").and_then(Value::as_str));
        let near = nearest(text, values.iter().map(String::as_str).chain(labels));
        let hint = match near {
            Some(near) => format!("Perhaps you meant \"{near}\"."),
            None => format!("Its options are: {}.", shorten_text(&values.join(", "))),
        };
        let value = shorten(&Value::from(text));
        leaf.in_condition(Error::bad_hint(format!("the value {value} is none of its options"), hint))
    }
}

fn has_options(column: &Column) -> bool {
    column.type_.config().get("options").is_some() && !list(column).is_empty()
}

fn list(column: &Column) -> &[Value] {
    column.config.get("options").and_then(Value::as_array).map_or(&[], Vec::as_slice)
}
