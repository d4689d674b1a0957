//! Is a record right that is on its way in? The trigger that every storage table has asks it.

use dyntables_access::mask::{has_permissions, not_writable, unwritable};
use dyntables_access::standing::Standing;
use dyntables_model::column::Column;
use dyntables_model::ident::UNCONVERTED;
use dyntables_model::sharing::Level;
use dyntables_records::{Environment, Verdict, Write};
use dyntables_values::Error;
use dyntables_values::fault::Fault;
use dyntables_values::jsonb::{Held, Part};
use pgrx::pg_sys;
use serde_json::Value;

use crate::caller::identity;
use crate::catalog::access;
use crate::catalog::cache;
use crate::catalog::definition::Definition;
use crate::server::backend;
use crate::server::call::Call;
use crate::server::jsonb::Jsonb;
use crate::server::returned::Returned;
use crate::server::types::Trigger;
use crate::server::write_mode::{are_numbers_given, batch_index, count, is_suspended};
use crate::storage::environment::ENVIRONMENT;
use crate::storage::sequences;
use crate::trigger::row::{
    CREATED_AT, CREATED_BY, DATA, Event, ID, Row, UPDATED_AT, UPDATED_BY, VERSION, event,
};
use crate::trigger::typed;

crate::sql_functions! {
    dt_validate_record() -> Trigger => validate_record;
}

/// `BEFORE INSERT OR UPDATE FOR EACH ROW`: returns the row as it is to be stored.
fn validate_record(call: &Call) -> Result<Returned<Trigger>, Error> {
    let event = event(call)?;
    if is_suspended(event.relation) || backend::is_replica() {
        return stored_as_it_comes(&event);
    }
    let definition = cache::by_storage(event.relation)?;
    let is_bound = backend::is_bound_by_policies(event.relation);
    if is_bound {
        may_type_sql(&definition)?;
    }
    if event.old.is_none() {
        count(event.relation);
    }
    let mut changes = match event.old {
        Some(old) => system_fields(event.new, old)?,
        // Who made it, and when, is not theirs to say.
        None if is_bound => first_fields(event.new)?,
        None => Vec::new(),
    };
    if let Some(mut data) = event.new.data() {
        let through = typed::written_through(&definition.plain, event.new, event.old, data)?;
        let mut is_changed = !through.is_empty();
        if is_changed {
            data = data.amended(&through)?;
        }
        let old = event.old.and_then(Row::data);
        may_write(&definition, event.old.and_then(Row::data), data)?;
        // Data that is not changed is not looked at: it may have been stored under other rules. Data that comes back
        // out of the trash must be right by today's rules, or no change of it would be possible.
        let is_back = event.old.is_some_and(Row::is_trashed) && !event.new.is_trashed();
        if (is_back || !old.is_some_and(|old| old.same_bytes(&data)))
            && let Some(stored) = validated(&definition, event.relation, data, old)?
        {
            data = stored;
            is_changed = true;
        }
        if is_changed {
            changes.push((DATA, Some(data.datum())));
        }
        changes.extend(typed::in_step(&definition.plain, event.new, data));
    }
    Ok(if changes.is_empty() { event.new.returned() } else { event.new.with(&changes).returned() })
}

/// Fails as the policy does if SQL of the caller's own is not to write to the table. PostgreSQL asks the policy after the
/// trigger, which would tell of rules that the caller may not know.
fn may_type_sql(definition: &Definition) -> Result<(), Error> {
    let table = &definition.table;
    match access::by_sql(table, Level::Edit)? {
        Some(_) => Ok(()),
        None => Err(Error::refused_by_policy(&table.storage())),
    }
}

/// Fails if a write changes the value of a column that the caller may not write, or breaks the rules that they may know.
fn may_write(definition: &Definition, old: Option<Jsonb>, new: Jsonb) -> Result<(), Error> {
    let table = &definition.table;
    if !has_permissions(table) {
        return Ok(());
    }
    let Some(Standing { level, .. }) = access::of_caller(table.no, &table.sharing)? else { return Ok(()) };
    let differs = |path: &[&[u8]]| old.and_then(|old| value_of(&old, path)) != value_of(&new, path);
    // What is refused is told as if the columns that the caller may not read were not there. That takes another look at
    // the record only where one of them is named.
    let is_named = |column: &Column| {
        let key = column.key.as_str().as_bytes();
        !column.permissions.may_read(level) && (differs(&[key]) || old.is_none() && names(&new, key))
    };
    let differs_beside = differs(&[UNCONVERTED.as_bytes()]);
    if (differs_beside || table.columns.iter().any(is_named))
        && let Some(rules) = definition.rules_at(level)?
    {
        let write = old.as_ref().map_or(Write::Insert, |old| Write::Replace(old.bytes()));
        let verdict = rules.examine(new.bytes(), write, &ENVIRONMENT).map_err(|unfit| unfit.error(rules))?;
        if !verdict.faults.is_empty() {
            let index = if old.is_none() { batch_index() } else { None };
            return Err(Error::invalid_record(table.slug.as_str(), &verdict.faults, index));
        }
    }
    // What a conversion has kept of such a column is one of its values.
    let is_changed = |column: &&Column| {
        let key = column.key.as_str().as_bytes();
        differs(&[key]) || old.is_some() && differs(&[UNCONVERTED.as_bytes(), key])
    };
    let faults: Vec<Fault> =
        unwritable(table, level).filter(is_changed).map(|column| not_writable(column, level)).collect();
    if faults.is_empty() {
        return Ok(());
    }
    let index = if old.is_none() { batch_index() } else { None };
    Err(Error::invalid_record(table.slug.as_str(), &faults, index))
}

/// Faults as the caller may know of them: those of columns that they may not read tell nothing.
fn as_seen(
    definition: &Definition,
    data: Jsonb,
    write: Write<'_>,
    faults: Vec<Fault>,
) -> Result<Vec<Fault>, Error> {
    let table = &definition.table;
    if !has_permissions(table) {
        return Ok(faults);
    }
    let Some(Standing { level, .. }) = access::of_caller(table.no, &table.sharing)? else {
        return Ok(faults);
    };
    let Some(rules) = definition.rules_at(level)? else { return Ok(faults) };
    let known = rules.examine(data.bytes(), write, &ENVIRONMENT).map_err(|unfit| unfit.error(rules))?.faults;
    if !known.is_empty() {
        return Ok(known);
    }
    let is_hidden = |fault: &Fault| rules.table().hidden.iter().any(|key| key.as_str() == fault.column);
    let tell = |fault: Fault| if is_hidden(&fault) { Fault::of_hidden() } else { fault };
    Ok(faults.into_iter().map(tell).collect())
}

/// Whether a record has a key, with whatever value.
fn names(data: &Jsonb, key: &[u8]) -> bool {
    Part::root(data.bytes()).and_then(|root| root.at(&[key])).is_some()
}

/// The value under a key of a record; `None` if it is empty.
fn value_of(data: &Jsonb, key: &[&[u8]]) -> Option<Value> {
    Part::root(data.bytes())?.at(key).filter(|value| !value.is_null()).map(|value| value.to_value())
}

/// The row with nothing changed but the plain columns. What comes by replication or out of a dump may be of a table that
/// is not in the catalog yet.
fn stored_as_it_comes(event: &Event) -> Result<Returned<Trigger>, Error> {
    let (Some(definition), Some(data)) = (cache::find(event.relation)?, event.new.data()) else {
        return Ok(event.new.returned());
    };
    let changes = typed::in_step(&definition.plain, event.new, data);
    Ok(if changes.is_empty() { event.new.returned() } else { event.new.with(&changes).returned() })
}

/// The stored form of `data`; `None` where it is in that form already.
fn validated<'a>(
    definition: &Definition,
    relation: pg_sys::Oid,
    data: Jsonb<'a>,
    old: Option<Jsonb<'_>>,
) -> Result<Option<Jsonb<'a>>, Error> {
    let validator = definition.validator()?;
    let write = old.as_ref().map_or(Write::Insert, |old| Write::Replace(old.bytes()));
    let numbers_given = are_numbers_given(relation);
    let environment = Environment { numbers_given, ..ENVIRONMENT };
    let verdict = validator.examine(data.bytes(), write, &environment);
    let Verdict { mut amendment, faults } = verdict.map_err(|unfit| unfit.error(validator))?;
    if !faults.is_empty() {
        let faults = as_seen(definition, data, write, faults)?;
        let index = if old.is_none() { batch_index() } else { None };
        return Err(Error::invalid_record(validator.table().slug.as_str(), &faults, index));
    }
    let assigned = validator.assigned_keys();
    if old.is_none() && !assigned.is_empty() {
        // Drawn last: a number is not used up for a record that is refused.
        let given = if numbers_given { given(assigned, data.bytes()) } else { Vec::new() };
        for (key, number) in &given {
            sequences::pass(validator.table(), key, *number)?;
        }
        let is_drawn = |key: &&String| !given.iter().any(|(known, _)| known == key);
        let drawn: Vec<&String> = assigned.iter().filter(is_drawn).collect();
        amendment.set.extend(sequences::next(validator.table(), &drawn)?);
    }
    if amendment.is_empty() { Ok(None) } else { data.amended(&amendment).map(Some) }
}

/// The numbers that a record brings, by key.
fn given<'k>(keys: &'k [String], data: &[u8]) -> Vec<(&'k String, i64)> {
    let number = |key: &String| match Part::root(data)?.at(&[key.as_bytes()])?.held()? {
        Held::Number(number) => number.whole(),
        _ => None,
    };
    keys.iter().filter_map(|key| Some((key, number(key)?))).collect()
}

/// The system fields of a new record.
fn first_fields(new: Row) -> Result<Vec<(i32, Option<pg_sys::Datum>)>, Error> {
    let user = &identity::current()?.user;
    let now = backend::transaction_time();
    let mut changes = Vec::new();
    for field in [CREATED_BY, UPDATED_BY] {
        if new.text(field).as_deref() != Some(user.as_str()) {
            changes.push((field, Some(text(user))));
        }
    }
    for field in [CREATED_AT, UPDATED_AT] {
        if new.int8(field) != now {
            changes.push((field, Some(now.into())));
        }
    }
    if new.int8(VERSION) != 1 {
        changes.push((VERSION, Some(1_i64.into())));
    }
    Ok(changes)
}

fn text(text: &str) -> pg_sys::Datum {
    // SAFETY: pointer and length are those of the text, which is copied.
    unsafe { pg_sys::cstring_to_text_with_len(text.as_ptr().cast(), text.len() as i32) }.into()
}

/// The system fields that an update must set, and those that it may not change.
fn system_fields(new: Row, old: Row) -> Result<Vec<(i32, Option<pg_sys::Datum>)>, Error> {
    let mut changes = Vec::new();
    for kept in [ID, CREATED_AT, CREATED_BY] {
        let same = match kept {
            ID => new.uuid() == old.uuid(),
            CREATED_AT => new.int8(kept) == old.int8(kept),
            _ => new.text(kept) == old.text(kept),
        };
        if !same {
            changes.push((kept, old.get(kept)));
        }
    }
    let now = backend::time_of_change(old.int8(UPDATED_AT));
    if new.int8(VERSION) != old.int8(VERSION) + 1 {
        changes.push((VERSION, Some((old.int8(VERSION) + 1).into())));
    }
    if new.int8(UPDATED_AT) != now {
        changes.push((UPDATED_AT, Some(now.into())));
    }
    let user = &identity::current()?.user;
    if new.text(UPDATED_BY).as_deref() != Some(user.as_str()) {
        changes.push((UPDATED_BY, Some(text(user))));
    }
    Ok(changes)
}
