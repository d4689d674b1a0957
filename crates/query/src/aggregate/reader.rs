//! What reads the parts of an aggregate document: the table, and the moment that relative dates refer to.

use dyntables_model::table::Table;
use dyntables_values::error::Error;
use dyntables_values::moment::Moment;

/// The characters that the name of an output may have.
const MAX_NAME: usize = 255;

/// What reads the parts of the document.
pub(super) struct Reader<'a> {
    pub(super) table: &'a Table,
    pub(super) moment: &'a Moment,
}

impl Reader<'_> {
    /// ` of type number`, if the name is that of a whole column.
    pub(super) fn of_type(&self, name: &str) -> String {
        let column = self.table.column(name);
        column.map(|column| format!(" of type {}", column.type_.name())).unwrap_or_default()
    }
}

/// The name of an output: any text, but not an endless one.
pub(super) fn output_name(name: &str) -> Result<(), Error> {
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Error::bad(format!(
            "the name of a value of the result must have 1 to {MAX_NAME} characters, not {}",
            name.chars().count()
        )));
    }
    Ok(())
}
