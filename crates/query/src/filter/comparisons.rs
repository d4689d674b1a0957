//! The operators that compare a field with one value or several: `eq`, `gt`, `between`, `in` and the like.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, SetTest, Test};
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use serde_json::Value;

use crate::filter::dates;
use crate::filter::leaf::{Leaf, MAX_ALTERNATIVES};
use crate::filter::operand::written_number;
use crate::filter::operator::{Equality, Kinds, Operator, PathKind, Read, btree, btree_or_set, operator};
use crate::filter::options::Options;
use crate::filter::sets::set;
use crate::filter::whole::{self, Place};

/// In the order of the documentation.
pub(super) static COMPARISONS: &[Operator] = &[
    EQ.says("equals the value; null asks for records without one, a set equals a set in any order"),
    EQ.negation("neq", &["not_equals", "is_not", "ne", "!=", "<>"])
        .says("does not equal the value; holds for records without one"),
    ordering("gt", &[">", "greater_than", "after"], |leaf, field, value| {
        compare(leaf, field, Comparison::Gt, value)
    })
    .says("is greater, or later"),
    ordering(
        "gte",
        &[">=", "greater_than_or_equal", "greater_than_or_equals", "on_or_after"],
        |leaf, field, value| compare(leaf, field, Comparison::Gte, value),
    )
    .says("is greater, later or equal"),
    ordering("lt", &["<", "less_than", "before"], |leaf, field, value| {
        compare(leaf, field, Comparison::Lt, value)
    })
    .says("is less, or earlier"),
    ordering(
        "lte",
        &["<=", "less_than_or_equal", "less_than_or_equals", "on_or_before"],
        |leaf, field, value| compare(leaf, field, Comparison::Lte, value),
    )
    .says("is less, earlier or equal"),
    BETWEEN.says("lies between the two values of a list, or equals one of them"),
    BETWEEN.negation("not_between", &[]).says("lies outside of the two values of a list"),
    IN.says("equals a value of a list"),
    IN.negation("not_in", &["is_none_of", "nin"]).says("equals no value of a list"),
];

/// The operator of a value for which none is named.
pub(super) const EQ: Operator = Operator {
    indexes: btree_or_set,
    equality: Some(Equality::One),
    ..operator("eq", &["equals", "equal", "is", "=", "=="], Kinds::ALL, PathKind::OfValue, equal)
};

const BETWEEN: Operator = Operator {
    indexes: btree,
    ..operator("between", &[], Kinds::ORDERED, PathKind::OfElements(Kind::Json), between)
};

const IN: Operator = Operator {
    indexes: btree,
    equality: Some(Equality::OneOf),
    ..operator("in", &["is_any_of"], Kinds::SCALARS, PathKind::OfElements(Kind::Text), one_of)
};

/// An operator that compares with one value by the order.
const fn ordering(name: &'static str, aliases: &'static [&'static str], read: Read) -> Operator {
    Operator { indexes: btree, ..operator(name, aliases, Kinds::ORDERED, PathKind::OfValue, read) }
}

fn equal(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    match field.kind() {
        _ if value.is_null() => Ok(Predicate::Test(field, Test::Null)),
        Kind::Set => set(leaf, field, SetTest::Equals, value),
        Kind::Json => Ok(Predicate::Test(field, Test::JsonEquals(value.clone()))),
        _ => compare(leaf, field, Comparison::Eq, value),
    }
}

fn compare(leaf: &Leaf<'_>, field: Field, comparison: Comparison, value: &Value) -> Result<Predicate, Error> {
    if Kinds::DATES.contain(field.kind()) {
        return dates::compare(leaf, field, comparison, value).map_err(|error| leaf.in_condition(error));
    }
    if let Value::Object(document) = value
        && leaf.has_parts(&field)
    {
        return match comparison {
            Comparison::Eq => leaf.equals_object(field, document),
            _ if !leaf.is_money(&field) => Err(leaf.wrong_value(field.kind().noun(), value)),
            _ => Err(leaf.in_condition(Error::bad_hint(
                "the value must be a number, not an object",
                "Amounts are compared without their currency; add a condition on the part currency.",
            ))),
        };
    }
    if let Some(place) = place_of(&field, value) {
        return Ok(whole::compare(field, comparison, place));
    }
    let operand = match comparison {
        Comparison::Eq => leaf.storable_operand(&field, value)?,
        _ => leaf.operand(&field, value)?,
    };
    Ok(Predicate::Test(field, Test::Compare(comparison, operand)))
}

fn between(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    let Some([low, high]) = value.as_array().map(Vec::as_slice) else {
        return Err(match value {
            Value::Array(list) => leaf.in_condition(Error::bad(format!(
                "the value must be a list of two values, not of {}",
                list.len()
            ))),
            _ => leaf.wrong_value("a list of two values", value),
        });
    };
    let is_between_whole = |bound| place_of(&field, bound).is_none_or(|place| matches!(place, Place::At(_)));
    if Kinds::DATES.contain(field.kind()) || ![low, high].into_iter().all(is_between_whole) {
        return Ok(Predicate::And(vec![
            compare(leaf, field.clone(), Comparison::Gte, low)?,
            compare(leaf, field, Comparison::Lte, high)?,
        ]));
    }
    let (low, high) = (leaf.operand(&field, low)?, leaf.operand(&field, high)?);
    Ok(Predicate::Test(field, Test::Between(low, high)))
}

/// The place of a number among the whole numbers, if the field has only those.
fn place_of(field: &Field, value: &Value) -> Option<Place> {
    if field.kind() != Kind::Int8 {
        return None;
    }
    match written_number(value).as_ref().unwrap_or(value) {
        Value::Number(number) => Some(whole::place(number)),
        _ => None,
    }
}

/// What a path leads to is one of a list. Each element compares as its own JSON type does.
fn one_of_path(leaf: &Leaf<'_>, field: &Field, values: &[&Value]) -> Result<Predicate, Error> {
    let mut found = Vec::new();
    for kind in [Kind::Numeric, Kind::Text, Kind::Bool] {
        let field = field.clone().compared_as(kind);
        let of_kind = values.iter().filter(|value| PathKind::OfValue.with(value) == kind);
        let operands = of_kind.map(|value| leaf.operand(&field, value)).collect::<Result<Vec<_>, _>>()?;
        if !operands.is_empty() {
            found.push(Predicate::Test(field, Test::OneOf(Param::List(kind, operands))));
        }
    }
    let others = values.iter().filter(|value| value.is_array() || value.is_object());
    let field = field.clone().compared_as(Kind::Json);
    found.extend(others.map(|value| Predicate::Test(field.clone(), Test::JsonEquals((*value).clone()))));
    if found.len() > MAX_ALTERNATIVES {
        return Err(leaf.too_many("lists and objects"));
    }
    Ok(Predicate::Or(found))
}

/// A null in the list asks for records without a value.
fn one_of(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    let Value::Array(list) = value else {
        return Err(leaf.wrong_value("a list", value));
    };
    let values: Vec<&Value> = list.iter().filter(|value| !value.is_null()).collect();
    let found = if Kinds::DATES.contain(field.kind()) {
        let (found, ranges) =
            dates::one_of(leaf, &field, &values).map_err(|error| leaf.in_condition(error))?;
        if ranges > MAX_ALTERNATIVES {
            return Err(leaf.too_many("ranges of dates"));
        }
        found
    } else if leaf.has_parts(&field) {
        leaf.equals_one_of_objects(&field, &values)?
    } else if let Field::Path { .. } = field {
        one_of_path(leaf, &field, &values)?
    } else {
        // No record has a whole number that is none.
        let can_be =
            |value: &&&Value| place_of(&field, value).is_none_or(|place| matches!(place, Place::At(_)));
        let options = Options::of(leaf, &field);
        let operand = |value: &&Value| leaf.storable_operand_of(options.as_ref(), &field, value);
        let operands = values.iter().filter(can_be).map(operand).collect::<Result<_, _>>()?;
        Predicate::Test(field.clone(), Test::OneOf(Param::List(field.kind(), operands)))
    };
    if !list.iter().any(Value::is_null) {
        return Ok(found);
    }
    // A path is null only if it has no value of any kind, whatever kind the other elements have.
    Ok(Predicate::Or(vec![found, Predicate::Test(field.compared_as(Kind::Json), Test::Null)]))
}
