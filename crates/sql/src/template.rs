//! How is a template taken apart? A template is one SQL sentence with named holes:
//! `"DELETE FROM {table} WHERE id OPERATOR(pg_catalog.=) {id}"`. As in `format!`, `{{` and `}}` stand for
//! the braces themselves.
//!
//! The macros [`statement!`](crate::statement), [`fragment!`](crate::fragment) and
//! [`write_sql!`](crate::write_sql) do this while the caller is compiled. A hole without a fill, a fill
//! without a hole and a stray brace are therefore errors of the compiler.

/// A stretch of constant text, and the fill that follows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Piece {
    /// The text.
    pub(crate) text: &'static str,
    /// The place of the fill in the list of fills; [`NO_FILL`] where none follows.
    pub(crate) fill: usize,
}

const NO_FILL: usize = usize::MAX;

/// The number of pieces that a template has.
pub const fn count(template: &'static str) -> usize {
    let mut rest = template;
    let mut pieces = 0;
    while !rest.is_empty() {
        (_, _, rest) = next(rest);
        pieces += 1;
    }
    pieces
}

/// The pieces of a template whose fills have these names.
pub const fn split<const PIECES: usize>(template: &'static str, names: &[&str]) -> [Piece; PIECES] {
    let mut pieces = [Piece { text: "", fill: NO_FILL }; PIECES];
    let mut rest = template;
    let mut at = 0;
    while !rest.is_empty() {
        let (text, hole, after) = next(rest);
        let fill = match hole {
            Some(name) => place(name, names),
            None => NO_FILL,
        };
        pieces[at] = Piece { text, fill };
        (rest, at) = (after, at + 1);
    }
    let mut fill = 0;
    while fill < names.len() {
        assert!(is_used(fill, &pieces), "the template has no hole for one of the fills");
        fill += 1;
    }
    pieces
}

/// The text before the first hole or doubled brace, the hole's name if it is one, and the rest.
const fn next(template: &'static str) -> (&'static str, Option<&'static str>, &'static str) {
    let bytes = template.as_bytes();
    let mut at = 0;
    while at < bytes.len() && bytes[at] != b'{' && bytes[at] != b'}' {
        at += 1;
    }
    if at == bytes.len() {
        return (template, None, "");
    }
    if at + 1 < bytes.len() && bytes[at + 1] == bytes[at] {
        // Of a doubled brace the first is text.
        let (text, second) = template.split_at(at + 1);
        return (text, None, second.split_at(1).1);
    }
    assert!(bytes[at] == b'{', "the template closes a hole that it does not open");
    let mut end = at + 1;
    while end < bytes.len() && bytes[end] != b'}' {
        end += 1;
    }
    assert!(end < bytes.len(), "the template does not close a hole");
    let (text, hole) = template.split_at(at);
    let (name, rest) = hole.split_at(end - at);
    (text, Some(name.split_at(1).1), rest.split_at(1).1)
}

const fn place(name: &str, names: &[&str]) -> usize {
    let mut at = 0;
    while at < names.len() {
        if is_same(name.as_bytes(), names[at].as_bytes()) {
            return at;
        }
        at += 1;
    }
    panic!("one of the template's holes has no fill")
}

// Comparing texts with `==` is not possible in a constant yet.
const fn is_same(a: &[u8], b: &[u8]) -> bool {
    let mut at = 0;
    while at < a.len() && at < b.len() && a[at] == b[at] {
        at += 1;
    }
    at == a.len() && at == b.len()
}

const fn is_used(fill: usize, pieces: &[Piece]) -> bool {
    let mut at = 0;
    while at < pieces.len() {
        if pieces[at].fill == fill {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{NO_FILL, Piece, count, split};

    fn pieces<const PIECES: usize>(
        template: &'static str,
        names: &[&str],
    ) -> [(&'static str, usize); PIECES] {
        assert_eq!(count(template), PIECES, "{template}");
        split::<PIECES>(template, names).map(|Piece { text, fill }| (text, fill))
    }

    #[test]
    fn a_template_is_taken_apart() {
        assert_eq!(pieces("", &[]), []);
        assert_eq!(pieces("true", &[]), [("true", NO_FILL)]);
        assert_eq!(pieces("{a}", &["a"]), [("", 0)]);
        assert_eq!(
            pieces("f({b}, {a}, {b})", &["a", "b"]),
            [("f(", 1), (", ", 0), (", ", 1), (")", NO_FILL)]
        );
    }

    #[test]
    fn a_doubled_brace_is_one_of_text() {
        assert_eq!(pieces("'{{}}'", &[]), [("'{", NO_FILL), ("}", NO_FILL), ("'", NO_FILL)]);
        assert_eq!(
            pieces("'{{{key},é}}'", &["key"]),
            [("'{", NO_FILL), ("", 0), (",é}", NO_FILL), ("'", NO_FILL)]
        );
    }

    #[test]
    #[should_panic(expected = "one of the template's holes has no fill")]
    fn a_hole_needs_a_fill() {
        pieces::<2>("{key} IS NULL", &["keys"]);
    }

    #[test]
    #[should_panic(expected = "the template has no hole for one of the fills")]
    fn a_fill_needs_a_hole() {
        pieces::<2>("{key} IS NULL", &["key", "value"]);
    }

    #[test]
    #[should_panic(expected = "the template has no hole for one of the fills")]
    fn a_name_has_one_fill() {
        pieces::<2>("{key} IS NULL", &["key", "key"]);
    }

    #[test]
    #[should_panic(expected = "the template does not close a hole")]
    fn a_hole_is_closed() {
        pieces::<1>("SELECT '{'", &[]);
    }

    #[test]
    #[should_panic(expected = "the template closes a hole that it does not open")]
    fn a_hole_is_opened() {
        pieces::<1>("SELECT '}'", &[]);
    }
}
