//! Reads a file and prints what it is, or how long reading it took: `read_file FILE [OPTIONS] [infer|rows|time]`.

use std::fs::File;
use std::io::BufReader;
use std::time::Instant;

use dyntables_exchange::{Cell, InferOptions, ReadOptions, infer, open};
use dyntables_values::error::Error;
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
    let mut reading = dyntables_values::written::Reading::default();
    let options =
        ReadOptions::parse(options, |key, value| {
            match dyntables_values::written::options::read(&mut reading, key, value)? {
                true => Ok(()),
                false => Err(Error::unknown("option", key, ReadOptions::KEYS)),
            }
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
            println!(
                "{}",
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
            );
        }
    }
    Ok(())
}

fn shown(cell: &Cell<'_>) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Text(text) => json!(text),
        Cell::Value(value) => json!({"value": value}),
        Cell::Fault(fault) => json!({"fault": fault.message, "shown": fault.shown}),
    }
}
