//! Carrying stored values over when a column's type or config changes.
//!
//! A value that the new column takes as it is stays. Any other is written as text by the old type, and read by the
//! new one as a person would read it. What cannot be read without doubt, or would lose something, fails. The caller
//! says what becomes of it then.

mod conversion;
mod outcome;
mod record;
mod retry;

pub use conversion::{Conversion, document, observes_marks, reads_marks, retry_document, with_marks};
pub use outcome::Outcome;
