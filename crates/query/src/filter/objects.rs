//! Objects that `eq` and `in` compare a whole value with: `{"first": "Jane", "last": "Doe"}`. An object means
//! what a write would store of it.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, Test};
use dyntables_model::column::Column;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::text::{Object, kind_of};
use serde_json::Value;

use crate::filter::leaf::{Leaf, MAX_ALTERNATIVES};

impl Leaf<'_> {
    /// Whether the field is a column whose values have parts but are compared as one.
    pub(super) fn has_parts(&self, field: &Field) -> bool {
        matches!(field, Field::Column { .. })
            && self.column().is_some_and(|column| !column.type_.parts().is_empty())
    }

    /// The value is this object.
    pub(super) fn equals_object(&self, field: Field, document: &Object) -> Result<Predicate, Error> {
        match self.column() {
            Some(column) if !self.is_money(&field) => self.equals_parts(column, Some(field), document),
            _ => self.equals_amount(field, document),
        }
    }

    /// The value is one of a list whose elements may be objects.
    pub(super) fn equals_one_of_objects(&self, field: &Field, list: &[&Value]) -> Result<Predicate, Error> {
        let (documents, others): (Vec<_>, Vec<_>) = list.iter().partition(|value| value.is_object());
        if documents.len() > MAX_ALTERNATIVES {
            let what = if self.is_money(field) { "amounts with a currency" } else { "objects" };
            return Err(self.too_many(what));
        }
        let others =
            others.into_iter().map(|value| self.storable_operand(field, value)).collect::<Result<_, _>>()?;
        let mut found = vec![Predicate::Test(field.clone(), Test::OneOf(Param::List(field.kind(), others)))];
        for document in documents.into_iter().filter_map(|value| value.as_object()) {
            found.push(self.equals_object(field.clone(), document)?);
        }
        Ok(Predicate::Or(found))
    }

    /// The parts of the column's value are these and no others. `field` is the column's text, if values are
    /// compared as text; an index on it finds them.
    pub(super) fn equals_parts(
        &self,
        column: &Column,
        field: Option<Field>,
        document: &Object,
    ) -> Result<Predicate, Error> {
        let parts = column.type_.parts();
        for (key, value) in document {
            let Some((_, kind)) = parts.iter().find(|(part, _)| part == key) else {
                let known: Vec<&str> = parts.iter().map(|(part, _)| *part).collect();
                let what = format!("part of a {}", column.type_.name());
                return Err(self.in_condition(Error::unknown(&what, key, known)));
            };
            let is_due = match value {
                Value::Null => true,
                Value::String(_) => kind.is_text(),
                Value::Number(_) => *kind == Kind::Numeric,
                _ => false,
            };
            if !is_due {
                let message = format!("its part {key} must be {}, not {}", kind.noun(), kind_of(value));
                return Err(self.in_condition(Error::bad(message)));
            }
        }
        let given = Value::Object(document.clone());
        let stored = column.type_.normalize(&column.config, &given).unwrap_or(given);
        if stored.as_object().is_none_or(Object::is_empty) {
            return Err(self.in_condition(Error::bad_hint(
                "the value must have at least one part",
                "is_empty finds the records without a value.",
            )));
        }
        let text = field.zip(column.type_.compared_text(&stored));
        let all = Field::json_of(&column.key);
        let mut tests = vec![Predicate::Test(all, Test::JsonEquals(stored))];
        if let Some((field, text)) = text {
            tests.insert(0, Predicate::Test(field, Test::Compare(Comparison::Eq, Param::Text(text))));
        }
        Ok(Predicate::And(tests))
    }
}
