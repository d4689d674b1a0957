//! Dates and times as people spell them: `Wed, 28 Jan 2026 2:30 pm`, `01/28/2026`, `20260128T143000Z`.
//! Names of months and weekdays, and am/pm, are English. A text with two readings is refused and not guessed.

pub mod casts;
pub mod clock;
pub mod day;
mod tokens;
