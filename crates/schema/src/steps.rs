//! How much work may a user's schema make of one value?
//!
//! A schema may refer to itself, and then the work may double with each level of a value: so do a schema's references to
//! definitions with two references each. The library knows no bound. So each part of a user's schema gets a keyword of our
//! own, which counts how often the parts are applied. If there are too many, the library is left by unwinding, which drops
//! what it had collected.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};

use dyntables_values::give_way::give_way;
use dyntables_values::jsonb::node::{Array, Jsonb, JsonbNode, Node, Object};
use jsonschema::{Keyword, ValidationError};
use serde_json::Value;

/// The keyword that counts. A user's keyword of this name, which means nothing, gives way to it.
pub(super) const STEPS: &str = "pg_dyntables:steps";
/// The steps that a value may take, besides those for its size. They take about half a second.
const MOST: u64 = 1_000_000;
/// The further steps for each byte of a value: an element of an array has at least four. So a large value may take long, in
/// proportion to its size; a cancelled statement ends it.
const MOST_PER_BYTE: u64 = 16;
/// The steps that finding words for what is wrong may take. Each may leave an error in memory.
pub(super) const MOST_TO_EXPLAIN: u64 = 100_000;
/// After so many steps the server is asked whether the statement is cancelled.
const BETWEEN_INTERRUPTS: u64 = 1024;

std::thread_local! {
    static LEFT: Cell<u64> = const { Cell::new(u64::MAX) };
}

/// The steps that a value of so many bytes may take.
pub fn most_for(bytes: usize) -> u64 {
    MOST.saturating_add(MOST_PER_BYTE.saturating_mul(u64::try_from(bytes).unwrap_or(u64::MAX)))
}

/// There were too many steps.
struct Exceeded;

/// The answer of the library, unless it takes more steps than this.
pub(super) fn within<T>(most: u64, ask: impl FnOnce() -> T) -> Option<T> {
    LEFT.set(most);
    // The library changes nothing that outlives a call, so nothing is left half done.
    let answer = catch_unwind(AssertUnwindSafe(ask));
    LEFT.set(u64::MAX);
    match answer {
        Ok(answer) => Some(answer),
        Err(reason) if reason.is::<Exceeded>() => None,
        // A cancelled statement, or a mistake of ours.
        Err(reason) => resume_unwind(reason),
    }
}

/// Counts steps.
fn take(steps: u64) {
    let before = LEFT.get();
    let Some(left) = before.checked_sub(steps) else {
        // No panic: its hook would write to the log.
        resume_unwind(Box::new(Exceeded))
    };
    LEFT.set(left);
    if before / BETWEEN_INTERRUPTS != left / BETWEEN_INTERRUPTS {
        give_way();
    }
}

/// Puts [`STEPS`] into every part of a schema.
pub(super) fn count_in(schema: &mut Value) {
    // Keys under which names, not keywords, stand.
    const NAMES: [&str; 8] = [
        "properties",
        "patternProperties",
        "$defs",
        "definitions",
        "dependentSchemas",
        "dependencies",
        "dependentRequired",
        "$vocabulary",
    ];
    // Keys under which values stand.
    const VALUES: [&str; 4] = ["const", "enum", "default", "examples"];
    match schema {
        Value::Array(items) => items.iter_mut().for_each(count_in),
        Value::Object(keywords) => {
            let weight = weights(keywords);
            for (keyword, value) in keywords.iter_mut() {
                match value {
                    Value::Object(named) if NAMES.contains(&keyword.as_str()) => {
                        // A list under a name is none of schemas; it is left as it is.
                        named.values_mut().filter(|value| value.is_object()).for_each(count_in);
                    }
                    _ if VALUES.contains(&keyword.as_str()) => {}
                    _ => count_in(value),
                }
            }
            keywords.insert(STEPS.to_owned(), weight);
        }
        _ => {}
    }
}

/// What a part of a schema costs: for any value, and for each member or element of a value.
fn weights(keywords: &serde_json::Map<String, Value>) -> Value {
    let count = |keyword: &str| match keywords.get(keyword) {
        Some(Value::Array(items)) => items.len(),
        Some(Value::Object(named)) => named.len(),
        Some(_) => 1,
        None => 0,
    };
    // The library compares a value with one after the other.
    let for_each_value = ["enum", "required", "properties", "dependentRequired", "dependencies"];
    let for_each_member = ["patternProperties", "uniqueItems"];
    let sum = |of: &[&str]| of.iter().map(|keyword| count(keyword)).sum::<usize>();
    serde_json::json!([1 + sum(&for_each_value) / 8, sum(&for_each_member)])
}

/// The keyword [`STEPS`]. Every value satisfies it.
pub(super) struct Steps {
    for_value: u64,
    for_each_member: u64,
}

impl Steps {
    pub(super) fn new(weights: &Value) -> Self {
        let weight = |at: usize| weights.get(at).and_then(Value::as_u64).unwrap_or(1);
        Steps { for_value: weight(0), for_each_member: weight(1) }
    }

    fn count(&self, value: JsonbNode<'_>) {
        let mut steps = self.for_value;
        if self.for_each_member > 0 {
            let members = value.as_object().map(|object| object.len());
            let members = members.or_else(|| value.as_array().map(|array| array.len())).unwrap_or(0);
            let members = u64::try_from(members).unwrap_or(u64::MAX);
            steps = steps.saturating_add(self.for_each_member.saturating_mul(members));
        }
        take(steps);
    }
}

impl<'i> Keyword<'i, Jsonb> for Steps {
    fn validate(&self, value: JsonbNode<'i>) -> Result<(), ValidationError<'i>> {
        self.count(value);
        Ok(())
    }

    fn is_valid(&self, value: JsonbNode<'i>) -> bool {
        self.count(value);
        true
    }
}

#[cfg(test)]
mod tests;
