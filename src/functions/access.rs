//! What do the policies of row-level security call? They ask the same rules as the functions `dt_*`.

use std::sync::Arc;

use dyntables_access::standing::Standing;
use dyntables_model::sharing::{Level, Permissions, RowAccess, Sharing, Visibility};
use dyntables_values::Error;

use crate::caller::identity;
use crate::catalog::cache;
use crate::catalog::definition::Definition;
use crate::catalog::{access, load};
use crate::server::backend;
use crate::server::call::{Arg, Call};
use crate::server::returned::Returned;
use crate::server::types::{Bool, Int8, Jsonb, Text, TextArray};

crate::sql_functions! {
    dt_caller() -> Text => caller;
    dt_sees_table(no: Int8, org_id: Text, visibility: Text, row_access: Text, created_by: Text) -> Bool => sees_table;
    dt_sees_column(table_no: Int8, permissions: Jsonb) -> Bool => sees_column;
    dt_may(table_no: Int8, level: Text) -> Bool => may;
    dt_creators(table_no: Int8) -> TextArray => creators;
}

/// The caller's id.
fn caller(_call: &Call) -> Result<Returned<Text>, Error> {
    Ok(identity::current()?.user.as_str().into())
}

fn sees_table(
    _call: &Call,
    no: Arg<Int8>,
    org_id: Arg<Text>,
    visibility: Arg<Text>,
    row_access: Arg<Text>,
    created_by: Arg<Text>,
) -> Result<Returned<Bool>, Error> {
    let visibility = Visibility::parse(&visibility.required()?)?;
    let sharing = Sharing {
        org: org_id.get(),
        visibility,
        row_access: RowAccess::parse(&row_access.required()?)?,
        owner: created_by.get(),
        // With whom the others are shared by name does not decide on whether they are seen.
        has_collaborators: visibility == Visibility::Private,
    };
    Ok(access::of_caller(no.required()?, &sharing)?.is_some().into())
}

/// The table of a number.
fn table(no: i64) -> Result<Option<Arc<Definition>>, Error> {
    backend::accept_messages();
    load::storage_of(no)?.map_or(Ok(None), cache::find)
}

/// A table by its number, and what the caller may do with it; `None` if it does not exist for them.
fn seen(no: i64) -> Result<Option<(Arc<Definition>, Standing)>, Error> {
    let Some(definition) = table(no)? else { return Ok(None) };
    let standing = access::of_caller(no, &definition.table.sharing)?;
    Ok(standing.map(|standing| (definition, standing)))
}

fn sees_column(_call: &Call, table_no: Arg<Int8>, permissions: Arg<Jsonb>) -> Result<Returned<Bool>, Error> {
    let permissions = Permissions::parse(&permissions.value()?)?;
    let seen = seen(table_no.required()?)?;
    Ok(seen.is_some_and(|(_, standing)| permissions.may_read(standing.level)).into())
}

/// Whether the caller has a level, and may read all columns: a row of the storage shows them all.
fn may(_call: &Call, table_no: Arg<Int8>, level: Arg<Text>) -> Result<Returned<Bool>, Error> {
    let due = Level::parse(&level.required()?)?;
    let Some(definition) = table(table_no.required()?)? else { return Ok(false.into()) };
    Ok(access::by_sql(&definition.table, due)?.is_some().into())
}

/// The users whose records the caller sees; NULL if they are those of all users.
fn creators(_call: &Call, table_no: Arg<Int8>) -> Result<Option<Returned<TextArray>>, Error> {
    let who = identity::current()?;
    let users = match seen(table_no.required()?)? {
        Some((definition, standing)) => access::creators(&who, standing.rows, &definition.table.sharing),
        None => Some(Vec::new()),
    };
    Ok(users.map(|users| {
        let users: Vec<&str> = users.iter().map(String::as_str).collect();
        users.into()
    }))
}
