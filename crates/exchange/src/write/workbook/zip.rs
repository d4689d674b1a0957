//! How are parts packed into a ZIP file from front to back? The size of a part stands behind it, as the format allows.

use std::io::Write;

use dyntables_values::Error;
use flate2::write::DeflateEncoder;
use flate2::{Compression, Crc};

/// A ZIP file that is being written.
#[derive(Default)]
pub(super) struct Zip {
    parts: Vec<Part>,
    /// How many bytes were written.
    size: u64,
    open: Option<Open>,
}

struct Part {
    name: &'static str,
    offset: u32,
    crc: u32,
    packed: u32,
    size: u32,
}

struct Open {
    encoder: DeflateEncoder<Vec<u8>>,
    crc: Crc,
    size: u64,
    packed: u64,
}

/// Deflated, and the sizes come later. Names are UTF-8.
const FLAGS: [u8; 2] = 0x0808_u16.to_le_bytes();
const DEFLATED: [u8; 2] = 8_u16.to_le_bytes();
const VERSION: [u8; 2] = 20_u16.to_le_bytes();
/// Midnight of 1980-01-01, which is the first moment that the format has: the same records make the same file.
const TIME: [u8; 4] = [0, 0, 0x21, 0];

impl Zip {
    /// Begins a part.
    pub(super) fn begin(&mut self, out: &mut Vec<u8>, name: &'static str) {
        let start = out.len();
        let offset = u32::try_from(self.size).unwrap_or(u32::MAX);
        out.extend_from_slice(b"PK\x03\x04");
        for field in [VERSION, FLAGS, DEFLATED] {
            out.extend_from_slice(&field);
        }
        out.extend_from_slice(&TIME);
        out.extend_from_slice(&[0; 12]);
        out.extend_from_slice(&(name.len() as u16).to_le_bytes());
        out.extend_from_slice(&[0; 2]);
        out.extend_from_slice(name.as_bytes());
        self.size += (out.len() - start) as u64;
        self.parts.push(Part { name, offset, crc: 0, packed: 0, size: 0 });
        // The best ratio of time and size for the XML of a sheet.
        let encoder = DeflateEncoder::new(Vec::new(), Compression::fast());
        self.open = Some(Open { encoder, crc: Crc::new(), size: 0, packed: 0 });
    }

    /// Writes bytes of the part. An error if the file gets too large for the format.
    pub(super) fn write(&mut self, out: &mut Vec<u8>, bytes: &[u8]) -> Result<(), Error> {
        let Some(open) = &mut self.open else { return Ok(()) };
        open.size += bytes.len() as u64;
        if open.size + self.size >= u64::from(u32::MAX) {
            return Err(Error::limit_hint(
                "the sheet of an xlsx file has at most 4 GB",
                "Export fewer records with \"filter\" or \"limit\", or use the format csv.",
            ));
        }
        open.crc.update(bytes);
        // Writing to memory cannot fail.
        let _ = open.encoder.write_all(bytes);
        let packed = open.encoder.get_mut();
        open.packed += packed.len() as u64;
        self.size += packed.len() as u64;
        out.append(packed);
        Ok(())
    }

    /// Ends the part.
    pub(super) fn end(&mut self, out: &mut Vec<u8>) {
        let Some(open) = self.open.take() else { return };
        let rest = open.encoder.finish().unwrap_or_default();
        let packed = open.packed + rest.len() as u64;
        out.extend_from_slice(&rest);
        if let Some(part) = self.parts.last_mut() {
            part.crc = open.crc.sum();
            part.packed = packed as u32;
            part.size = open.size as u32;
            out.extend_from_slice(b"PK\x07\x08");
            for field in [part.crc, part.packed, part.size] {
                out.extend_from_slice(&field.to_le_bytes());
            }
        }
        self.size += rest.len() as u64 + 16;
    }

    /// Writes the list of parts.
    pub(super) fn finish(&self, out: &mut Vec<u8>) {
        let start = out.len();
        for part in &self.parts {
            out.extend_from_slice(b"PK\x01\x02");
            for field in [VERSION, VERSION, FLAGS, DEFLATED] {
                out.extend_from_slice(&field);
            }
            out.extend_from_slice(&TIME);
            for field in [part.crc, part.packed, part.size] {
                out.extend_from_slice(&field.to_le_bytes());
            }
            out.extend_from_slice(&(part.name.len() as u16).to_le_bytes());
            out.extend_from_slice(&[0; 12]);
            out.extend_from_slice(&part.offset.to_le_bytes());
            out.extend_from_slice(part.name.as_bytes());
        }
        let length = (out.len() - start) as u32;
        let count = (self.parts.len() as u16).to_le_bytes();
        out.extend_from_slice(b"PK\x05\x06\0\0\0\0");
        out.extend_from_slice(&count);
        out.extend_from_slice(&count);
        out.extend_from_slice(&length.to_le_bytes());
        out.extend_from_slice(&(self.size as u32).to_le_bytes());
        out.extend_from_slice(&[0; 2]);
    }
}
