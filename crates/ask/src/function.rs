//! What an aggregate function is: what it applies to, what it returns, and its SQL.

use dyntables_values::kind::Kind;

/// The columns that a function applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// Whole records; a column need not be named.
    Records,
    /// Every column.
    All,
    /// Numbers.
    Numbers,
    /// Kinds with an order.
    Ordered,
    /// Numbers, dates, instants and times of day.
    Measured,
    /// Dates, instants and times of day.
    Times,
    /// True and false.
    Booleans,
}

/// The form in which a function gets a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// As filters compare it; numbers with all their digits.
    Compared,
    /// So that two values are equal only if they are the same.
    Identity,
    /// As the JSON that is stored.
    Stored,
}

/// What a function returns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Returns {
    /// A number.
    Number,
    /// A value of the kind that it gets.
    Same,
    /// Any JSON.
    Json,
}

/// The setting that a function has beside its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Nothing.
    None,
    /// `at`: a share from 0 to 1. It must be given.
    At,
    /// `limit`: how many values; 10 if absent.
    Limit,
}

/// An aggregate function (SPEC chapter 8).
///
/// Its SQL has holes: `{v}` is the value, NULL if it is empty; `{id}` is the record's id; `{p}` is the setting.
/// `{where}` is the FILTER clause of the call's own filter, if it has one; `{where v}` also leaves out empty values.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// The name.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// The columns it applies to.
    pub applies: Applies,
    /// The form in which it gets values.
    pub form: Form,
    /// What it returns.
    pub returns: Returns,
    /// The setting it has.
    pub setting: Setting,
    /// Its SQL for most kinds of values.
    pub(super) sql: &'static str,
    /// Its SQL for the kinds that need another.
    pub(super) special: &'static [(Kind, &'static str)],
}

impl Function {
    /// Whether the function applies to values of this kind. A path, of kind [`Kind::Json`], may hold numbers, true
    /// and false.
    pub fn applies_to(&self, kind: Kind) -> bool {
        let is_number = matches!(kind, Kind::Float8 | Kind::Int8 | Kind::Numeric);
        let is_time = matches!(kind, Kind::Date | Kind::Timestamptz | Kind::Time);
        match self.applies {
            Applies::Records | Applies::All => true,
            Applies::Numbers => is_number || kind == Kind::Json,
            Applies::Ordered => kind.is_ordered() || kind == Kind::Json,
            Applies::Measured => is_number || is_time || kind == Kind::Json,
            Applies::Times => is_time,
            Applies::Booleans => matches!(kind, Kind::Bool | Kind::Json),
        }
    }

    /// The SQL for values of a kind.
    pub fn sql(&self, kind: Kind) -> &'static str {
        self.special.iter().find(|(special, _)| *special == kind).map_or(self.sql, |(_, sql)| sql)
    }

    /// The kind of what it returns for values of a kind.
    pub fn returned_kind(&self, kind: Kind) -> Kind {
        match (self.returns, kind) {
            (Returns::Json, _) => Kind::Json,
            (Returns::Number, _) | (Returns::Same, Kind::Int8 | Kind::Float8) => Kind::Numeric,
            (Returns::Same, kind) => kind,
        }
    }

    /// Whether it calculates with amounts or orders them. Then they must be of one unit, such as one currency.
    pub fn needs_one_unit(&self) -> bool {
        matches!(self.applies, Applies::Numbers | Applies::Ordered | Applies::Measured)
    }
}
