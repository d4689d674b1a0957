//! What whole values are compared with by `eq` and `in`: texts that the column could hold, and objects
//! of its parts (`{"first": "Jane", "last": "Doe"}`), which mean what a write would store of them.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, Test};
use dyntables_model::column::Column;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::text::{Object, kind_of, shorten};
use serde_json::Value;

use crate::filter::check::{Leaf, MAX_ALTERNATIVES, not};
use crate::filter::operators::Action;

impl Leaf<'_> {
    /// A value read as the field's kind, which a record could hold: no record's e-mail address is `jane`.
    pub(super) fn exact(&self, field: &Field, value: &Value) -> Result<Param, Error> {
        let operand = self.operand(field, value)?;
        let column = self.table.column(&self.condition.path);
        if let (Field::Column { .. }, Some(column), Value::String(text)) = (field, column, value)
            && let Some(rule) = column.type_.rule()
            && let Some(fault) = rule.text_fault(&column.config, text)
        {
            return Err(self.in_condition(Error::bad(format!("the value {} {fault}", shorten(value)))));
        }
        Ok(operand)
    }

    /// Whether the field is a column whose values have parts, but are compared as one.
    pub(super) fn takes_documents(&self, field: &Field) -> bool {
        matches!(field, Field::Column { .. })
            && self.table.column(&self.condition.path).is_some_and(|column| !column.type_.parts().is_empty())
    }

    /// The value is this object, of all its parts.
    pub(super) fn document(&self, field: Field, document: &Object) -> Result<Predicate, Error> {
        match self.table.column(&self.condition.path) {
            Some(column) if !self.is_money(&field) => self.whole(column, Some(field), document),
            _ => self.money(field, document),
        }
    }

    /// One of a list, some of whose elements are objects.
    pub(super) fn one_of_documents(&self, field: &Field, list: &[&Value]) -> Result<Predicate, Error> {
        let (documents, bare): (Vec<_>, Vec<_>) = list.iter().partition(|value| value.is_object());
        if documents.len() > MAX_ALTERNATIVES {
            let what = if self.is_money(field) { "amounts with a currency" } else { "objects" };
            return Err(self.too_many(what));
        }
        let bare = bare.into_iter().map(|value| self.exact(field, value)).collect::<Result<_, _>>()?;
        let mut found = vec![Predicate::Test(field.clone(), Test::OneOf(Param::List(field.kind(), bare)))];
        for document in documents.into_iter().filter_map(|value| value.as_object()) {
            found.push(self.document(field.clone(), document)?);
        }
        Ok(Predicate::Or(found))
    }

    /// The column that the condition is about, if it is one whose values are nothing but their parts.
    pub(super) fn column_of_parts(&self) -> Option<&Column> {
        let column = self.table.column(&self.condition.path)?;
        (column.type_.kind(&column.config) == Kind::Json && !column.type_.parts().is_empty())
            .then_some(column)
    }

    /// A condition on all parts of a value together, which have no order.
    pub(super) fn parts_together(&self, column: &Column, field: Field) -> Result<Predicate, Error> {
        let field = field.compared_as(Kind::Json);
        let operator = self.condition.operator;
        let error = match (&self.condition.value, operator.action) {
            (_, Action::IsEmpty | Action::IsNull) | (Value::Null, Action::Eq) => {
                return self.predicate(field);
            }
            (Value::Object(document), Action::Eq) => {
                let predicate = self.whole(column, None, document)?;
                return Ok(if operator.negated { not(predicate) } else { predicate });
            }
            (value, Action::Eq) => self.wrong_value("an object", value),
            _ => self.does_not_apply(&field),
        };
        let parts: Vec<&str> = column.type_.parts().iter().map(|(part, _)| *part).collect();
        let path = &self.condition.path;
        Err(error.with_hint(format!(
            "Name one of its parts, for example \"{path}.{}\": {}.",
            parts.first().unwrap_or(&""),
            parts.join(", ")
        )))
    }

    /// The value is this object, in the form that a write stores. Where values are compared as text, an
    /// index on that finds them.
    fn whole(&self, column: &Column, field: Option<Field>, document: &Object) -> Result<Predicate, Error> {
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
        let all = Field::Path { steps: vec![column.key.to_string()], kind: Kind::Json };
        let mut tests = vec![Predicate::Test(all, Test::JsonEquals(stored))];
        if let Some((field, text)) = text {
            tests.insert(0, Predicate::Test(field, Test::Compare(Comparison::Eq, Param::Text(text))));
        }
        Ok(Predicate::And(tests))
    }
}
