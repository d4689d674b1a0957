//! Which definition does a table have at this moment? Each backend keeps the definitions and names that it has loaded,
//! until a message says that they have changed.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::sync::Arc;

use dyntables_access::identity::Identity;
use dyntables_access::standing::{Standing, too_low};
use dyntables_model::sharing::Level;
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::caller::{bindings, identity};
use crate::catalog::access;
use crate::catalog::definition::{Definition, compiled, relabelled};
use crate::catalog::load;
use crate::catalog::load::{Entry, Found};
use crate::catalog::recent::Recent;
use crate::server::{backend, guc, owner, witness};

/// How many names a backend keeps for each definition. A table has several: its slug, its name and its id.
const NAMES: usize = 3;

/// A definition that is kept.
struct Kept {
    definition: Arc<Definition>,
    /// Whether its labels may have changed.
    has_old_labels: bool,
}

#[derive(Default)]
struct Cache {
    definitions: Recent<pg_sys::Oid, Kept>,
    /// The storage that a TOAST table belongs to, for each definition.
    toasts: HashMap<pg_sys::Oid, pg_sys::Oid>,
    names: Recent<(Option<String>, String), pg_sys::Oid>,
    /// The relation `dt.tables`; invalid until it is known.
    tables: pg_sys::Oid,
}

impl Cache {
    fn keep(&mut self, definition: Arc<Definition>, most: usize) {
        let (storage, toast) = (definition.storage, definition.toast);
        for dropped in self.definitions.insert(storage, Kept { definition, has_old_labels: false }, most) {
            self.toasts.remove(&dropped.definition.toast);
        }
        self.toasts.insert(toast, storage);
    }

    /// Drops or marks what a message about a relation is about.
    fn mark(&mut self, relation: pg_sys::Oid) {
        if relation == self.tables {
            self.names.clear();
            access::mark();
            owner::forget();
        } else if let Some(kept) = self.definitions.remove(&relation) {
            self.toasts.remove(&kept.definition.toast);
        } else if let Some(kept) =
            self.toasts.get(&relation).and_then(|storage| self.definitions.peek_mut(storage))
        {
            kept.has_old_labels = true;
        }
    }
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
    bindings::mark(relation);
    CACHE.with(|cache| {
        let Ok(mut cache) = cache.try_borrow_mut() else {
            ALL_MARKED.set(true);
            return;
        };
        if relation == pg_sys::InvalidOid {
            *cache = Cache::default();
            access::mark();
            owner::forget();
        } else {
            cache.mark(relation);
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

/// The definition of the table that a slug, name or id refers to, as the caller sees it. Its storage is locked in `mode`
/// until the end of the transaction, so that nobody changes the definition before it is used. An error if there is no such
/// table for the caller, or if the caller may not do what such a lock is for.
pub fn by_name(name: &str, mode: u32) -> Result<Arc<Definition>, Error> {
    by_name_at(name, mode, due(mode))
}

/// As [`by_name`], for those who have a level that is not the usual one for such a lock.
pub fn by_name_at(name: &str, mode: u32, level: Level) -> Result<Arc<Definition>, Error> {
    check_mode(mode)?;
    // Taking a lock receives messages, but not if the lock is held already.
    backend::accept_messages();
    let who = identity::current()?;
    // The lock may have waited for somebody who renamed or dropped the table. Then the name is looked up again.
    for _ in 0..MOST_TURNS {
        let Resolved { storage, entry, generation } = resolve(&who, name)?;
        // Nobody keeps others waiting for a table that does not exist for them.
        let before = admit(&who, name, storage, entry, level)?;
        backend::lock(storage, mode);
        if generation == GENERATION.get() || resolve(&who, name)?.storage == storage {
            let is_known = |before: &Admitted| {
                load_if_needed(storage, None)
                    .map(|now| now.is_some_and(|now| Arc::ptr_eq(&now, &before.definition)))
            };
            let admitted = match before {
                Some(before) if is_known(&before)? => Some(before),
                Some(_) => admit(&who, name, storage, None, level)?,
                None => None,
            };
            if let Some(admitted) = admitted {
                return Ok(admitted.definition(&who));
            }
            // The relation is no table's storage. Whatever the reason, the name is looked up again.
            with_cache(|cache| cache.names.clear());
        }
    }
    Err(no_such_table(&who, name))
}

/// A table that a caller was let in to.
struct Admitted {
    definition: Arc<Definition>,
    standing: Standing,
}

impl Admitted {
    /// What is there of it for the caller.
    fn definition(self, who: &Identity) -> Arc<Definition> {
        self.definition.seen_by(who, self.standing)
    }
}

/// The level that a lock is for: readers lock weakly, writers of records more, and whoever changes the table most.
fn due(mode: u32) -> Level {
    match mode {
        pg_sys::AccessShareLock => Level::View,
        pg_sys::RowExclusiveLock => Level::Edit,
        _ => Level::Admin,
    }
}

/// Lets a caller in to a table; `None` if the relation is no table's storage. An error if the table does not exist for
/// the caller, or if their level is too low.
fn admit(
    who: &Identity,
    name: &str,
    storage: pg_sys::Oid,
    entry: Option<Entry>,
    due: Level,
) -> Result<Option<Admitted>, Error> {
    let Some(definition) = load_if_needed(storage, entry)? else { return Ok(None) };
    let table = &definition.table;
    let Some(standing) = access::standing_of(who, table.no, &table.sharing) else {
        witness::note_table(pg_sys::InvalidOid);
        return Err(no_such_table(who, name));
    };
    if standing.level < due {
        return Err(too_low(table, due, standing.level));
    }
    Ok(Some(Admitted { definition, standing }))
}

/// The error for a table that does not exist for the caller, whether or not it exists for others.
fn no_such_table(who: &Identity, name: &str) -> Error {
    load::no_such_table(name, who.org.as_deref())
}

/// Locks of writers are for those who may write.
fn check_mode(mode: u32) -> Result<(), Error> {
    if mode >= pg_sys::RowExclusiveLock { backend::check_writes() } else { Ok(()) }
}

/// As [`by_name`], for a table that may be in the trash. Such names are not cached, because few calls use them.
pub fn by_name_with_trash(name: &str, mode: u32) -> Result<Arc<Definition>, Error> {
    check_mode(mode)?;
    backend::accept_messages();
    let who = identity::current()?;
    let find = || load::find(name, who.org.as_deref(), true).map(|found| found.storage);
    let mut storage = find()?;
    for _ in 0..MOST_TURNS {
        admit(&who, name, storage, None, due(mode))?;
        backend::lock(storage, mode);
        let now = find()?;
        if now == storage {
            let admitted = admit(&who, name, storage, None, due(mode))?.ok_or_else(not_storage)?;
            return Ok(admitted.definition(&who));
        }
        storage = now;
    }
    Err(no_such_table(&who, name))
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
    let who = identity::current()?;
    let Resolved { storage, entry, .. } = resolve(&who, name)?;
    let admitted = admit(&who, name, storage, entry, Level::View)?.ok_or_else(not_storage)?;
    Ok(admitted.definition(&who))
}

/// The definition of the table whose storage a relation is. The caller holds a lock on it. An error if the relation
/// is no table's storage.
pub fn by_storage(storage: pg_sys::Oid) -> Result<Arc<Definition>, Error> {
    load_if_needed(storage, None)?.ok_or_else(not_storage)
}

/// As [`by_storage`]; `None` if the relation is no table's storage.
pub fn find(storage: pg_sys::Oid) -> Result<Option<Arc<Definition>>, Error> {
    load_if_needed(storage, None)
}

/// Notes that errors of this call are about the table of a name, if there is one. An error does not wait for a lock.
pub fn note(name: &str) {
    // That there is none is told elsewhere.
    if let Ok(who) = identity::current()
        && let Ok(Resolved { storage, entry, .. }) = resolve(&who, name)
    {
        let _ = admit(&who, name, storage, entry, Level::View);
    }
}

/// The slug of the table with this storage, if its definition is at hand.
pub fn known_slug(storage: pg_sys::Oid) -> Option<String> {
    with_cache(|cache| {
        cache.definitions.peek_mut(&storage).map(|kept| kept.definition.table.slug.to_string())
    })
}

/// The error for a relation that is no dynamic table's storage.
pub fn not_storage() -> Error {
    Error::bad("this relation is not the storage of a dynamic table")
}

/// What a name refers to.
struct Resolved {
    storage: pg_sys::Oid,
    /// What `dt.tables` says of the table, if it was just read.
    entry: Option<Entry>,
    /// The generation that it was read in: it holds until a message arrives.
    generation: u64,
}

fn resolve(who: &Identity, name: &str) -> Result<Resolved, Error> {
    let key = (who.org.clone(), name.to_owned());
    if let Some(storage) = with_cache(|cache| cache.names.get(&key).copied()) {
        return Ok(Resolved { storage, entry: None, generation: GENERATION.get() });
    }
    loop {
        let generation = GENERATION.get();
        let Found { storage, entry } = load::find(name, key.0.as_deref(), false)?;
        let tables = backend::tables_relation();
        if generation == GENERATION.get() {
            with_cache(|cache| {
                cache.tables = tables;
                cache.names.insert(key, storage, guc::definition_cache_size() * NAMES);
            });
            return Ok(Resolved { storage, entry: Some(entry), generation });
        }
    }
}

/// The definition of the table with this storage; `None` if there is no such table. `entry` is what `dt.tables` says of
/// it, if nothing has changed since that was read.
fn load_if_needed(storage: pg_sys::Oid, mut entry: Option<Entry>) -> Result<Option<Arc<Definition>>, Error> {
    witness::note_table(storage);
    let known = with_cache(|cache| {
        cache.definitions.get(&storage).map(|kept| (kept.definition.clone(), kept.has_old_labels))
    });
    let old = match known {
        Some((definition, false)) => return Ok(Some(definition)),
        Some((definition, true)) => Some(definition),
        None => None,
    };
    loop {
        let generation = GENERATION.get();
        let Some(loaded) = load::table(storage, entry.take())? else { return Ok(None) };
        let definition = match &old {
            Some(old) => relabelled(old, loaded),
            None => compiled(storage, loaded),
        };
        // A message that arrived meanwhile may be about what was just read.
        if generation == GENERATION.get() {
            with_cache(|cache| cache.keep(definition.clone(), guc::definition_cache_size()));
            return Ok(Some(definition));
        }
    }
}
