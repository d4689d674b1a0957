//! Which columns fit the cells of a file.
//!
//! The different values of each column are collected, and then the types are asked in order. The first that reads every
//! value is taken. A type that reads nine tenths of the cells is offered, with the values that it does not read.

use dyntables_values::error::Error;
use dyntables_values::give_way::give_way;
use dyntables_values::text::Object;
use dyntables_values::written::Reading;

use crate::file::File;
use crate::infer::candidate::Candidate;
use crate::infer::inference::{InferOptions, Inference, Inferred};
use crate::infer::seen::{Column, Seen};
use crate::infer::{dates, numbers, options, texts};
use crate::names::{Keys, label};

/// How many bytes of different values are kept at most.
const KEPT: usize = 64 << 20;
/// How many examples are told.
const EXAMPLES: usize = 5;

/// Infers the columns of a file from its first rows, and rewinds it.
pub fn infer(file: &mut File<'_>, options: &InferOptions) -> Result<Inference, Error> {
    file.rewind()?;
    let mut columns: Vec<Column> = Vec::new();
    let (mut rows_sampled, mut kept) = (0, 0);
    while rows_sampled < options.rows && kept < KEPT {
        let Some(row) = file.next_row()? else { break };
        rows_sampled += 1;
        if columns.len() < row.len() {
            columns.resize_with(row.len(), Column::default);
        }
        for (column, cell) in row.cells() {
            kept += columns[column].add(row.number, &cell);
        }
    }
    columns.resize_with(file.headers().len(), Column::default);
    let mut keys = Keys::new();
    let headers = file.headers().iter().enumerate();
    let columns = headers.zip(&columns).map(|((at, header), column)| {
        let empty = rows_sampled - column.filled;
        let candidate = first_that_fits(column, empty, &options.reading);
        Inferred {
            header: header.clone(),
            key: keys.key(header, at),
            label: label(header, at),
            type_: candidate.type_,
            config: candidate.config,
            otherwise: otherwise(column),
            decimal_mark: candidate.decimal_mark,
            confidence: if column.filled == 0 { 1.0 } else { candidate.fits as f64 / column.filled as f64 },
            empty,
            distinct: column.seen.len() as u64,
            examples: column.seen.iter().take(EXAMPLES).map(Seen::shown).collect(),
            unfit: candidate.unfit,
            unclear: candidate.unclear,
        }
    });
    let columns = columns.collect();
    file.rewind()?;
    Ok(Inference { columns, rows_sampled })
}

/// The first type that reads every value of a column; else the one that reads the most; else texts.
fn first_that_fits(column: &Column, empty: u64, reading: &Reading) -> Candidate {
    let mut offered: Option<Candidate> = None;
    let asked: [&dyn Fn() -> Option<Candidate>; 13] = [
        &|| texts::checkbox(column, empty),
        &|| numbers::integer(column, reading),
        &|| numbers::number(column, reading),
        &|| numbers::currency(column, reading),
        &|| numbers::percent(column, reading),
        &|| dates::date(column, reading),
        &|| dates::datetime(column, reading),
        &|| dates::time(column, reading),
        &|| dates::duration(column, reading),
        &|| texts::of_form(column, "email", reading),
        &|| texts::of_form(column, "url", reading),
        &|| texts::of_form(column, "phone", reading),
        &|| texts::of_form(column, "uuid", reading),
    ];
    for ask in asked {
        give_way();
        let Some(candidate) = ask() else { continue };
        if candidate.is_whole(column) {
            return candidate;
        }
        if offered.as_ref().is_none_or(|known| candidate.fits > known.fits) {
            offered = Some(candidate);
        }
    }
    let asked: [&dyn Fn() -> Option<Candidate>; 3] =
        [&|| options::select(column), &|| options::multi_select(column), &|| texts::json(column)];
    let found = || asked.iter().filter_map(|ask| ask()).find(|candidate| candidate.is_whole(column));
    offered.or_else(found).unwrap_or_else(|| Candidate {
        type_: otherwise(column),
        config: Object::new(),
        fits: column.filled - column.faults.len() as u64,
        unfit: column.faults.iter().take(EXAMPLES).cloned().collect(),
        unclear: None,
        decimal_mark: None,
    })
}

/// The type that holds every cell as it is.
fn otherwise(column: &Column) -> &'static str {
    match texts::json(column) {
        Some(json) if json.is_whole(column) && column.seen.iter().any(|seen| seen.value.is_some()) => "json",
        _ => texts::text(column),
    }
}
