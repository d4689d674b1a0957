//! Which shapes of queries were seen, and how often? `dt_suggest_indexes` reads this.
//!
//! A query's shape is worked out once per kept plan. If the library is preloaded, the counts are in shared memory and
//! are those of all sessions since the server started. A session adds its own at its 1st, 2nd, 4th, … call and at
//! every 64th, so that few calls take the lock. If the library is not preloaded, each session knows its own counts
//! only.

use std::cell::RefCell;
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};

use dyntables_query::suggest::Shape;
use pgrx::lwlock::PgLwLock;
use pgrx::{PGRXSharedMemory, pg_guard, pg_sys};

use crate::server::backend;
use crate::server::kept::with_note;

/// How many shapes are remembered. When there are more, the one seen least often makes room.
const MOST_SHAPES: usize = 1_000;
/// The most bytes of a shape's text. Slots with longer texts are not remembered.
const LONGEST: usize = 240;
/// A session adds its calls to the shared ones at least so often.
const BATCH: i64 = 64;

#[derive(Clone, Copy)]
struct Slot {
    database: u32,
    storage: u32,
    length: u16,
    text: [u8; LONGEST],
    calls: i64,
}

#[derive(Clone, Copy)]
struct Slots([Slot; MOST_SHAPES]);

const EMPTY: Slot = Slot { database: 0, storage: 0, length: 0, text: [0; LONGEST], calls: 0 };

// SAFETY: plain numbers and bytes, without pointers.
unsafe impl PGRXSharedMemory for Slots {}

// SAFETY: the name is this extension's own.
static SHARED: PgLwLock<Slots> = unsafe { PgLwLock::new(c"pg_dyntables shapes") };

/// Whether the shared memory is there.
static IS_SHARED: AtomicBool = AtomicBool::new(false);

thread_local! {
    /// The session's own counts, by storage and shape, if the library is not preloaded.
    static OWN: RefCell<HashMap<(u32, String), i64>> = RefCell::new(HashMap::new());
}

/// Asks for the shared memory, if the server is starting.
// The macro asks for features of PostgreSQL versions that this crate does not have.
#[allow(unexpected_cfgs)]
pub fn init() {
    if backend::is_preloading() {
        pgrx::pg_shmem_init!(SHARED = Slots([EMPTY; MOST_SHAPES]));
        IS_SHARED.store(true, Ordering::Relaxed);
    }
}

/// Counts a call of a query on a table. Its statement has this text and has been executed.
pub fn note(storage: pg_sys::Oid, text: &str, shape: impl FnOnce() -> Option<Shape>) {
    let due = with_note(text, |note| {
        let shape = note
            .text
            .get_or_insert_with(|| shape().map(|shape| shape.to_text()).filter(|text| text.len() <= LONGEST));
        let shape = shape.as_ref()?;
        note.calls += 1;
        let is_due = !IS_SHARED.load(Ordering::Relaxed)
            || (note.calls & (note.calls - 1)) == 0
            || note.calls - note.counted >= BATCH;
        is_due.then(|| {
            let calls = note.calls - note.counted;
            note.counted = note.calls;
            (shape.clone(), calls)
        })
    });
    if let Some(Some((shape, calls))) = due {
        add(storage.to_u32(), shape, calls);
    }
}

fn database() -> u32 {
    // SAFETY: a plain read of the session's database.
    unsafe { pg_sys::MyDatabaseId }.to_u32()
}

fn add(storage: u32, shape: String, calls: i64) {
    if IS_SHARED.load(Ordering::Relaxed) {
        let database = database();
        let bytes = shape.as_bytes();
        let mut shapes = SHARED.exclusive();
        let slots = &mut shapes.0;
        let is_same = |slot: &Slot| {
            slot.database == database
                && slot.storage == storage
                && &slot.text[..usize::from(slot.length)] == bytes
        };
        if let Some(slot) = slots.iter_mut().find(|slot| is_same(slot)) {
            slot.calls += calls;
        } else if let Some(slot) = slots.iter_mut().min_by_key(|slot| slot.calls) {
            let length = bytes.len() as u16;
            *slot = Slot { database, storage, length, calls, ..EMPTY };
            slot.text[..bytes.len()].copy_from_slice(bytes);
        }
        return;
    }
    OWN.with_borrow_mut(|own| {
        if own.len() >= MOST_SHAPES && !own.contains_key(&(storage, shape.clone())) {
            let least = own.iter().min_by_key(|(_, calls)| **calls).map(|(key, _)| key.clone());
            least.and_then(|key| own.remove(&key));
        }
        *own.entry((storage, shape)).or_default() += calls;
    });
}

/// The shapes of a table's queries that were seen, and how often.
pub fn seen(storage: pg_sys::Oid) -> Vec<(Shape, i64)> {
    let storage = storage.to_u32();
    let texts: Vec<(String, i64)> = if IS_SHARED.load(Ordering::Relaxed) {
        let database = database();
        let shapes = SHARED.share();
        let own = shapes.0.iter().filter(|slot| slot.database == database && slot.storage == storage);
        own.map(|slot| {
            (String::from_utf8_lossy(&slot.text[..usize::from(slot.length)]).into_owned(), slot.calls)
        })
        .collect()
    } else {
        OWN.with_borrow(|own| {
            let own = own.iter().filter(|((of, _), _)| *of == storage);
            own.map(|((_, text), calls)| (text.clone(), *calls)).collect()
        })
    };
    texts.iter().filter_map(|(text, calls)| Some((Shape::from_text(text)?, *calls))).collect()
}
