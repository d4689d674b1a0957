//! What the parts of a workbook around its sheets say: which sheets there are, texts that cells share, formats.

use std::collections::HashMap;

use dyntables_values::error::Error;

use crate::limits::{MAX_CELL, MAX_SHARED};
use crate::xlsx::archive::{Archive, damaged};
use crate::xlsx::format::{Shown, builtin, of_code};
use crate::xlsx::xml::{Token, Xml, drop_blanks};

/// A sheet of a workbook.
#[derive(Debug, Clone)]
pub(crate) struct Sheet {
    pub(crate) name: String,
    pub(crate) path: String,
    pub(crate) is_hidden: bool,
}

/// What a workbook says of itself.
#[derive(Debug)]
pub(crate) struct Contents {
    pub(crate) sheets: Vec<Sheet>,
    /// Whether days are counted from 1904.
    pub(crate) is_1904: bool,
    pub(crate) strings: Vec<Box<str>>,
    /// How the cells of each style are shown.
    pub(crate) styles: Vec<Shown>,
}

impl Contents {
    pub(crate) fn read(archive: &Archive<'_>) -> Result<Self, Error> {
        let root = relations(archive, "_rels/.rels")?;
        let book = root.values().find(|relation| relation.kind == "officeDocument");
        let book = book.map_or("xl/workbook.xml".to_owned(), |relation| resolved("", &relation.target));
        let Some(entry) = archive.find(&book) else { return Err(no_workbook(archive)) };
        let folder = book.rsplit_once('/').map_or(String::new(), |(folder, _)| format!("{folder}/"));
        let file = book.rsplit('/').next().unwrap_or_default();
        let relations = relations(archive, &format!("{folder}_rels/{file}.rels"))?;
        if !entry.name.ends_with(".xml") {
            return Err(no_workbook(archive));
        }
        let mut contents =
            Contents { sheets: Vec::new(), is_1904: false, strings: Vec::new(), styles: Vec::new() };
        let mut xml = Xml::open(archive, entry)?;
        loop {
            match xml.next()? {
                Token::Start(element) if element.name() == b"workbookPr" => {
                    contents.is_1904 =
                        matches!(element.attribute(b"date1904").as_deref(), Some("1" | "true" | "on"));
                }
                Token::Start(element) if element.name() == b"sheet" => {
                    let relation = element.attribute(b"id").and_then(|id| relations.get(&id));
                    if let (Some(name), Some(relation)) = (element.attribute(b"name"), relation)
                        && relation.kind == "worksheet"
                    {
                        let path = resolved(&folder, &relation.target);
                        let is_hidden = element.attribute(b"state").is_some_and(|state| state != "visible");
                        contents.sheets.push(Sheet { name, path, is_hidden });
                    }
                }
                Token::Done => break,
                _ => {}
            }
        }
        let path = |kind: &str| {
            let relation = relations.values().find(|relation| relation.kind == kind);
            relation.and_then(|relation| archive.find(&resolved(&folder, &relation.target)))
        };
        if let Some(entry) = path("sharedStrings") {
            contents.strings = strings(Xml::open(archive, entry)?)?;
        }
        if let Some(entry) = path("styles") {
            contents.styles = styles(Xml::open(archive, entry)?)?;
        }
        Ok(contents)
    }
}

/// The error for an archive that is no workbook.
fn no_workbook(archive: &Archive<'_>) -> Error {
    let has = |start: &str| archive.entries().iter().any(|entry| entry.name.starts_with(start));
    let what = if has("word/") {
        "a Word document"
    } else if has("ppt/") {
        "a presentation"
    } else if has("xl/") {
        "a binary Excel workbook (.xlsb)"
    } else if has("content.xml") {
        "an OpenDocument file"
    } else {
        "a ZIP archive, and no Excel workbook"
    };
    Error::bad_file(format!("the file is {what}"), "Save the table as .xlsx or CSV.")
}

/// What a part refers to.
struct Relation {
    /// The last word of the type.
    kind: String,
    target: String,
}

fn relations(archive: &Archive<'_>, path: &str) -> Result<HashMap<String, Relation>, Error> {
    let mut relations = HashMap::new();
    let Some(entry) = archive.find(path) else { return Ok(relations) };
    let mut xml = Xml::open(archive, entry)?;
    loop {
        match xml.next()? {
            Token::Start(element) if element.name() == b"Relationship" => {
                let attribute = |name: &[u8]| element.attribute(name).unwrap_or_default();
                let kind = attribute(b"Type").rsplit('/').next().unwrap_or_default().to_owned();
                relations.insert(attribute(b"Id"), Relation { kind, target: attribute(b"Target") });
            }
            Token::Done => return Ok(relations),
            _ => {}
        }
    }
}

/// A target as a path of the archive.
fn resolved(folder: &str, target: &str) -> String {
    if let Some(absolute) = target.strip_prefix('/') {
        return absolute.to_owned();
    }
    let mut steps: Vec<&str> = folder.split('/').filter(|step| !step.is_empty()).collect();
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => {
                steps.pop();
            }
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The texts that cells share.
fn strings(mut xml: Xml<'_>) -> Result<Vec<Box<str>>, Error> {
    let (mut strings, mut bytes) = (Vec::new(), 0);
    let mut text = String::new();
    let (mut in_text, mut is_phonetic) = (false, false);
    let (mut start, mut keeps_blanks) = (0, false);
    loop {
        match xml.next()? {
            Token::Start(element) => match element.name() {
                b"si" => {
                    text.clear();
                    in_text = false;
                }
                b"t" if !is_phonetic => {
                    in_text = true;
                    (start, keeps_blanks) = (text.len(), element.keeps_blanks());
                }
                b"rPh" => is_phonetic = true,
                _ => {}
            },
            Token::End(name) => match name {
                b"t" => {
                    if in_text && !keeps_blanks {
                        drop_blanks(&mut text, start);
                    }
                    in_text = false;
                }
                b"rPh" => is_phonetic = false,
                b"si" => {
                    bytes += text.len() + size_of::<Box<str>>();
                    strings.push(unescaped(&text).into_boxed_str());
                }
                _ => {}
            },
            Token::Text(piece) if in_text => text.push_str(&piece),
            Token::Text(_) => {}
            Token::Done => return Ok(strings),
        }
        if bytes > MAX_SHARED || text.len() > MAX_CELL {
            return Err(Error::limit_hint(
                format!("the texts of the XLSX file are larger than {} MiB", MAX_SHARED >> 20),
                "Save the sheet as CSV.",
            ));
        }
    }
}

/// How the cells of each style are shown.
fn styles(mut xml: Xml<'_>) -> Result<Vec<Shown>, Error> {
    /// Excel has at most 65,490 styles of cells.
    const MOST: usize = 100_000;
    let mut own: HashMap<u32, Shown> = HashMap::new();
    let mut styles = Vec::new();
    let mut in_cells = false;
    loop {
        match xml.next()? {
            Token::Start(element) => {
                let number = |name: &[u8]| element.attribute(name).and_then(|text| text.parse::<u32>().ok());
                match element.name() {
                    b"numFmt" => {
                        if let (Some(id), Some(code)) =
                            (number(b"numFmtId"), element.attribute(b"formatCode"))
                            && own.len() < MOST
                        {
                            own.insert(id, of_code(&code));
                        }
                    }
                    b"cellXfs" => in_cells = true,
                    b"xf" if in_cells && styles.len() < MOST => {
                        let id = number(b"numFmtId").unwrap_or(0);
                        styles.push(own.get(&id).copied().unwrap_or_else(|| builtin(id)));
                    }
                    _ => {}
                }
            }
            Token::End(name) if name == b"cellXfs" => in_cells = false,
            Token::Done => return Ok(styles),
            _ => {}
        }
    }
}

/// A text without the escapes of Office: `_x000D_` is a CR. An escape is a unit of UTF-16, so two may be one character; half
/// of one stays as it is.
pub(crate) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let (c, length) = character(rest).unwrap_or(('_', 1));
        out.push(c);
        rest = &rest[length..];
    }
    out.push_str(rest);
    out
}

/// The character whose escape begins a text, and how long the escape is.
fn character(text: &str) -> Option<(char, usize)> {
    /// The length of an escape.
    const ONE: usize = 7;
    let unit = |at: usize| {
        let code = text.get(at..at + ONE)?.strip_prefix("_x")?.strip_suffix('_')?;
        let is_hex = code.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex.then(|| u16::from_str_radix(code, 16).ok()).flatten()
    };
    let first = unit(0)?;
    if let Some(c) = char::from_u32(u32::from(first)) {
        return Some((c, ONE));
    }
    let pair = [first, unit(ONE)?];
    let c = char::decode_utf16(pair).next()?.ok()?;
    Some((c, 2 * ONE))
}

/// The sheet that is read: the given one, or the first that is not hidden.
pub(crate) fn chosen<'c>(
    contents: &'c Contents,
    given: Option<&crate::options::Sheet>,
) -> Result<&'c Sheet, Error> {
    use crate::options::Sheet as Given;
    let sheets = &contents.sheets;
    let names = || sheets.iter().map(|sheet| sheet.name.as_str()).collect::<Vec<_>>();
    match given {
        None => sheets
            .iter()
            .find(|sheet| !sheet.is_hidden)
            .or(sheets.first())
            .ok_or_else(|| damaged("it has no sheet")),
        Some(Given::Name(name)) => {
            let exact = sheets.iter().find(|sheet| sheet.name == *name);
            let lower = name.to_lowercase();
            let found = exact.or_else(|| sheets.iter().find(|sheet| sheet.name.to_lowercase() == lower));
            found.ok_or_else(|| Error::unknown("sheet", name, names()))
        }
        Some(Given::Number(number)) => {
            sheets.get(number - 1).ok_or_else(|| Error::unknown("sheet", &number.to_string(), names()))
        }
    }
}
