//! Whether the first row of a file has the names of the columns.

use std::collections::HashSet;

use dyntables_values::folding::folded;

/// Whether the first of these rows is a header. By default it is: only what looks like data says otherwise. It is one in any
/// case if all it has are `names` of columns, which are folded.
pub(crate) fn is_header(rows: &[Vec<String>], names: &HashSet<String>) -> bool {
    let Some((first, rest)) = rows.split_first() else { return true };
    let mut named = first.iter().map(|cell| cell.trim()).filter(|cell| !cell.is_empty()).peekable();
    if named.peek().is_some() && named.all(|cell| names.contains(&folded(cell))) {
        return true;
    }
    if rest.is_empty() {
        return first.iter().all(|cell| !cell.trim().is_empty() && Look::of(cell) == Look::Text);
    }
    let mut votes = 0_i64;
    for (column, name) in first.iter().enumerate() {
        votes += vote(
            name.trim(),
            first.len() == 1,
            rest.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim()),
        );
    }
    votes >= 0
}

/// What a column, which may be the only one, says about its first cell: 1 for a name, -1 for a value, 0 for either.
fn vote<'r>(name: &str, is_alone: bool, cells: impl Iterator<Item = &'r str>) -> i64 {
    let cells: Vec<&str> = cells.filter(|cell| !cell.is_empty()).collect();
    let looks = cells.iter().map(|cell| Look::of(cell));
    let Some(look) = looks.clone().next() else { return 0 };
    let alike = looks.filter(|other| *other == look).count();
    let is_even = alike * 10 >= cells.len() * 9;
    if name.is_empty() {
        return 0;
    }
    if !is_even {
        return 0;
    }
    match (Look::of(name), look) {
        // One cell may be called as its column is, where there are others that say nothing. A value that comes again and
        // again is no name.
        (Look::Text, Look::Text) => {
            let again = cells.iter().filter(|cell| **cell == name).count();
            -i64::from(again > usize::from(!is_alone))
        }
        (Look::Text, _) => 1,
        // `Country,2019,2020`
        (Look::Number, Look::Number) if is_year(name) && !cells.iter().all(|cell| is_year(cell)) => 0,
        (own, other) if own == other => -1,
        _ => 0,
    }
}

fn is_year(text: &str) -> bool {
    text.len() == 4 && matches!(text.parse::<u16>(), Ok(1800..=2200))
}

/// What a text looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Look {
    Number,
    Date,
    Address,
    Text,
}

impl Look {
    fn of(text: &str) -> Self {
        let text = text.trim();
        let digits = text.bytes().filter(u8::is_ascii_digit).count();
        let is_number = digits > 0
            && text.chars().all(|c| {
                c.is_ascii_digit()
                    || matches!(
                        c,
                        '.' | ',' | '-' | '+' | '%' | '$' | '€' | '£' | ' ' | '\'' | '(' | ')' | 'e' | 'E'
                    )
            });
        let separators = text.bytes().filter(|byte| matches!(byte, b'-' | b'/' | b'.' | b':')).count();
        let is_date = digits >= 4
            && separators >= 2
            && !text.starts_with('-')
            && text
                .chars()
                .all(|c| c.is_ascii_digit() || matches!(c, '-' | '/' | '.' | ':' | ' ' | 'T' | 'Z' | '+'));
        if is_date {
            Look::Date
        } else if is_number {
            Look::Number
        } else if text.contains("://") || (text.contains('@') && text.contains('.') && !text.contains(' ')) {
            Look::Address
        } else {
            Look::Text
        }
    }
}
