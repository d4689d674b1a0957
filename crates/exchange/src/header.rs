//! Whether the first row of a file has the names of the columns.

/// Whether the first of these rows is a header. By default it is: only what looks like data says otherwise.
pub(crate) fn is_header(rows: &[Vec<String>]) -> bool {
    let Some((first, rest)) = rows.split_first() else { return true };
    if rest.is_empty() {
        return first.iter().all(|cell| !cell.trim().is_empty() && Look::of(cell) == Look::Text);
    }
    let mut votes = 0_i64;
    for (column, name) in first.iter().enumerate() {
        votes += vote(name.trim(), rest.iter().filter_map(|row| row.get(column)).map(|cell| cell.trim()));
    }
    votes >= 0
}

/// What a column says about its first cell: 1 for a name, -1 for a value, 0 for either.
fn vote<'r>(name: &str, cells: impl Iterator<Item = &'r str>) -> i64 {
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
        (Look::Text, Look::Text) => -i64::from(cells.contains(&name)),
        (Look::Text, _) => 1,
        (own, other) if own == other => -1,
        _ => 0,
    }
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
