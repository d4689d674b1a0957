//! What is the media type of a file? Its bytes say it. What a client says counts for nothing.

use std::borrow::Cow;

use crate::{markup, packed, signatures};

/// How many bytes of a file [`recognise`] should be given: its first ones.
pub const HEAD: usize = 64 << 10;

/// The type of what is not known, and is no text.
pub const UNKNOWN: &str = "application/octet-stream";

/// The media type of a file. `head` are its first bytes, `is_whole` tells whether they are all; `name` tells kinds of plain
/// text apart, such as CSV, and nothing else.
pub fn recognise(head: &[u8], is_whole: bool, name: &str) -> &'static str {
    if head.is_empty() {
        return if name.to_lowercase().ends_with(".csv") { "text/csv" } else { "text/plain" };
    }
    if let Some(type_) = packed::type_of(head).or_else(|| signatures::find(head)) {
        return type_;
    }
    match text(head, is_whole) {
        Some(text) => markup::type_of(&text, is_whole, name),
        None => UNKNOWN,
    }
}

/// Bytes as a text: UTF-8, UTF-16 with a mark, or an older encoding of one byte for each letter. `None` if they are no text.
pub fn text(head: &[u8], is_whole: bool) -> Option<Cow<'_, str>> {
    let utf16 = |read: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = head[2..].chunks_exact(2).map(|pair| read([pair[0], pair[1]])).collect();
        Cow::from(String::from_utf16_lossy(&units))
    };
    let is_binary =
        |text: &str| text.chars().any(|c| matches!(c, '\0'..='\u{8}' | '\u{e}'..='\u{1a}' | '\u{7f}'));
    let text = match head {
        [0xff, 0xfe, ..] => utf16(u16::from_le_bytes),
        [0xfe, 0xff, ..] => utf16(u16::from_be_bytes),
        _ => match std::str::from_utf8(head) {
            Ok(text) => Cow::from(text),
            // A letter that is cut off at the end.
            Err(error) if !is_whole && error.error_len().is_none() => {
                Cow::from(std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default())
            }
            Err(_) => head.iter().map(|byte| char::from(*byte)).collect(),
        },
    };
    (!is_binary(&text)).then_some(text)
}

/// Whether a type fits a pattern: `image/*`, `application/pdf`, `*/*`.
pub fn fits(type_: &str, pattern: &str) -> bool {
    match pattern.strip_suffix("/*") {
        Some("*") => true,
        Some(family) => type_.split('/').next().is_some_and(|found| found.eq_ignore_ascii_case(family)),
        None => type_.eq_ignore_ascii_case(pattern),
    }
}
