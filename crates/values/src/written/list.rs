//! Lists of texts in one text: `red, "white, off"`. Items stand between commas, semicolons and line breaks, and are quoted
//! as CSV does where they would be read otherwise.

use std::borrow::Cow;

/// A piece of a list.
#[derive(Debug, PartialEq)]
pub(crate) struct Piece<'a> {
    /// What it says.
    pub(crate) text: Cow<'a, str>,
    /// Where it begins and ends.
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Whether it is quoted, so that it is one item whatever is in it.
    pub(crate) is_quoted: bool,
}

/// Whether a character separates the items of a list.
pub fn is_separator(c: char) -> bool {
    matches!(c, ',' | ';' | '\n' | '\r')
}

/// The pieces between separators.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut start = 0;
    loop {
        let piece = quoted(text, start).unwrap_or_else(|| {
            let end = text[start..].find(is_separator).map_or(text.len(), |at| start + at);
            Piece { text: Cow::Borrowed(&text[start..end]), start, end, is_quoted: false }
        });
        let end = piece.end;
        pieces.push(piece);
        match text[end..].chars().next() {
            Some(separator) => start = end + separator.len_utf8(),
            None => return pieces,
        }
    }
}

/// The quoted piece that begins here; `None` if there is none. A quotation mark inside it is doubled.
fn quoted(text: &str, start: usize) -> Option<Piece<'_>> {
    let blanks = text[start..].len() - text[start..].trim_start_matches([' ', '\t']).len();
    let inner = start + blanks + 1;
    text[start + blanks..].starts_with('"').then_some(())?;
    let mut from = inner;
    let close = loop {
        let at = from + text[from..].find('"')?;
        if !text[at + 1..].starts_with('"') {
            break at;
        }
        from = at + 2;
    };
    let rest = text[close + 1..].trim_start_matches([' ', '\t']);
    let is_whole = rest.is_empty() || rest.starts_with(is_separator);
    let said = &text[inner..close];
    let said = if said.contains('"') { Cow::Owned(said.replace("\"\"", "\"")) } else { Cow::Borrowed(said) };
    is_whole.then(|| Piece { text: said, start, end: text.len() - rest.len(), is_quoted: true })
}

/// Whether an item needs no quotation marks.
pub fn is_plain(item: &str) -> bool {
    !item.contains(is_separator) && !item.starts_with(['"', '[']) && item.trim() == item && !item.is_empty()
}

/// Writes a list that [`pieces`] reads. `all` quotes every item.
pub fn join<'a>(items: impl Iterator<Item = &'a str>, all: bool) -> String {
    let mut text = String::new();
    for (at, item) in items.enumerate() {
        if at > 0 {
            text.push_str(", ");
        }
        if !all && is_plain(item) {
            text.push_str(item);
        } else {
            text.push('"');
            text.push_str(&item.replace('"', "\"\""));
            text.push('"');
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert_eq, proptest};

    use super::{join, pieces};

    fn texts(text: &str) -> Vec<String> {
        pieces(text).into_iter().map(|piece| piece.text.trim().to_owned()).collect()
    }

    #[test]
    fn quoted_items_are_whole() {
        for (text, items) in [
            ("a, b;c\nd", vec!["a", "b", "c", "d"]),
            (r#""a, b", c"#, vec!["a, b", "c"]),
            (r#"x , "a ""b"" c" ; y"#, vec!["x", r#"a "b" c"#, "y"]),
            (r#""a" b, c"#, vec![r#""a" b"#, "c"]),
            (r#""a, b"#, vec![r#""a"#, "b"]),
            ("", vec![""]),
            (",", vec!["", ""]),
        ] {
            assert_eq!(texts(text), items, "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_joined_is_split_again(items in proptest::collection::vec("[a\"\\[\\]é, ;\n]{1,6}", 1..6)) {
            let text = join(items.iter().map(String::as_str), false);
            let split: Vec<String> = pieces(&text).into_iter().map(|piece| {
                if piece.is_quoted { piece.text.into_owned() } else { piece.text.trim().to_owned() }
            }).collect();
            prop_assert_eq!(split, items, "{}", text);
        }

        #[test]
        fn any_text_is_split(text in ".{0,40}") {
            let _ = pieces(&text);
        }
    }
}
