//! How is a record read that was written under an older definition? Its keys are those of today, values of columns that
//! are gone are left out, and values of converted columns are converted.

use std::cell::RefCell;
use std::collections::HashSet;
use std::rc::Rc;

use dyntables_model::ident::UNCONVERTED;
use dyntables_model::table::Table;
use dyntables_records::convert::Conversion;
use dyntables_values::Error;
use dyntables_values::jsonb::{self, Amendment, Changed, Part};
use serde_json::{Value, json};

use crate::catalog::audit;
use crate::server::jsonb::{Jsonb, amended};
use crate::storage::environment::ENVIRONMENT;

/// What became of a key.
enum Step {
    Renamed { from: String, to: String },
    Removed(String),
    Converted(Box<Conversion>),
}

/// A past, compiled.
pub struct Past {
    /// The steps since, the oldest first, each with its number.
    steps: Vec<(i64, Step)>,
    /// The keys that are shown; those that are not hidden if there is no list.
    shown: Option<Vec<String>>,
    hidden: Vec<String>,
}

/// What a past is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Values {
    /// As they were.
    AsWritten,
    /// As they would be read today. What cannot be read so is kept apart, as dt_alter_column does it.
    Converted,
    /// The same; what cannot be read so stays, and the rules of the table refuse it.
    Strict,
}

/// The past of a table as a document. `columns` are the keys that are wanted; all where absent.
pub fn document(table: &Table, past: &audit::Past, columns: Option<&[String]>, values: Values) -> Value {
    let is_wanted = |key: &str| columns.is_none_or(|columns| columns.iter().any(|column| column == key));
    let keys: Vec<&str> =
        table.columns.iter().map(|column| column.key.as_str()).filter(|key| is_wanted(key)).collect();
    // In an open table every key is one of its own, unless it is a column's that is not shown.
    let shown = match columns {
        Some(columns) if table.open => json!(columns),
        None if table.open => Value::Null,
        _ => json!(keys),
    };
    let hidden: Vec<&str> = table.trashed.iter().map(|key| key.as_str()).chain([UNCONVERTED]).collect();
    json!({"shown": shown, "hidden": hidden, "steps": steps(past, values)})
}

fn steps(past: &audit::Past, values: Values) -> Vec<Value> {
    let mut steps: Vec<Value> = past.steps.iter().flat_map(|step| steps_of(step, values)).collect();
    // A value that does not fit one type may fit a later one: only the last conversion of a column keeps it apart.
    let mut converted: HashSet<String> = HashSet::new();
    for step in steps.iter_mut().rev() {
        let what = &mut step[1];
        if let Some(key) = what["convert"]["from"]["key"].as_str().map(ToOwned::to_owned) {
            let is_last = converted.insert(key);
            what["convert"]["on_failure"] =
                json!(if is_last && values == Values::Converted { "keep" } else { "abort" });
        } else if let Some(key) = what["drop"].as_str() {
            converted.remove(key);
        } else if let (Some(from), Some(to)) = (what["from"].as_str(), what["to"].as_str())
            && converted.remove(to)
        {
            converted.insert(from.to_owned());
        }
    }
    steps
}

/// The steps of one entry.
pub fn steps_of(step: &audit::Step, values: Values) -> Vec<Value> {
    let audit::Step { no, details, .. } = step;
    let mut steps = Vec::new();
    let conversion = details.get("conversion").filter(|_| values != Values::AsWritten);
    steps.extend(conversion.map(|conversion| json!([no, {"convert": conversion}])));
    let (from, to) = (&details["before"]["key"], &details["after"]["key"]);
    if from.is_string() && to.is_string() {
        steps.push(json!([no, {"from": from, "to": to}]));
    }
    if details["permanently"] == Value::Bool(true) && details["column"].is_string() {
        steps.push(json!([no, {"drop": details["column"]}]));
    }
    steps
}

thread_local! {
    /// The past of the last call, with its document: compiled once per statement.
    static LAST: RefCell<Option<(Vec<u8>, Rc<Past>)>> = const { RefCell::new(None) };
}

/// Forgets what callers gave. Called at the end of each transaction.
pub fn forget() {
    LAST.take();
}

/// The past that a document describes. An error if it describes none.
pub fn compiled(document: &Jsonb<'_>) -> Result<Rc<Past>, Error> {
    let known = LAST.with_borrow(|last| {
        last.as_ref().filter(|(bytes, _)| bytes == document.bytes()).map(|(_, past)| past.clone())
    });
    if let Some(past) = known {
        return Ok(past);
    }
    let past = Rc::new(Past::from_document(&document.to_value()?)?);
    LAST.set(Some((document.bytes().to_vec(), past.clone())));
    Ok(past)
}

impl Past {
    fn from_document(document: &Value) -> Result<Self, Error> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let texts = |value: &Value| value.as_array().map(|keys| keys.iter().map(text).collect::<Vec<_>>());
        let mut steps = Vec::new();
        for step in document["steps"].as_array().into_iter().flatten() {
            let (no, what) = (step[0].as_i64().unwrap_or_default(), &step[1]);
            let step = if what["convert"].is_object() {
                Step::Converted(Box::new(Conversion::from_document(&what["convert"])?))
            } else if what["drop"].is_string() {
                Step::Removed(text(&what["drop"]))
            } else {
                Step::Renamed { from: text(&what["from"]), to: text(&what["to"]) }
            };
            steps.push((no, step));
        }
        let hidden = texts(&document["hidden"]).unwrap_or_default();
        Ok(Past { steps, shown: texts(&document["shown"]), hidden })
    }

    /// The steps after an entry; none where there is no entry.
    fn since(&self, no: Option<i64>) -> impl Iterator<Item = &Step> {
        let steps = self.steps.iter().filter(move |(step, _)| no.is_some_and(|no| *step > no));
        steps.map(|(_, step)| step)
    }

    /// The key that a key of an entry has today; `None` if its column is gone.
    fn key<'k>(&'k self, mut key: &'k [u8], no: Option<i64>) -> Option<&'k [u8]> {
        for step in self.since(no) {
            match step {
                Step::Renamed { from, to } if from.as_bytes() == key => key = to.as_bytes(),
                Step::Removed(removed) if removed.as_bytes() == key => return None,
                _ => {}
            }
        }
        Some(key)
    }

    fn is_shown(&self, key: &[u8]) -> bool {
        let is_it = |known: &String| known.as_bytes() == key;
        self.shown.as_ref().is_none_or(|shown| shown.iter().any(is_it)) && !self.hidden.iter().any(is_it)
    }

    /// The changes of an entry that are shown, by the keys of today.
    pub fn shown<'a>(&'a self, changes: Vec<Changed<'a>>, no: Option<i64>) -> Vec<Changed<'a>> {
        let changes = changes.into_iter().filter_map(|change| {
            let key = self.key(change.key, no)?;
            self.is_shown(key).then_some(Changed { key, ..change })
        });
        changes.collect()
    }

    /// An object of an entry as it would be read today.
    fn today(&self, mut object: Vec<u8>, no: Option<i64>) -> Result<Vec<u8>, Error> {
        for step in self.since(no) {
            let amendment = match step {
                Step::Converted(conversion) => conversion.amendment(&object, &ENVIRONMENT),
                Step::Removed(key) => Amendment { remove: vec![key.clone()], ..Amendment::default() },
                Step::Renamed { from, to } => {
                    let from = [from.as_bytes()];
                    let value = Part::root(&object).and_then(|root| root.at(&from));
                    if let Some(value) = value {
                        let renamed = [
                            Changed { key: from[0], old: None, new: None },
                            Changed { key: to.as_bytes(), old: Some(value), new: None },
                        ];
                        object = jsonb::rolled_back(&object, &renamed).ok_or_else(damaged)?;
                    }
                    continue;
                }
            };
            if !amendment.is_empty() {
                object = amended(&object, &amendment)?;
            }
        }
        Ok(object)
    }

    /// The data of a record before some changes, as it would be read today. `no` is the number of the entry that has the
    /// data, if it is not that of a record of today. The entries come newest first, each as `[number, changes]`.
    pub fn rolled_back(
        &self,
        data: &[u8],
        no: Option<i64>,
        entries: Option<&[u8]>,
    ) -> Result<Vec<u8>, Error> {
        let mut data = self.today(data.to_vec(), no)?;
        for entry in entries.into_iter().flat_map(jsonb::elements) {
            let at = |place: &[u8]| entry.and_then(|entry| entry.at(&[place]));
            let (Some(number), Some(changes)) = (at(b"0"), at(b"1")) else { continue };
            let number = match number.held() {
                Some(jsonb::Held::Number(number)) => number.whole(),
                _ => None,
            };
            let document = changes.document();
            let changes = jsonb::read_changes(&document).ok_or_else(damaged)?;
            if self.since(number).next().is_none() {
                data = jsonb::rolled_back(&data, &changes).ok_or_else(damaged)?;
                continue;
            }
            // The old values as a document of their own, which goes through what became of its keys.
            let old = jsonb::rolled_back(EMPTY, &changes).ok_or_else(damaged)?;
            let old = self.today(old, number)?;
            let gone = changes.iter().filter_map(|change| self.key(change.key, number));
            let gone = gone.map(|key| Changed { key, old: None, new: None }).collect::<Vec<_>>();
            data = jsonb::rolled_back(&data, &gone).ok_or_else(damaged)?;
            let back = jsonb::difference(&old, EMPTY).ok_or_else(damaged)?;
            data = jsonb::rolled_back(&data, &back).ok_or_else(damaged)?;
        }
        Ok(data)
    }
}

/// An object without members.
pub const EMPTY: &[u8] = &0x2000_0000_u32.to_ne_bytes();

fn damaged() -> Error {
    Error::limit(
        "an entry of the history cannot be read, or its record would be larger than 256 MB".to_owned(),
    )
}
