//! The operators on texts: parts of a text, patterns, words and regular expressions.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, Test};
use dyntables_values::argument::boolean;
use dyntables_values::error::Error;
use dyntables_values::folding::folded;
use dyntables_values::kind::Kind;
use dyntables_values::text::shorten_text;
use serde_json::Value;

use crate::filter::leaf::Leaf;
use crate::filter::operator::{Kinds, Operator, PathKind, Read, btree_or_trigram, operator, trigram_or_set};
use crate::filter::patterns::{self, escaped};
use crate::filter::word::MAX_WORD;
use crate::filter::{regex, sets};

/// The most `%` of a pattern. At each, PostgreSQL may try the rest of the pattern at every place of the text.
const MAX_PERCENTS: usize = 1_000;
/// The most characters of a regular expression.
const MAX_REGEX: usize = 10_000;

/// In the order of the documentation.
pub(super) static TEXTS: &[Operator] = &[
    LIKE.says("matches a SQL pattern of % and _, minding case"),
    LIKE.negation("not_like", &["nlike"]).says("does not match a SQL pattern, minding case"),
    ILIKE.says("matches a SQL pattern of % and _, ignoring case"),
    ILIKE.negation("not_ilike", &["nilike"]).says("does not match a SQL pattern, ignoring case"),
    CONTAINS.says("has the text in it, ignoring case; a set has the element"),
    CONTAINS
        .negation("not_contains", &["does_not_contain", "contains_not"])
        .says("does not have the text in it, ignoring case; a set does not have the element"),
    Operator { indexes: btree_or_trigram, ..on_texts("starts_with", starts_with) }
        .says("begins with the text, ignoring case"),
    Operator {
        indexes: trigram_or_set,
        ..on_texts("ends_with", |leaf, field, value| part(leaf, field, value, "%", ""))
    }
    .says("ends with the text, ignoring case"),
    CONTAINS_WORD.says("has the word in it, ignoring case"),
    CONTAINS_WORD.negation("not_contains_word", &[]).says("does not have the word in it, ignoring case"),
    Operator {
        aliases: &["regex"],
        ..on_texts("matches", |leaf, field, value| matches(leaf, field, value, true))
    }
    .says("matches a regular expression, minding case"),
    Operator {
        indexes: trigram_or_set,
        ..on_texts("imatches", |leaf, field, value| matches(leaf, field, value, false))
    }
    .says("matches a regular expression, ignoring case"),
];

const LIKE: Operator = Operator {
    indexes: trigram_or_set,
    ..on_texts("like", |leaf, field, value| like(leaf, field, value, true))
};

const ILIKE: Operator = Operator {
    indexes: trigram_or_set,
    ..on_texts("ilike", |leaf, field, value| like(leaf, field, value, false))
};

const CONTAINS: Operator = Operator {
    kinds: Kinds::TEXTS_AND_SETS,
    indexes: trigram_or_set,
    ..on_texts("contains", |leaf, field, value| match field.kind() {
        Kind::Set => sets::has(leaf, field, value),
        _ if matches!(field, Field::Path { .. }) => at_path(leaf, field, value),
        _ => part(leaf, field, value, "%", "%"),
    })
};

/// `contains` on a path: there is a text that has the text in it, or a list that has the element.
fn at_path(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    let is_text = value.is_string() || value.is_object();
    if !is_text {
        return sets::has_scalar(leaf, field, value);
    }
    let (text, _) = text_and_case(leaf, value)?;
    let element = sets::has_scalar(leaf, field.clone(), &Value::from(text))?;
    Ok(Predicate::Or(vec![part(leaf, field, value, "%", "%")?, element]))
}

const CONTAINS_WORD: Operator =
    Operator { indexes: trigram_or_set, ..on_texts("contains_word", contains_word) };

const fn on_texts(name: &'static str, read: Read) -> Operator {
    operator(name, &[], Kinds::TEXTS, PathKind::Always(Kind::Text), read)
}

/// Reads `"x"`, or `{"value": "x", "case_sensitive": true}`.
fn text_and_case<'a>(leaf: &Leaf<'_>, value: &'a Value) -> Result<(&'a str, bool), Error> {
    let Value::Object(document) = value else {
        return Ok((text(leaf, value)?, false));
    };
    if let Some(key) = document.keys().find(|key| *key != "value" && *key != "case_sensitive") {
        let error = Error::unknown("key of a text condition", key, ["value", "case_sensitive"]);
        return Err(leaf.in_condition(error));
    }
    let case_sensitive = match document.get("case_sensitive") {
        None => false,
        Some(flag) => boolean(flag, "case_sensitive").map_err(|error| leaf.in_condition(error))?,
    };
    Ok((text(leaf, document.get("value").unwrap_or(&Value::Null))?, case_sensitive))
}

fn text<'a>(leaf: &Leaf<'_>, value: &'a Value) -> Result<&'a str, Error> {
    value.as_str().ok_or_else(|| leaf.wrong_value("a text", value))
}

/// The text stands in the field, with what `before` and `after` match around it.
fn part(leaf: &Leaf<'_>, field: Field, value: &Value, before: &str, after: &str) -> Result<Predicate, Error> {
    let (text, case_sensitive) = text_and_case(leaf, value)?;
    Ok(patterns::like(leaf, field, escaped(text, before, after), case_sensitive))
}

/// A range where a btree serves it: with the case minded, and of texts that are always compared without case.
fn starts_with(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    let (text, case_sensitive) = text_and_case(leaf, value)?;
    let code_points = leaf.names.code_points();
    let prefix = |field, text: String| Predicate::Test(field, Test::Prefix { text, code_points });
    let is_folded = field.kind() == Kind::Folded;
    Ok(match (case_sensitive, is_folded) {
        _ if text.is_empty() => patterns::like(leaf, field, "%".to_owned(), case_sensitive),
        (true, false) => prefix(field, text.to_owned()),
        (true, true) => Predicate::And(vec![
            prefix(field.clone(), folded(text)),
            prefix(field.as_written(), text.to_owned()),
        ]),
        (false, true) => prefix(field, folded(text)),
        (false, false) => patterns::like(leaf, field, escaped(text, "", "%"), false),
    })
}

/// A SQL pattern, as the caller wrote it.
fn like(leaf: &Leaf<'_>, field: Field, value: &Value, case_sensitive: bool) -> Result<Predicate, Error> {
    let pattern = text(leaf, value)?;
    if pattern.chars().rev().take_while(|c| *c == '\\').count() % 2 == 1 {
        return Err(leaf.in_condition(Error::bad_hint(
            "the pattern ends with a backslash that stands before nothing",
            "A backslash makes the character after it plain; write two for one.",
        )));
    }
    if pattern.matches('%').count() > MAX_PERCENTS {
        return Err(leaf.too_long(&format!("a pattern cannot have more than {MAX_PERCENTS} \"%\"")));
    }
    Ok(patterns::like(leaf, field, pattern.to_owned(), case_sensitive))
}

fn contains_word(leaf: &Leaf<'_>, field: Field, value: &Value) -> Result<Predicate, Error> {
    let (word, case_sensitive) = text_and_case(leaf, value)?;
    if word.is_empty() {
        return Err(leaf.in_condition(Error::bad("the word must have at least one character")));
    }
    if word.chars().nth(MAX_WORD).is_some() {
        return Err(leaf.too_long(&format!("a word cannot have more than {MAX_WORD} characters")));
    }
    let found = patterns::narrowed(leaf, &field, &escaped(word, "%", "%"));
    let test = if case_sensitive {
        Predicate::Test(field.as_written(), Test::Word(word.to_owned()))
    } else {
        Predicate::Test(field.folded(), Test::Word(folded(word)))
    };
    Ok(match found {
        Some(found) => Predicate::And(vec![found, test]),
        None => test,
    })
}

/// A regular expression. PostgreSQL is asked whether it accepts it.
fn matches(leaf: &Leaf<'_>, field: Field, value: &Value, case_sensitive: bool) -> Result<Predicate, Error> {
    let written = text(leaf, value)?;
    if written.chars().nth(MAX_REGEX).is_some() {
        let message = format!("a regular expression cannot have more than {MAX_REGEX} characters");
        return Err(leaf.too_long(&message));
    }
    let (field, pattern) = if case_sensitive {
        (field.as_written(), written.to_owned())
    } else {
        (field.folded(), regex::without_case(written))
    };
    if let Some(reason) = (leaf.moment.pattern_error)(&pattern, !case_sensitive) {
        return Err(Error::bad_pattern(format!(
            "{}: \"{}\" cannot be used as a regular expression: {reason}",
            leaf.place(),
            shorten_text(written)
        )));
    }
    Ok(Predicate::Test(field, Test::Matches { pattern, case_sensitive }))
}
