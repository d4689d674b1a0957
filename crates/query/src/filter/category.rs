//! `stage.category`: the category of a status's option.
//!
//! A condition on a category becomes a condition on the values that the options of the category have, so an index
//! on the status serves it. An option without a category counts as no status at all.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, Test};
use dyntables_model::column::Column;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::types::status::{CATEGORIES, CATEGORY};
use serde_json::Value;

use crate::filter::emptiness::absent;
use crate::filter::leaf::Leaf;
use crate::filter::operator::{Equality, Operator};
use crate::filter::operators;

/// The predicate, if the condition is on a category.
pub(super) fn check(leaf: &Leaf<'_>, operator: &Operator, value: &Value) -> Result<Option<Predicate>, Error> {
    let Some(column) = leaf.path.strip_suffix(".category").and_then(|key| leaf.names.column(key)) else {
        return Ok(None);
    };
    let Some(options) = column.type_.option_property(&column.config, CATEGORY) else { return Ok(None) };
    let in_categories = |categories: &[&str]| {
        let chosen = options.iter().filter(|(_, category)| categories.contains(category));
        one_of(column, chosen.map(|(value, _)| *value))
    };
    let none = || one_of(column, options.iter().map(|(value, _)| *value)).complement();
    let predicate = match operator.equality {
        Some(Equality::Absence) => absent(leaf, none(), value)?,
        Some(Equality::One) if value.is_null() => none(),
        Some(Equality::One) => in_categories(&[category(leaf, value)?]),
        Some(Equality::OneOf) => {
            let Value::Array(list) = value else { return Err(leaf.wrong_value("a list", value)) };
            let wanted = list.iter().filter(|value| !value.is_null()).map(|value| category(leaf, value));
            let found = in_categories(&wanted.collect::<Result<Vec<_>, _>>()?);
            if list.iter().any(Value::is_null) { Predicate::Or(vec![found, none()]) } else { found }
        }
        None => return Err(does_not_apply(leaf)),
    };
    Ok(Some(operator.or_complement(predicate)))
}

fn category<'a>(leaf: &Leaf<'_>, value: &'a Value) -> Result<&'a str, Error> {
    let text = value.as_str().ok_or_else(|| leaf.wrong_value("a category", value))?;
    if CATEGORIES.contains(&text) {
        return Ok(text);
    }
    Err(leaf.in_condition(Error::unknown("category", text, CATEGORIES)))
}

/// The status is one of these values.
fn one_of<'a>(column: &Column, values: impl Iterator<Item = &'a str>) -> Predicate {
    let values = values.map(|value| Param::Text(value.to_owned())).collect();
    Predicate::Test(Field::of_column(column), Test::OneOf(Param::List(Kind::Text, values)))
}

fn does_not_apply(leaf: &Leaf<'_>) -> Error {
    let known = operators::all().filter(|operator| operator.equality.is_some());
    let known: Vec<&str> = known.map(|operator| operator.name).collect();
    let (operator, path) = (leaf.operator, leaf.path);
    Error::bad_hint(
        format!("operator {operator} does not apply to \"{path}\", the category of a status"),
        format!("Its operators are: {}.", known.join(", ")),
    )
}
