//! PostgreSQL's binary jsonb as bytes.
//!
//! Indexes and scans read the scalar under a key of every record. Writes make objects of parts of others: they copy the
//! parts byte for byte, so that no digit changes and nothing is decoded. (PostgreSQL's own jsonb_delete and jsonb_concat
//! take every value apart and put the whole together again.)
//!
//! PostgreSQL's `utils/jsonb.h` has the format, which is the same since 9.4. An object is a header with the number of
//! pairs; an entry for each key, in the order of length and then of bytes; an entry for each value; and the keys and
//! values themselves. An entry has the kind and the length of its value; every 32nd has the end of the value instead.
//! Numbers and containers begin at multiples of four bytes, and the gap before them counts as theirs.

mod amendment;
mod changes;
mod format;
pub mod node;
mod part;
mod print;
mod read;
mod write;

pub use amendment::Amendment;
pub use changes::{Changed, difference, read_changes, rolled_back, write_changes};
pub use format::in_order;
pub use part::{Held, Members, Part, elements};
pub use print::{print, print_part, print_text};
pub use read::{Number, boolean, float8, int8, text};
pub use write::{Item, amended, array_of, document, object};
