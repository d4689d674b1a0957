//! `stage.category`: a status by the category of its option. Rewritten to the values that the
//! options of the category have, so that an index on the status serves it. A status whose option has
//! no category has none, just as no status at all.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, Test};
use dyntables_model::column::Column;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::types::status::{CATEGORIES, CATEGORY};
use serde_json::Value;

use crate::filter::check::{Leaf, not};
use crate::filter::operators::{Action, OPERATORS};

const ACTIONS: [Action; 4] = [Action::Eq, Action::In, Action::IsEmpty, Action::IsNull];

impl Leaf<'_> {
    /// The predicate, if the condition is about a category.
    pub(super) fn category(&self) -> Result<Option<Predicate>, Error> {
        let Some(column) =
            self.condition.path.strip_suffix(".category").and_then(|key| self.table.column(key))
        else {
            return Ok(None);
        };
        let Some(values) = column.type_.option_property(&column.config, CATEGORY) else { return Ok(None) };
        let of = |categories: &[&str]| {
            let chosen = values.iter().filter(|(_, category)| categories.contains(category));
            one_of(column, chosen.map(|(value, _)| *value))
        };
        let none = || not(one_of(column, values.iter().map(|(value, _)| *value)));
        let operator = self.condition.operator;
        let value = &self.condition.value;
        let predicate = match operator.action {
            Action::IsEmpty | Action::IsNull => {
                return Ok(Some(if self.as_named()? { none() } else { not(none()) }));
            }
            Action::Eq if value.is_null() => none(),
            Action::Eq => of(&[self.category_of(value)?]),
            Action::In => {
                let Value::Array(list) = value else { return Err(self.wrong_value("a list", value)) };
                let wanted = list.iter().filter(|value| !value.is_null());
                let wanted =
                    wanted.map(|value| self.category_of(value)).collect::<Result<Vec<_>, Error>>()?;
                let found = of(&wanted);
                if list.iter().any(Value::is_null) { Predicate::Or(vec![found, none()]) } else { found }
            }
            _ => {
                let known = OPERATORS.iter().filter(|o| ACTIONS.contains(&o.action)).map(|o| o.name);
                return Err(Error::bad_hint(
                    format!(
                        "operator {} does not apply to \"{}\", the category of a status",
                        operator.name, self.condition.path
                    ),
                    format!("Its operators are: {}.", known.collect::<Vec<_>>().join(", ")),
                ));
            }
        };
        Ok(Some(if operator.negated { not(predicate) } else { predicate }))
    }

    fn category_of<'a>(&self, value: &'a Value) -> Result<&'a str, Error> {
        let text = value.as_str().ok_or_else(|| self.wrong_value("a category", value))?;
        if CATEGORIES.contains(&text) {
            return Ok(text);
        }
        Err(self.in_condition(Error::unknown("category", text, CATEGORIES)))
    }
}

fn one_of<'a>(column: &Column, values: impl Iterator<Item = &'a str>) -> Predicate {
    let values = values.map(|value| Param::Text(value.to_owned())).collect();
    Predicate::Test(Field::of_column(column), Test::OneOf(Param::List(Kind::Text, values)))
}
