//! What a query asks for: which records, in which order, and which part of them.

use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::system::SystemField;

use crate::field::Field;
use crate::predicate::Predicate;

/// A checked query document.
#[derive(Debug, Clone)]
pub struct Selection {
    /// Which records.
    pub filter: Predicate,
    /// Whether records in the trash count.
    pub trash: Trash,
    /// The order. `id` makes it total. It is empty if the caller does not care.
    pub sort: Vec<Order>,
    /// The place in the order where the records begin or end.
    pub start: Option<Start>,
    /// The most records to return.
    pub limit: Option<i64>,
    /// The number of records to skip.
    pub offset: i64,
    /// The keys to return of `data`; all if absent. In an open table they need not be columns.
    pub columns: Option<Vec<String>>,
}

/// One key of an order.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// The field to sort by.
    pub field: Field,
    /// Whether the largest value comes first.
    pub descending: bool,
    /// Whether records without a value come first. They come last in both directions where nothing else is asked.
    pub empties_first: bool,
    /// Whether every record that is asked for has a value.
    pub is_filled: bool,
    /// The values of the column's options, if records are sorted by the order of the options.
    pub by_option: Option<Vec<String>>,
}

impl Order {
    /// The order of a field's values, with empty values last.
    pub fn by(field: Field, descending: bool) -> Self {
        Order { field, descending, empties_first: false, is_filled: false, by_option: None }
    }

    /// The order by a part of an instant in another zone.
    pub fn in_zone(self, zone: &str) -> Self {
        Order { field: self.field.in_zone(zone), ..self }
    }

    /// How the values sorted by compare.
    pub fn kind(&self) -> Kind {
        if self.by_option.is_some() { Kind::Int8 } else { self.field.kind() }
    }

    /// Whether a record may lack a value.
    pub fn is_nullable(&self) -> bool {
        !self.is_filled && !self.field.is_always_there()
    }

    /// Whether an index that is read in one direction has its records in this order, as far as this key goes: PostgreSQL
    /// has empty values at the end of an index, so they come first where it is read backwards.
    pub fn is_of_index(&self) -> bool {
        !self.is_nullable() || self.empties_first == self.descending
    }

    /// Whether it sorts by the record's id, which ends every total order.
    pub fn is_id(&self) -> bool {
        self.field == Field::System(SystemField::Id)
    }

    /// A text that is the same for two orders only if they sort the same.
    pub fn describe(&self) -> String {
        let (descending, empties_first) = (self.descending, self.empties_first);
        let (name, kind) = (self.field.name(), self.kind().sql_type());
        let options = self.by_option.as_deref().unwrap_or_default();
        let zone = if let Field::DatePart { zone, .. } = &self.field { zone } else { "" };
        format!("{name}:{kind}:{descending}:{empties_first}:{options:?}{zone}")
    }

    /// The opposite order.
    pub fn reversed(&self) -> Self {
        Order { descending: !self.descending, empties_first: !self.empties_first, ..self.clone() }
    }
}

/// Whether records in the trash count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Trash {
    /// Only records that are not in the trash.
    #[default]
    Exclude,
    /// All records.
    Include,
    /// Only records that are in the trash.
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
    /// Whether the record at this very place counts as beyond it.
    pub inclusive: bool,
    /// The values of the order's keys, `id` last; `None` stands for an empty value. A position without keys is
    /// before the first record, or after the last one if it is looked at backwards.
    pub keys: Vec<Option<Param>>,
}

/// Where the records of a query begin or end: `after` or `before`.
#[derive(Debug, Clone, PartialEq)]
pub struct Start {
    /// The place.
    pub position: Position,
    /// Whether the records before the place are wanted, instead of those after it.
    pub backwards: bool,
}

/// What a page's cursors are made of.
#[derive(Debug, Clone, PartialEq)]
pub struct Marks {
    /// The query's fingerprint.
    pub fingerprint: u64,
    /// The cursor of the place where the page starts. A page without records returns it.
    pub here: String,
    /// The cursor of the same place for the other direction. A record is beyond exactly one of the two.
    pub back: String,
}
