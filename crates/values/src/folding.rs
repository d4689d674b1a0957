//! Ignoring case: the one folding by which texts are compared without it.
//!
//! It is Unicode's full case folding: `ß` is `ss`, `ς` is `σ`, `İ` is `i` with a dot of its own, whatever stands around them.
//! So folding texts one after the other folds their concatenation, and a part of a text is a part of the folded text.
//! Folded texts are stored in indexes, so a character must never fold otherwise. Unicode promises that: a new version only
//! adds characters.

/// A text without case.
pub fn folded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while !rest.is_empty() {
        let ascii = rest.find(|c: char| !c.is_ascii()).unwrap_or(rest.len());
        let from = out.len();
        out.push_str(&rest[..ascii]);
        out[from..].make_ascii_lowercase();
        rest = &rest[ascii..];
        let other = rest.find(|c: char| c.is_ascii()).unwrap_or(rest.len());
        out.extend(rest[..other].chars().flat_map(fold));
        rest = &rest[other..];
    }
    out
}

/// The characters that a character folds to.
///
/// Characters are the same without case if they are the same in lower case, or in upper case: the lower case of the upper
/// case says both. The upper case of `ẞ` is itself, so its lower case comes first. Only of `ı`, which is no `i` without
/// case, Unicode says otherwise.
pub fn fold(c: char) -> impl Iterator<Item = char> {
    let kept = (c == 'ı').then_some(c);
    let cased = kept.is_none().then_some(c);
    let cased = cased
        .into_iter()
        .flat_map(char::to_lowercase)
        .flat_map(char::to_uppercase)
        .flat_map(char::to_lowercase);
    kept.into_iter().chain(cased)
}

/// The character that a character folds to, if it is one.
pub fn fold_to_one(c: char) -> Option<char> {
    let mut folded = fold(c);
    let first = folded.next()?;
    folded.next().is_none().then_some(first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

    use super::{fold, fold_to_one, folded};

    #[test]
    fn texts_lose_their_case() {
        for (text, without) in [
            ("", ""),
            ("Hello, World 1", "hello, world 1"),
            ("Straße STRASSE STRAẞE", "strasse strasse strasse"),
            ("ΔΡΟΜΟΣ δρομος Δρόμος", "δρομοσ δρομοσ δρόμοσ"),
            ("İzmir ızmir Izmir", "i\u{307}zmir ızmir izmir"),
            ("ÉCOLE École", "école école"),
            ("ŉ ǰ ΐ ᾳ ᾼ", "ʼn j\u{30c} ι\u{308}\u{301} αι αι"),
            ("ﬁn ﬀ K ſ Å", "fin ff k s å"),
            ("ДОМ Ёлка", "дом ёлка"),
            ("日本 🦀 %_\\", "日本 🦀 %_\\"),
        ] {
            assert_eq!(folded(text), without, "{text}");
        }
        assert_eq!((fold_to_one('Σ'), fold_to_one('ß'), fold_to_one('a')), (Some('σ'), None, Some('a')));
    }

    #[test]
    fn no_character_folds_twice_or_becomes_a_wildcard() {
        for c in '\0'..=char::MAX {
            let once: String = fold(c).collect();
            assert_eq!(folded(&once), once, "{c:?}");
            assert!(once.len() <= 3 * c.len_utf8(), "{c:?}");
            assert!(c.is_ascii() || !once.contains(['%', '_', '\\']), "{c:?}");
        }
    }

    proptest! {
        #[test]
        fn parts_fold_as_the_whole_does(a in any::<String>(), b in any::<String>()) {
            prop_assert_eq!(folded(&a) + &folded(&b), folded(&(a.clone() + &b)));
            prop_assert!(folded(&(a.clone() + &b)).contains(&folded(&b)));
            for cased in [a.to_lowercase(), a.to_uppercase()] {
                // The dot of `İ` and the `i` without one are lost or found in another case.
                if !a.contains(['İ', 'ı']) {
                    prop_assert_eq!(folded(&cased), folded(&a));
                }
            }
        }
    }
}
