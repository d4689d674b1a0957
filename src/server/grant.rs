//! How are rights given and taken? By the function that GRANT and REVOKE end in.
//!
//! It gets nodes, where a statement would be text. So nothing is parsed, no name is looked up along search_path, and no
//! event trigger fires: its code would run with the rights of the superuser who installed the extension, whoever asked
//! for the grant. It runs no function, no trigger and no expression that anybody could have put in its way.

use std::ffi::{CStr, CString};

use dyntables_values::Error;
use pgrx::{PgBox, pg_sys};

use crate::server::owner::AsOwner;
use crate::server::sqlstate::INTERNAL_ERROR;
use crate::server::witness::watched;

/// Whether rights are given or taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// GRANT.
    Give,
    /// REVOKE. What the role passed on itself stands in the way, as it does for REVOKE without CASCADE.
    Take,
}

/// A database role.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// Its OID.
    pub oid: pg_sys::Oid,
    /// Whether it may do anything.
    pub is_superuser: bool,
}

/// The role of this name, if there is one.
pub fn role(name: &str) -> Option<Role> {
    let name = CString::new(name).ok()?;
    // SAFETY: a NUL-terminated name; both answer from the system caches.
    unsafe {
        let oid = pg_sys::get_role_oid(name.as_ptr(), true);
        (oid != pg_sys::InvalidOid).then(|| Role { oid, is_superuser: pg_sys::superuser_arg(oid) })
    }
}

/// The owner of a function, if there is such a function.
pub fn owner(function: pg_sys::Oid) -> Option<pg_sys::Oid> {
    pgrx::pg_catalog::pg_proc::PgProc::new(function).map(|function| function.proowner())
}

/// Waits until no other transaction changes rights on objects of an extension, and keeps others waiting until the end of
/// this one. Who only calls functions is not kept waiting. DROP EXTENSION waits, too.
pub fn lock_extension(name: &CStr) {
    // SAFETY: a NUL-terminated name. An object that has just gone may be locked.
    unsafe {
        let extension = pg_sys::get_extension_oid(name.as_ptr(), true);
        pg_sys::LockDatabaseObject(
            pg_sys::ExtensionRelationId,
            extension,
            0,
            pg_sys::ShareUpdateExclusiveLock as i32,
        );
    }
}

/// Gives or takes EXECUTE on functions and procedures, with the rights of `owner`.
pub fn execute(
    change: Change,
    functions: &[pg_sys::Oid],
    role: &str,
    owner: pg_sys::Oid,
) -> Result<(), Error> {
    let objects = list(functions.iter().map(|function| routine(*function).cast()));
    run(change, pg_sys::ObjectType::OBJECT_ROUTINE, objects, c"execute", role, owner)
}

/// Gives or takes SELECT on tables of the schema `dt`, with the rights of `owner`.
pub fn select(change: Change, tables: &[&CStr], role: &str, owner: pg_sys::Oid) -> Result<(), Error> {
    // SAFETY: copies of NUL-terminated names.
    let table = |name: &&CStr| unsafe {
        pg_sys::makeRangeVar(pg_sys::pstrdup(c"dt".as_ptr()), pg_sys::pstrdup(name.as_ptr()), -1).cast()
    };
    run(change, pg_sys::ObjectType::OBJECT_TABLE, list(tables.iter().map(table)), c"select", role, owner)
}

/// Runs the one statement of this file. An error if somebody else changed the same rights by a GRANT of their own.
fn run(
    change: Change,
    kind: pg_sys::ObjectType::Type,
    objects: *mut pg_sys::List,
    privilege: &CStr,
    role: &str,
    owner: pg_sys::Oid,
) -> Result<(), Error> {
    if objects.is_null() {
        return Ok(());
    }
    let role = CString::new(role).unwrap_or_default();
    // SAFETY: the nodes are of their own types, zeroed but for what is set, in the memory of the call; their texts are
    // copies there.
    let statement = unsafe {
        let mut right = PgBox::<pg_sys::AccessPriv>::alloc_node(pg_sys::NodeTag::T_AccessPriv);
        right.priv_name = pg_sys::pstrdup(privilege.as_ptr());
        let mut grantee = PgBox::<pg_sys::RoleSpec>::alloc_node(pg_sys::NodeTag::T_RoleSpec);
        grantee.roletype = pg_sys::RoleSpecType::ROLESPEC_CSTRING;
        grantee.rolename = pg_sys::pstrdup(role.as_ptr());
        grantee.location = -1;
        let mut statement = PgBox::<pg_sys::GrantStmt>::alloc_node(pg_sys::NodeTag::T_GrantStmt);
        statement.is_grant = change == Change::Give;
        statement.targtype = pg_sys::GrantTargetType::ACL_TARGET_OBJECT;
        statement.objtype = kind;
        statement.objects = objects;
        statement.privileges = list([right.into_pg().cast()].into_iter());
        statement.grantees = list([grantee.into_pg().cast()].into_iter());
        statement.behavior = pg_sys::DropBehavior::DROP_RESTRICT;
        statement.into_pg()
    };
    let _owner = AsOwner::of(owner);
    // SAFETY: a whole statement, which PostgreSQL changes in place.
    let done = watched(|| unsafe { pg_sys::ExecuteGrantStmt(statement) });
    done.map_err(|caught| {
        let is_concurrent = caught.message().starts_with("tuple concurrently ");
        if is_concurrent && caught.code() == Some(INTERNAL_ERROR) {
            Error::granted_meanwhile()
        } else {
            caught.resume()
        }
    })
}

/// A function as GRANT names one: schema, name and the types of its arguments.
fn routine(function: pg_sys::Oid) -> *mut pg_sys::ObjectWithArgs {
    let types = pgrx::pg_catalog::pg_proc::PgProc::new(function).map(|found| found.proargtypes());
    // SAFETY: answers from the system caches; a function that has gone has no name, and PostgreSQL then says that there
    // is no such function.
    unsafe {
        let text = |name: *mut std::ffi::c_char| {
            let name = if name.is_null() { pg_sys::pstrdup(c"".as_ptr()) } else { name };
            pg_sys::makeString(name).cast()
        };
        let schema = pg_sys::get_namespace_name(pg_sys::get_func_namespace(function));
        let name = pg_sys::get_func_name(function);
        let mut routine = PgBox::<pg_sys::ObjectWithArgs>::alloc_node(pg_sys::NodeTag::T_ObjectWithArgs);
        routine.objname = list([text(schema), text(name)].into_iter());
        routine.objargs = list(
            types.unwrap_or_default().iter().map(|type_| pg_sys::makeTypeNameFromOid(*type_, -1).cast()),
        );
        routine.into_pg()
    }
}

/// A list of nodes; null if there are none, as PostgreSQL's empty list is.
fn list(nodes: impl Iterator<Item = *mut std::ffi::c_void>) -> *mut pg_sys::List {
    // SAFETY: appends pointers, in the memory of the call.
    nodes.fold(std::ptr::null_mut(), |list, node| unsafe { pg_sys::lappend(list, node) })
}
