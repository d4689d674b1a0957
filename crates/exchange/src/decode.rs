//! Bytes of a file as UTF-8.
//!
//! A byte order mark decides the encoding. Else ASCII is read as such until the first other byte; then the next bytes
//! decide whether they are UTF-8 or windows-1252. Bytes that mean nothing in an encoding are given as bytes that no UTF-8
//! has, so that the cells with them are told from others.

use std::io::{ErrorKind, Read, Seek, SeekFrom};

use dyntables_values::error::Error;
use encoding_rs::{DecoderResult, Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use crate::Source;

/// How many bytes are read at once.
const PIECE: usize = 128 << 10;
/// How many bytes decide between UTF-8 and windows-1252, from the first on that is not ASCII.
const EVIDENCE: usize = 4 << 20;
/// A byte that no UTF-8 has.
const UNDECODABLE: u8 = 0xFF;

/// How bytes are decoded.
enum Charset {
    /// Nothing has been read.
    Begin,
    /// Only ASCII has been read, and no encoding is given.
    Ascii,
    Utf8,
    Other(Box<encoding_rs::Decoder>),
    /// The end was read. A decoder takes nothing after it.
    Done,
}

/// A source that is decoded while it is read.
pub(crate) struct Decoded<'s> {
    source: Box<dyn Source + 's>,
    given: Option<&'static Encoding>,
    /// What the bytes decided, once they did.
    decided: Option<&'static Encoding>,
    charset: Charset,
    piece: Vec<u8>,
    read: u64,
}

impl<'s> Decoded<'s> {
    pub(crate) fn new(source: Box<dyn Source + 's>, given: Option<&'static Encoding>) -> Self {
        Decoded { source, given, decided: None, charset: Charset::Begin, piece: Vec::new(), read: 0 }
    }

    /// The encoding, as far as it is known: ASCII is UTF-8.
    pub(crate) fn encoding(&self) -> &'static Encoding {
        self.decided.or(self.given).unwrap_or(UTF_8)
    }

    /// How many bytes of the source were read.
    pub(crate) fn bytes_read(&self) -> u64 {
        self.read
    }

    /// Begins again.
    pub(crate) fn rewind(&mut self) -> Result<(), Error> {
        self.source.rewind().map_err(|error| unreadable(&error))?;
        self.charset = Charset::Begin;
        self.read = 0;
        Ok(())
    }

    /// Appends the next bytes; false at the end.
    pub(crate) fn fill(&mut self, out: &mut Vec<u8>) -> Result<bool, Error> {
        let before = out.len();
        while !matches!(self.charset, Charset::Done) {
            let mut piece = std::mem::take(&mut self.piece);
            piece.resize(PIECE, 0);
            let got = self.fetch(&mut piece)?;
            self.read += got as u64;
            let result = self.decode(&piece[..got], got == 0, out);
            self.piece = piece;
            result?;
            if got == 0 {
                self.charset = Charset::Done;
            }
            if out.len() > before {
                break;
            }
        }
        Ok(out.len() > before)
    }

    /// Reads a piece. The first has at least the bytes of any byte order mark, if the source has them.
    fn fetch(&mut self, piece: &mut [u8]) -> Result<usize, Error> {
        let mut got = 0;
        while got < piece.len() {
            let read = read_some(&mut self.source, &mut piece[got..])?;
            got += read;
            if read == 0 || got >= 4 {
                break;
            }
        }
        Ok(got)
    }

    fn decode(&mut self, bytes: &[u8], is_last: bool, out: &mut Vec<u8>) -> Result<(), Error> {
        let mut bytes = bytes;
        if matches!(self.charset, Charset::Begin) {
            bytes = self.begin(bytes)?;
        }
        if matches!(self.charset, Charset::Ascii) {
            let Some(other) = bytes.iter().position(|byte| !byte.is_ascii()) else {
                out.extend_from_slice(bytes);
                return Ok(());
            };
            out.extend_from_slice(&bytes[..other]);
            bytes = &bytes[other..];
            let encoding = match self.decided {
                Some(encoding) => encoding,
                None => self.decide(bytes)?,
            };
            self.use_encoding(encoding);
        }
        match &mut self.charset {
            Charset::Begin | Charset::Ascii | Charset::Utf8 | Charset::Done => out.extend_from_slice(bytes),
            Charset::Other(decoder) => transcode(decoder, bytes, is_last, out),
        }
        Ok(())
    }

    /// Looks for a byte order mark, and takes it off.
    fn begin<'b>(&mut self, bytes: &'b [u8]) -> Result<&'b [u8], Error> {
        if bytes.is_empty() {
            return Ok(bytes);
        }
        if bytes.starts_with(&[0xFF, 0xFE, 0, 0]) || bytes.starts_with(&[0, 0, 0xFE, 0xFF]) {
            return Err(Error::bad_file("the file is encoded as UTF-32", "Encode it as UTF-8."));
        }
        let marked = Encoding::for_bom(bytes);
        match (self.given, marked) {
            // The mark is taken off if it is that of the given encoding. UTF-16 without an order has that of the mark.
            (Some(given), Some((found, length)))
                if given == found || (given == UTF_16LE && found == UTF_16BE) =>
            {
                self.decided = Some(found);
                self.use_encoding(found);
                Ok(&bytes[length..])
            }
            (Some(given), _) => {
                self.use_encoding(given);
                Ok(bytes)
            }
            (None, Some((found, length))) => {
                self.decided = Some(found);
                self.use_encoding(found);
                Ok(&bytes[length..])
            }
            (None, None) => {
                self.charset = Charset::Ascii;
                Ok(bytes)
            }
        }
    }

    fn use_encoding(&mut self, encoding: &'static Encoding) {
        self.charset = if encoding == UTF_8 {
            Charset::Utf8
        } else {
            Charset::Other(Box::new(encoding.new_decoder_without_bom_handling()))
        };
    }

    /// Decides between UTF-8 and windows-1252. `bytes` begins with the first that is not ASCII.
    fn decide(&mut self, bytes: &[u8]) -> Result<&'static Encoding, Error> {
        let mut evidence = Evidence::default();
        evidence.add(bytes);
        let mut seen = bytes.len();
        let mut piece = vec![0; PIECE];
        let place = self.source.stream_position().map_err(|error| unreadable(&error))?;
        while seen < EVIDENCE {
            let got = read_some(&mut self.source, &mut piece)?;
            if got == 0 {
                evidence.end();
                break;
            }
            evidence.add(&piece[..got]);
            seen += got;
        }
        self.source.seek(SeekFrom::Start(place)).map_err(|error| unreadable(&error))?;
        let decided = if evidence.is_utf8() { UTF_8 } else { WINDOWS_1252 };
        self.decided = Some(decided);
        Ok(decided)
    }
}

/// Decodes bytes. Those that mean nothing become [`UNDECODABLE`].
fn transcode(decoder: &mut encoding_rs::Decoder, bytes: &[u8], is_last: bool, out: &mut Vec<u8>) {
    let mut bytes = bytes;
    loop {
        let start = out.len();
        let room =
            decoder.max_utf8_buffer_length_without_replacement(bytes.len()).unwrap_or(bytes.len() * 3 + 16);
        out.resize(start + room, 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(bytes, &mut out[start..], is_last);
        out.truncate(start + written);
        bytes = &bytes[read..];
        match result {
            DecoderResult::InputEmpty => return,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => out.push(UNDECODABLE),
        }
    }
}

/// How many characters beyond ASCII are UTF-8, and how many bytes are none.
#[derive(Default)]
struct Evidence {
    valid: usize,
    invalid: usize,
    /// The bytes of a character that is not complete.
    rest: Vec<u8>,
}

impl Evidence {
    fn add(&mut self, bytes: &[u8]) {
        if self.rest.is_empty() {
            return self.count(bytes);
        }
        let mut joined = std::mem::take(&mut self.rest);
        joined.extend_from_slice(bytes);
        self.count(&joined);
    }

    fn count(&mut self, bytes: &[u8]) {
        for chunk in bytes.utf8_chunks() {
            // The first byte of a character has both of its highest bits set.
            self.valid += chunk.valid().bytes().filter(|byte| *byte >= 0xC0).count();
            let invalid = chunk.invalid();
            let is_end = chunk.invalid().as_ptr_range().end == bytes.as_ptr_range().end;
            if is_end && !invalid.is_empty() && is_unfinished(invalid) {
                self.rest = invalid.to_vec();
            } else {
                self.invalid += invalid.len();
            }
        }
    }

    fn end(&mut self) {
        self.invalid += std::mem::take(&mut self.rest).len();
    }

    /// Text in windows-1252 has hardly two characters in a row that are UTF-8 by chance, so a few wrong bytes among many
    /// right ones are damage. They are told as faults of their cells.
    fn is_utf8(&self) -> bool {
        self.invalid == 0 || self.valid > self.invalid
    }
}

/// Whether bytes are the beginning of a character of UTF-8.
fn is_unfinished(bytes: &[u8]) -> bool {
    std::str::from_utf8(bytes).is_err_and(|error| error.valid_up_to() == 0 && error.error_len().is_none())
}

/// Reads some bytes; 0 at the end.
pub(crate) fn read_some(source: &mut (impl Read + ?Sized), into: &mut [u8]) -> Result<usize, Error> {
    loop {
        match source.read(into) {
            Ok(got) => return Ok(got),
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) => return Err(unreadable(&error)),
        }
    }
}

/// The error for a source that cannot be read.
pub(crate) fn unreadable(error: &std::io::Error) -> Error {
    Error::bad_file(format!("the file cannot be read: {error}"), "Upload it again.")
}
