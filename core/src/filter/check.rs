//! [`Filter`] → [`Predicate`]: names become fields, operators are applied to kinds they have a
//! meaning for, values are read as the field's kind. After this nothing can fail.

use serde_json::Value;

use crate::error::Error;
use crate::filter::ast::{Comparison, Condition, Filter, Predicate, SetTest, Test};
use crate::filter::dates;
use crate::filter::field::{Field, Names};
use crate::filter::operators::{Action, OPERATORS};
use crate::json::{boolean, kind_of, shorten};
use crate::sqlgen::param::Param;
use crate::types::Moment;
use crate::types::kind::Kind;

/// Checks a filter against the names of a table, or of an aggregate's result. `moment` gives relative dates and `"me"` their meaning.
pub fn check(table: &dyn Names, filter: &Filter, moment: &Moment) -> Result<Predicate, Error> {
    let all =
        |filters: &[Filter]| filters.iter().map(|f| check(table, f, moment)).collect::<Result<Vec<_>, _>>();
    Ok(match filter {
        Filter::All => Predicate::All,
        Filter::And(filters) => Predicate::And(all(filters)?),
        Filter::Or(filters) => Predicate::Or(all(filters)?),
        Filter::Not(filter) => not(check(table, filter, moment)?),
        Filter::Condition(condition) => Leaf { table, condition, moment }.check()?,
    })
}

/// The complement. Of a complement it is what that was made of, which an index may serve.
fn not(predicate: Predicate) -> Predicate {
    match predicate {
        Predicate::Not(inner) => *inner,
        predicate => Predicate::Not(Box::new(predicate)),
    }
}

struct Leaf<'a> {
    table: &'a dyn Names,
    condition: &'a Condition,
    moment: &'a Moment,
}

impl Leaf<'_> {
    fn check(&self) -> Result<Predicate, Error> {
        let field = self.table.field(&self.condition.path, "filter")?;
        let operator = self.condition.operator;
        let value = &self.condition.value;
        // A free JSON part takes the kind of what it is compared with.
        let field = match &field {
            Field::Path { .. } => {
                let kind = path_kind(operator.action, value);
                field.compared_as(kind)
            }
            _ => field,
        };
        let negated = operator.negated;
        let predicate = match operator.action {
            Action::IsEmpty | Action::IsNull => return self.emptiness(field),
            _ if value.is_null() && operator.action == Action::Eq => Predicate::Test(field, Test::Null),
            // An object, a list or null as the value of a part that could be anything.
            _ if !operator.applies_to(field.kind()) && matches!(field, Field::Path { .. }) => {
                return Err(self.wrong_value("a number, a text, true or false", value));
            }
            _ if !operator.applies_to(field.kind()) => return Err(self.does_not_apply(&field)),
            action => self.test(field, action, value)?,
        };
        Ok(if negated { not(predicate) } else { predicate })
    }

    /// `is_empty` and `is_null`; their value `false` turns them round.
    fn emptiness(&self, field: Field) -> Result<Predicate, Error> {
        let operator = self.condition.operator;
        let as_named = match &self.condition.value {
            Value::Null => true,
            value => boolean(value, "the value").map_err(|error| self.in_condition(error))?,
        };
        let test = if operator.action == Action::IsEmpty { Test::Empty } else { Test::Null };
        let predicate = Predicate::Test(field, test);
        Ok(if operator.negated == as_named { not(predicate) } else { predicate })
    }

    fn test(&self, field: Field, action: Action, value: &Value) -> Result<Predicate, Error> {
        let compare = |comparison| self.compare(field.clone(), comparison, value);
        match action {
            Action::Eq if field.kind() == Kind::Set => {
                Ok(Predicate::Test(field, Test::Set(SetTest::Equals, self.texts(value)?)))
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
                let element = value.as_str().ok_or_else(|| self.wrong_value("a text", value))?;
                Ok(Predicate::Test(field, Test::Set(SetTest::HasAll, vec![element.to_owned()])))
            }
            Action::Contains => self.like(field, value, "%", "%"),
            Action::StartsWith => self.starts_with(field, value),
            Action::EndsWith => self.like(field, value, "%", ""),
            Action::HasAny => Ok(Predicate::Test(field, Test::Set(SetTest::HasAny, self.texts(value)?))),
            Action::HasAll => Ok(Predicate::Test(field, Test::Set(SetTest::HasAll, self.texts(value)?))),
            Action::IsEmpty | Action::IsNull => self.emptiness(field),
        }
    }

    fn compare(&self, field: Field, comparison: Comparison, value: &Value) -> Result<Predicate, Error> {
        match field.kind() {
            Kind::Date | Kind::Timestamptz => dates::compare(field, comparison, value, self.moment)
                .map_err(|error| self.in_condition(error)),
            _ => {
                let operand = self.operand(&field, value)?;
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
        let values = || list.iter().filter(|value| !value.is_null());
        let found = if matches!(field.kind(), Kind::Date | Kind::Timestamptz) {
            let days = values().map(|value| self.compare(field.clone(), Comparison::Eq, value));
            Predicate::Or(days.collect::<Result<_, _>>()?)
        } else {
            let operands = values().map(|value| self.operand(&field, value)).collect::<Result<_, _>>()?;
            Predicate::Test(field.clone(), Test::OneOf(Param::List(field.kind(), operands)))
        };
        let has_null = list.iter().any(Value::is_null);
        // Whatever kind the others are compared as, a part is null only if it has no value at all.
        let null = || Predicate::Test(field.compared_as(Kind::Json), Test::Null);
        Ok(if has_null { Predicate::Or(vec![found, null()]) } else { found })
    }

    /// With the case minded, and on a folded ASCII beginning without, a range of a btree; else a
    /// pattern. Of ASCII characters the lower case depends on nothing that follows.
    fn starts_with(&self, field: Field, value: &Value) -> Result<Predicate, Error> {
        let as_pattern = self.like(field.clone(), value, "", "%")?;
        let text = value.get("value").unwrap_or(value).as_str().unwrap_or_default();
        let Predicate::Test(as_written, Test::Like { case_sensitive, .. }) = &as_pattern else {
            return Ok(as_pattern);
        };
        let code_points = self.table.code_points();
        let prefix = |field, text: String| Predicate::Test(field, Test::Prefix { text, code_points });
        let folds = field.kind() == Kind::Folded && text.is_ascii();
        Ok(match (case_sensitive, folds) {
            _ if text.is_empty() => as_pattern,
            (true, false) => prefix(as_written.clone(), text.to_owned()),
            (true, true) => Predicate::And(vec![
                prefix(field, text.to_lowercase()),
                prefix(as_written.clone(), text.to_owned()),
            ]),
            (false, true) => prefix(field, text.to_lowercase()),
            (false, false) => as_pattern,
        })
    }

    /// `"x"`, or `{"value": "x", "case_sensitive": true}`. The text's own `%`, `_` and `\` are
    /// plain characters.
    fn like(&self, field: Field, value: &Value, before: &str, after: &str) -> Result<Predicate, Error> {
        let (text, case_sensitive) = match value {
            Value::Object(document) => {
                if let Some(key) = document.keys().find(|key| *key != "value" && *key != "case_sensitive") {
                    let error = Error::unknown("key of a text condition", key, ["value", "case_sensitive"]);
                    return Err(self.in_condition(error));
                }
                let case_sensitive = document.get("case_sensitive").map(|v| boolean(v, "case_sensitive"));
                let case_sensitive = case_sensitive.transpose().map_err(|error| self.in_condition(error))?;
                (document.get("value").unwrap_or(&Value::Null), case_sensitive.unwrap_or(false))
            }
            _ => (value, false),
        };
        let text = text.as_str().ok_or_else(|| self.wrong_value("a text", text))?;
        let mut pattern = String::with_capacity(text.len() + 2);
        pattern.push_str(before);
        for c in text.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push_str(after);
        Ok(Predicate::Test(field.as_written(), Test::Like { pattern, case_sensitive }))
    }

    /// A list of texts; a single text stands for a list of one.
    fn texts(&self, value: &Value) -> Result<Vec<String>, Error> {
        let text = |value: &Value| {
            value.as_str().map(ToOwned::to_owned).ok_or_else(|| self.wrong_value("a list of texts", value))
        };
        match value {
            Value::Array(list) => list.iter().map(text).collect(),
            _ => Ok(vec![text(value)?]),
        }
    }

    /// A value read as the field's kind.
    fn operand(&self, field: &Field, value: &Value) -> Result<Param, Error> {
        let kind = field.kind();
        let param = match (kind, value) {
            (Kind::Text, Value::String(text)) if field.is_user() && text == "me" => {
                Some(Param::Text(self.moment.user.clone()))
            }
            (Kind::Text, Value::String(text)) => Some(Param::Text(text.clone())),
            (Kind::Folded, Value::String(text)) => Some(Param::Text(text.to_lowercase())),
            (Kind::Time, Value::String(text)) => crate::types::time::read(text).map(Param::Time),
            (Kind::Inet, Value::String(text)) => {
                crate::types::ip::parse(text).map(|(address, prefix)| Param::Inet(address, prefix))
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

    fn wrong_value(&self, due: &str, value: &Value) -> Error {
        let got = match value {
            Value::Array(_) | Value::Object(_) | Value::Null => kind_of(value).to_owned(),
            scalar => shorten(scalar),
        };
        let error = Error::bad(format!("the value must be {due}, not {got}"));
        self.in_condition(error)
    }

    /// Says which condition an error is about.
    fn in_condition(&self, error: Error) -> Error {
        let (path, operator) =
            (crate::json::shorten_text(&self.condition.path), self.condition.operator.name);
        match error {
            Error::Bad { message, detail, hint } => Error::Bad {
                message: format!("filter on column \"{path}\" with {operator}: {message}"),
                detail,
                hint,
            },
            other => other,
        }
    }

    /// ` of type number`, if the condition is about a whole column.
    fn of_type(&self) -> String {
        let column = self.table.column(&self.condition.path);
        column.map(|column| format!(" of type {}", column.type_.name())).unwrap_or_default()
    }

    fn does_not_apply(&self, field: &Field) -> Error {
        let known: Vec<&str> =
            OPERATORS.iter().filter(|o| o.applies_to(field.kind())).map(|o| o.name).collect();
        Error::bad_hint(
            format!(
                "operator {} does not apply to column \"{}\"{}",
                self.condition.operator.name,
                crate::json::shorten_text(&self.condition.path),
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
    match action {
        Action::Contains if value.is_string() => return Kind::Text,
        Action::Contains | Action::StartsWith | Action::EndsWith => return Kind::Text,
        Action::HasAny | Action::HasAll => return Kind::Set,
        Action::IsEmpty | Action::IsNull => return Kind::Json,
        _ => {}
    }
    let first = match (action, value) {
        (Action::In | Action::Between, Value::Array(list)) => {
            list.iter().find(|value| !value.is_null()).unwrap_or(&Value::Null)
        }
        _ => value,
    };
    match first {
        Value::Number(_) => Kind::Numeric,
        Value::String(_) => Kind::Text,
        Value::Bool(_) => Kind::Bool,
        _ if matches!(action, Action::In) => Kind::Text,
        _ => Kind::Json,
    }
}
