//! Which definition does a table have at this moment? Each backend keeps the definitions and names that it has loaded,
//! until a message says that they have changed.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use dyntables_model::table::Table;
use dyntables_records::RecordValidator;
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::caller::identity;
use crate::catalog::load::Loaded;
use crate::catalog::plain::Plain;
use crate::catalog::{indexes, load};
use crate::server::snapshot::{self, Pushed};
use crate::server::{backend, owner, witness};

/// A table's definition, compiled. It never changes: a call uses the one that it got, and the next call asks again.
pub struct Definition {
    /// The table.
    pub table: Arc<Table>,
    /// Its rules.
    pub validator: RecordValidator,
    /// The plain columns that are kept equal to `data`.
    pub plain: Vec<Plain>,
    /// The relation in `dt_data` that holds its records.
    pub storage: pg_sys::Oid,
    /// The indexes: what they refuse is told by them. Making or dropping an index invalidates the definition like any
    /// other change.
    pub indexes: Vec<indexes::Existing>,
    /// The last transaction that rewrote values. Older snapshots see records that do not fit the definition.
    rewritten: Option<u64>,
    /// Whether the storage has its primary key, and the trigger that validates records is switched on.
    is_guarded: bool,
}

impl Definition {
    fn too_late(&self) -> Error {
        Error::rewritten(self.table.slug.as_str())
    }

    /// A snapshot for a reader that fits the definition and holds until it is dropped; `None` if the statement's own
    /// fits. An error if the transaction can have no newer one.
    pub fn snapshot(&self) -> Result<Option<Pushed>, Error> {
        self.rewritten.map_or(Ok(None), |by| snapshot::newer_than(by).map_err(|_| self.too_late()))
    }

    /// Fails unless what is written is validated, and the writer's snapshot fits the definition.
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

/// The most definitions that a backend keeps. It drops all of them rather than keep more.
const MOST_TABLES: usize = 10_000;
/// The most names that a backend keeps. A table has several: its slug, its name and its id.
const MOST_NAMES: usize = 30_000;

#[derive(Default)]
struct Cache {
    definitions: HashMap<pg_sys::Oid, Arc<Definition>>,
    names: HashMap<(Option<String>, String), pg_sys::Oid>,
    /// The relation `dt.tables`; invalid until it is known.
    tables: pg_sys::Oid,
}

thread_local! {
    static CACHE: RefCell<Cache> = RefCell::new(Cache::default());
    /// How many messages have arrived. A load during which one arrives is discarded and done again.
    static GENERATION: Cell<u64> = const { Cell::new(0) };
    /// Whether a message arrived while the cache was in use. Then everything is dropped.
    static ALL_MARKED: Cell<bool> = const { Cell::new(false) };
}

/// Drops what is known of a relation, or of all relations if the OID is invalid. A callback calls this, so it asks
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

/// How often a name is looked up that means another table each time its lock has been waited for.
const MOST_TURNS: usize = 8;

/// The definition of the table that a slug, name or id refers to. Its storage is locked in `mode` until the end of the
/// transaction, so that nobody changes the definition before it is used. An error if there is no such table.
pub fn by_name(name: &str, mode: u32) -> Result<Arc<Definition>, Error> {
    check_mode(mode)?;
    // Taking a lock receives messages, but not if the lock is held already.
    backend::accept_messages();
    // The lock may have waited for somebody who renamed or dropped the table. Then the name is looked up again.
    for _ in 0..MOST_TURNS {
        let storage = resolve(name)?;
        let generation = GENERATION.get();
        backend::lock(storage, mode);
        if generation == GENERATION.get() || resolve(name)? == storage {
            if let Some(definition) = load_if_needed(storage)? {
                return Ok(definition);
            }
            // The relation is no table's storage. Whatever the reason, the name is looked up again.
            with_cache(|cache| cache.names.clear());
        }
    }
    Err(Error::no_such_table(name, None))
}

/// Locks of writers are for those who may write.
fn check_mode(mode: u32) -> Result<(), Error> {
    if mode >= pg_sys::RowExclusiveLock { backend::check_writes() } else { Ok(()) }
}

/// As [`by_name`], for a table that may be in the trash. Such names are not cached, because few calls use them.
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

/// Takes the strongest lock on a table that is locked already. This is needed if somebody changed the definition
/// between [`peek`] and the lock. The lock is not waited for, because another session that holds a weaker one and goes
/// on to write would be deadlocked with this one. An error if the lock cannot be had at once.
pub fn alone(definition: Arc<Definition>) -> Result<Arc<Definition>, Error> {
    if backend::try_lock(definition.storage, pg_sys::AccessExclusiveLock) {
        return Ok(definition);
    }
    Err(Error::changed(definition.table.slug.as_str()))
}

/// The definition as it is at this moment. Nothing is locked: this is for finding out which lock a change needs.
pub fn peek(name: &str) -> Result<Arc<Definition>, Error> {
    backend::accept_messages();
    by_storage(resolve(name)?)
}

/// The definition of the table whose storage a relation is. The caller holds a lock on it. An error if the relation
/// is no table's storage.
pub fn by_storage(storage: pg_sys::Oid) -> Result<Arc<Definition>, Error> {
    load_if_needed(storage)?.ok_or_else(not_storage)
}

/// As [`by_storage`]; `None` if the relation is no table's storage.
pub fn find(storage: pg_sys::Oid) -> Result<Option<Arc<Definition>>, Error> {
    load_if_needed(storage)
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

/// The definition of the table with this storage; `None` if there is no such table.
fn load_if_needed(storage: pg_sys::Oid) -> Result<Option<Arc<Definition>>, Error> {
    witness::note_table(storage);
    if let Some(definition) = with_cache(|cache| cache.definitions.get(&storage).cloned()) {
        return Ok(Some(definition));
    }
    loop {
        let generation = GENERATION.get();
        let Some(Loaded { mut table, rewritten, is_guarded }) = load::table(storage)? else {
            return Ok(None);
        };
        let indexes = indexes::list(storage, &table);
        table.indexing = indexes::indexing(&indexes);
        indexes::keep_rules(&mut table, &indexes);
        let table = Arc::new(table);
        let validator = RecordValidator::new(table.clone())?;
        let plain = Plain::of(&table);
        let definition =
            Arc::new(Definition { table, plain, validator, storage, indexes, rewritten, is_guarded });
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
