//! What an operator is: its names, the kinds it applies to, the indexes that serve it, and how its value is read.

use dyntables_ask::field::Field;
use dyntables_ask::index::IndexKind;
use dyntables_ask::predicate::Predicate;
use dyntables_values::error::{Error, nearest};
use dyntables_values::kind::Kind;
use serde_json::Value;

use crate::filter::leaf::Leaf;

/// Makes the test of a field out of an operator's value. It is called only with fields of the operator's kinds.
pub(super) type Read = fn(&Leaf<'_>, Field, &Value) -> Result<Predicate, Error>;

/// An operator of filters (SPEC chapter 7).
#[derive(Debug, Clone, Copy)]
pub struct Operator {
    /// The name.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// The kinds of values it applies to.
    pub kinds: Kinds,
    /// The kind that a path is compared as.
    pub(super) path: PathKind,
    /// The kinds of index that serve it on values of a kind.
    pub(super) indexes: fn(Kind) -> &'static [IndexKind],
    /// What it asks, if it asks only for equality or absence.
    pub(super) equality: Option<Equality>,
    /// How its value is read.
    pub(super) read: Read,
    /// Whether it holds exactly where what `read` makes does not.
    pub negated: bool,
    /// When it holds, in a few words for `dt_operators`.
    pub description: &'static str,
}

/// An operator that no index serves and that asks for more than equality. An entry adds what is different.
pub(super) const fn operator(
    name: &'static str,
    aliases: &'static [&'static str],
    kinds: Kinds,
    path: PathKind,
    read: Read,
) -> Operator {
    Operator {
        name,
        aliases,
        kinds,
        path,
        indexes: no_index,
        equality: None,
        read,
        negated: false,
        description: "",
    }
}

impl Operator {
    /// The operator that holds exactly where this one does not. Most records match it, so no index serves it.
    pub(super) const fn negation(self, name: &'static str, aliases: &'static [&'static str]) -> Operator {
        Operator { name, aliases, indexes: no_index, negated: true, ..self }
    }

    /// The operator with a description of when it holds.
    pub(super) const fn says(self, description: &'static str) -> Operator {
        Operator { description, ..self }
    }

    /// Whether the operator applies to values of this kind.
    pub fn applies_to(&self, kind: Kind) -> bool {
        self.kinds.contain(kind)
    }

    /// The kinds of index that serve the operator on values of this kind. A filter's SQL is written so that
    /// PostgreSQL can use them.
    pub fn index_kinds(&self, kind: Kind) -> &'static [IndexKind] {
        if self.applies_to(kind) { (self.indexes)(kind) } else { &[] }
    }

    /// The condition on a field of one of the operator's kinds.
    pub(super) fn predicate(&self, leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
        (self.read)(leaf, field, value).map(|predicate| self.or_complement(predicate))
    }

    /// The predicate, or its complement if the operator is a negation.
    pub(super) fn or_complement(&self, predicate: Predicate) -> Predicate {
        if self.negated { predicate.complement() } else { predicate }
    }
}

/// Operators are equal if their names are: no two have the same.
impl PartialEq for Operator {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// The operator of a list with this name or alias. Case does not matter, spaces and hyphens are underscores. One
/// leading `$` (MongoDB) or `_` (Hasura) is dropped.
pub(super) fn named(
    mut list: impl Iterator<Item = &'static Operator>,
    name: &str,
) -> Option<&'static Operator> {
    let name = plain(name);
    let name = name.strip_prefix(['$', '_']).unwrap_or(&name);
    list.find(|operator| operator.name == name || operator.aliases.contains(&name))
}

fn plain(name: &str) -> String {
    name.trim().to_lowercase().replace([' ', '-'], "_")
}

/// The name or alias that is most like an unknown name; `None` if none is much like it. It never asks for the
/// opposite: a name that sounds like a negation is taken for one, and no other is.
pub(super) fn nearest_name(list: impl Iterator<Item = &'static Operator>, name: &str) -> Option<String> {
    let name = plain(name);
    let name = name.strip_prefix(['$', '_']).unwrap_or(&name);
    let is_negation =
        ["not", "n't", "nt_", "none", "without", "exclude", "!"].iter().any(|part| name.contains(part))
            || name.starts_with(['n', 'x'])
            || name.starts_with("un")
            || name.starts_with("dis");
    let names = list
        .filter(|operator| operator.negated == is_negation)
        .flat_map(|operator| std::iter::once(operator.name).chain(operator.aliases.iter().copied()));
    nearest(name, names)
}

/// The kinds of values that an operator applies to.
#[derive(Debug, Clone, Copy)]
pub struct Kinds {
    /// What they are called in documentation.
    pub words: &'static str,
    includes: fn(Kind) -> bool,
}

impl Kinds {
    /// Every kind.
    pub(super) const ALL: Kinds = Kinds { words: "all", includes: |_| true };
    /// Kinds with an order.
    pub(super) const ORDERED: Kinds = Kinds { words: "ordered types", includes: Kind::is_ordered };
    /// Kinds whose values are not lists. They are the kinds with an order.
    pub(super) const SCALARS: Kinds = Kinds { words: "scalars", includes: Kind::is_ordered };
    /// Texts.
    pub(super) const TEXTS: Kinds = Kinds { words: "text", includes: Kind::is_text };
    /// Texts and sets.
    pub(super) const TEXTS_AND_SETS: Kinds =
        Kinds { words: "text, sets", includes: |kind| kind.is_text() || kind == Kind::Set };
    /// Sets.
    pub(super) const SETS: Kinds = Kinds { words: "sets", includes: |kind| kind == Kind::Set };
    /// Days and instants.
    pub(super) const DATES: Kinds =
        Kinds { words: "dates", includes: |kind| matches!(kind, Kind::Date | Kind::Timestamptz) };

    /// Whether this kind is one of them.
    pub(super) fn contain(self, kind: Kind) -> bool {
        (self.includes)(kind)
    }
}

/// The kind that an operator compares a path as. The JSON at a path may be of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PathKind {
    /// This kind, whatever the operator's value is.
    Always(Kind),
    /// The kind of the value's JSON type.
    OfValue,
    /// The kind of the JSON type of the list's first element that is not null. This kind, if that has none.
    OfElements(Kind),
}

impl PathKind {
    /// The kind to compare a path as with this value.
    pub(super) fn with(self, value: &Value) -> Kind {
        let (operand, otherwise) = match (self, value) {
            (PathKind::Always(kind), _) => return kind,
            (PathKind::OfElements(kind), Value::Array(list)) => {
                (list.iter().find(|element| !element.is_null()).unwrap_or(&Value::Null), kind)
            }
            (PathKind::OfElements(kind), value) => (value, kind),
            (PathKind::OfValue, value) => (value, Kind::Json),
        };
        match operand {
            Value::Number(_) => Kind::Numeric,
            Value::String(_) => Kind::Text,
            Value::Bool(_) => Kind::Bool,
            Value::Null | Value::Array(_) | Value::Object(_) => otherwise,
        }
    }
}

/// What an operator asks that asks only whether a value equals another or is absent. The category of a status
/// and a location as a whole have no other operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Equality {
    /// Whether it equals the operator's value.
    One,
    /// Whether it equals an element of the operator's list.
    OneOf,
    /// Whether it is absent.
    Absence,
}

/// No index serves the operator.
pub(super) fn no_index(_: Kind) -> &'static [IndexKind] {
    &[]
}

/// A btree serves comparisons of everything that has an order.
pub(super) fn btree(kind: Kind) -> &'static [IndexKind] {
    if kind.is_ordered() { &[IndexKind::Btree] } else { &[] }
}

/// A btree serves comparisons; a set index finds the sets that have all elements of another.
pub(super) fn btree_or_set(kind: Kind) -> &'static [IndexKind] {
    if kind == Kind::Set { &[IndexKind::Set] } else { btree(kind) }
}

/// A trigram index finds parts of texts, a set index elements of sets.
pub(super) fn trigram_or_set(kind: Kind) -> &'static [IndexKind] {
    match kind {
        Kind::Set => &[IndexKind::Set],
        kind if kind.is_text() => &[IndexKind::Trigram],
        _ => &[],
    }
}

/// A btree finds the beginnings of texts with the case minded, a trigram index without. The btree of a text
/// that is always compared without case serves both.
pub(super) fn btree_or_trigram(kind: Kind) -> &'static [IndexKind] {
    match kind {
        Kind::Folded => &[IndexKind::Btree],
        kind if kind.is_text() => &[IndexKind::Btree, IndexKind::Trigram],
        _ => &[],
    }
}
