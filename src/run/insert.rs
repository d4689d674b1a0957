//! How are many records inserted?

use std::collections::HashSet;

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

/// Inserts an array of records, all or none. Returns how many they are.
pub fn count(definition: &Definition, records: &Jsonb<'_>) -> u64 {
    let sql = write::insert_many(&definition.table);
    counting(definition.storage, || {
        execute(sql.text(), &[records.into()], Access::Write, |rows| rows.len() as u64)
    })
}

/// Inserts the records that are right and collide with no other. Returns a row for each record that was given, in order,
/// with its id or with what was wrong.
pub fn skipping(call: &Call, intake: &Intake<'_>) -> Returned<Set> {
    let Intake { definition, records, places, refused } = intake;
    let mut rows = vec![Value::Null; places.len() + refused.len()];
    for (place, outcome) in places.iter().zip(each(definition, records, places.len())) {
        rows[*place] = match outcome {
            Ok(id) => json!([id.to_string(), null]),
            Err(errors) => json!([null, errors]),
        };
    }
    for (place, refused) in refused {
        rows[*place] = json!([null, refused.to_json()]);
    }
    told(call, &[Told::As("uuid"), Told::Json], rows)
}

/// Inserts those of `count` records that collide with no other. Returns the id of each, or what is wrong with it.
pub fn each(
    definition: &Definition,
    records: &Jsonb<'_>,
    count: usize,
) -> Vec<Result<uuid::Uuid, Vec<Value>>> {
    let all: Vec<usize> = (0..count).collect();
    let Outcome { written, refused } =
        as_many_as_can(definition, &all, &mut |places| new(definition, records, places));
    let mut outcomes: Vec<Option<Result<uuid::Uuid, Vec<Value>>>> = vec![None; count];
    for (at, id) in written {
        outcomes[at] = Some(Ok(id));
    }
    for (at, errors) in refused {
        outcomes[at] = Some(Err(errors));
    }
    let left: Vec<usize> = all.into_iter().filter(|at| outcomes[*at].is_none()).collect();
    for (at, errors) in left.iter().zip(collisions(definition, records, &left)) {
        outcomes[*at] = Some(Err(errors));
    }
    outcomes.into_iter().flatten().collect()
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
