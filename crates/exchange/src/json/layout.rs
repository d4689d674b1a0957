//! Where the records of a JSON file are.

use dyntables_values::error::Error;
use dyntables_values::text::shorten_text;

use crate::format::Format;
use crate::json::scan::{Scanner, malformed};

/// Where the records are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Layout {
    /// In an array that begins after so many bytes.
    Array(u64),
    /// One after the other.
    Lines,
}

/// A member of the only object of a file.
struct Member {
    name: String,
    kind: Kind,
    /// Where the value begins.
    offset: u64,
}

#[derive(PartialEq, Eq)]
enum Kind {
    /// A text, a number, true, false or null; whether it is the text by which GeoJSON names a list of features.
    Scalar(bool),
    /// An array of texts and numbers, or an empty one.
    List,
    /// An array whose first element is an object.
    Objects,
    Nested,
}

/// Finds the records.
pub(crate) fn find(scanner: &mut Scanner<'_>, format: Option<Format>) -> Result<Layout, Error> {
    match scanner.peek()? {
        Some(b'[') => Ok(Layout::Array(scanner.offset())),
        Some(b'{') => of_object(scanner, format),
        None => Ok(Layout::Lines),
        Some(_) => Err(scanner.unexpected()),
    }
}

fn of_object(scanner: &mut Scanner<'_>, format: Option<Format>) -> Result<Layout, Error> {
    let first_line = scanner.line();
    let members = members(scanner)?;
    let is_one_line = scanner.line() == first_line;
    match scanner.peek()? {
        Some(b'{') => return Ok(Layout::Lines),
        Some(_) => return Err(scanner.unexpected()),
        None if format == Some(Format::Jsonl) => return Ok(Layout::Lines),
        None => {}
    }
    let lists: Vec<&Member> = members.iter().filter(|member| member.kind == Kind::Objects).collect();
    let is_geojson = members.iter().any(|member| member.name == "type" && member.kind == Kind::Scalar(true));
    match lists.as_slice() {
        // Whatever else the object has would be lost.
        [only] if members.len() == 1 || (is_geojson && only.name == "features") => {
            Ok(Layout::Array(only.offset))
        }
        // A list of one record, which has an array of objects.
        [_] if format.is_none() && is_one_line => Ok(Layout::Lines),
        [only] => {
            let others = names(members.iter().filter(|member| member.name != only.name));
            Err(one_object(format!(
                "it has the array of objects \"{}\" beside {others}",
                shorten_text(&only.name)
            )))
        }
        [] => {
            let is_flat = members.iter().all(|member| matches!(member.kind, Kind::Scalar(_) | Kind::List));
            if format.is_none() && is_one_line && is_flat && !members.is_empty() {
                return Ok(Layout::Lines);
            }
            Err(one_object(format!("its members are {}", names(members.iter()))))
        }
        several => {
            let count = several.len();
            Err(one_object(format!("it has {count} arrays of objects, {}", names(several.iter().copied()))))
        }
    }
}

fn one_object(what: String) -> Error {
    Error::bad_file(
        format!("the file holds one object, not a list of records: {what}"),
        "Take the array of records out of it. With \"format\": \"jsonl\" the object is one record.",
    )
}

/// The first names of members.
fn names<'m>(members: impl Iterator<Item = &'m Member>) -> String {
    const MOST: usize = 5;
    let mut names: Vec<String> =
        members.take(MOST + 1).map(|member| format!("\"{}\"", shorten_text(&member.name))).collect();
    if names.len() > MOST {
        names[MOST] = "…".to_owned();
    }
    names.join(", ")
}

/// The members of the object that begins here.
fn members(scanner: &mut Scanner<'_>) -> Result<Vec<Member>, Error> {
    /// More members are no names of columns.
    const MOST: usize = 10_000;
    let mut members = Vec::new();
    scanner.advance();
    loop {
        match scanner.peek()? {
            Some(b'}') if members.is_empty() => break,
            Some(b'"') => {}
            _ => return Err(scanner.unexpected()),
        }
        let name = name(scanner)?;
        if scanner.peek()? != Some(b':') {
            return Err(scanner.unexpected());
        }
        scanner.advance();
        let first = scanner.peek()?;
        let offset = scanner.offset();
        let kind = match first {
            Some(b'{') => {
                scanner.skip()?;
                Kind::Nested
            }
            Some(b'[') => array(scanner)?,
            Some(b'"') => {
                let text = scanner.value()?;
                Kind::Scalar(text.is_some_and(|text| text.bytes == b"\"FeatureCollection\""))
            }
            _ => {
                scanner.skip()?;
                Kind::Scalar(false)
            }
        };
        if members.len() < MOST {
            members.push(Member { name, kind, offset });
        }
        match scanner.peek()? {
            Some(b',') => scanner.advance(),
            Some(b'}') => break,
            _ => return Err(scanner.unexpected()),
        }
    }
    scanner.advance();
    Ok(members)
}

fn name(scanner: &mut Scanner<'_>) -> Result<String, Error> {
    let Some(text) = scanner.value()? else { return Err(scanner.unexpected()) };
    let (line, column) = (text.line, text.column);
    serde_json::from_slice(text.bytes).map_err(|error| malformed(line, column + 1, &error.to_string()))
}

/// Passes over an array, and tells what is in it.
fn array(scanner: &mut Scanner<'_>) -> Result<Kind, Error> {
    scanner.advance();
    let mut kind = match scanner.peek()? {
        Some(b'{') => Kind::Objects,
        _ => Kind::List,
    };
    let mut is_first = true;
    loop {
        match scanner.peek()? {
            Some(b']') if is_first => break,
            None => return Err(scanner.unexpected()),
            Some(b'{') if kind == Kind::Objects => {}
            Some(b'{' | b'[') => kind = Kind::Nested,
            Some(_) if kind == Kind::Objects => kind = Kind::Nested,
            Some(_) => {}
        }
        is_first = false;
        scanner.skip()?;
        match scanner.peek()? {
            Some(b',') => scanner.advance(),
            Some(b']') => break,
            _ => return Err(scanner.unexpected()),
        }
    }
    scanner.advance();
    Ok(kind)
}
