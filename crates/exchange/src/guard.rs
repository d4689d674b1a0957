//! Which texts would a spreadsheet take for a formula, and how is that prevented? A quotation mark before the text says that
//! it is a text. A reader takes it off again.
//!
//! A text that has quotation marks before the formula already gets one more, so that every text comes back as it was.

use std::borrow::Cow;

const MARK: u8 = b'\'';

/// Whether a text is written with a mark: it is a formula, or one behind marks.
#[inline]
pub fn is_guarded(text: &[u8]) -> bool {
    match text.first() {
        Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r') => true,
        Some(&MARK) => {
            let marks = text.iter().take_while(|byte| **byte == MARK).count();
            matches!(text.get(marks), Some(b'=' | b'+' | b'-' | b'@' | b'\t' | b'\r'))
        }
        _ => false,
    }
}

/// The text as it is written.
pub fn guard(text: &str) -> Cow<'_, str> {
    if is_guarded(text.as_bytes()) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that was written so.
pub fn unguard(text: &str) -> &str {
    text.strip_prefix('\'').filter(|_| is_guarded(text.as_bytes())).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    use super::{guard, unguard};

    #[test]
    fn a_formula_gets_a_mark() {
        for (text, written) in [
            ("=1+1", "'=1+1"),
            ("+49", "'+49"),
            ("-5", "'-5"),
            ("@a", "'@a"),
            ("\ta", "'\ta"),
            ("\ra", "'\ra"),
            ("'=1", "''=1"),
            ("''-", "'''-"),
            ("'a", "'a"),
            ("'", "'"),
            ("", ""),
            ("a=1", "a=1"),
            (" =1", " =1"),
        ] {
            assert_eq!(guard(text), written);
            assert_eq!(unguard(written), text);
        }
    }

    proptest! {
        #[test]
        fn every_text_comes_back(text in "['=+@\\-\t\ra ]{0,6}") {
            let written = guard(&text);
            prop_assert_eq!(unguard(&written), &text);
            prop_assert!(!written.starts_with(['=', '+', '-', '@', '\t', '\r']));
        }
    }
}
