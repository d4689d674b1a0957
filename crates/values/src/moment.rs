//! What a statement knows beside its arguments: when it is, where, and who asks.

/// What a write happens in: needed by defaults such as `"now"`.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The transaction's time.
    pub now: jiff::Timestamp,
    /// The session's time zone, for `"today"`.
    pub zone: jiff::tz::TimeZone,
    /// The caller, for `"me"`.
    pub user: String,
    /// Who can say whether a regular expression is one: PostgreSQL.
    pub pattern_error: PatternError,
}

/// What is wrong with a regular expression, in a few words; `None` if nothing is. The flag says
/// whether case is ignored.
pub type PatternError = fn(pattern: &str, ignoring_case: bool) -> Option<String>;
