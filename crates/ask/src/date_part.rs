//! The parts of days, instants and times of day: `due.year`.

use dyntables_values::kind::Kind;

/// A part of a date, as a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DatePart {
    /// The year.
    Year,
    /// The quarter of the year, 1 to 4.
    Quarter,
    /// The month, 1 to 12.
    Month,
    /// The day of the month.
    Day,
    /// The day of the week: 1 is Monday, 7 is Sunday.
    Weekday,
    /// The hour, 0 to 23.
    Hour,
}

impl DatePart {
    /// Each part with its name in paths.
    const ALL: [(DatePart, &'static str); 6] = [
        (DatePart::Year, "year"),
        (DatePart::Quarter, "quarter"),
        (DatePart::Month, "month"),
        (DatePart::Day, "day"),
        (DatePart::Weekday, "weekday"),
        (DatePart::Hour, "hour"),
    ];

    /// The names of the parts that values of a kind have.
    pub fn names(kind: Kind) -> impl Iterator<Item = &'static str> {
        Self::ALL.into_iter().filter(move |(part, _)| part.is_of(kind)).map(|(_, name)| name)
    }

    /// The part of this name of values of a kind.
    pub fn find(kind: Kind, name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(part, known)| *known == name && part.is_of(kind)).map(|(part, _)| part)
    }

    /// The name in paths.
    pub fn name(self) -> &'static str {
        Self::ALL.iter().find(|(part, _)| *part == self).map_or("", |(_, name)| name)
    }

    fn is_of(self, kind: Kind) -> bool {
        match kind {
            Kind::Date => self != DatePart::Hour,
            Kind::Timestamptz => true,
            Kind::Time => self == DatePart::Hour,
            _ => false,
        }
    }
}
