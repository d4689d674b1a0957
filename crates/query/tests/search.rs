//! Searches of any text: what is typed is found where it stands, and whatever is found by asking the text
//! is found by an index over its words too.

use dyntables_query::search::fold::fold;
use dyntables_query::search::terms::Terms;
use dyntables_query::search::vector::{OVERFLOW, tsvector};
use proptest::prelude::{Strategy, any, prop_assert, prop_oneof, proptest};
use unicode_normalization::char::canonical_combining_class;

fn folded(text: &str) -> String {
    let mut out = "\n".to_owned();
    fold(text, &mut out);
    out
}

/// The words of a tsvector: entries of a length and a place each.
fn words(vector: &[u8]) -> Vec<String> {
    let number = |at: usize| u32::from_ne_bytes(vector[at..at + 4].try_into().unwrap());
    let count = number(0) as usize;
    let text = &vector[4 + 4 * count..];
    let word = |entry: u32| {
        let (length, at) = if cfg!(target_endian = "little") {
            ((entry >> 1) & 0x7ff, entry >> 12)
        } else {
            ((entry >> 20) & 0x7ff, entry & 0xf_ffff)
        };
        String::from_utf8(text[at as usize..(at + length) as usize].to_vec()).unwrap()
    };
    (0..count).map(|n| word(number(4 + 4 * n))).collect()
}

/// What a lookup in PostgreSQL's notation, `('foo' & 'bar':*) | '!'`, says of some words.
fn looked_up(query: &str, words: &[String]) -> bool {
    let all =
        query.strip_prefix('(').and_then(|rest| rest.strip_suffix(&format!(") | '{OVERFLOW}'"))).unwrap();
    all.split(" & ").all(|word| match word.strip_suffix(":*") {
        Some(prefix) => words.iter().any(|word| word.starts_with(prefix.trim_matches('\''))),
        None => words.iter().any(|known| known == word.trim_matches('\'')),
    })
}

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>(),
        "[a-cA-CäÄß0-2 .@/'\"&|!:*\\\\-]{0,30}",
        "[a-c \u{301}\u{3099}がき東京👍🏽\u{200d}\u{fe0f}ﷺ½ς\u{a0}\u{3000}]{0,20}",
    ]
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(10_000))]

    #[test]
    fn a_text_is_found_by_itself_and_by_its_beginning(text in text(), cut in any::<proptest::sample::Index>()) {
        let record = folded(&text);
        let cut = cut.index(text.len() + 1);
        // Unicode orders the marks upon a character, so only the text before a whole character is its beginning.
        let is_beginning = |at: &usize| {
            text.is_char_boundary(*at) && text[*at..].chars().next().is_none_or(|c| canonical_combining_class(c) == 0)
        };
        let beginning = &text[..(0..=cut).rev().find(is_beginning).unwrap_or(0)];
        for search in [text.as_str(), beginning] {
            if let Some(terms) = Terms::parse(search) {
                prop_assert!(terms.are_in(&record), "{search:?} in {text:?}: {record:?}");
            }
        }
    }

    #[test]
    fn what_is_found_is_in_the_index(text in text(), search in text()) {
        let record = folded(&text);
        let words = words(&tsvector(&record));
        prop_assert!(words.windows(2).all(|pair| pair[0].as_bytes() < pair[1].as_bytes()));
        prop_assert!(words.iter().all(|word| !word.contains(['\'', '\\', ' ', '\n', '!'])));
        for search in [&text, &search] {
            if let Some(terms) = Terms::parse(search) && terms.are_in(&record) {
                prop_assert!(looked_up(&terms.to_tsquery(), &words), "{search:?} in {text:?}");
            }
        }
    }
}
