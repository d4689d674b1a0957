//! What becomes of what an earlier conversion could not convert? It is read once more; what can be read becomes the
//! record's value, unless the record has got another one since.

use dyntables_model::ident::UNCONVERTED;
use dyntables_values::jsonb::{Amendment, Part};
use serde_json::Value;

use crate::Environment;
use crate::convert::outcome::MOST_LEVELS;
use crate::convert::{Conversion, Outcome};
use crate::depth::deeper_than;

impl Conversion {
    /// The values that a record keeps of the column, the latest first, each with its name.
    fn kept_values<'d>(&'d self, data: &'d [u8]) -> impl Iterator<Item = (&'d str, Part<'d>)> {
        let kept = Part::root(data).and_then(|record| record.at(&[UNCONVERTED.as_bytes()]));
        let names = self.kept.iter().flatten();
        names.filter_map(move |name| Some((name.as_str(), kept?.at(&[name.as_bytes()])?)))
    }

    /// The latest value that a record keeps of the column.
    pub(super) fn latest<'d>(&'d self, data: &'d [u8]) -> Option<(&'d str, Part<'d>)> {
        self.kept_values(data).next()
    }

    /// The first kept value that can be read, with its name; else what is wrong with the latest one.
    pub(super) fn retried<'d>(
        &'d self,
        data: &'d [u8],
        environment: &Environment<'_>,
    ) -> Option<(&'d str, Outcome)> {
        let (name, _) = self.latest(data)?;
        if self.value(data).is_some_and(|value| !value.is_empty()) {
            return Some((name, Outcome::Failed("the record has another value by now".to_owned())));
        }
        let mut outcomes = self.kept_values(data).map(|(name, value)| {
            // What is kept has no form that the column has already.
            let outcome = match self.outcome_of(value, environment) {
                Outcome::Kept if !deeper_than(value, MOST_LEVELS) => Outcome::Changed(value.to_value()),
                outcome => outcome,
            };
            (name, outcome)
        });
        let first = outcomes.next()?;
        if matches!(first.1, Outcome::Changed(_)) {
            return Some(first);
        }
        outcomes.find(|(_, outcome)| matches!(outcome, Outcome::Changed(_))).or(Some(first))
    }

    /// The changes to a record: the value that could be read moves back under the column's key.
    pub(super) fn taken_back(&self, data: &[u8], environment: &Environment<'_>) -> Amendment {
        let mut amendment = Amendment::default();
        let Some((name, Outcome::Changed(value))) = self.retried(data, environment) else { return amendment };
        let kept = Part::root(data).and_then(|record| record.at(&[UNCONVERTED.as_bytes()]));
        let Some(Value::Object(mut kept)) =
            kept.filter(|kept| !deeper_than(*kept, MOST_LEVELS + 1)).map(Part::to_value)
        else {
            return amendment;
        };
        kept.remove(name);
        if kept.is_empty() {
            amendment.remove.push(UNCONVERTED.to_owned());
        } else {
            amendment.set.insert(UNCONVERTED.to_owned(), Value::Object(kept));
        }
        amendment.set.insert(self.from.key.to_string(), value);
        amendment
    }
}
