//! The fields of a record beside its `data`, and where the value of a column is.

use crate::kind::Kind;

/// Where the value of a column is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// In the record's `data`, under the column's key.
    Data,
    /// In a system field of the record, which is read-only.
    System(SystemField),
}

/// The fields that every record has beside `data`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SystemField {
    /// A UUIDv7.
    Id,
    /// When the record was inserted.
    CreatedAt,
    /// When the record was last changed.
    UpdatedAt,
    /// Who inserted the record.
    CreatedBy,
    /// Who changed the record last.
    UpdatedBy,
    /// 1 at first; each change adds 1.
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

    /// The name in filters, sorts and `dt.record`.
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

    /// How values of the field compare.
    pub fn kind(self) -> Kind {
        match self {
            SystemField::Id => Kind::Uuid,
            SystemField::CreatedAt | SystemField::UpdatedAt => Kind::Timestamptz,
            SystemField::CreatedBy | SystemField::UpdatedBy => Kind::Text,
            SystemField::Version => Kind::Int8,
        }
    }
}
