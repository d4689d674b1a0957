//! What do `dt.tables`, `dt.columns`, … say? Definitions as every call needs them: loaded once per backend, thrown away
//! when they change.

pub mod cache;
pub mod indexes;
#[allow(unsafe_code)]
pub mod invalidate;
pub mod load;
pub mod names;
pub mod store;
