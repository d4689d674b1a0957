//! Files in memory, and what is read out of them as texts.

#![allow(dead_code)] // Each test uses a part of it.

pub mod export;
#[cfg(feature = "xlsx")]
pub mod parts;

use std::io::Cursor;

use dyntables_exchange::{Cell, File, InferOptions, Inference, ReadOptions, infer, open};
use dyntables_values::error::Error;
use serde_json::Value;

/// The options of a document.
pub fn options(document: &Value) -> ReadOptions {
    let document = document.as_object().cloned().unwrap_or_default();
    ReadOptions::parse(&document, |key, _| Err(Error::unknown("option", key, ReadOptions::KEYS))).unwrap()
}

/// A file that is open.
pub fn file<'b>(bytes: &'b [u8], document: &Value) -> Result<File<'b>, Error> {
    open(Cursor::new(bytes), &options(document))
}

/// A cell as a text: `∅` for none, `!` before what cannot be read, JSON for values that are no texts.
pub fn shown(cell: &Cell<'_>) -> String {
    match cell {
        Cell::Empty => "∅".to_owned(),
        Cell::Text(text) => (*text).to_owned(),
        Cell::Value(value) => value.to_string(),
        Cell::Fault(fault) => format!("!{}", fault.shown),
    }
}

/// The rows of a file that is open.
pub fn rows_of(file: &mut File<'_>) -> Result<Vec<Vec<String>>, Error> {
    let mut rows = Vec::new();
    while let Some(row) = file.next_row()? {
        rows.push(row.cells().map(|(_, cell)| shown(&cell)).collect());
    }
    Ok(rows)
}

/// The headers and rows of a file.
pub fn read(bytes: &[u8], document: &Value) -> Result<(Vec<String>, Vec<Vec<String>>), Error> {
    let mut file = file(bytes, document)?;
    let rows = rows_of(&mut file)?;
    Ok((file.headers().to_vec(), rows))
}

/// What is inferred of a file, with options of dt_infer.
pub fn inferred(bytes: &[u8], document: &Value) -> Inference {
    let document = document.as_object().cloned().unwrap_or_default();
    let mut reading = dyntables_values::written::Reading::default();
    let options = ReadOptions::parse(&document, |key, value| {
        dyntables_values::written::options::read(&mut reading, key, value).map(|_| ())
    });
    let mut file = open(Cursor::new(bytes), &options.unwrap()).unwrap();
    infer(&mut file, &InferOptions { reading, ..InferOptions::default() }).unwrap()
}

/// The message of an error, with its SQLSTATE before it.
pub fn refusal<T>(result: Result<T, Error>) -> String {
    match result {
        Ok(_) => "no error".to_owned(),
        Err(error) => format!("{}: {}", error.sqlstate(), error.message()),
    }
}
