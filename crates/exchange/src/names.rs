//! Keys and labels of columns out of headers.

use std::collections::HashSet;

use dyntables_model::ident::{FILTER_SYNTAX, MAX_IDENT, RESERVED_KEYS, suffixed};
use dyntables_values::ascii::ascii_words;
use dyntables_values::error::Error;

/// The header of a column that has none.
pub(crate) fn unnamed(column: usize) -> String {
    format!("column_{}", column + 1)
}

/// Fails for a header that has the character NUL.
pub(crate) fn check(header: &str, column: usize) -> Result<(), Error> {
    if !header.contains('\0') {
        return Ok(());
    }
    Err(Error::bad_file(
        format!("the name of column {} has the character NUL, which no text can have", column + 1),
        "If the file is UTF-16 without a byte order mark, give \"encoding\": \"utf-16le\".",
    ))
}

/// The headers of columns, by which options name them: each once, and none without a name. The second `a` is `a (2)`. An
/// error if one has the character NUL, which no text can have.
pub(crate) fn distinct(headers: Vec<String>) -> Result<Vec<String>, Error> {
    let taken: HashSet<String> = headers.iter().cloned().collect();
    let mut seen = HashSet::new();
    let mut distinct = Vec::with_capacity(headers.len());
    for (column, header) in headers.into_iter().enumerate() {
        check(&header, column)?;
        let name = if header.is_empty() { unnamed(column) } else { header };
        let mut free = name.clone();
        let mut number = 1;
        while seen.contains(&free) || (number > 1 && taken.contains(&free)) {
            number += 1;
            free = format!("{name} ({number})");
        }
        seen.insert(free.clone());
        distinct.push(free);
    }
    Ok(distinct)
}

/// Gives columns their keys.
#[derive(Debug, Default)]
pub struct Keys {
    taken: HashSet<String>,
}

impl Keys {
    /// Without keys that are taken.
    pub fn new() -> Self {
        Keys::default()
    }

    /// Takes a key, so that no column gets it.
    pub fn take(&mut self, key: &str) {
        self.taken.insert(key.to_owned());
    }

    /// The key of a column, counted from 0. One that another column has gets a number behind it.
    pub fn key(&mut self, header: &str, column: usize) -> String {
        let stem = stem(header).unwrap_or_else(|| unnamed(column));
        let mut key = stem.clone();
        let mut number = 1;
        while RESERVED_KEYS.contains(&key.as_str())
            || FILTER_SYNTAX.contains(&key.as_str())
            || self.taken.contains(&key)
        {
            number += 1;
            key = suffixed(&stem, &format!("_{number}"));
        }
        self.take(&key);
        key
    }
}

/// The label of a column.
pub fn label(header: &str, column: usize) -> String {
    let words: Vec<&str> = header.split_whitespace().collect();
    if words.is_empty() { unnamed(column) } else { words.join(" ") }
}

/// A header as a key: ASCII letters and digits in lower case, and an underscore for everything between them.
fn stem(header: &str) -> Option<String> {
    let mut stem = ascii_words(header, '_', true);
    if stem.starts_with(|c: char| c.is_ascii_digit()) {
        stem.insert_str(0, "n_");
    }
    stem.truncate(MAX_IDENT);
    let stem = stem.trim_end_matches('_');
    (!stem.is_empty()).then(|| stem.to_owned())
}
