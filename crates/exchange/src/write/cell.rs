//! How does a value become a cell? Stored values become cells that typecast reads as the same values again. Displayed ones
//! are what people read.

use std::collections::HashMap;

use dyntables_model::column::Column;
use dyntables_values::iso;
use dyntables_values::jsonb::{Part, print_part, print_text};
use dyntables_values::kind::Kind;
use dyntables_values::record_text::Stored;
use dyntables_values::system::{Source, SystemField};
use dyntables_values::types::options;
use dyntables_values::written::list::{is_plain, is_separator, join};
use dyntables_values::zone::Zone;
use serde_json::{Value, json};

use crate::write::instant;
use crate::write::options::Field;

/// A record as it is stored.
#[derive(Debug, Clone, Copy)]
pub struct Record<'a> {
    /// Its data, and the fields of `dt.record`.
    pub stored: Stored<'a>,
    /// When it was moved to the trash: microseconds since 2000-01-01T00:00:00Z.
    pub deleted_at: Option<i64>,
}

/// A value as it is written.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Cell<'a> {
    /// No value.
    Empty,
    /// A text that somebody wrote.
    Text(&'a [u8]),
    /// The digits of a number.
    Number(&'a [u8]),
    /// True or false.
    Boolean(bool),
    /// A text that is no formula, whatever it begins with: it was made of numbers, or is JSON.
    Safe(&'a [u8]),
}

/// How the values of a column are written.
#[derive(Debug)]
pub(super) enum Form {
    /// As they are stored.
    Stored,
    /// As JSON, where a plain text would be read as something else.
    Json,
    /// Lists as items between commas if that can be read again, and else as JSON. `has_separators` says that options have
    /// commas in their names, so that it cannot; `wraps` that a text without commas is taken for the only item.
    List { has_separators: bool, wraps: bool },
    /// Options by their labels.
    Labels(HashMap<Box<[u8]>, Box<str>>),
    /// Files by their names.
    Files,
    /// As people write them.
    Written(Box<Column>),
    /// As the local time of a zone.
    Local(Zone),
    /// A day, which a workbook has as a number.
    Day,
    /// An instant, which a workbook has as a number.
    Instant,
    /// A percentage, which a workbook has as a number.
    Percent,
}

impl Form {
    /// The form of values of any kind.
    pub(super) fn json() -> Self {
        Form::Json
    }

    /// Whether numbers are written as they are stored.
    #[inline]
    pub(super) fn is_stored(&self) -> bool {
        !matches!(self, Form::Written(_))
    }

    /// How the values of a column are written.
    pub(super) fn of(column: &Column, display: bool, is_workbook: bool, zone: Option<&Zone>) -> Self {
        let kind = column.type_.kind(&column.config);
        match kind {
            Kind::Date if is_workbook => return Form::Day,
            Kind::Timestamptz if is_workbook && display => return Form::Instant,
            Kind::Timestamptz => return zone.cloned().map_or(Form::Stored, Form::Local),
            _ if column.type_.source() != Source::Data => return Form::Stored,
            _ if column.type_.reads_valid_texts() => return Form::Json,
            _ => {}
        }
        let has_options = column.config.contains_key("options");
        match display {
            true if has_options => Form::Labels(labels(column)),
            true if column.type_.holds_files() => Form::Files,
            true if kind == Kind::Set => Form::Labels(HashMap::new()),
            // Probed, so that nothing here knows the types: "1 %" is no plain number.
            true => match column.type_.to_text(&column.config, &json!(1)) {
                Some(text) if text == "1" && column.type_.parts().is_empty() => Form::Stored,
                Some(text) if is_workbook && text.ends_with('%') => Form::Percent,
                _ => Form::Written(Box::new(column.clone())),
            },
            false if has_options || kind == Kind::Set => {
                let wraps = column.type_.normalize(&column.config, &json!("[]")).is_some();
                Form::List { has_separators: has_separators(column), wraps }
            }
            false => Form::Stored,
        }
    }

    /// The cell of a value. `None` if its bytes are damaged. `room` has what is made for it.
    #[inline]
    pub(super) fn cell<'a>(&self, part: Part<'a>, room: &'a mut Vec<u8>) -> Option<Cell<'a>> {
        match self {
            Form::Stored => {}
            Form::Json => return of_json(part, room),
            Form::List { has_separators, wraps } if part.is_container() => {
                if let Some(text) = plain_list(part).filter(|_| !has_separators) {
                    *room = text.into_bytes();
                    return Some(Cell::Text(room));
                }
                print_part(room, part)?;
                if *wraps && !room.iter().any(|byte| is_separator(char::from(*byte))) {
                    room.insert(room.len() - 1, b'\n');
                }
                return Some(Cell::Safe(room));
            }
            Form::Labels(labels) => {
                let of = |text: &'a [u8]| labels.get(text).map(|label| label.as_bytes());
                if let Some(text) = part.text() {
                    let Some(label) = of(text) else { return Some(Cell::Text(text)) };
                    room.extend_from_slice(label);
                    return Some(Cell::Text(room));
                }
                if let Some(texts) = texts(part) {
                    let label = |text: &&'a str| labels.get(text.as_bytes()).map_or(*text, |label| label);
                    let shown: Vec<&str> = texts.iter().map(label).collect();
                    *room = join(shown.into_iter(), false).into_bytes();
                    return Some(Cell::Text(room));
                }
            }
            Form::Files => {
                *room = names(&part.to_value()).into_bytes();
                return Some(Cell::Text(room));
            }
            Form::Written(column) => {
                if let Some(text) = column.type_.to_text(&column.config, &part.to_value()) {
                    *room = text.into_bytes();
                    let is_of_numbers = column.type_.kind(&column.config) != Kind::Text && !has_texts(column);
                    return Some(if is_of_numbers { Cell::Safe(room) } else { Cell::Text(room) });
                }
            }
            Form::Local(zone) => {
                if let Some(moment) = part.text().and_then(moment)
                    && instant::write(room, moment, Some(zone)).is_some()
                {
                    return Some(Cell::Safe(room));
                }
            }
            _ => {}
        }
        stored(part, room)
    }
}

/// The instant of a stored text.
pub(super) fn moment(text: &[u8]) -> Option<i64> {
    iso::stored_timestamp(std::str::from_utf8(text).ok()?)
}

/// The cell of a value as it is stored.
#[inline]
fn stored<'a>(part: Part<'a>, room: &'a mut Vec<u8>) -> Option<Cell<'a>> {
    if let Some(text) = part.text() {
        return Some(Cell::Text(text));
    }
    if let Some(flag) = part.boolean() {
        return Some(Cell::Boolean(flag));
    }
    if part.is_null() {
        return Some(Cell::Empty);
    }
    print_part(room, part)?;
    Some(if part.is_number() { Cell::Number(room) } else { Cell::Safe(room) })
}

/// A text that is JSON itself would be read as what it says, and one with blanks around it may lose them.
fn of_json<'a>(part: Part<'a>, room: &'a mut Vec<u8>) -> Option<Cell<'a>> {
    let Some(text) = part.text() else { return stored(part, room) };
    let begins_json =
        |byte: &u8| matches!(byte, b'{' | b'[' | b'"' | b'-' | b'0'..=b'9' | b't' | b'f' | b'n');
    let has_blanks = || String::from_utf8_lossy(text).trim().len() < text.len().max(1);
    if text.first().is_none_or(begins_json) || has_blanks() {
        print_text(room, text);
        return Some(Cell::Safe(room));
    }
    Some(Cell::Text(text))
}

/// The names of files, or where they are if they have none.
fn names(files: &Value) -> String {
    let of = |file: &Value| {
        ["name", "path", "url"].iter().find_map(|key| file.get(key)?.as_str().map(ToOwned::to_owned))
    };
    let names: Vec<String> = match files {
        Value::Array(files) => files.iter().filter_map(of).collect(),
        file => of(file).into_iter().collect(),
    };
    join(names.iter().map(String::as_str), false)
}

/// The texts of a list; `None` if it is none of texts.
fn texts(part: Part<'_>) -> Option<Vec<&str>> {
    part.elements()?.map(|item| std::str::from_utf8(item?.text()?).ok()).collect()
}

/// A list as items between commas; `None` if it would not be read as the same list again.
fn plain_list(part: Part<'_>) -> Option<String> {
    let texts = texts(part)?;
    // A list of one item may be that item, whatever it begins with.
    let is_plain = |text: &&str| {
        is_plain(text)
            || texts.len() == 1 && !text.contains(is_separator) && !text.is_empty() && text.trim() == *text
    };
    (!texts.is_empty() && texts.iter().all(is_plain)).then(|| texts.join(", "))
}

fn has_texts(column: &Column) -> bool {
    // An amount of money has a code, which begins no text.
    column.type_.unit().is_none() && column.type_.parts().iter().any(|(_, kind)| kind.is_text())
}

fn options_of(column: &Column) -> impl Iterator<Item = &Value> {
    column.config.get("options").and_then(Value::as_array).into_iter().flatten()
}

fn labels(column: &Column) -> HashMap<Box<[u8]>, Box<str>> {
    let text = |option: &Value, key: &str| option.get(key).and_then(Value::as_str).map(ToOwned::to_owned);
    let labels = options_of(column).filter_map(|option| {
        let label = text(option, "label").filter(|label| !label.is_empty())?;
        Some((text(option, "value")?.into_bytes().into_boxed_slice(), label.into_boxed_str()))
    });
    labels.collect()
}

fn has_separators(column: &Column) -> bool {
    let names = options_of(column).flat_map(|option| [option.get("value"), option.get("label")]).flatten();
    names.filter_map(Value::as_str).any(|name| name.contains(is_separator))
        || options::texts(&column.config).iter().any(|value| value.trim() != value)
}

/// The cell of a field beside the data. `room` has what is made for it.
pub(super) fn of_field<'a>(
    record: &Record<'a>,
    field: Field,
    zone: Option<&Zone>,
    room: &'a mut Vec<u8>,
) -> Cell<'a> {
    let text = |text: Option<&'a [u8]>| text.map_or(Cell::Empty, Cell::Text);
    match field {
        Field::System(SystemField::CreatedBy) => return text(record.stored.created_by),
        Field::System(SystemField::UpdatedBy) => return text(record.stored.updated_by),
        Field::System(SystemField::Version) => {
            room.extend_from_slice(record.stored.version.to_string().as_bytes());
            return Cell::Number(room);
        }
        Field::System(SystemField::Id) => {
            let mut hyphenated = [0; uuid::fmt::Hyphenated::LENGTH];
            let id = uuid::Uuid::from_bytes(record.stored.id).hyphenated();
            room.extend_from_slice(id.encode_lower(&mut hyphenated).as_bytes());
        }
        _ => {
            if moment_of(record, field).and_then(|moment| instant::write(room, moment, zone)).is_none() {
                return Cell::Empty;
            }
        }
    }
    Cell::Safe(room)
}

/// The instant of a field that has one.
pub(super) fn moment_of(record: &Record<'_>, field: Field) -> Option<i64> {
    match field {
        Field::System(SystemField::CreatedAt) => record.stored.created_at,
        Field::System(SystemField::UpdatedAt) => record.stored.updated_at,
        Field::DeletedAt => record.deleted_at,
        _ => None,
    }
}

/// The text of a number with a decimal comma. JSON has the point, whatever people write.
pub(super) fn with_comma(text: &[u8]) -> Vec<u8> {
    let is_json = matches!(text.first(), Some(b'{' | b'['));
    text.iter().map(|byte| if *byte == b'.' && !is_json { b',' } else { *byte }).collect()
}
