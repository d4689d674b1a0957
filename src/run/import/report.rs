//! What became of the rows of a file?

use serde_json::{Value, json};

use dyntables_values::Error;
use dyntables_values::text::Object;

/// The most faults that are told; all are counted.
const MOST_FAULTS: usize = 100;

/// A row of the file, as faults name it.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// Which row it is, counted from 1 without the header.
    pub row: u64,
    /// The line of the file that it begins in, counted from 1.
    pub line: u64,
}

impl Place {
    /// A fault, with the place of its row.
    pub fn fault(self, fault: Value) -> Value {
        let mut placed = Object::new();
        placed.insert("row".to_owned(), json!(self.row));
        placed.insert("line".to_owned(), json!(self.line));
        for key in ["column", "code", "message", "value"] {
            placed.insert(key.to_owned(), fault.get(key).cloned().unwrap_or_default());
        }
        Value::Object(placed)
    }
}

/// The report of an import.
#[derive(Debug, Default)]
pub struct Report {
    /// Rows that the file has.
    pub rows: u64,
    /// Records that are new.
    pub inserted: u64,
    /// Records that were there and are changed.
    pub updated: u64,
    /// Rows that are left out.
    pub skipped: u64,
    /// Rows that say of a record what it has already.
    pub unchanged: u64,
    /// The documents of the columns that were made.
    pub columns_created: Vec<Value>,
    /// The options that columns got.
    pub options_created: Vec<Value>,
    /// The headers whose cells go nowhere.
    pub left_out: Vec<String>,
    /// The first faults.
    pub faults: Vec<Value>,
    /// How many faults there are.
    pub fault_count: u64,
}

impl Report {
    /// Notes what is wrong with the rows of a batch, whatever their order.
    pub fn note(&mut self, mut faulty: Vec<(Place, Vec<Value>)>) {
        faulty.sort_by_key(|(place, _)| place.row);
        for (place, faults) in faulty {
            self.fault_count += faults.len() as u64;
            let room = MOST_FAULTS.saturating_sub(self.faults.len());
            self.faults.extend(faults.into_iter().take(room).map(|fault| place.fault(fault)));
        }
    }

    /// The error of an import that does not go on after its first faults.
    pub fn error(&self, table: &str) -> Error {
        let text = |fault: &Value, key| fault.get(key).and_then(Value::as_str).unwrap_or_default().to_owned();
        let first = self.faults.first().cloned().unwrap_or_default();
        let column = match text(&first, "column") {
            column if column.is_empty() => String::new(),
            column => format!("column \"{column}\": "),
        };
        let more = match self.fault_count {
            0 | 1 => String::new(),
            2 => " (and 1 more fault)".to_owned(),
            n => format!(" (and {} more faults)", n - 1),
        };
        let message = format!(
            "row {} (line {}): {column}{}{more}",
            first["row"],
            first["line"],
            text(&first, "message")
        );
        Error::bad_rows(table, &message, self.faults.clone())
    }

    /// As JSON for programs.
    pub fn to_json(&self) -> Value {
        json!({
            "rows": self.rows,
            "inserted": self.inserted,
            "updated": self.updated,
            "skipped": self.skipped,
            "unchanged": self.unchanged,
            "columns_created": self.columns_created,
            "options_created": self.options_created,
            "left_out": self.left_out,
            "faults": self.faults,
            "fault_count": self.fault_count,
        })
    }
}
