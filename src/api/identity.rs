//! Who is calling, and which database roles are tied to an identity?

use dyntables_access::identity::{Tenancy, UserRole};
use dyntables_values::Error;
use serde_json::json;

use crate::caller::identity;
use crate::catalog::{access, sharing};
use crate::run::capability;
use crate::server::backend;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, execute};
use crate::server::grant;
use crate::server::returned::Returned;
use crate::server::types::{Bool, Jsonb, Name, Text, Void};

crate::sql_functions! {
    dt_identify(user_id: Text, org_id: Text, user_role: Text) -> Void => identify;
    dt_whoami() -> Jsonb => whoami;
    dt_bind_role(role_name: Name, org_id: Text, user_id: Text, user_role: Text) -> Void => bind_role;
    dt_unbind_role(role_name: Name) -> Bool => unbind_role;
}

/// The role of a user that an argument names. An error if it is none.
fn user_role(argument: Arg<Text>) -> Result<UserRole, Error> {
    let name = argument.get().unwrap_or_else(|| UserRole::default().name().to_owned());
    UserRole::find(&name)
        .ok_or_else(|| Error::unknown("user role", &name, UserRole::ALL.map(|(_, known)| known)))
}

fn identify(
    _call: &Call,
    user_id: Arg<Text>,
    org_id: Arg<Text>,
    role: Arg<Text>,
) -> Result<Returned<Void>, Error> {
    const SET: &str = "SELECT pg_catalog.set_config('dt.user_id', $1, true), \
        pg_catalog.set_config('dt.org_id', $2, true), pg_catalog.set_config('dt.user_role', $3, true)";
    let role = user_role(role)?;
    if let Some(bound) = identity::bound_role() {
        return Err(Error::not_allowed(
            format!("role \"{bound}\" is tied to an identity, which no setting changes"),
            "dt_whoami() shows it. Whoever has the capability admin can change it: dt_bind_role.",
        ));
    }
    let text = |argument: Arg<Text>| argument.get().unwrap_or_default();
    let values = [text(user_id).as_str().into(), text(org_id).as_str().into(), role.name().into()];
    execute(SET, &values, Access::Read, |_| ());
    Ok(().into())
}

fn whoami(_call: &Call) -> Result<Returned<Jsonb>, Error> {
    backend::accept_messages();
    let who = identity::current()?;
    let tenancy = match access::tenancy() {
        Tenancy::Single => "single",
        Tenancy::Multi => "multi",
    };
    Ok((&json!({
        "user_id": who.user,
        "org_id": who.org,
        "user_role": who.role.name(),
        "tenancy": tenancy,
        "database_role": backend::role_name(backend::outer_user()),
        "bound_role": identity::bound_role(),
    }))
        .into())
}

fn bind_role(
    _call: &Call,
    role_name: Arg<Name>,
    org_id: Arg<Text>,
    user_id: Arg<Text>,
    role: Arg<Text>,
) -> Result<Returned<Void>, Error> {
    backend::check_writes()?;
    let name = role_name.required()?;
    if name == "dt_owner" || grant::role(&name).is_some_and(|role| role.is_superuser) {
        return Err(Error::not_allowed(
            format!("role \"{name}\" cannot be tied to an identity: no rule binds it"),
            "Tie the roles to one that people log in with.",
        ));
    }
    let filled = |text: Arg<Text>| text.get().filter(|text| !text.is_empty());
    sharing::bind(&quoted(&name)?, filled(org_id), filled(user_id), user_role(role)?.name());
    Ok(().into())
}

fn unbind_role(_call: &Call, role_name: Arg<Name>) -> Result<Returned<Bool>, Error> {
    backend::check_writes()?;
    Ok(sharing::unbind(&quoted(&role_name.required()?)?).into())
}

/// The name of a role as SQL quotes it. 42704 if there is no such role.
fn quoted(name: &str) -> Result<String, Error> {
    match grant::role(name) {
        Some(_) => Ok(format!("\"{}\"", name.replace('"', "\"\""))),
        None => Err(capability::unknown(name)),
    }
}
