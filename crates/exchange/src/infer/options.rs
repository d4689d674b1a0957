//! Columns of options, and of sets of them.

use std::collections::{HashMap, HashSet};

use dyntables_values::text::{Object, nfc};
use dyntables_values::types::registry;
use dyntables_values::written::{Cast, Reading};
use serde_json::{Value, json};

use crate::infer::candidate::{Candidate, Fit, config, judge};
use crate::infer::seen::Column;

/// The most options of a `select`.
const FEW: usize = 20;
/// How many cells there must be for each option of a `select`.
const CELLS: u64 = 5;
/// The most characters of an option.
const LONG: usize = 50;
/// The most options of a `multi_select`.
const MANY: usize = 1_000;

/// `select`: few short texts, each several times.
pub(super) fn select(column: &Column) -> Option<Candidate> {
    if column.seen.len() > FEW || column.seen.is_empty() {
        return None;
    }
    let texts: HashSet<String> = column.seen.iter().map(|seen| nfc(&seen.text).into_owned()).collect();
    let is_one = column.seen.iter().all(|seen| seen.value.is_none() && is_option(&seen.text));
    if !is_one || texts.len() != column.seen.len() || column.filled < CELLS * texts.len() as u64 {
        return None;
    }
    let options = column.seen.iter().map(|seen| seen.text.as_str());
    judge(column, "select", options_of(options), |_| Fit::Yes)
}

/// `multi_select`: lists in a file of JSON, or texts of several parts that repeat.
pub(super) fn multi_select(column: &Column) -> Option<Candidate> {
    let lists: Option<Vec<Vec<String>>> = column.seen.iter().map(|seen| list(&seen.text)).collect();
    let lists = match lists {
        Some(lists) => lists,
        None => separated(column)?,
    };
    let mut known = HashSet::new();
    let mut options = Vec::new();
    for item in lists.iter().flatten() {
        if known.insert(nfc(item).into_owned()) {
            options.push(item.as_str());
        }
        if options.len() > MANY {
            return None;
        }
    }
    if options.is_empty() {
        return None;
    }
    let config = options_of(options.into_iter());
    // What is read must be what is written, as often as it is.
    let type_ = registry::find("multi_select").ok()?;
    let names = type_.option_names(&config)?;
    let reading = Reading { each_spelling: true, ..Reading::default() };
    let mut lists = lists.iter();
    let read: Vec<bool> = column
        .seen
        .iter()
        .map(|seen| {
            let due = lists.next().map(|list| json!(list)).unwrap_or_default();
            match type_.typecast_named(&config, &names, &seen.text, &reading) {
                Cast::Value(value) => value == due,
                _ => false,
            }
        })
        .collect();
    let mut read = read.into_iter();
    judge(column, "multi_select", config, |_| Fit::from(read.next().unwrap_or(false)))
        .filter(|candidate| candidate.is_whole(column))
}

/// The texts of a list in JSON.
fn list(text: &str) -> Option<Vec<String>> {
    if !text.starts_with('[') {
        return None;
    }
    let items: Vec<String> = serde_json::from_str(text).ok()?;
    items.iter().all(|item| !item.trim().is_empty() && item.trim() == item).then_some(items)
}

/// The parts of texts between commas or semicolons, if they are those of sets: cells have more parts or fewer, and
/// parts stand beside other ones elsewhere.
fn separated(column: &Column) -> Option<Vec<Vec<String>>> {
    if column.seen.iter().any(|seen| seen.value.is_some() || seen.text.contains(['"', '\n', '\r', '['])) {
        return None;
    }
    let has = |separator: char| column.seen.iter().any(|seen| seen.text.contains(separator));
    let separator = match (has(','), has(';')) {
        (true, false) => ',',
        (false, true) => ';',
        _ => return None,
    };
    let mut cells: HashMap<&str, u64> = HashMap::new();
    let mut several = 0;
    for seen in &column.seen {
        let parts: Vec<&str> = seen.text.split(separator).map(str::trim).collect();
        let different: HashSet<String> = parts.iter().map(|part| part.to_lowercase()).collect();
        if !parts.iter().all(|part| is_option(part)) || different.len() != parts.len() {
            return None;
        }
        several += u64::from(parts.len() > 1);
        parts.iter().for_each(|part| *cells.entry(part).or_default() += seen.count);
    }
    let single = column.seen.len() as u64 - several;
    // Cells that all have two parts are names, places and the like.
    let counts: HashSet<usize> =
        column.seen.iter().map(|seen| seen.text.matches(separator).count()).collect();
    if several * 10 < column.seen.len() as u64 || counts.len() < 2 || (single == 0 && counts.len() < 3) {
        return None;
    }
    let repeats = |part: &str| cells.get(part).is_some_and(|count| *count > 1);
    let (mut all, mut repeated) = (0, 0);
    for seen in column.seen.iter().filter(|seen| seen.text.contains(separator)) {
        for part in seen.text.split(separator).map(str::trim) {
            all += 1;
            repeated += u64::from(repeats(part));
        }
    }
    if repeated * 2 < all {
        return None;
    }
    let parts = |text: &str| text.split(separator).map(|part| part.trim().to_owned()).collect();
    Some(column.seen.iter().map(|seen| parts(&seen.text)).collect())
}

/// Whether a text may be an option.
fn is_option(text: &str) -> bool {
    !text.is_empty()
        && text.trim() == text
        && !text.contains(['\n', '\r'])
        && (text.len() <= LONG || text.chars().nth(LONG).is_none())
}

fn options_of<'t>(texts: impl Iterator<Item = &'t str>) -> Object {
    let options: Vec<Value> = texts.map(|text| json!({"value": nfc(text)})).collect();
    config("options", options)
}
