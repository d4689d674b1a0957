//! What happens to a tuple on its way in? Whoever writes it: the one place where records are validated.

mod limit;
mod row;
mod validate;
