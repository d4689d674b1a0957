//! Config `locale`: how the people of a language and a region write numbers and dates. `de-DE` has the decimal comma and
//! dates such as `28.01.2026`.

use std::convert::TryFrom;

use pure_rust_locales::{Locale, locale_match};
use serde_json::{Value, json};

use crate::text::{Object, shorten_text};
use crate::written::DateOrder;

/// The JSON Schema of the config key: a language tag of BCP 47.
pub(crate) fn config_schema() -> Value {
    json!({"type": "string", "pattern": "^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$"})
}

/// Refuses a locale whose language is not known. The message ends a sentence that begins with the column.
pub(crate) fn check(config: &Object) -> Result<(), String> {
    match tag(config) {
        Some(tag) if find(tag).is_none() => Err(format!(
            "has a config whose locale \"{}\" has no known language; a locale is a language and a region, such as \"de-DE\"",
            shorten_text(tag)
        )),
        _ => Ok(()),
    }
}

/// The decimal mark that the config's locale decides: `.` or `,`.
pub fn decimal_mark(config: &Object) -> Option<char> {
    let locale = find(tag(config)?)?;
    match locale_match!(locale => LC_NUMERIC::DECIMAL_POINT) {
        "." => Some('.'),
        "," => Some(','),
        _ => None,
    }
}

/// The order of dates that the config's locale decides.
pub fn date_order(config: &Object) -> Option<DateOrder> {
    let tag = tag(config)?;
    let order = find(tag).and_then(order_of);
    // The library has ISO 8601 for some regions, whose people write as those of other regions of their language do.
    match order {
        Some(DateOrder::YearMonthDay) => of_language(&language(tag)).and_then(order_of).or(order),
        order => order,
    }
}

fn tag(config: &Object) -> Option<&str> {
    config.get("locale").and_then(Value::as_str)
}

fn language(tag: &str) -> String {
    tag.split('-').next().unwrap_or_default().to_ascii_lowercase()
}

/// The locale of a tag: that of its language and region, else the usual one of its language.
fn find(tag: &str) -> Option<Locale> {
    let language = language(tag);
    let region = tag.split('-').skip(1).find(|part| part.len() == 2).map(str::to_ascii_uppercase);
    let own = region.and_then(|region| Locale::try_from(format!("{language}_{region}").as_str()).ok());
    own.or_else(|| of_language(&language))
}

/// The usual locale of a language.
fn of_language(language: &str) -> Option<Locale> {
    // The usual region of a language that no country is named after, as Unicode has it ("likely subtags").
    const USUAL: [(&str, &str); 24] = [
        ("en", "US"),
        ("zh", "CN"),
        ("ja", "JP"),
        ("ko", "KR"),
        ("da", "DK"),
        ("sv", "SE"),
        ("nb", "NO"),
        ("nn", "NO"),
        ("cs", "CZ"),
        ("el", "GR"),
        ("he", "IL"),
        ("uk", "UA"),
        ("ar", "EG"),
        ("fa", "IR"),
        ("hi", "IN"),
        ("et", "EE"),
        ("sl", "SI"),
        ("sq", "AL"),
        ("ca", "ES"),
        ("eu", "ES"),
        ("vi", "VN"),
        ("ur", "PK"),
        ("bn", "BD"),
        ("ta", "IN"),
    ];
    let region = USUAL.iter().find(|(known, _)| *known == language).map(|(_, region)| (*region).to_owned());
    let region = region.unwrap_or_else(|| language.to_ascii_uppercase());
    Locale::try_from(format!("{language}_{region}").as_str()).ok()
}

fn order_of(locale: Locale) -> Option<DateOrder> {
    let format = locale_match!(locale => LC_TIME::D_FMT);
    let at = |letters: &[char]| format.find(letters);
    let (year, month, day) = (at(&['Y', 'y'])?, at(&['m', 'b', 'B'])?, at(&['d', 'e'])?);
    if year < month && month < day {
        Some(DateOrder::YearMonthDay)
    } else if day < month && month < year {
        Some(DateOrder::DayMonthYear)
    } else if month < day && day < year {
        Some(DateOrder::MonthDayYear)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{check, date_order, decimal_mark};
    use crate::text::Object;
    use crate::written::DateOrder::{self, DayMonthYear, MonthDayYear, YearMonthDay};

    fn config(locale: &str) -> Object {
        json!({"locale": locale}).as_object().cloned().unwrap_or_default()
    }

    #[test]
    fn a_locale_decides_marks_and_orders() {
        let cases: [(&str, char, Option<DateOrder>); 17] = [
            ("de-DE", ',', Some(DayMonthYear)),
            ("de", ',', Some(DayMonthYear)),
            ("de-AT", ',', Some(DayMonthYear)),
            ("de-CH", '.', Some(DayMonthYear)),
            ("DE-de", ',', Some(DayMonthYear)),
            ("en-US", '.', Some(MonthDayYear)),
            ("en-GB", '.', Some(DayMonthYear)),
            ("en", '.', Some(MonthDayYear)),
            ("fr-FR", ',', Some(DayMonthYear)),
            ("fr-CH", '.', Some(DayMonthYear)),
            ("pt-BR", ',', Some(DayMonthYear)),
            ("sv-SE", ',', Some(YearMonthDay)),
            ("ja-JP", '.', Some(YearMonthDay)),
            ("zh-Hans-CN", '.', Some(YearMonthDay)),
            ("hu-HU", ',', Some(YearMonthDay)),
            ("es-419", ',', Some(DayMonthYear)),
            ("hi-IN", '.', Some(DayMonthYear)),
        ];
        for (locale, mark, order) in cases {
            let config = config(locale);
            assert_eq!((decimal_mark(&config), date_order(&config)), (Some(mark), order), "{locale}");
            assert_eq!(check(&config), Ok(()));
        }
        assert_eq!(decimal_mark(&Object::new()), None);
        assert!(check(&config("xx-YY")).is_err());
    }
}
