//! The terms of a search as people type it, and whether a text has them.

use std::collections::BTreeSet;

use crate::search::fold::{BEFORE_TEXT, BEFORE_WORD, fold};
use crate::search::vector::{LONGEST_WORD, OVERFLOW, cut};

/// The terms of a search: the texts between blanks, folded into words (` foo 12 3` from `foo-12/3`).
///
/// A text must have all terms. It has a term if the term's words stand next to each other in it; the last word may be
/// the beginning of a longer one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms(Vec<String>);

/// The most words of a search that are looked up in an index. The records found are asked for all of them.
const MOST_LOOKED_UP: usize = 64;

impl Terms {
    /// Reads a search; `None` if it has no word.
    pub fn parse(text: &str) -> Option<Self> {
        let mut terms = BTreeSet::new();
        for typed in text.split_whitespace() {
            let mut term = String::with_capacity(typed.len() + 1);
            fold(typed, &mut term);
            if !term.is_empty() {
                terms.insert(term);
            }
        }
        let mut terms: Vec<String> = terms.into_iter().collect();
        // Most texts lack the longest, so it is looked for first.
        terms.sort_by_key(|term| std::cmp::Reverse(term.len()));
        if terms.is_empty() { None } else { Some(Terms(terms)) }
    }

    /// Whether folded texts have all the terms.
    pub fn are_in(&self, folded: &str) -> bool {
        self.0.iter().all(|term| folded.contains(term.as_str()))
    }

    /// How well the folded texts of columns match, less being better. Terms that some column has as whole words go before
    /// those that are only begun, and earlier columns before later.
    pub fn rank(&self, columns: &[String]) -> i64 {
        const BEGUN: i64 = 1 << 32;
        let last = i64::try_from(columns.len()).unwrap_or(i64::MAX);
        let of_term = |term: &String| {
            let place = |is_in: &dyn Fn(&String) -> bool| columns.iter().position(is_in);
            let at = |place: usize| i64::try_from(place).unwrap_or(last);
            match place(&|text| has_whole(text, term)) {
                Some(whole) => at(whole),
                None => BEGUN + place(&|text| text.contains(term.as_str())).map_or(last, at),
            }
        };
        self.0.iter().map(of_term).fold(0, i64::saturating_add)
    }

    /// Whether [`Terms::to_tsquery`] finds only records that have the terms, if all words of a record are in its
    /// tsvector. It does if each term is one word, and no word is cut or left out.
    pub fn are_told_by_words(&self) -> bool {
        let is_told = |term: &String| {
            term.strip_prefix(BEFORE_WORD)
                .is_some_and(|word| !word.contains(BEFORE_WORD) && word.len() <= LONGEST_WORD)
        };
        self.0.len() <= MOST_LOOKED_UP && self.0.iter().all(is_told)
    }

    /// A tsquery in PostgreSQL's notation. It finds all records that have the terms, and few others: it does not ask
    /// for the order of words.
    pub fn to_tsquery(&self) -> String {
        let mut lookups = BTreeSet::new();
        for term in &self.0 {
            let mut words = term.split(BEFORE_WORD).filter(|word| !word.is_empty()).peekable();
            while let Some(word) = words.next() {
                lookups.insert((cut(word), words.peek().is_none()));
            }
        }
        let mut lookups: Vec<_> = lookups.into_iter().collect();
        lookups.sort_by_key(|(word, _)| std::cmp::Reverse(word.len()));
        lookups.truncate(MOST_LOOKED_UP);
        // A word has only letters, digits, signs and marks, so nothing needs escaping.
        let lookups: Vec<String> = lookups
            .into_iter()
            .map(|(word, is_prefix)| format!("'{word}'{}", if is_prefix { ":*" } else { "" }))
            .collect();
        format!("({}) | '{OVERFLOW}'", lookups.join(" & "))
    }
}

/// Whether a folded text has the words of a term as whole words.
fn has_whole(text: &str, term: &str) -> bool {
    text.match_indices(term).any(|(at, _)| {
        text[at + term.len()..].chars().next().is_none_or(|c| matches!(c, BEFORE_WORD | BEFORE_TEXT))
    })
}

#[cfg(test)]
mod tests {
    use super::Terms;
    use crate::search::fold::fold;

    fn finds(search: &str, text: &str) -> bool {
        let mut folded = String::new();
        fold(text, &mut folded);
        Terms::parse(search).unwrap().are_in(&folded)
    }

    #[test]
    fn every_term_is_the_beginning_of_a_word() {
        let text = "Pump foo-12/3 for Müller (a.b@c.de), 5 bar";
        for search in [
            "pump",
            "PU",
            "bar pump",
            "foo-12/3",
            "foo-12",
            "foo-1",
            "foo",
            "12/3",
            "a.b@c.de",
            "a.b@c",
            "a.b@",
            "muller",
            "MÜLL",
            "mull 5",
            "foo 3",
            "(müller)",
            "  pump\t5\n",
        ] {
            assert!(finds(search, text), "{search}");
        }
        for search in ["ump", "foo-2", "foo-3", "foo-12/4", "a.b@d", "b.a", "pump x", "fo-12", "c.de.org"] {
            assert!(!finds(search, text), "{search}");
        }
        assert!(finds("京", "東京") && finds("東京", "東京タワー") && !finds("京東", "東京"));
        assert!(finds("👍", "ok 👍🏽"));
    }

    #[test]
    fn whole_words_go_before_beginnings_and_earlier_columns_before_later() {
        let rank = |search: &str, columns: &[&str]| {
            let folded = columns.iter().map(|text| {
                let mut out = String::new();
                fold(text, &mut out);
                out
            });
            Terms::parse(search).unwrap().rank(&folded.collect::<Vec<_>>())
        };
        let order: [&[&str]; 6] = [
            &["foo", "foobar"],
            &["x foo", ""],
            &["foobar", "foo"],
            &["", "a foo b"],
            &["foobar", "x"],
            &["", "foobar"],
        ];
        let ranks: Vec<i64> = order.iter().map(|columns| rank("foo", columns)).collect();
        assert!(
            ranks.is_sorted() && ranks[1] < ranks[2] && ranks[3] < ranks[4] && ranks[4] < ranks[5],
            "{ranks:?}"
        );
        assert!(rank("foo bar", &["foo bar"]) < rank("foo bar", &["foo barn"]));
        assert!(rank("foo-12", &["foo 12"]) < rank("foo-12", &["foo-123"]));
        assert!(rank("foo", &["fo"]) > rank("foo", &["fool"]));
    }

    #[test]
    fn a_search_without_a_word_asks_for_nothing() {
        for search in ["", "  ", "?", "& | ! :* <->", "\u{301}", "''"] {
            assert_eq!(Terms::parse(search), None, "{search}");
        }
    }

    #[test]
    fn words_tell_of_terms_of_one_word() {
        let told = |search: &str| Terms::parse(search).unwrap().are_told_by_words();
        assert!(told("pump") && told("Müller pump!") && told("京"));
        assert!(!told("foo-12") && !told("pump a.b@c.de") && !told("東京") && !told(&"x".repeat(2_001)));
        assert!(!told(&(0..65).map(|n| format!("w{n} ")).collect::<String>()));
    }

    #[test]
    fn the_lookup_is_of_words_and_beginnings() {
        let query = |search: &str| Terms::parse(search).unwrap().to_tsquery();
        assert_eq!(query("foo"), "('foo':*) | '!'");
        assert_eq!(query("a.b@c"), "('a' & 'b' & 'c':*) | '!'");
        assert_eq!(query("x' | 'y"), "('x':* & 'y':*) | '!'");
        assert!(query(&"wort ".repeat(1000)).len() < 30);
        let many: String = (0..100_000).map(|n| format!("w{n} ")).collect();
        assert!(query(&many).len() < 1_000);
        assert!(query(&"x".repeat(1_000_000)).len() < 2_100);
    }
}
