//! How does a DBA say what a database role may do?

use dyntables_values::Error;
use serde_json::{Value, json};

use crate::run::capability::{self, Capability, FUNCTIONS as LISTED};
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, stream};
use crate::server::grant::Change;
use crate::server::returned::Returned;
use crate::server::types::{Name, Set, Text, Void};

crate::sql_functions! {
    dt_grant(role_name: Name, capability: Text) -> Void => grant;
    dt_revoke(role_name: Name, capability: Text) -> Void => revoke;
    dt_capabilities() -> table(function_name: Text, capability: Text) => capabilities;
}

fn grant(call: &Call, role_name: Arg<Name>, capability: Arg<Text>) -> Result<Returned<Void>, Error> {
    change(Change::Give, call, role_name, capability)
}

fn revoke(call: &Call, role_name: Arg<Name>, capability: Arg<Text>) -> Result<Returned<Void>, Error> {
    change(Change::Take, call, role_name, capability)
}

fn change(
    change: Change,
    call: &Call,
    role_name: Arg<Name>,
    capability: Arg<Text>,
) -> Result<Returned<Void>, Error> {
    let (role, capability) = (role_name.required()?, Capability::find(&capability.required()?)?);
    capability::change(change, &role, capability, call.function())?;
    Ok(().into())
}

fn capabilities(call: &Call) -> Result<Returned<Set>, Error> {
    const ROWS: &str = "SELECT r.function_name, r.capability FROM pg_catalog.jsonb_array_elements($1) WITH ORDINALITY AS t(entry, at), \
        pg_catalog.jsonb_to_record(t.entry) AS r(function_name pg_catalog.text, capability pg_catalog.text) ORDER BY t.at";
    let entry =
        |(name, needed): &(&str, Capability)| json!({"function_name": name, "capability": needed.name()});
    let entries = LISTED.iter().map(entry).collect();
    Ok(stream(call, ROWS, &[Value::Array(entries).into()], Access::Read))
}
