//! JSON as a stream: where a value ends, without reading what is in it.

use dyntables_values::error::Error;
use memchr::{memchr_iter, memchr2};

use crate::decode::Decoded;
use crate::limits::MAX_JSON_RECORD;

/// Reads JSON piece by piece, and knows the line.
pub(crate) struct Scanner<'s> {
    input: Decoded<'s>,
    buffer: Vec<u8>,
    at: usize,
    /// How many bytes of UTF-8 were before the buffer.
    before: u64,
    line: u64,
    /// Where the line began, as [`Scanner::offset`] counts.
    line_start: u64,
}

impl<'s> Scanner<'s> {
    pub(crate) fn new(input: Decoded<'s>) -> Self {
        Scanner { input, buffer: Vec::new(), at: 0, before: 0, line: 1, line_start: 0 }
    }

    pub(crate) fn input(&self) -> &Decoded<'s> {
        &self.input
    }

    /// How many bytes of UTF-8 were taken.
    pub(crate) fn offset(&self) -> u64 {
        self.before + self.at as u64
    }

    pub(crate) fn line(&self) -> u64 {
        self.line
    }

    /// Goes back to the beginning, and passes over some bytes.
    pub(crate) fn rewind_to(&mut self, offset: u64) -> Result<(), Error> {
        self.input.rewind()?;
        self.buffer.clear();
        (self.at, self.before, self.line, self.line_start) = (0, 0, 1, 0);
        while self.offset() < offset && self.more()? {
            let most = usize::try_from(offset - self.offset()).unwrap_or(usize::MAX);
            self.take(most.min(self.buffer.len() - self.at));
        }
        Ok(())
    }

    /// Reads on; false at the end. Bytes that were not taken stay.
    fn more(&mut self) -> Result<bool, Error> {
        if self.at > 0 {
            self.before += self.at as u64;
            self.buffer.drain(..self.at);
            self.at = 0;
        }
        self.input.fill(&mut self.buffer)
    }

    /// Takes bytes out of the buffer, and counts their lines.
    fn take(&mut self, length: usize) {
        let taken = &self.buffer[self.at..self.at + length];
        let mut last = None;
        for at in memchr_iter(b'\n', taken) {
            self.line += 1;
            last = Some(at);
        }
        if let Some(last) = last {
            self.line_start = self.offset() + last as u64 + 1;
        }
        self.at += length;
    }

    /// The next byte that is no blank. It stays.
    pub(crate) fn peek(&mut self) -> Result<Option<u8>, Error> {
        loop {
            let rest = &self.buffer[self.at..];
            let blanks = rest.iter().position(|byte| !matches!(byte, b' ' | b'\t' | b'\n' | b'\r'));
            self.take(blanks.unwrap_or(rest.len()));
            match self.buffer.get(self.at).copied() {
                Some(byte) => return Ok(Some(byte)),
                None if !self.more()? => return Ok(None),
                None => {}
            }
        }
    }

    /// Takes the byte that [`Scanner::peek`] gave.
    pub(crate) fn advance(&mut self) {
        self.take(1);
    }

    /// The text of the next value, with its line and the place of its first byte in the line. `None` at the end of the
    /// file.
    pub(crate) fn value(&mut self) -> Result<Option<Text<'_>>, Error> {
        if self.peek()?.is_none() {
            return Ok(None);
        }
        let mut extent = Extent::default();
        let length = loop {
            if let Some(length) = extent.end(&self.buffer[self.at..]) {
                break length;
            }
            if self.buffer.len() - self.at > MAX_JSON_RECORD {
                return Err(Error::limit(format!(
                    "the value that begins in line {} is larger than {} MiB",
                    self.line,
                    MAX_JSON_RECORD >> 20
                )));
            }
            if !self.more()? {
                break self.buffer.len() - self.at;
            }
        };
        let (line, column) = (self.line, self.offset() - self.line_start);
        let start = self.at;
        self.take(length);
        Ok(Some(Text { bytes: &self.buffer[start..start + length], line, column }))
    }

    /// Passes over the next value, of any size.
    pub(crate) fn skip(&mut self) -> Result<(), Error> {
        if self.peek()?.is_none() {
            return Err(self.unexpected());
        }
        let mut extent = Extent::default();
        loop {
            let rest = &self.buffer[self.at..];
            let end = extent.end(rest);
            let length = end.unwrap_or(rest.len());
            extent.forget();
            self.take(length);
            if end.is_some() {
                return Ok(());
            }
            if !self.more()? {
                return if extent.is_open() { Err(self.unexpected()) } else { Ok(()) };
            }
        }
    }

    /// The error for what is no JSON here.
    pub(crate) fn unexpected(&mut self) -> Error {
        let column = self.offset() - self.line_start + 1;
        let rest = &self.buffer[self.at..];
        let found = match rest.first() {
            None => "the end of the file".to_owned(),
            Some(_) => {
                let text = String::from_utf8_lossy(&rest[..rest.len().min(20)]);
                format!(
                    "\"{}\"",
                    text.lines().next().unwrap_or_default().chars().take(10).collect::<String>()
                )
            }
        };
        malformed(self.line, column, &format!("{found} is not expected here"))
    }
}

/// The error for a file that is no JSON.
pub(crate) fn malformed(line: u64, column: u64, what: &str) -> Error {
    Error::bad_file(
        format!("the file is no JSON: line {line}, column {column}: {what}"),
        "Write it as an array of objects, or as an object in each line.",
    )
}

/// The text of a value.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Text<'b> {
    pub(crate) bytes: &'b [u8],
    pub(crate) line: u64,
    /// How many bytes are before it in its line.
    pub(crate) column: u64,
}

impl Text<'_> {
    /// The error for a value that serde_json refuses. Its message ends with the place within the value.
    pub(crate) fn malformed(&self, error: &serde_json::Error) -> Error {
        let within = error.line().max(1) as u64;
        let column = error.column() as u64 + if within == 1 { self.column } else { 0 };
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        if message == "recursion limit exceeded" {
            return Error::limit(format!(
                "the record that begins in line {} is nested deeper than 128 levels",
                self.line
            ));
        }
        malformed(self.line + within - 1, column.max(1), message)
    }
}

/// Finds the end of a value whose text grows.
#[derive(Debug, Default)]
struct Extent {
    /// How much of the text was looked at.
    seen: usize,
    depth: u64,
    in_string: bool,
    /// Whether a backslash was the last byte.
    escaped: bool,
    /// Whether it is a number, true, false or null.
    is_bare: bool,
}

impl Extent {
    /// The length of the value; `None` if more bytes are needed. The text is the one of before, and more.
    fn end(&mut self, text: &[u8]) -> Option<usize> {
        let mut at = self.seen;
        while at < text.len() {
            if self.in_string {
                if self.escaped {
                    self.escaped = false;
                    at += 1;
                    continue;
                }
                let Some(found) = memchr2(b'"', b'\\', &text[at..]) else {
                    at = text.len();
                    break;
                };
                at += found + 1;
                if text[at - 1] == b'\\' {
                    self.escaped = true;
                } else {
                    self.in_string = false;
                    if self.depth == 0 {
                        return Some(at);
                    }
                }
                continue;
            }
            match text[at] {
                b'"' if !self.is_bare => self.in_string = true,
                b'{' | b'[' if !self.is_bare => self.depth += 1,
                b'}' | b']' if self.depth > 0 => {
                    self.depth -= 1;
                    if self.depth == 0 {
                        return Some(at + 1);
                    }
                }
                b',' | b']' | b'}' | b':' | b' ' | b'\t' | b'\n' | b'\r' | b'"' | b'{' | b'['
                    if self.is_bare =>
                {
                    return Some(at);
                }
                // A mark where a value is due: it is told as what it is.
                b',' | b']' | b'}' | b':' if self.depth == 0 => return Some(at + 1),
                _ if self.depth == 0 => self.is_bare = true,
                _ => {}
            }
            at += 1;
        }
        self.seen = at;
        None
    }

    /// Begins to count anew, as the text that was looked at is gone.
    fn forget(&mut self) {
        self.seen = 0;
    }

    /// Whether the value goes on.
    fn is_open(&self) -> bool {
        self.depth > 0 || self.in_string
    }
}
