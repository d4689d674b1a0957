//! Columns of texts of one form, and of any.

use dyntables_values::text::Object;
use dyntables_values::written::Reading;
use serde_json::Value;

use crate::infer::candidate::{Candidate, Fit, Type, judge};
use crate::infer::seen::{Column, Seen};

/// The most characters of a `text`.
const SHORT: usize = 255;

/// `checkbox`: true and false, yes and no, or x and nothing.
pub(super) fn checkbox(column: &Column, empty: u64) -> Option<Candidate> {
    const WORDS: [[&str; 2]; 2] = [["true", "false"], ["yes", "no"]];
    let fits = |words: &[&str; 2], seen: &Seen| match &seen.value {
        Some(value) => value.is_boolean() && words[0] == "true",
        None => words.iter().any(|word| seen.text.eq_ignore_ascii_case(word)),
    };
    let words = WORDS.iter().find(|words| column.seen.first().is_some_and(|first| fits(words, first)));
    let is_crossed = empty > 0 && column.seen.iter().all(|seen| seen.text.eq_ignore_ascii_case("x"));
    judge(column, "checkbox", Object::new(), |seen| {
        Fit::from(is_crossed || words.is_some_and(|words| fits(words, seen)))
    })
}

/// `email`, `url`, `phone` with its `+`, `uuid` with its hyphens.
pub(super) fn of_form(column: &Column, name: &'static str, reading: &Reading) -> Option<Candidate> {
    let type_ = Type::named(name)?;
    let config = Object::new();
    judge(column, name, config.clone(), |seen| {
        let text = seen.text.as_str();
        let may_be = seen.value.is_none()
            && match name {
                "email" => text.contains('@') && !text.contains(char::is_whitespace),
                "url" => text.contains("://") && !text.starts_with('<'),
                "phone" => text.starts_with('+') && text.len() <= 40,
                _ => text.len() == 36,
            };
        if may_be { type_.fit(&config, text, reading) } else { Fit::No }
    })
}

/// `json`: objects and arrays, as texts or as they are. Where a file of JSON has them, the rest of the column is kept
/// beside them.
pub(super) fn json(column: &Column) -> Option<Candidate> {
    let is_tree = |value: &Value| value.is_object() || value.is_array();
    let has_values = column.seen.iter().any(|seen| seen.value.as_ref().is_some_and(is_tree));
    judge(column, "json", Object::new(), |seen| match &seen.value {
        Some(_) => Fit::from(has_values),
        // A text that is JSON would be read as it, and is another value then.
        None if has_values => Fit::from(serde_json::from_str::<Value>(&seen.text).is_err()),
        None => Fit::from(
            seen.text.starts_with(['{', '['])
                && serde_json::from_str::<Value>(&seen.text).is_ok_and(|value| is_tree(&value)),
        ),
    })
}

/// `text`, or `long_text` for what is over 255 characters or has line breaks.
pub(super) fn text(column: &Column) -> &'static str {
    let is_long = |seen: &Seen| {
        seen.text.contains(['\n', '\r'])
            || (seen.text.len() > SHORT && seen.text.chars().nth(SHORT).is_some())
    };
    if column.seen.iter().any(is_long) { "long_text" } else { "text" }
}
