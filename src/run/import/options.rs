//! Which options does an import have?

use std::collections::{HashMap, HashSet};

use dyntables_exchange::ReadOptions;
use dyntables_records::cast_options::CastOptions;
use dyntables_values::Error;
use dyntables_values::argument::{boolean, count, object, string, wrong_kind};
use dyntables_values::error::Within;
use dyntables_values::text::Object;
use serde_json::{Value, json};

/// What happens if a row is refused.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum OnError {
    /// The import fails, and nothing of it stays.
    #[default]
    Abort,
    /// The row is left out.
    Skip,
    /// The cells that are at fault are left empty.
    Empty,
}

impl OnError {
    const NAMES: [(&'static str, OnError); 3] =
        [("abort", OnError::Abort), ("skip", OnError::Skip), ("empty", OnError::Empty)];

    fn parse(name: &str) -> Result<Self, Error> {
        let found = OnError::NAMES.iter().find(|(known, _)| *known == name);
        let names = OnError::NAMES.map(|(name, _)| name);
        found.map(|(_, found)| *found).ok_or_else(|| Error::unknown("value of on_error", name, names))
    }
}

/// Where the cells under a header go.
#[derive(Debug, Clone)]
pub enum Target {
    /// Nowhere.
    LeftOut,
    /// Into the column of this key.
    Column(String),
    /// Into a column that is made with these fields of its document. Those that are missing are inferred.
    Made(Object),
}

/// The options of an import.
pub struct ImportOptions {
    /// How the file is read.
    pub read: ReadOptions,
    /// How cells become values.
    pub cast: CastOptions,
    /// Where cells go, by their header; others go to the column of this key or label.
    pub columns: HashMap<String, Target>,
    /// Whether the table is made if there is none.
    pub create: bool,
    /// Whether columns are made for headers without one.
    pub create_columns: bool,
    /// The keys of the columns that say which record a row is about. Without them each row is a new record.
    pub match_on: Vec<String>,
    /// What happens to rows that are refused.
    pub on_error: OnError,
    /// Whether it is said if columns may get options. By default they may if the caller may change the table.
    pub says_create_options: bool,
    /// Whether all is undone at the end.
    pub dry_run: bool,
    /// How many rows are written at once.
    pub batch: usize,
}

/// Options of other functions that an import has in any case.
const IMPLIED: [&str; 2] = ["typecast", "given"];

impl ImportOptions {
    const KEYS: [&'static str; 7] =
        ["columns", "create", "create_columns", "match_on", "on_error", "dry_run", "batch"];

    /// Reads them.
    pub fn parse(options: &Value) -> Result<Self, Error> {
        /// The most rows that are written at once: their documents are in memory together.
        const MOST_AT_ONCE: i64 = 10_000;
        let (mut columns, mut create, mut create_columns, mut dry_run) =
            (HashMap::new(), false, false, false);
        let (mut match_on, mut on_error, mut batch) = (Vec::new(), OnError::Abort, 1_000);
        let mut says_create_options = false;
        // Cells are texts, and a file says what it has: nobody need ask for that.
        let mut cast = Object::new();
        for key in ["typecast", "create_options", "given"] {
            cast.insert(key.to_owned(), json!(true));
        }
        let read = ReadOptions::parse(object(options, "options")?, |key, value| {
            match key {
                "columns" => columns = targets(value)?,
                "create" => create = boolean(value, key)?,
                "create_columns" => create_columns = boolean(value, key)?,
                "match_on" => match_on = keys(value)?,
                "on_error" => on_error = OnError::parse(string(value, key)?)?,
                "dry_run" => dry_run = boolean(value, key)?,
                "batch" => {
                    batch = count(value, key, MOST_AT_ONCE)?.unsigned_abs();
                    if batch == 0 {
                        return Err(Error::bad("batch must be at least 1"));
                    }
                }
                _ if CastOptions::KEYS.contains(&key) && !IMPLIED.contains(&key) => {
                    says_create_options |= key == "create_options";
                    cast.insert(key.to_owned(), value.clone());
                }
                _ => return Err(unknown(key)),
            }
            Ok(())
        })?;
        let cast = CastOptions::parse(&cast, |key, _| Err(unknown(key)))?;
        let batch = usize::try_from(batch).unwrap_or(1);
        Ok(ImportOptions {
            read,
            cast,
            columns,
            create,
            create_columns,
            match_on,
            on_error,
            says_create_options,
            dry_run,
            batch,
        })
    }
}

fn unknown(key: &str) -> Error {
    let known = ReadOptions::KEYS
        .into_iter()
        .chain(ImportOptions::KEYS)
        .chain(CastOptions::KEYS.into_iter().filter(|key| !IMPLIED.contains(key)));
    Error::unknown("option", key, known)
}

/// `{"Amount (USD)": "amount", "Internal": null}`
fn targets(value: &Value) -> Result<HashMap<String, Target>, Error> {
    let target = |(header, target): (&String, &Value)| {
        let target = match target {
            Value::Null => Target::LeftOut,
            Value::String(key) => Target::Column(key.clone()),
            Value::Object(document) => Target::Made(document.clone()),
            other => {
                let due = "the key of a column, null, or an object with fields of a new column";
                return Err(wrong_kind(&format!("columns.{header}"), due, other));
            }
        };
        Ok((header.clone(), target))
    };
    object(value, "columns")?.iter().map(target).collect::<Result<_, Error>>().within("columns")
}

fn keys(value: &Value) -> Result<Vec<String>, Error> {
    let mut keys = listed(value)?;
    let mut seen = HashSet::new();
    keys.retain(|key| seen.insert(key.clone()));
    Ok(keys)
}

fn listed(value: &Value) -> Result<Vec<String>, Error> {
    match value {
        Value::String(key) => Ok(vec![key.clone()]),
        Value::Array(keys) => keys.iter().map(|key| Ok(string(key, "match_on")?.to_owned())).collect(),
        other => Err(wrong_kind("match_on", "an array of column keys", other)),
    }
}
