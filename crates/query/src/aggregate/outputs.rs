//! The names that `having` and the sort of an aggregate query can use.

use dyntables_ask::aggregate::{Aggregate, Group};
use dyntables_ask::field::Field;
use dyntables_model::column::Column;
use dyntables_values::error::{Error, nearest};
use dyntables_values::kind::Kind;
use dyntables_values::text::shorten_text;

use crate::filter::parse;
use crate::names::Names;

/// The values of the result: group keys, then functions.
pub(super) struct Outputs<'a> {
    /// Their names and kinds.
    all: Vec<(&'a str, Kind)>,
}

impl<'a> Outputs<'a> {
    pub(super) fn new(groups: &'a [Group], aggregates: &'a [Aggregate]) -> Result<Self, Error> {
        let groups = groups.iter().map(|group| (group.name.as_str(), group.kind()));
        let aggregates = aggregates.iter().map(|aggregate| (aggregate.name.as_str(), aggregate.kind()));
        let all: Vec<_> = groups.chain(aggregates).collect();
        for (at, (name, _)) in all.iter().enumerate() {
            if all[..at].iter().any(|(other, _)| other == name) {
                return Err(Error::bad_hint(
                    format!("the result would have two values called \"{}\"", shorten_text(name)),
                    "Give a group key another name with \"as\", or the aggregate another key.",
                ));
            }
        }
        Ok(Outputs { all })
    }
}

impl Names for Outputs<'_> {
    fn field(&self, name: &str, place: &'static str) -> Result<Field, Error> {
        let place = if place == "filter" { "having" } else { place };
        match self.all.iter().position(|(known, _)| *known == name) {
            Some(at) => Ok(Field::Output { at, kind: self.all[at].1 }),
            None => {
                let names: Vec<&str> = self.all.iter().map(|(name, _)| *name).collect();
                let message =
                    format!("\"{}\", named in {place}, is no value of the result", shorten_text(name));
                Err(Error::bad_hint(
                    message,
                    match nearest(name, names.iter().copied()) {
                        Some(near) => format!("Perhaps you meant \"{near}\"."),
                        None => format!("Its values are: {}.", shorten_text(&names.join(", "))),
                    },
                ))
            }
        }
    }

    fn column(&self, _key: &str) -> Option<&Column> {
        None
    }

    fn condition(&self) -> &'static str {
        parse::HAVING.condition
    }
}
