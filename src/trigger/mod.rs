//! What happens to a tuple on its way in? This is the one place where records are validated, whoever writes them.

mod files;
mod history;
mod limit;
mod row;
mod typed;
mod validate;

use crate::server::signature::Signature;

/// The functions that SQL calls.
pub const FUNCTIONS: &[&[&Signature]] =
    &[files::FUNCTIONS, history::FUNCTIONS, limit::FUNCTIONS, validate::FUNCTIONS];
