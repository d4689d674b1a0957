//! The tables in `dt_data`: the only place that names them.

pub mod catalog;
pub mod convert;
pub mod ddl;
mod follow;
pub mod indexes;
pub mod numbers;
pub mod rewrite;
pub mod statistics;
