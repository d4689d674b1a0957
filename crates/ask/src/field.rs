//! A value that conditions, orders and aggregates are about.

use dyntables_model::column::Column;
use dyntables_model::ident::ColumnKey;
use dyntables_values::kind::Kind;
use dyntables_values::system::SystemField;

use crate::date_part::DatePart;

/// A value of a record, or of the result of an aggregate query.
#[derive(Debug, Clone, PartialEq)]
pub enum Field {
    /// A field of the record that is not in `data`: `created_at`.
    System(SystemField),
    /// A column's value.
    Column {
        /// The column's key.
        key: ColumnKey,
        /// How values compare.
        kind: Kind,
        /// The function in schema `dt` that extracts the value. It is not the kind's own if only a part of the value
        /// is compared.
        extractor: &'static str,
        /// Whether the column has a unique rule. The rule's index has no empty texts.
        unique: bool,
        /// The plain column that holds the value, too: of a text as it is written.
        typed: Option<ColumnKey>,
    },
    /// A part that every value of the column's type has: `price.amount`.
    Part {
        /// The column's key.
        key: ColumnKey,
        /// The part's key.
        part: &'static str,
        /// How values compare.
        kind: Kind,
    },
    /// A part of a JSON value, or a key of an open table that is no column.
    Path {
        /// The keys from `data` downwards; at least one.
        steps: Vec<String>,
        /// Whether a key of `data` that is the whole name, dots and all, goes before the path: in open tables.
        or_whole: bool,
        /// How values compare. The JSON type of what they are compared with decides it.
        kind: Kind,
    },
    /// A part of an element of a list of objects, within [`Predicate::Any`](crate::predicate::Predicate::Any).
    Element {
        /// The part's key.
        part: &'static str,
        /// How values compare.
        kind: Kind,
    },
    /// The number of elements of a list of objects. An object alone is one, and where there is nothing there is none.
    Count(Box<Field>),
    /// A value of the result of an aggregate query.
    Output {
        /// Its place in the result, counted from 0. Group keys come first.
        at: usize,
        /// How values compare.
        kind: Kind,
    },
    /// The number of characters of a text, or of elements of a set.
    Length(Box<Field>),
    /// A text without case. A column has a field of its own for that.
    Folded(Box<Field>),
    /// How well the record matches a search; less is better.
    Rank {
        /// The search as typed.
        text: String,
        /// The keys of the columns searched; earlier ones go before later.
        columns: Vec<ColumnKey>,
    },
    /// A part of a date, as a number: `due.year`.
    DatePart {
        /// The day, the instant or the time of day.
        of: Box<Field>,
        /// Which part.
        part: DatePart,
        /// The name of the zone in which an instant has it.
        zone: String,
    },
}

impl Field {
    /// How its values compare.
    pub fn kind(&self) -> Kind {
        match self {
            Field::System(field) => field.kind(),
            Field::Column { kind, .. }
            | Field::Part { kind, .. }
            | Field::Path { kind, .. }
            | Field::Element { kind, .. }
            | Field::Output { kind, .. } => *kind,
            Field::Length(_) | Field::Count(_) | Field::DatePart { .. } | Field::Rank { .. } => Kind::Int8,
            Field::Folded(_) => Kind::Folded,
        }
    }

    /// A path compared as another kind. Other fields keep their kind.
    pub fn compared_as(self, kind: Kind) -> Self {
        match self {
            Field::Path { steps, or_whole, .. } => Field::Path { steps, or_whole, kind },
            other => other,
        }
    }

    /// A column's value as JSON.
    pub fn json_of(key: &ColumnKey) -> Self {
        Field::Path { steps: vec![key.to_string()], or_whole: false, kind: Kind::Json }
    }

    /// The part of an instant in another zone. Other fields have none.
    pub fn in_zone(self, zone: &str) -> Self {
        match self {
            Field::DatePart { of, part, .. } => Field::DatePart { of, part, zone: zone.to_owned() },
            other => other,
        }
    }

    /// Whether every record has a value.
    pub fn is_always_there(&self) -> bool {
        match self {
            Field::System(field) => !matches!(field, SystemField::CreatedBy | SystemField::UpdatedBy),
            Field::DatePart { of, .. } => of.is_always_there(),
            Field::Rank { .. } | Field::Count(_) => true,
            _ => false,
        }
    }

    /// The field's text in the case in which it was written, for tests that say themselves whether case matters.
    pub fn as_written(self) -> Self {
        match self {
            Field::Column { key, kind: Kind::Folded, typed, .. } => {
                let kind = Kind::Text;
                Field::Column { key, kind, extractor: kind.extractor(), unique: false, typed }
            }
            Field::Folded(of) => *of,
            other => other,
        }
    }

    /// The field's text without case.
    pub fn folded(self) -> Self {
        match self {
            Field::Column { key, kind: Kind::Text, extractor, typed, .. }
                if extractor == Kind::Text.extractor() =>
            {
                let kind = Kind::Folded;
                Field::Column { key, kind, extractor: kind.extractor(), unique: false, typed }
            }
            other if other.kind() == Kind::Text => Field::Folded(Box::new(other)),
            other => other,
        }
    }

    /// Whether a record has a value of both or of none: they are the same but for case.
    pub fn is_there_with(&self, other: &Field) -> bool {
        match (self, other) {
            (Field::Column { key, .. }, Field::Column { key: other, .. }) => key == other,
            (Field::Folded(of), other) | (other, Field::Folded(of)) => other.is_there_with(of),
            _ => self == other,
        }
    }

    /// A column's whole value.
    pub fn of_column(column: &Column) -> Self {
        let (kind, extractor) = column.type_.extraction(&column.config);
        let typed = column.typed.as_ref().filter(|typed| typed.is_complete).map(|typed| typed.name.clone());
        Field::Column { key: column.key.clone(), kind, extractor, unique: column.unique, typed }
    }

    /// A column's value, as a unique rule compares it.
    pub fn of_unique(column: &Column) -> Self {
        let identity = column.type_.identity(&column.config);
        let mut field = Field::of_column(column);
        if let Field::Column { kind, extractor, unique, typed, .. } = &mut field {
            if (*kind, *extractor) != identity {
                *typed = None;
            }
            (*kind, *extractor) = identity;
            *unique = true;
        }
        field
    }

    /// The key of the column whose plain column it is read from; `None` if it is taken out of `data`.
    pub fn plain_of(&self) -> Option<&ColumnKey> {
        match self {
            Field::Column { key, typed: Some(_), .. } => Some(key),
            Field::Length(of) | Field::Folded(of) | Field::DatePart { of, .. } => of.plain_of(),
            _ => None,
        }
    }

    /// The field as its value is taken out of `data`, whether or not a plain column holds it, too.
    pub fn in_data(self) -> Self {
        let inner = |of: Box<Field>| Box::new(of.in_data());
        match self {
            Field::Column { key, kind, extractor, unique, .. } => {
                Field::Column { key, kind, extractor, unique, typed: None }
            }
            Field::Length(of) => Field::Length(inner(of)),
            Field::Folded(of) => Field::Folded(inner(of)),
            Field::DatePart { of, part, zone } => Field::DatePart { of: inner(of), part, zone },
            other => other,
        }
    }

    /// The name that documents use: `amount`, `price.amount`, `meta.a.b`.
    pub fn name(&self) -> String {
        match self {
            Field::System(field) => field.name().to_owned(),
            Field::Column { key, .. } => key.to_string(),
            Field::Part { key, part, .. } => format!("{key}.{part}"),
            Field::Path { steps, .. } => steps.join("."),
            Field::Element { part, .. } => (*part).to_owned(),
            Field::Output { at, .. } => at.to_string(),
            Field::Length(of) | Field::Count(of) | Field::Folded(of) => of.name(),
            Field::Rank { .. } => "rank".to_owned(),
            Field::DatePart { of, part, .. } => format!("{}.{}", of.name(), part.name()),
        }
    }

    /// Whether its values are users, so that `"me"` is the caller.
    pub fn is_user(&self) -> bool {
        matches!(self, Field::System(SystemField::CreatedBy | SystemField::UpdatedBy))
    }
}
