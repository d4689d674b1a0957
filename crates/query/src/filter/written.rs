//! A filter as it is written. Its names and values are not checked yet.

use serde_json::Value;

use crate::filter::operator::Operator;

/// A filter whose names and values are not checked.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `{"all": true}`, and the empty filter.
    All,
    /// All of them hold.
    And(Vec<Filter>),
    /// At least one holds.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// A column, an operator and its value.
    Condition(Condition),
}

/// `{"amount": {"gt": 3}}`, or `{"column": "amount", "operator": "gt", "value": 3}`.
#[derive(Debug, Clone)]
pub struct Condition {
    /// The column's key, the name of a system field, or a path.
    pub path: String,
    /// The operator.
    pub operator: &'static Operator,
    /// The operator's value.
    pub value: Value,
    /// Where it stands in the document: `filter.or[1].amount.gt`.
    pub place: String,
}

/// Where conditions stand makes no difference.
impl PartialEq for Condition {
    fn eq(&self, other: &Self) -> bool {
        (&self.path, self.operator, &self.value) == (&other.path, other.operator, &other.value)
    }
}
