//! Is a record right that a function was given? All of them are read and judged here, before they are written.

use std::borrow::Cow;
use std::sync::Arc;

use dyntables_access::mask::{not_writable, unwritable};
use dyntables_records::cast_options::CastOptions;
use dyntables_records::{Read, Unfit, Write};
use dyntables_values::Error;
use dyntables_values::argument::{object, string};
use dyntables_values::fault::Fault;
use dyntables_values::jsonb::{Held, Part, array_of, elements};
use pgrx::pg_sys;
use serde_json::{Value, json};

use crate::catalog::cache;
use crate::catalog::definition::Definition;
use crate::run::options::NewOptions;
use crate::server::backend::check_for_interrupts;
use crate::server::jsonb::{self, Jsonb};
use crate::storage::environment::ENVIRONMENT;

/// The options of functions that take an array of records.
#[derive(Default)]
pub struct Options {
    /// Whether records that are refused are left out instead of failing the call.
    pub skip: bool,
    /// How values are read that break a rule.
    pub cast: CastOptions,
}

impl Options {
    /// Reads them.
    pub fn parse(options: &Value) -> Result<Self, Error> {
        let mut skip = false;
        let cast = CastOptions::parse(object(options, "options")?, |key, value| {
            if key != "on_error" {
                let known: Vec<&str> = CastOptions::KEYS.into_iter().chain(["on_error"]).collect();
                return Err(Error::unknown("option", key, known));
            }
            skip = match string(value, key)? {
                "abort" => false,
                "skip" => true,
                other => return Err(Error::unknown("value of on_error", other, ["abort", "skip"])),
            };
            Ok(())
        })?;
        Ok(Options { skip, cast })
    }

    /// Whether there is nothing to do before the trigger does it.
    pub fn leaves_all_to_the_trigger(&self) -> bool {
        !self.skip && self.cast.reading.is_none()
    }
}

/// Why a record cannot be stored.
pub enum Refused {
    /// It is no object: the error that says so.
    NoObject(Error),
    /// It cannot be looked into, or lacks what the function needs: the error that says so.
    Unfit(Error),
    /// It breaks rules of its columns.
    Faults(Vec<Fault>),
}

impl Refused {
    /// As JSON for programs.
    pub fn to_json(&self) -> Value {
        match self {
            Refused::NoObject(error) => json!([{"column": null, "code": "type", "message": error.message()}]),
            Refused::Unfit(error) => Value::Array(error.faults()),
            Refused::Faults(faults) => faults.iter().map(Fault::to_json).collect(),
        }
    }

    /// The error of a call that fails by it. `index` tells which of many records it is.
    pub fn error(self, definition: &Definition, index: Option<usize>) -> Error {
        match self {
            Refused::NoObject(error) | Refused::Unfit(error) => error,
            Refused::Faults(faults) => Error::invalid_record(definition.table.slug.as_str(), &faults, index),
        }
    }
}

/// The table to write records to. If options may be added to its columns, other writers are locked out.
pub fn definition(name: &str, cast: &CastOptions) -> Result<Arc<Definition>, Error> {
    let mode = if cast.create_options { pg_sys::ShareRowExclusiveLock } else { pg_sys::RowExclusiveLock };
    let definition = cache::by_name(name, mode)?;
    definition.check_writable()?;
    definition.validator()?;
    Ok(definition)
}

/// What is wrong with a patch, or with other data for a record, that names columns which the caller may not read. Once it is
/// merged into the record it can no longer be told.
pub fn naming_hidden(definition: &Definition, data: &[u8]) -> Result<Vec<Fault>, Error> {
    let names = |key: &str| Part::root(data).and_then(|root| root.at(&[key.as_bytes()])).is_some();
    if !definition.table.hidden.iter().any(|key| names(key.as_str())) {
        return Ok(Vec::new());
    }
    let rules = definition.validator()?;
    let verdict = rules.examine(data, Write::Merge, &ENVIRONMENT).map_err(|unfit| unfit.error(rules))?;
    Ok(verdict.faults)
}

/// Fails if a patch, or other data for a record, names columns that the caller may not read.
pub fn refuse_hidden(definition: &Definition, data: &[u8]) -> Result<(), Error> {
    let faults = naming_hidden(definition, data)?;
    if faults.is_empty() {
        return Ok(());
    }
    Err(Error::invalid_record(definition.table.slug.as_str(), &faults, None))
}

/// The verdict on a record. What is no object, or cannot be looked into, is refused without one.
pub fn read(
    definition: &Definition,
    data: &[u8],
    write: Write<'_>,
    cast: &CastOptions,
) -> Result<Read, Refused> {
    let validator = definition.validator().map_err(Refused::Unfit)?;
    let mut read =
        validator.read(data, write, cast, &ENVIRONMENT).map_err(|unfit| refused(definition, unfit))?;
    if matches!(write, Write::Insert) {
        restrict(definition, data, &mut read);
    }
    Ok(read)
}

/// Adds what is wrong with a new record that has values of columns which the caller may not write. Their defaults are left
/// to the trigger, which knows that nobody gave them.
fn restrict(definition: &Definition, data: &[u8], read: &mut Read) {
    for column in unwritable(&definition.table, definition.level) {
        let key = column.key.as_str();
        let given = Part::root(data).and_then(|root| root.at(&[key.as_bytes()]));
        if given.is_some_and(|value| !value.is_null()) {
            read.verdict.faults.push(not_writable(column, definition.level));
        } else {
            read.verdict.amendment.set.remove(key);
        }
    }
}

/// Why a record is refused that is not looked into.
fn refused(definition: &Definition, unfit: Unfit) -> Refused {
    match unfit {
        Unfit::NoObject(error) => Refused::NoObject(error),
        unfit => {
            Refused::Unfit(definition.validator().map_or_else(|error| error, |rules| unfit.error(rules)))
        }
    }
}

/// A record in its stored form: as it was given, if nothing had to be changed. The options that its columns lack are added
/// to `new_options`, unless it is refused. `leaves_merges` tells whether what is wrong with a merge is left to the trigger;
/// to try such records in vain takes a savepoint for each.
pub fn record<'a>(
    definition: &Definition,
    data: &'a [u8],
    write: Write<'_>,
    cast: &CastOptions,
    leaves_merges: bool,
    new_options: &mut NewOptions,
) -> Result<Result<Cow<'a, [u8]>, Refused>, Error> {
    let Read { verdict, missing } = match read(definition, data, write, cast) {
        Ok(read) => read,
        Err(refused) => return Ok(Err(refused)),
    };
    // The trigger knows the whole record after a merge, and tells all its faults at once.
    let is_left = leaves_merges && matches!(write, Write::Merge) && definition.table.hidden.is_empty();
    if !is_left && !verdict.faults.is_empty() {
        return Ok(Err(Refused::Faults(verdict.faults)));
    }
    if cast.create_options {
        new_options.add(missing, cast)?;
    }
    Ok(Ok(if verdict.amendment.is_empty() {
        Cow::Borrowed(data)
    } else {
        Cow::Owned(jsonb::amended(data, &verdict.amendment)?)
    }))
}

/// Passes over records. If the pass finds options missing, their columns get them, and the pass is made again: a new option
/// may change how any text is read.
pub fn with_new_options<T>(
    definition: &mut Arc<Definition>,
    mut pass: impl FnMut(&Definition, &mut NewOptions) -> Result<T, Error>,
) -> Result<T, Error> {
    let mut new_options = NewOptions::default();
    let result = pass(definition, &mut new_options)?;
    if new_options.is_empty() {
        return Ok(result);
    }
    *definition = new_options.create(definition)?;
    pass(definition, &mut NewOptions::default())
}

/// Records that were given as an array.
pub struct Intake<'a> {
    /// The table, whose columns have the options that the records brought.
    pub definition: Arc<Definition>,
    /// Those that are right, in their stored form.
    pub records: Jsonb<'a>,
    /// Where each of these stood in the array.
    pub places: Vec<usize>,
    /// Those that are refused, and where they stood. There are some only if such records are left out.
    pub refused: Vec<(usize, Refused)>,
}

/// What a function asks of each record beside the rules of its columns. It gets the place and the stored form.
pub type Further<'f> = &'f dyn Fn(usize, &[u8]) -> Result<(), Refused>;

/// Reads and judges the elements of an array.
pub fn take_in<'a>(
    mut definition: Arc<Definition>,
    given: Jsonb<'a>,
    write: Write<'_>,
    options: &Options,
    further: Further<'_>,
) -> Result<Intake<'a>, Error> {
    let mut cast = options.cast.clone();
    let objects = elements(given.bytes()).flatten().filter_map(|element| match element.held() {
        Some(Held::Object(data)) => Some(data),
        _ => None,
    });
    cast.observe(&definition.table, objects);
    let options = &Options { cast, ..*options };
    let Pass { documents, places, mut refused } = with_new_options(&mut definition, |definition, new| {
        pass(definition, given, write, options, further, new)
    })?;
    if !options.skip && !refused.is_empty() {
        let (at, first) = refused.remove(0);
        return Err(first.error(&definition, Some(at)));
    }
    let is_given = |document: &Cow<'_, [u8]>| matches!(document, Cow::Borrowed(_));
    let records = if refused.is_empty() && documents.iter().all(is_given) {
        given
    } else {
        jsonb::written(array_of(documents.iter().map(|document| &**document), given.bytes().len()))?
    };
    Ok(Intake { definition, records, places, refused })
}

/// What a pass over an array came to.
#[derive(Default)]
struct Pass<'a> {
    documents: Vec<Cow<'a, [u8]>>,
    places: Vec<usize>,
    refused: Vec<(usize, Refused)>,
}

fn pass<'a>(
    definition: &Definition,
    given: Jsonb<'a>,
    write: Write<'_>,
    options: &Options,
    further: Further<'_>,
    new_options: &mut NewOptions,
) -> Result<Pass<'a>, Error> {
    let mut pass = Pass::default();
    for (at, element) in elements(given.bytes()).enumerate() {
        check_for_interrupts();
        let Some(element) = element else { return Err(Unfit::Damaged.error(definition.validator()?)) };
        let document = match element.held() {
            Some(Held::Object(data)) => {
                record(definition, data, write, &options.cast, !options.skip, new_options)?
            }
            _ => Err(refused(definition, Unfit::no_object(element))),
        };
        match document.and_then(|document| further(at, &document).map(|()| document)) {
            Ok(document) => {
                pass.documents.push(document);
                pass.places.push(at);
            }
            Err(refused) => {
                pass.refused.push((at, refused));
                // With new options it may be refused in other words.
                if !options.skip && !options.cast.create_options {
                    break;
                }
            }
        }
    }
    Ok(pass)
}
