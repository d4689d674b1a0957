//! What kind of file is this? Its type by its bytes, an image's size, its thumbnail. Nothing here trusts a byte, and
//! nothing here panics. This file has no logic.

#![forbid(unsafe_code)]

pub mod dimensions;
pub mod kind;
mod markup;
mod packed;
mod signatures;
pub mod thumbnail;
