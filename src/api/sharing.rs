//! With whom is a table shared, and who is in which team?

use dyntables_access::identity::Tenancy;
use dyntables_model::sharing::Level;
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::api::args::readable;
use crate::caller::identity;
use crate::catalog::{access, cache, sharing};
use crate::server::backend;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, stream};
use crate::server::returned::Returned;
use crate::server::types::{Bool, Set, Text, Void};

crate::sql_functions! {
    dt_share(table_name: Text, user_id: Text, level: Text) -> Void => share;
    dt_unshare(table_name: Text, user_id: Text) -> Bool => unshare;
    dt_access(table_name: Text) -> table(user_id: Text, level: Text, source: Text, created_at: Timestamptz, created_by: Text) => list;
    dt_add_team_member(team_id: Text, user_id: Text) -> Void => add_team_member;
    dt_remove_team_member(team_id: Text, user_id: Text) -> Bool => remove_team_member;
    dt_teams() -> table(team_id: Text, user_id: Text, created_at: Timestamptz) => teams;
}

/// The lock of whoever changes with whom a table is shared: nobody who reads or writes records waits for it.
const LOCK: u32 = pg_sys::ShareUpdateExclusiveLock;

fn share(
    _call: &Call,
    table_name: Arg<Text>,
    user_id: Arg<Text>,
    level: Arg<Text>,
) -> Result<Returned<Void>, Error> {
    let (name, user) = (table_name.required()?, id(user_id)?);
    let level = Level::parse(&level.required()?)?;
    let definition = cache::by_name(&name, LOCK)?;
    let is_global = definition.table.sharing.org.is_none();
    if is_global && level > Level::View && access::tenancy() == Tenancy::Multi {
        return Err(Error::bad_hint(
            format!("table \"{}\" is global: only platform admins write it", definition.table.slug),
            "It can be shared at the level view, where it is private.",
        ));
    }
    sharing::share(&definition.table, &user, level, &identity::current()?.user);
    Ok(().into())
}

fn unshare(_call: &Call, table_name: Arg<Text>, user_id: Arg<Text>) -> Result<Returned<Bool>, Error> {
    let (name, user) = (table_name.required()?, id(user_id)?);
    let definition = cache::by_name(&name, LOCK)?;
    Ok(sharing::unshare(&definition.table, &user).into())
}

/// An argument with an id of the application's. An error if it is empty.
fn id(argument: Arg<Text>) -> Result<String, Error> {
    let id = argument.required()?;
    const MOST: usize = 255;
    match id.chars().count() {
        0 => Err(Error::bad(format!("{} must not be empty", argument.name()))),
        1..=MOST => Ok(id),
        _ => Err(Error::bad(format!("{} must have at most {MOST} characters", argument.name()))),
    }
}

fn list(call: &Call, table_name: Arg<Text>) -> Result<Returned<Set>, Error> {
    const LIST: &str = "SELECT t.created_by, 'admin'::pg_catalog.text, 'owner'::pg_catalog.text, t.created_at, t.created_by \
          FROM dt.tables t WHERE t.no OPERATOR(pg_catalog.=) $1 AND t.created_by IS NOT NULL \
        UNION ALL SELECT c.user_id, c.level, 'shared', c.created_at, c.created_by \
          FROM dt.collaborators c WHERE c.table_no OPERATOR(pg_catalog.=) $1 ORDER BY 3, 1";
    let definition = readable(table_name)?;
    Ok(stream(call, LIST, &[definition.table.no.into()], Access::Read))
}

/// The organisation whose teams the caller may change. An error if they may not: whoever is in a team sees its records.
fn administered() -> Result<Option<String>, Error> {
    backend::check_writes()?;
    backend::accept_messages();
    let who = identity::current()?;
    if who.role.sees_all() || (who.org.is_none() && access::tenancy() == Tenancy::Single) {
        return Ok(who.org.clone());
    }
    Err(Error::not_allowed(
        "only an admin of the organisation changes its teams",
        "dt_whoami() shows your user_role: org_admin and platform_admin may.",
    ))
}

fn add_team_member(_call: &Call, team_id: Arg<Text>, user_id: Arg<Text>) -> Result<Returned<Void>, Error> {
    let (team, user) = (id(team_id)?, id(user_id)?);
    sharing::add_member(administered()?.as_deref(), &team, &user);
    Ok(().into())
}

fn remove_team_member(_call: &Call, team_id: Arg<Text>, user_id: Arg<Text>) -> Result<Returned<Bool>, Error> {
    let (team, user) = (id(team_id)?, id(user_id)?);
    Ok(sharing::remove_member(administered()?.as_deref(), &team, &user).into())
}

fn teams(call: &Call) -> Result<Returned<Set>, Error> {
    const LIST: &str = "SELECT m.team_id, m.user_id, m.created_at FROM dt.team_members m \
        WHERE (m.org_id OPERATOR(pg_catalog.=) $1 OR m.org_id IS NULL AND $1 IS NULL) \
          AND ($2 OR EXISTS (SELECT FROM dt.team_members own \
            WHERE (own.org_id OPERATOR(pg_catalog.=) $1 OR own.org_id IS NULL AND $1 IS NULL) \
              AND own.team_id OPERATOR(pg_catalog.=) m.team_id AND own.user_id OPERATOR(pg_catalog.=) $3)) \
        ORDER BY 1, 2";
    backend::accept_messages();
    let who = identity::current()?;
    let sees_all = who.role.sees_all() || (who.org.is_none() && access::tenancy() == Tenancy::Single);
    Ok(stream(call, LIST, &[who.org.clone().into(), sees_all.into(), who.user.as_str().into()], Access::Read))
}
