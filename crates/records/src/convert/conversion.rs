//! A change of a column's type or config, as a document and compiled.

use dyntables_model::column::Column;
use dyntables_model::how::{How, OnFailure};
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::types::registry;
use dyntables_values::written::numerals::ShownMarks;
use dyntables_values::written::{Reading, locale, options};
use dyntables_values::zone;
use serde_json::{Value, json};

use crate::cast_options::reads_numbers;
use crate::rule::Rule;

/// A change of a column's type or config, compiled.
pub struct Conversion {
    pub(super) from: Column,
    pub(super) to: Column,
    /// The rules of the new column.
    pub(super) rule: Rule,
    pub(super) reading: Reading,
    pub(super) on_failure: OnFailure,
    /// The names under which records keep what could not be converted, the latest first; `None` where the values
    /// themselves are converted.
    pub(super) kept: Option<Vec<String>>,
}

/// The conversion as a document, which [`Conversion::from_document`] reads. So it reaches the functions that generated
/// SQL calls for each record.
pub fn document(from: &Column, to: &Column, how: &How) -> Value {
    json!({
        "from": from.to_document(),
        "to": to.to_document(),
        "on_failure": how.on_failure.name(),
        "reading": how.reading,
    })
}

/// The reading of what could not be converted, as a document. `names` are those under which it is kept, in the order in
/// which it came there.
pub fn retry_document(column: &Column, names: &[String], how: &How) -> Result<Value, Error> {
    // What is kept is a text as people read it, or a value with parts.
    let kept = Column::new(column.key.clone(), registry::find("json")?);
    let mut document = document(&kept, column, &How { on_failure: OnFailure::Abort, ..how.clone() });
    let latest_first: Vec<&String> = names.iter().rev().collect();
    document["kept"] = json!(latest_first);
    Ok(document)
}

/// Whether the texts of a column must be looked at before the first is read: their decimal mark is not known.
pub fn observes_marks(from: &Column, to: &Column, how: &How) -> bool {
    is_written(from) && reads_marks(to, how)
}

/// Whether the texts of a column are numbers whose decimal mark is not known.
pub fn reads_marks(column: &Column, how: &How) -> bool {
    reads_numbers(column)
        && !how.reading.contains_key("decimal_mark")
        && locale::decimal_mark(&column.config).is_none()
}

/// Tells a document which decimal marks the texts show.
pub fn with_marks(document: &mut Value, marks: &[String]) {
    document["marks"] = json!(marks);
}

/// Whether people have written the values of a column. Values of other kinds are printed.
fn is_written(column: &Column) -> bool {
    matches!(column.type_.kind(&column.config), Kind::Text | Kind::Folded | Kind::Set | Kind::Json)
}

impl Conversion {
    /// Reads a [`document`], whose columns and options were checked before it was made.
    pub fn from_document(document: &Value) -> Result<Self, Error> {
        let from = Column::from_catalog(&document["from"])?;
        let mut to = Column::from_catalog(&document["to"])?;
        // A change of the key is another step. Whether a value is required is asked afterwards.
        to.key = from.key.clone();
        to.required = false;
        to.default = None;
        let mut reading =
            document["reading"].as_object().map(options::of_document).transpose()?.unwrap_or_default();
        // A column with a zone of its own shows its instants there.
        let own = from.config.get("timezone").and_then(Value::as_str).and_then(zone::find);
        reading.zone = own.or(reading.zone);
        // Texts that differ in case may mean different things: each becomes an option.
        reading.each_spelling = true;
        reading.is_printed = !is_written(&from);
        let mut shown = ShownMarks::default();
        for mark in document["marks"].as_array().into_iter().flatten() {
            shown.add_mark(mark.as_str().and_then(|mark| mark.chars().next()));
        }
        let reading = shown.reading(&reading).unwrap_or(reading);
        Ok(Conversion {
            rule: Rule::new(&to, 0, to.indexed || to.unique)?,
            from,
            to,
            reading,
            on_failure: OnFailure::parse(&document["on_failure"])?,
            kept: document["kept"]
                .as_array()
                .map(|names| names.iter().filter_map(Value::as_str).map(ToOwned::to_owned).collect()),
        })
    }
}
