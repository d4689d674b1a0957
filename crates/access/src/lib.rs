//! Who may see and change what? One rule book for both walls: the functions `dt_*` ask it, and the policies of row-level
//! security that guard direct SQL call functions that ask it.
//!
//! Deliberately absent: where an identity comes from, and where sharing is stored.

#![forbid(unsafe_code)]

pub mod claims;
pub mod identity;
pub mod mask;
pub mod standing;
