//! What is there of a table for those who may not read all of its columns?

use dyntables_model::column::Column;
use dyntables_model::ident::{ColumnKey, UNCONVERTED};
use dyntables_model::sharing::Level;
use dyntables_model::table::Table;
use dyntables_values::error::Error;

/// Whether a level has to be asked for at all: whether some column is not for everybody who reads or writes records.
pub fn has_permissions(table: &Table) -> bool {
    table
        .columns
        .iter()
        .any(|column| column.permissions.binds(Level::View) || column.permissions.write > Level::Edit)
}

/// The table without the columns that a level may not read; `None` if it may read all. What `data` holds of the others is
/// treated as that of columns in the trash: it is neither shown nor searched, and a write leaves it alone.
pub fn masked(table: &Table, level: Level) -> Option<Table> {
    let (columns, hidden): (Vec<Column>, Vec<Column>) =
        table.columns.iter().cloned().partition(|column| column.permissions.may_read(level));
    if hidden.is_empty() {
        return None;
    }
    let mut masked = Table { columns, ..table.clone() };
    masked.hidden = hidden.into_iter().map(|column| column.key).collect();
    masked.trashed.extend(masked.hidden.iter().cloned());
    // A value of such a column may be kept there, too.
    masked.trashed.extend(ColumnKey::new(UNCONVERTED));
    Some(masked)
}

/// The columns that a level may read and not write.
pub fn unwritable(table: &Table, level: Level) -> impl Iterator<Item = &Column> {
    table
        .columns
        .iter()
        .filter(move |column| column.permissions.may_read(level) && !column.permissions.may_write(level))
}

/// The error for a write of a column that a level may read and not write.
pub fn not_writable(table: &Table, column: &Column, level: Level) -> Error {
    let slug = table.slug.as_str();
    let due = column.permissions.write.name();
    Error::not_allowed(
        format!(
            "column \"{}\" of table \"{slug}\" takes the level {due} to be written, and you have {}",
            column.key,
            level.name()
        ),
        format!("Whoever has the level admin can give it to you: dt_share('{slug}', …, '{due}')."),
    )
    .of_table(slug)
}
