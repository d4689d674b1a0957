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
use dyntables_values::types::{currency, ip, person_name};
use dyntables_values::{Error, iso, jsonb as stored};

use crate::server::call::{Arg, Call};
use crate::server::jsonb::{self, Jsonb};
use crate::server::param;
use crate::server::returned::Returned;
use crate::server::types::{self, Bool, Inet, Int4, Numeric, Text, TextArray, Uuid};

/// The value; NULL if there is no such value.
type Found<T> = Result<Option<Returned<T>>, Error>;

crate::sql_functions! {
    dt_get_text(data: Jsonb, key: Text) -> Text => |_, data, key| of_text(data, key, |text| Some(text.into()));
    dt_get_folded(data: Jsonb, key: Text) -> Text => |_, data, key| of_text(data, key, |text| Some(folded(text).as_str().into()));
    dt_folded(content: Text) -> Text => |_, content| Ok(content.get().map(|text| folded(&text).as_str().into()));
    dt_get_time(data: Jsonb, key: Text) -> Time => |_, data, key| of_text(data, key, |text| Some(iso::stored_time(text)?.into()));
    dt_get_inet(data: Jsonb, key: Text) -> Inet => |_, data, key| keyed(data, key, inet);
    dt_get_amount(data: Jsonb, key: Text) -> Numeric => |_, data, key| number(data, &[key.bytes(), b"amount"]);
    dt_get_money(data: Jsonb, key: Text) -> Text => |_, data, key| keyed(data, key, money);
    dt_get_person_name(data: Jsonb, key: Text) -> Text => |_, data, key| keyed(data, key, person_name);
    dt_get_full_name(data: Jsonb, key: Text) -> Text => |_, data, key| keyed(data, key, full_name);
    dt_get_float8(data: Jsonb, key: Text) -> Float8 => |_, data, key| of_object(data, key, |object, key| Some(stored::float8(object, key)?.into()));
    dt_get_rounded(data: Jsonb, key: Text) -> Numeric => |_, data, key| of_object(data, key, rounded);
    dt_get_int8(data: Jsonb, key: Text) -> Int8 => |_, data, key| of_object(data, key, |object, key| Some(stored::int8(object, key)?.into()));
    dt_get_numeric(data: Jsonb, key: Text) -> Numeric => |_, data, key| number(data, &[key.bytes()]);
    dt_get_bool(data: Jsonb, key: Text) -> Bool => |_, data, key| of_object(data, key, |object, key| Some(stored::boolean(object, key)?.into()));
    dt_get_date(data: Jsonb, key: Text) -> Date => |_, data, key| of_text(data, key, |text| Some(iso::stored_date(text)?.into()));
    dt_get_timestamptz(data: Jsonb, key: Text) -> Timestamptz => |_, data, key| of_text(data, key, |text| Some(iso::stored_timestamp(text)?.into()));
    dt_get_uuid(data: Jsonb, key: Text) -> Uuid => |_, data, key| of_text(data, key, uuid);
    dt_get_set(data: Jsonb, key: Text) -> TextArray => |_, data, key| keyed(data, key, set);
    dt_get_text_array(data: Jsonb, key: Text) -> TextArray => |_, data, key| keyed(data, key, text_array);
    dt_get_text_at(data: Jsonb, path: TextArray) -> Text => |_, data, path| at_path(data, path, text);
    dt_get_numeric_at(data: Jsonb, path: TextArray) -> Numeric => |_, data, path| at_path(data, path, numeric);
    dt_get_bool_at(data: Jsonb, path: TextArray) -> Bool => |_, data, path| at_path(data, path, |node| Some(node.as_boolean()?.into()));
    dt_get_text_array_at(data: Jsonb, path: TextArray) -> TextArray => |_, data, path| at_path(data, path, text_array);
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

/// As [`keyed`], for scalars. They are read without the library, which took a quarter of the time of an unindexed
/// scan to find a value.
fn of_object<T>(
    data: Arg<types::Jsonb>,
    key: Arg<Text>,
    convert: fn(&[u8], &[u8]) -> Option<Returned<T>>,
) -> Found<T> {
    Ok(data.get().and_then(|data| convert(data.bytes(), key.bytes())))
}

/// As [`of_object`], for texts.
fn of_text<T>(data: Arg<types::Jsonb>, key: Arg<Text>, convert: fn(&str) -> Option<Returned<T>>) -> Found<T> {
    Ok(data.get().and_then(|data| stored::text(data.bytes(), key.bytes()).and_then(convert)))
}

/// The number at a path of keys.
fn number(data: Arg<types::Jsonb>, keys: &[&[u8]]) -> Found<Numeric> {
    // SAFETY: declared as jsonb.
    let number = data.datum().and_then(|document| unsafe { jsonb::numeric(document, keys) });
    // SAFETY: a numeric.
    Ok(number.map(|number| unsafe { Returned::new(number) }))
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

fn inet(node: &JsonbNode<'_>) -> Option<Returned<Inet>> {
    let (address, prefix) = ip::parse(&node.as_string()?)?;
    // SAFETY: an inet.
    Some(unsafe { Returned::new(param::inet(address, prefix)) })
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
fn rounded(object: &[u8], key: &[u8]) -> Option<Returned<Numeric>> {
    let double = stored::float8(object, key)?;
    // SAFETY: a numeric.
    Some(unsafe { Returned::new(param::numeric(&format!("{double}"))) })
}

fn uuid(text: &str) -> Option<Returned<Uuid>> {
    Some(uuid::Uuid::try_parse(text).ok()?.into())
}

/// The texts of an array, without elements of other kinds.
fn text_array(node: &JsonbNode<'_>) -> Option<Returned<TextArray>> {
    let texts: Vec<String> = node
        .as_array()?
        .elements()
        .filter_map(|element| element.as_string().map(|t| t.into_owned()))
        .collect();
    Some(texts.into())
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
