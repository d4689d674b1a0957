//! What is there of a table for those who may not read all of its columns?

use dyntables_model::column::Column;
use dyntables_model::ident::{ColumnKey, UNCONVERTED};
use dyntables_model::sharing::Level;
use dyntables_model::table::Table;
use dyntables_values::fault::{Fault, FaultCode};
use serde_json::Value;

/// Whether a level has to be asked for at all: whether some column is not for everybody who reads or writes records.
pub fn has_permissions(table: &Table) -> bool {
    table
        .columns
        .iter()
        .any(|column| column.permissions.binds(Level::View) || column.permissions.write > Level::Edit)
}

/// Whether a level may read all columns. A row of the storage shows them all, so SQL of one's own takes that.
pub fn reads_all(table: &Table, level: Level) -> bool {
    table.columns.iter().all(|column| column.permissions.may_read(level))
}

/// The table without the columns that a level may not read; `None` if it may read all. What `data` holds of the others is
/// treated as that of columns in the trash: it is neither shown nor searched, and a write leaves it alone.
pub fn masked(table: &Table, level: Level) -> Option<Table> {
    if reads_all(table, level) {
        return None;
    }
    let (columns, hidden): (Vec<Column>, Vec<Column>) =
        table.columns.iter().cloned().partition(|column| column.permissions.may_read(level));
    let mut masked = Table { columns, ..table.clone() };
    // A value of such a column may be kept beside those that could not be converted, too.
    let keys = hidden.into_iter().map(|column| column.key);
    masked.hidden = keys.chain(ColumnKey::new(UNCONVERTED)).collect();
    masked.trashed.extend(masked.hidden.iter().cloned());
    const FORMAT: &str = "record_name_format";
    let format = table.settings.get(FORMAT).and_then(Value::as_str).unwrap_or_default();
    let names =
        |key: &ColumnKey| format.contains(&format!("{{{key}}}")) || format.contains(&format!("{{{key}."));
    if masked.hidden.iter().any(names) {
        masked.settings.remove(FORMAT);
    }
    Some(masked)
}

/// The columns that a level may read and not write.
pub fn unwritable(table: &Table, level: Level) -> impl Iterator<Item = &Column> {
    table
        .columns
        .iter()
        .filter(move |column| column.permissions.may_read(level) && !column.permissions.may_write(level))
}

/// The fault of a write of a column that a level may read and not write.
pub fn not_writable(column: &Column, level: Level) -> Fault {
    let (due, has) = (column.permissions.write.name(), level.name());
    Fault {
        column: column.key.to_string(),
        code: FaultCode::NotAllowed,
        message: format!("to write it takes the level {due}, and you have {has}"),
        value: None,
        nearest: None,
    }
}
