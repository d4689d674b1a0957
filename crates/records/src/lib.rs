//! Is this record right, and what is stored? A table's columns are compiled once. A record is then walked once,
//! beside them, in the bytes of PostgreSQL's jsonb. The walk gives a verdict: nothing to do, what to change, or
//! everything that is wrong.

#![forbid(unsafe_code)]

mod cast;
pub mod cast_options;
pub mod cells;
pub mod client_schema;
pub mod convert;
mod depth;
mod environment;
pub mod evidence;
mod explain;
pub mod fill;
mod protected;
mod rule;
pub mod unconverted;
mod validator;
mod verdict;
mod walk;

pub use cast::{Read, read_value};
pub use environment::Environment;
pub use validator::RecordValidator;
pub use verdict::{Unfit, Verdict, Write};
