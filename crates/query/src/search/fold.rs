//! Text → its words, without case and accents.
//!
//! The words are stored in indexes, so they must never change. Unicode promises that: a new version only adds
//! characters, and keeps the decompositions and cases of all others.

use dyntables_values::folding;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// The character before each word.
pub const BEFORE_WORD: char = ' ';
/// The character before each text of a record. No phrase of a search reaches across it.
pub const BEFORE_TEXT: char = '\n';

/// Appends the words of a text, each with a blank before it: `Größe: A-12/b` → ` grosse a 12 b`.
///
/// A word is a run of letters and digits. Signs with a meaning of their own (`€`, `→`, 👍) are words by themselves,
/// and so are the characters of scripts without blanks between words.
pub fn fold(text: &str, out: &mut String) {
    let mut in_word = false;
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
        for byte in rest[..ascii].bytes() {
            if byte.is_ascii_alphanumeric() {
                if !in_word {
                    out.push(BEFORE_WORD);
                }
                out.push(char::from(byte.to_ascii_lowercase()));
                in_word = true;
            } else {
                in_word = false;
            }
        }
        rest = &rest[ascii..];
        let other = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        for c in rest[..other].nfkd() {
            in_word = fold_char(c, in_word, out);
        }
        rest = &rest[other..];
    }
}

/// Appends a decomposed character. Returns whether the word continues after it.
fn fold_char(c: char, in_word: bool, out: &mut String) -> bool {
    if is_accent(c) {
        return in_word;
    }
    if stands_alone(c) {
        out.push(BEFORE_WORD);
        out.push(c);
        // Marks on it belong to it, and a letter after it begins a word.
        return false;
    }
    if is_combining_mark(c) {
        // It belongs to the character before it.
        if !out.is_empty() {
            out.push(c);
        }
        return in_word;
    }
    if !c.is_alphanumeric() {
        return false;
    }
    if !in_word {
        out.push(BEFORE_WORD);
    }
    for folded in folding::fold(c).filter(|c| !is_accent(*c)) {
        match plain(folded) {
            Some(letters) => out.push_str(letters),
            None => out.push(folded),
        }
    }
    true
}

/// Whether people leave out a mark when they type: accents, Hebrew and Arabic points, variation selectors.
fn is_accent(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{483}'..='\u{489}' | '\u{591}'..='\u{5bd}' | '\u{5bf}' | '\u{5c1}' | '\u{5c2}'
        | '\u{5c4}' | '\u{5c5}' | '\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{6d6}'..='\u{6dc}' | '\u{6df}'..='\u{6e4}' | '\u{6e7}' | '\u{6e8}' | '\u{6ea}'..='\u{6ed}'
        | '\u{1ab0}'..='\u{1aff}' | '\u{1dc0}'..='\u{1dff}' | '\u{20d0}'..='\u{20ff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{fe20}'..='\u{fe2f}')
}

/// Whether a character is a word by itself: currency signs, arrows, pictures, and the characters of Chinese,
/// Japanese, Thai, Lao, Khmer and Burmese, which are written without blanks between words.
fn stands_alone(c: char) -> bool {
    match c {
        '\u{20a0}'..='\u{20cf}'
        | '\u{2190}'..='\u{2bff}'
        | '\u{1f000}'..='\u{1faff}'
        | '£'
        | '¥'
        | '§'
        | '©'
        | '®' => true,
        '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}' => {
            c.is_alphabetic() && !is_combining_mark(c)
        }
        '\u{3041}'..='\u{3096}' | '\u{309d}'..='\u{30fa}' | '\u{30fc}'..='\u{30ff}' => true,
        '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}' | '\u{20000}'..='\u{3ffff}' => true,
        _ => false,
    }
}

/// What people type instead of a letter that their keyboard lacks, if Unicode does not decompose the letter.
fn plain(c: char) -> Option<&'static str> {
    Some(match c {
        'æ' => "ae",
        'œ' => "oe",
        'ø' => "o",
        'đ' | 'ð' => "d",
        'þ' => "th",
        'ł' => "l",
        'ħ' => "h",
        'ı' => "i",
        'ŧ' => "t",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::fold;

    fn folded(text: &str) -> String {
        let mut out = String::new();
        fold(text, &mut out);
        out
    }

    #[test]
    fn words_lose_case_accents_and_punctuation() {
        for (text, words) in [
            ("", ""),
            ("?!& -- :*", ""),
            ("Hello, World", " hello world"),
            ("Größe: A-12/b", " grosse a 12 b"),
            ("GRÖSSE ẞ", " grosse ss"),
            ("Crème Brûlée", " creme brulee"),
            ("Cre\u{300}me", " creme"),
            ("ŁÓDŹ Ærø İstanbul ısı", " lodz aero istanbul isi"),
            ("ΟΔΥΣΣΕΥΣ Οδυσσεύς", " οδυσσευσ οδυσσευσ"),
            ("Ёлка", " елка"),
            ("ﬁne ２０２６ m²", " fine 2026 m2"),
            ("a.b@c.de", " a b c de"),
            ("don't O’Neil", " don t o neil"),
            ("東京タワー", " 東 京 タ ワ ー"),
            ("がき", " か\u{3099} き"),
            ("ok👍🏽 €12", " ok 👍 🏽 € 12"),
            ("مَرْحَبًا", " مرحبا"),
            ("한글", " 한글"),
            ("\u{301}", ""),
        ] {
            let same_form: String = unicode_normalization::UnicodeNormalization::nfkd(words).collect();
            assert_eq!(folded(text), same_form, "{text}");
        }
    }

    #[test]
    fn folding_folded_text_changes_nothing() {
        for text in ["Größe: A-12/b", "東京タワー", "がき", "ok👍🏽 €12", "ΟΔΥΣΣΕΥΣ", "ﷺ ½ ㎏"]
        {
            assert_eq!(folded(&folded(text)), folded(text), "{text}");
        }
    }
}
