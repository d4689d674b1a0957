//! Reads a file and prints what it is, or how long reading it took: `read_file FILE [OPTIONS]
//! [infer|rows|typed|time]`. `typed` prints what is inferred, and each row as the inferred columns read it, for pg_test/imports.sh.

use std::fs::File;
use std::io::{BufReader, BufWriter, Write};
use std::time::Instant;

use dyntables_exchange::{Cell, InferOptions, Inference, ReadOptions, infer, open};
use dyntables_model::column::Column;
use dyntables_records::read_value;
use dyntables_values::error::Error;
use dyntables_values::written::{Cast, Reading, options as reading_options};
use serde_json::{Value, json};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let text = |at: usize, default: &str| arguments.get(at).map_or(default.to_owned(), Clone::clone);
    let options: Value = serde_json::from_str(&text(1, "{}")).unwrap();
    let what = text(2, "infer");
    if let Err(error) = run(&text(0, ""), &options, &what) {
        println!("{}", json!({"error": error.message(), "sqlstate": error.sqlstate(), "hint": error.hint()}));
    }
}

fn run(path: &str, options: &Value, what: &str) -> Result<(), Error> {
    let empty = serde_json::Map::new();
    let options = options.as_object().unwrap_or(&empty);
    let mut reading = Reading::default();
    let options =
        ReadOptions::parse(options, |key, value| match reading_options::read(&mut reading, key, value)? {
            true => Ok(()),
            false => Err(Error::unknown("option", key, ReadOptions::KEYS)),
        })?;
    let start = Instant::now();
    let mut file = open(BufReader::new(File::open(path).unwrap()), &options)?;
    let opened = start.elapsed();
    match what {
        "time" => {
            let (mut rows, mut cells, mut bytes) = (0_u64, 0_u64, 0_usize);
            let start = Instant::now();
            while let Some(row) = file.next_row()? {
                rows += 1;
                for (_, cell) in row.cells() {
                    cells += 1;
                    if let Cell::Text(text) = cell {
                        bytes += text.len();
                    }
                }
            }
            let read = start.elapsed();
            let start = Instant::now();
            let inference = infer(&mut file, &InferOptions { reading, ..InferOptions::default() })?;
            println!(
                "opened in {opened:?}; {rows} rows, {cells} cells, {bytes} bytes of text read in {read:?}"
            );
            println!("{} rows inferred in {:?}", inference.rows_sampled, start.elapsed());
        }
        "typed" => typed(&mut file, reading)?,
        "rows" => {
            println!("{}", json!(file.headers()));
            let mut rows = Vec::new();
            while let Some(row) = file.next_row()? {
                let cells: Vec<Value> = row.cells().map(|(_, cell)| shown(&cell)).collect();
                rows.push(json!([row.number, row.line, row.extra, cells]));
            }
            rows.iter().for_each(|row| println!("{row}"));
        }
        _ => {
            let inference = infer(&mut file, &InferOptions { reading, ..InferOptions::default() })?;
            println!("{}", described(&file, &inference));
        }
    }
    Ok(())
}

/// As dt_infer tells it.
fn described(file: &dyntables_exchange::File<'_>, inference: &Inference) -> Value {
    json!({
        "format": file.format().as_str(),
        "encoding": file.encoding(),
        "delimiter": file.delimiter(),
        "quote": file.quote(),
        "header": file.has_header(),
        "sheets": file.sheets(),
        "rows_sampled": inference.rows_sampled,
        "columns": inference.to_json(),
    })
}

/// Prints what is inferred, the types that columns are made of, and each row as these columns read it: null where a cell
/// is empty, and `{"unread": why}` where it is not read.
fn typed(file: &mut dyntables_exchange::File<'_>, reading: Reading) -> Result<(), Error> {
    let inference = infer(file, &InferOptions { reading: reading.clone(), ..InferOptions::default() })?;
    let columns: Result<Vec<Column>, Error> =
        inference.columns.iter().map(|column| Column::from_document(&column.document())).collect();
    let columns = columns?;
    let mut out = BufWriter::new(std::io::stdout().lock());
    let types: Vec<&str> = columns.iter().map(|column| column.type_.name()).collect();
    writeln!(out, "{}", described(file, &inference)).unwrap();
    writeln!(out, "{}", json!(types)).unwrap();
    while let Some(row) = file.next_row()? {
        let cells: Vec<Value> =
            columns.iter().enumerate().map(|(at, column)| read(column, &row.cell(at), &reading)).collect();
        writeln!(out, "{}", json!(cells)).unwrap();
    }
    Ok(())
}

/// A cell as the column reads it.
fn read(column: &Column, cell: &Cell<'_>, reading: &Reading) -> Value {
    let given = match cell {
        Cell::Empty => return Value::Null,
        Cell::Fault(fault) => return json!({"unread": fault.message}),
        Cell::Text(text) => json!(text),
        Cell::Value(value) => (*value).clone(),
    };
    // A value of the column's kind is stored as it is; what is text already is not read again.
    let kept = match column.type_.name() {
        "json" => !matches!(cell, Cell::Text(_)),
        "text" | "long_text" => given.is_string(),
        "checkbox" => given.is_boolean(),
        "integer" | "number" => given.is_number(),
        "multi_select" => given.is_array(),
        _ => false,
    };
    match if kept { Some(Cast::Value(given.clone())) } else { read_value(column, &given, reading) } {
        None => Value::Null,
        Some(Cast::Value(value) | Cast::WithOptions { value, .. }) => value,
        Some(Cast::Unclear(why)) => json!({"unread": why}),
        Some(Cast::No) => json!({"unread": given}),
    }
}

fn shown(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Value(value) => json!({"value": value}),
        Cell::Fault(fault) => json!({"fault": fault.message, "shown": fault.shown}),
    }
}
