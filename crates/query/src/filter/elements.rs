//! `files.name`: a part of each element of a list of objects.
//!
//! A condition on such a part holds where it holds for some element. One that is negated, or that asks for absence, is the
//! exact complement of such a condition.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, Test};
use dyntables_model::column::Column;
use dyntables_values::error::{Error, nearest};
use dyntables_values::kind::Kind;
use dyntables_values::text::shorten_text;
use serde_json::Value;

use crate::filter::leaf::Leaf;
use crate::filter::length::{LENGTH, counted};
use crate::filter::operator::{Equality, Operator};
use crate::filter::operators;

/// The predicate, if the condition is on a column whose values are lists of objects, or on a part of their elements.
pub(super) fn check(leaf: &Leaf<'_>, operator: &Operator, value: &Value) -> Result<Option<Predicate>, Error> {
    if let Some(column) = leaf.column().filter(|column| is_list(column)) {
        return whole(leaf, column, operator, value).map(Some);
    }
    let Some((key, part)) = leaf.path.split_once('.') else { return Ok(None) };
    let Some(column) = leaf.names.column(key).filter(|column| is_list(column)) else { return Ok(None) };
    let (part, kind) = known(column, part)?;
    let field = Field::Element { part, kind };
    if !operator.applies_to(kind) {
        let known: Vec<&str> = operators::of_kind(kind).map(|operator| operator.name).collect();
        return Err(leaf.does_not_apply(&field, &known));
    }
    let predicate = operator.predicate(leaf, field, value)?;
    Ok(Some(some(&Field::json_of(&column.key), predicate)))
}

fn is_list(column: &Column) -> bool {
    !column.type_.element_parts().is_empty()
}

/// That some element passes a predicate on its parts. What holds for a missing part holds if no element has it.
fn some(list: &Field, predicate: Predicate) -> Predicate {
    match predicate {
        Predicate::Not(inner) => some(list, *inner).complement(),
        Predicate::Or(parts) => Predicate::Or(parts.into_iter().map(|part| some(list, part)).collect()),
        Predicate::Test(field, test @ (Test::Null | Test::Empty)) => {
            let has = Predicate::Test(field, test).complement();
            Predicate::Any(list.clone(), Box::new(has)).complement()
        }
        other => Predicate::Any(list.clone(), Box::new(other)),
    }
}

/// A condition on the whole list: whether it is empty, or how many elements it has.
fn whole(leaf: &Leaf<'_>, column: &Column, operator: &Operator, value: &Value) -> Result<Predicate, Error> {
    let list = Field::json_of(&column.key);
    if *operator == LENGTH {
        return counted(leaf, Field::Count(Box::new(list)), value);
    }
    match operator.equality {
        Some(Equality::Absence) => operator.predicate(leaf, list, value),
        Some(Equality::One) if value.is_null() => operator.predicate(leaf, list, value),
        _ => {
            let absence = operators::all().filter(|operator| operator.equality == Some(Equality::Absence));
            let known: Vec<&str> = absence.map(|operator| operator.name).chain(["count"]).collect();
            let first = column.type_.element_parts().first().map_or("", |(part, _)| part);
            let error = leaf.does_not_apply(&list, &known);
            let parts = parts(column).join(", ");
            Err(error.with_hint(format!(
                "Its operators are: {}. Its elements have parts, for example \"{}.{first}\": {parts}.",
                known.join(", "),
                leaf.path
            )))
        }
    }
}

fn parts(column: &Column) -> Vec<&'static str> {
    column.type_.element_parts().iter().map(|(part, _)| *part).collect()
}

/// The part of a name, and how it compares. An error if elements have none of this name.
fn known(column: &Column, part: &str) -> Result<(&'static str, Kind), Error> {
    let found = column.type_.element_parts().iter().find(|(known, _)| *known == part);
    found.copied().ok_or_else(|| {
        let key = &column.key;
        let type_ = column.type_.name();
        let message = format!("column \"{key}\" of type {type_} has no part \"{}\"", shorten_text(part));
        Error::bad_hint(
            message,
            match nearest(part, parts(column)) {
                Some(near) => format!("Perhaps you meant \"{key}.{near}\"."),
                None => format!("Its parts are: {}.", parts(column).join(", ")),
            },
        )
    })
}
