//! `dt.get_*`: a value out of `data`, as the type it compares as. The same expression stands in
//! indexes and in filters.
//!
//! IMMUTABLE, STRICT, PARALLEL SAFE and LEAKPROOF: they never raise, whatever the document holds;
//! a value of another kind is NULL. Leakproof matters: under row-level security PostgreSQL uses
//! no other function for an index condition.

use dyntables_query::filter::word;
use dyntables_values::jsonb::Part;
use dyntables_values::jsonb::node::{Array, JsonNumber, JsonbNode, Node, Object};
use dyntables_values::types::{currency, ip, person_name};
use dyntables_values::{Error, iso, jsonb as stored};
use pgrx::{IntoDatum, pg_sys};

use crate::server::call::Call;
use crate::server::jsonb;

type Result = std::result::Result<pg_sys::Datum, Error>;

crate::sql_functions! {
    "dt_get_text" => |call| of_text(call, |text| Some(text_of(text)));
    "dt_get_folded" => |call| of_text(call, |text| Some(text_of(&text.to_lowercase())));
    "dt_get_time" => |call| of_text(call, |text| iso::stored_time(text).map(pg_sys::Datum::from));
    "dt_get_inet" => |call| keyed(call, inet);
    "dt_get_amount" => amount;
    "dt_get_money" => |call| keyed(call, money);
    "dt_get_person_name" => |call| keyed(call, person_name);
    "dt_get_full_name" => |call| keyed(call, full_name);
    "dt_get_float8" => |call| of_object(call, |object, key| Some(stored::float8(object, key)?.to_bits().into()));
    "dt_get_int8" => |call| of_object(call, |object, key| stored::int8(object, key).map(pg_sys::Datum::from));
    "dt_get_numeric" => whole_numeric;
    "dt_get_bool" => |call| of_object(call, |object, key| stored::boolean(object, key).map(pg_sys::Datum::from));
    "dt_get_date" => |call| of_text(call, |text| iso::stored_date(text).map(pg_sys::Datum::from));
    "dt_get_timestamptz" => |call| of_text(call, |text| iso::stored_timestamp(text).map(pg_sys::Datum::from));
    "dt_get_uuid" => |call| of_text(call, uuid);
    "dt_get_set" => |call| keyed(call, set);
    "dt_get_text_array" => |call| keyed(call, text_array);
    "dt_get_text_at" => |call| at_path(call, text);
    "dt_get_numeric_at" => |call| at_path(call, numeric);
    "dt_get_bool_at" => |call| at_path(call, boolean);
    "dt_get_text_array_at" => |call| at_path(call, text_array);
    "dt_get_jsonb_at" => jsonb_at;
    "dt_is_empty_at" => is_empty_at;
    "dt_get_length_at" => |call| at_path(call, length);
    "dt_has_word" => has_word;
}

/// Argument 0 is the document; the functions are strict, so neither argument is NULL.
fn document<'a>(call: &'a Call) -> Option<JsonbNode<'a>> {
    call.jsonb(0).map(|jsonb| jsonb.node())
}

fn keyed(call: &mut Call, convert: fn(&JsonbNode<'_>) -> Option<pg_sys::Datum>) -> Result {
    let found = document(call).and_then(|node| convert(&jsonb::get(&node, call.bytes(1))?));
    Ok(found.unwrap_or_else(|| call.return_null()))
}

/// As [`keyed`], for scalars, which are read without the library: it took a quarter of the time of an
/// unindexed scan to find the value.
fn of_object(call: &mut Call, convert: fn(&[u8], &[u8]) -> Option<pg_sys::Datum>) -> Result {
    let found = call.jsonb(0).and_then(|document| convert(document.bytes(), call.bytes(1)));
    Ok(found.unwrap_or_else(|| call.return_null()))
}

fn of_text(call: &mut Call, convert: fn(&str) -> Option<pg_sys::Datum>) -> Result {
    let found =
        call.jsonb(0).and_then(|document| stored::text(document.bytes(), call.bytes(1)).and_then(convert));
    Ok(found.unwrap_or_else(|| call.return_null()))
}

fn node_at(call: &Call) -> Option<JsonbNode<'_>> {
    jsonb::get_at(document(call)?, &call.steps(1)?)
}

fn at_path(call: &mut Call, convert: fn(&JsonbNode<'_>) -> Option<pg_sys::Datum>) -> Result {
    let found = node_at(call).as_ref().and_then(convert);
    Ok(found.unwrap_or_else(|| call.return_null()))
}

fn is_empty_at(call: &mut Call) -> Result {
    let empty = node_at(call).is_none_or(|node| {
        node.is_null()
            || node.string_length() == Some(0)
            || node.as_array().is_some_and(|array| array.len() == 0)
            || node.as_object().is_some_and(|object| object.is_empty())
    });
    Ok(pg_sys::Datum::from(empty))
}

/// Characters of a text, elements of a list.
fn length(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    let length = match node.as_string() {
        Some(text) => text.chars().count(),
        None => node.as_array()?.len(),
    };
    i32::try_from(length).ok().map(pg_sys::Datum::from)
}

/// Whether a word occurs in a text.
fn has_word(call: &mut Call) -> Result {
    let found = match (call.text(0), call.text(1)) {
        (Some(text), Some(word)) => word::has_word(&text, &word, call.flag(2)),
        _ => false,
    };
    Ok(pg_sys::Datum::from(found))
}

fn text(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    Some(text_of(&node.as_string()?))
}

fn text_of(text: &str) -> pg_sys::Datum {
    // SAFETY: pointer and length are those of the text, which is copied.
    unsafe { pg_sys::cstring_to_text_with_len(text.as_ptr().cast(), text.len() as i32) }.into()
}

fn inet(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    ip::parse(&node.as_string()?).map(|(address, prefix)| crate::server::param::inet(address, prefix))
}

/// A number of a document.
fn whole_numeric(call: &mut Call) -> Result {
    // SAFETY: declared as jsonb.
    let found = call.datum(0).and_then(|document| unsafe { jsonb::numeric(document, &[call.bytes(1)]) });
    Ok(found.unwrap_or_else(|| call.return_null()))
}

/// A currency's amount.
fn amount(call: &mut Call) -> Result {
    // SAFETY: declared as jsonb.
    let found =
        call.datum(0).and_then(|document| unsafe { jsonb::numeric(document, &[call.bytes(1), b"amount"]) });
    Ok(found.unwrap_or_else(|| call.return_null()))
}

/// A currency as one text: two are the same if amount and currency are, whatever the digits.
fn money(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    let (amount, currency) = (jsonb::get(node, b"amount")?, jsonb::get(node, b"currency")?);
    Some(text_of(&currency::identity(&amount.as_number()?.as_str(), &currency.as_string()?)))
}

/// A name as people sort it: last, then first.
fn person_name(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    node.as_object()?;
    Some(text_of(&person_name::sorted(|key| part(node, key))))
}

/// A name with all its parts: two are the same if these are.
fn full_name(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    node.as_object()?;
    Some(text_of(&person_name::written(|key| part(node, key))))
}

/// The text under a key.
fn part(node: &JsonbNode<'_>, key: &str) -> Option<String> {
    jsonb::get(node, key.as_bytes())?.as_string().map(|text| text.into_owned())
}

/// The digits of a jsonb number are those of a numeric: they cannot be refused.
fn numeric(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    Some(crate::server::param::numeric(&node.as_number()?.as_str()))
}

fn boolean(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    node.as_boolean().map(pg_sys::Datum::from)
}

fn uuid(text: &str) -> Option<pg_sys::Datum> {
    pgrx::datum::Uuid::from_bytes(*uuid::Uuid::try_parse(text).ok()?.as_bytes()).into_datum()
}

/// The texts of an array; elements of other kinds are left out.
fn text_array(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    let texts: Vec<String> = node
        .as_array()?
        .elements()
        .filter_map(|element| element.as_string().map(|t| t.into_owned()))
        .collect();
    texts.into_datum()
}

/// The texts of an array in order, each once.
fn set(node: &JsonbNode<'_>) -> Option<pg_sys::Datum> {
    let array = node.as_array()?;
    let mut texts: Vec<_> = array.elements().filter_map(|element| element.as_string()).collect();
    texts.sort_unstable();
    texts.dedup();
    let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
    texts.into_datum()
}

/// Any value; JSON null is NULL. Copied byte for byte, so that it may be of any depth.
fn jsonb_at(call: &mut Call) -> Result {
    let found = call.steps(1).and_then(|steps| {
        let found = Part::root(call.jsonb(0)?.bytes())?.at(&steps)?;
        (!found.is_null()).then(|| found.document())
    });
    match found {
        Some(document) => jsonb::written(Some(document)),
        None => Ok(call.return_null()),
    }
}
