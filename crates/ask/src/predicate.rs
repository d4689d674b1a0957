//! A checked filter: which records.

use dyntables_model::ident::ColumnKey;
use dyntables_model::table::SearchIndex;
use dyntables_values::param::Param;
use serde_json::Value;

use crate::field::Field;

/// A condition that a record meets or does not meet.
#[derive(Debug, Clone, PartialEq)]
pub enum Predicate {
    /// Every record.
    All,
    /// All of them hold.
    And(Vec<Predicate>),
    /// At least one holds.
    Or(Vec<Predicate>),
    /// The exact complement: it holds where the predicate does not, also for empty values.
    Not(Box<Predicate>),
    /// A test of one field.
    Test(Field, Test),
    /// Some element of a list of objects passes a predicate on its parts ([`Field::Element`]). The list is read as JSON, and
    /// an object alone is a list of one. It holds for no empty list.
    Any(Field, Box<Predicate>),
    /// The record has all the words of a search.
    Search(Search),
}

impl Predicate {
    /// The predicate that holds for all other records. The complement of a complement is the predicate inside, which
    /// an index may serve.
    pub fn complement(self) -> Self {
        match self {
            Predicate::Not(inner) => *inner,
            predicate => Predicate::Not(Box::new(predicate)),
        }
    }

    /// Whether it holds for every record, whatever is in it. A predicate may hold for all without being told here: what
    /// a value is compared with is not looked at.
    pub fn is_everything(&self) -> bool {
        match self {
            Predicate::All => true,
            Predicate::And(parts) => parts.iter().all(Predicate::is_everything),
            Predicate::Or(parts) => parts.iter().any(Predicate::is_everything),
            Predicate::Not(inner) => inner.is_nothing(),
            Predicate::Test(..) | Predicate::Any(..) | Predicate::Search(_) => false,
        }
    }

    /// Whether every record that it holds for has a value of this field.
    pub fn fills(&self, field: &Field) -> bool {
        match self {
            Predicate::And(parts) => parts.iter().any(|part| part.fills(field)),
            Predicate::Or(parts) => !parts.is_empty() && parts.iter().all(|part| part.fills(field)),
            Predicate::Test(tested, test) => {
                tested.is_there_with(field) && !matches!(test, Test::Null | Test::Empty)
            }
            Predicate::Not(inner) => {
                matches!(&**inner, Predicate::Test(tested, Test::Null | Test::Empty) if tested.is_there_with(field))
            }
            Predicate::All | Predicate::Any(..) | Predicate::Search(_) => false,
        }
    }

    /// Whether it holds for no record.
    fn is_nothing(&self) -> bool {
        match self {
            Predicate::And(parts) => parts.iter().any(Predicate::is_nothing),
            Predicate::Or(parts) => parts.iter().all(Predicate::is_nothing),
            Predicate::Not(inner) => inner.is_everything(),
            Predicate::Test(_, Test::OneOf(Param::List(_, values))) => values.is_empty(),
            Predicate::All | Predicate::Test(..) | Predicate::Any(..) | Predicate::Search(_) => false,
        }
    }
}

/// A full-text search that has at least one word.
#[derive(Debug, Clone, PartialEq)]
pub struct Search {
    /// The text as typed.
    pub text: String,
    /// The keys of the columns to search.
    pub columns: Vec<ColumnKey>,
    /// The search index to use, if there is one.
    pub index: Option<SearchIndex>,
}

/// A test of a field. A field without a value passes only [`Test::Null`] and [`Test::Empty`].
#[derive(Debug, Clone, PartialEq)]
pub enum Test {
    /// This comparison with a value of its kind holds.
    Compare(Comparison, Param),
    /// It begins with this text, case included. It is written as a range, which a btree serves.
    Prefix {
        /// The beginning; not empty.
        text: String,
        /// Whether the default collation sorts by code points.
        code_points: bool,
    },
    /// It equals an element of a list.
    OneOf(Param),
    /// It is between two values, or equals one of them.
    Between(Param, Param),
    /// A SQL pattern matches.
    Like(String),
    /// A word occurs in the text. `query::filter::word` says what a word is.
    Word(String),
    /// A regular expression matches. PostgreSQL has accepted it.
    Matches {
        /// The pattern.
        pattern: String,
        /// Whether case matters.
        case_sensitive: bool,
    },
    /// This comparison with a set of these elements holds.
    Set(SetTest, Vec<String>),
    /// It is a JSON array, and this comparison of its elements with these scalars holds. Used on paths.
    Elements(SetTest, Vec<Value>),
    /// It equals a JSON value. Used on paths for values that are not scalars.
    JsonEquals(Value),
    /// It is absent or null.
    Null,
    /// It is absent, null, `""`, `[]` or `{}`.
    Empty,
}

/// Comparisons of two values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Comparison {
    Eq,
    Gt,
    Gte,
    Lt,
    Lte,
}

/// Comparisons of two sets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SetTest {
    /// The field has one of the elements.
    HasAny,
    /// The field has all of them.
    HasAll,
    /// The field has all of them and no others.
    Equals,
}
