//! How do the rows of a file become records? Options and mapping say which cell goes where, `rows` makes documents of the
//! cells, `load` writes them in batches, `report` tells what became of them.

pub mod argument;
pub mod create;
mod evidence;
pub mod load;
pub mod mapping;
pub mod options;
pub mod report;
mod rows;
pub mod staged;
mod write;
