//! [`Filter`] → [`Predicate`]: names become fields, operators are applied to kinds they have a
//! meaning for, values are read as the field's kind. After this nothing can fail.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, SetTest, Test};
use dyntables_values::argument::boolean;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::moment::Moment;
use dyntables_values::param::Param;
use dyntables_values::text::{kind_of, shorten};
use serde_json::Value;

use crate::filter::operators::Action;
use crate::filter::written::{Condition, Filter};
use crate::filter::{dates, operators};
use crate::names::Names;

/// Checks a filter against the names of a table, or of an aggregate's result. `moment` gives relative dates and `"me"` their meaning.
pub fn check(table: &dyn Names, filter: &Filter, moment: &Moment) -> Result<Predicate, Error> {
    let all =
        |filters: &[Filter]| filters.iter().map(|f| check(table, f, moment)).collect::<Result<Vec<_>, _>>();
    Ok(match filter {
        Filter::All => Predicate::All,
        Filter::And(filters) => Predicate::And(all(filters)?),
        Filter::Or(filters) => Predicate::Or(all(filters)?),
        Filter::Not(filter) => not(check(table, filter, moment)?),
        Filter::Condition(condition) => Leaf { table, condition, moment, of: "" }.check()?,
    })
}

/// The complement. Of a complement it is what that was made of, which an index may serve.
pub(super) fn not(predicate: Predicate) -> Predicate {
    match predicate {
        Predicate::Not(inner) => *inner,
        predicate => Predicate::Not(Box::new(predicate)),
    }
}

/// Elements of a list that are more than one comparison each; as many as a filter may have conditions.
pub(super) const MAX_ALTERNATIVES: usize = 1_000;

/// A condition being checked.
pub(super) struct Leaf<'a> {
    pub(super) table: &'a dyn Names,
    pub(super) condition: &'a Condition,
    pub(super) moment: &'a Moment,
    /// What of the column is compared, for messages: `length `, or nothing.
    pub(super) of: &'static str,
}

impl Leaf<'_> {
    fn check(&self) -> Result<Predicate, Error> {
        if let Some(predicate) = self.category()? {
            return Ok(predicate);
        }
        let field = self.table.field(&self.condition.path, "filter")?;
        // A free JSON part takes the kind of what it is compared with.
        let field = match &field {
            // A column with parts of its own holds nothing but them.
            Field::Path { .. } if let Some(column) = self.column_of_parts() => {
                return self.parts_together(column, field);
            }
            Field::Path { .. } => {
                let kind = path_kind(self.condition.operator.action, &self.condition.value);
                field.compared_as(kind)
            }
            _ => field,
        };
        self.predicate(field)
    }

    pub(super) fn predicate(&self, field: Field) -> Result<Predicate, Error> {
        let operator = self.condition.operator;
        let value = &self.condition.value;
        let predicate = match operator.action {
            Action::IsEmpty | Action::IsNull => return self.emptiness(field),
            _ if value.is_null() && operator.action == Action::Eq => Predicate::Test(field, Test::Null),
            // An object, a list or null as the value of a part that could be anything.
            _ if !operator.applies_to(field.kind())
                && matches!(field, Field::Path { .. })
                && operator.action != Action::Within =>
            {
                return Err(self.wrong_value("a number, a text, true or false", value));
            }
            _ if !operator.applies_to(field.kind()) => return Err(self.does_not_apply(&field)),
            action => self.test(field, action, value)?,
        };
        Ok(if operator.negated { not(predicate) } else { predicate })
    }

    /// `is_empty` and `is_null`; their value `false` turns them round.
    fn emptiness(&self, field: Field) -> Result<Predicate, Error> {
        let is_empty = self.condition.operator.action == Action::IsEmpty;
        let predicate = Predicate::Test(field, if is_empty { Test::Empty } else { Test::Null });
        Ok(if self.as_named()? { predicate } else { not(predicate) })
    }

    /// Whether `is_empty`, `is_null` or one of their complements comes to the former.
    pub(super) fn as_named(&self) -> Result<bool, Error> {
        let flag = match &self.condition.value {
            Value::Null => true,
            value => boolean(value, "the value").map_err(|error| self.in_condition(error))?,
        };
        Ok(self.condition.operator.negated != flag)
    }

    fn test(&self, field: Field, action: Action, value: &Value) -> Result<Predicate, Error> {
        let compare = |comparison| self.compare(field.clone(), comparison, value);
        match action {
            Action::Eq if field.kind() == Kind::Set => {
                let texts = self.texts(&field, value)?;
                Ok(Predicate::Test(field, Test::Set(SetTest::Equals, texts)))
            }
            Action::Eq if field.kind() == Kind::Json => {
                Ok(Predicate::Test(field, Test::JsonEquals(value.clone())))
            }
            Action::Eq => compare(Comparison::Eq),
            Action::Gt => compare(Comparison::Gt),
            Action::Gte => compare(Comparison::Gte),
            Action::Lt => compare(Comparison::Lt),
            Action::Lte => compare(Comparison::Lte),
            Action::Between => self.between(field, value),
            Action::In => self.one_of(field, value),
            Action::Contains if field.kind() == Kind::Set => {
                let element = self.text(&field, value).ok_or_else(|| self.wrong_value("a text", value))?;
                Ok(Predicate::Test(field, Test::Set(SetTest::HasAll, vec![element])))
            }
            Action::Contains => self.part(field, value, "%", "%"),
            Action::StartsWith => self.starts_with(field, value),
            Action::EndsWith => self.part(field, value, "%", ""),
            Action::Like | Action::Ilike => self.like(field, value, action == Action::Like),
            Action::ContainsWord => self.word(field, value),
            Action::Matches | Action::Imatches => self.regex(field, value, action == Action::Matches),
            Action::Length => self.length(field, value),
            Action::IsExactly => self.set(field, SetTest::Equals, value),
            Action::Within => {
                dates::within(field, value, self.moment).map_err(|error| self.in_condition(error))
            }
            Action::HasAny => self.set(field, SetTest::HasAny, value),
            Action::HasAll => self.set(field, SetTest::HasAll, value),
            Action::IsEmpty | Action::IsNull => self.emptiness(field),
        }
    }

    fn compare(&self, field: Field, comparison: Comparison, value: &Value) -> Result<Predicate, Error> {
        match field.kind() {
            Kind::Date | Kind::Timestamptz => dates::compare(field, comparison, value, self.moment)
                .map_err(|error| self.in_condition(error)),
            _ => {
                if let Value::Object(document) = value
                    && self.takes_documents(&field)
                {
                    return match comparison {
                        Comparison::Eq => self.document(field, document),
                        _ if !self.is_money(&field) => Err(self.wrong_value(field.kind().noun(), value)),
                        _ => Err(self.in_condition(Error::bad_hint(
                            "the value must be a number, not an object",
                            "Amounts are compared without their currency; add a condition on the part currency.",
                        ))),
                    };
                }
                let operand = match comparison {
                    Comparison::Eq => self.exact(&field, value)?,
                    _ => self.operand(&field, value)?,
                };
                Ok(Predicate::Test(field, Test::Compare(comparison, operand)))
            }
        }
    }

    fn between(&self, field: Field, value: &Value) -> Result<Predicate, Error> {
        let Some([low, high]) = value.as_array().map(Vec::as_slice) else {
            return Err(match value {
                Value::Array(list) => self.in_condition(Error::bad(format!(
                    "the value must be a list of two values, not of {}",
                    list.len()
                ))),
                _ => self.wrong_value("a list of two values", value),
            });
        };
        if matches!(field.kind(), Kind::Date | Kind::Timestamptz) {
            return Ok(Predicate::And(vec![
                self.compare(field.clone(), Comparison::Gte, low)?,
                self.compare(field, Comparison::Lte, high)?,
            ]));
        }
        let (low, high) = (self.operand(&field, low)?, self.operand(&field, high)?);
        Ok(Predicate::Test(field, Test::Between(low, high)))
    }

    /// A null in the list asks for records without a value.
    fn one_of(&self, field: Field, value: &Value) -> Result<Predicate, Error> {
        let Value::Array(list) = value else {
            return Err(self.wrong_value("a list", value));
        };
        let values: Vec<&Value> = list.iter().filter(|value| !value.is_null()).collect();
        let found = if matches!(field.kind(), Kind::Date | Kind::Timestamptz) {
            match dates::one_of(&field, &values, self.moment).map_err(|error| self.in_condition(error))? {
                (_, ranges) if ranges > MAX_ALTERNATIVES => return Err(self.too_many("ranges of dates")),
                (found, _) => found,
            }
        } else if self.takes_documents(&field) {
            self.one_of_documents(&field, &values)?
        } else {
            let operands = values.iter().map(|value| self.exact(&field, value)).collect::<Result<_, _>>()?;
            Predicate::Test(field.clone(), Test::OneOf(Param::List(field.kind(), operands)))
        };
        let has_null = list.iter().any(Value::is_null);
        // Whatever kind the others are compared as, a part is null only if it has no value at all.
        let null = || Predicate::Test(field.compared_as(Kind::Json), Test::Null);
        Ok(if has_null { Predicate::Or(vec![found, null()]) } else { found })
    }

    /// A list of texts; a single text stands for a list of one.
    fn texts(&self, field: &Field, value: &Value) -> Result<Vec<String>, Error> {
        let text =
            |value: &Value| self.text(field, value).ok_or_else(|| self.wrong_value("a list of texts", value));
        match value {
            Value::Array(list) => list.iter().map(text).collect(),
            _ => Ok(vec![text(value)?]),
        }
    }

    /// A value read as the field's kind.
    pub(super) fn operand(&self, field: &Field, value: &Value) -> Result<Param, Error> {
        let kind = field.kind();
        let param = match (kind, value) {
            (Kind::Text, Value::String(_)) => self.text(field, value).map(Param::Text),
            (Kind::Folded, Value::String(text)) => Some(Param::Text(text.to_lowercase())),
            (Kind::Time, Value::String(text)) => dyntables_values::types::time::read(text).map(Param::Time),
            (Kind::Inet, Value::String(text)) => {
                dyntables_values::types::ip::parse(text).map(|(address, prefix)| Param::Inet(address, prefix))
            }
            (Kind::Float8, Value::Number(n)) if n.as_f64().is_none_or(f64::is_infinite) => {
                let message = format!("{} is beyond the range of a double", shorten(value));
                return Err(self.in_condition(Error::bad(message)));
            }
            (Kind::Float8, Value::Number(n)) => n.as_f64().map(Param::Float8),
            (Kind::Int8, Value::Number(n)) => whole(n).map(Param::Int8),
            (Kind::Numeric, Value::Number(n)) => Some(Param::Numeric(n.to_string())),
            (Kind::Bool, Value::Bool(b)) => Some(Param::Bool(*b)),
            (Kind::Uuid, Value::String(text)) => {
                uuid::Uuid::parse_str(text).ok().map(|u| Param::Uuid(*u.as_bytes()))
            }
            (Kind::Json, value) => Some(Param::Jsonb(value.clone())),
            _ => None,
        };
        param.ok_or_else(|| self.wrong_value(kind.noun(), value))
    }

    fn set(&self, field: Field, test: SetTest, value: &Value) -> Result<Predicate, Error> {
        let texts = self.texts(&field, value)?;
        Ok(Predicate::Test(field, Test::Set(test, texts)))
    }

    /// A text as the column stores it (`"#ABC"` → `"#aabbcc"`), and `"me"` as the caller where
    /// users are named.
    fn text(&self, field: &Field, value: &Value) -> Option<String> {
        let column = self.table.column(&self.condition.path);
        let names_users = field.is_user() || column.is_some_and(|column| column.type_.names_users());
        match value.as_str()? {
            "me" if names_users => Some(self.moment.user.clone()),
            text => {
                let stored =
                    column.filter(|column| field.kind() == Kind::Text && column.type_.has_normalize());
                let stored = stored.and_then(|column| column.type_.normalize(&column.config, value));
                Some(match stored {
                    Some(Value::String(stored)) => stored,
                    _ => text.to_owned(),
                })
            }
        }
    }

    pub(super) fn wrong_value(&self, due: &str, value: &Value) -> Error {
        let got = match value {
            Value::Array(_) | Value::Object(_) | Value::Null => kind_of(value).to_owned(),
            scalar => shorten(scalar),
        };
        let error = Error::bad(format!("the value must be {due}, not {got}"));
        self.in_condition(error)
    }

    /// Says which condition an error is about.
    pub(super) fn in_condition(&self, error: Error) -> Error {
        error.map_message(|message| format!("{}: {message}", self.place()))
    }

    /// Which condition this is, for messages: `filter on column "amount" with eq`.
    pub(super) fn place(&self) -> String {
        format!(
            "{} \"{}\" with {}{}",
            self.table.condition(),
            dyntables_values::text::shorten_text(&self.condition.path),
            self.of,
            self.condition.operator.name
        )
    }

    pub(super) fn too_many(&self, what: &str) -> Error {
        Error::limit(format!("{}: a list cannot have more than {MAX_ALTERNATIVES} {what}", self.place()))
    }

    /// ` of type number`, if the condition is about a whole column.
    fn of_type(&self) -> String {
        let column = self.table.column(&self.condition.path);
        column.map(|column| format!(" of type {}", column.type_.name())).unwrap_or_default()
    }

    pub(super) fn does_not_apply(&self, field: &Field) -> Error {
        let known: Vec<&str> = operators::of_kind(field.kind()).map(|operator| operator.name).collect();
        Error::bad_hint(
            format!(
                "operator {} does not apply to {}\"{}\"{}",
                self.condition.operator.name,
                if matches!(field, Field::Output { .. }) { "" } else { "column " },
                dyntables_values::text::shorten_text(&self.condition.path),
                self.of_type()
            ),
            format!("Its operators are: {}.", known.join(", ")),
        )
    }
}

/// A whole number of 64 bits, also written as `12.0`.
fn whole(number: &serde_json::Number) -> Option<i64> {
    number.as_i64().or_else(|| {
        let text = number.to_string();
        let (digits, fraction) = text.split_once('.')?;
        fraction.bytes().all(|byte| byte == b'0').then(|| digits.parse().ok()).flatten()
    })
}

/// How a JSON part is compared: by the JSON type of the (first) operand.
fn path_kind(action: Action, value: &Value) -> Kind {
    let first = match action {
        Action::Contains
        | Action::StartsWith
        | Action::EndsWith
        | Action::Like
        | Action::Ilike
        | Action::ContainsWord
        | Action::Matches
        | Action::Imatches
        | Action::Length => return Kind::Text,
        Action::HasAny | Action::HasAll | Action::IsExactly => return Kind::Set,
        Action::IsEmpty | Action::IsNull | Action::Within => return Kind::Json,
        Action::In | Action::Between => match value {
            Value::Array(list) => list.iter().find(|value| !value.is_null()).unwrap_or(&Value::Null),
            _ => value,
        },
        Action::Eq | Action::Gt | Action::Gte | Action::Lt | Action::Lte => value,
    };
    match first {
        Value::Number(_) => Kind::Numeric,
        Value::String(_) => Kind::Text,
        Value::Bool(_) => Kind::Bool,
        _ if matches!(action, Action::In) => Kind::Text,
        _ => Kind::Json,
    }
}
