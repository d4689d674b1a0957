//! A value of a record that SQL can name.

use dyntables_model::column::Column;
use dyntables_model::ident::ColumnKey;
use dyntables_values::kind::Kind;
use dyntables_values::system::SystemField;

/// A value of a record, or of an aggregate's result.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// A field beside `data`.
    System(SystemField),
    /// A column's value.
    Column {
        /// Its key.
        key: ColumnKey,
        /// How it compares.
        kind: Kind,
        /// The function in schema `dt` that extracts it.
        extractor: &'static str,
        /// Whether it has a unique rule, whose index leaves out empty texts.
        unique: bool,
    },
    /// A part that every value of the column's type has: `price.amount`.
    Part {
        /// The column's key.
        key: ColumnKey,
        /// The part's key.
        part: &'static str,
        /// How it compares.
        kind: Kind,
    },
    /// A part of a JSON value, or a free key of an open table.
    Path {
        /// The keys from `data` downwards; at least one.
        steps: Vec<String>,
        /// How it compares: by the JSON type of the operand.
        kind: Kind,
    },
    /// A value of an aggregate's result, which `having` and its sort name.
    Output {
        /// Its place, counted from 0: group keys first.
        at: usize,
        /// How it compares.
        kind: Kind,
    },
    /// The number of characters of a text, or of elements of a set.
    Length(Box<Field>),
}

impl Field {
    /// How it compares.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Field::System(field) => field.kind(),
            Field::Column { kind, .. }
            | Field::Part { kind, .. }
            | Field::Path { kind, .. }
            | Field::Output { kind, .. } => *kind,
            Field::Length(_) => Kind::Int8,
        }
    }

    /// The same path, compared as another kind; other fields have their kind already.
    #[must_use]
    pub fn compared_as(self, kind: Kind) -> Self {
        match self {
            Field::Path { steps, .. } => Field::Path { steps, kind },
            other => other,
        }
    }

    /// The field with the case its text was written in, for operators that mind case themselves.
    #[must_use]
    pub fn as_written(self) -> Self {
        match self {
            Field::Column { key, kind: Kind::Folded, unique, .. } => {
                let kind = Kind::Text;
                Field::Column { key, kind, extractor: kind.extractor(), unique }
            }
            other => other,
        }
    }

    /// A column's value as a whole.
    #[must_use]
    pub fn of_column(column: &Column) -> Self {
        let (kind, extractor) = column.type_.extraction(&column.config);
        Field::Column { key: column.key.clone(), kind, extractor, unique: column.unique }
    }

    /// A column's value as a unique rule compares it.
    #[must_use]
    pub fn of_unique(column: &Column) -> Self {
        let (kind, extractor) = column.type_.identity(&column.config);
        Field::Column { key: column.key.clone(), kind, extractor, unique: true }
    }

    /// The name it is reached by: `amount`, `price.amount`, `meta.a.b`.
    #[must_use]
    pub fn name(&self) -> String {
        match self {
            Field::System(field) => field.name().to_owned(),
            Field::Column { key, .. } => key.to_string(),
            Field::Part { key, part, .. } => format!("{key}.{part}"),
            Field::Path { steps, .. } => steps.join("."),
            Field::Output { at, .. } => at.to_string(),
            Field::Length(of) => of.name(),
        }
    }

    /// Whether the field names the user who did something, so that `"me"` is the caller.
    #[must_use]
    pub fn is_user(&self) -> bool {
        matches!(self, Field::System(SystemField::CreatedBy | SystemField::UpdatedBy))
    }
}
