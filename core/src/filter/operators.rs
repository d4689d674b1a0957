//! The list of operators: one entry each, with aliases and what they apply to.

use crate::error::Error;
use crate::types::kind::Kind;

/// What an operator does with its field and value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Their meaning is their name; `check` gives it.
pub enum Action {
    Eq,
    Gt,
    Gte,
    Lt,
    Lte,
    Between,
    In,
    Contains,
    StartsWith,
    EndsWith,
    HasAny,
    HasAll,
    IsEmpty,
    IsNull,
}

/// What an operator applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// Every kind.
    All,
    /// Kinds with an order.
    Ordered,
    /// Kinds with an order, none of whose values is a list.
    Scalars,
    /// Texts only.
    Text,
    /// Texts and sets.
    TextOrSet,
    /// Sets only.
    Sets,
}

/// An operator of SPEC chapter 7.
#[derive(Debug, PartialEq, Eq)]
pub struct Operator {
    /// The name.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// What it does.
    pub action: Action,
    /// Whether it is the exact complement of what `action` does.
    pub negated: bool,
    /// What it applies to.
    pub applies: Applies,
}

const fn operator(
    name: &'static str,
    aliases: &'static [&'static str],
    action: Action,
    negated: bool,
    applies: Applies,
) -> Operator {
    Operator { name, aliases, action, negated, applies }
}

/// All operators, in the order of the documentation.
pub static OPERATORS: &[Operator] = &[
    operator("eq", &["equals", "is", "=", "=="], Action::Eq, false, Applies::All),
    operator("neq", &["not_equals", "is_not", "ne", "!=", "<>"], Action::Eq, true, Applies::All),
    operator("gt", &[">", "greater_than", "after"], Action::Gt, false, Applies::Ordered),
    operator("gte", &[">=", "greater_than_or_equal", "on_or_after"], Action::Gte, false, Applies::Ordered),
    operator("lt", &["<", "less_than", "before"], Action::Lt, false, Applies::Ordered),
    operator("lte", &["<=", "less_than_or_equal", "on_or_before"], Action::Lte, false, Applies::Ordered),
    operator("between", &[], Action::Between, false, Applies::Ordered),
    operator("not_between", &[], Action::Between, true, Applies::Ordered),
    operator("in", &["is_any_of"], Action::In, false, Applies::Scalars),
    operator("not_in", &["is_none_of", "nin"], Action::In, true, Applies::Scalars),
    operator("contains", &[], Action::Contains, false, Applies::TextOrSet),
    operator("not_contains", &["does_not_contain"], Action::Contains, true, Applies::TextOrSet),
    operator("starts_with", &[], Action::StartsWith, false, Applies::Text),
    operator("ends_with", &[], Action::EndsWith, false, Applies::Text),
    operator("has_any", &["has_any_of"], Action::HasAny, false, Applies::Sets),
    operator("has_all", &["has_all_of"], Action::HasAll, false, Applies::Sets),
    operator("has_none", &["has_none_of"], Action::HasAny, true, Applies::Sets),
    operator("is_empty", &[], Action::IsEmpty, false, Applies::All),
    operator("is_not_empty", &[], Action::IsEmpty, true, Applies::All),
    operator("is_null", &[], Action::IsNull, false, Applies::All),
    operator("is_not_null", &["exists"], Action::IsNull, true, Applies::All),
];

/// The operator of this name or alias; case does not matter, spaces and hyphens are underscores.
pub fn find(name: &str) -> Result<&'static Operator, Error> {
    let plain = name.trim().to_lowercase().replace([' ', '-'], "_");
    OPERATORS
        .iter()
        .find(|o| o.name == plain || o.aliases.contains(&plain.as_str()))
        .ok_or_else(|| Error::unknown("operator", name, OPERATORS.iter().map(|o| o.name)))
}

/// The operator that `eq` stands for without being named.
#[must_use]
pub fn eq() -> &'static Operator {
    &OPERATORS[0]
}

impl Operator {
    /// Whether the operator means something for values of this kind.
    #[must_use]
    pub fn applies_to(&self, kind: Kind) -> bool {
        match self.applies {
            Applies::All => true,
            Applies::Ordered | Applies::Scalars => kind.is_ordered(),
            Applies::Text => kind.is_text(),
            Applies::TextOrSet => kind.is_text() || kind == Kind::Set,
            Applies::Sets => kind == Kind::Set,
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{OPERATORS, find};

    #[test]
    fn names_and_aliases_are_distinct_and_found() {
        let mut seen = HashSet::new();
        for operator in OPERATORS {
            for name in std::iter::once(&operator.name).chain(operator.aliases) {
                assert!(seen.insert(*name), "{name} twice");
                assert_eq!(find(name).unwrap(), operator);
            }
        }
        assert_eq!(find("Is Any Of").unwrap().name, "in");
    }

    #[test]
    fn an_unknown_operator_names_the_nearest() {
        assert_eq!(find("contians").unwrap_err().hint().unwrap(), "Perhaps you meant \"contains\".");
    }
}
