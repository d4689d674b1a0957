//! The codes of ISO 4217.

use std::sync::LazyLock;

use iso_currency::{Currency, IntoEnumIterator};

/// Whether a text is a code of ISO 4217. A table of all three letters answers: the library compares with one code after
/// the other.
pub(super) fn is_code(text: &str) -> bool {
    static CODES: LazyLock<Vec<bool>> = LazyLock::new(|| {
        let mut codes = vec![false; 26 * 26 * 26];
        for place in Currency::iter().filter_map(|currency| place(currency.code())) {
            codes[place] = true;
        }
        codes
    });
    place(text).is_some_and(|place| CODES[place])
}

/// The place of three capital letters in the order of all of them.
fn place(text: &str) -> Option<usize> {
    let letters = <[u8; 3]>::try_from(text.as_bytes()).ok()?;
    letters
        .iter()
        .try_fold(0, |place, byte| byte.is_ascii_uppercase().then(|| place * 26 + usize::from(byte - b'A')))
}
