//! `length`: an object of comparisons, or a number, of the number of characters or elements.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::Predicate;
use dyntables_values::error::Error;
use serde_json::Value;

use crate::filter::check::Leaf;
use crate::filter::operators::{self, Action, OPERATORS, Operator};
use crate::filter::written::Condition;

impl Leaf<'_> {
    pub(super) fn length(&self, field: Field, value: &Value) -> Result<Predicate, Error> {
        let field = Field::Length(Box::new(field.as_written()));
        let compare = |operator: &'static Operator, value: &Value| {
            let condition = Condition { path: self.condition.path.clone(), operator, value: value.clone() };
            Leaf { table: self.table, condition: &condition, moment: self.moment, of: "length " }
                .predicate(field.clone())
        };
        match value {
            Value::Number(_) => compare(operators::eq(), value),
            Value::Object(comparisons) if !comparisons.is_empty() => {
                let parts = comparisons.iter().map(|(name, value)| compare(self.comparison(name)?, value));
                Ok(Predicate::And(parts.collect::<Result<_, _>>()?))
            }
            Value::Object(_) => Err(self.in_condition(Error::bad_hint(
                "the object of comparisons is empty",
                "Write for example {\"length\": {\"lt\": 5}}.",
            ))),
            _ => Err(self.wrong_value("an object of comparisons such as {\"lt\": 5}", value)),
        }
    }

    fn comparison(&self, name: &str) -> Result<&'static Operator, Error> {
        let known = || OPERATORS.iter().filter(|operator| compares(operator)).map(|operator| operator.name);
        match operators::find(name) {
            Ok(operator) if compares(operator) => Ok(operator),
            _ => Err(self.in_condition(Error::unknown("comparison", name, known().collect::<Vec<_>>()))),
        }
    }
}

fn compares(operator: &Operator) -> bool {
    use Action::{Between, Eq, Gt, Gte, In, Lt, Lte};
    matches!(operator.action, Eq | Gt | Gte | Lt | Lte | Between | In)
}
