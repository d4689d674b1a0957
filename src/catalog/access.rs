//! What may the caller do with a table? The rules are those of `dyntables_access`; here stands what they ask for.

use std::cell::Cell;

use dyntables_access::identity::{Identity, Tenancy};
use dyntables_access::mask::reads_all;
use dyntables_access::standing::{Standing, standing};
use dyntables_model::sharing::{Level, RowAccess, Sharing};
use dyntables_model::table::Table;
use dyntables_values::Error;

use crate::caller::identity;
use crate::catalog::load;
use crate::server::guc::{self, TenancySetting};

thread_local! {
    /// Whether a table of some organisation exists. A message about names ends it.
    static HAS_ORGANISATIONS: Cell<Option<bool>> = const { Cell::new(None) };
    /// How often that may have changed. An answer during which a message arrives is asked for again.
    static GENERATION: Cell<u64> = const { Cell::new(0) };
}

/// Forgets which organisations there are. A callback calls this, so it asks nothing of PostgreSQL.
pub fn mark() {
    HAS_ORGANISATIONS.set(None);
    GENERATION.set(GENERATION.get() + 1);
}

/// Whether the database serves several organisations.
pub fn tenancy() -> Tenancy {
    let has_organisations = || {
        loop {
            if let Some(known) = HAS_ORGANISATIONS.get() {
                return known;
            }
            let generation = GENERATION.get();
            let found = load::has_organisations();
            if generation == GENERATION.get() {
                HAS_ORGANISATIONS.set(Some(found));
            }
        }
    };
    match guc::tenancy() {
        TenancySetting::Single => Tenancy::Single,
        TenancySetting::Multi => Tenancy::Multi,
        TenancySetting::Auto if has_organisations() => Tenancy::Multi,
        TenancySetting::Auto => Tenancy::Single,
    }
}

/// What a caller may do with a table of this number; `None` if it does not exist for them.
pub fn standing_of(who: &Identity, no: i64, sharing: &Sharing) -> Option<Standing> {
    let shared = || if sharing.has_collaborators { load::shared_level(no, &who.user) } else { None };
    standing(who, tenancy(), sharing, shared)
}

/// As [`standing_of`], of the caller.
pub fn of_caller(no: i64, sharing: &Sharing) -> Result<Option<Standing>, Error> {
    Ok(standing_of(&*identity::current()?, no, sharing))
}

/// What the caller may do with SQL of their own on a table's storage; `None` if they lack the level that is due, or may
/// not read all columns.
pub fn by_sql(table: &Table, due: Level) -> Result<Option<Standing>, Error> {
    let standing = of_caller(table.no, &table.sharing)?;
    Ok(standing.filter(|standing| standing.level >= due && reads_all(table, standing.level)))
}

/// The users whose records of a table a caller sees; `None` if they are those of all users.
pub fn creators(who: &Identity, rows: RowAccess, sharing: &Sharing) -> Option<Vec<String>> {
    match rows {
        RowAccess::None => None,
        RowAccess::Owner => Some(vec![who.user.clone()]),
        RowAccess::Team => Some(load::team_mates(sharing.org.as_deref().or(who.org.as_deref()), &who.user)),
    }
}
