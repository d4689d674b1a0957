//! SQL patterns for LIKE, with the case minded or ignored.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, Test};
use dyntables_values::folding::folded;

use crate::filter::leaf::Leaf;

/// The pattern of a text whose own `%`, `_` and `\` are plain characters.
pub(super) fn escaped(text: &str, before: &str, after: &str) -> String {
    let mut pattern = String::with_capacity(before.len() + text.len() + after.len());
    pattern.push_str(before);
    for c in text.chars() {
        if matches!(c, '%' | '_' | '\\') {
            pattern.push('\\');
        }
        pattern.push(c);
    }
    pattern.push_str(after);
    pattern
}

/// A field matches a pattern. Without case both are folded; a `_` is then a character of the folded text.
pub(super) fn like(leaf: &Leaf<'_>, field: Field, pattern: String, case_sensitive: bool) -> Predicate {
    if !case_sensitive {
        return Predicate::Test(field.folded(), Test::Like(folded(&pattern)));
    }
    let found = narrowed(leaf, &field, &pattern);
    let test = Predicate::Test(field.as_written(), Test::Like(pattern));
    match found {
        Some(found) => Predicate::And(vec![found, test]),
        None => test,
    }
}

/// What a trigram index finds of a pattern that minds case, if the field has such an index: its entries are folded. A
/// character may fold to several, so `_` stands for any number.
pub(super) fn narrowed(leaf: &Leaf<'_>, field: &Field, pattern: &str) -> Option<Predicate> {
    if !leaf.names.has_trigram(&field.name()) {
        return None;
    }
    let mut loose = String::with_capacity(pattern.len());
    let mut is_plain = false;
    for c in pattern.chars() {
        loose.push(if c == '_' && !is_plain { '%' } else { c });
        is_plain = c == '\\' && !is_plain;
    }
    Some(Predicate::Test(field.clone().folded(), Test::Like(folded(&loose))))
}
