//! How is an argument read as a file? With a look for cancels at each read, as nothing else looks while columns are inferred.

use std::io::{Cursor, Read, Result, Seek, SeekFrom};

use crate::server::backend::check_for_interrupts;

/// The bytes of an argument.
pub struct Argument<'a>(Cursor<&'a [u8]>);

impl<'a> Argument<'a> {
    /// A file of these bytes.
    pub fn new(bytes: &'a [u8]) -> Self {
        Argument(Cursor::new(bytes))
    }
}

impl Read for Argument<'_> {
    fn read(&mut self, room: &mut [u8]) -> Result<usize> {
        check_for_interrupts();
        self.0.read(room)
    }
}

impl Seek for Argument<'_> {
    fn seek(&mut self, to: SeekFrom) -> Result<u64> {
        self.0.seek(to)
    }
}
