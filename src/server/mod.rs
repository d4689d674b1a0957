//! How do I speak with PostgreSQL? Entry points of SQL functions, statements and their results, parameters, errors,
//! settings, and whose rights a statement runs with.

mod arg;
pub mod backend;
pub mod call;
mod costs;
pub mod cursor;
pub mod descriptor;
pub mod event;
pub mod execute;
pub mod guard;
pub mod guc;
pub mod jsonb;
mod kept;
pub mod owner;
pub mod param;
pub mod pattern;
pub mod relcache;
pub mod report;
pub mod returned;
pub mod rows;
pub mod savepoint;
pub mod seen;
pub mod sequence;
pub mod session;
pub mod settings;
mod settle;
pub mod signature;
pub mod snapshot;
pub mod sqlstate;
pub mod table_scan;
pub mod types;
pub mod witness;
pub mod write_mode;
pub mod zones;
