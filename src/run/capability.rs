//! What may a database role do? A capability is the right to call the functions of the list below, and those of the
//! capabilities before it; a reader may also read which tables and columns there are. PostgreSQL itself keeps the rights,
//! checks them, and dumps them.

use std::ffi::CStr;

use dyntables_values::Error;
use dyntables_values::error::nearest;
use pgrx::pg_sys;
use serde_json::json;

use crate::catalog::audit;
use crate::server::execute::{Access, execute};
use crate::server::grant::{self, Change, Role};
use crate::server::{backend, report};

use Capability::{Admin, Designer, Reader, Writer};

/// What a role may do. Each includes those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Capability {
    /// Queries.
    Reader,
    /// Records.
    Writer,
    /// Tables, columns, indexes, sharing.
    Designer,
    /// Capabilities of roles, the trash, history.
    Admin,
}

/// Which function needs which capability. All overloads of a name are meant. A function that is not there yet may be
/// listed: it is granted as soon as the extension has it.
pub const FUNCTIONS: &[(&str, Capability)] = &[
    ("dt_tables", Reader),
    ("dt_describe", Reader),
    ("dt_json_schema", Reader),
    ("dt_columns", Reader),
    ("dt_column_types", Reader),
    ("dt_operators", Reader),
    ("dt_indexes", Reader),
    ("dt_get", Reader),
    ("dt_query", Reader),
    ("dt_query_json", Reader),
    ("dt_page", Reader),
    ("dt_count", Reader),
    ("dt_aggregate", Reader),
    ("dt_explain", Reader),
    ("dt_export", Reader),
    ("dt_export_lines", Reader),
    ("dt_validate", Reader),
    ("dt_identify", Reader),
    ("dt_whoami", Reader),
    ("dt_history", Reader),
    ("dt_as_of", Reader),
    ("dt_infer", Reader),
    ("dt_file_read", Reader),
    ("dt_thumbnail", Reader),
    ("dt_file_preview", Reader),
    ("dt_insert", Writer),
    ("dt_insert_many", Writer),
    ("dt_update", Writer),
    ("dt_update_many", Writer),
    ("dt_update_where", Writer),
    ("dt_replace", Writer),
    ("dt_upsert", Writer),
    ("dt_delete", Writer),
    ("dt_delete_many", Writer),
    ("dt_delete_where", Writer),
    ("dt_restore", Writer),
    ("dt_revert", Writer),
    ("dt_import", Writer),
    ("dt_import_file", Writer),
    ("dt_import_begin", Writer),
    ("dt_import_chunk", Writer),
    ("dt_import_run", Writer),
    ("dt_import_cancel", Writer),
    ("dt_file_create", Writer),
    ("dt_file_begin", Writer),
    ("dt_file_chunk", Writer),
    ("dt_file_finish", Writer),
    ("dt_create_table", Designer),
    ("dt_create_table_from", Designer),
    ("dt_alter_table", Designer),
    ("dt_drop_table", Designer),
    ("dt_restore_table", Designer),
    ("dt_add_column", Designer),
    ("dt_alter_column", Designer),
    ("dt_drop_column", Designer),
    ("dt_restore_column", Designer),
    ("dt_reorder_columns", Designer),
    ("dt_type_column", Designer),
    ("dt_create_index", Designer),
    ("dt_drop_index", Designer),
    ("dt_index_ddl", Designer),
    ("dt_suggest_indexes", Designer),
    ("dt_share", Designer),
    ("dt_unshare", Designer),
    ("dt_access", Designer),
    ("dt_teams", Designer),
    ("dt_add_team_member", Designer),
    ("dt_remove_team_member", Designer),
    ("dt_grant", Admin),
    ("dt_revoke", Admin),
    ("dt_bind_role", Admin),
    ("dt_unbind_role", Admin),
    ("dt_empty_trash", Admin),
    ("dt_prune_history", Admin),
    ("dt_audit", Admin),
    ("dt_clean_files", Admin),
    ("dt_file_refs", Admin),
];

/// The tables of the schema `dt` that a reader may read with plain SQL. Row-level security guards them.
const READABLE: &[&CStr] = &[c"tables", c"columns", c"progress"];

impl Capability {
    const ALL: [Capability; 4] = [Reader, Writer, Designer, Admin];

    /// The capability of this name. An error that names all of them if there is none.
    pub fn find(name: &str) -> Result<Self, Error> {
        let names = Capability::ALL.map(Capability::name);
        let found = Capability::ALL.into_iter().find(|capability| capability.name() == name);
        found.ok_or_else(|| Error::unknown_near("capability", name, None, names))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Reader => "reader",
            Writer => "writer",
            Designer => "designer",
            Admin => "admin",
        }
    }

    /// Whether a change of this capability is about what needs the capability `other`. What is given includes all that
    /// is less, and what is taken all that is more.
    fn concerns(self, change: Change, other: Capability) -> bool {
        match change {
            Change::Give => other <= self,
            Change::Take => other >= self,
        }
    }
}

/// Gives a capability to a role, or takes it from one. `called` is the function that was called; the rights are its
/// owner's to give.
pub fn change(
    change: Change,
    role_name: &str,
    capability: Capability,
    called: pg_sys::Oid,
) -> Result<(), Error> {
    backend::check_writes()?;
    if role_name == "public" {
        return Err(Error::not_allowed(
            "PUBLIC cannot have a capability: every role that may connect would have it",
            "Give it to a role whose members are those who need it.",
        ));
    }
    if role_name == "dt_owner" {
        return Err(Error::not_allowed(
            "dt_owner cannot have a capability: nobody is that role, and the statements of pg_dyntables run as it",
            "Give it to the role that your application logs in with.",
        ));
    }
    let role = grant::role(role_name).ok_or_else(|| unknown(role_name))?;
    let owner = grant::owner(called).ok_or_else(|| Error::bad("this function has no owner"))?;
    if role.oid == owner {
        report::notice(
            &format!("role \"{role_name}\" owns the functions of pg_dyntables and may call all of them"),
            "Nothing was changed.",
        );
        return Ok(());
    }
    grant::lock_extension(c"pg_dyntables");
    let concerned = FUNCTIONS.iter().filter(|(_, needed)| capability.concerns(change, *needed));
    let functions = members(concerned.map(|(name, _)| (*name).to_owned()).collect());
    grant::execute(change, &functions, role_name, owner)?;
    if capability.concerns(change, Reader) {
        grant::select(change, READABLE, role_name, owner)?;
    }
    let action = match change {
        Change::Give => "grant",
        Change::Take => "revoke",
    };
    audit::write_of(None, action, json!({"role": role_name, "capability": capability.name()}));
    tell(change, role_name, role, capability, &functions);
    Ok(())
}

/// Fails unless the caller may call a function of ours: for a call that does what that function does.
pub fn require(function: &str) -> Result<(), Error> {
    const MAY: &str = "SELECT pg_catalog.bool_or(pg_catalog.has_function_privilege($1::pg_catalog.oid, f.oid, 'EXECUTE')) \
        FROM pg_catalog.unnest($2::pg_catalog.oid[]) AS f(oid)";
    let caller = backend::current_user().to_u32().to_string();
    let oids: Vec<String> =
        members(vec![function.to_owned()]).iter().map(|function| function.to_u32().to_string()).collect();
    let values = [caller.as_str().into(), oids.as_slice().into()];
    if execute(MAY, &values, Access::ReadLatest, |rows| rows.get::<bool>(0, 1)) == Some(true) {
        return Ok(());
    }
    Err(Error::not_allowed(
        format!("permission denied for function {function}, whose work this call would do"),
        "An admin gives the capability that it needs: dt_grant.",
    ))
}

/// The functions and procedures of these names that are members of the extension, whatever their schema.
fn members(names: Vec<String>) -> Vec<pg_sys::Oid> {
    const MEMBERS: &str = "SELECT p.oid FROM pg_catalog.pg_depend d \
        JOIN pg_catalog.pg_extension e ON e.oid OPERATOR(pg_catalog.=) d.refobjid \
        JOIN pg_catalog.pg_proc p ON p.oid OPERATOR(pg_catalog.=) d.objid \
        WHERE d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_proc'::pg_catalog.regclass \
          AND d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_extension'::pg_catalog.regclass \
          AND d.deptype OPERATOR(pg_catalog.=) 'e' AND e.extname OPERATOR(pg_catalog.=) 'pg_dyntables'::pg_catalog.name \
          AND p.pronamespace OPERATOR(pg_catalog.<>) 'dt'::pg_catalog.regnamespace \
          AND p.proname::pg_catalog.text OPERATOR(pg_catalog.=) ANY ($1)";
    execute(MEMBERS, &[names.as_slice().into()], Access::ReadLatest, |rows| {
        (0..rows.len()).filter_map(|row| rows.get(row, 1)).collect()
    })
}

/// The error for a role that is not there.
pub fn unknown(name: &str) -> Error {
    const NAMES: &str = "SELECT r.rolname::pg_catalog.text FROM pg_catalog.pg_roles r";
    let names: Vec<String> = execute(NAMES, &[], Access::ReadLatest, |rows| {
        (0..rows.len()).filter_map(|row| rows.get(row, 1)).collect()
    });
    Error::no_such_role(name, nearest(name, names.iter().map(String::as_str)))
}

/// Says what a DBA may not expect: rights that the role has otherwise, or still lacks.
fn tell(change: Change, role_name: &str, role: Role, capability: Capability, functions: &[pg_sys::Oid]) {
    if role.is_superuser {
        report::notice(
            &format!("role \"{role_name}\" is a superuser and may call all functions"),
            "The change counts from when it is no superuser any more.",
        );
        return;
    }
    let oids: Vec<String> = functions.iter().map(|function| function.to_u32().to_string()).collect();
    let values = [role_name.into(), oids.as_slice().into()];
    match change {
        Change::Give => {
            const SCHEMA: &str = "SELECT DISTINCT n.nspname::pg_catalog.text FROM pg_catalog.pg_proc p \
                JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) p.pronamespace \
                WHERE p.oid OPERATOR(pg_catalog.=) ANY ($2::pg_catalog.oid[]) \
                  AND NOT pg_catalog.has_schema_privilege($1::pg_catalog.name, n.oid, 'USAGE')";
            let schema: Option<String> = execute(SCHEMA, &values, Access::ReadLatest, |rows| rows.get(0, 1));
            if let Some(schema) = schema {
                report::notice(
                    &format!(
                        "role \"{role_name}\" cannot use the schema \"{schema}\", where the functions are"
                    ),
                    "GRANT USAGE ON SCHEMA lets it.",
                );
            }
        }
        Change::Take => {
            const LEFT: &str = "SELECT pg_catalog.string_agg(pg_catalog.format('\"%s\"', g.rolname), ', ' ORDER BY g.rolname) \
                    FILTER (WHERE g.rolname OPERATOR(pg_catalog.<>) $1::pg_catalog.name), pg_catalog.count(*) \
                FROM pg_catalog.pg_roles g \
                WHERE pg_catalog.pg_has_role($1::pg_catalog.name, g.oid, 'USAGE') \
                  AND EXISTS (SELECT FROM pg_catalog.unnest($2::pg_catalog.oid[]) AS f(oid) \
                    WHERE pg_catalog.has_function_privilege(g.oid, f.oid, 'EXECUTE'))";
            let left = execute(LEFT, &values, Access::ReadLatest, |rows| {
                (rows.get::<String>(0, 1), rows.get::<i64>(0, 2).unwrap_or_default() > 0)
            });
            let capability = capability.name();
            let still = format!("role \"{role_name}\" may still call functions of \"{capability}\"");
            match left {
                (Some(groups), _) => report::notice(
                    &format!("{still} as a member of {groups}"),
                    "dt_revoke on the group, or REVOKE of the membership, ends that.",
                ),
                (None, true) => report::notice(
                    &still,
                    "PUBLIC has the right, or a role with the grant option gave it: only REVOKE takes that.",
                ),
                (None, false) => {}
            }
        }
    }
}
