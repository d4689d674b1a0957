//! Definitions of tables and columns, as every call needs them: loaded once per backend, thrown
//! away when they change.

pub mod cache;
pub mod indexes;
#[allow(unsafe_code)]
pub mod invalidate;
pub mod load;
pub mod names;
