//! The options that say how a file is read. What they do not say is recognised.

use std::collections::HashSet;

use dyntables_values::argument::{boolean, count, string, wrong_kind};
use dyntables_values::error::Error;
use dyntables_values::text::{Object, shorten_text};
use encoding_rs::Encoding;
use serde_json::Value;

use crate::format::Format;

/// A sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sheet {
    /// The sheet of this name.
    Name(String),
    /// The sheet of this number, counted from 1, hidden ones among them.
    Number(usize),
}

/// How a file is read.
#[derive(Debug, Clone)]
pub struct ReadOptions {
    /// The format.
    pub format: Option<Format>,
    /// The encoding of a text.
    pub encoding: Option<&'static Encoding>,
    /// The character between cells.
    pub delimiter: Option<u8>,
    /// The character around cells; `Some(None)` if there is none.
    pub quote: Option<Option<u8>>,
    /// Whether the first row has the names of the columns.
    pub header: Option<bool>,
    /// How many lines, rows of a sheet or elements are passed over before that.
    pub skip_rows: u64,
    /// The texts that mean no value.
    pub null_values: Vec<String>,
    /// Whether blanks around cells are no part of them. Those within quotation marks always are.
    pub trim: bool,
    /// Whether the mark is taken off that an export puts before texts which a spreadsheet would take for formulas.
    pub escape_formulas: bool,
    /// The folded names of the columns that there are, if they are known: a first row of them is a header.
    pub names: HashSet<String>,
    /// The sheet of a workbook; by default the first that is not hidden.
    pub sheet: Option<Sheet>,
}

impl Default for ReadOptions {
    fn default() -> Self {
        ReadOptions {
            format: None,
            encoding: None,
            delimiter: None,
            quote: None,
            header: None,
            skip_rows: 0,
            null_values: vec![String::new()],
            trim: true,
            escape_formulas: true,
            names: HashSet::new(),
            sheet: None,
        }
    }
}

impl ReadOptions {
    /// The option keys.
    pub const KEYS: [&'static str; 10] = [
        "format",
        "encoding",
        "delimiter",
        "quote",
        "header",
        "skip_rows",
        "null_values",
        "trim",
        "escape_formulas",
        "sheet",
    ];

    /// Reads these options; a null leaves the default. `rest` is given the others.
    pub fn parse(
        options: &Object,
        mut rest: impl FnMut(&str, &Value) -> Result<(), Error>,
    ) -> Result<Self, Error> {
        let mut parsed = ReadOptions::default();
        for (key, value) in options {
            if !Self::KEYS.contains(&key.as_str()) {
                rest(key, value)?;
                continue;
            }
            if value.is_null() {
                continue;
            }
            match key.as_str() {
                "format" => parsed.format = Some(Format::parse(string(value, key)?)?),
                "encoding" => parsed.encoding = Some(encoding(string(value, key)?)?),
                "delimiter" => parsed.delimiter = Some(delimiter(string(value, key)?)?),
                "quote" => parsed.quote = Some(quote(string(value, key)?)?),
                "header" => parsed.header = Some(boolean(value, key)?),
                "skip_rows" => {
                    parsed.skip_rows = u64::try_from(count(value, key, i64::from(u32::MAX))?).unwrap_or(0);
                }
                "null_values" => parsed.null_values = texts(value, key)?,
                "trim" => parsed.trim = boolean(value, key)?,
                "escape_formulas" => parsed.escape_formulas = boolean(value, key)?,
                _ => parsed.sheet = Some(sheet(value)?),
            }
        }
        if let (Some(delimiter), Some(Some(quote))) = (parsed.delimiter, parsed.quote)
            && delimiter == quote
        {
            return Err(Error::bad("delimiter and quote must be different characters"));
        }
        Ok(parsed)
    }
}

fn encoding(label: &str) -> Result<&'static Encoding, Error> {
    const SOME: [&str; 8] = [
        "utf-8",
        "utf-16le",
        "utf-16be",
        "windows-1252",
        "windows-1251",
        "iso-8859-15",
        "shift_jis",
        "gb18030",
    ];
    // Labels of encodings that browsers refuse lead to the encoding "replacement", which reads nothing.
    let found = Encoding::for_label_no_replacement(label.as_bytes());
    found.ok_or_else(|| {
        Error::unknown("encoding", label, SOME)
            .with_hint("Known are the labels of the WHATWG Encoding Standard, such as utf-8, utf-16le, windows-1252, iso-8859-15, shift_jis and gb18030.")
    })
}

fn delimiter(text: &str) -> Result<u8, Error> {
    match text.as_bytes() {
        _ if text == "tab" || text == "\\t" => Ok(b'\t'),
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | 0) => Ok(*byte),
        _ => Err(one_character("delimiter", text, "such as \",\", \";\", \"|\" or \"tab\"")),
    }
}

fn quote(text: &str) -> Result<Option<u8>, Error> {
    match text.as_bytes() {
        [] => Ok(None),
        [byte] if byte.is_ascii() && !matches!(byte, b'\n' | b'\r' | b' ' | b'\t' | 0) => Ok(Some(*byte)),
        _ => Err(one_character("quote", text, "such as \"'\", or empty for none")),
    }
}

fn one_character(what: &str, text: &str, such_as: &str) -> Error {
    Error::bad(format!("{what} must be one ASCII character {such_as}, not \"{}\"", shorten_text(text)))
}

fn texts(value: &Value, key: &str) -> Result<Vec<String>, Error> {
    let list = value.as_array().ok_or_else(|| wrong_kind(key, "an array of texts", value))?;
    let text = |item: &Value| string(item, &format!("an element of {key}")).map(ToOwned::to_owned);
    list.iter().map(text).collect()
}

fn sheet(value: &Value) -> Result<Sheet, Error> {
    match value {
        Value::String(name) => Ok(Sheet::Name(name.clone())),
        Value::Number(_) => {
            let number = count(value, "sheet", i64::from(u16::MAX))?;
            match usize::try_from(number) {
                Ok(number) if number > 0 => Ok(Sheet::Number(number)),
                _ => Err(Error::bad("sheet must be a name, or a number counted from 1")),
            }
        }
        other => Err(wrong_kind("sheet", "a name or a number", other)),
    }
}
