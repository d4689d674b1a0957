//! How are all rows of a kept statement taken one by one, as the executor finds them? Nothing is copied: a row is valid
//! while it is looked at.

use std::ffi::{CStr, c_int};

use dyntables_values::Error;
use pgrx::pg_sys;

use crate::server::call::entered;
use crate::server::descriptor::type_of;
use crate::server::execution::Execution;
use crate::server::jsonb::{Jsonb, detoasted, touch};
use crate::server::owner::AsOwner;
use crate::server::param::Value;
use crate::server::settle::blocks;

/// A row that the executor has found.
pub struct Row {
    slot: *mut pg_sys::TupleTableSlot,
}

impl Row {
    /// The row in a slot that is filled.
    ///
    /// # Safety
    /// The slot must live and stay as it is as long as the row.
    pub(super) unsafe fn of(slot: *mut pg_sys::TupleTableSlot) -> Self {
        // SAFETY: a slot has its descriptor.
        unsafe {
            let columns = (*(*slot).tts_tupleDescriptor).natts;
            if i32::from((*slot).tts_nvalid) < columns {
                pg_sys::slot_getsomeattrs_int(slot, columns);
            }
        }
        Row { slot }
    }

    /// The value of a column, counted from 1; `None` if it is NULL. Panics if it is of another type, which is a fault of
    /// this extension.
    fn datum(&self, column: usize, type_: pg_sys::Oid) -> Option<pg_sys::Datum> {
        let found = self.type_of(column);
        assert!(found == type_, "column {column} of a statement is of type {found}, not {type_}");
        self.any(column)
    }

    fn type_of(&self, column: usize) -> pg_sys::Oid {
        // SAFETY: a row has a descriptor.
        unsafe { type_of((*self.slot).tts_tupleDescriptor, column as i32) }
    }

    /// The value of a column that the row has.
    fn any(&self, column: usize) -> Option<pg_sys::Datum> {
        // SAFETY: all columns were taken out of the row, and it has this one.
        unsafe {
            let is_null = *(*self.slot).tts_isnull.add(column - 1);
            (!is_null).then(|| *(*self.slot).tts_values.add(column - 1))
        }
    }

    /// The bytes of a jsonb that is going to be read whole.
    pub fn jsonb(&self, column: usize) -> Option<&[u8]> {
        // SAFETY: of this type; what is detoasted lives as long as the row.
        let bytes =
            self.datum(column, pg_sys::JSONBOID).map(|datum| unsafe { Jsonb::from_datum(datum) }.bytes());
        bytes.into_iter().for_each(touch);
        bytes
    }

    /// The bytes of a text.
    pub fn text(&self, column: usize) -> Option<&[u8]> {
        // SAFETY: of this type; what is detoasted lives as long as the row.
        let bytes = |datum| unsafe { pgrx::varlena::varlena_to_byte_slice(detoasted(datum)) };
        self.datum(column, pg_sys::TEXTOID).map(bytes)
    }

    /// A bigint.
    pub fn int8(&self, column: usize) -> Option<i64> {
        self.datum(column, pg_sys::INT8OID).map(|datum| datum.value() as i64)
    }

    /// Microseconds since 2000-01-01T00:00:00Z.
    pub fn instant(&self, column: usize) -> Option<i64> {
        self.datum(column, pg_sys::TIMESTAMPTZOID).map(|datum| datum.value() as i64)
    }

    /// The bytes of a uuid.
    pub fn uuid(&self, column: usize) -> Option<[u8; 16]> {
        // SAFETY: a uuid is 16 bytes by reference.
        self.datum(column, pg_sys::UUIDOID).map(|datum| unsafe { *datum.cast_mut_ptr::<[u8; 16]>() })
    }

    /// A value of any type as its type sends it.
    pub fn sent(&self, column: usize) -> Option<Vec<u8>> {
        let datum = self.any(column)?;
        let (mut function, mut is_varlena) = (pg_sys::InvalidOid, false);
        // SAFETY: the function is that of the value's type; its result is a bytea, which is copied.
        unsafe {
            pg_sys::getTypeBinaryOutputInfo(self.type_of(column), &raw mut function, &raw mut is_varlena);
            let sent = pg_sys::OidSendFunctionCall(function, datum);
            Some(pgrx::varlena::varlena_to_byte_slice(sent.cast()).to_vec())
        }
    }

    /// A value of any type as its type prints it.
    pub fn printed(&self, column: usize) -> Option<Vec<u8>> {
        let datum = self.any(column)?;
        let (mut function, mut is_varlena) = (pg_sys::InvalidOid, false);
        // SAFETY: the function is that of the value's type; its result is a NUL-terminated text, which is copied.
        unsafe {
            pg_sys::getTypeOutputInfo(self.type_of(column), &raw mut function, &raw mut is_varlena);
            let printed = pg_sys::OidOutputFunctionCall(function, datum);
            Some(CStr::from_ptr(printed).to_bytes().to_vec())
        }
    }
}

/// What the executor gives its rows to.
#[repr(C)]
struct Receiver<F> {
    base: pg_sys::DestReceiver,
    /// Emptied after each row.
    memory: pg_sys::MemoryContext,
    take: F,
    error: Option<Error>,
}

/// Executes a statement that reads, with the owner's rights, and gives each row to `take`. The first error ends it.
pub fn each<F>(text: &str, values: &[Value], take: F) -> Result<(), Error>
where
    F: FnMut(&Row) -> Result<(), Error>,
{
    let _owner = AsOwner::new();
    let before = blocks();
    // SAFETY: the receiver stays where it is until the statement has ended. Memory is made for its time.
    unsafe {
        let memory = pg_sys::AllocSetContextCreateInternal(
            pg_sys::CurrentMemoryContext,
            c"a row of a page".as_ptr(),
            pg_sys::ALLOCSET_SMALL_MINSIZE as usize,
            pg_sys::ALLOCSET_SMALL_INITSIZE as usize,
            pg_sys::ALLOCSET_DEFAULT_MAXSIZE as usize,
        );
        let base = pg_sys::DestReceiver {
            receiveSlot: Some(receive::<F>),
            rStartup: Some(start),
            rShutdown: Some(nothing),
            rDestroy: Some(nothing),
            mydest: pg_sys::CommandDest::DestNone,
        };
        let mut receiver = Receiver { base, memory, take, error: None };
        let place = &raw mut receiver;
        let mut execution = Execution::start(text, values, |_| place.cast());
        execution.run(0, true);
        execution.end(blocks() - before);
        pg_sys::MemoryContextDelete(memory);
        (*place).error.take().map_or(Ok(()), Err)
    }
}

/// Takes a row. Returns whether there should be more.
unsafe extern "C-unwind" fn receive<F>(
    slot: *mut pg_sys::TupleTableSlot,
    receiver: *mut pg_sys::DestReceiver,
) -> bool
where
    F: FnMut(&Row) -> Result<(), Error>,
{
    entered(|| {
        // SAFETY: the receiver is the first field of ours. A row's slot is filled; what is allocated while it is looked at
        // is freed before the next one.
        unsafe {
            let receiver = receiver.cast::<Receiver<F>>();
            let outside = pg_sys::CurrentMemoryContext;
            pg_sys::CurrentMemoryContext = (*receiver).memory;
            let taken = ((*receiver).take)(&Row::of(slot));
            pg_sys::CurrentMemoryContext = outside;
            pg_sys::MemoryContextReset((*receiver).memory);
            (*receiver).error = taken.err();
            Ok((*receiver).error.is_none())
        }
    })
}

unsafe extern "C-unwind" fn start(_: *mut pg_sys::DestReceiver, _: c_int, _: pg_sys::TupleDesc) {}

unsafe extern "C-unwind" fn nothing(_: *mut pg_sys::DestReceiver) {}
