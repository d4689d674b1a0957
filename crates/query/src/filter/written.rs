//! A filter as written: names and values are not yet looked at.

use serde_json::Value;

use crate::filter::operator::Operator;

/// A filter as written: names and values are not yet looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Filter {
    /// `{"all": true}`, and the empty filter.
    All,
    /// Every one holds.
    And(Vec<Filter>),
    /// At least one holds.
    Or(Vec<Filter>),
    /// It does not hold.
    Not(Box<Filter>),
    /// A column, an operator and its value.
    Condition(Condition),
}

/// `{"amount": {"gt": 3}}`, or `{"column": "amount", "operator": "gt", "value": 3}`.
#[derive(Debug, Clone, PartialEq)]
pub struct Condition {
    /// A key, a system field or a path.
    pub path: String,
    /// The operator.
    pub operator: &'static Operator,
    /// Its value.
    pub value: Value,
}
