//! Whole numbers compared with any number: `{"count": {"gt": 1.5}}`, `{"version": {"lt": 1e30}}`.
//!
//! A column of whole numbers is compared with whole numbers, which its index serves. So a bound that is not one becomes
//! one that selects the same records, or a predicate without it where there is none within 64 bits.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, Test};
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

/// A number beside the whole numbers of 64 bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// It is one.
    At(i64),
    /// It lies between this one and the next.
    After(i64),
    /// It is greater than all of them.
    Above,
    /// It is less than all of them.
    Below,
}

/// The place of a JSON number among the whole numbers of 64 bits. Its digits are read, and no double is made of them.
pub(super) fn place(number: &serde_json::Number) -> Place {
    let text = number.to_string();
    let (is_negative, text) = text.strip_prefix('-').map_or((false, text.as_str()), |rest| (true, rest));
    let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = format!("{whole}{fraction}");
    let far = if is_negative { Place::Below } else { Place::Above };
    if digits.bytes().all(|digit| digit == b'0') {
        return Place::At(0);
    }
    // An exponent of more digits than 64 bits have is far away, or next to zero.
    let exponent =
        exponent.parse::<i64>().unwrap_or(if exponent.starts_with('-') { i64::MIN } else { i64::MAX });
    let point = i64::try_from(whole.len()).unwrap_or(i64::MAX).saturating_add(exponent);
    let zeros = i64::try_from(digits.bytes().take_while(|digit| *digit == b'0').count()).unwrap_or(0);
    if point.saturating_sub(zeros) > 19 {
        return far;
    }
    let split = usize::try_from(point).unwrap_or(0).min(digits.len());
    let (whole, rest) = digits.split_at(split);
    let missing = usize::try_from(point).unwrap_or(0).saturating_sub(digits.len());
    let is_whole = point >= 0 && rest.bytes().all(|digit| digit == b'0');
    let whole = format!("0{whole}{}", "0".repeat(missing.min(20))).parse::<i128>().unwrap_or(i128::MAX);
    let floor = match (is_negative, is_whole) {
        (false, _) => whole,
        (true, true) => -whole,
        (true, false) => -whole - 1,
    };
    match i64::try_from(floor) {
        Err(_) => far,
        Ok(floor) if is_whole => Place::At(floor),
        // Between the greatest and what is beyond it there is nothing.
        Ok(i64::MAX) => Place::Above,
        Ok(floor) => Place::After(floor),
    }
}

/// The records whose whole number compares so with a number at this place.
pub(super) fn compare(field: Field, comparison: Comparison, place: Place) -> Predicate {
    let test =
        |comparison, whole| Predicate::Test(field.clone(), Test::Compare(comparison, Param::Int8(whole)));
    match (place, comparison) {
        (Place::At(whole), comparison) => test(comparison, whole),
        (_, Comparison::Eq) => none(field),
        (Place::After(whole), Comparison::Gt | Comparison::Gte) => test(Comparison::Gt, whole),
        (Place::After(whole), Comparison::Lt | Comparison::Lte) => test(Comparison::Lte, whole),
        (Place::Above, Comparison::Gt | Comparison::Gte)
        | (Place::Below, Comparison::Lt | Comparison::Lte) => none(field),
        (Place::Above, Comparison::Lt | Comparison::Lte)
        | (Place::Below, Comparison::Gt | Comparison::Gte) => Predicate::Test(field, Test::Null).complement(),
    }
}

/// No record: the value is one of none.
fn none(field: Field) -> Predicate {
    Predicate::Test(field, Test::OneOf(Param::List(Kind::Int8, Vec::new())))
}

#[cfg(test)]
mod tests {
    use super::{Place, place};

    #[test]
    fn places() {
        for (number, expected) in [
            ("0", Place::At(0)),
            ("-0.0", Place::At(0)),
            ("0e999999999999999999999", Place::At(0)),
            ("12.0", Place::At(12)),
            ("1.2e1", Place::At(12)),
            ("120e-1", Place::At(12)),
            ("-12", Place::At(-12)),
            ("1.5", Place::After(1)),
            ("-1.5", Place::After(-2)),
            ("0.5", Place::After(0)),
            ("-0.5", Place::After(-1)),
            ("1e-400", Place::After(0)),
            ("-1e-99999999999999999999", Place::After(-1)),
            ("5e-1", Place::After(0)),
            ("123e-2", Place::After(1)),
            ("9223372036854775807", Place::At(i64::MAX)),
            ("9223372036854775807.5", Place::Above),
            ("9223372036854775808", Place::Above),
            ("9223372036854775806.5", Place::After(i64::MAX - 1)),
            ("-9223372036854775808", Place::At(i64::MIN)),
            ("-9223372036854775808.5", Place::Below),
            ("1e18", Place::At(1_000_000_000_000_000_000)),
            ("1e19", Place::Above),
            ("-1e30", Place::Below),
            ("1e99999999999999999999", Place::Above),
            ("0.00001e6", Place::At(10)),
            ("10000000000000000000000e-20", Place::At(100)),
        ] {
            let number = serde_json::from_str(number).unwrap();
            assert_eq!(place(&number), expected, "{number}");
        }
    }
}
