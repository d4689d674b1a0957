//! Which records: a filter checked against a table.

use dyntables_model::ident::ColumnKey;
use dyntables_values::param::Param;
use serde_json::Value;

use crate::field::Field;

/// A filter checked against a table: everything that SQL needs, and nothing that can fail.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// Every record.
    All,
    /// Every one holds.
    And(Vec<Predicate>),
    /// At least one holds.
    Or(Vec<Predicate>),
    /// The exact complement.
    Not(Box<Predicate>),
    /// A test of one field.
    Test(Field, Test),
    /// Has all the words of a search.
    Search(Search),
}

impl Predicate {
    /// The predicate that holds for all other records. The complement of a complement is the predicate inside,
    /// which an index may serve.
    pub fn complement(self) -> Self {
        match self {
            Predicate::Not(inner) => *inner,
            predicate => Predicate::Not(Box::new(predicate)),
        }
    }
}

/// A search that has at least one word.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// As typed.
    pub text: String,
    /// The columns it is looked for in, by key.
    pub columns: Vec<ColumnKey>,
    /// The columns of the search index to use, if there is one: none stands for all of `data`.
    pub index: Option<Vec<ColumnKey>>,
}

/// What is asked of a field. A field without a value passes only [`Test::Null`] and [`Test::Empty`].
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// Compares with a value of the field's kind.
    Compare(Comparison, Param),
    /// Begins with these characters, the case included: a range, which a btree serves. Not empty.
    Prefix {
        /// The beginning.
        text: String,
        /// Whether the default collation's order is that of code points.
        code_points: bool,
    },
    /// Equals one of a list.
    OneOf(Param),
    /// Between two values, both included.
    Between(Param, Param),
    /// A SQL pattern matches, its `%` and `_` escaped where the caller's are plain characters.
    Like {
        /// The pattern.
        pattern: String,
        /// Whether case matters.
        case_sensitive: bool,
    },
    /// A word occurs in a text; as `query::filter::word` reads it.
    Word {
        /// The word.
        word: String,
        /// Whether case matters.
        case_sensitive: bool,
    },
    /// A regular expression, which PostgreSQL has accepted, matches.
    Matches {
        /// The pattern.
        pattern: String,
        /// Whether case matters.
        case_sensitive: bool,
    },
    /// A set has one of these / all of these / is these.
    Set(SetTest, Vec<String>),
    /// Equals a JSON value (on JSON paths without a scalar operand).
    JsonEquals(Value),
    /// Absent or null.
    Null,
    /// Absent, null, `""`, `[]` or `{}`.
    Empty,
}

/// The orderings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Their meaning is their name.
pub enum Comparison {
    Eq,
    Gt,
    Gte,
    Lt,
    Lte,
}

/// The tests of sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetTest {
    /// They have an element in common.
    HasAny,
    /// The field has all of them.
    HasAll,
    /// The field has them and no other.
    Equals,
}
