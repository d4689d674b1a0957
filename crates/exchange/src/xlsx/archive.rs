//! The directory of a ZIP archive, and the bytes of its parts as they are packed.

use std::cell::RefCell;
use std::io::{self, Read, Seek, SeekFrom};
use std::rc::Rc;

use dyntables_values::error::Error;

use crate::Source;
use crate::decode::{read_some, unreadable};
use crate::limits::{MAX_PARTS, MAX_UNPACKED};

/// The most bytes of the directory.
const MAX_DIRECTORY: u64 = 16 << 20;

/// A source that several readers share. Each has its own place.
#[derive(Clone)]
struct Shared<'s>(Rc<RefCell<Box<dyn Source + 's>>>);

impl Shared<'_> {
    fn read_at(&self, place: u64, into: &mut [u8]) -> io::Result<usize> {
        let mut source = self.0.borrow_mut();
        source.seek(SeekFrom::Start(place))?;
        source.read(into)
    }

    /// Reads exactly so many bytes.
    fn exact(&self, place: u64, length: usize) -> Result<Vec<u8>, Error> {
        let mut bytes = vec![0; length];
        let mut source = self.0.borrow_mut();
        source.seek(SeekFrom::Start(place)).map_err(|error| unreadable(&error))?;
        let mut got = 0;
        while got < length {
            match read_some(&mut **source, &mut bytes[got..])? {
                0 => return Err(damaged("it is cut off")),
                read => got += read,
            }
        }
        Ok(bytes)
    }
}

/// A part of the archive.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    /// The path, with slashes.
    pub(crate) name: String,
    /// 0 if it is stored as it is, 8 if it is deflated.
    pub(crate) method: u16,
    pub(crate) packed: u64,
    offset: u64,
}

/// An archive that is open.
pub(crate) struct Archive<'s> {
    source: Shared<'s>,
    entries: Vec<Entry>,
}

impl<'s> Archive<'s> {
    pub(crate) fn open(mut source: Box<dyn Source + 's>) -> Result<Self, Error> {
        let size = source.seek(SeekFrom::End(0)).map_err(|error| unreadable(&error))?;
        let source = Shared(Rc::new(RefCell::new(source)));
        let (place, length, count) = directory(&source, size)?;
        if count > MAX_PARTS {
            return Err(Error::limit(format!(
                "the file is packed of {count} parts; at most {MAX_PARTS} are read"
            )));
        }
        if length > MAX_DIRECTORY || length > size {
            return Err(damaged("its directory is larger than it can be"));
        }
        let bytes = source.exact(place, usize::try_from(length).unwrap_or(usize::MAX))?;
        let mut entries = Vec::new();
        let (mut rest, mut unpacked) = (bytes.as_slice(), 0_u64);
        while rest.starts_with(b"PK\x01\x02") && (entries.len() as u64) < MAX_PARTS {
            let (entry, claimed, used) = entry(rest)?;
            unpacked = unpacked.saturating_add(claimed);
            entries.push(entry);
            rest = rest.get(used..).ok_or_else(|| damaged("its directory is cut off"))?;
        }
        if unpacked > MAX_UNPACKED {
            return Err(too_large());
        }
        Ok(Archive { source, entries })
    }

    pub(crate) fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// The part of a path. Case and a slash before it do not matter.
    pub(crate) fn find(&self, path: &str) -> Option<&Entry> {
        let path = path.trim_start_matches('/');
        let exact = self.entries.iter().find(|entry| entry.name == path);
        exact.or_else(|| self.entries.iter().find(|entry| entry.name.eq_ignore_ascii_case(path)))
    }

    /// Reads a part as it is packed.
    pub(crate) fn packed(&self, entry: &Entry) -> Result<Packed<'s>, Error> {
        let header = self.source.exact(entry.offset, 30)?;
        if !header.starts_with(b"PK\x03\x04") {
            return Err(damaged("a part is not where the directory says"));
        }
        let place = entry.offset + 30 + u64::from(short(&header, 26)?) + u64::from(short(&header, 28)?);
        Ok(Packed { source: self.source.clone(), place, left: entry.packed, read: 0 })
    }
}

/// The packed bytes of a part.
pub(crate) struct Packed<'s> {
    source: Shared<'s>,
    place: u64,
    left: u64,
    pub(crate) read: u64,
}

impl Read for Packed<'_> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let most = usize::try_from(self.left).unwrap_or(usize::MAX).min(into.len());
        if most == 0 {
            return Ok(0);
        }
        let got = self.source.read_at(self.place, &mut into[..most])?;
        self.place += got as u64;
        self.left -= got as u64;
        self.read += got as u64;
        Ok(got)
    }
}

/// The error for a damaged archive.
pub(crate) fn damaged(what: &str) -> Error {
    Error::bad_file(format!("the XLSX file is damaged: {what}"), "Save it again, and import that.")
}

/// The error for what becomes too large when it is unpacked.
pub(crate) fn too_large() -> Error {
    Error::limit_hint(
        format!(
            "the XLSX file is larger than {} MiB when it is unpacked, or packed far more than others are",
            MAX_UNPACKED >> 20
        ),
        "Save the sheet as CSV.",
    )
}

/// Where the directory is, how long it is, and how many parts it has.
fn directory(source: &Shared<'_>, size: u64) -> Result<(u64, u64, u64), Error> {
    /// The end record, and the longest comment behind it.
    const TAIL: u64 = 22 + 65_535;
    let start = size.saturating_sub(TAIL);
    let tail = source.exact(start, usize::try_from(size - start).unwrap_or(0))?;
    let at = memchr::memmem::rfind(&tail, b"PK\x05\x06").ok_or_else(|| damaged("it has no end"))?;
    let end = &tail[at..];
    let (count, length, place) =
        (u64::from(short(end, 10)?), u64::from(long(end, 12)?), u64::from(long(end, 16)?));
    if count != 0xFFFF && length != 0xFFFF_FFFF && place != 0xFFFF_FFFF {
        return Ok((place, length, count));
    }
    // ZIP64: a locator before the end record tells where the larger one is.
    let place = (start + at as u64).checked_sub(20).ok_or_else(|| damaged("it has no end"))?;
    let locator = source.exact(place, 20)?;
    if !locator.starts_with(b"PK\x06\x07") {
        return Ok((u64::from(long(end, 16)?), length, count));
    }
    let record = source.exact(longer(&locator, 8)?, 56)?;
    if !record.starts_with(b"PK\x06\x06") {
        return Err(damaged("it has no end"));
    }
    Ok((longer(&record, 48)?, longer(&record, 40)?, longer(&record, 32)?))
}

/// The first part of a directory, the size that it claims to have unpacked, and how many bytes tell that.
fn entry(bytes: &[u8]) -> Result<(Entry, u64, usize), Error> {
    let (flags, method) = (short(bytes, 8)?, short(bytes, 10)?);
    let (mut packed, mut size) = (u64::from(long(bytes, 20)?), u64::from(long(bytes, 24)?));
    let mut offset = u64::from(long(bytes, 42)?);
    let [name, extra, comment] = [28, 30, 32].map(|at| short(bytes, at).map(usize::from));
    let (name, extra, comment) = (name?, extra?, comment?);
    let cut = || damaged("its directory is cut off");
    let name_bytes = bytes.get(46..46 + name).ok_or_else(cut)?;
    let mut fields = bytes.get(46 + name..46 + name + extra).ok_or_else(cut)?;
    // ZIP64 has the numbers that do not fit, in this order.
    while fields.len() >= 4 {
        let (id, length) = (short(fields, 0)?, usize::from(short(fields, 2)?));
        let Some(mut field) = fields.get(4..4 + length) else { break };
        if id == 1 {
            for number in [&mut size, &mut packed, &mut offset] {
                if *number == 0xFFFF_FFFF && field.len() >= 8 {
                    *number = longer(field, 0)?;
                    field = &field[8..];
                }
            }
        }
        fields = &fields[4 + length..];
    }
    if flags & 1 != 0 {
        return Err(Error::bad_file("the XLSX file has a password", "Save it without one."));
    }
    let name_text = String::from_utf8_lossy(name_bytes).replace('\\', "/");
    Ok((Entry { name: name_text, method, packed, offset }, size, 46 + name + extra + comment))
}

fn number<const N: usize>(bytes: &[u8], at: usize) -> Result<[u8; N], Error> {
    bytes.get(at..at + N).and_then(|bytes| bytes.try_into().ok()).ok_or_else(|| damaged("it is cut off"))
}

fn short(bytes: &[u8], at: usize) -> Result<u16, Error> {
    number(bytes, at).map(u16::from_le_bytes)
}

fn long(bytes: &[u8], at: usize) -> Result<u32, Error> {
    number(bytes, at).map(u32::from_le_bytes)
}

fn longer(bytes: &[u8], at: usize) -> Result<u64, Error> {
    number(bytes, at).map(u64::from_le_bytes)
}
