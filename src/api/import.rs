//! How do files come in? As an argument, or in chunks.

use dyntables_exchange::{File, Format, Source, infer as infer_columns, open};
use dyntables_values::Error;
use dyntables_values::folding::folded;
use pgrx::pg_sys;
use serde_json::{Value, json};

use crate::catalog::cache;
use crate::run::capability;
use crate::run::file_access;
use crate::run::import::argument::Argument;
use crate::run::import::options::{ImportOptions, OnError};
use crate::run::import::report::Report;
use crate::run::import::{create, load, staged};
use crate::server::backend;
use crate::server::call::{Arg, Call};
use crate::server::execute::Access;
use crate::server::guc;
use crate::server::returned::Returned;
use crate::server::savepoint::undone;
use crate::server::types::{Bool, Bytea, Int4, Int8, Jsonb, Text, Uuid};
use crate::storage::chunks::ChunkReader;

crate::sql_functions! {
    dt_infer(content: Bytea, options: Jsonb) -> Jsonb => infer;
    dt_import(table_name: Text, content: Bytea, options: Jsonb) -> Jsonb => import;
    dt_create_table_from(table_name: Text, content: Bytea, options: Jsonb) -> Jsonb => create_table_from;
    dt_import_file(table_name: Text, file: Uuid, options: Jsonb) -> Jsonb => import_file;
    dt_import_begin(table_name: Text, options: Jsonb) -> Uuid => begin;
    dt_import_chunk(import: Uuid, no: Int4, content: Bytea) -> Int8 => chunk;
    dt_import_run(import: Uuid) -> Jsonb => run;
    dt_import_cancel(import: Uuid) -> Bool => cancel;
}

/// The bytes of an argument. An error if there are too many of them.
fn content(argument: Arg<'_, Bytea>) -> Result<&[u8], Error> {
    let (size, most) = (argument.size(), guc::max_import_size());
    if size > most {
        return Err(Error::limit_hint(
            format!("the content has {size} bytes, and dt.max_import_size is {most}"),
            "Send it in chunks: dt_import_begin, dt_import_chunk, dt_import_run.",
        ));
    }
    argument.required()
}

fn infer(_call: &Call, content_: Arg<Bytea>, options: Arg<Jsonb>) -> Result<Returned<Jsonb>, Error> {
    let options = ImportOptions::parse(&options.options()?)?;
    let mut file = open(Argument::new(content(content_)?), &options.read)?;
    let inference = infer_columns(&mut file, &create::how(&options))?;
    let found = json!({
        "format": file.format().as_str(),
        "encoding": file.encoding(),
        "delimiter": file.delimiter(),
        "quote": file.quote(),
        "header": file.has_header(),
        "sheets": file.sheets(),
        "rows_sampled": inference.rows_sampled,
        "columns": inference.to_json(),
    });
    Ok((&found).into())
}

fn import(
    _call: &Call,
    table_name: Arg<Text>,
    content: Arg<Bytea>,
    options: Arg<Jsonb>,
) -> Result<Returned<Jsonb>, Error> {
    of_argument(table_name, content, options, false)
}

fn create_table_from(
    _call: &Call,
    table_name: Arg<Text>,
    content: Arg<Bytea>,
    options: Arg<Jsonb>,
) -> Result<Returned<Jsonb>, Error> {
    of_argument(table_name, content, options, true)
}

fn of_argument(
    table_name: Arg<Text>,
    file: Arg<Bytea>,
    options: Arg<Jsonb>,
    is_new: bool,
) -> Result<Returned<Jsonb>, Error> {
    let name = table_name.required()?;
    let content = content(file)?;
    imported(&name, Argument::new(content), content.len() as u64, &options.options()?, is_new)
}

fn import_file(
    _call: &Call,
    table_name: Arg<Text>,
    file: Arg<Uuid>,
    options: Arg<Jsonb>,
) -> Result<Returned<Jsonb>, Error> {
    let name = table_name.required()?;
    let file = file_access::usable(file.required()?)?;
    let chunks = ChunkReader::open(file.content, Access::Write);
    let size = chunks.size();
    imported(&name, chunks, size, &options.options()?, false)
}

fn begin(_call: &Call, table_name: Arg<Text>, options: Arg<Jsonb>) -> Result<Returned<Uuid>, Error> {
    Ok(staged::begin(&table_name.required()?, &options.options()?)?.into())
}

fn chunk(
    _call: &Call,
    import: Arg<Uuid>,
    no: Arg<Int4>,
    content: Arg<Bytea>,
) -> Result<Returned<Int8>, Error> {
    if content.size() > staged::MOST_BYTES {
        return Err(Error::limit_hint(
            format!("a chunk has at most {} bytes, not {}", staged::MOST_BYTES, content.size()),
            "1 MB each is a good size.",
        ));
    }
    Ok(staged::chunk(import.required()?, no.required()?, content.param()?)?.into())
}

fn run(_call: &Call, import: Arg<Uuid>) -> Result<Returned<Jsonb>, Error> {
    let import = import.required()?;
    let staged = staged::lock(import, true)?;
    let chunks = ChunkReader::open(import, Access::WriteLatest);
    if let Some((missing, _)) = (0..).zip(chunks.lengths()).find(|(due, (no, _))| due != no) {
        return Err(Error::wrong_content(
            format!("chunk {missing} of the import is missing"),
            "Send it, and run the import again.",
        ));
    }
    let size = chunks.size();
    let report = imported(&staged.table_name, chunks, size, &staged.options, false)?;
    // What was only tried can be run again, with other options, too.
    if !ImportOptions::parse(&staged.options)?.dry_run {
        staged::remove(import);
    }
    Ok(report)
}

fn cancel(_call: &Call, import: Arg<Uuid>) -> Result<Returned<Bool>, Error> {
    let import = import.required()?;
    let is_there = staged::lock(import, true).is_ok();
    if is_there {
        staged::remove(import);
    }
    Ok(is_there.into())
}

/// Imports a file of `size` bytes, and makes the table first where that is asked for.
fn imported<'s>(
    name: &str,
    source: impl Source + 's,
    size: u64,
    options: &Value,
    is_new: bool,
) -> Result<Returned<Jsonb>, Error> {
    backend::check_writes()?;
    let mut options = ImportOptions::parse(options)?;
    // A table that is there knows what a header is.
    if let Some(definition) = (!is_new).then(|| cache::peek(name).ok()).flatten() {
        let names = definition.table.columns.iter().flat_map(|column| [column.key.as_str(), &column.label]);
        options.read.names = names.map(folded).collect();
    }
    if options.dry_run && options.on_error == OnError::Abort {
        // A trial is to find all that is wrong.
        options.on_error = OnError::Skip;
    }
    let mut file = open(source, &options.read)?;
    // Elements of JSON that are no objects have no headers, and are told by the first row.
    let is_empty = file.headers().is_empty() && file.next_row()?.is_none();
    let is_json = matches!(file.format(), Format::Json | Format::Jsonl);
    if is_empty && (is_new || !is_json) {
        return Err(Error::bad_hint("the file is empty", "It has neither rows nor a header."));
    }
    file.rewind()?;
    let report = if options.dry_run {
        undone(|| into_table(name, &mut file, options, size, is_new)).unwrap_or_else(|caught| caught.resume())
    } else {
        into_table(name, &mut file, options, size, is_new)
    };
    Ok((&report?.to_json()).into())
}

fn into_table(
    name: &str,
    file: &mut File<'_>,
    mut options: ImportOptions,
    size: u64,
    is_new: bool,
) -> Result<Report, Error> {
    let mut report = Report::default();
    let is_made = options.create && !is_there(name);
    if is_made {
        capability::require("dt_create_table")?;
    }
    if is_new || is_made {
        create::table(name, file, &mut options, &mut report)?;
    } else if options.create_columns {
        capability::require("dt_add_column")?;
        create::columns(name, file, &mut options, &mut report)?;
    }
    load::load(name, file, options, size, report)
}

fn is_there(name: &str) -> bool {
    cache::by_name(name, pg_sys::AccessShareLock).is_ok()
}
