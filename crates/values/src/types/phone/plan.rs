//! Which E.164 numbers are possible.

use std::sync::OnceLock;

use phonelib::normalize_phone_number;

/// The most digits of an E.164 number.
pub(super) const MOST_DIGITS: usize = 15;

/// The lengths that national numbers have, by calling code: bit 8 stands for numbers of 8 digits. No code is the
/// beginning of another.
fn lengths() -> &'static [u16; 1000] {
    static LENGTHS: OnceLock<[u16; 1000]> = OnceLock::new();
    LENGTHS.get_or_init(|| {
        let mut lengths = [0; 1000];
        for country in phonelib::countries() {
            // Members of the North American plan are listed as 1 and their area code.
            if let Some(mask) = lengths.get_mut(country.prefix as usize) {
                *mask |= country.phone_lengths.iter().fold(0, |mask, length| mask | 1_u16 << (length % 16));
            }
        }
        lengths
    })
}

/// Whether the digits are `1` and a possible number of the North American plan, where all numbers have one length. The
/// library also asks whether the area code is in use yet.
fn is_north_american(digits: &[u8]) -> bool {
    matches!(digits, [b'1', b'2'..=b'9', _, _, b'2'..=b'9', rest @ ..] if rest.len() == 6)
}

/// Whether the text is a possible number as E.164 writes it.
pub(super) fn is_stored_form(text: &str) -> bool {
    let Some(digits) = text.strip_prefix('+').map(str::as_bytes) else { return false };
    if digits.len() > MOST_DIGITS || !digits.iter().all(u8::is_ascii_digit) {
        return false;
    }
    if digits.first() == Some(&b'1') {
        return is_north_american(digits);
    }
    let mut code = 0;
    for (at, digit) in digits.iter().enumerate().take(3) {
        code = code * 10 + usize::from(digit - b'0');
        let mask = lengths()[code];
        if mask != 0 {
            let national = &digits[at + 1..];
            return match national.first() {
                // In a few countries 0 is a part of the number, in others the prefix of national calls.
                Some(b'0') => normalize_phone_number(text).is_some_and(|stored| stored == text),
                Some(_) => mask & (1 << national.len()) != 0,
                None => false,
            };
        }
    }
    false
}

#[cfg(test)]
mod tests {
    #[test]
    fn every_calling_code_is_known_and_no_length_lost() {
        for country in phonelib::countries() {
            assert!(country.phone_lengths.iter().all(|length| *length < 15), "{country}");
            assert!(
                country.prefix < 2000
                    && (country.prefix > 999 || super::lengths()[country.prefix as usize] != 0)
            );
        }
    }
}
