//! What an aggregate query asks: which records, how they are grouped, and which functions of each group.

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
    /// The name of the time zone that units of the calendar are in.
    pub zone: String,
    /// The group keys. The records of a group have the same values of them.
    pub groups: Vec<Group>,
    /// The functions of each group.
    pub aggregates: Vec<Aggregate>,
    /// Which groups: `having`.
    pub having: Predicate,
    /// The order of the groups. The group keys make it total.
    pub sort: Vec<Order>,
    /// The most groups to return.
    pub limit: Option<i64>,
    /// The number of groups to skip.
    pub offset: i64,
}

/// A group key.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its key in the result.
    pub name: String,
    /// The value of a record that the key is made of.
    pub taken: Taken,
    /// How the key is made of the value.
    pub bucket: Bucket,
}

impl Group {
    /// The kind of the key.
    pub fn kind(&self) -> Kind {
        match (&self.bucket, self.taken.kind()) {
            (Bucket::Unit(_), _) => Kind::Date,
            (Bucket::Width(_), _) | (Bucket::Value, Kind::Int8) => Kind::Numeric,
            (Bucket::Element, Kind::Set) => Kind::Text,
            (Bucket::Element | Bucket::Value, kind) => kind,
        }
    }
}

/// How a group key is made of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Bucket {
    /// The value itself.
    Value,
    /// The first day of the calendar unit that it lies in.
    Unit(Unit),
    /// The largest multiple of a number that is not greater than it.
    Width(Param),
    /// Each element of it. A record is in the groups of all its elements.
    Element,
}

/// A unit of the calendar. Weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // The names say it.
pub enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

/// A value that an aggregate query takes out of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// A field's value, as it is compared.
    Field(Field),
    /// A column's value, as the JSON that is stored.
    Stored(ColumnKey),
    /// A system field's value, as the JSON that records show.
    Shown(SystemField),
    /// The elements of a set, sorted: sets are equal whatever the order of their elements.
    Sorted(ColumnKey),
}

impl Taken {
    /// The kind of the value.
    pub fn kind(&self) -> Kind {
        match self {
            Taken::Field(field) => field.kind(),
            Taken::Stored(_) | Taken::Shown(_) => Kind::Json,
            Taken::Sorted(_) => Kind::Set,
        }
    }
}

/// An aggregate function and what it is called with.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Its key in the result.
    pub name: String,
    /// The function.
    pub function: &'static Function,
    /// Its argument; the record itself if absent.
    pub taken: Option<Taken>,
    /// Its `at` or `limit`.
    pub setting: Option<Param>,
    /// Which of the group's records it is called with; all if absent.
    pub filter: Option<Predicate>,
    /// The part of its column that is the unit of amounts, such as their currency. All amounts of a group must have
    /// the same.
    pub unit: Option<Field>,
}

impl Aggregate {
    /// The kind of the result.
    pub fn kind(&self) -> Kind {
        self.function.returned_kind(self.taken.as_ref().map_or(Kind::Json, Taken::kind))
    }
}
