//! A part of a workbook as events of XML. What is unpacked, and what one event takes, is bounded.

use std::io::{self, BufRead, BufReader, Read};

use dyntables_values::error::Error;
use flate2::read::DeflateDecoder;
use quick_xml::Reader;
use quick_xml::events::{BytesStart, Event};

use crate::limits::{MAX_CELL, MAX_UNPACKED};
use crate::xlsx::archive::{Archive, Entry, Packed, damaged, too_large};

/// How many times larger than its packed bytes a part may be, if it is large at all.
const MAX_RATIO: u64 = 300;
/// What is not large.
const SMALL: u64 = 32 << 20;
/// The most bytes of an event: a text of Excel has at most 32,767 characters.
const MAX_EVENT: u64 = MAX_CELL as u64 + (1 << 20);
/// How deep elements may be within others.
const MAX_DEPTH: u32 = 100;

/// Reads packed bytes, of one of the two kinds.
enum Unpacking<'s> {
    Stored(Packed<'s>),
    Deflated(Box<DeflateDecoder<BufReader<Packed<'s>>>>),
}

/// The unpacked bytes of a part.
struct Unpacked<'s> {
    bytes: Unpacking<'s>,
    buffer: Vec<u8>,
    at: usize,
    /// How many bytes were unpacked.
    total: u64,
    /// How many bytes the event may still take.
    left: u64,
    is_too_large: bool,
}

impl Unpacked<'_> {
    fn packed(&self) -> u64 {
        match &self.bytes {
            Unpacking::Stored(packed) => packed.read,
            Unpacking::Deflated(decoder) => decoder.get_ref().get_ref().read,
        }
    }

    fn refill(&mut self) -> io::Result<()> {
        self.buffer.resize(64 << 10, 0);
        self.at = 0;
        let got = match &mut self.bytes {
            Unpacking::Stored(packed) => packed.read(&mut self.buffer),
            Unpacking::Deflated(decoder) => decoder.read(&mut self.buffer),
        };
        self.buffer.truncate(*got.as_ref().unwrap_or(&0));
        self.total += got? as u64;
        let is_bomb = self.total > SMALL && self.total / self.packed().max(1) > MAX_RATIO;
        if self.total > MAX_UNPACKED || is_bomb {
            return Err(self.refuse());
        }
        Ok(())
    }

    fn refuse(&mut self) -> io::Error {
        self.is_too_large = true;
        io::Error::other("too large")
    }
}

impl Read for Unpacked<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let bytes = self.fill_buf()?;
        let length = bytes.len().min(into.len());
        into[..length].copy_from_slice(&bytes[..length]);
        self.consume(length);
        Ok(length)
    }
}

impl BufRead for Unpacked<'_> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.buffer.len() {
            if self.left == 0 {
                return Err(self.refuse());
            }
            self.refill()?;
        }
        Ok(&self.buffer[self.at..])
    }

    fn consume(&mut self, amount: usize) {
        self.at += amount;
        self.left = self.left.saturating_sub(amount as u64);
    }
}

/// Reads the events of a part.
pub(crate) struct Xml<'s> {
    reader: Reader<Unpacked<'s>>,
    buffer: Vec<u8>,
    depth: u32,
}

/// What a part has next.
pub(crate) enum Token<'x> {
    /// An element begins.
    Start(Element<'x>),
    /// An element ends; its name without a prefix.
    End(&'x [u8]),
    /// A piece of text.
    Text(String),
    Done,
}

/// The beginning of an element.
pub(crate) struct Element<'x>(BytesStart<'x>);

impl Element<'_> {
    /// The name without a prefix.
    pub(crate) fn name(&self) -> &[u8] {
        self.0.local_name().into_inner()
    }

    /// An attribute, by its name without a prefix.
    pub(crate) fn attribute(&self, name: &[u8]) -> Option<String> {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        let found = attributes.flatten().find(|attribute| attribute.key.local_name().into_inner() == name)?;
        let text = String::from_utf8_lossy(&found.value).into_owned();
        Some(match quick_xml::escape::unescape(&text) {
            Ok(unescaped) => unescaped.into_owned(),
            Err(_) => text,
        })
    }

    /// Whether blanks around its text are a part of it. Excel drops them where nothing says so.
    pub(crate) fn keeps_blanks(&self) -> bool {
        self.attribute(b"space").as_deref() == Some("preserve")
    }

    /// Gives each attribute with its raw value.
    pub(crate) fn each_attribute(&self, mut give: impl FnMut(&[u8], &[u8])) {
        let mut attributes = self.0.attributes();
        attributes.with_checks(false);
        for attribute in attributes.flatten() {
            give(attribute.key.local_name().into_inner(), &attribute.value);
        }
    }
}

impl<'s> Xml<'s> {
    pub(crate) fn open(archive: &Archive<'s>, entry: &Entry) -> Result<Self, Error> {
        let packed = archive.packed(entry)?;
        let bytes = match entry.method {
            0 => Unpacking::Stored(packed),
            8 => {
                let packed = BufReader::with_capacity(32 << 10, packed);
                Unpacking::Deflated(Box::new(DeflateDecoder::new(packed)))
            }
            _ => return Err(damaged("a part is packed in an unknown way")),
        };
        let unpacked =
            Unpacked { bytes, buffer: Vec::new(), at: 0, total: 0, left: MAX_EVENT, is_too_large: false };
        let mut reader = Reader::from_reader(unpacked);
        let config = reader.config_mut();
        config.expand_empty_elements = true;
        config.check_end_names = false;
        config.allow_dangling_amp = true;
        Ok(Xml { reader, buffer: Vec::new(), depth: 0 })
    }

    /// How many packed bytes were read.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.reader.get_ref().packed()
    }

    /// The next token.
    pub(crate) fn next(&mut self) -> Result<Token<'_>, Error> {
        loop {
            self.buffer.clear();
            self.reader.get_mut().left = MAX_EVENT;
            // The borrow checker sees no end of a borrow that one arm returns, so only owned things leave the loop.
            let event = match self.reader.read_event_into(&mut self.buffer) {
                Ok(event) => event.into_owned(),
                Err(error) => {
                    return Err(match self.reader.get_ref().is_too_large {
                        true => too_large(),
                        false => damaged(&format!("{error}")),
                    });
                }
            };
            return Ok(match event {
                Event::Start(start) => {
                    self.depth += 1;
                    if self.depth > MAX_DEPTH {
                        return Err(damaged("its elements are too deep"));
                    }
                    Token::Start(Element(start))
                }
                Event::End(end) => {
                    self.depth = self.depth.saturating_sub(1);
                    self.buffer.clear();
                    self.buffer.extend_from_slice(end.local_name().into_inner());
                    Token::End(&self.buffer)
                }
                Event::Text(text) => Token::Text(utf8(&text)?.to_owned()),
                Event::CData(text) => Token::Text(utf8(&text)?.to_owned()),
                Event::GeneralRef(name) => Token::Text(match name.resolve_char_ref() {
                    Ok(Some(c)) => c.to_string(),
                    Ok(None) => {
                        predefined(&name).ok_or_else(|| damaged("it has an unknown entity"))?.to_owned()
                    }
                    Err(_) => return Err(damaged("it has a wrong reference to a character")),
                }),
                Event::Eof => Token::Done,
                Event::DocType(_) => return Err(damaged("it defines entities")),
                _ => continue,
            });
        }
    }
}

/// Drops the blanks of XML around what stands behind a place of a text.
pub(crate) fn drop_blanks(text: &mut String, start: usize) {
    const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];
    text.truncate(start + text[start..].trim_end_matches(BLANKS).len());
    let blanks = text.len() - start - text[start..].trim_start_matches(BLANKS).len();
    text.drain(start..start + blanks);
}

fn utf8(bytes: &[u8]) -> Result<&str, Error> {
    std::str::from_utf8(bytes).map_err(|_| damaged("it is not UTF-8"))
}

fn predefined(name: &[u8]) -> Option<&'static str> {
    Some(match name {
        b"lt" => "<",
        b"gt" => ">",
        b"amp" => "&",
        b"apos" => "'",
        b"quot" => "\"",
        _ => return None,
    })
}
