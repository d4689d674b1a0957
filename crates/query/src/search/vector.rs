//! The words of a record as PostgreSQL's tsvector, which search indexes are over.
//!
//! It has no positions. Whether words stand next to each other is asked of the records that the index finds.

use crate::search::fold::{BEFORE_TEXT, BEFORE_WORD};

/// A word that no text has. A record whose words do not all fit into a tsvector has it, and every search looks for it
/// too. So an index always finds such a record, and it is asked itself.
pub const OVERFLOW: &str = "!";

/// The most bytes of a word. PostgreSQL's limit is 2,046.
pub(super) const LONGEST_WORD: usize = 2_000;
/// The most bytes of all words. PostgreSQL's limit is 1,048,575.
const MOST_BYTES: usize = 1_000_000;

/// A record of at most so many bytes has no more words than fit. Folding makes at most 12 bytes of one: the three
/// bytes of U+FDFA become 33.
pub const SURELY_FITS: usize = MOST_BYTES / 12;

/// A word, or its beginning if it is too long.
pub fn cut(word: &str) -> &str {
    match word.char_indices().find(|(at, c)| at + c.len_utf8() > LONGEST_WORD) {
        None => word,
        Some((at, _)) => &word[..at],
    }
}

/// The tsvector of folded texts, as PostgreSQL stores it after the length: the number of words, an entry per word in
/// bytewise order, the words. An entry has a bit for positions, 11 bits for the word's length, and 20 for its place.
pub fn tsvector(folded: &str) -> Vec<u8> {
    let mut words: Vec<&str> =
        folded.split([BEFORE_WORD, BEFORE_TEXT]).filter(|word| !word.is_empty()).map(cut).collect();
    words.sort_unstable();
    words.dedup();
    let mut room = MOST_BYTES;
    let fits = words.iter().position(|word| match room.checked_sub(word.len()) {
        Some(left) => {
            room = left;
            false
        }
        None => true,
    });
    if let Some(fits) = fits {
        words.truncate(fits);
        let at = words.binary_search(&OVERFLOW).unwrap_or_else(|at| at);
        words.insert(at, OVERFLOW);
    }
    let bytes: usize = words.iter().map(|word| word.len()).sum();
    let mut vector = Vec::with_capacity(4 + 4 * words.len() + bytes);
    vector.extend_from_slice(&i32::try_from(words.len()).unwrap_or_default().to_ne_bytes());
    let mut at = 0;
    for word in &words {
        vector.extend_from_slice(&entry(word.len(), at).to_ne_bytes());
        at += word.len();
    }
    for word in &words {
        vector.extend_from_slice(word.as_bytes());
    }
    vector
}

/// `WordEntry` of `tsearch/ts_type.h`. Its fields are bits, which compilers lay out by the machine's byte order.
fn entry(length: usize, at: usize) -> u32 {
    let (length, at) = (length as u32, at as u32);
    if cfg!(target_endian = "little") { length << 1 | at << 12 } else { length << 20 | at }
}

#[cfg(test)]
mod tests {
    use super::{cut, tsvector};
    use crate::search::fold::BEFORE_WORD;
    use crate::search::fold::fold;

    fn words(vector: &[u8]) -> Vec<String> {
        let number = |at: usize| u32::from_ne_bytes(vector[at..at + 4].try_into().unwrap());
        let count = number(0) as usize;
        let text = &vector[4 + 4 * count..];
        (0..count)
            .map(|n| {
                let entry = number(4 + 4 * n);
                let (length, at) = ((entry >> 1 & 0x7ff) as usize, (entry >> 12) as usize);
                String::from_utf8(text[at..at + length].to_vec()).unwrap()
            })
            .collect()
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn words_are_sorted_and_distinct() {
        assert_eq!(words(&tsvector("")), [""; 0]);
        assert_eq!(words(&tsvector("\n foo 12 3\n bar foo")), ["12", "3", "bar", "foo"]);
    }

    #[test]
    #[cfg(target_endian = "little")]
    fn too_many_words_are_cut_and_say_so() {
        let text: String = (0..300_000).map(|n| format!(" word{n:06}")).collect();
        let words = words(&tsvector(&text));
        assert_eq!(words[0], "!");
        assert!(words.len() > 50_000 && words.iter().map(String::len).sum::<usize>() < 1_048_575);
    }

    #[test]
    fn the_words_of_a_record_that_surely_fits_fit() {
        let mut folded = String::new();
        for c in '\0'..=char::MAX {
            folded.clear();
            fold(c.encode_utf8(&mut [0; 4]), &mut folded);
            let words: usize = folded.split(BEFORE_WORD).map(str::len).sum();
            assert!(words <= 12 * c.len_utf8(), "{c:?}");
        }
    }

    #[test]
    fn a_long_word_is_cut_between_characters() {
        assert_eq!(cut(&"é".repeat(2_000)).len(), 2_000);
        assert_eq!(cut(&format!("x{}", "é".repeat(2_000))).len(), 1_999);
    }
}
