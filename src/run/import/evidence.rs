//! What do the first rows show of how a column is read? Its decimal mark, and the order of day and month.

use dyntables_exchange::{Cell, File};
use dyntables_records::cast_options::CastOptions;
use dyntables_records::evidence::Evidence;
use dyntables_values::Error;

use crate::catalog::definition::Definition;
use crate::server::backend::check_for_interrupts;

/// How many rows are looked at.
const SAMPLE: u64 = 10_000;

/// Looks at the first rows of a file, whose headers go to the columns of these keys, and goes back to its begin.
pub fn observe(
    definition: &Definition,
    file: &mut File<'_>,
    keys: &[Option<String>],
    cast: &mut CastOptions,
) -> Result<(), Error> {
    let column = |key: &Option<String>| definition.table.column(key.as_ref()?);
    let reading = cast.reading.clone().unwrap_or_default();
    let mut columns: Vec<(usize, Evidence<'_>)> = keys
        .iter()
        .enumerate()
        .filter_map(|(at, key)| Some((at, Evidence::of(column(key)?, &reading)?)))
        .collect();
    if columns.is_empty() {
        return Ok(());
    }
    while let Some(row) = file.next_row()? {
        check_for_interrupts();
        for (at, evidence) in &mut columns {
            if let Cell::Text(text) = row.cell(*at) {
                evidence.add(text);
            }
        }
        if row.number >= SAMPLE {
            break;
        }
    }
    for (_, evidence) in columns {
        evidence.teach(cast);
    }
    file.rewind()
}
