//! The trigger that every storage table has: the one place where records are validated, whoever
//! writes them.

use std::cell::Cell;
use std::num::NonZeroUsize;

use dyntables_core::Error;
use dyntables_core::fault::not_an_object;
use dyntables_core::jsonb::Amendment;
use dyntables_core::text::Object;
use dyntables_core::validate::RecordValidator;
use jsonschema::json::Node;
use pgrx::pg_sys;

use crate::access::identity;
use crate::catalog::cache;
use crate::jsonb::Jsonb;
use crate::spi::call::Call;
use crate::spi::plan::{Access, execute};
use crate::spi::server;
use crate::spi::write_mode::{batch_index, count, is_suspended};
use crate::storage::numbers;

crate::sql_functions! {
    "dt_validate_record" => validate_record;
    "dt_limit_records" => limit_records;
}

/// The columns of a storage table, by their attribute numbers: its fixed shape.
const ID: i32 = 1;
const DATA: i32 = 2;
const CREATED_AT: i32 = 3;
const UPDATED_AT: i32 = 4;
const CREATED_BY: i32 = 5;
const UPDATED_BY: i32 = 6;
const VERSION: i32 = 7;
const DELETED_AT: i32 = 8;

/// Their types, and that of the position, which is the last.
const SHAPE: [pg_sys::Oid; 9] = [
    pg_sys::UUIDOID,
    pg_sys::JSONBOID,
    pg_sys::TIMESTAMPTZOID,
    pg_sys::TIMESTAMPTZOID,
    pg_sys::TEXTOID,
    pg_sys::TEXTOID,
    pg_sys::INT8OID,
    pg_sys::TIMESTAMPTZOID,
    pg_sys::FLOAT8OID,
];

unsafe extern "C-unwind" {
    // pgrx's would be ready for an error each time: once per column and row, and of these there is none.
    fn SPI_gettypeid(desc: pg_sys::TupleDesc, number: i32) -> pg_sys::Oid;
}

/// A tuple and its shape.
#[derive(Clone, Copy)]
struct Row {
    tuple: pg_sys::HeapTuple,
    desc: pg_sys::TupleDesc,
}

impl Row {
    fn get(self, attribute: i32) -> Option<pg_sys::Datum> {
        let number = NonZeroUsize::new(attribute as usize)?;
        // SAFETY: tuple and descriptor are the trigger's, for the length of the call.
        unsafe { pgrx::htup::heap_getattr_raw(self.tuple, number, self.desc) }
    }

    fn data<'a>(self) -> Option<Jsonb<'a>> {
        // SAFETY: column 2 of every storage table is jsonb.
        self.get(DATA).map(|datum| unsafe { Jsonb::from_datum(datum) })
    }

    fn int8(self, attribute: i32) -> i64 {
        self.get(attribute).map_or(0, |datum| datum.value() as i64)
    }

    fn is_trashed(self) -> bool {
        self.get(DELETED_AT).is_some()
    }

    fn text(self, attribute: i32) -> Option<String> {
        // SAFETY: only asked of text columns.
        self.get(attribute).map(|datum| unsafe { crate::spi::call::text_of(datum) }.into_owned())
    }

    fn uuid(self) -> Option<[u8; 16]> {
        // SAFETY: column 1 of every storage table is a uuid.
        self.get(ID).map(|datum| unsafe { *datum.cast_mut_ptr::<[u8; 16]>() })
    }

    /// A copy with some columns set to values.
    fn with(self, changes: &[(i32, Option<pg_sys::Datum>)]) -> pg_sys::HeapTuple {
        let mut columns: Vec<i32> = changes.iter().map(|(column, _)| *column).collect();
        let mut values: Vec<_> =
            changes.iter().map(|(_, value)| value.unwrap_or(pg_sys::Datum::null())).collect();
        let mut nulls: Vec<bool> = changes.iter().map(|(_, value)| value.is_none()).collect();
        // SAFETY: three arrays of the same length; the columns are those of a storage table.
        unsafe {
            pg_sys::heap_modify_tuple_by_cols(
                self.tuple,
                self.desc,
                columns.len() as i32,
                columns.as_mut_ptr(),
                values.as_mut_ptr(),
                nulls.as_mut_ptr(),
            )
        }
    }
}

/// What the trigger manager says about a call.
struct Event {
    relation: pg_sys::Oid,
    new: Row,
    old: Option<Row>,
}

/// The data of a call by the trigger manager, for a relation that has the shape of a storage table: any role may make
/// a trigger on a table of its own. Nothing of a row is read before.
fn trigger_data(call: &Call) -> Result<*mut pg_sys::TriggerData, Error> {
    // SAFETY: a context that is a TriggerData is what the trigger manager passes; its relation is open.
    unsafe {
        let context = (*call.fcinfo()).context;
        if context.is_null() || (*context).type_ != pg_sys::NodeTag::T_TriggerData {
            return Err(Error::bad("this function is for triggers only"));
        }
        let data = context.cast::<pg_sys::TriggerData>();
        let desc = (*(*data).tg_relation).rd_att;
        let is_shape = (*desc).natts as usize == SHAPE.len()
            && (1..).zip(SHAPE).all(|(number, type_)| SPI_gettypeid(desc, number) == type_);
        if is_shape { Ok(data) } else { Err(cache::not_storage()) }
    }
}

fn event(call: &Call) -> Result<Event, Error> {
    let data = trigger_data(call)?;
    // SAFETY: the trigger manager's structure, valid for the call.
    unsafe {
        let event = (*data).tg_event;
        let operation = event & pg_sys::TRIGGER_EVENT_OPMASK;
        let is_before_row = event & pg_sys::TRIGGER_EVENT_ROW != 0
            && event & pg_sys::TRIGGER_EVENT_TIMINGMASK == pg_sys::TRIGGER_EVENT_BEFORE;
        let desc = (*(*data).tg_relation).rd_att;
        let row = |tuple| Row { tuple, desc };
        let relation = (*(*data).tg_relation).rd_id;
        match operation {
            pg_sys::TRIGGER_EVENT_INSERT if is_before_row => {
                Ok(Event { relation, new: row((*data).tg_trigtuple), old: None })
            }
            pg_sys::TRIGGER_EVENT_UPDATE if is_before_row => {
                Ok(Event { relation, new: row((*data).tg_newtuple), old: Some(row((*data).tg_trigtuple)) })
            }
            _ => Err(Error::bad("dt.validate_record() is for BEFORE INSERT OR UPDATE FOR EACH ROW")),
        }
    }
}

/// `BEFORE INSERT OR UPDATE FOR EACH ROW`: returns the row as it is to be stored.
fn validate_record(call: &mut Call) -> Result<pg_sys::Datum, Error> {
    let event = event(call)?;
    if is_suspended(event.relation) {
        return Ok(event.new.tuple.into());
    }
    let definition = cache::by_storage(event.relation)?;
    if event.old.is_none() {
        count(event.relation);
    }
    let mut changes = event.old.map(|old| system_fields(event.new, old)).unwrap_or_default();
    if let Some(data) = event.new.data() {
        let old = event.old.and_then(Row::data);
        // What is not changed is not looked at: it may have been stored under other rules. What comes back out of the
        // trash must be right by today's, or no change of it would be possible.
        let is_back = event.old.is_some_and(Row::is_trashed) && !event.new.is_trashed();
        if (is_back || !old.is_some_and(|old| old.same_bytes(&data)))
            && let Some(stored) = validated(&definition.validator, data, old)?
        {
            changes.push((DATA, Some(stored.datum())));
        }
    }
    let tuple = if changes.is_empty() { event.new.tuple } else { event.new.with(&changes) };
    Ok(tuple.into())
}

/// The stored form of `data`; `None` where it is in that form already.
fn validated<'a>(
    validator: &RecordValidator,
    data: Jsonb<'a>,
    old: Option<Jsonb<'_>>,
) -> Result<Option<Jsonb<'a>>, Error> {
    let inserting = old.is_none();
    let slug = &validator.table().slug;
    if validator.is_too_deep(data.node()) {
        return Err(Error::limit(format!(
            "a record of table \"{slug}\" cannot be nested deeper than 100 levels"
        )));
    }
    if validator.is_plain_write(data.bytes(), inserting) {
        return Ok(None);
    }
    let mut faults = validator.forbidden_changes(data.node(), old.map(|old| old.node()));
    // Numbers that a replacement does not mention stay with the record.
    let kept = old.map(|old| validator.kept(data.node(), old.node())).unwrap_or_default();
    if data.node().as_object().is_none() {
        return Err(Error::bad(not_an_object(&data.node().to_value())));
    }
    let amendment = validator.amend(data.bytes(), inserting, &identity::moment);
    let is_amended = !amendment.set.is_empty() || !amendment.remove.is_empty();
    let stored = if is_amended { data.amended(&amendment)? } else { data };
    if !amendment.is_complete && !validator.is_stored_form(stored.node(), false) {
        faults.extend(validator.faults(stored.node()));
    }
    if faults.is_empty() {
        let is_numbered = !kept.is_empty() || !amendment.number.is_empty();
        // Drawn last: a number is not used up for a record that is refused.
        let stored = if is_numbered { numbered(validator, stored, kept, &amendment.number)? } else { stored };
        Ok((is_amended || is_numbered).then_some(stored))
    } else {
        let index = if inserting { batch_index() } else { None };
        Err(Error::InvalidRecord { table: slug.to_string(), faults, index })
    }
}

/// `data` with the numbers it keeps, and the next ones of the columns that get one.
fn numbered<'a>(
    validator: &RecordValidator,
    data: Jsonb<'a>,
    kept: Object,
    number: &[String],
) -> Result<Jsonb<'a>, Error> {
    let mut set = kept;
    set.extend(numbers::next(validator.table(), number)?);
    data.amended(&Amendment { set, ..Amendment::default() })
}

/// The system fields that an update must set, or may not change.
fn system_fields(new: Row, old: Row) -> Vec<(i32, Option<pg_sys::Datum>)> {
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
    let now = server::transaction_time();
    if new.int8(VERSION) != old.int8(VERSION) + 1 {
        changes.push((VERSION, Some((old.int8(VERSION) + 1).into())));
    }
    if new.int8(UPDATED_AT) != now {
        changes.push((UPDATED_AT, Some(now.into())));
    }
    let user = identity::user_id();
    if new.text(UPDATED_BY).as_deref() != Some(&user) {
        // SAFETY: pointer and length are those of the text, which is copied.
        let text = unsafe { pg_sys::cstring_to_text_with_len(user.as_ptr().cast(), user.len() as i32) };
        changes.push((UPDATED_BY, Some(text.into())));
    }
    changes
}

const TAKE_TURNS: &str = "SELECT FROM dt.tables WHERE no OPERATOR(pg_catalog.=) $1 FOR NO KEY UPDATE";

thread_local! {
    /// The statement whose records were counted last: its storage table, its transaction and its number there.
    static COUNTED: Cell<Option<(pg_sys::Oid, server::CommandId)>> = const { Cell::new(None) };
}

/// `AFTER INSERT OR UPDATE FOR EACH ROW`, on tables with the setting `max_records`, where a record is added to those
/// outside the trash: writers of such a table take turns, and the first record of each statement counts up to the
/// limit for all of them, which are in the table by then.
fn limit_records(call: &mut Call) -> Result<pg_sys::Datum, Error> {
    let data = trigger_data(call)?;
    // SAFETY: the trigger manager's structure, valid for the call.
    let relation = unsafe { (*(*data).tg_relation).rd_id };
    let definition = cache::by_storage(relation)?;
    let table = &definition.table;
    let Some(most) = table.max_records() else { return Ok(pg_sys::Datum::null()) };
    if COUNTED.get() == Some((relation, server::command_id())) {
        return Ok(pg_sys::Datum::null());
    }
    // Not a lock on the table: each writer holds a weaker one already, and two would deadlock.
    execute(TAKE_TURNS, &[table.no.into()], Access::Write, |_| ());
    let text = dyntables_core::sqlgen::select::count_up_to(table, most.saturating_add(1));
    let count: i64 =
        execute(text.text(), &crate::spi::plan::values_of(&text), Access::ReadLatest, |rows| rows.get(0, 1))
            .unwrap_or(0);
    if count > most {
        return Err(Error::TooManyRecords { table: table.slug.to_string(), most });
    }
    COUNTED.set(Some((relation, server::command_id())));
    Ok(pg_sys::Datum::null())
}
