//! How does PostgreSQL keep a SQLSTATE? As a number.

use std::ffi::c_int;

/// A SQLSTATE as PostgreSQL packs it: six bits per character.
pub const fn packed(sqlstate: &[u8; 5]) -> c_int {
    let (mut code, mut at) = (0, 0);
    while at < 5 {
        code |= (sqlstate[at].wrapping_sub(b'0') as c_int & 0x3f) << (6 * at);
        at += 1;
    }
    code
}

/// Another row has the value of a unique index.
pub const UNIQUE_VIOLATION: c_int = packed(b"23505");
/// A limit of the server, such as the size of an index entry.
pub const LIMIT_EXCEEDED: c_int = packed(b"54000");
/// A regular expression that cannot be read.
pub const INVALID_REGULAR_EXPRESSION: c_int = packed(b"2201B");
/// A lock was not had in the time that it may be waited for.
pub const LOCK_NOT_AVAILABLE: c_int = packed(b"55P03");
/// A sequence has no more numbers.
pub const SEQUENCE_LIMIT: c_int = packed(b"2200H");
/// A fault of the server, or of this extension.
pub const INTERNAL_ERROR: c_int = packed(b"XX000");
