//! `aggregates` of an aggregate query: the functions of each group.

use dyntables_ask::aggregate::{Aggregate, Bucket, Group, Taken};
use dyntables_ask::field::Field;
use dyntables_ask::function::{Applies, Form, Function, Setting};
use dyntables_ask::functions::{self, FUNCTIONS};
use dyntables_ask::predicate::Predicate;
use dyntables_values::argument::{count, object, string};
use dyntables_values::error::{Error, Within};
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::text::{Object, kind_of, shorten, shorten_text};
use serde_json::Value;

use crate::aggregate::reader::{Reader, output_name};
use crate::aggregate::taken::taken;
use crate::filter::check::check;
use crate::filter::parse;
use crate::keys::Keys;

/// The most functions of a query. More are a mistake or an attack.
const MAX_AGGREGATES: usize = 100;

impl Reader<'_> {
    pub(super) fn aggregates(&self, value: &Value, groups: &[Group]) -> Result<Vec<Aggregate>, Error> {
        let aggregates = match value {
            Value::Null => return Ok(Vec::new()),
            value => object(value, "aggregates")
                .map_err(|error| error.or_hint("Write for example {\"n\": \"count\"}."))?,
        };
        if aggregates.len() > MAX_AGGREGATES {
            return Err(Error::limit(format!("aggregates cannot have more than {MAX_AGGREGATES} keys")));
        }
        let aggregate = |(name, value): (&String, &Value)| {
            let read = output_name(name).and_then(|()| {
                self.aggregate(name, value, groups).map_err(|error| in_aggregate(name, error))
            });
            read.within(&shorten_text(name)).within("aggregates")
        };
        aggregates.iter().map(aggregate).collect()
    }

    /// `"count"`, `{"sum": "amount"}`, `{"percentile": "amount", "at": 0.95}`, each with `"filter"`.
    fn aggregate(&self, name: &str, value: &Value, groups: &[Group]) -> Result<Aggregate, Error> {
        let empty = Object::new();
        let (function, column, document) = match value {
            Value::String(function) => (functions::find(function)?, &Value::Null, &empty),
            Value::Object(document) => {
                let (function, column) = named_function(document)?;
                (function, column, document)
            }
            _ => {
                let due = "must be the name of a function or an object such as {\"sum\": \"amount\"}";
                return Err(Error::bad(format!("it {due}, not {}", kind_of(value))));
            }
        };
        let (taken, unit) = self.argument(function, column, groups)?;
        let filter = match (Keys { document }).either("filter", "where")? {
            Value::Null => None,
            filter => Some(check(self.table, &parse::parse(filter)?, self.moment)?),
        };
        let filter = filter.filter(|filter| *filter != Predicate::All);
        // As in SQL, `count` of a column counts the records that have a value.
        let function = if function.applies == Applies::Records && taken.is_some() {
            functions::find("count_filled")?
        } else {
            function
        };
        let setting = setting(function, document)?;
        Ok(Aggregate { name: name.to_owned(), function, taken, setting, filter, unit })
    }

    /// The function's argument, and the part that is the unit of its amounts.
    fn argument(
        &self,
        function: &'static Function,
        column: &Value,
        groups: &[Group],
    ) -> Result<(Option<Taken>, Option<Field>), Error> {
        let name = match column {
            Value::Null if function.applies == Applies::Records => return Ok((None, None)),
            Value::String(star) if function.applies == Applies::Records && star == "*" => {
                return Ok((None, None));
            }
            // Only `count` is about whole records.
            Value::Null => return Err(needs_column(function)),
            Value::String(star) if star == "*" => return Err(needs_column(function)),
            column => string(column, "a column's key")?,
        };
        let field = self.field(name, "aggregates")?;
        if !function.applies_to(field.kind()) || !may_hold(&field, function) {
            return Err(self.does_not_apply(function, name, &field));
        }
        let field = match function.applies {
            Applies::Numbers | Applies::Ordered | Applies::Measured => field.compared_as(Kind::Numeric),
            Applies::Booleans => field.compared_as(Kind::Bool),
            _ => field,
        };
        let form = if function.applies == Applies::Records { Form::Identity } else { function.form };
        // If the unit is a group key, all amounts of a group have the same.
        let is_key = |unit: &Field| {
            let taken = Taken::Field(unit.clone());
            groups.iter().any(|group| group.taken == taken && group.bucket == Bucket::Value)
        };
        let unit = if function.needs_one_unit() { self.unit(name) } else { None };
        let unit = unit.filter(|unit| *unit != field && !is_key(unit));
        Ok((Some(taken(field, form)), unit))
    }

    /// The part of a column that is the unit of its amounts: the currency of money.
    fn unit(&self, name: &str) -> Option<Field> {
        let column = self.table.column(name.split('.').next()?)?;
        let part = column.type_.unit()?;
        let kind = column.type_.parts().iter().find(|(name, _)| *name == part)?.1;
        Some(Field::Part { key: column.key.clone(), part, kind })
    }

    fn does_not_apply(&self, function: &Function, name: &str, field: &Field) -> Error {
        let applies = |f: &&Function| f.applies_to(field.kind()) && may_hold(field, f);
        let known: Vec<&str> = FUNCTIONS.iter().filter(applies).map(|f| f.name).collect();
        Error::bad_hint(
            format!(
                "{} does not apply to column \"{}\"{}",
                function.name,
                shorten_text(name),
                self.of_type(name)
            ),
            format!("Its functions are: {}.", known.join(", ")),
        )
    }
}

/// Whether values of a field may be what the function applies to. A path may hold numbers, true and false. A whole
/// column of type `location` is JSON too and holds none of them.
fn may_hold(field: &Field, function: &Function) -> bool {
    field.kind() != Kind::Json
        || matches!(field, Field::Path { .. })
        || matches!(function.applies, Applies::Records | Applies::All)
}

/// The function and the column that a document names: `{"sum": "amount"}` or
/// `{"function": "sum", "column": "amount"}`.
fn named_function(document: &Object) -> Result<(&'static Function, &Value), Error> {
    let settings = ["at", "limit", "filter", "where"];
    if let Some(name) = document.get("function") {
        let known = ["function", "column", "at", "limit", "filter"];
        let other = |key: &&String| {
            !settings.contains(&key.as_str())
                && !["function", "column", "attribute", "field"].contains(&key.as_str())
        };
        if let Some(unknown) = document.keys().find(other) {
            return Err(Error::unknown("key of an aggregate", unknown, known));
        }
        let column = ["column", "attribute", "field"].iter().find_map(|key| document.get(*key));
        return Ok((functions::find(string(name, "function")?)?, column.unwrap_or(&Value::Null)));
    }
    let mut named = document.iter().filter(|(key, _)| !settings.contains(&key.as_str()));
    let Some((name, column)) = named.next() else {
        return Err(Error::bad_hint("it names no function", "Write for example {\"sum\": \"amount\"}."));
    };
    let function = functions::find(name)?;
    if let Some((other, _)) = named.next() {
        if functions::find(other).is_err() {
            return Err(Error::unknown("key of an aggregate", other, ["filter", "at", "limit"]));
        }
        return Err(Error::bad(format!("it names two functions, {name} and {other}")));
    }
    Ok((function, column))
}

/// The function's setting: `at` or `limit`.
fn setting(function: &Function, document: &Object) -> Result<Option<Param>, Error> {
    for (key, setting) in [("at", Setting::At), ("limit", Setting::Limit)] {
        if document.contains_key(key) && function.setting != setting {
            let of = FUNCTIONS.iter().filter(|other| other.setting == setting).map(|other| other.name);
            return Err(Error::bad_hint(
                format!("{} has no \"{key}\"", function.name),
                format!("It belongs to {}.", of.collect::<Vec<_>>().join(", ")),
            ));
        }
    }
    Ok(match function.setting {
        Setting::None => None,
        Setting::At => {
            let at = document.get("at").ok_or_else(|| {
                Error::bad_hint(
                    format!("{} needs \"at\"", function.name),
                    "Write for example {\"percentile\": \"amount\", \"at\": 0.95}.",
                )
            })?;
            let share = at.as_f64().filter(|share| (0.0..=1.0).contains(share));
            let share = share.ok_or_else(|| {
                Error::bad(format!("\"at\" must be a number from 0 to 1, not {}", shorten(at)))
            })?;
            // PostgreSQL rounds the share times the number of values up to a place. As 0.07 times 100 is
            // 7.000000000000001, it would be place 8 if the share was not a little less.
            Some(Param::Float8(share * (1.0 - 1e-14)))
        }
        Setting::Limit => {
            let limit = document.get("limit").filter(|limit| !limit.is_null());
            Some(Param::Int8(limit.map_or(Ok(10), |limit| count(limit, "\"limit\"", 1_000))?))
        }
    })
}

fn needs_column(function: &Function) -> Error {
    Error::bad_hint(
        format!("{} needs a column", function.name),
        format!("Write for example {{\"{}\": \"amount\"}}.", function.name),
    )
}

/// Says which aggregate an error is about.
fn in_aggregate(name: &str, error: Error) -> Error {
    error.map_message(|message| format!("aggregate \"{}\": {message}", shorten_text(name)))
}
