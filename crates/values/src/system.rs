//! The fields of a record that are not in its `data`, and where a column's value lives.

use crate::kind::Kind;

/// Where a column's value lives.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// In the record's `data`, under the column's key.
    Data,
    /// In a system field of the record; read-only.
    System(SystemField),
}

/// The fields that every record has beside `data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SystemField {
    /// UUIDv7.
    Id,
    /// When the record was made.
    CreatedAt,
    /// When it was last changed.
    UpdatedAt,
    /// Who made it.
    CreatedBy,
    /// Who changed it last.
    UpdatedBy,
    /// 1, and one more per change.
    Version,
}

impl SystemField {
    /// All of them, in the order of `dt.record`.
    pub const ALL: [SystemField; 6] = [
        SystemField::Id,
        SystemField::CreatedAt,
        SystemField::UpdatedAt,
        SystemField::CreatedBy,
        SystemField::UpdatedBy,
        SystemField::Version,
    ];

    /// Its name in filters, sorts and `dt.record`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            SystemField::Id => "id",
            SystemField::CreatedAt => "created_at",
            SystemField::UpdatedAt => "updated_at",
            SystemField::CreatedBy => "created_by",
            SystemField::UpdatedBy => "updated_by",
            SystemField::Version => "version",
        }
    }

    /// How it compares.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self {
            SystemField::Id => Kind::Uuid,
            SystemField::CreatedAt | SystemField::UpdatedAt => Kind::Timestamptz,
            SystemField::CreatedBy | SystemField::UpdatedBy => Kind::Text,
            SystemField::Version => Kind::Int8,
        }
    }
}
