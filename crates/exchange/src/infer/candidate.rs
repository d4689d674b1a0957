//! Whether a type reads the values of a column.

use dyntables_values::text::Object;
use dyntables_values::types::{ColumnType, registry};
use dyntables_values::written::{Cast, Reading};
use serde_json::Value;

use crate::infer::seen::{Column, Seen};

/// How a type reads a value.
#[derive(Debug, PartialEq)]
pub(super) enum Fit {
    Yes,
    No,
    /// The value has several readings. The message ends a sentence that begins with it.
    Unclear(String),
}

impl From<bool> for Fit {
    fn from(fits: bool) -> Self {
        if fits { Fit::Yes } else { Fit::No }
    }
}

/// A type that may be that of a column.
#[derive(Debug, Clone)]
pub(super) struct Candidate {
    pub(super) type_: &'static str,
    pub(super) config: Object,
    /// How many cells it reads.
    pub(super) fits: u64,
    /// The first values that it does not read.
    pub(super) unfit: Vec<(u64, String)>,
    /// Why a value has several readings.
    pub(super) unclear: Option<String>,
    /// The decimal mark of the column, if its texts decide it.
    pub(super) decimal_mark: Option<char>,
}

/// How many values that do not fit are told.
const UNFIT: usize = 5;

/// Asks for each value whether it fits. `None` if more than a tenth of the cells do not, so that the type is no
/// candidate.
pub(super) fn judge(
    column: &Column,
    type_: &'static str,
    config: Object,
    mut fit: impl FnMut(&Seen) -> Fit,
) -> Option<Candidate> {
    let mut candidate =
        Candidate { type_, config, fits: 0, unfit: column.faults.clone(), unclear: None, decimal_mark: None };
    let mut misfits = 0;
    let mut clear_or_not = 0;
    for seen in &column.seen {
        match fit(seen) {
            Fit::Yes => {
                candidate.fits += seen.count;
                clear_or_not += 1;
                continue;
            }
            Fit::No => misfits += seen.count,
            Fit::Unclear(why) => {
                clear_or_not += 1;
                candidate.unclear.get_or_insert_with(|| format!("\"{}\" {why}", seen.shown()));
            }
        }
        if misfits * 10 > column.filled {
            return None;
        }
        if candidate.unfit.len() < UNFIT {
            candidate.unfit.push((seen.row, seen.shown()));
        }
    }
    candidate.unfit.truncate(UNFIT);
    candidate.unfit.sort_by_key(|(row, _)| *row);
    (clear_or_not > 0).then_some(candidate)
}

impl Candidate {
    /// Whether every cell fits.
    pub(super) fn is_whole(&self, column: &Column) -> bool {
        self.fits == column.filled
    }
}

/// A column type out of the registry.
pub(super) struct Type(&'static dyn ColumnType);

impl Type {
    /// The type of a name; `None` for a name that the registry does not have.
    pub(super) fn named(name: &str) -> Option<Self> {
        registry::find(name).ok().map(Type)
    }

    /// What a text means in a column of this type. A text that the type's rule refuses means nothing.
    pub(super) fn cast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        let cast = self.0.typecast(config, text.trim(), reading);
        if let (Cast::Value(Value::String(text)), Some(rule)) = (&cast, self.0.rule())
            && rule.text_fault(config, text).is_some()
        {
            return Cast::No;
        }
        cast
    }

    /// Whether the type reads a text as one value.
    pub(super) fn fit(&self, config: &Object, text: &str, reading: &Reading) -> Fit {
        match self.cast(config, text, reading) {
            Cast::Value(value) => Fit::from(!value.is_null()),
            Cast::WithOptions { .. } | Cast::No => Fit::No,
            Cast::Unclear(why) => Fit::Unclear(why),
        }
    }
}

/// A config of one key.
pub(super) fn config(key: &str, value: impl Into<Value>) -> Object {
    Object::from_iter([(key.to_owned(), value.into())])
}
