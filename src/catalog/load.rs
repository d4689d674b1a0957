//! What do `dt.tables` and `dt.columns` say of a table?
//!
//! They are read with the latest snapshot, never with that of the statement or of a REPEATABLE READ transaction. The
//! message that a definition has changed comes only once, so an old definition would stay in the cache. PostgreSQL
//! reads its own catalogs the same way. Nor is a statement planned for it: see [`table_scan`](crate::server::table_scan).

use std::collections::BTreeSet;

use dyntables_model::column::Column;
use dyntables_model::ident::{ColumnKey, Slug};
use dyntables_model::sharing::{Level, Permissions, RowAccess, Sharing, Visibility};
use dyntables_model::table::{Indexing, Table};
use dyntables_model::typed::Typed;
use dyntables_values::Error;
use dyntables_values::config::Config;
use dyntables_values::error::nearest;
use dyntables_values::text::Object;
use dyntables_values::types::registry;
use pgrx::pg_sys;
use serde_json::Value;

use crate::server::backend;
use crate::server::execute::{Access, execute};
use crate::server::param::Value as Param;
use crate::server::table_scan::{Key, Row, Scan};

const SLUGS: &str = "SELECT t.slug FROM dt.tables t \
    WHERE t.deleted_at IS NULL AND (t.org_id IS NULL OR t.org_id OPERATOR(pg_catalog.=) $1) \
      AND dt.sees_table(t.no, t.org_id, t.visibility, t.row_access, t.created_by) LIMIT 10000";

/// `dt.tables` by one of its indexes.
const fn tables(index: &'static str) -> Scan<12> {
    let columns = [
        c"no",
        c"id",
        c"slug",
        c"name",
        c"org_id",
        c"description",
        c"settings",
        c"open",
        c"deleted_at",
        c"visibility",
        c"row_access",
        c"created_by",
    ];
    Scan { table: "tables", index, columns }
}

const BY_SLUG: Scan<12> = tables("tables_org_slug_key");
const BY_NAME: Scan<12> = tables("tables_org_name_key");
const BY_ID: Scan<12> = tables("tables_id_key");
const BY_NUMBER: Scan<12> = tables("tables_pkey");

const COLUMNS: Scan<17> = Scan {
    table: "columns",
    index: "columns_pkey",
    columns: [
        c"table_no",
        c"key",
        c"label",
        c"type",
        c"config",
        c"required",
        c"is_unique",
        c"indexed",
        c"default_value",
        c"description",
        c"position",
        c"width",
        c"visible",
        c"deleted_at",
        c"typed",
        c"typed_complete",
        c"permissions",
    ],
};

const KEY: usize = 1;
const CONFIG: usize = 4;
const POSITION: usize = 10;
const DELETED_AT: usize = 13;
const TYPED: usize = 14;
const PERMISSIONS: usize = 16;

const COLLABORATORS: Scan<3> = Scan {
    table: "collaborators",
    index: "collaborators_pkey",
    columns: [c"table_no", c"user_id", c"level"],
};

/// `dt.team_members` by one of its indexes.
const fn team_members(index: &'static str) -> Scan<3> {
    Scan { table: "team_members", index, columns: [c"org_id", c"user_id", c"team_id"] }
}

const TEAMS_OF_MEMBER: Scan<3> = team_members("team_members_key");
const MEMBERS_OF_TEAM: Scan<3> = team_members("team_members_of_team");

const REWRITES: Scan<2> = Scan { table: "rewrites", index: "rewrites_pkey", columns: [c"table_no", c"by"] };

/// A table as `dt.tables` has it, without its columns.
pub struct Entry {
    table: Table,
    is_trashed: bool,
}

/// A table that a name refers to.
pub struct Found {
    /// The relation that holds its records.
    pub storage: pg_sys::Oid,
    /// What `dt.tables` says of it.
    pub entry: Entry,
}

/// The table that a slug, name or id refers to. A table in the trash is found only `with_trash`, after the others; the
/// tables of the caller's organisation come before the global ones. An error if there is no such table.
pub fn find(name: &str, org: Option<&str>, with_trash: bool) -> Result<Found, Error> {
    let trashed: &[bool] = if with_trash { &[false, true] } else { &[false] };
    let owners: &[Option<&str>] = if org.is_some() { &[org, None] } else { &[None] };
    let id = uuid::Uuid::parse_str(name).ok().filter(|id| id.to_string() == name);
    for is_trashed in trashed {
        for owner in owners {
            let owner_key = owner.map_or(Key::Null, Key::Text);
            let fits = |entry: &Entry| {
                entry.is_trashed == *is_trashed && entry.table.sharing.org.as_deref() == *owner
            };
            let by_slug = || {
                entry(&BY_SLUG, &[owner_key, Key::Text(name)], |entry| {
                    fits(entry) && entry.table.slug.as_str() == name
                })
            };
            let by_name = || {
                entry(&BY_NAME, &[owner_key, Key::Text(name)], |entry| {
                    fits(entry) && entry.table.name == name
                })
            };
            let by_id = || {
                let Some(id) = id else { return Ok(None) };
                entry(&BY_ID, &[Key::Id(id)], |entry| fits(entry) && entry.table.id == id)
            };
            let ways: [&dyn Fn() -> Result<Option<Entry>, Error>; 3] = [&by_slug, &by_name, &by_id];
            for way in ways {
                if let Some(entry) = way()? {
                    let storage = backend::relation(c"dt_data", &entry.table.storage());
                    if storage != pg_sys::InvalidOid {
                        return Ok(Found { storage, entry });
                    }
                }
            }
        }
    }
    Err(no_such_table(name, org))
}

/// The error for a name that refers to no table of a caller's. It names the nearest one that exists for them.
pub fn no_such_table(name: &str, org: Option<&str>) -> Error {
    let slugs: Vec<String> =
        execute(SLUGS, &[Param::from(org.map(ToOwned::to_owned))], Access::ReadLatest, |rows| {
            (0..rows.len()).filter_map(|row| rows.get(row, 1)).collect()
        });
    Error::no_such_table(name, nearest(name, slugs.iter().map(String::as_str)))
}

/// The row of `dt.tables` with these keys that fits.
fn entry(scan: &Scan<12>, keys: &[Key], fits: impl Fn(&Entry) -> bool) -> Result<Option<Entry>, Error> {
    let mut found = Ok(None);
    scan.read(keys, |row| match entry_of(row) {
        Ok(entry) if found.as_ref().is_ok_and(Option::is_none) && fits(&entry) => found = Ok(Some(entry)),
        Ok(_) => {}
        Err(error) => found = Err(error),
    });
    found
}

fn entry_of(row: &Row) -> Result<Entry, Error> {
    let text = |column| row.get::<String>(column).unwrap_or_default();
    Ok(Entry {
        table: Table {
            id: row.uuid(1).unwrap_or_default(),
            no: row.get(0).unwrap_or_default(),
            slug: Slug::new(&text(2))?,
            name: text(3),
            description: row.get(5),
            open: row.get(7).unwrap_or_default(),
            settings: object(row, 6)?,
            columns: Vec::new(),
            sharing: Sharing {
                org: row.get(4),
                visibility: Visibility::parse(&text(9))?,
                row_access: RowAccess::parse(&text(10))?,
                owner: row.get(11),
                has_collaborators: false,
            },
            hidden: Vec::new(),
            trashed: Vec::new(),
            typed_in_trash: Vec::new(),
            indexing: Indexing::default(),
        },
        is_trashed: !row.is_null(8),
    })
}

fn object(row: &Row, column: usize) -> Result<Object, Error> {
    Ok(match row.jsonb(column).map(|jsonb| jsonb.to_value()).transpose()? {
        Some(Value::Object(object)) => object,
        _ => Object::new(),
    })
}

/// A table as the catalog has it.
pub struct Loaded {
    /// The table.
    pub table: Table,
    /// The last transaction that rewrote values.
    pub rewritten: Option<u64>,
}

/// The column with this key that is in the trash, if there is one.
pub fn trashed_column(table: &Table, key: &str) -> Option<Column> {
    let mut found = None;
    COLUMNS.read(&[Key::Number(table.no), Key::Text(key)], |row| {
        if is_of(row, table.no) && row.get::<String>(KEY).as_deref() == Some(key) && !row.is_null(DELETED_AT)
        {
            found = column_of(row).ok();
        }
    });
    found
}

/// Whether a row of `dt.columns` or `dt.rewrites` is about the table of this number.
fn is_of(row: &Row, no: i64) -> bool {
    row.get::<i64>(0) == Some(no)
}

/// The table whose records a relation holds; `None` if the relation is no table's storage. `entry` is what `dt.tables`
/// says of it, if that is known.
pub fn table(storage: pg_sys::Oid, entry: Option<Entry>) -> Result<Option<Loaded>, Error> {
    let entry = match entry {
        Some(entry) => Some(entry),
        None => entry_of_storage(storage)?,
    };
    let Some(Entry { mut table, .. }) = entry else { return Ok(None) };
    let mut columns: Vec<(i64, Column)> = Vec::new();
    let mut failed = Ok(());
    COLUMNS.read(&[Key::Number(table.no)], |row| {
        if is_of(row, table.no) && failed.is_ok() {
            failed = take(row, &mut table, &mut columns);
        }
    });
    failed?;
    // Columns of the same position come in the order of their keys, as the index has them.
    columns.sort_by_key(|(position, _)| *position);
    table.columns = columns.into_iter().map(|(_, column)| column).collect();
    table.columns.shrink_to_fit();
    table.sharing.has_collaborators = is_shared(table.no);
    let mut rewritten = None;
    REWRITES.read(&[Key::Number(table.no)], |row| {
        if is_of(row, table.no) {
            rewritten = row.xid8(1);
        }
    });
    Ok(Some(Loaded { table, rewritten }))
}

/// Whether a table is shared with anybody by name.
fn is_shared(no: i64) -> bool {
    let mut is_shared = false;
    COLLABORATORS.read(&[Key::Number(no)], |row| is_shared |= is_of(row, no));
    is_shared
}

/// The level that a table is shared at with a user by name.
pub fn shared_level(no: i64, user: &str) -> Option<Level> {
    let mut level = None;
    COLLABORATORS.read(&[Key::Number(no), Key::Text(user)], |row| {
        if is_of(row, no) && row.get::<String>(1).as_deref() == Some(user) {
            level = row.get::<String>(2).and_then(|name| Level::find(&name));
        }
    });
    level
}

/// The users whose records a user sees by being in teams with them, themselves included.
pub fn team_mates(org: Option<&str>, user: &str) -> Vec<String> {
    let org_key = org.map_or(Key::Null, Key::Text);
    let is_of_org = |row: &Row| row.get::<String>(0).as_deref() == org;
    let mut teams = Vec::new();
    TEAMS_OF_MEMBER.read(&[org_key, Key::Text(user)], |row| {
        if is_of_org(row) && row.get::<String>(1).as_deref() == Some(user) {
            teams.extend(row.get::<String>(2));
        }
    });
    let mut mates = BTreeSet::from([user.to_owned()]);
    for team in teams {
        MEMBERS_OF_TEAM.read(&[org_key, Key::Text(&team)], |row| {
            if is_of_org(row) && row.get::<String>(2).as_deref() == Some(team.as_str()) {
                mates.extend(row.get::<String>(1));
            }
        });
    }
    mates.into_iter().collect()
}

/// Whether a table of some organisation exists, in the trash or not.
pub fn has_organisations() -> bool {
    let mut found = false;
    BY_SLUG.read_until(&[Key::Filled], |row| {
        found = !row.is_null(4);
        found
    });
    found
}

/// Takes a row of `dt.columns` into its table: a column with its position, or the key of one in the trash.
fn take(row: &Row, table: &mut Table, columns: &mut Vec<(i64, Column)>) -> Result<(), Error> {
    if row.is_null(DELETED_AT) {
        columns.push((row.get(POSITION).unwrap_or_default(), column_of(row)?));
        return Ok(());
    }
    table.trashed.push(ColumnKey::new(&row.get::<String>(KEY).unwrap_or_default())?);
    if !row.is_null(TYPED) {
        table.typed_in_trash.push(column_of(row)?);
    }
    Ok(())
}

/// The relation that holds the records of the table with this number; `None` if there is no such table.
pub fn storage_of(no: i64) -> Result<Option<pg_sys::Oid>, Error> {
    let entry = entry(&BY_NUMBER, &[Key::Number(no)], |entry| entry.table.no == no)?;
    let storage = entry.map(|entry| backend::relation(c"dt_data", &entry.table.storage()));
    Ok(storage.filter(|storage| *storage != pg_sys::InvalidOid))
}

/// The row of `dt.tables` whose records a relation holds. The number is at the end of its name.
fn entry_of_storage(storage: pg_sys::Oid) -> Result<Option<Entry>, Error> {
    let Some(name) = backend::name_in(c"dt_data", storage) else { return Ok(None) };
    let Some(no) = name.rsplit('_').next().and_then(|no| no.parse().ok()) else { return Ok(None) };
    entry(&BY_NUMBER, &[Key::Number(no)], |entry| entry.table.no == no && entry.table.storage() == name)
}

/// A row of `dt.columns`. It was checked before it got there.
fn column_of(row: &Row) -> Result<Column, Error> {
    let text = |column| row.get::<String>(column).unwrap_or_default();
    let flag = |column| row.get(column).unwrap_or_default();
    let mut column = Column::new(ColumnKey::new(&text(KEY))?, registry::find(&text(3))?);
    column.label = text(2);
    let later = row.later(CONFIG);
    let is_large = later.is_some();
    column.config = match later {
        Some(later) => Config::read_by(later.fingerprint(), move || match later.to_value() {
            Value::Object(object) => object,
            _ => Object::new(),
        }),
        None => object(row, CONFIG)?.into(),
    };
    column.required = flag(5);
    column.unique = flag(6);
    column.indexed = flag(7);
    column.default = row.jsonb(8).map(|jsonb| jsonb.to_value()).transpose()?.filter(|value| !value.is_null());
    column.description = row.get(9);
    column.width = row.get(11);
    column.visible = flag(12);
    if let Some(permissions) = row.jsonb(PERMISSIONS) {
        column.permissions = Permissions::parse(&permissions.to_value()?)?;
    }
    let typed = |name: String| Ok::<_, Error>(Typed { name: ColumnKey::new(&name)?, is_complete: flag(15) });
    column.typed = row.get(TYPED).map(typed).transpose()?;
    // A large config has options, if it has a list of them.
    Ok(if is_large { column } else { column.as_stored() })
}
