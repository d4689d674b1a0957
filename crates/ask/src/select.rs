//! What a query asks for, with nothing left that can fail.

use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::system::SystemField;

use crate::field::Field;
use crate::predicate::Predicate;

/// A query document checked against its table.
#[derive(Debug, Clone)]
pub struct Select {
    /// Which records.
    pub filter: Predicate,
    /// Whether records in the trash count.
    pub trash: Trash,
    /// The order, made total by `id`; none where the caller does not care.
    pub sort: Vec<Order>,
    /// The place in the order that the records begin after, or end before.
    pub start: Option<Start>,
    /// At most so many.
    pub limit: Option<i64>,
    /// After so many.
    pub offset: i64,
    /// Only these keys in `data`; all where absent. Of an open table any keys.
    pub columns: Option<Vec<String>>,
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// What is sorted by.
    pub field: Field,
    /// Largest first.
    pub descending: bool,
    /// Whether records without a value come first; as PostgreSQL has it where absent.
    pub nulls_first: Option<bool>,
    /// The values of the options whose order counts, instead of the alphabet's.
    pub by_option: Option<Vec<String>>,
}

impl Order {
    /// The order of a field's values, with empty values where PostgreSQL has them.
    pub fn by(field: Field, descending: bool) -> Self {
        Order { field, descending, nulls_first: None, by_option: None }
    }

    /// How its values compare.
    #[must_use]
    pub fn kind(&self) -> Kind {
        if self.by_option.is_some() { Kind::Int8 } else { self.field.kind() }
    }

    /// Whether a record may have no value for it.
    #[must_use]
    pub fn is_nullable(&self) -> bool {
        !matches!(
            self.field,
            Field::System(
                SystemField::Id | SystemField::CreatedAt | SystemField::UpdatedAt | SystemField::Version
            )
        )
    }

    /// Whether empty values come first.
    #[must_use]
    pub fn empties_first(&self) -> bool {
        self.nulls_first.unwrap_or(self.descending)
    }

    /// Whether it is the record's id, which ends every total order.
    #[must_use]
    pub fn is_id(&self) -> bool {
        self.field == Field::System(SystemField::Id)
    }

    /// All that makes two orders the same, as text.
    #[must_use]
    pub fn describe(&self) -> String {
        let (descending, empties_first) = (self.descending, self.empties_first());
        let (name, kind) = (self.field.name(), self.kind().sql_type());
        let options = self.by_option.as_deref().unwrap_or_default();
        format!("{name}:{kind}:{descending}:{empties_first}:{options:?}")
    }

    /// The order read from its end.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Order { descending: !self.descending, nulls_first: Some(!self.empties_first()), ..self.clone() }
    }
}

/// Whether records in the trash count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trash {
    /// Only records that are not in it.
    #[default]
    Exclude,
    /// All.
    Include,
    /// Only records that are in it.
    Only,
}

impl Trash {
    /// Reads `exclude`, `include` or `only`.
    pub fn parse(word: &str) -> Result<Self, Error> {
        match word {
            "exclude" => Ok(Trash::Exclude),
            "include" => Ok(Trash::Include),
            "only" => Ok(Trash::Only),
            _ => Err(Error::unknown("value of trash", word, ["exclude", "include", "only"])),
        }
    }
}

/// A place in an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Position {
    /// Whether the record at this place counts as beyond it.
    pub inclusive: bool,
    /// The values of the order's keys, `id` last; `None` is an empty one. No keys at all: the
    /// place before the first record, or behind the last.
    pub keys: Vec<Option<Param>>,
}

/// `after` or `before` of a query.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// Where.
    pub position: Position,
    /// Whether the records before it are wanted, and not those after it.
    pub backwards: bool,
}

/// What a page needs to make the cursors of its ends.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    /// The query's fingerprint, for `dt.cursor`.
    pub fingerprint: u64,
    /// The place that the page starts from, for a page without records.
    pub here: String,
    /// The same place, seen from the other side: what is beyond one is not beyond the other.
    pub back: String,
}
