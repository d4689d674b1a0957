//! What may a caller do with a table? The layers of SPEC 11, in their order: organisation, visibility, level, rows.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, Test};
use dyntables_model::sharing::{Level, RowAccess, Sharing, Visibility};
use dyntables_model::table::Table;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::system::SystemField;

use crate::identity::{Identity, Tenancy, UserRole};

/// What a caller may do with a table that exists for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The level.
    pub level: Level,
    /// Which records there are for the caller.
    pub rows: RowAccess,
}

/// What a caller may do with a table; `None` if it does not exist for them. `shared` looks up the level of the caller as
/// a collaborator, if it is one.
pub fn standing(
    who: &Identity,
    tenancy: Tenancy,
    sharing: &Sharing,
    shared: impl FnOnce() -> Option<Level>,
) -> Option<Standing> {
    match &sharing.org {
        Some(org) if who.org.as_ref() != Some(org) => None,
        Some(_) => as_member(who, sharing, shared, Level::Edit),
        None if who.role == UserRole::PlatformAdmin => Some(everything(Level::Admin)),
        // One tenant needs no set-up: what the database role may do, it may do with every table that is not private.
        None if tenancy == Tenancy::Single && who.org.is_none() => {
            as_member(who, sharing, shared, Level::Admin)
        }
        // All organisations read global tables, and none of their members writes them.
        None => as_member(who, sharing, shared, Level::View)
            .map(|standing| Standing { level: Level::View, ..standing }),
    }
}

fn everything(level: Level) -> Standing {
    Standing { level, rows: RowAccess::None }
}

/// What a member may do. `usual` is the level of members with whom a table is not shared by name.
fn as_member(
    who: &Identity,
    sharing: &Sharing,
    shared: impl FnOnce() -> Option<Level>,
    usual: Level,
) -> Option<Standing> {
    if who.role.sees_all() {
        return Some(everything(Level::Admin));
    }
    let level = if sharing.owner.as_deref() == Some(&who.user) {
        Level::Admin
    } else {
        shared().or((sharing.visibility == Visibility::Org).then_some(usual))?
    };
    Some(Standing { level, rows: sharing.row_access })
}

/// Whether a caller may make a table: of their organisation, or a global one. An error if not.
pub fn may_create(who: &Identity, tenancy: Tenancy, global: bool) -> Result<(), Error> {
    if who.role == UserRole::PlatformAdmin || (who.org.is_some() && !global) {
        return Ok(());
    }
    if tenancy == Tenancy::Single && who.org.is_none() {
        return Ok(());
    }
    Err(if who.org.is_some() {
        Error::not_allowed(
            "only a platform admin makes a global table",
            "Leave out \"global\": the table is then your organisation's.",
        )
    } else {
        Error::not_allowed(
            "a caller without an organisation makes no table where there are several organisations",
            "Set dt.org_id, or check the claim that dt.claim_org names: dt_whoami() shows who is calling.",
        )
    })
}

/// The condition that records meet which a caller sees. `users` are those whose records they are.
pub fn rows_of(mut users: Vec<String>) -> Predicate {
    let creator = Field::System(SystemField::CreatedBy);
    let test = if users.len() == 1 {
        Test::Compare(Comparison::Eq, Param::Text(users.remove(0)))
    } else {
        Test::OneOf(Param::List(Kind::Text, users.into_iter().map(Param::Text).collect()))
    };
    Predicate::Test(creator, test)
}

/// The error for a caller whose level is too low.
pub fn too_low(table: &Table, due: Level, has: Level) -> Error {
    let slug = table.slug.as_str();
    let what = match due {
        Level::View => "reading it",
        Level::Edit => "changing its records",
        Level::Admin => "changing the table itself",
    };
    Error::not_allowed(
        format!("table \"{slug}\": {what} takes the level {}, and you have {}", due.name(), has.name()),
        match table.sharing.org {
            Some(_) => format!(
                "Whoever has the level admin can give it to you: dt_share('{slug}', …, '{}').",
                due.name()
            ),
            None => {
                "The table is global: where there are several organisations, only platform admins write it."
                    .to_owned()
            }
        },
    )
    .of_table(slug)
}
