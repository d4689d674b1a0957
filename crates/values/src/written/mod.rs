//! Text as people and CSV files write it.

pub mod dates;
pub mod list;
pub mod locale;
pub mod name;
pub mod numerals;
pub mod options;

use serde_json::Value;

use crate::zone::Zone;

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
    /// The names of the orders in configs and options.
    pub const NAMES: [(&'static str, DateOrder); 3] = [
        ("dmy", DateOrder::DayMonthYear),
        ("mdy", DateOrder::MonthDayYear),
        ("ymd", DateOrder::YearMonthDay),
    ];

    /// The order of a name: `dmy`, `mdy` or `ymd`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, order)| *order)
    }
}

/// Which word of a name is the last name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NameOrder {
    /// `Francis Ford Coppola`: the last word, with the particles before it.
    FirstLast,
    /// `Coppola Francis Ford`: the first word, with the particles before it.
    LastFirst,
}

impl NameOrder {
    /// The names of the orders in configs and options.
    pub const NAMES: [(&'static str, NameOrder); 2] =
        [("first_last", NameOrder::FirstLast), ("last_first", NameOrder::LastFirst)];

    /// The order of a name: `first_last` or `last_first`.
    pub fn parse(name: &str) -> Option<Self> {
        Self::NAMES.iter().find(|(known, _)| *known == name).map(|(_, order)| *order)
    }
}

/// How to read a text that has more than one reading. What is `None` is not guessed.
#[derive(Debug, Clone, Default)]
pub struct Reading {
    /// The order of dates. Config `date_order` of a column goes before it.
    pub date_order: Option<DateOrder>,
    /// The decimal mark of numbers, `.` or `,`. It makes `1,234` clear. Config `locale` of a column goes before it.
    pub decimal_mark: Option<char>,
    /// Whether the texts beside this one have both decimal marks. Then even `1.234` is unclear.
    pub mixed_marks: bool,
    /// Whether the text was printed from a stored value. Then the decimal mark is the point, whatever else is known.
    pub is_printed: bool,
    /// The first year of the hundred that years of two digits fall into.
    pub two_digit_years: Option<i16>,
    /// The order of the words of a name. Config `name_order` of a column goes before it.
    pub name_order: Option<NameOrder>,
    /// Whether no spelling may be lost, as when a whole column is read. Items of a set that differ only in case are then
    /// two new options, and two spellings of one option are unclear.
    pub each_spelling: bool,
    /// The zone of local times, in columns without config `timezone`.
    pub zone: Option<Zone>,
}

/// Which texts a conversion into a type reads. A conversion changes a whole column at once, so it may read less than
/// typecast reads of one record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Takes {
    /// Any text, also the printed values of all other types.
    AnyText,
    /// Texts that typecast reads, and values of its own family: numbers, or dates and times.
    Readings,
    /// Texts that are stored as they are. Typecast would lose a part of other texts.
    AsItIs,
}

/// The reading of a text.
#[derive(Debug, Clone, PartialEq)]
pub enum Cast {
    /// The text means this value, as a write may give it.
    Value(Value),
    /// The text means this value, which is valid as soon as the column has these options.
    WithOptions {
        /// The value.
        value: Value,
        /// The values of the options that the column lacks.
        missing: Vec<String>,
    },
    /// The text could mean several values. The message ends a sentence that begins with the text:
    /// `could be 2 January or 1 February; give date_order`.
    Unclear(String),
    /// The text means no value.
    No,
}

impl Cast {
    /// The text means itself, or this part of it.
    pub fn text(text: &str) -> Self {
        Cast::Value(Value::String(text.to_owned()))
    }
}

/// The text of a scalar or of a list of scalars; `None` for other values.
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
