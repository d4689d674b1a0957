//! How does a record get back the data that it had in an earlier version?

use dyntables_model::table::Table;
use dyntables_sql::{history, write};
use dyntables_values::Error;
use dyntables_values::jsonb::{Changed, difference, rolled_back};
use pgrx::pg_sys;
use serde_json::json;

use crate::caller::identity;
use crate::catalog::audit;
use crate::catalog::definition::Definition;
use crate::run::unique::refused_by_index;
use crate::server::backend;
use crate::server::call::Call;
use crate::server::execute::{Access, execute};
use crate::server::guard::guarded;
use crate::server::jsonb::{self, Jsonb};
use crate::server::param::Value as Param;
use crate::server::returned::Returned;
use crate::server::types::Record;
use crate::server::write_mode::numbers_given;
use crate::storage::past::{self, EMPTY, Past, Values};

/// A record, or what was left of it when it was deleted.
struct Base {
    version: i64,
    data: Jsonb<'static>,
    /// The entry of its deletion.
    entry: Option<i64>,
}

/// A deletion of a record: the end of one of its lives.
struct Deletion {
    base: Base,
    created_at: i64,
    created_by: Option<String>,
    at: i64,
    /// Whether the record was one that there is for the caller.
    is_visible: bool,
}

/// Gives a record the data of a version, as a new change. One in the trash comes out of it. One that was deleted is
/// inserted again.
pub fn revert(
    call: &Call,
    definition: &Definition,
    id: uuid::Uuid,
    version: i64,
) -> Result<Option<Returned<Record>>, Error> {
    let table = &definition.table;
    let known = audit::past(table);
    let document = past::document(table, &known, None, Values::Strict);
    let past = past::compiled(&jsonb::from_value(&document))?;
    let present = [false, true]
        .into_iter()
        .find_map(|is_trashed| Some((locked(definition, id, is_trashed)?, is_trashed)));
    let deletions = deletions(definition, id);
    let present_life = present.iter().map(|(base, _)| (base, true));
    let lives = present_life.chain(deletions.iter().map(|deletion| (&deletion.base, deletion.is_visible)));
    let lives: Vec<(&Base, bool)> = lives.collect();
    let last = deletions.first().filter(|deletion| deletion.is_visible);
    if present.is_none() && last.is_none() {
        return Err(no_record(table, id));
    }
    let version_data = data_of(table, id, version, &lives, &known, &past)?;
    match (&present, last) {
        (Some((base, is_trashed)), _) => {
            let data = with_shown(table, &past, base.data.bytes(), &version_data)?;
            let change = write::change_locked(table, *is_trashed, None);
            guarded(|| {
                execute(change.text(), &[id.into(), (&data).into()], Access::Write, |rows| {
                    rows.composite(call)
                })
            })
            .map_err(refused_by_index(definition))
        }
        (None, Some(deletion)) => {
            // What the caller may not read would be lost.
            let hidden: Vec<String> = table.hidden.iter().map(ToString::to_string).collect();
            let last = past.rolled_back(deletion.base.data.bytes(), deletion.base.entry, None)?;
            let unseen = jsonb::from_bytes(&last).picked(&hidden)?;
            if unseen.bytes() != EMPTY {
                return Err(Error::not_allowed(
                    format!("record {id} of table \"{}\" had values that you may not read", table.slug),
                    "Whoever may read all columns of the table can insert it again.",
                ));
            }
            again(call, definition, id, deletion, &with_shown(table, &past, EMPTY, &version_data)?)
        }
        (None, None) => Err(no_record(table, id)),
    }
}

/// Locks a record that is in the trash or not.
fn locked(definition: &Definition, id: uuid::Uuid, is_trashed: bool) -> Option<Base> {
    let nothing = jsonb::from_bytes(EMPTY);
    let mut args = vec![id.into(), (&nothing).into()];
    let creators = definition.bind_creators(&mut args);
    let lock = write::lock_to_change(&definition.table, false, is_trashed, creators);
    execute(lock.text(), &args, Access::Write, |rows| {
        Some(Base { version: rows.get(0, 1)?, data: rows.jsonb_out(0, 2)?, entry: None })
    })
}

/// The ends of all lives of a record, the latest first.
fn deletions(definition: &Definition, id: uuid::Uuid) -> Vec<Deletion> {
    let args = [id.into()];
    let deletions = history::deletions(&definition.table);
    // A new snapshot: the lock may have been waited for.
    execute(deletions.text(), &args, Access::Write, |rows| {
        let deletion = |row| {
            let (entry, version): (i64, i64) = (rows.get(row, 1)?, rows.get(row, 2)?);
            let data = rows.jsonb_out(row, 3)?;
            let base = Base { version: version - 1, data, entry: Some(entry) };
            let (created_at, created_by) = (rows.instant(row, 4)?, rows.get::<String>(row, 5));
            let is_of = |users: &[String]| created_by.as_ref().is_some_and(|user| users.contains(user));
            let is_visible = definition.creators().is_none_or(is_of);
            Some(Deletion { base, created_at, created_by, at: rows.instant(row, 6)?, is_visible })
        };
        (0..rows.len()).filter_map(deletion).collect()
    })
}

/// The data of a version, as it would be read today. A record that was deleted and inserted again has had several lives,
/// of which the latest that has the version is meant, of those that there are for the caller.
fn data_of(
    table: &Table,
    id: uuid::Uuid,
    version: i64,
    lives: &[(&Base, bool)],
    known: &audit::Past,
    past: &Past,
) -> Result<Vec<u8>, Error> {
    for (at, (base, _)) in lives.iter().enumerate().filter(|(_, (_, is_visible))| *is_visible) {
        let before = lives.get(at + 1).and_then(|(before, _)| before.entry).unwrap_or(0);
        let up_to = base.entry.map_or(i64::MAX, |entry| entry - 1);
        let known_since = Param::Datum(Some(known.known_since.into()), pg_sys::TIMESTAMPTZOID);
        let args = [id.into(), version.into(), before.into(), up_to.into(), known_since];
        let (changes, least, since, first, greatest, last, lacks_one) =
            execute(history::since_version(table).text(), &args, Access::Write, |rows| {
                let number = |column| rows.get::<i64>(0, column);
                let lacks_one = rows.get::<bool>(0, 7).unwrap_or_default();
                let instant = |column| rows.instant(0, column);
                (rows.jsonb_out(0, 1), number(2), instant(3), number(4), number(5), instant(6), lacks_one)
            });
        if version > base.version || version < first.unwrap_or(1) {
            continue;
        }
        // Versions that have no entry are those of changes of definitions, if everything else is known of that time.
        let next = least.unwrap_or(base.version + 1);
        let is_unknown = |since: Option<i64>| since.unwrap_or(i64::MIN) < known.known_since;
        let begins_late = next > version + 1 && is_unknown(since);
        let ends_early = greatest.is_some_and(|greatest| greatest < base.version) && is_unknown(last);
        if begins_late || lacks_one || ends_early {
            return Err(forgotten(table, id, version));
        }
        return past.rolled_back(base.data.bytes(), base.entry, changes.as_ref().map(Jsonb::bytes));
    }
    let latest = lives.iter().find(|(_, is_visible)| *is_visible).map_or(0, |(base, _)| base.version);
    Err(no_version(table, id, version, latest))
}

/// Data with the values of other data under the keys that are shown. Numbers that the table itself gives stay.
fn with_shown(table: &Table, past: &Past, data: &[u8], other: &[u8]) -> Result<Jsonb<'static>, Error> {
    let is_kept = |change: &Changed<'_>| {
        let key = std::str::from_utf8(change.key).unwrap_or_default();
        table.column(key).is_some_and(|column| column.type_.is_assigned()) && change.new.is_some()
    };
    let changes = difference(other, data).map(|changes| past.shown(changes, None)).unwrap_or_default();
    let changes: Vec<_> = changes.into_iter().filter(|change| !is_kept(change)).collect();
    jsonb::written(rolled_back(data, &changes))
}

/// Inserts a record that was deleted.
fn again(
    call: &Call,
    definition: &Definition,
    id: uuid::Uuid,
    deletion: &Deletion,
    data: &Jsonb<'_>,
) -> Result<Option<Returned<Record>>, Error> {
    const ENTRY: &str = "INSERT INTO dt.history (table_no, record_id, version, at, action, actor, created_by, created_at, data) \
        VALUES ($1, $2, $3, $4, 'insert', $5, $6, $7, $8)";
    let Deletion { base, created_at, created_by, at, .. } = deletion;
    let instant = |at: i64| Param::Datum(Some(at.into()), pg_sys::TIMESTAMPTZOID);
    let created_at = instant(*created_at);
    let version: Param = (base.version + 2).into();
    let args = [id.into(), data.into(), created_at.clone(), created_by.clone().into(), version.clone()];
    let insert = history::insert_again(&definition.table);
    let record = numbers_given(true, definition.storage, || {
        guarded(|| execute(insert.text(), &args, Access::Write, |rows| rows.composite(call)))
    })
    .map_err(refused_by_index(definition))?;
    if definition.table.keeps_history() {
        let entry = [
            definition.table.no.into(),
            id.into(),
            version,
            instant(backend::time_of_change(*at)),
            identity::current()?.user.as_str().into(),
            created_by.clone().into(),
            created_at,
            data.into(),
        ];
        execute(ENTRY, &entry, Access::Write, |_| ());
    }
    Ok(record)
}

fn no_record(table: &Table, id: uuid::Uuid) -> Error {
    let message = format!("table \"{}\" has no record {id}, and its history knows none", table.slug);
    let detail = json!([{"code": "unknown_record", "message": message, "id": id.to_string()}]);
    Error::bad_detail(message, detail).of_table(table.slug.as_str())
}

fn no_version(table: &Table, id: uuid::Uuid, version: i64, latest: i64) -> Error {
    let message = format!("record {id} of table \"{}\" has no version {version}", table.slug);
    let detail = json!([{"code": "unknown_version", "message": message, "id": id.to_string(), "version": version, "latest": latest}]);
    let hint = format!("dt_history('{}', '{id}') lists its versions.", table.slug);
    Error::bad_detail(message, detail).of_table(table.slug.as_str()).hinted(hint)
}

fn forgotten(table: &Table, id: uuid::Uuid, version: i64) -> Error {
    let message =
        format!("version {version} of record {id} of table \"{}\" is not known any more", table.slug);
    let detail =
        json!([{"code": "unknown_version", "message": message, "id": id.to_string(), "version": version}]);
    let hint = "Its history was pruned, or the setting enable_revisions was false at the time.";
    Error::bad_detail(message, detail).of_table(table.slug.as_str()).hinted(hint)
}
