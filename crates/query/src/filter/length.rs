//! `length`: the number of characters or elements, compared with a number or by an object of comparisons.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::Predicate;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use serde_json::Value;

use crate::filter::comparisons::{COMPARISONS, EQ};
use crate::filter::leaf::Leaf;
use crate::filter::operator::{Kinds, Operator, PathKind, named, operator};

pub(super) const LENGTH: Operator =
    operator("length", &["count"], Kinds::TEXTS_AND_SETS, PathKind::Always(Kind::Text), length)
        .says("has a number of characters or elements that passes comparisons");

fn length(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    counted(leaf, Field::Length(Box::new(field.as_written())), value)
}

/// The comparisons of a number of characters or elements.
pub(super) fn counted(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    // Every operator that compares applies to whole numbers.
    let compare = |operator: &Operator, value: &Value| {
        let leaf = Leaf { operator: operator.name, of: "length ", ..*leaf };
        operator.predicate(&leaf, field.clone(), value)
    };
    match value {
        Value::Number(_) => compare(&EQ, value),
        Value::Object(comparisons) if !comparisons.is_empty() => {
            let parts = comparisons.iter().map(|(name, value)| compare(comparison(leaf, name)?, value));
            Ok(Predicate::And(parts.collect::<Result<_, _>>()?))
        }
        Value::Object(_) => Err(leaf.in_condition(Error::bad_hint(
            "the object of comparisons is empty",
            "Write for example {\"length\": {\"lt\": 5}}.",
        ))),
        _ => Err(leaf.wrong_value("an object of comparisons such as {\"lt\": 5}", value)),
    }
}

fn comparison(leaf: &Leaf<'_>, name: &str) -> Result<&'static Operator, Error> {
    named(COMPARISONS.iter(), name).ok_or_else(|| {
        let known = COMPARISONS.iter().map(|operator| operator.name);
        leaf.in_condition(Error::unknown("comparison", name, known))
    })
}
