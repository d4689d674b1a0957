//! Reading text as people and CSV files write it.

pub mod dates;
pub mod name;
pub mod numerals;

use jiff::tz::TimeZone;
use serde_json::Value;

/// The order of day, month and year in dates of digits, such as `01/28/2026`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DateOrder {
    /// 28/01/2026
    DayMonthYear,
    /// 01/28/2026
    MonthDayYear,
    /// 2026/01/28
    YearMonthDay,
}

impl DateOrder {
    /// The names in configs and options.
    pub const NAMES: [(&'static str, DateOrder); 3] = [
        ("dmy", DateOrder::DayMonthYear),
        ("mdy", DateOrder::MonthDayYear),
        ("ymd", DateOrder::YearMonthDay),
    ];

    /// Reads `dmy`, `mdy` or `ymd`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, order)| *order)
    }
}

/// How text is to be read where it could be read in more than one way. What is `None` is not
/// guessed.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// Of dates; a column's config `date_order` goes before it.
    pub date_order: Option<DateOrder>,
    /// The decimal mark of numbers, `.` or `,`: makes `1,234` a number.
    pub decimal_mark: Option<char>,
    /// Whether no spelling may be lost, as where a whole column is read: items of a set that differ in
    /// case only are then two options to be made, and no two spellings are read as the same option.
    pub each_spelling: bool,
    /// The zone of local times in columns without a `timezone` of their own.
    pub zone: Option<TimeZone>,
}

/// Which texts a conversion into a type may take: a reading that a person asked for, record by
/// record, may do more than one that changes a whole column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any text, also what a value of any other type prints as.
    AnyText,
    /// Texts that it can read, and values of its own family: numbers, or dates and times.
    Readings,
    /// Texts that it takes as they are: reading them loses what cannot be told from the result.
    AsItIs,
}

/// What became of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Cast {
    /// Read as this value, as a write may give it.
    Value(Value),
    /// Read as this value, which will be valid once the column has these options.
    WithOptions {
        /// The value.
        value: Value,
        /// The values of the options that the column does not have yet.
        missing: Vec<String>,
    },
    /// It could mean several things; the message ends a sentence that begins with the value:
    /// `could be 2 January or 1 February; give date_order`.
    Unclear(String),
    /// It cannot be read as anything else than what a write accepts anyhow.
    No,
}

impl Cast {
    /// Read as this text.
    #[must_use]
    pub fn text(text: &str) -> Self {
        Cast::Value(Value::String(text.to_owned()))
    }
}

/// Scalars and lists of scalars as text; `None` for everything else.
#[must_use]
pub fn plain_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(flag) => Some(flag.to_string()),
        Value::Array(list) => {
            let texts: Option<Vec<String>> =
                list.iter().map(|item| if item.is_array() { None } else { plain_text(item) }).collect();
            texts.map(|texts| texts.join(", "))
        }
        Value::Null | Value::Object(_) => None,
    }
}
