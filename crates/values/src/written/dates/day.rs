//! The day: `28 Jan 2026`, `Jan 28, 2026`, `28. January 2026`, `01/28/2026`, `28.01.2026`, `2026/01/28`, `20260128`, with or
//! without a weekday before it.

use jiff::civil::{Date, Weekday};

use crate::written::DateOrder;
use crate::written::dates::tokens::Scanner;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("Monday", Weekday::Monday),
    ("Tuesday", Weekday::Tuesday),
    ("Wednesday", Weekday::Wednesday),
    ("Thursday", Weekday::Thursday),
    ("Friday", Weekday::Friday),
    ("Saturday", Weekday::Saturday),
    ("Sunday", Weekday::Sunday),
];

/// The reading of a spelled day.
#[derive(Debug, PartialEq)]
pub enum Day {
    /// One day.
    Clear(Date),
    /// Several days, or none. The message ends a sentence that begins with the text.
    Unclear(String),
}

/// The words and numbers of a spelled day.
enum Groups<'a> {
    /// `20260128`
    Compact(&'a str),
    /// `28.01.2026`
    Digits([&'a str; 3]),
    /// `28 Jan 2026`, as the month, and the numbers in their order.
    Named(i8, [&'a str; 2]),
}

/// What decides between the readings of a day.
#[derive(Clone, Copy)]
struct Known {
    order: Option<DateOrder>,
    /// The first year of the hundred that years of two digits fall into.
    hundred: Option<i16>,
}

/// Reads a day, and whether it is written without separators. `order` decides between readings of digits, `hundred` is
/// the first year of the hundred that years of two digits fall into.
pub(super) fn day(
    scan: &mut Scanner<'_>,
    order: Option<DateOrder>,
    hundred: Option<i16>,
) -> Option<(Day, bool)> {
    let weekday = scan.attempt(weekday);
    let groups = scan
        .attempt(|scan| scan.number(&[8]).map(Groups::Compact))
        .or_else(|| scan.attempt(digits))
        .or_else(|| scan.attempt(day_and_month))
        .or_else(|| scan.attempt(month_and_day))?;
    let is_compact = matches!(groups, Groups::Compact(_));
    Some((resolve(&groups, weekday, Known { order, hundred })?, is_compact))
}

/// Reads a weekday: `Wed `, `Wednesday, `, `Wed. `.
fn weekday(scan: &mut Scanner<'_>) -> Option<Weekday> {
    let weekday = scan.word(|word| named(word, WEEKDAYS.iter().map(|(name, _)| *name)))?;
    scan.mark(&['.']);
    scan.mark(&[',']);
    scan.blank().then_some(WEEKDAYS[weekday].1)
}

/// The place of the name that is `word`, or begins with it. An abbreviation has three letters, or is one of `LONGER`.
fn named(word: &str, names: impl Iterator<Item = &'static str>) -> Option<usize> {
    const LONGER: [&str; 4] = ["sept", "tues", "thur", "thurs"];
    let mut names = names;
    names.position(|name| {
        let begins = name.get(..word.len()).is_some_and(|start| start.eq_ignore_ascii_case(word));
        let is_long_enough = || LONGER.iter().any(|known| word.eq_ignore_ascii_case(known));
        begins && (word.len() == name.len() || word.len() == 3 || is_long_enough())
    })
}

/// Reads three numbers with the same separator: `28.01.2026`, `28. 1. 2026`, `01/28/2026`, `2026-01-28`.
fn digits<'a>(scan: &mut Scanner<'a>) -> Option<Groups<'a>> {
    let first = scan.number(&[1, 2, 4])?;
    let mark = scan.mark(&['.', '/', '-'])?;
    let blank = mark == '.' && scan.blank();
    let second = scan.number(&[1, 2])?;
    scan.mark(&[mark])?;
    if blank {
        scan.blank();
    }
    Some(Groups::Digits([first, second, scan.number(&[1, 2, 4])?]))
}

/// Reads `28 Jan 2026`, `28. January 2026`, `28th of January, 2026`, `28-Jan-2026`, `2026 Jan 28`.
fn day_and_month<'a>(scan: &mut Scanner<'a>) -> Option<Groups<'a>> {
    let first = scan.number(&[1, 2, 4])?;
    ordinal(scan);
    separator(scan);
    scan.attempt(|scan| (scan.is_word("of") && scan.blank()).then_some(()));
    let month = month(scan)?;
    separator(scan);
    Some(Groups::Named(month, [first, scan.number(&[1, 2, 4])?]))
}

/// Reads `Jan 28, 2026`, `January 28th 2026`, `Jan-28-2026`.
fn month_and_day<'a>(scan: &mut Scanner<'a>) -> Option<Groups<'a>> {
    let month = month(scan)?;
    separator(scan);
    let day = scan.number(&[1, 2])?;
    ordinal(scan);
    // Without a separator, `Jan 28 2:30` would have the year 2.
    separator(scan).then_some(())?;
    Some(Groups::Named(month, [day, scan.number(&[2, 4])?]))
}

fn month(scan: &mut Scanner<'_>) -> Option<i8> {
    let at = scan.word(|word| named(word, MONTHS.into_iter()))?;
    i8::try_from(at + 1).ok()
}

/// Passes over the letters of `28th`.
fn ordinal(scan: &mut Scanner<'_>) {
    scan.word(|word| {
        ["st", "nd", "rd", "th"].iter().any(|suffix| word.eq_ignore_ascii_case(suffix)).then_some(())
    });
}

/// Passes over a separator, if there is one: blanks; a point or comma, perhaps with blanks after it; `-` or `/`.
fn separator(scan: &mut Scanner<'_>) -> bool {
    if scan.mark(&['-', '/']).is_some() {
        return true;
    }
    let marked = scan.mark(&['.', ',']).is_some();
    scan.blank() || marked
}

/// Year, month and day. Year and day are digits as they were written.
type Parts<'a> = (&'a str, i16, &'a str);

/// The readings of a spelled day, in the order that is given, else in every order that people use.
fn parts<'a>(groups: &Groups<'a>, order: Option<DateOrder>) -> Vec<Parts<'a>> {
    match *groups {
        Groups::Compact(text) => vec![(&text[..4], number(&text[4..6]), &text[6..])],
        Groups::Named(month, [year, day]) if year.len() == 4 => vec![(year, month.into(), day)],
        Groups::Named(month, [day, year]) => vec![(year, month.into(), day)],
        Groups::Digits([year, month, day]) if year.len() == 4 => vec![(year, number(month), day)],
        Groups::Digits([a, b, c]) => {
            let (dmy, mdy, ymd) = ((c, number(b), a), (c, number(a), b), (a, number(b), c));
            match order {
                Some(DateOrder::DayMonthYear) => vec![dmy],
                Some(DateOrder::MonthDayYear) => vec![mdy],
                Some(DateOrder::YearMonthDay) if c.len() < 4 => vec![ymd],
                // The year is last, so this order says nothing about day and month.
                Some(DateOrder::YearMonthDay) => vec![dmy, mdy],
                None if c.len() < 4 => vec![dmy, mdy, ymd],
                None => vec![dmy, mdy],
            }
        }
    }
}

/// The days that exist among the readings. A year of two digits falls into the given hundred; without one it may be in
/// this or in the last century.
fn days(parts: &[Parts<'_>], hundred: Option<i16>) -> Vec<Date> {
    let mut days = Vec::new();
    for (year, month, day) in parts {
        let years = match (year.len(), hundred) {
            (4, _) => vec![number(year)],
            (2, Some(first)) => vec![first + (number(year) - first).rem_euclid(100)],
            (2, None) => vec![1900 + number(year), 2000 + number(year)],
            _ => Vec::new(),
        };
        for year in years {
            let (Ok(month), Ok(day)) = (i8::try_from(*month), i8::try_from(number(day))) else { continue };
            match Date::new(year, month, day) {
                Ok(date) if date.year() > 0 && !days.contains(&date) => days.push(date),
                _ => {}
            }
        }
    }
    days
}

/// The day that is meant; `None` if there is none.
fn resolve(groups: &Groups<'_>, weekday: Option<Weekday>, known: Known) -> Option<Day> {
    let Known { order, hundred } = known;
    let meant = parts(groups, order);
    let short_year = hundred.is_none() && meant.iter().any(|(year, ..)| year.len() == 2);
    let mut found = days(&meant, hundred);
    if found.is_empty() {
        let order = order.filter(|_| !days(&parts(groups, None), hundred).is_empty())?;
        let words = match order {
            DateOrder::DayMonthYear => "day, month, year",
            DateOrder::MonthDayYear => "month, day, year",
            DateOrder::YearMonthDay => "year, month, day",
        };
        return Some(Day::Unclear(format!(
            "is no date in the order {words}, as date_order or locale has it"
        )));
    }
    if let Some(weekday) = weekday.filter(|_| !short_year) {
        let fits = |day: &Date| day.weekday() == weekday;
        if !found.iter().any(fits) {
            let others: Vec<&str> = found.iter().map(|day| weekday_name(day.weekday())).collect();
            let others = others.join(" or ");
            return Some(Day::Unclear(format!("is a {others}, not a {}", weekday_name(weekday))));
        }
        found.retain(fits);
    }
    match found.as_slice() {
        [day] if !short_year => Some(Day::Clear(*day)),
        several => {
            let readings: Vec<String> = several.iter().map(|day| in_words(*day)).collect();
            let what = if short_year {
                "write the year with four digits, or give two_digit_years"
            } else {
                "give date_order"
            };
            Some(Day::Unclear(format!("could be {}; {what}", readings.join(" or "))))
        }
    }
}

/// The number of at most four digits.
fn number(digits: &str) -> i16 {
    digits.parse().unwrap_or(0)
}

/// The day in words: `28 January 2026`.
fn in_words(day: Date) -> String {
    let month = MONTHS[usize::try_from(day.month() - 1).unwrap_or(0)];
    format!("{} {month} {:04}", day.day(), day.year())
}

fn weekday_name(day: Weekday) -> &'static str {
    WEEKDAYS.iter().find(|(_, weekday)| *weekday == day).map_or("", |(name, _)| name)
}
