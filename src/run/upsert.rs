//! How are records updated that exist, and inserted that do not, while other sessions do the same?

use std::collections::HashMap;

use dyntables_sql::write;
use dyntables_values::Error;
use dyntables_values::jsonb::{Held, Part, elements};
use serde_json::{Value, json};

use crate::catalog::cache::Definition;
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
    |at, record| {
        let held = |key: &str| Part::root(record)?.at(&[key.as_bytes()])?.held();
        let is_empty = |key: &str| matches!(held(key), None | Some(Held::Null | Held::Text("")));
        match keys.iter().find(|(key, _)| is_empty(key.as_str())) {
            None => Ok(()),
            Some((key, _)) => {
                let message = format!("record {at} has no value for column \"{key}\" to match on");
                let fault = json!([{"column": key.as_str(), "code": "required", "message": message}]);
                Err(Refused::Unfit(Error::bad_detail(message, fault)))
            }
        }
    }
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
    let count = places.len();
    let mut done: HashMap<usize, Written> = HashMap::new();
    for (first, second) in twins(records, keys) {
        let (first, at) = (places[first], places[second]);
        let error = Error::bad(format!("records {first} and {at} match the same record"));
        if !skip {
            return Err(error);
        }
        let columns = keys
            .iter()
            .map(|(key, _)| json!({"column": key.as_str(), "code": "unique", "message": error.message()}));
        done.insert(second, Written::Refused(columns.collect()));
    }
    let open = |done: &HashMap<usize, Written>| -> Vec<usize> {
        (0..count).filter(|at| !done.contains_key(at)).collect()
    };
    for _ in 0..MOST_ROUNDS {
        let mut update = |places: &[usize]| update_existing(definition, records, keys, places);
        let updated = write_open(definition, &open(&done), skip, &mut update)?;
        done.extend(
            updated
                .into_iter()
                .map(|(at, written)| (at, written.map_or_else(Written::Refused, Written::Updated))),
        );
        let mut insert = |places: &[usize]| insert::new(definition, records, places);
        let inserted = write_open(definition, &open(&done), skip, &mut insert)?;
        done.extend(
            inserted
                .into_iter()
                .map(|(at, written)| (at, written.map_or_else(Written::Refused, Written::Inserted))),
        );
        if done.len() == count {
            break;
        }
    }
    // A record that neither matches nor can be inserted collides in another unique column. Inserting it without ON
    // CONFLICT tells which.
    for (at, element) in elements(records.bytes()).enumerate() {
        let Some(element) = element.filter(|_| !done.contains_key(&at)) else { continue };
        let mut insert = |places: &[usize]| vec![(places[0], insert_alone(definition, element))];
        let inserted = write_open(definition, &[at], skip, &mut insert)?;
        done.extend(
            inserted
                .into_iter()
                .map(|(at, written)| (at, written.map_or_else(Written::Refused, Written::Inserted))),
        );
    }
    Ok((0..count).filter_map(|at| done.remove(&at)).collect())
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

fn update_existing(
    definition: &Definition,
    records: &Jsonb<'_>,
    keys: &Keys,
    places: &[usize],
) -> Vec<(usize, uuid::Uuid)> {
    let sql = write::upsert_existing(&definition.table, keys);
    execute(sql.text(), &[records.into(), ordinals(places)], Access::Write, |rows| {
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
