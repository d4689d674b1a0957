//! How is an export made? Each record goes from the executor into the file, straight from the stored bytes, and the file
//! goes out as it fills.

use dyntables_exchange::write::export::{Export, Record};
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::run::page;
use crate::server::each::Row;
use crate::server::lazily::{Records, Rows};
use crate::server::progress::{Command, Progress, Reached};
use crate::server::returned::MOST_BYTES;

/// The most bytes of a piece.
const PIECE: usize = 1 << 20;

/// How far an export is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begin,
    Records,
    Done,
}

/// A file that is being written.
struct File {
    export: Export,
    stage: Stage,
    /// Whether the records have the time when they were moved to the trash.
    has_trash: bool,
    progress: Progress,
    reached: Reached,
}

/// An export before its first record.
pub struct Prepared {
    /// How records are written.
    pub export: Export,
    /// Whether the records have the time when they were moved to the trash.
    pub has_trash: bool,
    /// The relation that holds them.
    pub storage: pg_sys::Oid,
}

impl File {
    fn new(prepared: Prepared) -> Self {
        let Prepared { export, has_trash, storage } = prepared;
        let progress = Progress::start(Command::Export, storage, 0);
        File { export, stage: Stage::Begin, has_trash, progress, reached: Reached::default() }
    }

    /// Reports how far it is, now and then.
    fn report(&mut self, written: usize) {
        const EVERY: u64 = 1_000;
        self.reached.bytes += written as u64;
        self.reached.records += 1;
        if self.reached.records.is_multiple_of(EVERY) {
            self.progress.report(self.reached);
        }
    }

    /// Writes what comes next: the beginning, a record, or the end.
    fn write(&mut self, out: &mut Vec<u8>, records: &mut Records) -> Result<(), Error> {
        match self.stage {
            Stage::Begin => {
                self.export.begin(out)?;
                self.stage = Stage::Records;
            }
            Stage::Records => {
                let (export, has_trash, start) = (&mut self.export, self.has_trash, out.len());
                if records.next(|row| write_record(export, out, row, has_trash))? {
                    self.report(out.len() - start);
                } else {
                    self.export.end(out)?;
                    self.stage = Stage::Done;
                }
            }
            Stage::Done => {}
        }
        Ok(())
    }
}

fn write_record(export: &mut Export, out: &mut Vec<u8>, row: &Row, has_trash: bool) -> Result<(), Error> {
    const DELETED_AT: usize = 8;
    let deleted_at = if has_trash { row.instant(DELETED_AT) } else { None };
    let stored = page::stored(row);
    let written = export.record(out, &Record { stored, deleted_at })?;
    assert!(written.is_some(), "the data of record {} is damaged", uuid::Uuid::from_bytes(stored.id));
    Ok(())
}

/// A file in pieces.
pub struct Pieces {
    file: File,
    /// What was written.
    written: Vec<u8>,
    /// How many bytes of it were returned.
    returned: usize,
}

impl Pieces {
    /// The pieces of an export.
    pub fn new(prepared: Prepared) -> Self {
        Pieces { file: File::new(prepared), written: Vec::with_capacity(PIECE), returned: 0 }
    }
}

impl Rows for Pieces {
    fn next(&mut self, records: &mut Records) -> Result<Option<&[u8]>, Error> {
        if self.written.len() - self.returned < PIECE {
            self.written.drain(..self.returned);
            self.returned = 0;
            while self.written.len() < PIECE && self.file.stage != Stage::Done {
                self.file.write(&mut self.written, records)?;
            }
        }
        let from = self.returned;
        self.returned = self.written.len().min(from + PIECE);
        let piece = &self.written[from..self.returned];
        Ok((!piece.is_empty()).then_some(piece))
    }
}

/// A file line by line.
pub struct Lines {
    file: File,
    line: Vec<u8>,
}

impl Lines {
    /// The lines of an export.
    pub fn new(prepared: Prepared) -> Self {
        Lines { file: File::new(prepared), line: Vec::new() }
    }
}

impl Rows for Lines {
    fn next(&mut self, records: &mut Records) -> Result<Option<&[u8]>, Error> {
        self.line.clear();
        // A byte order mark is no line. It stands before the first one.
        while self.line.last() != Some(&b'\n') && self.file.stage != Stage::Done {
            self.file.write(&mut self.line, records)?;
        }
        if self.line.len() > MOST_BYTES {
            return Err(Error::limit_hint(
                "a line cannot be larger than 1 GB",
                "dt_export returns a record of any size in pieces.",
            ));
        }
        let line = self.line.strip_suffix(b"\n").unwrap_or(&self.line);
        Ok((!self.line.is_empty()).then_some(line))
    }
}
