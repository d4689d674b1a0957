//! Files that cannot be read.

use crate::error::Error;

impl Error {
    /// 22000: a file that is damaged, or holds something else than is due.
    pub fn bad_file(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Error::new("22000", "file", message.into()).hinted(hint)
    }
}
