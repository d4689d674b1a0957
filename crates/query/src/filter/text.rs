//! The values of operators on text: parts of text, patterns, words, regular expressions.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, Test};
use dyntables_values::argument::boolean;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::text::shorten_text;
use serde_json::Value;

use crate::filter::check::Leaf;
use crate::filter::word::MAX_WORD;

/// Each may make PostgreSQL try the rest of the pattern anew at every place.
const MAX_PERCENTS: usize = 1_000;
/// In characters.
const MAX_REGEX: usize = 10_000;

/// The bytes of a long pattern's beginning that is looked for first.
const BEGINNING: usize = 200;
/// Patterns of more bytes are long.
const LONG: usize = 1_000;

/// PostgreSQL folds the case of a pattern anew for each record. So of a long one the beginning must
/// be there before the whole is looked for.
fn likes(field: Field, pattern: String, case_sensitive: bool) -> Predicate {
    let like = |pattern| Predicate::Test(field.clone(), Test::Like { pattern, case_sensitive });
    match beginning(&pattern).filter(|_| !case_sensitive) {
        Some(first) => Predicate::And(vec![like(first), like(pattern)]),
        None => like(pattern),
    }
}

/// A pattern for the beginning of a long one. Only of ASCII: how another character is folded may
/// depend on what follows it.
fn beginning(pattern: &str) -> Option<String> {
    let bytes = pattern.as_bytes();
    if bytes.len() <= LONG {
        return None;
    }
    let mut end = 0;
    while end < BEGINNING {
        // A backslash stays with what it stands before.
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    bytes[..=end].is_ascii().then(|| format!("{}%", &pattern[..end]))
}

impl Leaf<'_> {
    /// `"x"`, or `{"value": "x", "case_sensitive": true}`.
    fn text_and_case<'a>(&self, value: &'a Value) -> Result<(&'a str, bool), Error> {
        let (text, case_sensitive) = match value {
            Value::Object(document) => {
                if let Some(key) = document.keys().find(|key| *key != "value" && *key != "case_sensitive") {
                    let error = Error::unknown("key of a text condition", key, ["value", "case_sensitive"]);
                    return Err(self.in_condition(error));
                }
                let case_sensitive = document.get("case_sensitive").map(|v| boolean(v, "case_sensitive"));
                let case_sensitive = case_sensitive.transpose().map_err(|error| self.in_condition(error))?;
                (document.get("value").unwrap_or(&Value::Null), case_sensitive.unwrap_or(false))
            }
            _ => (value, false),
        };
        Ok((self.plain_text(text)?, case_sensitive))
    }

    fn plain_text<'a>(&self, value: &'a Value) -> Result<&'a str, Error> {
        value.as_str().ok_or_else(|| self.wrong_value("a text", value))
    }

    /// The text's own `%`, `_` and `\` are plain characters.
    pub(super) fn part(
        &self,
        field: Field,
        value: &Value,
        before: &str,
        after: &str,
    ) -> Result<Predicate, Error> {
        let (text, case_sensitive) = self.text_and_case(value)?;
        let mut pattern = String::with_capacity(text.len() + 2);
        pattern.push_str(before);
        for c in text.chars() {
            if matches!(c, '%' | '_' | '\\') {
                pattern.push('\\');
            }
            pattern.push(c);
        }
        pattern.push_str(after);
        Ok(likes(field.as_written(), pattern, case_sensitive))
    }

    /// With the case minded, and on a folded ASCII beginning without, a range of a btree; else a
    /// pattern. Of ASCII characters the lower case depends on nothing that follows.
    pub(super) fn starts_with(&self, field: Field, value: &Value) -> Result<Predicate, Error> {
        let as_pattern = self.part(field.clone(), value, "", "%")?;
        let text = value.get("value").unwrap_or(value).as_str().unwrap_or_default();
        let Predicate::Test(as_written, Test::Like { case_sensitive, .. }) = &as_pattern else {
            return Ok(as_pattern);
        };
        let code_points = self.table.code_points();
        let prefix = |field, text: String| Predicate::Test(field, Test::Prefix { text, code_points });
        let folds = field.kind() == Kind::Folded && text.is_ascii();
        Ok(match (case_sensitive, folds) {
            _ if text.is_empty() => as_pattern,
            (true, false) => prefix(as_written.clone(), text.to_owned()),
            (true, true) => Predicate::And(vec![
                prefix(field, text.to_lowercase()),
                prefix(as_written.clone(), text.to_owned()),
            ]),
            (false, true) => prefix(field, text.to_lowercase()),
            (false, false) => as_pattern,
        })
    }

    /// A SQL pattern, as the caller wrote it.
    pub(super) fn like(&self, field: Field, value: &Value, case_sensitive: bool) -> Result<Predicate, Error> {
        let pattern = self.plain_text(value)?;
        if pattern.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1 {
            return Err(self.in_condition(Error::bad_hint(
                "the pattern ends with a backslash that stands before nothing",
                "A backslash makes the character after it plain; write two for one.",
            )));
        }
        if pattern.matches('%').count() > MAX_PERCENTS {
            return Err(self.too_long(&format!("a pattern cannot have more than {MAX_PERCENTS} \"%\"")));
        }
        Ok(likes(field.as_written(), pattern.to_owned(), case_sensitive))
    }

    pub(super) fn word(&self, field: Field, value: &Value) -> Result<Predicate, Error> {
        let (word, case_sensitive) = self.text_and_case(value)?;
        if word.is_empty() {
            return Err(self.in_condition(Error::bad("the word must have at least one character")));
        }
        if word.chars().nth(MAX_WORD).is_some() {
            return Err(self.too_long(&format!("a word cannot have more than {MAX_WORD} characters")));
        }
        Ok(Predicate::Test(field.as_written(), Test::Word { word: word.to_owned(), case_sensitive }))
    }

    pub(super) fn regex(
        &self,
        field: Field,
        value: &Value,
        case_sensitive: bool,
    ) -> Result<Predicate, Error> {
        let pattern = self.plain_text(value)?;
        if pattern.chars().nth(MAX_REGEX).is_some() {
            return Err(
                self.too_long(&format!("a regular expression cannot have more than {MAX_REGEX} characters"))
            );
        }
        if let Some(reason) = (self.moment.pattern_error)(pattern, !case_sensitive) {
            return Err(Error::bad_pattern(format!(
                "{}: \"{}\" cannot be used as a regular expression: {reason}",
                self.place(),
                shorten_text(pattern)
            )));
        }
        let pattern = pattern.to_owned();
        Ok(Predicate::Test(field.as_written(), Test::Matches { pattern, case_sensitive }))
    }

    fn too_long(&self, what: &str) -> Error {
        Error::limit(format!("{}: {what}", self.place()))
    }
}

#[cfg(test)]
mod tests {
    use super::{BEGINNING, LONG, beginning};

    #[test]
    fn the_beginning_of_a_long_pattern() {
        let long = |first: &str| format!("%{first}{}%", "x".repeat(LONG));
        assert_eq!(beginning("%short%"), None);
        assert_eq!(beginning(&long("")), Some(format!("%{}%", "x".repeat(BEGINNING - 1))));
        // Pairs of a backslash and its character stay whole, wherever they lie.
        for before in BEGINNING - 4..BEGINNING + 2 {
            let first = format!("{}\\%", "y".repeat(before));
            let found = beginning(&long(&first)).unwrap();
            let body = found.strip_suffix('%').unwrap();
            assert!((BEGINNING..=BEGINNING + 1).contains(&body.len()) && long(&first).starts_with(body));
            assert!(body.chars().rev().take_while(|c| *c == '\\').count() % 2 == 0, "{body}");
        }
        assert_eq!(beginning(&long(&format!("{}\u{3a3}", "a".repeat(BEGINNING - 1)))), None);
        assert_eq!(beginning(&long("\u{1f980}")), None);
    }
}
