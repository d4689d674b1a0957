//! How are records updated that exist, and inserted that do not, while other sessions do the same?

use std::collections::{HashMap, HashSet};

use dyntables_model::ident::ColumnKey;
use dyntables_sql::write;
use dyntables_values::Error;
use dyntables_values::jsonb::{Held, Part, elements};
use serde_json::{Value, json};

use crate::catalog::definition::Definition;
use crate::run::insert;
use crate::run::prepare::Refused;
use crate::run::skip::{Outcome, as_many_as_can};
use crate::run::unique::{Keys, ordinals, refused_by_index, twins};
use crate::server::execute::{Access, execute};
use crate::server::guard::guarded;
use crate::server::jsonb::{self, Jsonb};

/// A round may meet a record that another session has just inserted. Then there is another round, but not without end.
const MOST_ROUNDS: usize = 10;

/// What has become of a record.
#[derive(Clone)]
pub enum Written {
    /// It was merged into the record of this id.
    Updated(uuid::Uuid),
    /// It is a new record of this id.
    Inserted(uuid::Uuid),
    /// It was left out, for these faults.
    Refused(Vec<Value>),
}

/// Whether a record has values to match on; if not, what is wrong.
pub fn has_keys<'k>(keys: &'k Keys) -> impl Fn(usize, &[u8]) -> Result<(), Refused> + 'k {
    |at, record| match lacking(keys, record) {
        None => Ok(()),
        Some(key) => {
            let message = format!("record {at} has no value for column \"{key}\" to match on");
            let fault = json!([{"column": key.as_str(), "code": "required", "message": message}]);
            Err(Refused::Unfit(Error::bad_detail(message, fault)))
        }
    }
}

/// The first column to match on that a record has no value for.
pub fn lacking<'k>(keys: &'k Keys, record: &[u8]) -> Option<&'k ColumnKey> {
    let held = |key: &str| Part::root(record)?.at(&[key.as_bytes()])?.held();
    let is_empty = |key: &str| matches!(held(key), None | Some(Held::Null | Held::Text("")));
    keys.iter().map(|(key, _)| key).find(|key| is_empty(key.as_str()))
}

/// Writes each element of an array to the record that agrees with it in `keys`, or as a new one. With `skip`, those that
/// are refused are left out; without, they fail the call. `places` are those that the elements were given at.
pub fn upsert(
    definition: &Definition,
    records: &Jsonb<'_>,
    places: &[usize],
    keys: &Keys,
    skip: bool,
) -> Result<Vec<Written>, Error> {
    let same = |first: usize, second: usize| {
        Error::bad(format!("records {} and {} match the same record", places[first], places[second]))
    };
    let mut twins: Vec<(usize, usize)> = twins(records, keys);
    if let Some((first, second)) = twins.first().filter(|_| !skip) {
        return Err(same(*first, *second));
    }
    let mut run = Run { definition, records, keys, skip, done: HashMap::new() };
    let seconds: HashSet<usize> = twins.iter().map(|(_, second)| *second).collect();
    let mut open: Vec<usize> = (0..places.len()).filter(|at| !seconds.contains(at)).collect();
    loop {
        run.write(&open)?;
        // Of those that match the same record the first is written that is not refused.
        open.clear();
        let mut waiting = Vec::new();
        let mut next: HashMap<usize, usize> = HashMap::new();
        for (first, second) in twins {
            let leader = next.get(&first).copied().unwrap_or(first);
            match run.done.get(&leader) {
                Some(Written::Refused(_)) => {
                    next.insert(first, second);
                    open.push(second);
                }
                Some(_) => {
                    let message = same(leader, second);
                    let fault = |(key, _): &(ColumnKey, &'static str)| json!({"column": key.as_str(), "code": "unique", "message": message.message()});
                    run.done.insert(second, Written::Refused(keys.iter().map(fault).collect()));
                }
                // The leader is only now being written.
                None => waiting.push((leader, second)),
            }
        }
        twins = waiting;
        if open.is_empty() {
            break;
        }
    }
    Ok((0..places.len()).filter_map(|at| run.done.remove(&at)).collect())
}

/// Records on their way.
struct Run<'r> {
    definition: &'r Definition,
    records: &'r Jsonb<'r>,
    keys: &'r Keys,
    skip: bool,
    /// What has become of them, by their places among the records.
    done: HashMap<usize, Written>,
}

impl Run<'_> {
    /// Writes the records at some places, of which no two match the same record.
    fn write(&mut self, places: &[usize]) -> Result<(), Error> {
        let &mut Run { definition, records, keys, skip, .. } = self;
        for _ in 0..MOST_ROUNDS {
            let mut update = |places: &[usize]| update_existing(definition, records, keys, places);
            let updated = write_open(definition, &self.open(places), skip, &mut update)?;
            self.note(updated, Written::Updated);
            let mut insert = |places: &[usize]| insert::new(definition, records, places);
            let inserted = write_open(definition, &self.open(places), skip, &mut insert)?;
            self.note(inserted, Written::Inserted);
            if self.open(places).is_empty() {
                return Ok(());
            }
        }
        // A record that neither matches nor can be inserted collides in another unique column. Inserting it without ON
        // CONFLICT tells which.
        let open: HashSet<usize> = self.open(places).into_iter().collect();
        for (at, element) in elements(records.bytes()).enumerate().filter(|(at, _)| open.contains(at)) {
            let Some(element) = element else { continue };
            let mut insert = |places: &[usize]| vec![(places[0], insert_alone(definition, element))];
            let inserted = write_open(definition, &[at], skip, &mut insert)?;
            self.note(inserted, Written::Inserted);
        }
        Ok(())
    }

    /// Those of these places that are not done.
    fn open(&self, places: &[usize]) -> Vec<usize> {
        places.iter().copied().filter(|at| !self.done.contains_key(at)).collect()
    }

    fn note(&mut self, placed: Vec<Placed>, written: fn(uuid::Uuid) -> Written) {
        let note = |(at, outcome): Placed| (at, outcome.map_or_else(Written::Refused, written));
        self.done.extend(placed.into_iter().map(note));
    }
}

/// What became of a record, by its place: its id, or what is wrong with it.
type Placed = (usize, Result<uuid::Uuid, Vec<Value>>);

/// Writes the records at some places: all of them, or with `skip` as many as can be written.
fn write_open(
    definition: &Definition,
    places: &[usize],
    skip: bool,
    write: &mut impl FnMut(&[usize]) -> Vec<(usize, uuid::Uuid)>,
) -> Result<Vec<Placed>, Error> {
    let Outcome { written, refused } = if places.is_empty() {
        Outcome { written: Vec::new(), refused: Vec::new() }
    } else if skip {
        as_many_as_can(definition, places, write)
    } else {
        let written = guarded(|| write(places)).map_err(refused_by_index(definition))?;
        Outcome { written, refused: Vec::new() }
    };
    let written = written.into_iter().map(|(at, id)| (at, Ok(id)));
    Ok(written.chain(refused.into_iter().map(|(at, faults)| (at, Err(faults)))).collect())
}

/// The places of the records that say nothing new of the one that agrees with them in `keys`.
pub fn unchanged(definition: &Definition, records: &Jsonb<'_>, keys: &Keys) -> HashSet<usize> {
    let mut args = vec![records.into()];
    let sql = write::unchanged(&definition.table, keys, definition.bind_creators(&mut args));
    execute(sql.text(), &args, Access::Read, |rows| {
        (0..rows.len()).filter_map(|row| Some(rows.get::<i64>(row, 1)? as usize - 1)).collect()
    })
}

fn update_existing(
    definition: &Definition,
    records: &Jsonb<'_>,
    keys: &Keys,
    places: &[usize],
) -> Vec<(usize, uuid::Uuid)> {
    let mut args = vec![records.into(), ordinals(places)];
    let sql = write::upsert_existing(&definition.table, keys, definition.bind_creators(&mut args));
    execute(sql.text(), &args, Access::Write, |rows| {
        (0..rows.len())
            .filter_map(|row| Some((rows.get::<i64>(row, 1)? as usize - 1, rows.uuid(row, 2)?)))
            .collect()
    })
}

fn insert_alone(definition: &Definition, record: Part<'_>) -> uuid::Uuid {
    let id = uuid::Uuid::now_v7();
    let data = jsonb::from_bytes(&record.document());
    let sql = write::insert(&definition.table, true);
    execute(sql.text(), &[(&data).into(), id.into()], Access::Write, |_| ());
    id
}
