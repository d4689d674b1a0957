//! What was done to records and definitions, and how is it undone?

use dyntables_access::identity::{Tenancy, UserRole};
use dyntables_model::sharing::Level;
use dyntables_query::document;
use dyntables_sql::{as_of as sql_as_of, history as sql};
use dyntables_values::Error;
use dyntables_values::argument::{count, object, string};
use serde_json::{Value, json};

use crate::api::args::{readable, writable};
use crate::caller::identity;
use crate::catalog::{access, audit, cache};
use crate::run::{history, revert as run};
use crate::server::backend;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, execute, stream, values_of};
use crate::server::param::Value as Param;
use crate::server::returned::Returned;
use crate::server::types::{Int8, Interval, Jsonb, Record, Set, Text, Timestamptz, Uuid};
use crate::storage::file_refs;
use pgrx::pg_sys;

crate::sql_functions! {
    dt_history(table_name: Text, id: Uuid, options: Jsonb) -> table(record_id: Uuid, version: Int8, action: Text, actor: Text,
        at: Timestamptz, changes: Jsonb, xid: Text, cursor: Text) => list;
    dt_as_of(table_name: Text, at: Timestamptz, query: Jsonb) -> setof Record => as_of;
    dt_revert(table_name: Text, id: Uuid, version: Int8) -> Record => revert;
    dt_prune_history(table_name: Text, older_than: Interval) -> Int8 => prune;
    dt_audit(options: Jsonb) -> table(at: Timestamptz, actor: Text, action: Text, table_no: Int8, table_name: Text, details: Jsonb) => audit;
}

fn list(
    call: &Call,
    table_name: Arg<Text>,
    id: Arg<Uuid>,
    options: Arg<Jsonb>,
) -> Result<Returned<Set>, Error> {
    let options = options.options()?;
    let definition = readable(table_name)?;
    let listing = history::listing(&definition, id.get(), &options)?;
    let sql = sql::list(&definition.table, &listing);
    Ok(stream(call, sql.text(), &values_of(&sql), Access::Read))
}

fn as_of(
    call: &Call,
    table_name: Arg<Text>,
    at: Arg<Timestamptz>,
    query: Arg<Jsonb>,
) -> Result<Returned<Set>, Error> {
    let at = at.required()?;
    let query = query.options()?;
    let definition = readable(table_name)?;
    let table = sql_as_of::out_of_data(&definition.table);
    let mut select = document::records(&table, &query, &identity::moment(), backend::system_identifier())?;
    select.filter = definition.visible(select.filter);
    let (at, past) = history::moment(&definition.table, at)?;
    let sql = sql_as_of::records(&table, &select, at, &past);
    Ok(stream(call, sql.text(), &values_of(&sql), Access::Read))
}

fn revert(
    call: &Call,
    table_name: Arg<Text>,
    id: Arg<Uuid>,
    version: Arg<Int8>,
) -> Result<Option<Returned<Record>>, Error> {
    let (id, version) = (id.required()?, version.required()?);
    let definition = writable(table_name)?;
    run::revert(call, &definition, id, version)
}

fn prune(_call: &Call, table_name: Arg<Text>, older_than: Arg<Interval>) -> Result<Returned<Int8>, Error> {
    const BEFORE: &str = "SELECT pg_catalog.now() OPERATOR(pg_catalog.-) $1";
    const PRUNE: &str =
        "DELETE FROM dt.history WHERE table_no OPERATOR(pg_catalog.=) $1 AND at OPERATOR(pg_catalog.<) $2";
    let older_than = older_than.param()?;
    let definition = cache::by_name_at(&table_name.required()?, pg_sys::RowExclusiveLock, Level::Admin)?;
    let before = execute(BEFORE, &[older_than], Access::Write, |rows| rows.instant(0, 1));
    let before = before.filter(|before| *before <= backend::transaction_time());
    let before = before.ok_or_else(|| Error::bad("older_than must not be negative"))?;
    let instant = Param::Datum(Some(before.into()), pg_sys::TIMESTAMPTZOID);
    let args = [definition.table.no.into(), instant];
    let count = execute(PRUNE, &args, Access::Write, |rows| rows.processed());
    file_refs::prune(definition.table.no, before);
    if count > 0 {
        let mut details = json!({"entries": count});
        audit::forgets_history(&mut details, before);
        audit::write(&definition.table, "prune_history", details);
    }
    Ok(count.into())
}

const OPTIONS: [&str; 6] = ["table_name", "since", "until", "actor", "action", "limit"];

fn audit(call: &Call, options: Arg<Jsonb>) -> Result<Returned<Set>, Error> {
    // What only rolls back records is left out. What became of a table is for those who may change it.
    const LIST: &str = "SELECT a.at, a.actor, a.action, a.table_no, a.slug, a.details OPERATOR(pg_catalog.-) 'conversion'::pg_catalog.text \
        FROM dt.audit a WHERE (a.org_id IS NULL OR a.org_id OPERATOR(pg_catalog.=) $1) \
          AND ($2 IS NULL OR a.at OPERATOR(pg_catalog.>=) $2) AND ($3 IS NULL OR a.at OPERATOR(pg_catalog.<) $3) \
          AND ($4 IS NULL OR a.actor OPERATOR(pg_catalog.=) $4) \
          AND ($5 IS NULL OR a.action OPERATOR(pg_catalog.=) ANY ($5)) \
          AND ($6 IS NULL OR a.table_no OPERATOR(pg_catalog.=) $6) \
          AND CASE WHEN EXISTS (SELECT FROM dt.tables t WHERE t.no OPERATOR(pg_catalog.=) a.table_no) THEN dt.may(a.table_no, 'admin') \
            WHEN a.org_id IS NULL THEN $9 ELSE $8 END \
        ORDER BY a.no DESC LIMIT $7";
    let options = options.options()?;
    let (mut since, mut until, mut actor, mut actions, mut limit) = (None, None, None, None, history::USUAL);
    let mut table = None;
    for (key, value) in object(&options, "options")? {
        if value.is_null() {
            continue;
        }
        match key.as_str() {
            "table_name" => table = Some(audited_table(string(value, key)?)?),
            "since" => since = Some(history::instant(value, key)?),
            "until" => until = Some(history::instant(value, key)?),
            "actor" => actor = Some(string(value, key)?.to_owned()),
            "action" => actions = Some(texts(value, key)?),
            "limit" => limit = count(value, key, i64::MAX)?,
            _ => return Err(Error::unknown("option", key, OPTIONS)),
        }
    }
    let instant = |at: Option<i64>| Param::Datum(at.map(Into::into), pg_sys::TIMESTAMPTZOID);
    let actions =
        actions.map_or(Param::Datum(None, pg_sys::TEXTARRAYOID), |actions| actions.as_slice().into());
    backend::accept_messages();
    let who = identity::current()?;
    // Whether the caller may know of tables that are gone: of the organisation's, and of global ones.
    let sees_own = who.role.sees_all();
    let sees_global =
        who.role == UserRole::PlatformAdmin || (who.org.is_none() && access::tenancy() == Tenancy::Single);
    let args = [
        who.org.clone().into(),
        instant(since),
        instant(until),
        actor.into(),
        actions,
        table.into(),
        limit.into(),
        sees_own.into(),
        sees_global.into(),
    ];
    Ok(stream(call, LIST, &args, Access::Read))
}

/// One text, or a list of texts.
fn texts(value: &Value, what: &str) -> Result<Vec<String>, Error> {
    let one = std::slice::from_ref(value);
    value
        .as_array()
        .map_or(one, Vec::as_slice)
        .iter()
        .map(|text| Ok(string(text, what)?.to_owned()))
        .collect()
}

/// The number of a table, which may be gone: then it is the last that had the slug.
fn audited_table(name: &str) -> Result<i64, Error> {
    const GONE: &str = "SELECT a.table_no FROM dt.audit a WHERE (a.org_id IS NULL OR a.org_id OPERATOR(pg_catalog.=) $1) \
        AND a.slug OPERATOR(pg_catalog.=) $2 AND a.table_no IS NOT NULL ORDER BY a.no DESC LIMIT 1";
    match cache::by_name_with_trash(name, pg_sys::AccessShareLock) {
        Ok(definition) => Ok(definition.table.no),
        Err(error) => {
            let args = [identity::current()?.org.clone().into(), name.into()];
            execute(GONE, &args, Access::Read, |rows| rows.get(0, 1)).ok_or(error)
        }
    }
}
