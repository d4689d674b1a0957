//! What the parts of an aggregate query are read with.

use dyntables_ask::field::Field;
use dyntables_model::table::Table;
use dyntables_values::error::Error;
use dyntables_values::moment::Moment;

use crate::names::resolve;

/// The most characters of the name of a value of the result.
const MAX_NAME: usize = 255;

/// Reads the parts of an aggregate query.
pub(super) struct Reader<'a> {
    pub(super) table: &'a Table,
    /// What relative dates and `"me"` refer to.
    pub(super) moment: &'a Moment,
}

impl Reader<'_> {
    /// The field of a name that stands in this place.
    pub(super) fn field(&self, name: &str, place: &'static str) -> Result<Field, Error> {
        Ok(resolve(self.table, name, place)?.in_zone(self.moment.zone.name()))
    }

    /// ` of type number`, if the name is a column's.
    pub(super) fn of_type(&self, name: &str) -> String {
        let column = self.table.column(name);
        column.map(|column| format!(" of type {}", column.type_.name())).unwrap_or_default()
    }
}

/// Checks the name of a value of the result. It may be any text that is not too long.
pub(super) fn output_name(name: &str) -> Result<(), Error> {
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Error::bad(format!(
            "the name of a value of the result must have 1 to {MAX_NAME} characters, not {}",
            name.chars().count()
        )));
    }
    Ok(())
}
