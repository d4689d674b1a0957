//! How does a file go into a table? Row by row, in batches whose memory is freed with them.

use std::collections::HashMap;

use dyntables_exchange::{File, Format};
use dyntables_model::column::has_options;
use dyntables_model::sharing::Level;
use dyntables_model::table::Table;
use dyntables_values::Error;
use serde_json::json;

use crate::catalog::cache;
use crate::run::import::evidence::observe;
use crate::run::import::mapping::{Headers, Mapping};
use crate::run::import::options::{ImportOptions, OnError};
use crate::run::import::report::Report;
use crate::run::import::rows::{Document, Empties, document};
use crate::run::import::write::{Destination, write};
use crate::run::prepare;
use crate::run::unique::keys_to_match;
use crate::server::backend::check_for_interrupts;
use crate::server::progress::{Command, Progress, Reached};
use crate::server::scratch::scratch;
use crate::server::write_mode::numbers_given;

/// The most bytes of documents that are written at once.
const MOST_BYTES: usize = 32 << 20;

/// Imports a file of `size` bytes into the table of a name.
pub fn load(
    name: &str,
    file: &mut File<'_>,
    mut options: ImportOptions,
    size: u64,
    mut report: Report,
) -> Result<Report, Error> {
    // New options lock other writers out, so it is looked first whether there can be any.
    let peeked = cache::peek(name)?;
    options.cast.create_options &= brings_options(&peeked.table, file.headers(), &options)?
        && (options.says_create_options || peeked.level >= Level::Admin);
    options.cast.is_json = matches!(file.format(), Format::Json | Format::Jsonl);
    let mut definition = prepare::definition(name, &options.cast)?;
    let headers = Headers::resolve(&definition.table, file.headers(), &options)?;
    refuse_unknown(&definition.table, file.headers(), &headers)?;
    report.left_out = headers.left_out;
    let mut keys = headers.keys;
    observe(&definition, file, &keys, &mut options.cast)?;
    let match_on = match options.match_on.as_slice() {
        [] => None,
        columns => Some(keys_to_match(&definition, columns)?),
    };
    let empties = if match_on.is_some() { Empties::Clear } else { Empties::Say };
    let progress = Progress::start(Command::Import, definition.storage, size);
    let mut mapping = Mapping::new(&definition.table, &keys, &options.cast);
    let mut new_options = HashMap::new();
    let mut is_at_end = false;
    while !is_at_end {
        let mut batch: Vec<Document> = Vec::with_capacity(options.batch);
        let mut bytes = 0;
        while batch.len() < options.batch && bytes < MOST_BYTES {
            let Some(row) = file.next_row()? else {
                is_at_end = true;
                break;
            };
            if row.len() > keys.len() {
                // Objects may bring keys that those before them did not have. The row is read again when they are known.
                let before = row.number - 1;
                keys = more_keys(&definition.table, file, &options, before)?;
                mapping = Mapping::new(&definition.table, &keys, &options.cast);
                continue;
            }
            let document = document(&mapping, keys.len(), empties, &row);
            bytes += document.bytes.len();
            batch.push(document);
            check_for_interrupts();
        }
        report.rows += batch.len() as u64;
        let target =
            Destination { definition: definition.clone(), match_on: match_on.as_ref(), options: &options };
        definition = scratch(|| {
            numbers_given(options.cast.given, definition.storage, || {
                write(target, &batch, &mut new_options, &mut report)
            })
        })?;
        if options.on_error == OnError::Abort && report.fault_count > 0 {
            return Err(report.error(definition.table.slug.as_str()));
        }
        progress.report(Reached {
            bytes: file.bytes_read(),
            records: report.inserted + report.updated + report.unchanged,
            skipped: report.skipped,
        });
    }
    let mut columns: Vec<(String, Vec<String>)> = new_options.into_iter().collect();
    columns.sort_by_key(|(key, _)| definition.table.position(key));
    report.options_created =
        columns.into_iter().map(|(key, options)| json!({"column": key, "options": options})).collect();
    Ok(report)
}

/// Whether a header goes to a column of options.
fn brings_options(table: &Table, headers: &[String], options: &ImportOptions) -> Result<bool, Error> {
    let keys = Headers::resolve(table, headers, options)?.keys;
    let mut columns = keys.iter().flatten().filter_map(|key| table.column(key));
    Ok(columns.any(|column| has_options(column.type_)))
}

fn refuse_unknown(table: &Table, headers: &[String], resolved: &Headers) -> Result<(), Error> {
    match resolved.unknown.first() {
        None => Ok(()),
        Some(at) => {
            let nearest = table.nearest_key(&headers[*at]);
            Err(Error::no_column_for(&headers[*at], table.slug.as_str(), nearest))
        }
    }
}

/// The keys of all headers that are known by now. The file is read anew up to the row of a number.
fn more_keys(
    table: &Table,
    file: &mut File<'_>,
    options: &ImportOptions,
    before: u64,
) -> Result<Vec<Option<String>>, Error> {
    let headers = Headers::resolve(table, file.headers(), options)?;
    let refused = refuse_unknown(table, file.headers(), &headers);
    if options.create_columns {
        refused.map_err(|error| {
            error.hinted(
                "Columns are made of the first 10,000 rows, and it comes later: make it with dt_add_column.",
            )
        })?;
    } else {
        refused?;
    }
    file.rewind()?;
    for _ in 0..before {
        check_for_interrupts();
        file.next_row()?;
    }
    Ok(headers.keys)
}
