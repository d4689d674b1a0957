//! The list of operators: one entry each, with aliases and what they apply to.

use dyntables_values::error::Error;
use dyntables_values::kind::Kind;

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
    Like,
    Ilike,
    Contains,
    StartsWith,
    EndsWith,
    ContainsWord,
    Matches,
    Imatches,
    Length,
    HasAny,
    HasAll,
    IsExactly,
    IsEmpty,
    IsNull,
    Within,
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
    /// Days and instants.
    Dates,
}

impl Applies {
    /// In words, for documentation.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Applies::All => "all",
            Applies::Ordered => "ordered types",
            Applies::Scalars => "scalars",
            Applies::Text => "text",
            Applies::TextOrSet => "text, sets",
            Applies::Sets => "sets",
            Applies::Dates => "dates",
        }
    }
}

/// Which indexes an operator can use, by the kind of what it is applied to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Served {
    /// None.
    No,
    /// A btree on ordered kinds, a set index on sets.
    Compared,
    /// A btree.
    Btree,
    /// A trigram index on text, a set index on sets.
    Part,
    /// A btree where case matters, a trigram index where it does not. Text that ignores case in any
    /// comparison has a btree for it.
    Beginning,
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
    /// Which indexes it can use.
    pub served: Served,
}

const fn operator(
    name: &'static str,
    aliases: &'static [&'static str],
    action: Action,
    applies: Applies,
    served: Served,
) -> Operator {
    Operator { name, aliases, action, negated: false, applies, served }
}

/// The exact complement of what `action` does: most records match it, so no index serves it.
const fn negation(
    name: &'static str,
    aliases: &'static [&'static str],
    action: Action,
    applies: Applies,
) -> Operator {
    Operator { name, aliases, action, negated: true, applies, served: Served::No }
}

/// All operators, in the order of the documentation.
pub static OPERATORS: &[Operator] = &[
    operator("eq", &["equals", "is", "=", "=="], Action::Eq, Applies::All, Served::Compared),
    negation("neq", &["not_equals", "is_not", "ne", "!=", "<>"], Action::Eq, Applies::All),
    operator("gt", &[">", "greater_than", "after"], Action::Gt, Applies::Ordered, Served::Btree),
    operator(
        "gte",
        &[">=", "greater_than_or_equal", "greater_than_or_equals", "on_or_after"],
        Action::Gte,
        Applies::Ordered,
        Served::Btree,
    ),
    operator("lt", &["<", "less_than", "before"], Action::Lt, Applies::Ordered, Served::Btree),
    operator(
        "lte",
        &["<=", "less_than_or_equal", "less_than_or_equals", "on_or_before"],
        Action::Lte,
        Applies::Ordered,
        Served::Btree,
    ),
    operator("between", &[], Action::Between, Applies::Ordered, Served::Btree),
    negation("not_between", &[], Action::Between, Applies::Ordered),
    operator("in", &["is_any_of"], Action::In, Applies::Scalars, Served::Btree),
    negation("not_in", &["is_none_of", "nin"], Action::In, Applies::Scalars),
    operator("like", &[], Action::Like, Applies::Text, Served::Part),
    negation("not_like", &[], Action::Like, Applies::Text),
    operator("ilike", &[], Action::Ilike, Applies::Text, Served::Part),
    negation("not_ilike", &[], Action::Ilike, Applies::Text),
    operator("contains", &[], Action::Contains, Applies::TextOrSet, Served::Part),
    negation("not_contains", &["does_not_contain"], Action::Contains, Applies::TextOrSet),
    operator("starts_with", &[], Action::StartsWith, Applies::Text, Served::Beginning),
    operator("ends_with", &[], Action::EndsWith, Applies::Text, Served::Part),
    operator("contains_word", &[], Action::ContainsWord, Applies::Text, Served::No),
    negation("not_contains_word", &[], Action::ContainsWord, Applies::Text),
    operator("matches", &[], Action::Matches, Applies::Text, Served::Part),
    operator("imatches", &[], Action::Imatches, Applies::Text, Served::Part),
    operator("length", &[], Action::Length, Applies::TextOrSet, Served::No),
    operator("has_any", &["has_any_of"], Action::HasAny, Applies::Sets, Served::Part),
    operator("has_all", &["has_all_of"], Action::HasAll, Applies::Sets, Served::Part),
    negation("has_none", &["has_none_of"], Action::HasAny, Applies::Sets),
    operator("is_exactly", &[], Action::IsExactly, Applies::Sets, Served::Part),
    operator("is_empty", &[], Action::IsEmpty, Applies::All, Served::No),
    negation("is_not_empty", &[], Action::IsEmpty, Applies::All),
    operator("is_null", &[], Action::IsNull, Applies::All, Served::Btree),
    negation("is_not_null", &["exists"], Action::IsNull, Applies::All),
    operator("within", &[], Action::Within, Applies::Dates, Served::Btree),
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
            Applies::Dates => matches!(kind, Kind::Date | Kind::Timestamptz),
        }
    }

    /// The kinds of index (`btree`, `trigram`, `set`, as `dt_create_index` names them) that serve the
    /// operator on values of this kind; a filter's SQL is such that PostgreSQL can use them.
    #[must_use]
    pub fn index_kinds(&self, kind: Kind) -> &'static [&'static str] {
        if !self.applies_to(kind) {
            return &[];
        }
        match self.served {
            Served::Compared | Served::Btree if kind.is_ordered() => &["btree"],
            Served::Compared | Served::Part if kind == Kind::Set => &["set"],
            Served::Part if kind.is_text() => &["trigram"],
            Served::Beginning if kind == Kind::Folded => &["btree"],
            Served::Beginning => &["btree", "trigram"],
            Served::No | Served::Compared | Served::Btree | Served::Part => &[],
        }
    }
}

/// The operators that mean something for values of this kind, in the order of the documentation.
pub fn of_kind(kind: Kind) -> impl Iterator<Item = &'static Operator> {
    OPERATORS.iter().filter(move |operator| operator.applies_to(kind))
}

/// A line of the documentation's table of operators.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// The name.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// The column types it applies to, by name; `types` as given to [`table`], in that order.
    pub types: Vec<&'static str>,
    /// What it applies to, in words.
    pub applies: &'static str,
    /// The kinds of index that serve it, on any of the types.
    pub index_kinds: Vec<&'static str>,
}

/// Operator × column types × index kinds. A type is given with the kinds its values can be compared
/// as, which depend on its config (`select` with and without `allow_multiple`).
#[must_use]
pub fn table(types: &[(&'static str, Vec<Kind>)]) -> Vec<Line> {
    let line = |operator: &'static Operator| {
        let applies = |kinds: &[Kind]| kinds.iter().any(|kind| operator.applies_to(*kind));
        let mut index_kinds: Vec<&'static str> = Vec::new();
        for kind in types.iter().flat_map(|(_, kinds)| kinds) {
            for index_kind in operator.index_kinds(*kind) {
                if !index_kinds.contains(index_kind) {
                    index_kinds.push(index_kind);
                }
            }
        }
        Line {
            name: operator.name,
            aliases: operator.aliases,
            types: types.iter().filter(|(_, kinds)| applies(kinds)).map(|(name, _)| *name).collect(),
            applies: operator.applies.words(),
            index_kinds,
        }
    };
    OPERATORS.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{OPERATORS, find, of_kind, table};
    use dyntables_values::kind::Kind;

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
    fn indexes_serve_operators_and_not_their_complements() {
        let kinds = |name: &str, kind| find(name).unwrap().index_kinds(kind);
        for name in ["eq", "in", "gt", "gte", "lt", "lte", "between"] {
            for kind in [Kind::Text, Kind::Folded, Kind::Float8, Kind::Date, Kind::Inet, Kind::Time] {
                assert_eq!(kinds(name, kind), ["btree"], "{name} {kind:?}");
            }
        }
        assert_eq!(kinds("within", Kind::Date), ["btree"]);
        assert_eq!(kinds("starts_with", Kind::Text), ["btree", "trigram"]);
        assert_eq!(kinds("starts_with", Kind::Folded), ["btree"]);
        for name in ["contains", "like", "ilike", "ends_with", "matches"] {
            assert_eq!(kinds(name, Kind::Text), ["trigram"], "{name}");
        }
        for name in ["contains", "eq", "has_any", "has_all", "is_exactly"] {
            assert_eq!(kinds(name, Kind::Set), ["set"], "{name}");
        }
        assert!(kinds("contains", Kind::Float8).is_empty());
        assert!(kinds("eq", Kind::Json).is_empty());
        for operator in OPERATORS.iter().filter(|operator| operator.negated) {
            assert!(operator.index_kinds(Kind::Text).is_empty(), "{}", operator.name);
        }
    }

    #[test]
    fn the_table_has_a_line_for_each_operator() {
        let lines = table(&[
            ("text", vec![Kind::Text]),
            ("select", vec![Kind::Text, Kind::Set]),
            ("date", vec![Kind::Date]),
        ]);
        assert_eq!(lines.len(), OPERATORS.len());
        let line = |name| lines.iter().find(|line| line.name == name).unwrap();
        assert_eq!(line("contains").types, ["text", "select"]);
        assert_eq!(line("contains").index_kinds, ["trigram", "set"]);
        assert_eq!(line("has_any").types, ["select"]);
        assert_eq!(line("within").types, ["date"]);
        assert!(of_kind(Kind::Bool).all(|operator| operator.name != "like"));
    }

    #[test]
    fn an_unknown_operator_names_the_nearest() {
        assert_eq!(find("contians").unwrap_err().hint().unwrap(), "Perhaps you meant \"contains\".");
    }
}
