//! Reading takes the same memory whatever the size of the file.

use std::alloc::System;
use std::io::{self, Read, Seek, SeekFrom};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use dyntables_exchange::{InferOptions, ReadOptions, infer, open};
use stats_alloc::{INSTRUMENTED_SYSTEM, StatsAlloc};

#[global_allocator]
static ALLOCATOR: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The most bytes that were allocated when a piece was read.
static PEAK: AtomicUsize = AtomicUsize::new(0);
/// The tests count the same bytes, so one runs after the other.
static ONE: Mutex<()> = Mutex::new(());

fn allocated() -> usize {
    let stats = ALLOCATOR.stats();
    (stats.bytes_allocated as isize - stats.bytes_deallocated as isize).unsigned_abs()
}

/// A file of a beginning, and a piece again and again.
struct Repeated {
    begin: Vec<u8>,
    piece: Vec<u8>,
    size: u64,
    at: u64,
}

impl Read for Repeated {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        PEAK.fetch_max(allocated(), Ordering::Relaxed);
        let begin = self.begin.len() as u64;
        let rest = match self.at {
            at if at >= self.size => return Ok(0),
            at if at < begin => &self.begin[at as usize..],
            at => &self.piece[((at - begin) % self.piece.len() as u64) as usize..],
        };
        let length = rest.len().min(into.len()).min((self.size - self.at) as usize);
        into[..length].copy_from_slice(&rest[..length]);
        self.at += length as u64;
        Ok(length)
    }
}

impl Seek for Repeated {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        self.at = match to {
            SeekFrom::Start(at) => at,
            SeekFrom::End(offset) => self.size.saturating_add_signed(offset),
            SeekFrom::Current(offset) => self.at.saturating_add_signed(offset),
        };
        Ok(self.at)
    }
}

/// Reads and infers a file of `size` bytes. Returns the rows, or the error; and the most memory that it took, in MiB.
fn read(begin: &str, piece: &str, size: u64) -> (Result<u64, String>, usize) {
    let _one = ONE.lock();
    let begin = begin.as_bytes().to_vec();
    let piece = piece.as_bytes().repeat(100_000 / piece.len() + 1);
    let source = Repeated { begin, piece, size, at: 0 };
    let before = allocated();
    PEAK.store(0, Ordering::Relaxed);
    let all = || {
        let mut file = open(source, &ReadOptions::default())?;
        infer(&mut file, &InferOptions::default())?;
        let mut rows = 0;
        while file.next_row()?.is_some() {
            rows += 1;
        }
        Ok(rows)
    };
    let rows = all().map_err(|error: dyntables_values::Error| error.sqlstate().to_owned());
    (rows, PEAK.load(Ordering::Relaxed).saturating_sub(before) >> 20)
}

#[test]
fn a_large_file_takes_a_few_mebibytes() {
    for (begin, piece) in [
        ("a,b,c\n", "some text,12.5,\"quoted, é\"\n"),
        ("", "{\"a\": 1, \"b\": \"text é\"}\n"),
        ("[{\"a\": 1}", ",\n{\"a\": 2, \"b\": [1, 2]}"),
    ] {
        let (rows, peak) = read(begin, piece, 64 << 20);
        // The end is cut off.
        assert!(
            matches!(rows.as_ref().map_err(String::as_str), Ok(2_000_000..) | Err("22000")),
            "{rows:?} {piece}"
        );
        assert!(peak <= 8, "{peak} MiB for {piece}");
    }
}

#[test]
fn what_is_too_large_is_refused_early() {
    for (begin, piece, sqlstate) in [
        ("a,b\n1,\"", "x", "54000"),
        ("a,b\n1,", "x", "54000"),
        ("[{\"a\": \"", "x", "54000"),
        ("{\"a\": {\"b\": [", "[1],", "22000"),
        ("[", "[", "22000"),
        ("{\"a\": 1}\n{\"b\": ", " [", "54000"),
    ] {
        let (rows, peak) = read(begin, piece, 200 << 20);
        assert_eq!(rows, Err(sqlstate.to_owned()), "{begin}");
        assert!(peak <= 160, "{peak} MiB for {begin}");
    }
    // A line of cells without an end.
    let (rows, peak) = read("a,b\n", "x,", 64 << 20);
    assert_eq!((rows, peak <= 24), (Ok(1), true), "{peak} MiB");
}
