//! How are many records inserted?

use std::collections::{HashMap, HashSet};

use dyntables_sql::write;
use dyntables_values::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use serde_json::{Value, json};

use crate::catalog::definition::Definition;
use crate::run::prepare::Intake;
use crate::run::skip::{Outcome, as_many_as_can};
use crate::run::told::{Told, told};
use crate::run::unique::{collisions, ordinals, refused_by_index};
use crate::server::call::Call;
use crate::server::execute::{Access, execute, stream};
use crate::server::guard::guarded;
use crate::server::jsonb::Jsonb;
use crate::server::returned::Returned;
use crate::server::types::Set;
use crate::server::write_mode::counting;

/// Inserts an array of records, all or none. Returns their ids, in order.
pub fn all(call: &Call, definition: &Definition, records: &Jsonb<'_>) -> Result<Returned<Set>, Error> {
    let sql = write::insert_many(&definition.table);
    counting(definition.storage, || {
        guarded(|| stream(call, sql.text(), &[records.into()], Access::Write))
            .map_err(refused_by_index(definition))
    })
}

/// Inserts the records that are right and collide with no other. Returns a row for each record that was given, in order,
/// with its id or with what was wrong.
pub fn skipping(call: &Call, intake: &Intake<'_>) -> Returned<Set> {
    let Intake { definition, records, places, refused } = intake;
    let all: Vec<usize> = (0..places.len()).collect();
    let Outcome { written, refused: by_index } =
        as_many_as_can(definition, &all, &mut |places| new(definition, records, places));
    let inserted: HashMap<usize, uuid::Uuid> = written.into_iter().collect();
    let by_index: HashMap<usize, Vec<Value>> = by_index.into_iter().collect();
    let is_left = |at: &usize| !inserted.contains_key(at) && !by_index.contains_key(at);
    let left: Vec<usize> = all.into_iter().filter(is_left).collect();
    let mut rows = vec![Value::Null; places.len() + refused.len()];
    for (at, id) in &inserted {
        rows[places[*at]] = json!([id.to_string(), null]);
    }
    for (at, errors) in left.iter().zip(collisions(definition, records, &left)) {
        rows[places[*at]] = json!([null, errors]);
    }
    for (at, errors) in &by_index {
        rows[places[*at]] = json!([null, errors]);
    }
    for (place, refused) in refused {
        rows[*place] = json!([null, refused.to_json()]);
    }
    told(call, &[Told::As("uuid"), Told::Json], rows)
}

/// Inserts the elements at `places`, but for those that collide with another record. Returns places and ids, in order.
pub fn new(definition: &Definition, records: &Jsonb<'_>, places: &[usize]) -> Vec<(usize, uuid::Uuid)> {
    let ids: Vec<uuid::Uuid> = places.iter().map(|_| uuid::Uuid::now_v7()).collect();
    let list = Param::List(Kind::Uuid, ids.iter().map(|id| Param::Uuid(*id.as_bytes())).collect());
    let sql = write::insert_new(&definition.table);
    let args = [records.into(), ordinals(places), list.into()];
    let inserted: HashSet<uuid::Uuid> = execute(sql.text(), &args, Access::Write, |rows| {
        (0..rows.len()).filter_map(|row| rows.uuid(row, 1)).collect()
    });
    places.iter().copied().zip(ids).filter(|(_, id)| inserted.contains(id)).collect()
}
