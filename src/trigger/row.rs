//! What is in a tuple on its way into a storage table, and what does the trigger manager say about it?

use std::num::NonZeroUsize;

use dyntables_values::Error;
use pgrx::pg_sys;

use crate::catalog::cache;
use crate::catalog::plain::Plain;
use crate::server::call::Call;
use crate::server::descriptor::{is_named, is_same, named, type_of};
use crate::server::jsonb::Jsonb;
use crate::server::returned::Returned;
use crate::server::types::Trigger;

/// The columns of a storage table, by their attribute numbers. Every storage table has these.
pub(super) const ID: i32 = 1;
pub(super) const DATA: i32 = 2;
pub(super) const CREATED_AT: i32 = 3;
pub(super) const UPDATED_AT: i32 = 4;
pub(super) const CREATED_BY: i32 = 5;
pub(super) const UPDATED_BY: i32 = 6;
pub(super) const VERSION: i32 = 7;
pub(super) const DELETED_AT: i32 = 8;

/// Their types, and that of the position. Plain columns of typed columns come after it.
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

/// A tuple and its shape.
#[derive(Clone, Copy)]
pub(super) struct Row {
    tuple: pg_sys::HeapTuple,
    desc: pg_sys::TupleDesc,
}

impl Row {
    pub(super) fn get(self, attribute: i32) -> Option<pg_sys::Datum> {
        let number = NonZeroUsize::new(attribute as usize)?;
        // SAFETY: tuple and descriptor are the trigger's, for the length of the call.
        unsafe { pgrx::htup::heap_getattr_raw(self.tuple, number, self.desc) }
    }

    pub(super) fn data<'a>(self) -> Option<Jsonb<'a>> {
        // SAFETY: column 2 is jsonb: `trigger_data` has looked.
        self.get(DATA).map(|datum| unsafe { Jsonb::from_datum(datum) })
    }

    pub(super) fn int8(self, attribute: i32) -> i64 {
        self.get(attribute).map_or(0, |datum| datum.value() as i64)
    }

    /// The number of a plain column; `None` if rows of this shape have no such column, because it is just being added,
    /// renamed or dropped.
    pub(super) fn attribute_of(self, column: &Plain) -> Option<i32> {
        let (name, type_, known) = column.place();
        // SAFETY: the descriptor is the trigger's, for the length of the call.
        unsafe {
            if is_named(self.desc, known, name, type_) {
                return Some(known);
            }
            let found = named(self.desc, name, type_)?;
            column.note_place(found);
            Some(found)
        }
    }

    /// Whether two values of a column are the same. They are of the type of the plain column that was found there.
    pub(super) fn is_same(
        self,
        attribute: i32,
        one: Option<pg_sys::Datum>,
        other: Option<pg_sys::Datum>,
    ) -> bool {
        // SAFETY: as above; `attribute_of` has compared the type.
        unsafe { is_same(self.desc, attribute, one, other) }
    }

    pub(super) fn is_trashed(self) -> bool {
        self.get(DELETED_AT).is_some()
    }

    pub(super) fn text(self, attribute: i32) -> Option<String> {
        // SAFETY: only asked of columns that are text: `trigger_data` has looked.
        self.get(attribute).map(|datum| unsafe { crate::server::call::text_of(datum) }.into_owned())
    }

    pub(super) fn uuid(self) -> Option<[u8; 16]> {
        // SAFETY: column 1 is a uuid: `trigger_data` has looked.
        self.get(ID).map(|datum| unsafe { *datum.cast_mut_ptr::<[u8; 16]>() })
    }

    /// As what the trigger returns.
    pub(super) fn returned(self) -> Returned<Trigger> {
        // SAFETY: a tuple of the trigger's relation, in the memory of the call.
        unsafe { Returned::new(self.tuple.into()) }
    }

    /// A copy with some columns set to values.
    pub(super) fn with(self, changes: &[(i32, Option<pg_sys::Datum>)]) -> Self {
        let mut columns: Vec<i32> = changes.iter().map(|(column, _)| *column).collect();
        let mut values: Vec<_> =
            changes.iter().map(|(_, value)| value.unwrap_or(pg_sys::Datum::null())).collect();
        let mut nulls: Vec<bool> = changes.iter().map(|(_, value)| value.is_none()).collect();
        // SAFETY: three arrays of the same length; the columns are those of a storage table: `trigger_data` has looked.
        let tuple = unsafe {
            pg_sys::heap_modify_tuple_by_cols(
                self.tuple,
                self.desc,
                columns.len() as i32,
                columns.as_mut_ptr(),
                values.as_mut_ptr(),
                nulls.as_mut_ptr(),
            )
        };
        Row { tuple, ..self }
    }
}

/// What the trigger manager says about a call.
pub(super) struct Event {
    pub(super) relation: pg_sys::Oid,
    pub(super) new: Row,
    pub(super) old: Option<Row>,
}

/// The data of a call by the trigger manager. Any role may make a trigger on a table of its own, so the relation must have
/// the shape of a storage table before a row is read.
pub(super) fn trigger_data(call: &Call) -> Result<*mut pg_sys::TriggerData, Error> {
    // SAFETY: a context that is a TriggerData is what the trigger manager passes; its relation is open.
    unsafe {
        let context = (*call.fcinfo()).context;
        if context.is_null() || (*context).type_ != pg_sys::NodeTag::T_TriggerData {
            return Err(Error::bad("this function is for triggers only"));
        }
        let data = context.cast::<pg_sys::TriggerData>();
        let desc = (*(*data).tg_relation).rd_att;
        let is_shape = (1..).zip(SHAPE).all(|(number, type_)| type_of(desc, number) == type_);
        if is_shape { Ok(data) } else { Err(cache::not_storage()) }
    }
}

/// What was done to rows of a relation.
pub(super) enum Done {
    /// A row is new.
    Inserted(Row),
    /// A row has become another.
    Updated(Row, Row),
    /// A row is gone.
    Deleted(Row),
    /// All rows are about to go.
    Truncated,
}

/// What the trigger manager says about a call of an AFTER trigger, or of one before TRUNCATE.
pub(super) fn done(call: &Call) -> Result<(pg_sys::Oid, Done), Error> {
    let data = trigger_data(call)?;
    // SAFETY: the trigger manager's structure, valid for the call; a row's event comes with the rows.
    unsafe {
        let event = (*data).tg_event;
        let is_row = event & pg_sys::TRIGGER_EVENT_ROW != 0;
        let is_after = event & pg_sys::TRIGGER_EVENT_TIMINGMASK == pg_sys::TRIGGER_EVENT_AFTER;
        let desc = (*(*data).tg_relation).rd_att;
        let row = |tuple| Row { tuple, desc };
        let relation = (*(*data).tg_relation).rd_id;
        match event & pg_sys::TRIGGER_EVENT_OPMASK {
            pg_sys::TRIGGER_EVENT_INSERT if is_row && is_after => {
                Ok((relation, Done::Inserted(row((*data).tg_trigtuple))))
            }
            pg_sys::TRIGGER_EVENT_UPDATE if is_row && is_after => {
                Ok((relation, Done::Updated(row((*data).tg_trigtuple), row((*data).tg_newtuple))))
            }
            pg_sys::TRIGGER_EVENT_DELETE if is_row && is_after => {
                Ok((relation, Done::Deleted(row((*data).tg_trigtuple))))
            }
            pg_sys::TRIGGER_EVENT_TRUNCATE if !is_after => Ok((relation, Done::Truncated)),
            _ => Err(Error::bad(
                "dt.record_history() is for AFTER UPDATE OR DELETE FOR EACH ROW, and for BEFORE TRUNCATE",
            )),
        }
    }
}

pub(super) fn event(call: &Call) -> Result<Event, Error> {
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
