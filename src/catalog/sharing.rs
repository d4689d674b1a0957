//! How are `dt.collaborators`, `dt.team_members` and `dt.role_bindings` written?

use dyntables_model::sharing::Level;
use dyntables_model::table::Table;

use serde_json::json;

use crate::caller::bindings;
use crate::catalog::{audit, store};
use crate::server::execute::{Access, execute};
use crate::server::param::Value as Param;

/// Shares a table with a user by name.
pub fn share(table: &Table, user: &str, level: Level, by: &str) {
    const SHARE: &str = "INSERT INTO dt.collaborators (table_no, user_id, level, created_by) VALUES ($1, $2, $3, $4) \
        ON CONFLICT (table_no, user_id) DO UPDATE SET level = EXCLUDED.level";
    let values = [table.no.into(), user.into(), level.name().into(), by.into()];
    execute(SHARE, &values, Access::WriteLatest, |_| ());
    audit::write(table, "share", json!({"user_id": user, "level": level.name()}));
    store::labels_changed(table);
}

/// Ends that a table is shared with a user by name. Returns whether it was.
pub fn unshare(table: &Table, user: &str) -> bool {
    const UNSHARE: &str = "DELETE FROM dt.collaborators WHERE table_no OPERATOR(pg_catalog.=) $1 \
        AND user_id OPERATOR(pg_catalog.=) $2";
    let values = [table.no.into(), user.into()];
    let was = execute(UNSHARE, &values, Access::WriteLatest, |rows| rows.processed()) > 0;
    if was {
        audit::write(table, "unshare", json!({"user_id": user}));
    }
    store::labels_changed(table);
    was
}

/// Takes a user into a team of an organisation.
pub fn add_member(org: Option<&str>, team: &str, user: &str) {
    const ADD: &str =
        "INSERT INTO dt.team_members (org_id, team_id, user_id) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";
    let is_new = execute(ADD, &member(org, team, user), Access::WriteLatest, |rows| rows.processed()) > 0;
    if is_new {
        audit::write_of(org, "add_team_member", json!({"team_id": team, "user_id": user}));
    }
}

/// Takes a user out of a team of an organisation. Returns whether they were in it.
pub fn remove_member(org: Option<&str>, team: &str, user: &str) -> bool {
    const REMOVE: &str = "DELETE FROM dt.team_members \
        WHERE (org_id OPERATOR(pg_catalog.=) $1 OR org_id IS NULL AND $1 IS NULL) \
        AND team_id OPERATOR(pg_catalog.=) $2 AND user_id OPERATOR(pg_catalog.=) $3";
    let was = execute(REMOVE, &member(org, team, user), Access::WriteLatest, |rows| rows.processed()) > 0;
    if was {
        audit::write_of(org, "remove_team_member", json!({"team_id": team, "user_id": user}));
    }
    was
}

fn member(org: Option<&str>, team: &str, user: &str) -> [Param; 3] {
    [org.map(ToOwned::to_owned).into(), team.into(), user.into()]
}

/// Ties a database role to an identity. `role` is its name, quoted as SQL quotes names.
pub fn bind(role: &str, org: Option<String>, user: Option<String>, user_role: &str) {
    const BIND: &str = "INSERT INTO dt.role_bindings (role, org_id, user_id, user_role) \
        VALUES ($1::pg_catalog.regrole, $2, $3, $4) \
        ON CONFLICT (role) DO UPDATE SET org_id = EXCLUDED.org_id, user_id = EXCLUDED.user_id, user_role = EXCLUDED.user_role";
    let details = json!({"role": role, "org_id": org, "user_id": user, "user_role": user_role});
    let values = [role.into(), org.into(), user.into(), user_role.into()];
    execute(BIND, &values, Access::WriteLatest, |_| ());
    audit::write_of(None, "bind_role", details);
    bindings::changed();
}

/// Ends that a database role is tied to an identity. Returns whether it was.
pub fn unbind(role: &str) -> bool {
    const UNBIND: &str =
        "DELETE FROM dt.role_bindings WHERE role OPERATOR(pg_catalog.=) $1::pg_catalog.regrole";
    let was = execute(UNBIND, &[role.into()], Access::WriteLatest, |rows| rows.processed()) > 0;
    if was {
        audit::write_of(None, "unbind_role", json!({"role": role}));
    }
    bindings::changed();
    was
}
