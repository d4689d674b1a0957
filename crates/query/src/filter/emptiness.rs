//! The operators that ask whether there is a value: `is_empty`, `is_null` and their complements.

use dyntables_ask::predicate::{Predicate, Test};
use dyntables_values::argument::boolean;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use serde_json::Value;

use crate::filter::leaf::Leaf;
use crate::filter::operator::{Equality, Kinds, Operator, PathKind, btree, operator};

/// In the order of the documentation.
pub(super) static EMPTINESS: &[Operator] = &[
    IS_EMPTY.says("is absent, null, \"\", [] or {}; false asks for the opposite"),
    IS_EMPTY
        .negation("is_not_empty", &["not_blank", "not_empty"])
        .says("is none of absent, null, \"\", [] and {}"),
    IS_NULL.says("is absent or null; false asks for the opposite"),
    IS_NULL.negation("is_not_null", &["exists", "not_null"]).says("is neither absent nor null"),
];

const IS_EMPTY: Operator = Operator {
    equality: Some(Equality::Absence),
    ..operator("is_empty", &["blank"], Kinds::ALL, PathKind::Always(Kind::Json), |leaf, field, value| {
        absent(leaf, Predicate::Test(field, Test::Empty), value)
    })
};

const IS_NULL: Operator = Operator {
    indexes: btree,
    equality: Some(Equality::Absence),
    ..operator("is_null", &[], Kinds::ALL, PathKind::Always(Kind::Json), |leaf, field, value| {
        absent(leaf, Predicate::Test(field, Test::Null), value)
    })
};

/// The predicate of absence. The value `false` asks for its complement.
pub(super) fn absent(leaf: &Leaf<'_>, absence: Predicate, value: &Value) -> Result<Predicate, Error> {
    let is_asked = match value {
        Value::Null => true,
        value => boolean(value, "the value").map_err(|error| leaf.in_condition(error))?,
    };
    Ok(if is_asked { absence } else { absence.complement() })
}
