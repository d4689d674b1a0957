//! Which columns fit the cells of a file.

mod candidate;
mod columns;
mod dates;
mod inference;
mod numbers;
mod options;
mod seen;
mod texts;

pub use columns::infer;
pub use inference::{InferOptions, Inference, Inferred};
