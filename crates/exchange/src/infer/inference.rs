//! What is inferred of a file.

use dyntables_values::text::Object;
use dyntables_values::written::Reading;
use serde_json::{Value, json};

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
    /// The type that holds every cell as it is, for a column whose type is only offered.
    pub otherwise: &'static str,
    /// The decimal mark of the texts, if they decide it.
    pub decimal_mark: Option<char>,
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
        if self.confidence >= 1.0 {
            (self.type_, self.config.clone())
        } else {
            (self.otherwise, Object::new())
        }
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
        if self.confidence < 1.0 {
            object["otherwise"] = json!(self.otherwise);
        }
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
