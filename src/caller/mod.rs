//! Who is calling?

pub mod bindings;
pub mod identity;
