//! A condition while it is checked: what its value is read with, and how errors name it.

use dyntables_ask::field::Field;
use dyntables_model::column::Column;
use dyntables_values::error::Error;
use dyntables_values::moment::Moment;
use dyntables_values::text::{kind_of, shorten, shorten_text};
use dyntables_values::zone::{self, Zone};
use serde_json::Value;

use crate::names::Names;

/// The most elements of a list that need a comparison each. A filter may have as many conditions.
pub(super) const MAX_ALTERNATIVES: usize = 1_000;

/// A condition while it is checked: a leaf of the filter's tree.
pub(super) struct Leaf<'a> {
    /// What names in the filter refer to.
    pub(super) names: &'a dyn Names,
    /// The name that the condition is on.
    pub(super) path: &'a str,
    /// The operator's name.
    pub(super) operator: &'static str,
    /// What relative dates and `"me"` refer to.
    pub(super) moment: &'a Moment,
    /// What messages say before the operator's name: `length `, or nothing.
    pub(super) of: &'static str,
}

impl Leaf<'_> {
    /// The column that the condition is on, if it is on a whole column.
    pub(super) fn column(&self) -> Option<&Column> {
        self.names.column(self.path)
    }

    /// The zone of local times: the one that the query names, or else the column's, or else the session's.
    pub(super) fn local_zone(&self) -> Zone {
        let own = || self.column()?.config.get("timezone")?.as_str().and_then(zone::find);
        let own = if self.moment.names_zone { None } else { own() };
        own.unwrap_or_else(|| self.moment.zone.clone())
    }

    /// The error for a value that is not what was due: `a list`.
    pub(super) fn wrong_value(&self, due: &str, value: &Value) -> Error {
        let got = match value {
            Value::Array(_) | Value::Object(_) | Value::Null => kind_of(value).to_owned(),
            scalar => shorten(scalar),
        };
        self.in_condition(Error::bad(format!("the value must be {due}, not {got}")))
    }

    /// The error for a list that would be too many comparisons.
    pub(super) fn too_many(&self, what: &str) -> Error {
        self.too_long(&format!("a list cannot have more than {MAX_ALTERNATIVES} {what}"))
    }

    /// The error for a value beyond a limit.
    pub(super) fn too_long(&self, message: &str) -> Error {
        Error::limit(format!("{}: {message}", self.place()))
    }

    /// Says which condition an error is about.
    pub(super) fn in_condition(&self, error: Error) -> Error {
        error.map_message(|message| format!("{}: {message}", self.place()))
    }

    /// Which condition this is, for messages: `filter on column "amount" with eq`.
    pub(super) fn place(&self) -> String {
        let (condition, path) = (self.names.condition(), shorten_text(self.path));
        format!("{condition} \"{path}\" with {}{}", self.of, self.operator)
    }

    /// The error for an operator that does not apply to the field. `known` are the names of those that do.
    pub(super) fn does_not_apply(&self, field: &Field, known: &[&str]) -> Error {
        let what = if matches!(field, Field::Output { .. }) { "" } else { "column " };
        let of_type =
            self.column().map(|column| format!(" of type {}", column.type_.name())).unwrap_or_default();
        Error::bad_hint(
            format!(
                "operator {} does not apply to {what}\"{}\"{of_type}",
                self.operator,
                shorten_text(self.path)
            ),
            format!("Its operators are: {}.", known.join(", ")),
        )
    }
}
