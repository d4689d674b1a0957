//! SQL patterns for LIKE and ILIKE.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Predicate, Test};

/// The bytes of a long pattern's beginning that is looked for first.
const BEGINNING: usize = 200;
/// A pattern of more bytes is long.
const LONG: usize = 1_000;

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

/// A field matches a pattern.
///
/// For ILIKE PostgreSQL converts the pattern to lower case again for each record. So a record is asked for the
/// beginning of a long pattern before it is asked for the whole.
pub(super) fn like(field: Field, pattern: String, case_sensitive: bool) -> Predicate {
    let like = |pattern| Predicate::Test(field.clone(), Test::Like { pattern, case_sensitive });
    match beginning(&pattern).filter(|_| !case_sensitive) {
        Some(first) => Predicate::And(vec![like(first), like(pattern)]),
        None => like(pattern),
    }
}

/// Whether [`like`] looks for a beginning first.
pub(super) fn is_long(pattern: &str) -> bool {
    pattern.len() > LONG
}

/// A pattern for the beginning of a long one. Only for ASCII: the lower case of other characters may depend on
/// what follows them.
fn beginning(pattern: &str) -> Option<String> {
    let bytes = pattern.as_bytes();
    if !is_long(pattern) {
        return None;
    }
    let mut end = 0;
    while end < BEGINNING {
        // A backslash and the character after it are not separated.
        end += if bytes[end] == b'\\' { 2 } else { 1 };
    }
    bytes[..=end].is_ascii().then(|| format!("{}%", &pattern[..end]))
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
