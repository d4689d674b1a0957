//! What is asked of a history? Its options, read and checked.

use dyntables_model::table::Table;
use dyntables_sql::history::{Listing, Place};
use dyntables_values::argument::{count, object, string, wrong_kind};
use dyntables_values::error::{Error, Within};
use dyntables_values::iso;
use serde_json::Value;

use crate::catalog::audit;
use crate::catalog::definition::Definition;
use crate::server::{report, zones};
use crate::storage::past::{self, Values};

/// The entries that are listed if no limit is given.
pub const USUAL: i64 = 1_000;

const OPTIONS: [&str; 7] = ["limit", "before", "since", "until", "actor", "action", "columns"];

const ACTIONS: [&str; 5] = ["insert", "update", "trash", "restore", "delete"];

/// The options of `dt_history`.
pub fn listing(
    definition: &Definition,
    record: Option<uuid::Uuid>,
    options: &Value,
) -> Result<Listing, Error> {
    let table = &definition.table;
    let creators = definition.creators().map(<[String]>::to_vec);
    let mut listing = Listing { record, creators, limit: USUAL, ..Listing::default() };
    let mut columns = None;
    for (key, value) in object(options, "options")? {
        if value.is_null() {
            continue;
        }
        match key.as_str() {
            "limit" => listing.limit = count(value, key, i64::MAX)?,
            "before" => match place(value) {
                Some(place) => listing.before = Some(place),
                None => listing.until = Some(earlier(listing.until, instant(value, key)?)),
            },
            "since" => listing.since = Some(instant(value, key)?),
            "until" => listing.until = Some(earlier(listing.until, instant(value, key)?)),
            "actor" => listing.actor = Some(string(value, key)?.to_owned()),
            "action" => listing.actions = Some(words(value, key, "action", &ACTIONS)?),
            "columns" => columns = Some(keys(table, value).within("columns")?),
            _ => return Err(Error::unknown("option", key, OPTIONS)),
        }
    }
    let known = audit::past(table);
    listing.known_since = known.known_since;
    listing.only_changes = columns.is_some();
    listing.past = past::document(table, &known, columns.as_deref(), Values::AsWritten);
    Ok(listing)
}

/// The instant that a table is read as of, and the past that older data is read by. Before the table was made there was
/// nothing. An error if what was done since is not known.
pub fn moment(table: &Table, at: i64) -> Result<(i64, Value), Error> {
    let known = audit::past(table);
    let document = past::document(table, &known, None, Values::Converted);
    if at < known.born {
        return Ok((i64::MIN, document));
    }
    if at < known.known_since {
        return Err(unknown(table, known.known_since));
    }
    let is_step = |step: &&audit::Step| step.at > at && !past::steps_of(step, Values::Converted).is_empty();
    let since = known.steps.iter().filter(is_step).count();
    if since > 0 {
        let changes = if since == 1 { "1 change".to_owned() } else { format!("{since} changes") };
        report::notice(
            &format!(
                "the records of table \"{}\" are shown as they would be read today: {changes} of keys and types since are taken into account",
                table.slug
            ),
            &format!("SELECT * FROM dt_audit('{{\"table_name\": \"{}\"}}') lists them.", table.slug),
        );
    }
    Ok((at, document))
}

/// The error for an instant before everything is known that was done.
fn unknown(table: &Table, since: i64) -> Error {
    let slug = &table.slug;
    let (message, hint) = match iso::format_instant(since) {
        None => (
            format!("what was done to the records of table \"{slug}\" is not known: it keeps no history"),
            format!("SELECT dt_alter_table('{slug}', '{{\"settings\": {{\"enable_revisions\": true}}}}') begins one."),
        ),
        Some(since) => (
            format!("what was done to the records of table \"{slug}\" is known since {since} only"),
            "What was before is gone by dt_prune_history, or was not written down while enable_revisions was false.".to_owned(),
        ),
    };
    let detail = serde_json::json!([{"code": "unknown_history", "message": message, "known_since": iso::format_instant(since)}]);
    Error::bad_detail(message, detail).of_table(slug.as_str()).hinted(hint)
}

fn earlier(one: Option<i64>, other: i64) -> i64 {
    one.map_or(other, |one| one.min(other))
}

/// A place that a row of `dt_history` has as its cursor.
fn place(value: &Value) -> Option<Place> {
    let mut parts = value.as_str()?.split('/');
    let (at, place, record) = (parts.next()?, parts.next()?, parts.next()?);
    Some(Place {
        at: iso::stored_timestamp(at)?,
        place: place.parse().ok()?,
        record: uuid::Uuid::parse_str(record).ok().filter(|_| parts.next().is_none())?,
    })
}

/// An instant: as RFC 3339 says, or a local time or a day of the session's zone.
pub fn instant(value: &Value, what: &str) -> Result<i64, Error> {
    let text = string(value, what)?;
    let zone = zones::session();
    let read = |text: &str| iso::stored_timestamp(&iso::normalize_timestamp(text, Some(&zone))?);
    read(text).or_else(|| read(&format!("{text}T00:00"))).ok_or_else(|| {
        Error::bad_hint(
            format!("{what} is no instant: \"{}\"", dyntables_values::text::shorten_text(text)),
            "An instant is written as 2026-01-28T14:30:00Z, a day as 2026-01-28; \"before\" also takes the cursor of a row.",
        )
    })
}

/// One word, or a list of words.
pub fn words(value: &Value, what: &str, kind: &str, known: &[&'static str]) -> Result<Vec<String>, Error> {
    let one = std::slice::from_ref(value);
    let words = value.as_array().map_or(one, Vec::as_slice);
    let word = |value: &Value| {
        let word = string(value, what)?;
        if !known.contains(&word) {
            return Err(Error::unknown(kind, word, known.iter().copied()));
        }
        Ok(word.to_owned())
    };
    words.iter().map(word).collect()
}

fn keys(table: &Table, value: &Value) -> Result<Vec<String>, Error> {
    let Value::Array(keys) = value else {
        return Err(wrong_kind("columns", "an array of column keys", value));
    };
    let key = |key: &Value| {
        let key = string(key, "a column's key")?;
        if !table.open {
            table.require_column(key, "columns")?;
        }
        Ok(key.to_owned())
    };
    keys.iter().map(key).collect()
}
