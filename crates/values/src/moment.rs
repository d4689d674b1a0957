//! What a statement knows beside its arguments: the time, the time zone, and the caller.

/// The time, place and caller of a statement. Defaults such as `"now"` need it.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The time of the transaction.
    pub now: jiff::Timestamp,
    /// The time zone of the session, for `"today"`.
    pub zone: jiff::tz::TimeZone,
    /// The caller, for `"me"`.
    pub user: String,
    /// Asks PostgreSQL whether it can read a regular expression.
    pub pattern_error: PatternError,
}

/// What is wrong with a regular expression, in a few words; `None` if nothing is. The flag says whether case is
/// ignored.
pub type PatternError = fn(pattern: &str, ignoring_case: bool) -> Option<String>;
