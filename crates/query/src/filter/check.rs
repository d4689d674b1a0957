//! [`Filter`] → [`Predicate`]: names become fields, and operators read their values as the fields' kinds. The
//! result has nothing left that can fail.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::Predicate;
use dyntables_model::column::Column;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::moment::Moment;
use serde_json::Value;

use crate::filter::category;
use crate::filter::elements;
use crate::filter::leaf::Leaf;
use crate::filter::operator::{Equality, Operator, PathKind};
use crate::filter::operators;
use crate::filter::written::{Condition, Filter};
use crate::names::Names;

/// Checks a filter against the names of a table, or of an aggregate's result. `moment` is what relative dates and
/// `"me"` refer to.
pub fn check(names: &dyn Names, filter: &Filter, moment: &Moment) -> Result<Predicate, Error> {
    let all =
        |filters: &[Filter]| filters.iter().map(|f| check(names, f, moment)).collect::<Result<Vec<_>, _>>();
    Ok(match filter {
        Filter::All => Predicate::All,
        Filter::And(filters) => Predicate::And(all(filters)?),
        Filter::Or(filters) => Predicate::Or(all(filters)?),
        Filter::Not(filter) => check(names, filter, moment)?.complement(),
        Filter::Condition(condition) => check_condition(names, condition, moment).map_err(|error| {
            error.of_condition(&condition.path, Some(condition.operator.name)).at(|| condition.place.clone())
        })?,
    })
}

fn check_condition(names: &dyn Names, condition: &Condition, moment: &Moment) -> Result<Predicate, Error> {
    let Condition { path, operator, value, .. } = condition;
    let leaf = Leaf { names, path, operator: operator.name, moment, of: "" };
    if let Some(predicate) = category::check(&leaf, operator, value)? {
        return Ok(predicate);
    }
    if let Some(predicate) = elements::check(&leaf, operator, value)? {
        return Ok(predicate);
    }
    let mut field = names.field(path, "filter")?.in_zone(moment.zone.name());
    let is_path = matches!(field, Field::Path { .. });
    if is_path {
        if let Some(column) = column_of_parts(&leaf) {
            return check_parts(&leaf, column, field, operator, value);
        }
        field = field.compared_as(operator.path.with(value));
    }
    if operator.applies_to(field.kind()) {
        return operator.predicate(&leaf, field, value);
    }
    // A path has the kind of the value, so it is the value that the operator does not apply to.
    if is_path && !matches!(operator.path, PathKind::Always(_)) {
        return Err(leaf.wrong_value("a number, a text, true or false", value));
    }
    Err(does_not_apply(&leaf, &field))
}

fn does_not_apply(leaf: &Leaf<'_>, field: &Field) -> Error {
    let known: Vec<&str> = operators::of_kind(field.kind()).map(|operator| operator.name).collect();
    leaf.does_not_apply(field, &known)
}

/// The column that the condition is on, if its values are nothing but their parts, as a location's are.
fn column_of_parts<'a>(leaf: &'a Leaf<'_>) -> Option<&'a Column> {
    leaf.column()
        .filter(|column| column.type_.kind(&column.config) == Kind::Json && !column.type_.parts().is_empty())
}

/// Checks a condition on all parts of a value together. They have no order, only equality.
fn check_parts(
    leaf: &Leaf<'_>,
    column: &Column,
    field: Field,
    operator: &Operator,
    value: &Value,
) -> Result<Predicate, Error> {
    let field = field.compared_as(Kind::Json);
    let error = match (operator.equality, value) {
        (Some(Equality::Absence), _) | (Some(Equality::One), Value::Null) => {
            return operator.predicate(leaf, field, value);
        }
        (Some(Equality::One), Value::Object(document)) => {
            return Ok(operator.or_complement(leaf.equals_parts(column, None, document)?));
        }
        (Some(Equality::One), value) => leaf.wrong_value("an object", value),
        (Some(Equality::OneOf) | None, _) => does_not_apply(leaf, &field),
    };
    let parts: Vec<&str> = column.type_.parts().iter().map(|(part, _)| *part).collect();
    let (first, path) = (parts.first().unwrap_or(&""), leaf.path);
    Err(error
        .with_hint(format!("Name one of its parts, for example \"{path}.{first}\": {}.", parts.join(", "))))
}
