//! How are many records patched in one call?

use std::collections::HashMap;
use std::sync::Arc;

use dyntables_records::Write;
use dyntables_sql::write;
use dyntables_values::Error;
use dyntables_values::jsonb::{Held, Members, Part, array_of, elements};
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use dyntables_values::text::shorten;
use serde_json::{Value, json};

use crate::catalog::definition::Definition;
use crate::run::options::NewOptions;
use crate::run::prepare::{Options, Refused, naming_hidden, record, with_new_options};
use crate::run::skip::{Outcome, as_many_as_can};
use crate::run::told::{Told, told};
use crate::run::unique::{ordinals, refused_by_index};
use crate::server::call::Call;
use crate::server::execute::{Access, execute};
use crate::server::guard::guarded;
use crate::server::jsonb::{self, Jsonb};
use crate::server::param;
use crate::server::returned::Returned;
use crate::server::types::Set;

/// An element of the array: what is wished for one record.
struct Wish<'a> {
    /// The place in the array.
    at: usize,
    id: uuid::Uuid,
    patch: Part<'a>,
    expected: Option<i64>,
}

/// A record that is locked.
struct Found {
    version: i64,
    old: Jsonb<'static>,
    patched: Jsonb<'static>,
}

/// Merges each patch into its record. Returns a row for each, in order: the id, and the version that the record has now or
/// what was wrong. A record that there is not has neither.
pub fn all(
    call: &Call,
    mut definition: Arc<Definition>,
    given: &Jsonb<'_>,
    options: &Options,
) -> Result<Returned<Set>, Error> {
    let Wishes { wishes, mut rows } = Wishes::read(given, options.skip)?;
    let patches: Vec<Vec<u8>> = wishes.iter().map(|wish| wish.patch.document()).collect();
    let mut cast = options.cast.clone();
    cast.observe(&definition.table, patches.iter().map(Vec::as_slice));
    let options = &Options { cast, ..*options };
    let found = lock(&definition, &wishes, &patches, given.bytes().len())?;
    let Judged { documents, mut refused } = with_new_options(&mut definition, |definition, new_options| {
        judge(definition, &wishes, &found, options, new_options)
    })?;
    let ids = ids(documents.iter().map(|(wish, _)| &wishes[*wish]));
    let data = array_of(documents.iter().map(|(_, document)| document.as_slice()), given.bytes().len());
    let data = jsonb::written(data)?;
    let change = write::change_many_locked(&definition.table);
    let mut write = |documents: &[usize]| {
        execute(change.text(), &[ids.clone(), (&data).into(), ordinals(documents)], Access::Write, |rows| {
            let version = |row| Some((rows.get::<i64>(row, 1)? as usize - 1, rows.get::<i64>(row, 2)?));
            (0..rows.len()).filter_map(version).collect::<Vec<_>>()
        })
    };
    let all: Vec<usize> = (0..documents.len()).collect();
    let written = if options.skip {
        let Outcome { written, refused: more } = as_many_as_can(&definition, &all, &mut write);
        refused.extend(more.into_iter().map(|(at, errors)| (documents[at].0, errors)));
        written
    } else {
        guarded(|| write(&all)).map_err(refused_by_index(&definition))?
    };
    for (at, version) in written {
        rows[wishes[documents[at].0].at][1] = version.into();
    }
    for (wish, errors) in refused {
        rows[wishes[wish].at][2] = errors.into();
    }
    Ok(told(call, &[Told::As("uuid"), Told::As("int8"), Told::Json], rows))
}

/// The ids of records, as a parameter.
fn ids<'w>(wishes: impl Iterator<Item = &'w Wish<'w>>) -> param::Value {
    Param::List(Kind::Uuid, wishes.map(|wish| Param::Uuid(*wish.id.as_bytes())).collect()).into()
}

/// The elements of the array.
struct Wishes<'a> {
    /// Those that can be read, and that are the first of their record.
    wishes: Vec<Wish<'a>>,
    /// The rows of the result. Those of other elements have their errors already.
    rows: Vec<Value>,
}

impl<'a> Wishes<'a> {
    /// Reads them. What is no wish fails the call, unless it is to be skipped.
    fn read(given: &Jsonb<'a>, skip: bool) -> Result<Self, Error> {
        let mut first_of = HashMap::new();
        let mut read = Wishes { wishes: Vec::new(), rows: Vec::new() };
        for (at, element) in elements(given.bytes()).enumerate() {
            let wish = wish(element, at)
                .map_err(|error| error.map_message(|message| format!("patch at index {at}: {message}")));
            let wish = wish.and_then(|wish| match first_of.insert(wish.id, at) {
                None => Ok(wish),
                Some(first) => Err(Error::bad_hint(
                    format!("patches {first} and {at} are of the same record, {}", wish.id),
                    "Merge them into one.",
                )),
            });
            match wish {
                Ok(wish) => {
                    read.rows.push(json!([wish.id.to_string(), null, null]));
                    read.wishes.push(wish);
                }
                Err(error) if skip => read.rows.push(json!([null, null, error.faults()])),
                Err(error) => return Err(error.within_element(at).within("patches")),
            }
        }
        Ok(read)
    }
}

/// Reads `{"id": …, "patch": {…}, "expected_version": …}`.
fn wish(element: Option<Part<'_>>, at: usize) -> Result<Wish<'_>, Error> {
    const KEYS: [&str; 3] = ["id", "patch", "expected_version"];
    const HINT: &str =
        "Write for example {\"id\": \"0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c\", \"patch\": {\"amount\": 5}}.";
    let members = element.and_then(Part::held).and_then(|held| match held {
        Held::Object(object) => Members::of(object),
        _ => None,
    });
    let members = members.ok_or_else(|| Error::bad_hint("it must be an object", HINT))?;
    let (mut id, mut patch, mut expected) = (None, None, None);
    for (key, value) in members {
        match key {
            b"id" => {
                let text = match value.held() {
                    Some(Held::Text(text)) => uuid::Uuid::parse_str(text).ok(),
                    _ => None,
                };
                let wrong = || Error::bad(format!("id must be a UUID, not {}", shorten(&value.to_value())));
                id = Some(text.ok_or_else(|| wrong().within("id"))?);
            }
            b"patch" if value.is_object() => patch = Some(value),
            b"patch" => return Err(Error::bad_hint("patch must be an object", HINT).within("patch")),
            b"expected_version" if value.is_null() => {}
            b"expected_version" => {
                let number = value.to_value().as_i64();
                let wrong = || Error::bad("expected_version must be a whole number");
                expected = Some(number.ok_or_else(|| wrong().within("expected_version"))?);
            }
            other => return Err(Error::unknown("key of a patch", &String::from_utf8_lossy(other), KEYS)),
        }
    }
    match (id, patch) {
        (Some(id), Some(patch)) => Ok(Wish { at, id, patch, expected }),
        (None, _) => Err(Error::bad_hint("it has no id", HINT)),
        (_, None) => Err(Error::bad_hint("it has no patch", HINT)),
    }
}

/// Locks the records that there are.
fn lock(
    definition: &Definition,
    wishes: &[Wish<'_>],
    patches: &[Vec<u8>],
    room: usize,
) -> Result<HashMap<usize, Found>, Error> {
    let patches = jsonb::written(array_of(patches.iter().map(Vec::as_slice), room))?;
    let mut args = vec![ids(wishes.iter()), (&patches).into()];
    let lock = write::lock_to_patch(&definition.table, definition.bind_creators(&mut args));
    Ok(execute(lock.text(), &args, Access::Write, |rows| {
        let found = |row| {
            let place = rows.get::<i64>(row, 1)? as usize - 1;
            let (version, old, patched) =
                (rows.get(row, 2)?, rows.jsonb_out(row, 3)?, rows.jsonb_out(row, 4)?);
            Some((place, Found { version, old, patched }))
        };
        (0..rows.len()).filter_map(found).collect()
    }))
}

/// What is to be stored, and what is refused, with the numbers of their wishes.
#[derive(Default)]
struct Judged {
    documents: Vec<(usize, Vec<u8>)>,
    refused: Vec<(usize, Vec<Value>)>,
}

fn judge(
    definition: &Definition,
    wishes: &[Wish<'_>],
    found: &HashMap<usize, Found>,
    options: &Options,
    new_options: &mut NewOptions,
) -> Result<Judged, Error> {
    let slug = definition.table.slug.as_str();
    let Judged { mut documents, mut refused } = Judged::default();
    for (number, wish) in wishes.iter().enumerate() {
        let Some(Found { version, old, patched }) = found.get(&number) else { continue };
        if let Some(expected) = wish.expected.filter(|expected| expected != version) {
            let conflict = Error::version_conflict(slug, &wish.id.to_string(), expected, *version);
            if !options.skip {
                return Err(conflict.within_element(wish.at).within("patches"));
            }
            refused.push((number, conflict.faults()));
            continue;
        }
        let write = Write::Replace(old.bytes());
        let hidden = if definition.table.hidden.is_empty() {
            Vec::new()
        } else {
            naming_hidden(definition, &wish.patch.document())?
        };
        let judged = if hidden.is_empty() {
            record(definition, patched.bytes(), write, &options.cast, true, new_options)?
        } else {
            Err(Refused::Faults(hidden))
        };
        match judged {
            Ok(document) => documents.push((number, document.into_owned())),
            Err(refusal) if options.skip => refused.push((number, refused_json(&refusal))),
            Err(refusal) => return Err(refusal.error(definition, Some(wish.at))),
        }
    }
    Ok(Judged { documents, refused })
}

fn refused_json(refused: &Refused) -> Vec<Value> {
    match refused.to_json() {
        Value::Array(faults) => faults,
        other => vec![other],
    }
}
