//! Which words does a record have, and does it have those of a search?
//!
//! Search indexes hold what these functions return. So they never raise, whatever the document holds, and return the
//! same for ever: see [`dyntables_query::search`].

use std::cell::RefCell;

use dyntables_query::search::fold::{BEFORE_TEXT, fold};
use dyntables_query::search::terms::Terms;
use dyntables_query::search::vector::{SURELY_FITS, tsvector};
use dyntables_values::Error;
use dyntables_values::jsonb::node::{Array, JsonbNode, Node, Object};
use pgrx::IntoDatum;

use crate::server::call::{Arg, Call};
use crate::server::jsonb;
use crate::server::returned::Returned;
use crate::server::types::{Bool, Int8, Jsonb, Text, TextArray, Tsquery, Tsvector};

crate::sql_functions! {
    dt_search_vector(data: Jsonb, keys: TextArray) -> Tsvector => search_vector;
    dt_search_words(texts: TextArray) -> Tsvector => search_words;
    dt_search_query(search: Text) -> Tsquery => search_query;
    dt_matches_search(data: Jsonb, keys: TextArray, search: Text) -> Bool => matches_search;
    dt_confirms_search(data: Jsonb, keys: TextArray, search: Text) -> Bool => confirms_search;
    dt_search_rank(data: Jsonb, keys: TextArray, search: Text) -> Int8 => search_rank;
}

/// Texts deeper in a value than this are not searched.
const MOST_LEVELS: usize = 64;

/// What the last call worked with. For every row of a query the keys and the search are the same.
#[derive(Default)]
struct Last {
    keys: Vec<u8>,
    names: Vec<String>,
    search: Vec<u8>,
    terms: Option<Terms>,
    folded: String,
}

/// The most bytes that are kept allocated for the words of the next record.
const KEPT_BYTES: usize = 1 << 20;

thread_local! {
    static LAST: RefCell<Last> = RefCell::default();
}

/// Forgets what callers gave. Called at the end of each transaction.
pub fn forget() {
    LAST.take();
}

impl Last {
    /// Makes `folded` the words that a document has in the columns `keys`; in all of them if there are no keys.
    fn fold_record(&mut self, data: Arg<Jsonb>, keys: Arg<TextArray>) -> Result<(), Error> {
        if keys.bytes() != self.keys {
            self.names = keys.texts()?;
            self.keys = keys.bytes().to_vec();
        }
        self.empty();
        let Some(document) = data.get() else { return Ok(()) };
        let document = document.node();
        if self.names.is_empty() {
            fold_texts(&document, 0, &mut self.folded);
        }
        for name in &self.names {
            if let Some(value) = jsonb::get(&document, name.as_bytes()) {
                fold_texts(&value, 0, &mut self.folded);
            }
        }
        Ok(())
    }

    fn empty(&mut self) {
        if self.folded.capacity() > KEPT_BYTES {
            self.folded = String::new();
        }
        self.folded.clear();
    }

    /// Makes `folded` the words of some texts.
    fn fold_all(&mut self, texts: Arg<TextArray>) {
        self.empty();
        for text in texts.filled() {
            fold_text(&String::from_utf8_lossy(text), &mut self.folded);
        }
    }

    /// How well the columns match the search; less is better.
    fn rank(&mut self, data: Arg<Jsonb>, keys: Arg<TextArray>, search: Arg<Text>) -> Result<i64, Error> {
        if keys.bytes() != self.keys {
            self.names = keys.texts()?;
            self.keys = keys.bytes().to_vec();
        }
        let Some(document) = data.get() else { return Ok(i64::MAX) };
        let document = document.node();
        let of_column = |name: &String| {
            let mut folded = String::new();
            if let Some(value) = jsonb::get(&document, name.as_bytes()) {
                fold_texts(&value, 0, &mut folded);
            }
            folded
        };
        let columns: Vec<String> = self.names.iter().map(of_column).collect();
        Ok(self.terms(search).map_or(0, |terms| terms.rank(&columns)))
    }

    /// The terms of a search; `None` if it has none.
    fn terms(&mut self, search: Arg<Text>) -> Option<&Terms> {
        if search.bytes() != self.search || self.terms.is_none() {
            self.terms = search.get().and_then(|text| Terms::parse(&text));
            self.search = search.bytes().to_vec();
        }
        self.terms.as_ref()
    }

    /// Whether a document has the terms of a search in the columns `keys`.
    fn matches(&mut self, data: Arg<Jsonb>, keys: Arg<TextArray>, search: Arg<Text>) -> Result<bool, Error> {
        self.fold_record(data, keys)?;
        self.terms(search);
        Ok(self.terms.as_ref().is_none_or(|terms| terms.are_in(&self.folded)))
    }
}

/// Adds the words of a text to `folded`.
fn fold_text(text: &str, folded: &mut String) {
    folded.push(BEFORE_TEXT);
    fold(text, folded);
}

/// Adds the words of all texts in a value to `folded`.
fn fold_texts(value: &JsonbNode<'_>, level: usize, folded: &mut String) {
    if level > MOST_LEVELS {
        return;
    }
    if let Some(text) = value.as_string() {
        fold_text(&text, folded);
    } else if let Some(array) = value.as_array() {
        array.elements().for_each(|element| fold_texts(&element, level + 1, folded));
    } else if let Some(object) = value.as_object() {
        object.members().for_each(|(_, member)| fold_texts(&member, level + 1, folded));
    }
}

fn search_vector(
    _call: &Call,
    data: Arg<Jsonb>,
    keys: Arg<TextArray>,
) -> Result<Option<Returned<Tsvector>>, Error> {
    let vector = LAST.with_borrow_mut(|last| {
        last.fold_record(data, keys)?;
        Ok::<_, Error>(tsvector(&last.folded))
    })?;
    Ok(returned(vector))
}

fn search_words(_call: &Call, texts: Arg<TextArray>) -> Result<Option<Returned<Tsvector>>, Error> {
    let vector = LAST.with_borrow_mut(|last| {
        last.fold_all(texts);
        tsvector(&last.folded)
    });
    Ok(returned(vector))
}

fn returned(vector: Vec<u8>) -> Option<Returned<Tsvector>> {
    // SAFETY: a tsvector is its bytes behind their length, as a bytea is.
    vector.into_datum().map(|vector| unsafe { Returned::new(vector) })
}

fn search_query(_call: &Call, search: Arg<Text>) -> Result<Option<Returned<Tsquery>>, Error> {
    let terms = search.get().and_then(|text| Terms::parse(&text));
    // SAFETY: a tsquery.
    Ok(terms.map(|terms| unsafe { Returned::new(jsonb::tsquery(&terms.to_tsquery())) }))
}

fn matches_search(
    _call: &Call,
    data: Arg<Jsonb>,
    keys: Arg<TextArray>,
    search: Arg<Text>,
) -> Result<Option<Returned<Bool>>, Error> {
    let matches = LAST.with_borrow_mut(|last| last.matches(data, keys, search))?;
    Ok(matches.then(|| true.into()))
}

/// Whether a record that a search index has found has the terms. Often the index answers that, and the record is not
/// looked at: folding its texts took 0.7 of the 1.75 ms of a search that finds 349 records.
fn confirms_search(
    _call: &Call,
    data: Arg<Jsonb>,
    keys: Arg<TextArray>,
    search: Arg<Text>,
) -> Result<Option<Returned<Bool>>, Error> {
    let matches = LAST.with_borrow_mut(|last| {
        let is_told = last.terms(search).is_none_or(Terms::are_told_by_words);
        let fits = data.size() <= SURELY_FITS;
        if is_told && fits { Ok(true) } else { last.matches(data, keys, search) }
    })?;
    Ok(matches.then(|| true.into()))
}

fn search_rank(
    _call: &Call,
    data: Arg<Jsonb>,
    keys: Arg<TextArray>,
    search: Arg<Text>,
) -> Result<Returned<Int8>, Error> {
    LAST.with_borrow_mut(|last| last.rank(data, keys, search)).map(Returned::from)
}
