//! The boundary to PostgreSQL's executor: entry points of SQL functions, statements and their
//! results, parameters, errors, and whose rights a statement runs with.

pub mod call;
mod costs;
pub mod cursor;
pub mod event;
pub mod guard;
mod kept;
pub mod owner;
pub mod param;
pub mod pattern;
pub mod plan;
pub mod report;
pub mod rows;
pub mod sequence;
pub mod server;
pub mod session;
pub mod settings;
mod settle;
pub mod shapes;
pub mod snapshot;
pub mod write_mode;
