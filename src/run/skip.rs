//! Which of many records are written, if those that are refused are left out?

use serde_json::Value;

use crate::catalog::definition::Definition;
use crate::run::unique::refused_by_index;
use crate::server::backend::check_for_interrupts;
use crate::server::guard::{Refusal, tried};

/// What became of records, by their places in the array.
pub struct Outcome<T> {
    /// What was written.
    pub written: Vec<(usize, T)>,
    /// What is wrong with the others, as in an error's DETAIL.
    pub refused: Vec<(usize, Vec<Value>)>,
}

/// Writes as many of the records at `places` as can be written. `write` writes those at some places, all or none; if one of
/// them is refused, it is called again for the halves: with one bad record among a thousand twenty times, not a thousand.
pub fn as_many_as_can<T>(
    definition: &Definition,
    places: &[usize],
    write: &mut impl FnMut(&[usize]) -> Vec<(usize, T)>,
) -> Outcome<T> {
    let mut outcome = Outcome { written: Vec::new(), refused: Vec::new() };
    let mut open = vec![places];
    while let Some(places) = open.pop() {
        if places.is_empty() {
            continue;
        }
        check_for_interrupts();
        match (tried(|| write(places)), places) {
            (Ok(written), _) => outcome.written.extend(written),
            (Err(refusal), [place]) => {
                let faults = match refusal {
                    Refusal::Index(failure) => refused_by_index(definition)(failure).faults(),
                    Refusal::Faults(faults) => faults,
                };
                outcome.refused.push((*place, faults));
            }
            (Err(_), places) => {
                let (first, second) = places.split_at(places.len() / 2);
                // Of two that are the same the first is to be written.
                open.extend([second, first]);
            }
        }
    }
    outcome
}
