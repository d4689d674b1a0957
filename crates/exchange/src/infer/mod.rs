//! Which columns fit the cells of a file.

use dyntables_values::error::Error;
use dyntables_values::text::Object;
use dyntables_values::written::Reading;
use serde_json::{Value, json};

use crate::cell::Cell;
use crate::file::File;
use crate::names::{Keys, label};

/// How columns are inferred.
#[derive(Debug, Clone)]
pub struct InferOptions {
    /// How texts with more than one reading are read.
    pub reading: Reading,
    /// How many rows are read.
    pub rows: u64,
}

impl Default for InferOptions {
    fn default() -> Self {
        InferOptions { reading: Reading::default(), rows: 10_000 }
    }
}

/// A column that fits the cells of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Inferred {
    /// The name in the file.
    pub header: String,
    /// The key, which no other column of the file has.
    pub key: String,
    /// The label.
    pub label: String,
    /// The type.
    pub type_: &'static str,
    /// The config of the type.
    pub config: Object,
    /// The share of cells with a value that the type reads. Below 1 the type is offered, and the column is to be text.
    pub confidence: f64,
    /// How many cells have no value.
    pub empty: u64,
    /// How many different values there are, as far as they were counted.
    pub distinct: u64,
    /// The first different values.
    pub examples: Vec<String>,
    /// The first cells that the type does not read: the row, and the value.
    pub unfit: Vec<(u64, String)>,
    /// Why the type is not taken, if a value has two readings: `could be 2 January or 1 February; give date_order`.
    pub unclear: Option<String>,
}

impl Inferred {
    /// The type and config to make the column of: what was inferred if it reads every cell, else a text.
    pub fn taken(&self) -> (&'static str, Object) {
        if self.confidence >= 1.0 { (self.type_, self.config.clone()) } else { ("long_text", Object::new()) }
    }

    /// The column document for dt_create_table.
    pub fn document(&self) -> Value {
        let (type_, config) = self.taken();
        json!({"key": self.key, "label": self.label, "type": type_, "config": config})
    }

    /// As an element of `columns` of dt_infer.
    pub fn to_json(&self) -> Value {
        let unfit: Vec<Value> =
            self.unfit.iter().map(|(row, value)| json!({"row": row, "value": value})).collect();
        let mut object = json!({
            "header": self.header,
            "key": self.key,
            "label": self.label,
            "type": self.type_,
            "config": self.config,
            "confidence": self.confidence,
            "empty": self.empty,
            "distinct": self.distinct,
            "examples": self.examples,
            "unfit": unfit,
        });
        if let Some(unclear) = &self.unclear {
            object["unclear"] = json!(unclear);
        }
        object
    }
}

/// The columns that fit a file.
#[derive(Debug, Clone, PartialEq)]
pub struct Inference {
    /// The columns, in the order of the file.
    pub columns: Vec<Inferred>,
    /// How many rows were read.
    pub rows_sampled: u64,
}

impl Inference {
    /// The columns as dt_infer gives them.
    pub fn to_json(&self) -> Value {
        Value::Array(self.columns.iter().map(Inferred::to_json).collect())
    }
}

/// Infers the columns of a file from its first rows, and rewinds it.
pub fn infer(file: &mut File<'_>, options: &InferOptions) -> Result<Inference, Error> {
    file.rewind()?;
    let mut rows_sampled = 0;
    let mut empty: Vec<u64> = Vec::new();
    while rows_sampled < options.rows {
        let Some(row) = file.next_row()? else { break };
        rows_sampled += 1;
        empty.resize(empty.len().max(row.len()), 0);
        for (column, cell) in row.cells() {
            empty[column] += u64::from(cell == Cell::Empty);
        }
    }
    let mut keys = Keys::new();
    let columns = file.headers().iter().enumerate().map(|(column, header)| Inferred {
        header: header.clone(),
        key: keys.key(header, column),
        label: label(header, column),
        type_: "long_text",
        config: Object::new(),
        confidence: 1.0,
        empty: empty.get(column).copied().unwrap_or(rows_sampled),
        distinct: 0,
        examples: Vec::new(),
        unfit: Vec::new(),
        unclear: None,
    });
    let columns = columns.collect();
    file.rewind()?;
    Ok(Inference { columns, rows_sampled })
}
