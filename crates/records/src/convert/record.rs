//! What becomes of a record whose column changes?

use dyntables_model::how::OnFailure;
use dyntables_model::ident::UNCONVERTED;
use dyntables_values::jsonb::{Amendment, Part};
use dyntables_values::kind::Kind;
use dyntables_values::text::Object;
use dyntables_values::written::{Cast, numerals};
use serde_json::Value;

use crate::convert::{Conversion, Outcome};
use crate::depth::{MOST_LEVELS, deeper_than};
use crate::{Environment, unconverted};

impl Conversion {
    /// What becomes of the value in a record.
    pub fn outcome(&self, data: &[u8], environment: &Environment<'_>) -> Outcome {
        if self.kept.is_some() {
            return self.retried(data, environment).map_or(Outcome::Nothing, |(_, outcome)| outcome);
        }
        self.value(data).map_or(Outcome::Nothing, |value| self.outcome_of(value, environment))
    }

    /// The column's value in a record.
    pub(super) fn value<'d>(&self, data: &'d [u8]) -> Option<Part<'d>> {
        Part::root(data)?.at(&[&self.rule.key])
    }

    /// Why the value in a record does not convert; empty if it does, `None` if there is no value.
    pub fn fault(&self, data: &[u8], environment: &Environment<'_>) -> Option<String> {
        match self.outcome(data, environment) {
            Outcome::Nothing | Outcome::Emptied => None,
            Outcome::Kept | Outcome::Changed(_) => Some(String::new()),
            Outcome::Failed(message) => Some(message),
        }
    }

    /// The decimal mark that the text in a record shows: `,` or `.`.
    pub fn shown_mark(&self, data: &[u8]) -> Option<char> {
        let value = match &self.kept {
            Some(_) => self.latest(data).map(|(_, value)| value),
            None => self.value(data),
        };
        let value = value.filter(|value| !deeper_than(*value, MOST_LEVELS))?;
        numerals::shown_mark(&self.text(&value.to_value())?)
    }

    /// The changes to a record. There are none if it stays as it is.
    pub fn amendment(&self, data: &[u8], environment: &Environment<'_>) -> Amendment {
        let key = self.from.key.to_string();
        let mut amendment = Amendment::default();
        if self.kept.is_some() {
            return self.taken_back(data, environment);
        }
        match (self.outcome(data, environment), self.on_failure) {
            (Outcome::Nothing | Outcome::Kept, _) | (Outcome::Failed(_), OnFailure::Abort) => {}
            (Outcome::Changed(value), _) => {
                amendment.set.insert(key, value);
            }
            (Outcome::Emptied, _) | (Outcome::Failed(_), OnFailure::Null) => amendment.remove.push(key),
            (Outcome::Failed(_), OnFailure::Keep) => {
                if let Some(kept) = self.kept(data) {
                    amendment.set.insert(UNCONVERTED.to_owned(), kept);
                    amendment.remove.push(key);
                }
            }
        }
        amendment
    }

    /// The record's [`UNCONVERTED`] with the value in it, under the name that [`unconverted::free`] finds.
    fn kept(&self, data: &[u8]) -> Option<Value> {
        let value = self.value(data).filter(|value| !deeper_than(*value, MOST_LEVELS))?.to_value();
        let earlier = Part::root(data)?.at(&[UNCONVERTED.as_bytes()]);
        let earlier = earlier.filter(|earlier| !deeper_than(*earlier, MOST_LEVELS + 1));
        let mut kept = match earlier.map(Part::to_value) {
            Some(Value::Object(earlier)) => earlier,
            _ => Object::new(),
        };
        let free = unconverted::free(self.from.key.as_str(), |name| kept.contains_key(name));
        // A scalar is kept as people read it. What has parts is kept whole.
        let text = match &value {
            Value::Array(_) | Value::Object(_) => None,
            _ => self.from.type_.to_text(&self.from.config, &value),
        };
        kept.insert(free, text.map_or(value, Value::String));
        Some(Value::Object(kept))
    }

    /// The options that the new column needs for the value in a record, and lacks.
    pub fn missing_options(&self, data: &[u8], environment: &Environment<'_>) -> Vec<String> {
        let value = self.value(data).filter(|value| !value.is_empty() && !deeper_than(*value, MOST_LEVELS));
        let Some(value) = value.map(Part::to_value) else { return Vec::new() };
        if self.taken(&value, environment).is_ok() {
            return Vec::new();
        }
        if let (Kind::Set, Value::Array(items)) = (self.to.type_.kind(&self.to.config), &value) {
            let names = self.rule.option_names(&self.to);
            let is_known = |item: &str| names.is_some_and(|names| names.has_value(item));
            let items = items.iter().filter_map(Value::as_str);
            return items.filter(|item| !item.is_empty() && !is_known(item)).map(ToOwned::to_owned).collect();
        }
        let Some(text) = self.text(&value).filter(|_| self.is_meant_as_text(&value)) else {
            return Vec::new();
        };
        match text.trim() {
            "" => Vec::new(),
            text => match self.typecast(text) {
                Cast::WithOptions { missing, .. } => missing,
                _ => Vec::new(),
            },
        }
    }
}
