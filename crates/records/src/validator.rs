//! A table's rules over a whole record, compiled.

use std::sync::Arc;

use dyntables_model::column::Column;
use dyntables_model::table::Table;
use dyntables_values::error::Error;
use dyntables_values::jsonb::in_order;
use dyntables_values::system::Source;

use crate::rule::Rule;

/// A table's rules. All writes of a backend share them.
pub struct RecordValidator {
    /// The rules of the columns whose values live in records. They are in the order in which jsonb keeps keys, so
    /// that a record and the rules are walked side by side.
    pub(crate) rules: Arc<[Rule]>,
    pub(crate) table: Arc<Table>,
    /// The keys of the columns that the server gives values to.
    assigned: Vec<String>,
}

impl RecordValidator {
    /// Compiles the table's columns.
    pub fn new(table: Arc<Table>) -> Result<Self, Error> {
        let columns = || table.columns.iter().enumerate();
        let is_compared_whole = |column: &Column| table.indexing.whole.contains(&column.key);
        let in_data = columns().filter(|(_, column)| column.type_.source() == Source::Data);
        let mut rules = in_data
            .map(|(at, column)| Rule::new(column, at, is_compared_whole(column)))
            .collect::<Result<Vec<_>, Error>>()?;
        rules.sort_by(|a, b| in_order(&a.key, &b.key));
        let assigned = columns().filter(|(_, column)| column.type_.is_assigned());
        let assigned = assigned.map(|(_, column)| column.key.to_string()).collect();
        Ok(RecordValidator { rules: rules.into(), table, assigned })
    }

    /// The same rules for a state of the table that differs in what people are shown only.
    pub fn with_labels_of(&self, table: Arc<Table>) -> Self {
        RecordValidator { rules: self.rules.clone(), table, assigned: self.assigned.clone() }
    }

    /// The table whose rules these are.
    pub fn table(&self) -> &Arc<Table> {
        &self.table
    }

    /// The keys of the columns that the server gives values to. A new record needs a number for each: drawing one is
    /// left to whoever stores the record, since a number that is drawn is used up.
    pub fn assigned_keys(&self) -> &[String] {
        &self.assigned
    }

    /// The column of a rule.
    pub(crate) fn column(&self, rule: &Rule) -> &Column {
        &self.table.columns[rule.at]
    }

    /// The rule of a column; `None` where its values do not live in records.
    pub(crate) fn rule(&self, column: &Column) -> Option<&Rule> {
        let key = column.key.as_str().as_bytes();
        self.rules.binary_search_by(|rule| in_order(&rule.key, key)).ok().map(|at| &self.rules[at])
    }
}
