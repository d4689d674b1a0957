//! What an aggregate function is: what it applies to, what comes out, and its SQL.

use dyntables_values::kind::Kind;

/// The columns that a function applies to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Applies {
    /// Records; a column need not be named.
    Records,
    /// Every column.
    All,
    /// Numbers.
    Numbers,
    /// Everything with an order.
    Ordered,
    /// Numbers, dates, instants and times of day.
    Measured,
    /// Dates, instants and times of day.
    Times,
    /// True and false.
    Booleans,
}

/// What of a value a function looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reading {
    /// What it compares as; numbers with all their digits.
    Compared,
    /// What makes two values the same.
    Identity,
    /// JSON as it is stored.
    Stored,
}

/// What comes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// A number.
    Number,
    /// A value of the kind that went in.
    Same,
    /// Any JSON.
    Json,
}

/// What a function may be told beside its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Nothing.
    None,
    /// `at`: a share from 0 to 1; must be given.
    At,
    /// `limit`: how many; 10 where absent.
    Limit,
}

/// An aggregate function of SPEC chapter 8.
///
/// In its SQL `{v}` stands for the value, NULL where it is empty; `{id}` for the record's id;
/// `{p}` for the setting; `{where}` for the FILTER of the function's own filter, if it has one, and
/// `{where v}` for the same with the values that are empty left out.
#[derive(Debug, PartialEq, Eq)]
pub struct Function {
    /// The name.
    pub name: &'static str,
    /// Other names that mean the same.
    pub aliases: &'static [&'static str],
    /// The columns it applies to.
    pub applies: Applies,
    /// What of the value it looks at.
    pub reading: Reading,
    /// What comes out.
    pub outcome: Outcome,
    /// What it may be told.
    pub setting: Setting,
    /// Its SQL for most kinds of values.
    pub(super) sql: &'static str,
    /// Its SQL for kinds that need another.
    pub(super) special: &'static [(Kind, &'static str)],
}

impl Function {
    /// Whether the function means something for values of this kind. A part of a JSON value, of
    /// kind [`Kind::Json`], may hold anything that can be read from it: numbers, true and false.
    #[must_use]
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

    /// Its SQL for values of a kind.
    #[must_use]
    pub fn sql(&self, kind: Kind) -> &'static str {
        self.special.iter().find(|(special, _)| *special == kind).map_or(self.sql, |(_, sql)| sql)
    }

    /// The kind of what comes out for values of a kind.
    #[must_use]
    pub fn outcome_kind(&self, kind: Kind) -> Kind {
        match (self.outcome, kind) {
            (Outcome::Json, _) => Kind::Json,
            (Outcome::Number, _) | (Outcome::Same, Kind::Int8 | Kind::Float8) => Kind::Numeric,
            (Outcome::Same, kind) => kind,
        }
    }

    /// Whether it reckons with amounts, which then must be of one unit.
    #[must_use]
    pub fn reckons(&self) -> bool {
        matches!(self.applies, Applies::Numbers | Applies::Ordered | Applies::Measured)
    }
}
