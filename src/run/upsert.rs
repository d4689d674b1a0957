//! How are records updated that exist, and inserted that do not, while other sessions do the same?

use dyntables_sql::write;
use dyntables_values::Error;
use dyntables_values::jsonb::{Held, Part, elements};

use crate::catalog::cache::Definition;
use crate::run::insert;
use crate::run::unique::{Keys, duplicate, ordinals, twins};
use crate::server::execute::{Access, execute};
use crate::server::guard::guarded;
use crate::server::jsonb::{self, Jsonb};

/// A round may meet a record that another session has just inserted. Then there is another round, but not without end.
const MOST_ROUNDS: usize = 10;

/// What has become of a record: its id, and whether it was inserted.
pub type Written = (uuid::Uuid, bool);

/// The error of a record that lacks a value to match on.
pub fn has_keys<'k>(keys: &'k Keys) -> impl Fn(usize, &[u8]) -> Result<(), Error> + 'k {
    |at, record| {
        let held = |key: &str| Part::root(record)?.at(&[key.as_bytes()])?.held();
        let is_empty = |key: &str| matches!(held(key), None | Some(Held::Null | Held::Text("")));
        match keys.iter().find(|(key, _)| is_empty(key.as_str())) {
            None => Ok(()),
            Some((key, _)) => {
                Err(Error::bad(format!("record {at} has no value for column \"{key}\" to match on")))
            }
        }
    }
}

/// Writes each element of an array to the record that agrees with it in `keys`, or as a new one.
pub fn upsert(
    definition: &Definition,
    records: &Jsonb<'_>,
    count: usize,
    keys: &Keys,
) -> Result<Vec<Written>, Error> {
    if let Some((first, second)) = twins(records, keys) {
        return Err(Error::bad(format!("records {first} and {second} match the same record")));
    }
    let mut done: Vec<Option<Written>> = vec![None; count];
    for _ in 0..MOST_ROUNDS {
        for (at, id) in update_existing(definition, records, keys, &open(&done))? {
            done[at] = Some((id, false));
        }
        let new = open(&done);
        if !new.is_empty() {
            for (at, id) in insert::new(definition, records, &new) {
                done[at] = Some((id, true));
            }
        }
        if done.iter().all(Option::is_some) {
            break;
        }
    }
    // A record that neither matches nor can be inserted collides in another unique column. Inserting it without ON
    // CONFLICT tells which.
    for (at, element) in elements(records.bytes()).enumerate() {
        if let (None, Some(element)) = (done[at], element) {
            done[at] = Some((insert_alone(definition, element)?, true));
        }
    }
    Ok(done.into_iter().flatten().collect())
}

/// The places that are still to be done.
fn open(done: &[Option<Written>]) -> Vec<usize> {
    (0..done.len()).filter(|at| done[*at].is_none()).collect()
}

fn update_existing(
    definition: &Definition,
    records: &Jsonb<'_>,
    keys: &Keys,
    places: &[usize],
) -> Result<Vec<(usize, uuid::Uuid)>, Error> {
    let sql = write::upsert_existing(&definition.table, keys);
    let args = [records.into(), ordinals(places)];
    let update = || {
        execute(sql.text(), &args, Access::Write, |rows| {
            (0..rows.len())
                .filter_map(|row| Some((rows.get::<i64>(row, 1)? as usize - 1, rows.uuid(row, 2)?)))
                .collect()
        })
    };
    guarded(update).map_err(duplicate(definition))
}

fn insert_alone(definition: &Definition, record: Part<'_>) -> Result<uuid::Uuid, Error> {
    let id = uuid::Uuid::now_v7();
    let data = jsonb::from_bytes(&record.document());
    let sql = write::insert(&definition.table, true);
    guarded(|| execute(sql.text(), &[(&data).into(), id.into()], Access::Write, |_| ()))
        .map_err(duplicate(definition))?;
    Ok(id)
}
