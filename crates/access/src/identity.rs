//! Who is calling, as the rules need to know it.

/// What a user is in their organisation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum UserRole {
    /// A member: sees what is shared.
    #[default]
    Member,
    /// Sees and changes all tables of the organisation.
    OrgAdmin,
    /// As an organisation's admin, and changes global tables.
    PlatformAdmin,
}

impl UserRole {
    /// Each role with its name.
    pub const ALL: [(UserRole, &'static str); 3] = [
        (UserRole::Member, "member"),
        (UserRole::OrgAdmin, "org_admin"),
        (UserRole::PlatformAdmin, "platform_admin"),
    ];

    /// The role of a name; `None` if it is none of ours, such as the database role that PostgREST names in its claims.
    pub fn find(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(role, _)| role)
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(role, _)| *role == self).map_or("", |(_, name)| name)
    }

    /// Whether visibility and row access do not bind it.
    pub fn sees_all(self) -> bool {
        self != UserRole::Member
    }
}

/// Who is calling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The user's id, as the application knows it.
    pub user: String,
    /// The organisation, if there is one.
    pub org: Option<String>,
    /// What the user is there.
    pub role: UserRole,
}

/// Whether the database serves several organisations.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tenancy {
    /// It serves one: callers without an organisation work on global tables.
    Single,
    /// It serves several: callers without an organisation read global tables and write nothing.
    Multi,
}
