//! Amounts with a currency that `eq` and `in` compare money with: `{"amount": 12, "currency": "USD"}`. A number
//! without a currency is compared with the amount alone.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, Test};
use dyntables_values::error::Error;
use dyntables_values::param::Param;
use dyntables_values::text::{Object, kind_of, shorten};
use serde_json::Value;

use crate::filter::leaf::Leaf;
use crate::filter::operand::written_number;

impl Leaf<'_> {
    /// Whether the field is a column of money, whose values have an amount and a currency.
    pub(super) fn is_money(&self, field: &Field) -> bool {
        matches!(field, Field::Column { .. })
            && self.column().is_some_and(|column| {
                ["amount", "currency"]
                    .iter()
                    .all(|name| column.type_.parts().iter().any(|(part, _)| part == name))
            })
    }

    /// The amount and the currency are these.
    pub(super) fn equals_amount(&self, field: Field, document: &Object) -> Result<Predicate, Error> {
        if let Some(key) = document.keys().find(|key| *key != "amount" && *key != "currency") {
            return Err(self.in_condition(Error::unknown("key of an amount", key, ["amount", "currency"])));
        }
        let own = self.column().and_then(|column| column.config.get("currency")).unwrap_or(&Value::Null);
        let given = document.get("amount");
        let amount = match given.and_then(written_number).as_ref().or(given) {
            Some(Value::Number(amount)) => Param::Numeric(amount.to_string()),
            Some(other) => {
                let message = format!("amount must be a number, not {}", kind_of(other));
                return Err(self.in_condition(Error::bad(message)));
            }
            None => return Err(self.in_condition(Error::bad("the amount is missing"))),
        };
        let currency = match document.get("currency").filter(|given| !given.is_null()).unwrap_or(own) {
            Value::String(code) => Value::from(code.as_str()),
            Value::Null => {
                return Err(self.in_condition(Error::bad_hint(
                    "the currency is missing",
                    "A bare number compares the amount alone.",
                )));
            }
            other => {
                return Err(self.in_condition(Error::bad(format!(
                    "currency must be a code of ISO 4217 such as \"USD\", not {}",
                    shorten(other)
                ))));
            }
        };
        let part = self.names.field(&format!("{}.currency", self.path), "filter")?;
        let currency = self.storable_operand(&part, &currency)?;
        Ok(Predicate::And(vec![
            Predicate::Test(field, Test::Compare(Comparison::Eq, amount)),
            Predicate::Test(part, Test::Compare(Comparison::Eq, currency)),
        ]))
    }
}
