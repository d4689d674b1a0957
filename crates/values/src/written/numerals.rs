//! Numbers as people and files write them: `1,234.50`, `1.234,50`, `1 234`, `−5`, `(12)`.
//!
//! Reading is exact: it gives digits, never a binary floating point number.
//!
//! Three digits after a single mark are unclear, as `1,234` and `1.234 €` are, unless something decides which mark is the
//! decimal one: see [`Marks`]. Only a text in the syntax of JSON is the number that it is there, so that a printed number
//! is read as itself: `1.234` is a little more than one, unless the decimal mark is the comma.

use serde_json::{Number, Value};

use crate::text::Object;
use crate::written::{Cast, Reading, locale};

/// What decides how the marks of a number are read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Marks {
    /// The decimal mark, if it is known.
    decimal: Option<char>,
    /// Whether a text in the syntax of JSON is that number while no decimal mark is known.
    json: bool,
}

impl Marks {
    /// The marks of a column: its locale goes before the options of the call.
    pub fn of(config: &Object, reading: &Reading) -> Self {
        if reading.is_printed {
            return Marks { decimal: Some('.'), json: true };
        }
        let decimal = locale::decimal_mark(config).or(reading.decimal_mark);
        Marks { decimal, json: !reading.mixed_marks }
    }

    /// The same for numbers that are whole, or have a unit beside them: there even `1.000` has two readings.
    #[must_use]
    pub fn strict(self) -> Self {
        Marks { json: false, ..self }
    }
}

/// With a known decimal mark, or without one.
impl From<Option<char>> for Marks {
    fn from(decimal: Option<char>) -> Self {
        Marks { decimal, json: true }
    }
}

/// The decimal marks that the texts of a column show.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ShownMarks {
    point: bool,
    comma: bool,
}

impl ShownMarks {
    /// Adds what a text shows.
    pub fn add(&mut self, text: &str) {
        self.add_mark(shown_mark(text));
    }

    /// Adds a mark, if there is one.
    pub fn add_mark(&mut self, mark: Option<char>) {
        match mark {
            Some(',') => self.comma = true,
            Some(_) => self.point = true,
            None => {}
        }
    }

    /// How the column is read in the light of its other texts; `None` where they say nothing new.
    pub fn reading(self, reading: &Reading) -> Option<Reading> {
        if reading.decimal_mark.is_some() {
            return None;
        }
        match (self.point, self.comma) {
            (false, false) => None,
            (true, true) => Some(Reading { mixed_marks: true, ..reading.clone() }),
            (point, _) => {
                Some(Reading { decimal_mark: Some(if point { '.' } else { ',' }), ..reading.clone() })
            }
        }
    }
}

/// The decimal mark that a text shows by itself, whatever is around its number: `1.234,50 €` has the comma. `None` where
/// the text has no number, or one that may be read either way.
pub fn shown_mark(text: &str) -> Option<char> {
    let first = text.find(|c: char| c.is_ascii_digit())?;
    let last = text.rfind(|c: char| c.is_ascii_digit())?;
    // `,5` begins with its mark; in `Nr.5` the point is the word's.
    let before = text[..first].trim_end_matches(['.', ',']);
    let is_mark = before.len() + 1 == first && !before.ends_with(char::is_alphanumeric);
    let number = &text[if is_mark { first - 1 } else { first }..=last];
    if !number.contains(['.', ',']) {
        return None;
    }
    let strict = |decimal| Marks { decimal, json: false };
    if !matches!(read(number, strict(None)), Numeral::Digits(_)) {
        return None;
    }
    let with = |mark| matches!(read(number, strict(Some(mark))), Numeral::Digits(_));
    match (with('.'), with(',')) {
        (true, false) => Some('.'),
        (false, true) => Some(','),
        _ => None,
    }
}

/// The reading of a text as a number.
#[derive(Debug, Clone, PartialEq)]
pub enum Numeral {
    /// The text is this number, in the syntax of JSON.
    Digits(String),
    /// The text could be two numbers, or contradicts the given decimal mark. The message is as in [`Cast::Unclear`].
    Unclear(String),
    /// The text is no number.
    No,
}

/// The most digits before the point of PostgreSQL's numeric.
const MOST_WHOLE: usize = 131_072;
/// The most digits after the point of PostgreSQL's numeric.
const MOST_FRACTION: usize = 16_383;

/// Whether PostgreSQL's numeric holds a number, which is written as JSON writes it.
pub fn fits_numeric(number: &str) -> bool {
    let (mantissa, exponent) = number.split_once(['e', 'E']).unwrap_or((number, "0"));
    let Ok(exponent) = exponent.parse::<i64>() else { return false };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = |text: &str| i64::try_from(text.len()).unwrap_or(i64::MAX);
    let most = |most: usize| i64::try_from(most).unwrap_or(i64::MAX);
    digits(whole).saturating_add(exponent) <= most(MOST_WHOLE)
        && digits(fraction).saturating_sub(exponent) <= most(MOST_FRACTION)
}

/// Reads a text as a number that a write may give.
pub fn cast(text: &str, marks: impl Into<Marks>) -> Cast {
    match read(text, marks) {
        Numeral::Digits(digits) => value(&digits).map_or(Cast::No, Cast::Value),
        Numeral::Unclear(why) => Cast::Unclear(why),
        Numeral::No => Cast::No,
    }
}

/// The value of digits in the syntax of JSON.
pub(crate) fn value(digits: &str) -> Option<Value> {
    digits.parse::<Number>().ok().map(Value::Number)
}

/// Reads a number.
///
/// A sign may be before it (also U+2212), or round brackets around it, as accountants write negative numbers. One kind of
/// mark may separate the thousands: commas, points, apostrophes, or spaces (also no-break and narrow ones). The groups have
/// three digits; with commas, groups before the last may have two, as in India.
pub fn read(text: &str, marks: impl Into<Marks>) -> Numeral {
    let text = text.trim();
    let Marks { decimal: decimal_mark, json } = marks.into();
    let Some((negative, body)) = sign(text) else { return Numeral::No };
    let parts = if let Some(at) = body.find(['e', 'E']) {
        scientific(&body[..at], &body[at + 1..], decimal_mark)
    } else {
        // Without its minus sign, a JSON number is nothing but its digits.
        let is_json = json && text.strip_prefix('-').unwrap_or(text) == body;
        plain(body, decimal_mark, is_json)
    };
    let (whole, fraction, exponent) = match parts {
        Ok(parts) => parts,
        Err(numeral) => return numeral,
    };
    if whole.len() as i64 + exponent > MOST_WHOLE as i64
        || fraction.len() as i64 - exponent > MOST_FRACTION as i64
        || whole.len() > MOST_WHOLE
    {
        return Numeral::No;
    }
    let mut digits = String::with_capacity(whole.len() + fraction.len() + 8);
    let is_zero = whole.bytes().chain(fraction.bytes()).all(|digit| digit == b'0');
    if negative && !is_zero {
        digits.push('-');
    }
    let significant = whole.trim_start_matches('0');
    digits.push_str(if significant.is_empty() { "0" } else { significant });
    if !fraction.is_empty() {
        digits.push('.');
        digits.push_str(&fraction);
    }
    if exponent != 0 {
        digits.push_str(&format!("e{exponent}"));
    }
    Numeral::Digits(digits)
}

/// Whether the sign of a text says that it is negative, and the rest of the text. `None` for two signs.
pub(crate) fn sign(text: &str) -> Option<(bool, &str)> {
    let (negative, body) = if let Some(inner) = text.strip_prefix('(').and_then(|t| t.strip_suffix(')')) {
        (true, inner)
    } else if let Some(rest) = text.strip_prefix(['-', '\u{2212}']) {
        (true, rest)
    } else {
        (false, text.strip_prefix('+').unwrap_or(text))
    };
    let body = body.trim();
    (!body.starts_with(is_sign)).then_some((negative, body))
}

/// Whether a character can begin a signed number.
pub(crate) fn is_sign(c: char) -> bool {
    matches!(c, '-' | '\u{2212}' | '+' | '(')
}

/// Digits before the point, digits after it, exponent.
type Parts = (String, String, i64);

/// Reads `1.5e3`. Such numbers have no marks between thousands, so either mark is the decimal one.
fn scientific(mantissa: &str, exponent: &str, decimal_mark: Option<char>) -> Result<Parts, Numeral> {
    let (whole, fraction) = match mantissa.find(['.', ',']) {
        Some(at) => {
            let contradicts = decimal_mark.is_some_and(|mark| !mantissa[at..].starts_with(mark));
            if contradicts {
                return Err(contradiction(decimal_mark));
            }
            (&mantissa[..at], &mantissa[at + 1..])
        }
        None => (mantissa, "0"),
    };
    let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    // No exponent within the limits of numeric has more than 7 digits.
    if !is_digits(whole) || !is_digits(fraction) || !is_digits(unsigned) || unsigned.len() > 7 {
        return Err(Numeral::No);
    }
    let fraction = if mantissa.len() == whole.len() { "" } else { fraction };
    let exponent = exponent.parse().map_err(|_| Numeral::No)?;
    Ok((whole.to_owned(), fraction.to_owned(), exponent))
}

/// Reads a number without an exponent.
fn plain(body: &str, decimal_mark: Option<char>, is_json: bool) -> Result<Parts, Numeral> {
    let known = |c: char| c.is_ascii_digit() || matches!(c, '.' | ',') || is_spacing(c);
    if !body.contains(|c: char| c.is_ascii_digit()) || !body.chars().all(known) {
        return Err(Numeral::No);
    }
    let point = decimal_point(body, decimal_mark, is_json)?;
    let (whole, fraction) = match point {
        Some(at) => (&body[..at], &body[at + 1..]),
        None => (body, ""),
    };
    if point.is_some() && !is_digits(fraction) {
        return Err(Numeral::No);
    }
    match ungrouped(whole, point.is_some()) {
        Some(whole) => Ok((whole, fraction.to_owned(), 0)),
        // If a decimal mark is given, the other mark separates thousands. Here it does not.
        None if decimal_mark.is_some() => Err(contradiction(decimal_mark)),
        None => Err(Numeral::No),
    }
}

/// Where the decimal mark is, if the number has one.
fn decimal_point(body: &str, decimal_mark: Option<char>, is_json: bool) -> Result<Option<usize>, Numeral> {
    let Some(last) = body.rfind(['.', ',']) else { return Ok(None) };
    let (mark, other) = if body[last..].starts_with('.') { ('.', ',') } else { (',', '.') };
    let times = body.matches(mark).count();
    let is_mixed = body.contains(other);
    if times > 1 {
        // No number has two decimal marks, so these separate thousands.
        return match (is_mixed, decimal_mark == Some(mark)) {
            (true, _) => Err(Numeral::No),
            (false, true) => Err(contradiction(decimal_mark)),
            (false, false) => Ok(None),
        };
    }
    if is_mixed {
        let contradicts = decimal_mark.is_some_and(|given| given != mark);
        return if contradicts { Err(contradiction(decimal_mark)) } else { Ok(Some(last)) };
    }
    if let Some(given) = decimal_mark {
        return Ok((given == mark).then_some(last));
    }
    let (before, after) = (&body[..last], &body[last + 1..]);
    let could_be_thousands = !(mark == '.' && is_json)
        && is_digits(before)
        && is_digits(after)
        && before.len() <= 3
        && !before.starts_with('0')
        && after.len() == 3;
    if could_be_thousands {
        return Err(Numeral::Unclear(format!(
            "could be {before}{after} or {before}.{after}; give decimal_mark"
        )));
    }
    Ok(Some(last))
}

/// The digits before the decimal mark, without the marks between thousands; `None` if the groups are wrong. There may be no
/// digit before a decimal mark: `.5`.
fn ungrouped(whole: &str, has_point: bool) -> Option<String> {
    let Some(separator) = whole.chars().find(|c| !c.is_ascii_digit()) else {
        return (has_point || !whole.is_empty()).then(|| whole.to_owned());
    };
    let groups: Vec<&str> = whole.split(separator).collect();
    let (first, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let threes = (1..=3).contains(&first.len()) && middle.iter().all(|group| group.len() == 3);
    let indian = separator == ','
        && (1..=2).contains(&first.len())
        && !middle.is_empty()
        && middle.iter().all(|group| group.len() == 2);
    let fits = (threes || indian) && last.len() == 3 && !first.starts_with('0');
    (fits && groups.iter().all(|group| is_digits(group))).then(|| groups.concat())
}

/// Whether a character is a space or an apostrophe between thousands.
fn is_spacing(c: char) -> bool {
    matches!(c, ' ' | '\u{a0}' | '\u{202f}' | '\u{2009}' | '\'' | '\u{2019}')
}

fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn contradiction(decimal_mark: Option<char>) -> Numeral {
    let mark = decimal_mark.map(String::from).unwrap_or_default();
    Numeral::Unclear(format!("is not written with the decimal mark \"{mark}\""))
}
