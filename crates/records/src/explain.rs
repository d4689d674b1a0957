//! Faults whose words depend on the columns that a table has.

use dyntables_model::ident::UNCONVERTED;
use dyntables_model::table::Table;
use dyntables_values::fault::{Fault, FaultCode};
use dyntables_values::system::Source;
use serde_json::Value;

/// The fault of a key that the caller may not give: it is no column, or a read-only one.
pub(crate) fn not_writable(table: &Table, key: &str) -> Fault {
    let read_only = table
        .column(key)
        .is_some_and(|column| column.type_.source() != Source::Data || column.type_.is_assigned());
    let nearest = if read_only { None } else { table.nearest_key(key) };
    let message = match (read_only, &nearest) {
        (true, _) => "it is read-only".to_owned(),
        (false, Some(near)) => format!("there is no such column; perhaps you meant \"{near}\""),
        (false, None) => "there is no such column".to_owned(),
    };
    let code = if read_only { FaultCode::ReadOnly } else { FaultCode::UnknownColumn };
    Fault { column: key.to_owned(), code, message, value: None, nearest }
}

/// The fault of a write that adds to what could not be converted.
pub(crate) fn of_unconverted(value: &Value) -> Fault {
    let mut fault = Fault::of_value(UNCONVERTED, FaultCode::ReadOnly, value, "");
    fault.message = "it keeps what a conversion could not convert: a write may only remove it".to_owned();
    fault
}
