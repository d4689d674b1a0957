//! The options of an export.

use dyntables_values::argument::{boolean, string, wrong_kind};
use dyntables_values::error::{Error, Within};
use dyntables_values::system::SystemField;
use dyntables_values::text::{Object, shorten_text};
use dyntables_values::zone::{self, Zone};
use serde_json::Value;

use crate::format::Format;

/// Whether values stand between delimiters.
fn is_delimited(format: Format) -> bool {
    matches!(format, Format::Csv | Format::Tsv)
}

/// Whether records are JSON documents.
fn is_json(format: Format) -> bool {
    matches!(format, Format::Jsonl | Format::Json)
}

/// What the first row says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Header {
    /// The keys of the columns.
    Key,
    /// The labels of the columns.
    Label,
    /// There is no such row.
    None,
}

impl Header {
    const NAMES: [(&'static str, Header); 3] =
        [("key", Header::Key), ("label", Header::Label), ("none", Header::None)];
}

/// A field that a record has beside its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// A field of `dt.record`.
    System(SystemField),
    /// When the record was moved to the trash.
    DeletedAt,
}

impl Field {
    const ALL: [Field; 7] = [
        Field::System(SystemField::Id),
        Field::System(SystemField::CreatedAt),
        Field::System(SystemField::UpdatedAt),
        Field::System(SystemField::CreatedBy),
        Field::System(SystemField::UpdatedBy),
        Field::System(SystemField::Version),
        Field::DeletedAt,
    ];

    /// The name.
    pub fn name(self) -> &'static str {
        match self {
            Field::System(field) => field.name(),
            Field::DeletedAt => "deleted_at",
        }
    }

    /// The field of a name.
    pub fn find(name: &str) -> Option<Self> {
        Field::ALL.into_iter().find(|field| field.name() == name)
    }

    fn parse(name: &str) -> Result<Self, Error> {
        Field::find(name).ok_or_else(|| Error::unknown("system field", name, Field::ALL.map(Field::name)))
    }
}

/// How records are written.
#[derive(Debug, Clone)]
pub struct ExportOptions {
    /// What is written.
    pub format: Format,
    /// What the first row says.
    pub header: Header,
    /// Whether values are written as people read them, and not as they are stored.
    pub display: bool,
    /// Whether a byte order mark says that the file is UTF-8.
    pub bom: bool,
    /// What stands between values.
    pub delimiter: u8,
    /// What ends a row.
    pub line_end: &'static str,
    /// What is written where there is no value.
    pub null_text: String,
    /// Whether texts that look like formulas get a mark; see [`guard`](crate::guard).
    pub escape_formulas: bool,
    /// The zone of instants; UTC if none is given.
    pub time_zone: Option<Zone>,
    /// The keys of the columns, in this order; all if none are given.
    pub columns: Option<Vec<String>>,
    /// The fields beside the columns, in this order.
    pub system: Vec<Field>,
}

impl ExportOptions {
    const KEYS: [&'static str; 11] = [
        "format",
        "header",
        "display",
        "bom",
        "delimiter",
        "line_end",
        "null_text",
        "escape_formulas",
        "time_zone",
        "columns",
        "system",
    ];

    /// Whether each record is a line, or several if a value has line breaks.
    pub fn has_lines(&self) -> bool {
        is_delimited(self.format) || self.format == Format::Jsonl
    }

    /// Reads the options.
    pub fn parse(options: &Object) -> Result<Self, Error> {
        let format = match options.get("format") {
            None => Format::Csv,
            Some(name) => string(name, "format").and_then(Format::parse).within("format")?,
        };
        let mut parsed = ExportOptions {
            format,
            header: Header::Key,
            display: !is_json(format),
            bom: false,
            delimiter: if format == Format::Tsv { b'\t' } else { b',' },
            line_end: "\n",
            null_text: String::new(),
            escape_formulas: !is_json(format),
            time_zone: None,
            columns: None,
            system: Vec::new(),
        };
        for (key, value) in options {
            parsed.read(key, value).within(key)?;
        }
        parsed.check_null_text().within("null_text")?;
        Ok(parsed)
    }

    fn read(&mut self, key: &str, value: &Value) -> Result<(), Error> {
        if !Self::KEYS.contains(&key) {
            return Err(Error::unknown("option", key, Self::KEYS));
        }
        // JSON is as it is stored in any case.
        let is_so_already = key == "display" && *value == Value::Bool(false);
        if !is_so_already && !means_something(key, self.format) {
            return Err(Error::bad(format!(
                "option \"{key}\" means nothing with format \"{}\"",
                self.format.as_str()
            )));
        }
        match key {
            "header" => self.header = word(value, key, &Header::NAMES)?,
            "display" => self.display = boolean(value, key)?,
            "bom" => self.bom = boolean(value, key)?,
            "delimiter" => self.delimiter = delimiter(string(value, key)?)?,
            "line_end" => self.line_end = line_end(string(value, key)?)?,
            "null_text" => self.null_text = string(value, key)?.to_owned(),
            "escape_formulas" => self.escape_formulas = boolean(value, key)?,
            "time_zone" => {
                let name = string(value, key)?;
                self.time_zone = Some(zone::find(name).ok_or_else(|| zone::unknown(name))?);
            }
            "columns" => self.columns = Some(list(value, key, |name| Ok(name.to_owned()))?),
            "system" => self.system = list(value, key, Field::parse)?,
            _ => {}
        }
        Ok(())
    }

    /// What is written where there is no value stands without quotation marks, and must be readable so.
    fn check_null_text(&self) -> Result<(), Error> {
        let is_special = |byte: u8| byte == self.delimiter || matches!(byte, b'"' | b'\n' | b'\r' | 0);
        if self.null_text.bytes().any(is_special) {
            return Err(Error::bad("null_text must have no delimiter, quotation mark or line break"));
        }
        if self.null_text.trim() != self.null_text || self.null_text.starts_with('\u{feff}') {
            return Err(Error::bad("null_text must have no blanks around it"));
        }
        Ok(())
    }
}

fn means_something(key: &str, format: Format) -> bool {
    match key {
        "delimiter" => format == Format::Csv,
        "bom" | "line_end" | "null_text" => is_delimited(format),
        "header" | "display" | "escape_formulas" | "time_zone" => !is_json(format),
        _ => true,
    }
}

fn word<T: Copy>(value: &Value, key: &str, words: &'static [(&'static str, T)]) -> Result<T, Error> {
    let name = string(value, key)?;
    let found = words.iter().find(|(known, _)| *known == name);
    found
        .map(|(_, word)| *word)
        .ok_or_else(|| Error::unknown(&format!("value of {key}"), name, words.iter().map(|(name, _)| *name)))
}

fn delimiter(text: &str) -> Result<u8, Error> {
    match text.as_bytes() {
        [byte] if byte.is_ascii_punctuation() && *byte != b'"' || matches!(byte, b'\t' | b' ') => Ok(*byte),
        _ => Err(Error::bad_hint(
            format!("delimiter must be one mark of ASCII, not \"{}\"", shorten_text(text)),
            "Usual are \",\", \";\", \"|\" and a tab.",
        )),
    }
}

fn line_end(text: &str) -> Result<&'static str, Error> {
    match text {
        "\n" | "lf" => Ok("\n"),
        "\r\n" | "crlf" => Ok("\r\n"),
        other => Err(Error::unknown("value of line_end", other, ["lf", "crlf"])),
    }
}

/// A list of names, none of which comes twice.
fn list<T>(value: &Value, key: &str, read: impl Fn(&str) -> Result<T, Error>) -> Result<Vec<T>, Error> {
    let Value::Array(names) = value else { return Err(wrong_kind(key, "an array of names", value)) };
    let mut seen = std::collections::HashSet::new();
    let read = |(at, name): (usize, &Value)| {
        let name = string(name, "a name").within_element(at)?.to_owned();
        if !seen.insert(name.clone()) {
            return Err(Error::bad(format!("{key} has \"{}\" twice", shorten_text(&name))).within_element(at));
        }
        read(&name).within_element(at)
    };
    names.iter().enumerate().map(read).collect()
}
