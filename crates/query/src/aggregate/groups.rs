//! `group_by` of an aggregate query: the group keys.

use dyntables_ask::aggregate::{Bucket, Group, Taken, Unit};
use dyntables_ask::field::Field;
use dyntables_ask::function::Form;
use dyntables_values::argument::{boolean, string};
use dyntables_values::error::{Error, Within};
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::text::{kind_of, shorten, shorten_text};
use serde_json::Value;

use crate::aggregate::reader::{Reader, output_name};
use crate::aggregate::taken::taken;

/// The most group keys of a query. More are a mistake or an attack.
const MAX_GROUP_KEYS: usize = 32;

const UNITS: [(&str, Unit); 5] = [
    ("day", Unit::Day),
    ("week", Unit::Week),
    ("month", Unit::Month),
    ("quarter", Unit::Quarter),
    ("year", Unit::Year),
];

impl Reader<'_> {
    pub(super) fn groups(&self, value: &Value) -> Result<Vec<Group>, Error> {
        self.group_keys(value).within("group_by")
    }

    fn group_keys(&self, value: &Value) -> Result<Vec<Group>, Error> {
        match value {
            Value::Null => Ok(Vec::new()),
            Value::Array(keys) if keys.len() > MAX_GROUP_KEYS => {
                Err(Error::limit(format!("group_by cannot have more than {MAX_GROUP_KEYS} keys")))
            }
            Value::Array(keys) => {
                keys.iter().enumerate().map(|(at, key)| self.group(key).within_element(at)).collect()
            }
            one => Ok(vec![self.group(one)?]),
        }
    }

    /// Reads `"stage"`, `{"column": "due", "unit": "month"}`, `{"column": "amount", "width": 100}` or
    /// `{"column": "tags", "unnest": true}`. An object may also have `"as"`.
    fn group(&self, key: &Value) -> Result<Group, Error> {
        let document = match key {
            Value::String(name) => return self.plain_group(name),
            Value::Object(document) => document,
            _ => {
                return Err(Error::bad(format!(
                    "a group key must be a string or an object, not {}",
                    kind_of(key)
                )));
            }
        };
        let mut column = None;
        let mut as_name = None;
        let mut bucket = None;
        let mut settings = 0;
        for (key, value) in document {
            match key.as_str() {
                "column" | "attribute" | "field" => column = Some(string(value, key)?),
                "as" => as_name = Some(string(value, "as")?),
                "unnest" if !boolean(value, "unnest")? => {}
                "unit" | "width" | "unnest" => {
                    settings += 1;
                    bucket = Some((key.as_str(), value));
                }
                _ => {
                    let known = ["column", "unit", "width", "unnest", "as"];
                    return Err(Error::unknown("key of a group key", key, known));
                }
            }
        }
        let column = column.ok_or_else(|| {
            Error::bad_hint(
                "a group key must name its column",
                "Write for example {\"column\": \"due\", \"unit\": \"month\"}.",
            )
        })?;
        if settings > 1 {
            return Err(Error::bad(format!(
                "group key \"{}\" can have only one of unit, width and unnest",
                shorten_text(column)
            )));
        }
        let mut group = match bucket {
            None => self.plain_group(column)?,
            Some(("unit", unit)) => self.unit_group(column, unit)?,
            Some(("width", width)) => self.width_group(column, width)?,
            Some(_) => self.element_group(column)?,
        };
        if let Some(name) = as_name {
            output_name(name)?;
            group.name = name.to_owned();
        }
        Ok(group)
    }

    fn plain_group(&self, name: &str) -> Result<Group, Error> {
        let taken = taken(self.field(name, "group_by")?, Form::Identity);
        Ok(Group { name: name.to_owned(), taken, bucket: Bucket::Value })
    }

    fn unit_group(&self, name: &str, unit: &Value) -> Result<Group, Error> {
        let field = self.field(name, "group_by")?;
        if !matches!(field.kind(), Kind::Date | Kind::Timestamptz) {
            return Err(self.no_bucket(name, "unit", "dates and datetimes"));
        }
        let word = string(unit, "unit")?;
        let unit = UNITS.iter().find(|(known, _)| *known == word).map(|(_, unit)| *unit);
        let unit = unit.ok_or_else(|| Error::unknown("unit", word, UNITS.map(|(known, _)| known)))?;
        Ok(Group { name: name.to_owned(), taken: Taken::Field(field), bucket: Bucket::Unit(unit) })
    }

    fn width_group(&self, name: &str, width: &Value) -> Result<Group, Error> {
        let field = self.field(name, "group_by")?;
        let is_number = matches!(field.kind(), Kind::Float8 | Kind::Int8 | Kind::Numeric);
        if !is_number && !matches!(field, Field::Path { .. }) {
            return Err(self.no_bucket(name, "width", "numbers"));
        }
        let digits = match width {
            Value::Number(number) => Some(number.to_string()).filter(|digits| is_positive(digits)),
            _ => None,
        };
        let digits = digits.ok_or_else(|| {
            Error::bad(format!("width must be a number greater than 0, not {}", shorten(width)))
        })?;
        let taken = taken(field.compared_as(Kind::Numeric), Form::Compared);
        Ok(Group { name: name.to_owned(), taken, bucket: Bucket::Width(Param::Numeric(digits)) })
    }

    fn element_group(&self, name: &str) -> Result<Group, Error> {
        let field = self.field(name, "group_by")?;
        if field.kind() != Kind::Set && !matches!(field, Field::Path { .. }) {
            return Err(self.no_bucket(name, "unnest", "lists"));
        }
        Ok(Group { name: name.to_owned(), taken: Taken::Field(field), bucket: Bucket::Element })
    }

    fn no_bucket(&self, name: &str, key: &str, on: &str) -> Error {
        Error::bad_hint(
            format!("{key} does not apply to column \"{}\"{}", shorten_text(name), self.of_type(name)),
            format!("It applies to {on}."),
        )
    }
}

/// Whether the digits are those of a number greater than 0.
fn is_positive(digits: &str) -> bool {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    !digits.starts_with('-') && mantissa.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}
