//! The keys that the documents of queries and of aggregate queries have in common.

use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::Trash;
use dyntables_model::table::Table;
use dyntables_values::argument::{count, object, string};
use dyntables_values::error::{Error, Within};
use dyntables_values::iso;
use dyntables_values::moment::Moment;
use dyntables_values::text::{Object, shorten_text};
use dyntables_values::zone;
use serde_json::Value;

use crate::filter::check::check;
use crate::filter::parse;
use crate::search::document::Asked;

/// A document whose keys are read one by one.
#[derive(Clone, Copy)]
pub(super) struct Keys<'a> {
    pub(super) document: &'a Object,
}

impl<'a> Keys<'a> {
    /// The keys of a document, which `what` names in messages.
    pub(super) fn of(document: &'a Value, what: &str) -> Result<Self, Error> {
        Ok(Keys { document: object(document, what)? })
    }

    /// A key that is not among the known ones, if there is one.
    pub(super) fn unknown(self, known: &[&str]) -> Option<&'a str> {
        self.document.keys().map(String::as_str).find(|key| !known.contains(key))
    }

    /// The value of a key; null if it is absent.
    pub(super) fn get(self, key: &str) -> &'a Value {
        self.document.get(key).unwrap_or(&Value::Null)
    }

    /// The value of a key that has two names; null if both are absent.
    pub(super) fn either(self, name: &str, alias: &str) -> Result<&'a Value, Error> {
        match (self.document.get(name), self.document.get(alias)) {
            (Some(_), Some(_)) => {
                Err(Error::bad(format!("\"{name}\" and \"{alias}\" are the same key: give one of them"))
                    .within(alias))
            }
            (value, other) => Ok(value.or(other).unwrap_or(&Value::Null)),
        }
    }

    /// The whole number of a key.
    pub(super) fn count(self, key: &str) -> Result<Option<i64>, Error> {
        match self.get(key) {
            Value::Null => Ok(None),
            value => count(value, key, i64::MAX).map(Some).within(key),
        }
    }

    /// The moment of the query: the session's, with the zone of `time_zone` and the time of `now`.
    pub(super) fn moment(self, session: &Moment) -> Result<Moment, Error> {
        let mut moment = session.clone();
        let (zone, now) = (self.get("time_zone"), self.get("now"));
        if !zone.is_null() {
            let name = string(zone, "time_zone").within("time_zone")?;
            moment.zone = zone::find(name).ok_or_else(|| zone::unknown(name).within("time_zone"))?;
            moment.names_zone = true;
        }
        if !now.is_null() {
            let text = string(now, "now").within("now")?;
            let stored = iso::normalize_timestamp(text, Some(&moment.zone));
            moment.now = stored.and_then(|stored| stored.parse().ok()).ok_or_else(|| {
                if let Some(why) = iso::local_fault(text, &moment.zone) {
                    return Error::bad(format!("\"now\": the local time \"{}\" {why}", shorten_text(text)))
                        .within("now");
                }
                Error::bad(format!(
                    "\"now\" must be an instant such as \"2026-01-28T14:30:00Z\", not \"{}\"",
                    shorten_text(text)
                ))
                .within("now")
            })?;
        }
        Ok(moment)
    }

    /// Which records: those of `filter` that have the words of `search`.
    pub(super) fn predicate(self, table: &Table, moment: &Moment) -> Result<Predicate, Error> {
        let filter = check(table, &parse::parse(self.either("filter", "where")?)?, moment)?;
        Ok(self.search(table)?.restrict(table, filter))
    }

    /// What is searched, and where.
    pub(super) fn search(self, table: &Table) -> Result<Asked, Error> {
        Asked::read(table, self.get("search"), self.get("search_columns"))
    }

    /// Whether records in the trash count.
    pub(super) fn trash(self) -> Result<Trash, Error> {
        match self.get("trash") {
            Value::Null => Ok(Trash::Exclude),
            word => string(word, "trash").and_then(Trash::parse).within("trash"),
        }
    }
}
