//! `"sort": "rank"`: the records that match a search best come first.

use dyntables_ask::field::Field;
use dyntables_model::column::Column;
use dyntables_model::table::Table;
use dyntables_values::error::Error;

use crate::names::Names;

/// The names of a sort: those of the table, and `rank`. A column of that key keeps its name.
pub struct Ranked<'a> {
    /// The table.
    pub table: &'a Table,
    /// What `rank` sorts by; `None` without a search.
    pub rank: Option<Field>,
}

impl Names for Ranked<'_> {
    fn field(&self, name: &str, place: &'static str) -> Result<Field, Error> {
        let is_rank = name == "rank" && self.table.column(name).is_none();
        match &self.rank {
            Some(rank) if is_rank => Ok(rank.clone()),
            // A key of an open table may have the name.
            None if is_rank && !self.table.open => Err(Error::bad_hint(
                "the sort \"rank\" needs a search: it sorts by how well records match one",
                "Give the query \"search\".",
            )),
            _ => self.table.field(name, place),
        }
    }

    fn column(&self, key: &str) -> Option<&Column> {
        self.table.column(key)
    }
}
