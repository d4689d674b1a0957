//! The per-backend cache of definitions and names.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use dyntables_model::table::Table;
use dyntables_records::RecordValidator;
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::caller::identity;
use crate::catalog::load::Loaded;
use crate::catalog::{indexes, load};
use crate::server::snapshot::{self, Pushed};
use crate::server::{backend, owner, report};

/// A table's definition, compiled. Immutable: whoever holds one keeps it, and asks again for the
/// next call.
pub struct Definition {
    /// The table.
    pub table: Arc<Table>,
    /// Its rules.
    pub validator: RecordValidator,
    /// The relation in `dt_data` that holds its records.
    pub storage: pg_sys::Oid,
    /// The indexes: what they refuse is told by them. Making or dropping an index invalidates the definition like any
    /// other change.
    pub indexes: Vec<indexes::Existing>,
    /// The transaction that last rewrote values under their readers.
    rewritten: Option<u64>,
    /// Whether the trigger that validates its records is there and switched on, and the key that keeps their ids apart.
    is_guarded: bool,
}

impl Definition {
    fn too_late(&self) -> Error {
        Error::rewritten(self.table.slug.as_str())
    }

    /// For a reader: the statement's snapshot, or a newer one that fits the definition, holds until the result is
    /// dropped.
    pub fn snapshot(&self) -> Result<Option<Pushed>, Error> {
        self.rewritten.map_or(Ok(None), |by| snapshot::newer_than(by).map_err(|_| self.too_late()))
    }

    /// For a writer: that its snapshot fits the definition, and that what it writes is validated.
    pub fn check_writable(&self) -> Result<(), Error> {
        if !self.is_guarded {
            let storage = self.table.storage();
            return Err(Error::in_the_way(
                format!(
                    "table \"{}\" is not written to: dt_data.{storage} lacks its primary key, or its trigger dt_validate that is switched on",
                    self.table.slug
                ),
                format!(
                    "ALTER TABLE dt_data.\"{storage}\" ADD PRIMARY KEY (id), or CREATE OR REPLACE TRIGGER dt_validate BEFORE INSERT OR UPDATE ON dt_data.\"{storage}\" FOR EACH ROW EXECUTE FUNCTION dt.validate_record()"
                ),
            ));
        }
        self.rewritten.map_or(Ok(()), |by| snapshot::check_write(by).map_err(|_| self.too_late()))
    }
}

/// More tables than this in one backend: start afresh rather than grow.
const MOST_TABLES: usize = 10_000;
/// More names than this (tables are found by slug, name and id): start afresh.
const MOST_NAMES: usize = 30_000;

#[derive(Default)]
struct Cache {
    definitions: HashMap<pg_sys::Oid, Arc<Definition>>,
    names: HashMap<(Option<String>, String), pg_sys::Oid>,
    /// `dt.tables`, once it is known.
    tables: pg_sys::Oid,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::new(Cache::default());
    /// Counts the messages: a load during which one arrived is discarded, and done again.
    static GENERATION: Cell<u64> = const { Cell::new(0) };
    /// Marks that came while the cache was being used, in which case everything is dropped.
    static ALL_MARKED: Cell<bool> = const { Cell::new(false) };
}

/// Drops what is known of a relation; of all with the invalid OID. Called from a callback: asks
/// nothing of PostgreSQL.
pub fn mark(relation: pg_sys::Oid) {
    GENERATION.set(GENERATION.get() + 1);
    CACHE.with(|cache| {
        let Ok(mut cache) = cache.try_borrow_mut() else {
            ALL_MARKED.set(true);
            return;
        };
        if relation == pg_sys::InvalidOid {
            *cache = Cache::default();
            owner::forget();
        } else if relation == cache.tables {
            cache.names.clear();
            owner::forget();
        } else {
            cache.definitions.remove(&relation);
        }
    });
}

fn with_cache<T>(f: impl FnOnce(&mut Cache) -> T) -> T {
    CACHE.with_borrow_mut(|cache| {
        if ALL_MARKED.take() {
            *cache = Cache::default();
        }
        f(cache)
    })
}

/// A name that means another table each time its lock was waited for is given up after so many turns.
const MOST_TURNS: usize = 8;

/// The definition of the table that a slug, name or id refers to, its storage locked in `mode`
/// until the end of the transaction; so nobody changes it between here and its use.
pub fn by_name(name: &str, mode: u32) -> Result<Arc<Definition>, Error> {
    check_mode(mode)?;
    // A lock that is held already receives no messages.
    backend::accept_messages();
    // A lock may wait for somebody who renames or drops the table: then look again.
    for _ in 0..MOST_TURNS {
        let storage = resolve(name)?;
        let generation = GENERATION.get();
        backend::lock(storage, mode);
        if generation == GENERATION.get() || resolve(name)? == storage {
            if let Some(definition) = load_if_needed(storage)? {
                return Ok(definition);
            }
            // The name leads to what is no storage any more: whatever the reason, it is asked for again.
            with_cache(|cache| cache.names.clear());
        }
    }
    Err(Error::no_such_table(name, None))
}

/// Locks of writers are for those who may write.
fn check_mode(mode: u32) -> Result<(), Error> {
    if mode >= pg_sys::RowExclusiveLock { backend::check_writes() } else { Ok(()) }
}

/// As [`by_name`], for a table that may be in the trash. Not cached: nothing hurries there.
pub fn by_name_with_trash(name: &str, mode: u32) -> Result<Arc<Definition>, Error> {
    check_mode(mode)?;
    let find = || load::storage_of_name(name, identity::org_id().as_deref(), true);
    backend::accept_messages();
    let mut storage = find()?;
    for _ in 0..MOST_TURNS {
        backend::lock(storage, mode);
        let now = find()?;
        if now == storage {
            return by_storage(storage);
        }
        storage = now;
    }
    Err(Error::no_such_table(name, None))
}

/// A definition that somebody changed between the look and the lock, so that a stronger lock is needed than the one that
/// is held. It is not waited for: whoever holds a weaker lock and goes on to write would be deadlocked with this one.
pub fn alone(definition: Arc<Definition>) -> Result<Arc<Definition>, Error> {
    if backend::try_lock(definition.storage, pg_sys::AccessExclusiveLock) {
        return Ok(definition);
    }
    Err(Error::changed(definition.table.slug.as_str()))
}

/// The definition as it is at this moment, without a lock: to find out which lock a change needs.
pub fn peek(name: &str) -> Result<Arc<Definition>, Error> {
    backend::accept_messages();
    by_storage(resolve(name)?)
}

/// The definition of the table whose storage a relation is. The caller holds a lock on it.
pub fn by_storage(storage: pg_sys::Oid) -> Result<Arc<Definition>, Error> {
    load_if_needed(storage)?.ok_or_else(not_storage)
}

/// Notes that errors of this call are about the table of a name, if there is one.
pub fn note(name: &str) {
    // That there is none is told elsewhere.
    let _ = peek(name);
}

/// The slug of the table with this storage, if its definition is at hand.
pub fn known_slug(storage: pg_sys::Oid) -> Option<String> {
    with_cache(|cache| cache.definitions.get(&storage).map(|definition| definition.table.slug.to_string()))
}

/// The error for a relation that is no dynamic table's storage.
pub fn not_storage() -> Error {
    Error::bad("this relation is not the storage of a dynamic table")
}

fn resolve(name: &str) -> Result<pg_sys::Oid, Error> {
    let key = (identity::org_id(), name.to_owned());
    if let Some(storage) = with_cache(|cache| cache.names.get(&key).copied()) {
        return Ok(storage);
    }
    loop {
        let generation = GENERATION.get();
        let storage = load::storage_of_name(name, key.0.as_deref(), false)?;
        let tables = backend::tables_relation();
        if generation == GENERATION.get() {
            with_cache(|cache| {
                if cache.names.len() >= MOST_NAMES {
                    cache.names.clear();
                }
                cache.tables = tables;
                cache.names.insert(key, storage);
            });
            return Ok(storage);
        }
    }
}

/// `None` if no dynamic table has this storage any more.
fn load_if_needed(storage: pg_sys::Oid) -> Result<Option<Arc<Definition>>, Error> {
    report::note_table(storage);
    if let Some(definition) = with_cache(|cache| cache.definitions.get(&storage).cloned()) {
        return Ok(Some(definition));
    }
    loop {
        let generation = GENERATION.get();
        let Some(Loaded { mut table, rewritten, is_guarded }) = load::table(storage)? else {
            return Ok(None);
        };
        let indexes = indexes::list(storage);
        table.indexing = indexes::indexing(&indexes);
        indexes::keep_rules(&mut table, &indexes);
        let table = Arc::new(table);
        let validator = RecordValidator::new(table.clone())?;
        let definition = Arc::new(Definition { table, validator, storage, indexes, rewritten, is_guarded });
        // A message that arrived meanwhile may be about what was just read.
        if generation == GENERATION.get() {
            with_cache(|cache| {
                if cache.definitions.len() >= MOST_TABLES {
                    cache.definitions.clear();
                }
                cache.definitions.insert(storage, definition.clone());
            });
            return Ok(Some(definition));
        }
    }
}
