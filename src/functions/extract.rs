//! How does SQL take a value out of `data`? By the functions `dt.get_*`, which return it as the type that it compares
//! as. Indexes and filters use the same expression.
//!
//! The functions are IMMUTABLE, STRICT, PARALLEL SAFE and LEAKPROOF. They never raise, whatever the document holds: a
//! value of another kind is NULL. They are leakproof because under row-level security PostgreSQL uses no other function
//! for an index condition.

use dyntables_query::filter::word;
use dyntables_values::folding::folded;
use dyntables_values::jsonb::Part;
use dyntables_values::jsonb::node::{Array, JsonNumber, JsonbNode, Node, Object};
use dyntables_values::types::{currency, person_name};
use dyntables_values::{Error, jsonb as stored};

use crate::server::call::{Arg, Call};
use crate::server::extract::{self, Extract};
use crate::server::jsonb::{self, Jsonb};
use crate::server::param;
use crate::server::returned::Returned;
use crate::server::types::{self, Bool, Int4, Numeric, Text, TextArray};

/// The value; NULL if there is no such value.
type Found<T> = Result<Option<Returned<T>>, Error>;

crate::sql_functions! {
    dt_get_text(data: Jsonb, key: Text) -> Text => |_, data, key| value(data, key, extract::text);
    dt_get_folded(data: Jsonb, key: Text) -> Text => |_, data, key| value(data, key, folded_text);
    dt_folded(content: Text) -> Text => |_, content| Ok(content.get().map(|text| folded(&text).as_str().into()));
    dt_get_time(data: Jsonb, key: Text) -> Time => |_, data, key| value(data, key, extract::time);
    dt_get_inet(data: Jsonb, key: Text) -> Inet => |_, data, key| value(data, key, extract::inet);
    dt_get_amount(data: Jsonb, key: Text) -> Numeric => |_, data, key| value(data, key, extract::amount);
    dt_get_money(data: Jsonb, key: Text) -> Text => |_, data, key| keyed(data, key, money);
    dt_get_person_name(data: Jsonb, key: Text) -> Text => |_, data, key| keyed(data, key, person_name);
    dt_get_full_name(data: Jsonb, key: Text) -> Text => |_, data, key| keyed(data, key, full_name);
    dt_get_float8(data: Jsonb, key: Text) -> Float8 => |_, data, key| value(data, key, extract::float8);
    dt_get_rounded(data: Jsonb, key: Text) -> Numeric => |_, data, key| value(data, key, rounded);
    dt_get_int8(data: Jsonb, key: Text) -> Int8 => |_, data, key| value(data, key, extract::int8);
    dt_get_numeric(data: Jsonb, key: Text) -> Numeric => |_, data, key| value(data, key, extract::numeric);
    dt_get_bool(data: Jsonb, key: Text) -> Bool => |_, data, key| value(data, key, extract::boolean);
    dt_get_date(data: Jsonb, key: Text) -> Date => |_, data, key| value(data, key, extract::date);
    dt_get_timestamptz(data: Jsonb, key: Text) -> Timestamptz => |_, data, key| value(data, key, extract::timestamptz);
    dt_get_uuid(data: Jsonb, key: Text) -> Uuid => |_, data, key| value(data, key, extract::uuid);
    dt_get_set(data: Jsonb, key: Text) -> TextArray => |_, data, key| keyed(data, key, set);
    dt_get_text_array(data: Jsonb, key: Text) -> TextArray => |_, data, key| value(data, key, extract::texts);
    dt_get_text_at(data: Jsonb, path: TextArray) -> Text => |_, data, path| at_path(data, path, text);
    dt_get_numeric_at(data: Jsonb, path: TextArray) -> Numeric => |_, data, path| at_path(data, path, numeric);
    dt_get_bool_at(data: Jsonb, path: TextArray) -> Bool => |_, data, path| at_path(data, path, |node| Some(node.as_boolean()?.into()));
    dt_get_text_array_at(data: Jsonb, path: TextArray) -> TextArray => |_, data, path| at_path(data, path, extract::texts_of);
    dt_get_jsonb_at(data: Jsonb, path: TextArray) -> Jsonb => jsonb_at;
    dt_is_empty_at(data: Jsonb, path: TextArray) -> Bool => is_empty_at;
    dt_get_length_at(data: Jsonb, path: TextArray) -> Int4 => |_, data, path| at_path(data, path, length);
    dt_has_word(content: Text, word: Text) -> Bool => has_word;
}

/// The value under a key.
fn keyed<T>(
    data: Arg<types::Jsonb>,
    key: Arg<Text>,
    convert: fn(&JsonbNode<'_>) -> Option<Returned<T>>,
) -> Found<T> {
    Ok(data.get().and_then(|data| convert(&jsonb::get(&data.node(), key.bytes())?)))
}

/// The value under a key, as whoever keeps plain columns takes it out, too.
fn value<T>(data: Arg<types::Jsonb>, key: Arg<Text>, extract: Extract<T>) -> Found<T> {
    Ok(data.get().and_then(|data| extract(data, key.bytes())))
}

/// The value at a path.
fn node_at<'a>(data: Arg<'a, types::Jsonb>, path: Arg<TextArray>) -> Option<JsonbNode<'a>> {
    jsonb::get_at(data.get()?.node(), &path.steps()?)
}

fn at_path<T>(
    data: Arg<types::Jsonb>,
    path: Arg<TextArray>,
    convert: fn(&JsonbNode<'_>) -> Option<Returned<T>>,
) -> Found<T> {
    Ok(node_at(data, path).as_ref().and_then(convert))
}

/// Whether there is no value at a path, or an empty one.
fn is_empty_at(_call: &Call, data: Arg<types::Jsonb>, path: Arg<TextArray>) -> Result<Returned<Bool>, Error> {
    let empty = node_at(data, path).is_none_or(|node| {
        node.is_null()
            || node.string_length() == Some(0)
            || node.as_array().is_some_and(|array| array.len() == 0)
            || node.as_object().is_some_and(|object| object.is_empty())
    });
    Ok(empty.into())
}

/// The number of a text's characters, or of a list's elements.
fn length(node: &JsonbNode<'_>) -> Option<Returned<Int4>> {
    let length = match node.as_string() {
        Some(text) => text.chars().count(),
        None => node.as_array()?.len(),
    };
    i32::try_from(length).ok().map(Returned::from)
}

/// Whether a word occurs in a text.
fn has_word(_call: &Call, content: Arg<Text>, word: Arg<Text>) -> Result<Returned<Bool>, Error> {
    let found = match (content.get(), word.get()) {
        (Some(text), Some(word)) => word::has_word(&text, &word),
        _ => false,
    };
    Ok(found.into())
}

fn text(node: &JsonbNode<'_>) -> Option<Returned<Text>> {
    Some((&*node.as_string()?).into())
}

/// An amount of a currency as one text. Two are the same if amount and currency are, however the digits are written.
fn money(node: &JsonbNode<'_>) -> Option<Returned<Text>> {
    let (amount, currency) = (jsonb::get(node, b"amount")?, jsonb::get(node, b"currency")?);
    Some(currency::identity(&amount.as_number()?.as_str(), &currency.as_string()?).as_str().into())
}

/// A name as people sort it: the last name, then the first.
fn person_name(node: &JsonbNode<'_>) -> Option<Returned<Text>> {
    node.as_object()?;
    Some(person_name::sorted(|key| part(node, key)).as_str().into())
}

/// A name with all its parts. Two are the same if their parts are.
fn full_name(node: &JsonbNode<'_>) -> Option<Returned<Text>> {
    node.as_object()?;
    Some(person_name::identity(|key| part(node, key)).as_str().into())
}

/// The text under a key.
fn part(node: &JsonbNode<'_>, key: &str) -> Option<String> {
    jsonb::get(node, key.as_bytes())?.as_string().map(|text| text.into_owned())
}

/// A number. The digits of a jsonb number are those of a numeric, so they cannot be refused.
fn numeric(node: &JsonbNode<'_>) -> Option<Returned<Numeric>> {
    let digits = node.as_number()?;
    // SAFETY: a numeric.
    Some(unsafe { Returned::new(param::numeric(&digits.as_str())) })
}

/// A number as the double that it compares as, with the fewest digits that say it.
fn rounded(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Numeric>> {
    let double = stored::float8(data.bytes(), key)?;
    // SAFETY: a numeric.
    Some(unsafe { Returned::new(param::numeric(&format!("{double}"))) })
}

/// A text without case.
fn folded_text(data: Jsonb<'_>, key: &[u8]) -> Option<Returned<Text>> {
    stored::text(data.bytes(), key).map(|text| folded(text).as_str().into())
}

/// The texts of an array in order, each once.
fn set(node: &JsonbNode<'_>) -> Option<Returned<TextArray>> {
    let array = node.as_array()?;
    let mut texts: Vec<_> = array.elements().filter_map(|element| element.as_string()).collect();
    texts.sort_unstable();
    texts.dedup();
    let texts: Vec<&str> = texts.iter().map(|text| &**text).collect();
    Some(texts.into())
}

/// Any value; JSON null is NULL. It is copied byte for byte, so it may be of any depth.
fn jsonb_at(_call: &Call, data: Arg<types::Jsonb>, path: Arg<TextArray>) -> Found<types::Jsonb> {
    let found = path.steps().and_then(|steps| {
        let found = Part::root(data.get()?.bytes())?.at(&steps)?;
        (!found.is_null()).then(|| found.document())
    });
    found.map(|document| jsonb::written(Some(document)).map(Jsonb::into)).transpose()
}
