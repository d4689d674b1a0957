//! What is shown of a file before anybody downloads it?

use std::io::Read;

use data_encoding::BASE64;
use dyntables_exchange::{Cell, ReadOptions, open};
use dyntables_media::kind;
use dyntables_media::thumbnail::{self, Refusal};
use dyntables_values::Error;
use serde_json::{Value, json};

use crate::server::backend;
use crate::server::execute::Access;
use crate::server::guc;
use crate::storage::chunks::ChunkReader;
use crate::storage::files::{self, File};

/// The sizes of thumbnails: names, and the most pixels of a side.
pub const SIZES: [(&str, u32); 3] = [("small", 48), ("medium", 160), ("large", 512)];

/// The most bytes of an image that a thumbnail is made of.
const MOST_BYTES: u64 = 128 << 20;

/// How many lines of a text are shown.
const LINES: usize = 100;

/// How many rows of a table are shown.
const ROWS: usize = 20;

/// The most bytes of a workbook whose rows are shown.
const MOST_WORKBOOK: u64 = 20 << 20;

const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// How many bytes of a text are looked at.
const TEXT: u64 = 256 << 10;

/// How many characters of a line are shown.
const LINE: usize = 1_000;

/// The thumbnail of a file; `None` if its type has none. `side` is the most pixels of a side. An error if its bytes are
/// damaged, or if it takes too much.
pub fn thumbnail(file: &File, size: &str, side: u32) -> Result<Option<Vec<u8>>, Error> {
    if let Some(kept) = files::thumbnail(file.content, size) {
        return Ok(Some(kept));
    }
    if !guc::thumbnails() {
        return Err(Error::in_the_way(
            "thumbnails are switched off",
            "A superuser can switch them on: dt.thumbnails.",
        ));
    }
    match made(file, side) {
        Ok(picture) => Ok(Some(picture)),
        Err(Refusal::Type) => Ok(None),
        Err(Refusal::Off) => Err(Error::in_the_way(
            "this build makes no thumbnails",
            "The cargo feature thumbnails is on by default.",
        )),
        Err(refusal @ (Refusal::Pixels(_) | Refusal::Memory)) => {
            Err(Error::limit(format!("there is no thumbnail of this file: {refusal}")))
        }
        Err(refusal) => Err(Error::damaged_image(&refusal.to_string())),
    }
}

fn made(file: &File, side: u32) -> Result<Vec<u8>, Refusal> {
    if !matches!(file.facts.type_.as_str(), "image/png" | "image/jpeg" | "image/gif" | "image/webp") {
        return Err(Refusal::Type);
    }
    if file.facts.size.unsigned_abs() > MOST_BYTES {
        return Err(Refusal::Memory);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(file.facts.size).unwrap_or_default());
    ChunkReader::open(file.content, Access::Read).read_to_end(&mut bytes).map_err(|_| Refusal::Damaged)?;
    loop {
        match thumbnail::thumbnail(&file.facts.type_, &bytes, side, &backend::is_interrupted) {
            // It may have been less than a cancellation: then it is made again.
            Err(Refusal::Cancelled) => backend::check_for_interrupts(),
            made => return made,
        }
    }
}

/// What is shown of a file.
pub fn preview(file: &File) -> Result<Value, Error> {
    let facts = &file.facts;
    let mut shown = json!({"name": facts.name, "size": facts.size, "type": facts.type_});
    let family = facts.type_.split('/').next().unwrap_or_default();
    let kind = match facts.type_.as_str() {
        "image/svg+xml" => "none",
        _ if family == "image" && facts.dimensions.is_some() => "image",
        "application/json" | "application/x-ndjson" => "json",
        "text/csv" | "text/tab-separated-values" | XLSX => "table",
        _ if family == "text" || facts.type_.ends_with("xml") => "text",
        _ => "none",
    };
    shown["kind"] = json!(kind);
    match kind {
        "image" => {
            if let Some((width, height)) = facts.dimensions {
                (shown["width"], shown["height"]) = (json!(width), json!(height));
            }
            let (size, side) = SIZES[1];
            let picture = if guc::thumbnails() { thumbnail(file, size, side) } else { Ok(None) };
            if let Ok(Some(picture)) = picture {
                shown["thumbnail"] = json!(BASE64.encode(&picture));
                shown["thumbnail_type"] = json!(kind::recognise(&picture, true, ""));
            }
        }
        "table" => match table(file) {
            Some((header, rows)) => (shown["header"], shown["rows"]) = (json!(header), json!(rows)),
            // It is no table after all.
            None if facts.type_ == XLSX => shown["kind"] = json!("none"),
            None => {
                let (lines, is_cut) = lines(file)?;
                (shown["kind"], shown["lines"], shown["truncated"]) =
                    (json!("text"), json!(lines), json!(is_cut));
            }
        },
        "text" | "json" => {
            let (lines, is_cut) = lines(file)?;
            (shown["lines"], shown["truncated"]) = (json!(lines), json!(is_cut));
        }
        _ => {}
    }
    Ok(shown)
}

/// The headers of a table, and its first rows: what a cell has, or null. `None` if it cannot be read.
fn table(file: &File) -> Option<(Value, Value)> {
    if file.facts.type_ == XLSX && file.facts.size.unsigned_abs() > MOST_WORKBOOK {
        return None;
    }
    let mut read = open(ChunkReader::open(file.content, Access::Read), &ReadOptions::default()).ok()?;
    let header = json!(read.headers());
    let mut rows = Vec::new();
    while rows.len() < ROWS {
        let Some(row) = read.next_row().ok()? else { break };
        let cell = |cell: Cell<'_>| match cell {
            Cell::Empty => Value::Null,
            Cell::Text(text) => json!(short(text)),
            Cell::Value(value @ (Value::Number(_) | Value::Bool(_))) => value.clone(),
            Cell::Value(value) => json!(short(&value.to_string())),
            Cell::Fault(fault) => json!(short(&fault.shown)),
        };
        rows.push(row.cells().map(|(_, found)| cell(found)).collect::<Vec<_>>());
    }
    Some((header, json!(rows)))
}

/// The begin of a text, without the character NUL, which no text can have.
fn short(text: &str) -> String {
    let text = text.replace('\0', "\u{fffd}");
    match text.char_indices().nth(LINE) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text,
    }
}

/// The first lines of a text, and whether there are more.
fn lines(file: &File) -> Result<(Vec<String>, bool), Error> {
    let mut head = Vec::new();
    let read = ChunkReader::open(file.content, Access::Read).take(TEXT).read_to_end(&mut head);
    read.map_err(|error| Error::bad(error.to_string()))?;
    let is_whole = head.len() as i64 == file.facts.size;
    let Some(text) = kind::text(&head, is_whole) else { return Ok((Vec::new(), true)) };
    let text = text.trim_start_matches('\u{feff}');
    let mut rest = text.lines();
    let whole: Vec<&str> = rest.by_ref().take(LINES).collect();
    let lines: Vec<String> = whole.iter().map(|line| short(line)).collect();
    let is_cut = whole.iter().any(|line| line.chars().nth(LINE).is_some());
    let is_cut = is_cut || !is_whole || rest.next().is_some();
    Ok((lines, is_cut))
}
