//! PostgreSQL's binary jsonb as bytes. Read: the scalar under a key, which is what indexes and scans ask of
//! every record. Written: objects made of parts of others, which are copied byte for byte, so that no
//! digit is touched and nothing is decoded. (PostgreSQL's own jsonb_delete and jsonb_concat take
//! every value apart and put the whole together again.)
//!
//! The format is that of PostgreSQL's `utils/jsonb.h`, the same since 9.4: a header with the number of
//! pairs; an entry for each key, in order of length and then bytes, and one for each value; then
//! keys and values themselves. An entry tells the kind and the length of its value, every 32nd
//! the end of its value instead; numbers and containers begin at multiples of four bytes, and
//! what fills the gap before them counts as theirs.

mod amendment;
mod format;
pub mod node;
mod part;
mod read;
mod write;

pub use amendment::Amendment;
pub use format::in_order;
pub use part::{Held, Members, Part, elements};
pub use read::{Number, boolean, float8, int8, text};
pub use write::{Item, amended, array_of, document, object};
