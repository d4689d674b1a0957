//! `contains_word`: whether a word occurs in a text.
//!
//! A word is a run of letters and digits. An accent that is a character of its own belongs to its letter.

use unicode_general_category::{GeneralCategory, get_general_category};

/// The most characters of a word.
pub const MAX_WORD: usize = 1_000;

/// Whether `word` stands in `text` with no letter or digit next to it. Without case if both are folded.
///
/// The word may have spaces and signs in it. If it begins or ends with a sign (`C++`, an emoji), anything may stand
/// next to that side. An empty word is in no text.
pub fn has_word(text: &str, word: &str) -> bool {
    let Some(first) = word.chars().next() else { return false };
    let (opens, closes) = (first.is_alphanumeric(), ends_in_letter(word));
    let mut from = 0;
    while let Some(found) = text[from..].find(word) {
        let (start, end) = (from + found, from + found + word.len());
        let before = opens && ends_in_letter(&text[..start]);
        let after = text[end..].chars().next().is_some_and(|c| closes && (c.is_alphanumeric() || is_mark(c)));
        if !before && !after {
            return true;
        }
        from = start + first.len_utf8();
    }
    false
}

/// Whether the last character without its accents is a letter or digit.
fn ends_in_letter(text: &str) -> bool {
    text.chars().rev().find(|c| !is_mark(*c)).is_some_and(char::is_alphanumeric)
}

/// Whether a character is an accent or another mark on the character before it.
fn is_mark(c: char) -> bool {
    !c.is_ascii()
        && matches!(
            get_general_category(c),
            GeneralCategory::NonspacingMark | GeneralCategory::SpacingMark | GeneralCategory::EnclosingMark
        )
}

#[cfg(test)]
mod tests {
    use dyntables_values::folding::folded;

    use super::has_word;

    #[test]
    fn words() {
        for (text, word, expected) in [
            ("red apple", "RED", true),
            ("redo apple", "red", false),
            ("infrared", "red", false),
            ("well-known", "known", true),
            ("well-known", "well-known", true),
            ("well-knowns", "well-known", false),
            ("under_score", "score", true),
            ("don't", "don", true),
            ("a b a c", "a c", true),
            ("xa-a-a", "a-a", true),
            ("C++ and C", "c++", true),
            ("x1", "1", false),
            ("10 %", "10 %", true),
            ("ÉCOLE", "école", true),
            ("écoles", "école", false),
            ("cafe\u{301}", "cafe", false),
            ("cafe\u{301}", "CAFE\u{301}", true),
            ("cafe\u{301}s", "cafe\u{301}", false),
            ("\u{2764}\u{fe0f}ok", "ok", true),
            ("ok👍", "ok", true),
            ("ok👍ok", "👍", true),
            ("日本語", "日本", false),
            ("ΟΔΟΣ", "οδος", true),
            ("Weiße", "WEISSE", true),
            ("İ", "i", false),
            ("", "a", false),
            ("a", "", false),
            (".*", ".*", true),
        ] {
            assert_eq!(has_word(&folded(text), &folded(word)), expected, "{word:?} in {text:?}");
        }
        assert!(!has_word("red", "RED"));
    }
}
