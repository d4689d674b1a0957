//! What an aggregate query asks: which records, in which groups, and what is said of each group.

use dyntables_model::ident::ColumnKey;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::system::SystemField;

use crate::field::Field;
use crate::function::Function;
use crate::predicate::Predicate;
use crate::select::{Order, Trash};

/// A checked aggregate query.
#[derive(Debug, Clone)]
pub struct Aggregation {
    /// Which records.
    pub filter: Predicate,
    /// Whether records in the trash count.
    pub trash: Trash,
    /// The zone in which instants have days; the session's where absent.
    pub zone: Option<String>,
    /// What records of one group agree in.
    pub groups: Vec<Group>,
    /// What is said of each group.
    pub aggregates: Vec<Aggregate>,
    /// Which groups.
    pub having: Predicate,
    /// Their order, made total by the group keys.
    pub sort: Vec<Order>,
    /// At most so many groups.
    pub limit: Option<i64>,
    /// After so many.
    pub offset: i64,
}

/// A group key.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its key in the result.
    pub name: String,
    /// What is taken out of a record.
    pub taken: Taken,
    /// What is made of it.
    pub bucket: Bucket,
}

impl Group {
    /// How the key compares.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match (&self.bucket, self.taken.kind()) {
            (Bucket::Unit(_), _) => Kind::Date,
            (Bucket::Width(_), _) | (Bucket::Value, Kind::Int8) => Kind::Numeric,
            (Bucket::Element, Kind::Set) => Kind::Text,
            (Bucket::Element | Bucket::Value, kind) => kind,
        }
    }
}

/// What a group key makes of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Bucket {
    /// The value itself.
    Value,
    /// The first day of the calendar's unit that it lies in.
    Unit(Unit),
    /// The largest multiple of a number that is not greater.
    Width(Param),
    /// Each element of a list.
    Element,
}

/// A unit of the calendar. Weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Their meaning is their name.
pub enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// What is taken out of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// A field's value, as it compares.
    Field(Field),
    /// A column's value, as JSON.
    Stored(ColumnKey),
    /// A system field's value, as JSON.
    Shown(SystemField),
    /// A set's elements in order.
    Sorted(ColumnKey),
}

impl Taken {
    /// How it compares.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Taken::Field(field) => field.kind(),
            Taken::Stored(_) | Taken::Shown(_) => Kind::Json,
            Taken::Sorted(_) => Kind::Set,
        }
    }
}

/// A function of the records of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Its key in the result.
    pub name: String,
    /// The function.
    pub function: &'static Function,
    /// What it is a function of; the record itself where absent.
    pub taken: Option<Taken>,
    /// What the function is told beside.
    pub setting: Option<Param>,
    /// Which of the group's records it takes; all where absent.
    pub filter: Option<Predicate>,
    /// The part of its column in which amounts must agree.
    pub unit: Option<Field>,
}

impl Aggregate {
    /// How the result compares.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.function.outcome_kind(self.taken.as_ref().map_or(Kind::Json, Taken::kind))
    }
}
