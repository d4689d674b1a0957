//! Regular expressions that ignore case: they are asked of folded texts.
//!
//! PostgreSQL ignores the case of ASCII and of what its collation knows, and takes a letter for one other at most. So the
//! letters beyond ASCII are folded here.

use std::iter::Peekable;
use std::str::Chars;

use dyntables_values::folding::{fold, fold_to_one};

/// The pattern for folded texts. A letter that folds to several becomes a group, unless it stands in brackets, where no
/// group can be: there it stays, and is in no folded text.
pub(super) fn without_case(pattern: &str) -> String {
    let mut out = String::with_capacity(pattern.len());
    let is_literal = is_literal(pattern);
    let mut rest = pattern.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if !is_literal => {
                out.push(c);
                out.extend(rest.next());
            }
            '[' if !is_literal => {
                out.push(c);
                brackets(&mut rest, &mut out);
            }
            c if c.is_ascii() => out.push(c),
            c => match fold_to_one(c) {
                Some(folded) => out.push(folded),
                None if is_literal => out.extend(fold(c)),
                None => {
                    out.push_str("(?:");
                    out.extend(fold(c));
                    out.push(')');
                }
            },
        }
    }
    out
}

/// Whether the whole pattern stands for itself: after the director `***=`, or with the option `q`.
fn is_literal(pattern: &str) -> bool {
    let options = pattern.strip_prefix("***:").unwrap_or(pattern).strip_prefix("(?");
    let options = options.and_then(|rest| rest.split_once(')')).map_or("", |(options, _)| options);
    let is_list = options.bytes().all(|option| option.is_ascii_alphabetic());
    pattern.starts_with("***=") || (is_list && options.contains('q'))
}

/// Copies a bracket expression after its `[`. A `]` at its beginning is a character, and classes have brackets of their own.
fn brackets(rest: &mut Peekable<Chars<'_>>, out: &mut String) {
    out.extend(rest.next_if_eq(&'^'));
    out.extend(rest.next_if_eq(&']'));
    while let Some(c) = rest.next() {
        out.push(fold_to_one(c).filter(|_| !c.is_ascii()).unwrap_or(c));
        match c {
            ']' => return,
            '\\' => out.extend(rest.next()),
            '[' => {
                let Some(kind) = rest.next_if(|kind| matches!(kind, ':' | '.' | '=')) else { continue };
                out.push(kind);
                let mut before = ' ';
                for c in rest.by_ref() {
                    out.push(c);
                    if c == ']' && before == kind {
                        break;
                    }
                    before = c;
                }
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::without_case;

    #[test]
    fn letters_beyond_ascii_are_folded() {
        for (pattern, folded) in [
            ("^Foo[A-Z]+\\d$", "^Foo[A-Z]+\\d$"),
            ("ΔΡΟΜΟς", "δρομοσ"),
            ("Gr(ö|Ö)ße+", "Gr(ö|ö)(?:ss)e+"),
            ("ß{2}", "(?:ss){2}"),
            ("[Äß]x[]É[:alpha:]Σ]ß", "[äß]x[]é[:alpha:]σ](?:ss)"),
            ("[^]É[=É=]]", "[^]é[=É=]]"),
            ("\\[ß", "\\[(?:ss)"),
            ("***=a[ẞ", "***=a[ss"),
            ("(?q)(ß", "(?q)(ss"),
            ("(?i)ß", "(?i)(?:ss)"),
            ("(?:q)ß", "(?:q)(?:ss)"),
        ] {
            assert_eq!(without_case(pattern), folded, "{pattern}");
        }
    }

    proptest! {
        #[test]
        fn ascii_stays_as_it_is(pattern in "[ -~]*") {
            prop_assert_eq!(without_case(&pattern), pattern);
        }

        #[test]
        fn no_pattern_panics(pattern: String) {
            let _ = without_case(&pattern);
        }
    }
}
