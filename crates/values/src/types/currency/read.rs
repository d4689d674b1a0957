//! Amounts of money as people write them.

use iso_currency::{Currency, IntoEnumIterator};
use serde_json::json;

use crate::written::Cast;
use crate::written::numerals::{self, Marks, Numeral, is_sign};

/// Reads an amount and its currency. `own` is the currency of the column.
pub(super) fn cast(text: &str, own: Option<&str>, marks: Marks) -> Cast {
    let Some((negative, body)) = numerals::sign(text.trim()) else { return Cast::No };
    let (before, number, after) = around_number(body);
    let mut code = None;
    for token in [before, after].into_iter().filter(|token| !token.is_empty()) {
        match currency_of(token, own) {
            Ok(found) if code.is_none_or(|known| known == found) => code = Some(found),
            Ok(_) => return Cast::No,
            Err(cast) => return cast,
        }
    }
    let Some(code) = code.map(|code| code.code()).or(own) else { return Cast::No };
    let signed = number.starts_with(is_sign);
    // Beside a sign or a code even `1.234` is nothing that a program has printed.
    let marks = if text.trim().trim_start_matches('-') == number { marks } else { marks.strict() };
    match numerals::read(number, marks) {
        Numeral::Digits(_) if negative && signed => Cast::No,
        Numeral::Digits(digits) => {
            let is_zero = digits.bytes().all(|byte| matches!(byte, b'0' | b'.'));
            let digits = if negative && !is_zero { format!("-{digits}") } else { digits };
            numerals::value(&digits)
                .map_or(Cast::No, |amount| Cast::Value(json!({"amount": amount, "currency": code})))
        }
        Numeral::Unclear(why) => Cast::Unclear(why),
        Numeral::No => Cast::No,
    }
}

/// The text before a number, the number with its sign, and the text after it.
fn around_number(text: &str) -> (&str, &str, &str) {
    let mut start = text.find(|c: char| c.is_ascii_digit() || is_sign(c)).unwrap_or(text.len());
    let end = text.rfind(|c: char| c.is_ascii_digit() || c == ')').map_or(start, |at| at + 1).max(start);
    // The mark of `.5` belongs to the number, unless it ends a symbol of letters: `Bs.5`.
    if let Some(rest) = text[..start].strip_suffix(['.', ','])
        && !rest.ends_with(char::is_alphabetic)
    {
        start = rest.len();
    }
    let before = text[..start].trim();
    (before, &text[start..end], text[end..].trim())
}

/// Whether a token is how people tell a currency from other dollars and pesos: `C$`, `CA$`, `MX$`.
fn is_dollar_of(token: &str, currency: Currency) -> bool {
    const SHORT: [(&str, Currency); 6] = [
        ("C$", Currency::CAD),
        ("A$", Currency::AUD),
        ("J$", Currency::JMD),
        ("TT$", Currency::TTD),
        ("EC$", Currency::XCD),
        ("NT$", Currency::TWD),
    ];
    let Some(letters) = token.strip_suffix('$') else { return false };
    let is_of_country = letters.len() == 2
        && currency.code().starts_with(letters)
        && currency.symbol().to_string().ends_with('$');
    is_of_country || SHORT.contains(&(token, currency))
}

/// The currency of a code or a symbol. A symbol of letters (`C$`, `kr`) may well be that of another currency, so it counts
/// only in a column of its currency. A sign such as `€` counts if only one currency has it.
fn currency_of(token: &str, own: Option<&str>) -> Result<Currency, Cast> {
    if token.len() == 3
        && let Some(currency) = Currency::from_code(&token.to_ascii_uppercase())
    {
        return Ok(currency);
    }
    let own = own.and_then(Currency::from_code);
    let symbol = |currency: Currency| currency.symbol().to_string();
    if let Some(own) = own
        && (symbol(own) == token || (token == "$" && symbol(own).ends_with('$')))
    {
        return Ok(own);
    }
    if token == "US$" {
        return Ok(Currency::USD);
    }
    let usual = |c: &Currency| !c.is_fund() && !c.is_special() && c.is_superseded().is_none();
    let found: Vec<Currency> =
        Currency::iter().filter(usual).filter(|c| symbol(*c) == token || is_dollar_of(token, *c)).collect();
    match found.as_slice() {
        [] => Err(Cast::No),
        [one] if !token.contains(char::is_alphabetic) => Ok(*one),
        // In a column of its currency a symbol of letters is clear.
        several if own.is_some_and(|own| several.contains(&own)) => own.ok_or(Cast::No),
        [one] => Err(Cast::Unclear(format!(
            "has the symbol {token}, which stands for {code} only in a column of that currency; write the code, such as \"{code} 5\"",
            code = one.code()
        ))),
        many => {
            let codes: Vec<&str> = many.iter().map(|currency| currency.code()).collect();
            let message = format!("could be in {}; give the code of its currency", codes.join(", "));
            Err(Cast::Unclear(message))
        }
    }
}
