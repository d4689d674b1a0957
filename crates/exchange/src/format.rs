//! The formats of files.

use dyntables_values::error::Error;

/// The format of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// Text whose cells have a character between them.
    Csv,
    /// The same with tabs.
    Tsv,
    /// An array of objects.
    Json,
    /// Lines of objects.
    Jsonl,
    /// A sheet of a workbook of Excel 2007 or later.
    Xlsx,
}

impl Format {
    /// The names of the formats in options.
    pub const NAMES: [(&'static str, Format); 5] = [
        ("csv", Format::Csv),
        ("tsv", Format::Tsv),
        ("json", Format::Json),
        ("jsonl", Format::Jsonl),
        ("xlsx", Format::Xlsx),
    ];

    /// The format of a name.
    pub fn parse(name: &str) -> Result<Self, Error> {
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        let names = Self::NAMES.map(|(name, _)| name);
        found.map(|(_, format)| *format).ok_or_else(|| Error::unknown("value of format", name, names))
    }

    /// The name of the format.
    pub fn as_str(self) -> &'static str {
        match self {
            Format::Csv => "csv",
            Format::Tsv => "tsv",
            Format::Json => "json",
            Format::Jsonl => "jsonl",
            Format::Xlsx => "xlsx",
        }
    }
}
