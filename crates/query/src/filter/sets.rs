//! The operators on sets: `has_any`, `has_all` and the like.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, SetTest, Test};
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use serde_json::Value;

use crate::filter::leaf::Leaf;
use crate::filter::operator::{Kinds, Operator, PathKind, Read, operator, trigram_or_set};

/// In the order of the documentation.
pub(super) static SETS: &[Operator] = &[
    HAS_ANY.says("has an element of the list"),
    on_sets("has_all", &["has_all_of", "all_of"], |leaf, field, value| {
        set(leaf, field, SetTest::HasAll, value)
    })
    .says("has all elements of the list"),
    HAS_ANY.negation("has_none", &["has_none_of", "none_of"]).says("has no element of the list"),
    on_sets("is_exactly", &[], |leaf, field, value| set(leaf, field, SetTest::Equals, value))
        .says("has the elements of the list and no others"),
];

const HAS_ANY: Operator = on_sets("has_any", &["has_any_of", "any_of"], |leaf, field, value| {
    set(leaf, field, SetTest::HasAny, value)
});

const fn on_sets(name: &'static str, aliases: &'static [&'static str], read: Read) -> Operator {
    Operator {
        indexes: trigram_or_set,
        ..operator(name, aliases, Kinds::SETS, PathKind::Always(Kind::Set), read)
    }
}

/// The test of a set with a list of texts.
pub(super) fn set(leaf: &Leaf<'_>, field: Field, test: SetTest, value: &Value) -> Result<Predicate, Error> {
    if let Field::Path { .. } = field {
        return Ok(Predicate::Test(
            field.compared_as(Kind::Json),
            Test::Elements(test, scalars(leaf, value)?),
        ));
    }
    let texts = leaf.texts(&field, value)?;
    // An absent set and one without elements are the same.
    if texts.is_empty() {
        return Ok(match test {
            SetTest::Equals => Predicate::Test(field, Test::Empty),
            SetTest::HasAll => Predicate::All,
            SetTest::HasAny => Predicate::Or(Vec::new()),
        });
    }
    Ok(Predicate::Test(field, Test::Set(test, texts)))
}

/// The elements that a list at a path is asked for. A single one stands for a list of one.
fn scalars(leaf: &Leaf<'_>, value: &Value) -> Result<Vec<Value>, Error> {
    let list = match value {
        Value::Array(list) => list.as_slice(),
        one => std::slice::from_ref(one),
    };
    let is_scalar =
        |element: &&Value| matches!(element, Value::Number(_) | Value::String(_) | Value::Bool(_));
    match list.iter().find(|element| !is_scalar(element)) {
        Some(other) => Err(leaf.wrong_value("a list of numbers, texts, true or false", other)),
        None => Ok(list.to_vec()),
    }
}

/// `contains` on a list at a path: it has this one element.
pub(super) fn has_scalar(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    match value {
        Value::Number(_) | Value::String(_) | Value::Bool(_) => set(leaf, field, SetTest::HasAll, value),
        other => Err(leaf.wrong_value("a text, a number, true or false", other)),
    }
}

/// `contains` on a set: it has this one element.
pub(super) fn has(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    if !value.is_string() {
        return Err(leaf.wrong_value("a text", value));
    }
    set(leaf, field, SetTest::HasAll, value)
}
