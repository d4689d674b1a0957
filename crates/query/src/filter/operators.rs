//! The list of operators.
//!
//! An operator is one entry, in the list of the file whose operators are like it, beside the code that reads its value.
//! A new one needs nothing else; only if no test of `ask::predicate` says what it asks, it needs a test there and its
//! SQL in `sql::predicate`.

use dyntables_values::error::Error;
use dyntables_values::kind::Kind;

use crate::filter::comparisons::COMPARISONS;
use crate::filter::dates::WITHIN;
use crate::filter::emptiness::EMPTINESS;
use crate::filter::length::LENGTH;
use crate::filter::operator::{Operator, named, nearest_name};
use crate::filter::sets::SETS;
use crate::filter::texts::TEXTS;

/// The operators by what they ask, in the order of the documentation.
static OPERATORS: [&[Operator]; 6] = [COMPARISONS, TEXTS, &[LENGTH], SETS, EMPTINESS, &[WITHIN]];

/// All operators, in the order of the documentation.
pub fn all() -> impl Iterator<Item = &'static Operator> + Clone {
    OPERATORS.into_iter().flatten()
}

/// The operators that apply to values of this kind, in the order of the documentation.
pub fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Operator> {
    all().filter(move |operator| operator.applies_to(kind))
}

/// The operator of this name or alias. Case does not matter, spaces and hyphens are underscores.
pub fn find(name: &str) -> Result<&'static Operator, Error> {
    named(all(), name).ok_or_else(|| {
        Error::unknown_near("operator", name, nearest_name(all(), name), all().map(|operator| operator.name))
    })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{all, find, of_kind};
    use dyntables_ask::index::IndexKind;
    use dyntables_values::kind::Kind;

    #[test]
    fn every_operator_is_described() {
        let mut seen = HashSet::new();
        for operator in all() {
            assert!(!operator.description.is_empty(), "{}", operator.name);
            assert!(seen.insert(operator.description), "{} is described as another is", operator.name);
        }
    }

    #[test]
    fn names_and_aliases_are_distinct_and_found() {
        let mut seen = HashSet::new();
        for operator in all() {
            for name in std::iter::once(&operator.name).chain(operator.aliases) {
                assert!(seen.insert(*name), "{name} twice");
                assert_eq!(find(name).unwrap(), operator);
            }
        }
        assert_eq!(find("Is Any Of").unwrap().name, "in");
    }

    #[test]
    fn what_other_systems_write() {
        for (name, operator) in [
            ("$eq", "eq"),
            ("$ne", "neq"),
            ("$nin", "not_in"),
            ("_nin", "not_in"),
            ("_nlike", "not_like"),
            ("_nilike", "not_ilike"),
            ("$regex", "matches"),
            ("$exists", "is_not_null"),
            ("equal", "eq"),
            ("contains_not", "not_contains"),
            ("any_of", "has_any"),
            ("none_of", "has_none"),
            ("all_of", "has_all"),
            ("not_null", "is_not_null"),
            ("blank", "is_empty"),
            ("not_blank", "is_not_empty"),
            ("_is_null", "is_null"),
        ] {
            assert_eq!(find(name).map(|found| found.name), Ok(operator), "{name}");
        }
    }

    #[test]
    fn a_hint_never_asks_for_the_opposite() {
        for (name, negated) in [
            ("notcontains", true),
            ("nlikes", true),
            ("doesnt_contain", true),
            ("isnt_empty", true),
            ("not_equall", true),
            ("contians", false),
            ("equalz", false),
            ("liike", false),
            ("unlike", true),
            ("neqq", true),
        ] {
            let hint = find(name).unwrap_err().hint().unwrap().to_owned();
            let near = hint.split('"').nth(1).and_then(|near| find(near).ok());
            assert!(near.is_none_or(|near| near.negated == negated), "{name}: {hint}");
        }
    }

    #[test]
    fn indexes_serve_operators_and_not_their_complements() {
        let kinds = |name: &str, kind| find(name).unwrap().index_kinds(kind);
        for name in ["eq", "in", "gt", "gte", "lt", "lte", "between"] {
            for kind in [Kind::Text, Kind::Folded, Kind::Float8, Kind::Date, Kind::Inet, Kind::Time] {
                assert_eq!(kinds(name, kind), [IndexKind::Btree], "{name} {kind:?}");
            }
        }
        assert_eq!(kinds("within", Kind::Date), [IndexKind::Btree]);
        assert_eq!(kinds("starts_with", Kind::Text), [IndexKind::Btree, IndexKind::Trigram]);
        assert_eq!(kinds("starts_with", Kind::Folded), [IndexKind::Btree]);
        for name in ["contains", "like", "ilike", "ends_with", "contains_word", "imatches"] {
            assert_eq!(kinds(name, Kind::Text), [IndexKind::Trigram], "{name}");
        }
        for name in ["contains", "eq", "has_any", "has_all", "is_exactly"] {
            assert_eq!(kinds(name, Kind::Set), [IndexKind::Set], "{name}");
        }
        assert!(kinds("contains", Kind::Float8).is_empty());
        // Texts are folded in a trigram index.
        assert!(kinds("matches", Kind::Text).is_empty());
        assert!(kinds("eq", Kind::Json).is_empty());
        for operator in all().filter(|operator| operator.negated) {
            assert!(operator.index_kinds(Kind::Text).is_empty(), "{}", operator.name);
        }
    }

    #[test]
    fn operators_of_a_kind_apply_to_it() {
        assert!(of_kind(Kind::Bool).all(|operator| operator.name != "like"));
        assert!(of_kind(Kind::Date).any(|operator| operator.name == "within"));
    }

    #[test]
    fn an_unknown_operator_names_the_nearest() {
        assert_eq!(find("contians").unwrap_err().hint().unwrap(), "Perhaps you meant \"contains\".");
    }
}
