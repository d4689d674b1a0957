//! Which texts of a file are values as they stand? A whole column is asked once; the cells are looked at byte by byte then.

use dyntables_model::column::Column;
use dyntables_values::jsonb::Item;
use dyntables_values::system::Source;
use dyntables_values::written::Cast;
use serde_json::{Number, Value, json};

use crate::cast::read_value;
use crate::cast_options::CastOptions;

/// The most digits of a number that is taken as it stands: no type reads so few in another way.
const MOST_DIGITS: usize = 18;

/// How the texts of a column's cells become values before they are judged. What is not taken as a number or a truth value
/// stays a text, which typecast reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CellForm {
    /// As texts.
    Text,
    /// Whole numbers are numbers.
    Whole,
    /// Whole numbers, and those with a decimal point, are numbers.
    Decimal,
    /// `true` and `false` are truth values.
    Flag,
}

impl CellForm {
    /// The form for a column. Its type is not looked at: it is asked to read a few texts, and how it does decides. So the
    /// result is always what typecast would have read, at a tenth of the time for a column of numbers.
    pub fn of(column: &Column, cast: &CastOptions) -> Self {
        let Some(reading) = cast.reading_of(column) else { return CellForm::Text };
        if column.type_.source() != Source::Data || column.type_.reads_valid_texts() {
            return CellForm::Text;
        }
        if column.type_.is_assigned() {
            // Its numbers are never read of texts, and here they are given.
            return CellForm::Whole;
        }
        let reads =
            |text: &str, value: Value| read_value(column, &json!(text), &reading) == Some(Cast::Value(value));
        let as_digits =
            |text: &&str| reads(text, Value::Number(Number::from_string_unchecked((*text).to_owned())));
        // With one decimal, with three, which may be thousands elsewhere, and with a nought at the end.
        const DECIMALS: [&str; 4] = ["1.5", "-12.345", "1.234", "0.50"];
        const WHOLE: [&str; 5] = ["7", "10", "-12", "0", "123456789012345678"];
        if WHOLE.iter().all(as_digits) {
            if DECIMALS.iter().all(as_digits) { CellForm::Decimal } else { CellForm::Whole }
        } else if reads("true", json!(true)) && reads("false", json!(false)) {
            CellForm::Flag
        } else {
            CellForm::Text
        }
    }

    /// The value of a text.
    #[inline]
    pub fn item(self, text: &str) -> Item<'_> {
        match self {
            CellForm::Whole if is_number(text, false) => Item::Digits(text),
            CellForm::Decimal if is_number(text, true) => Item::Digits(text),
            CellForm::Flag if text == "true" => Item::New(&Value::Bool(true)),
            CellForm::Flag if text == "false" => Item::New(&Value::Bool(false)),
            _ => Item::Text(text),
        }
    }
}

/// Whether a text is a number in the syntax of JSON, without exponent and with few digits.
#[inline]
fn is_number(text: &str, with_point: bool) -> bool {
    let digits = text.strip_prefix('-').unwrap_or(text).as_bytes();
    let whole = digits.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let is_whole = whole > 0 && (whole == 1 || digits[0] != b'0') && digits.len() <= MOST_DIGITS;
    if !is_whole || whole == digits.len() {
        // Minus nought is written without its sign, as typecast does.
        return is_whole && text != "-0";
    }
    let fraction = &digits[whole + 1..];
    with_point && digits[whole] == b'.' && !fraction.is_empty() && fraction.iter().all(u8::is_ascii_digit)
}
