//! How are the bytes of a content read? Chunk by chunk, as a file is: one chunk is in memory at a time.

use std::io::{self, Read, Seek, SeekFrom};

use uuid::Uuid;

use crate::server::execute::{Access, execute};
use crate::server::param::Value as Param;

/// The bytes of a content: of a file, or of an upload or an import that is not finished. Chunks may have any sizes.
pub struct ChunkReader {
    content: Uuid,
    access: Access,
    chunks: Vec<Chunk>,
    size: u64,
    position: u64,
    /// The chunk that was read last, by its place in `chunks`.
    held: Option<usize>,
    bytes: Vec<u8>,
}

/// A chunk that is there.
struct Chunk {
    no: i32,
    /// Where it begins.
    start: u64,
    length: u64,
}

impl ChunkReader {
    /// The chunks of a content that the statement sees, in the order of their numbers. Numbers may be left out. A content
    /// without chunks is empty.
    pub fn open(content: Uuid, access: Access) -> Self {
        // The length of what is stored out of line is known without reading it.
        const LENGTHS: &str = "SELECT c.no, pg_catalog.octet_length(c.content)::pg_catalog.int8 FROM dt.file_chunks c \
            WHERE c.content_id OPERATOR(pg_catalog.=) $1 ORDER BY c.no";
        let lengths: Vec<(i32, u64)> = execute(LENGTHS, &[content.into()], access, |rows| {
            let row = |row| Some((rows.get::<i32>(row, 1)?, rows.get::<i64>(row, 2)?.unsigned_abs()));
            (0..rows.len()).filter_map(row).collect()
        });
        let mut size = 0;
        let mut chunks = Vec::with_capacity(lengths.len());
        for (no, length) in lengths {
            chunks.push(Chunk { no, start: size, length });
            size += length;
        }
        ChunkReader { content, access, chunks, size, position: 0, held: None, bytes: Vec::new() }
    }

    /// How many bytes there are.
    pub fn size(&self) -> u64 {
        self.size
    }

    /// The numbers of the chunks and their lengths.
    pub fn lengths(&self) -> impl Iterator<Item = (i32, u64)> {
        self.chunks.iter().map(|chunk| (chunk.no, chunk.length))
    }

    /// The bytes from the position to the end of its chunk; empty at the end.
    fn rest(&mut self) -> io::Result<&[u8]> {
        let at = self.chunks.partition_point(|chunk| chunk.start + chunk.length <= self.position);
        let Some(chunk) = self.chunks.get(at) else { return Ok(&[]) };
        if self.held != Some(at) {
            self.held = None;
            self.bytes.clear();
            if !read(self.content, chunk.no, self.access, &mut self.bytes)
                || self.bytes.len() as u64 != chunk.length
            {
                return Err(io::Error::other(format!("chunk {} has changed while it was read", chunk.no)));
            }
            self.held = Some(at);
        }
        let start = usize::try_from(self.position - chunk.start).unwrap_or(usize::MAX);
        Ok(self.bytes.get(start..).unwrap_or(&[]))
    }
}

/// Appends the bytes of a chunk. Whether there is such a chunk.
fn read(content: Uuid, no: i32, access: Access, bytes: &mut Vec<u8>) -> bool {
    const CHUNK: &str = "SELECT c.content FROM dt.file_chunks c \
        WHERE c.content_id OPERATOR(pg_catalog.=) $1 AND c.no OPERATOR(pg_catalog.=) $2::pg_catalog.int4";
    let values: [Param; 2] = [content.into(), i64::from(no).into()];
    execute(CHUNK, &values, access, |rows| match rows.bytes(0, 1) {
        Some(found) => {
            bytes.extend_from_slice(found);
            true
        }
        None => false,
    })
}

impl Read for ChunkReader {
    fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
        let rest = self.rest()?;
        let count = rest.len().min(room.len());
        room[..count].copy_from_slice(&rest[..count]);
        self.position += count as u64;
        Ok(count)
    }
}

impl Seek for ChunkReader {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let position = match to {
            SeekFrom::Start(position) => Some(position),
            SeekFrom::Current(by) => self.position.checked_add_signed(by),
            SeekFrom::End(by) => self.size.checked_add_signed(by),
        };
        self.position = position
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidInput, "a position before the first byte"))?;
        Ok(self.position)
    }
}
