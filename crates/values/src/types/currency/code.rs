//! The codes of ISO 4217.

use std::sync::LazyLock;

use iso_currency::{Currency, IntoEnumIterator};

use crate::error::{Error, nearest};
use crate::text::shorten_text;

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

/// The code that a text is, in any case.
pub(super) fn read(text: &str) -> Result<String, Error> {
    let code = text.to_ascii_uppercase();
    if is_code(&code) {
        return Ok(code);
    }
    let of_name = || Currency::iter().find(|currency| currency.name().eq_ignore_ascii_case(text));
    let is_in_use = |currency: &Currency| !currency.is_fund() && currency.is_superseded().is_none();
    let near = || {
        let codes: Vec<(String, &str)> =
            Currency::iter().filter(is_in_use).map(|c| (c.code().to_lowercase(), c.code())).collect();
        let near = nearest(text, codes.iter().map(|(lower, _)| lower.as_str()))?;
        codes.iter().find(|(lower, _)| *lower == near).map(|(_, code)| *code)
    };
    let hint = match of_name().map(|currency| currency.code()).or_else(near) {
        Some(code) => format!("Perhaps you meant \"{code}\"."),
        None => "A code is three letters, such as \"EUR\".".to_owned(),
    };
    Err(Error::bad_hint(format!("\"{}\" is no currency of ISO 4217", shorten_text(text)), hint))
}

/// The place of three capital letters in the order of all of them.
fn place(text: &str) -> Option<usize> {
    let letters = <[u8; 3]>::try_from(text.as_bytes()).ok()?;
    letters
        .iter()
        .try_fold(0, |place, byte| byte.is_ascii_uppercase().then(|| place * 26 + usize::from(byte - b'A')))
}
