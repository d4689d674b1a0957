//! What a statement knows beside its arguments: the time, the time zone, and the caller.

use jiff::civil::Date;

use crate::zone::Zone;

/// The time, place and caller of a statement. Defaults such as `"now"` need it.
#[derive(Debug, Clone)]
pub struct Moment {
    /// The time of the transaction, in microseconds since 2000-01-01T00:00:00Z.
    pub now: i64,
    /// The time zone of the session, or the one that the query names, for `"today"`.
    pub zone: Zone,
    /// Whether the query names it. The zone of a column goes before that of the session.
    pub names_zone: bool,
    /// The caller, for `"me"`.
    pub user: String,
    /// Asks PostgreSQL whether it can read a regular expression.
    pub pattern_error: PatternError,
}

impl Moment {
    /// The day that it is in the zone.
    pub fn today(&self) -> Date {
        self.zone.local(self.now).date()
    }
}

/// What is wrong with a regular expression, in a few words; `None` if nothing is. The flag says whether case is
/// ignored.
pub type PatternError = fn(pattern: &str, ignoring_case: bool) -> Option<String>;
