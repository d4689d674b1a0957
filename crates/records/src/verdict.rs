//! What is asked about a record, and what is answered.

use dyntables_values::argument::not_an_object;
use dyntables_values::error::Error;
use dyntables_values::fault::Fault;
use dyntables_values::jsonb::{Amendment, Held, Part};
use serde_json::{Value, json};

use crate::RecordValidator;

/// How a record is going to be written.
#[derive(Debug, Clone, Copy)]
pub enum Write<'a> {
    /// It is new. Defaults are filled in, and only the server gives numbers.
    Insert,
    /// It takes the place of this one.
    Replace(&'a [u8]),
    /// It is merged into a record that is not known yet. A null in it takes a value away, and a column that it does not
    /// mention is not missing. The trigger tells what depends on the other record.
    Merge,
}

/// What a walk over a record finds out. A record without changes and faults is stored as it is.
#[derive(Debug, Default, PartialEq)]
pub struct Verdict {
    /// The changes that bring the record into its stored form. Values that break a rule stay as they are.
    pub amendment: Amendment,
    /// Everything that is wrong with the record in that form. First what a write must not touch, then the rest in
    /// the order of the columns.
    pub faults: Vec<Fault>,
}

/// Why a record is not looked into.
#[derive(Debug, Clone, PartialEq)]
pub enum Unfit {
    /// It is no object: the error that says so.
    NoObject(Error),
    /// It is nested too deep to be followed.
    TooDeep,
    /// A value takes too many steps to be checked by the schema of its column.
    TooManySteps {
        /// The key of the column.
        column: String,
        /// The steps that there may be.
        most: u64,
    },
    /// Its bytes are damaged.
    Damaged,
}

impl Unfit {
    /// Why a value is no record.
    pub fn no_object(value: Part<'_>) -> Self {
        // An array is not copied: it may be of any size and depth.
        let of_its_kind = match value.held() {
            None | Some(Held::Object(_)) => return Unfit::Damaged,
            Some(Held::Null) => Value::Null,
            Some(Held::Boolean) => json!(true),
            Some(Held::Text(text)) => json!(text),
            Some(Held::Number(_)) => json!(0),
            Some(Held::Array(_)) => json!([]),
        };
        Unfit::NoObject(not_an_object(&of_its_kind))
    }

    /// The error of a write to the validator's table.
    pub fn error(self, validator: &RecordValidator) -> Error {
        match self {
            Unfit::NoObject(error) => error,
            Unfit::TooDeep => {
                let slug = &validator.table().slug;
                Error::limit(format!("a record of table \"{slug}\" cannot be nested deeper than 100 levels"))
            }
            Unfit::TooManySteps { column, most } => Error::limit_hint(
                format!("the schema of column \"{column}\" needs more than {most} steps for this value"),
                "Parts of the schema that refer to themselves more than once for the same value make the steps double \
                 with each level.",
            ),
            Unfit::Damaged => Error::bad("the bytes of a record are damaged"),
        }
    }
}
