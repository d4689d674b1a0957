//! With whom is a table shared, and what may they do?

use dyntables_values::argument::{object, string};
use dyntables_values::error::Error;
use dyntables_values::text::Object;
use serde_json::{Value, json};

/// What a caller may do with a table, each level including those before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Level {
    /// Read records.
    #[default]
    View,
    /// Change records.
    Edit,
    /// Change the table, its columns and with whom it is shared.
    Admin,
}

impl Level {
    /// Each level with its name, the least first.
    pub const ALL: [(Level, &'static str); 3] =
        [(Level::View, "view"), (Level::Edit, "edit"), (Level::Admin, "admin")];

    /// The level of a name.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(level, _)| level)
    }

    /// The level of a name. The error names all.
    pub fn parse(name: &str) -> Result<Self, Error> {
        Self::find(name).ok_or_else(|| Error::unknown("level", name, Self::ALL.map(|(_, known)| known)))
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// Who sees a table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Visibility {
    /// All members of its organisation.
    #[default]
    Org,
    /// Those with whom it is shared by name.
    Private,
}

impl Visibility {
    const ALL: [(Visibility, &'static str); 2] = [(Visibility::Org, "org"), (Visibility::Private, "private")];

    /// The visibility of a name.
    pub fn parse(name: &str) -> Result<Self, Error> {
        named("visibility", name, Self::ALL)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// Which records of a table a member sees.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum RowAccess {
    /// All: access does not depend on the row.
    #[default]
    None,
    /// Those that they have created.
    Owner,
    /// Those that a member of one of their teams has created, and their own.
    Team,
}

impl RowAccess {
    const ALL: [(RowAccess, &'static str); 3] =
        [(RowAccess::None, "none"), (RowAccess::Owner, "owner"), (RowAccess::Team, "team")];

    /// The row access of a name.
    pub fn parse(name: &str) -> Result<Self, Error> {
        named("row_access", name, Self::ALL)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

fn named<T: Copy, const N: usize>(
    what: &'static str,
    name: &str,
    all: [(T, &'static str); N],
) -> Result<T, Error> {
    let found = all.iter().find(|(_, known)| *known == name).map(|(value, _)| *value);
    found.ok_or_else(|| Error::unknown(what, name, all.map(|(_, known)| known)))
}

/// Whose a table is, and who sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sharing {
    /// The organisation; `None` for a global table.
    pub org: Option<String>,
    /// Who sees it.
    pub visibility: Visibility,
    /// Which records its members see.
    pub row_access: RowAccess,
    /// The user who has made it.
    pub owner: Option<String>,
    /// Whether it is shared with anybody by name.
    pub has_collaborators: bool,
}

/// The least levels that reading and writing the values of a column take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Permissions {
    /// For reading.
    pub read: Level,
    /// For writing, which takes reading as well.
    pub write: Level,
}

impl Default for Permissions {
    fn default() -> Self {
        Permissions { read: Level::View, write: Level::Edit }
    }
}

impl Permissions {
    /// Reads `{"read": "edit", "write": "admin"}`. What is not given is as usual.
    pub fn parse(value: &Value) -> Result<Self, Error> {
        let mut permissions = Permissions::default();
        if value.is_null() {
            return Ok(permissions);
        }
        for (key, level) in object(value, "permissions")? {
            let level = Level::parse(string(level, "a permission")?)?;
            match key.as_str() {
                "read" => permissions.read = level,
                "write" => permissions.write = level,
                _ => return Err(Error::unknown("permission", key, ["read", "write"])),
            }
        }
        // Nobody writes records with less.
        permissions.write = permissions.write.max(permissions.read).max(Level::Edit);
        Ok(permissions)
    }

    /// As a document; empty if they are as usual.
    pub fn to_object(self) -> Object {
        let usual = Permissions::default();
        let mut all = Object::new();
        if self.read != usual.read {
            all.insert("read".to_owned(), json!(self.read.name()));
        }
        if self.write != usual.write {
            all.insert("write".to_owned(), json!(self.write.name()));
        }
        all
    }

    /// Whether a level may read the values.
    pub fn may_read(self, level: Level) -> bool {
        level >= self.read
    }

    /// Whether a level may write the values.
    pub fn may_write(self, level: Level) -> bool {
        level >= self.write
    }

    /// Whether a level may not read them.
    pub fn binds(self, level: Level) -> bool {
        !self.may_read(level)
    }
}
