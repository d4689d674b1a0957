//! How is a batch of documents written? They are judged, those that are right are written together, and the report says
//! what became of each.

use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use dyntables_records::Write;
use dyntables_values::Error;
use dyntables_values::fault::Fault;
use dyntables_values::jsonb::{Amendment, Part, array_of};
use serde_json::Value;

use crate::catalog::definition::Definition;
use crate::run::import::options::{ImportOptions, OnError};
use crate::run::import::report::{Place, Report};
use crate::run::import::rows::Document;
use crate::run::insert;
use crate::run::options::NewOptions;
use crate::run::prepare::{self, Refused};
use crate::run::unique::{Keys, twins};
use crate::run::upsert::{self, Written, lacking, unchanged};
use crate::server::backend::check_for_interrupts;
use crate::server::guard::tried;
use crate::server::jsonb::{self, Jsonb};

/// Where documents go.
pub struct Destination<'t> {
    /// The table, whose writers are locked out if it may get options.
    pub definition: Arc<Definition>,
    /// The columns that say which record a document is about.
    pub match_on: Option<&'t Keys>,
    /// The options of the import.
    pub options: &'t ImportOptions,
}

/// The options that columns have got, by the keys of the columns.
pub type OptionsCreated = HashMap<String, Vec<String>>;

/// Documents that are right, in their stored form, each with its place in the file.
type Right<'b> = Vec<(Place, Cow<'b, [u8]>)>;

/// Writes a batch. Returns the definition with the options that the batch has brought.
pub fn write(
    mut target: Destination<'_>,
    batch: &[Document],
    created: &mut OptionsCreated,
    report: &mut Report,
) -> Result<Arc<Definition>, Error> {
    let mut new = NewOptions::default();
    let mut judged = target.judge(batch, &mut new)?;
    if !new.is_empty() {
        new.note(created, target.options.cast.max_options)?;
        target.definition = new.create(&target.definition)?;
        judged = target.judge(batch, &mut NewOptions::default())?;
    }
    let (right, refused) = judged;
    let mut faulty = Faulty::default();
    for Left { place, faults, is_out } in refused {
        report.skipped += u64::from(is_out);
        faulty.0.push((place, faults));
    }
    let is_over = target.options.on_error == OnError::Abort && !faulty.0.is_empty();
    if !is_over && !right.is_empty() {
        match target.match_on {
            None => target.insert(&right, report, &mut faulty)?,
            Some(keys) => target.upsert(&right, keys, report, &mut faulty)?,
        }
    }
    report.note(faulty.0);
    Ok(target.definition)
}

/// What is wrong with the rows of a batch.
#[derive(Default)]
struct Faulty(Vec<(Place, Vec<Value>)>);

impl Faulty {
    /// Adds what an index or a trigger said of a document. They do not say the value.
    fn add(&mut self, (place, document): &(Place, Cow<'_, [u8]>), mut faults: Vec<Value>) {
        for fault in faults.iter_mut().filter(|fault| fault["value"].is_null()) {
            let column = fault["column"].as_str().unwrap_or_default();
            let value = Part::root(document).and_then(|root| root.at(&[column.as_bytes()]));
            fault["value"] = value.map_or(Value::Null, Part::to_value);
        }
        self.0.push((*place, faults));
    }
}

/// What is wrong with a row.
struct Left {
    place: Place,
    faults: Vec<Value>,
    /// Whether the row is left out; if not, the cells at fault are.
    is_out: bool,
}

impl Destination<'_> {
    fn judge<'b>(
        &self,
        batch: &'b [Document],
        new: &mut NewOptions,
    ) -> Result<(Right<'b>, Vec<Left>), Error> {
        let (mut right, mut left) = (Vec::with_capacity(batch.len()), Vec::new());
        for Document { place, bytes, faults } in batch {
            check_for_interrupts();
            let is_emptied = self.options.on_error == OnError::Empty;
            let mut faults = faults.clone();
            if !faults.is_empty() && !is_emptied {
                left.push(Left { place: *place, faults, is_out: true });
                continue;
            }
            let mut outcome = self.judged(bytes, new)?;
            if is_emptied && let Err(Refused::Faults(found)) = &outcome {
                let emptied = Amendment {
                    remove: found.iter().map(|fault| fault.column.clone()).collect(),
                    ..Amendment::default()
                };
                faults.extend(found.iter().map(Fault::to_json));
                let bytes = jsonb::amended(bytes, &emptied)?;
                outcome = self.judged(&bytes, new)?.map(|document| Cow::Owned(document.into_owned()));
            }
            let is_out = outcome.is_err();
            match outcome {
                Ok(document) => right.push((*place, document)),
                Err(refused) => {
                    if let Value::Array(more) = refused.to_json() {
                        let new =
                            more.into_iter().filter(|fault| !faults.contains(fault)).collect::<Vec<_>>();
                        faults.extend(new);
                    }
                }
            }
            if !faults.is_empty() {
                left.push(Left { place: *place, faults, is_out });
            }
        }
        Ok((right, left))
    }

    /// A document in its stored form, or why it is refused.
    fn judged<'b>(
        &self,
        bytes: &'b [u8],
        new: &mut NewOptions,
    ) -> Result<Result<Cow<'b, [u8]>, Refused>, Error> {
        let write = if self.match_on.is_some() { Write::Merge } else { Write::Insert };
        let outcome = prepare::record(&self.definition, bytes, write, &self.options.cast, false, new)?;
        Ok(outcome.and_then(|document| {
            let keys = self.match_on.into_iter();
            match keys.flat_map(|keys| lacking(keys, &document)).next() {
                None => Ok(document),
                Some(key) => Err(Refused::Faults(vec![Fault::no_match(key.as_str())])),
            }
        }))
    }

    fn insert(&self, right: &Right<'_>, report: &mut Report, faulty: &mut Faulty) -> Result<(), Error> {
        let records = records(right)?;
        let definition = &*self.definition;
        if self.options.on_error == OnError::Abort
            && let Ok(inserted) = tried(|| insert::count(definition, &records))
        {
            report.inserted += inserted;
            return Ok(());
        }
        for (at, outcome) in insert::each(definition, &records, right.len()).into_iter().enumerate() {
            match outcome {
                Ok(_) => report.inserted += 1,
                Err(faults) => {
                    report.skipped += 1;
                    faulty.add(&right[at], faults);
                }
            }
        }
        Ok(())
    }

    /// Rows about the same record are written one after the other, so that the last one counts.
    fn upsert(
        &self,
        right: &Right<'_>,
        keys: &Keys,
        report: &mut Report,
        faulty: &mut Faulty,
    ) -> Result<(), Error> {
        let twins = twins(&records(right)?, keys);
        let mut rounds: Vec<Right<'_>> = vec![Vec::new()];
        let mut seen: HashMap<usize, usize> = HashMap::new();
        let first: HashMap<usize, usize> = twins.into_iter().map(|(first, second)| (second, first)).collect();
        for (at, document) in right.iter().enumerate() {
            let round = match first.get(&at) {
                None => 0,
                Some(first) => {
                    let round = seen.entry(*first).or_default();
                    *round += 1;
                    *round
                }
            };
            if rounds.len() <= round {
                rounds.push(Vec::new());
            }
            rounds[round].push(document.clone());
        }
        rounds.iter().try_for_each(|round| self.upsert_round(round, keys, report, faulty))
    }

    fn upsert_round(
        &self,
        round: &Right<'_>,
        keys: &Keys,
        report: &mut Report,
        faulty: &mut Faulty,
    ) -> Result<(), Error> {
        let definition = &*self.definition;
        let all = records(round)?;
        let same: HashSet<usize> = unchanged(definition, &all, keys);
        report.unchanged += same.len() as u64;
        let changed: Right<'_> = round
            .iter()
            .enumerate()
            .filter(|(at, _)| !same.contains(at))
            .map(|(_, row)| row.clone())
            .collect();
        if changed.is_empty() {
            return Ok(());
        }
        let places: Vec<usize> = (0..changed.len()).collect();
        let written = upsert::upsert(definition, &records(&changed)?, &places, keys, true)?;
        for (row, written) in changed.iter().zip(written) {
            match written {
                Written::Updated(_) => report.updated += 1,
                Written::Inserted(_) => report.inserted += 1,
                Written::Refused(faults) => {
                    report.skipped += 1;
                    faulty.add(row, faults);
                }
            }
        }
        Ok(())
    }
}

fn records(right: &Right<'_>) -> Result<Jsonb<'static>, Error> {
    let room = right.iter().map(|(_, document)| document.len() + 4).sum();
    jsonb::written(array_of(right.iter().map(|(_, document)| &**document), room))
}
