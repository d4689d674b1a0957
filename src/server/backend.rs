//! What does the server know that pgrx has no safe function for?

use std::ffi::{CStr, CString};

use dyntables_values::Error;
use pgrx::{FromDatum, pg_sys};

unsafe extern "C-unwind" {
    // Not in pgrx's bindings: executor/tstoreReceiver.h, the same from PostgreSQL 14 on.
    fn SetTuplestoreDestReceiverParams(
        receiver: *mut pg_sys::DestReceiver,
        store: *mut pg_sys::Tuplestorestate,
        context: pg_sys::MemoryContext,
        detoast: bool,
        target: pg_sys::TupleDesc,
        map_failure: *const std::ffi::c_char,
    );
}

/// Directs a receiver's rows into a tuplestore, as they are.
pub(super) fn set_tuplestore_receiver(
    receiver: *mut pg_sys::DestReceiver,
    store: *mut pg_sys::Tuplestorestate,
) {
    // SAFETY: a plain setter of the receiver's fields, which cannot raise.
    unsafe {
        SetTuplestoreDestReceiverParams(
            receiver,
            store,
            pg_sys::CurrentMemoryContext,
            false,
            std::ptr::null_mut(),
            std::ptr::null(),
        );
    }
}

/// Panics if SPI failed by itself. That is a fault of this extension's SQL, never of a caller.
pub(super) fn check_spi(status: i32, text: &str) {
    if status < 0 {
        // SAFETY: returns a constant C string.
        let name = unsafe { CStr::from_ptr(pg_sys::SPI_result_code_string(status)) };
        panic!("{} in: {text}", name.to_string_lossy());
    }
}

/// The relation of a name in a schema; invalid if there is no such relation.
pub fn relation(schema: &CStr, name: &str) -> pg_sys::Oid {
    let name = CString::new(name).unwrap_or_default();
    // SAFETY: NUL-terminated names; answers from the system caches.
    unsafe {
        let schema = pg_sys::get_namespace_oid(schema.as_ptr(), true);
        pg_sys::get_relname_relid(name.as_ptr(), schema)
    }
}

/// The name of a relation, if it is in this schema.
pub fn name_in(schema: &CStr, relation: pg_sys::Oid) -> Option<String> {
    // SAFETY: answers from the system caches; the name is copied.
    unsafe {
        let is_there =
            pg_sys::get_rel_namespace(relation) == pg_sys::get_namespace_oid(schema.as_ptr(), true);
        let name = if is_there { pg_sys::get_rel_name(relation) } else { std::ptr::null_mut() };
        (!name.is_null()).then(|| CStr::from_ptr(name).to_string_lossy().into_owned())
    }
}

/// Whether the database's collation compares texts by their code points. No collation of ICU does.
pub fn sorts_by_code_points() -> bool {
    let attribute = |tuple, number: u32| {
        let mut is_null = true;
        let cache = pg_sys::SysCacheIdentifier::DATABASEOID as i32;
        // SAFETY: a tuple of the cache.
        let datum = unsafe { pg_sys::SysCacheGetAttr(cache, tuple, number as i16, &raw mut is_null) };
        (!is_null).then_some(datum)
    };
    // SAFETY: the session's database; the attributes are of the types that pg_database has. The tuple is released after
    // it was read.
    unsafe {
        let cache = pg_sys::SysCacheIdentifier::DATABASEOID as i32;
        let tuple = pg_sys::SearchSysCache1(cache, pg_sys::MyDatabaseId.into());
        if tuple.is_null() {
            return false;
        }
        let provider =
            attribute(tuple, pg_sys::Anum_pg_database_datlocprovider).map(|datum| datum.value() as u8);
        let locale = attribute(tuple, pg_sys::Anum_pg_database_datcollate);
        let locale = locale.and_then(|text| String::from_datum(text, false)).unwrap_or_default();
        pg_sys::ReleaseSysCache(tuple);
        let name = locale.split('.').next().unwrap_or_default();
        match provider {
            Some(b'c') => ["C", "POSIX"].iter().any(|known| name.eq_ignore_ascii_case(known)),
            other => other == Some(b'b'),
        }
    }
}

/// The OID of `dt.tables`, which stands for all names in invalidation messages; invalid while the extension is dropped.
pub fn tables_relation() -> pg_sys::Oid {
    relation(c"dt", "tables")
}

/// Comments on a relation, or on one of its columns. An earlier comment is replaced. The text is no part of a
/// statement.
pub fn comment_on(relation: pg_sys::Oid, column: Option<&CStr>, text: &str) {
    let text = CString::new(text).unwrap_or_default();
    // SAFETY: NUL-terminated texts; a column that is not there is number 0, which stands for the relation.
    unsafe {
        let column = column.map_or(0, |name| pg_sys::get_attnum(relation, name.as_ptr()));
        pg_sys::CreateComments(relation, pg_sys::RelationRelationId, column.into(), text.as_ptr());
    }
}

/// Whether the session stores what others have validated: `session_replication_role` is `replica`.
pub fn is_replica() -> bool {
    // SAFETY: a plain read of the backend's state.
    let role = unsafe { pg_sys::SessionReplicationRole };
    role == pg_sys::SESSION_REPLICATION_ROLE_REPLICA as i32
}

/// The owner of a relation; the current user if there is no such relation.
pub fn relation_owner(relation: pg_sys::Oid) -> pg_sys::Oid {
    // SAFETY: the tuple is released after it was read.
    unsafe {
        let tuple = pg_sys::SearchSysCache1(pg_sys::SysCacheIdentifier::RELOID as i32, relation.into());
        if tuple.is_null() {
            return pg_sys::GetUserId();
        }
        let form = pg_sys::heap_tuple_get_struct::<pg_sys::FormData_pg_class>(tuple);
        let owner = (*form).relowner;
        pg_sys::ReleaseSysCache(tuple);
        owner
    }
}

/// The TOAST table of a table, if it has one.
pub fn toast_relation(relation: pg_sys::Oid) -> Option<pg_sys::Oid> {
    // SAFETY: the tuple is released after it was read.
    let toast = unsafe {
        let tuple = pg_sys::SearchSysCache1(pg_sys::SysCacheIdentifier::RELOID as i32, relation.into());
        if tuple.is_null() {
            return None;
        }
        let form = pg_sys::heap_tuple_get_struct::<pg_sys::FormData_pg_class>(tuple);
        let toast = (*form).reltoastrelid;
        pg_sys::ReleaseSysCache(tuple);
        toast
    };
    (toast != pg_sys::InvalidOid).then_some(toast)
}

/// Locks a relation until the end of the transaction. Taking a lock also receives the messages of the sessions that
/// held it before.
pub fn lock(relation: pg_sys::Oid, mode: u32) {
    // SAFETY: any OID may be locked, also of a relation that has just gone.
    unsafe { pg_sys::LockRelationOid(relation, mode as i32) }
}

/// Locks a relation, unless that would have to wait. Returns whether it is locked.
pub fn try_lock(relation: pg_sys::Oid, mode: u32) -> bool {
    // SAFETY: any OID may be locked.
    unsafe { pg_sys::ConditionalLockRelationOid(relation, mode as i32) }
}

/// Fails where nothing can be changed: on a standby, which also takes no stronger locks, and in a read-only transaction.
pub fn check_writes() -> Result<(), Error> {
    // SAFETY: plain reads of the backend's state.
    let (is_read_only, is_standby) = unsafe { (pg_sys::XactReadOnly, pg_sys::RecoveryInProgress()) };
    if is_read_only || is_standby { Err(Error::read_only(is_standby)) } else { Ok(()) }
}

/// Asks an open relation something; `None` if there is no such relation. It is locked only meanwhile, so that nobody is
/// kept waiting who waits for a stronger lock next.
fn asked<T>(relation: pg_sys::Oid, ask: impl FnOnce(pg_sys::Relation) -> T) -> Option<T> {
    let lock = pg_sys::AccessShareLock as i32;
    // SAFETY: the relation is open, and locked, while it is asked.
    unsafe {
        let relation = pg_sys::try_relation_open(relation, lock);
        if relation.is_null() {
            return None;
        }
        let answer = ask(relation);
        pg_sys::relation_close(relation, lock);
        Some(answer)
    }
}

/// How many rows the planner expects in a relation, by its size at this moment; none if there is no such relation.
pub fn expected_rows(relation: pg_sys::Oid) -> f64 {
    let rows = asked(relation, |relation| {
        let (mut pages, mut rows, mut visible) = (0, 0.0, 0.0);
        // SAFETY: an open relation; widths are optional.
        unsafe {
            pg_sys::estimate_rel_size(
                relation,
                std::ptr::null_mut(),
                &raw mut pages,
                &raw mut rows,
                &raw mut visible,
            );
        }
        rows
    });
    rows.unwrap_or_default()
}

/// How many columns a relation has ever had; none if there is no such relation.
pub fn column_numbers(relation: pg_sys::Oid) -> i32 {
    // SAFETY: an open relation has a descriptor.
    asked(relation, |relation| unsafe { (*(*relation).rd_att).natts }).unwrap_or_default()
}

/// How many pages a relation has; none if there is no such relation.
pub fn pages(relation: pg_sys::Oid) -> u32 {
    let fork = pg_sys::ForkNumber::MAIN_FORKNUM;
    // SAFETY: an open relation.
    asked(relation, |relation| unsafe { pg_sys::RelationGetNumberOfBlocksInFork(relation, fork) })
        .unwrap_or_default()
}

/// Receives the messages of other sessions about changes, as taking a lock does.
pub fn accept_messages() {
    // SAFETY: in a transaction, where PostgreSQL does the same whenever it opens a relation.
    unsafe { pg_sys::AcceptInvalidationMessages() }
}

/// The transaction's time, in microseconds since 2000-01-01T00:00:00Z.
pub fn transaction_time() -> i64 {
    // SAFETY: a plain getter.
    unsafe { pg_sys::GetCurrentTransactionStartTimestamp() }
}

/// The role that logged in.
pub fn session_user() -> pg_sys::Oid {
    // SAFETY: a plain getter.
    unsafe { pg_sys::GetSessionUserId() }
}

/// The role that was set by SET ROLE, or else the one that logged in. Functions that run as their owner do not change it.
pub fn outer_user() -> pg_sys::Oid {
    // SAFETY: a plain getter.
    unsafe { pg_sys::GetOuterUserId() }
}

/// Whose rights count now.
pub fn current_user() -> pg_sys::Oid {
    // SAFETY: a plain getter.
    unsafe { pg_sys::GetUserId() }
}

/// The time of a change in this transaction, which is not before that of an earlier one: a transaction may begin before
/// another and change a record after it. A time that is still to come is no reason.
pub fn time_of_change(earlier: i64) -> i64 {
    let now = transaction_time();
    if earlier <= now || earlier > clock_time() { now } else { earlier }
}

/// The time of this moment, in microseconds since 2000-01-01T00:00:00Z.
pub fn clock_time() -> i64 {
    // SAFETY: a plain getter.
    unsafe { pg_sys::GetCurrentTimestamp() }
}

/// Whether row-level security of a relation binds the current user: who is neither its owner nor above it.
pub fn is_bound_by_policies(relation: pg_sys::Oid) -> bool {
    // SAFETY: the relation is open; nothing is raised.
    unsafe { pg_sys::check_enable_rls(relation, pg_sys::InvalidOid, true) == RLS_ENABLED }
}

/// `RLS_ENABLED` of PostgreSQL's utils/rls.h.
const RLS_ENABLED: i32 = 2;

/// The name of the role that logged in.
pub fn session_role() -> String {
    role_name(session_user())
}

/// The name of a role; empty if there is none.
pub fn role_name(role: pg_sys::Oid) -> String {
    // SAFETY: missing_ok; the name is copied.
    unsafe {
        let name = pg_sys::GetUserNameFromId(role, true);
        if name.is_null() { String::new() } else { CStr::from_ptr(name).to_string_lossy().into_owned() }
    }
}

/// Tells all backends that what they know of a relation has changed.
pub fn tell_changed(relation: pg_sys::Oid) {
    // SAFETY: the relation belongs to the extension and exists as long as that does.
    unsafe { pg_sys::CacheInvalidateRelcacheByRelid(relation) }
}

/// The setting of this name, of any extension; `None` if it is not set, or empty.
pub fn setting(name: &CStr) -> Option<String> {
    // SAFETY: missing_ok; the value is copied.
    unsafe {
        let value = pg_sys::GetConfigOption(name.as_ptr(), true, false);
        if value.is_null() { None } else { Some(CStr::from_ptr(value).to_string_lossy().into_owned()) }
    }
    .filter(|value| !value.is_empty())
}

/// The number that initdb gave this cluster; its physical standbys have the same.
pub fn system_identifier() -> u64 {
    // SAFETY: a plain getter of shared memory that is set from the start of the server.
    unsafe { pg_sys::GetSystemIdentifier() }
}

/// Makes what this command did visible to the next statement of the same function.
pub fn next_command() {
    // SAFETY: between two statements of a function.
    unsafe { pg_sys::CommandCounterIncrement() }
}

/// A command of this session: its transaction, and its number there.
pub type CommandId = (pg_sys::TransactionId, pg_sys::CommandId);

/// The command that is being executed. Numbers go up within a transaction, also after a savepoint is rolled back to.
pub fn command_id() -> CommandId {
    // SAFETY: plain getters.
    unsafe { (pg_sys::GetTopTransactionIdIfAny(), pg_sys::GetCurrentCommandId(false)) }
}

/// As [`command_id`]; commands after this one have other numbers, also if this one writes nothing more.
pub fn own_command_id() -> CommandId {
    // SAFETY: within a command that may write.
    unsafe { (pg_sys::GetTopTransactionIdIfAny(), pg_sys::GetCurrentCommandId(true)) }
}

/// Whether the server's own process loads this library, before there are sessions.
pub fn is_preloading() -> bool {
    // SAFETY: a plain read.
    unsafe { pg_sys::process_shared_preload_libraries_in_progress }
}

/// Whether workers of a parallel plan are at it, or this is one.
pub fn is_worker() -> bool {
    // SAFETY: a plain getter.
    unsafe { pg_sys::IsInParallelMode() }
}

/// Whether somebody wants this session to do something else: to cancel what it does, or less.
pub fn is_interrupted() -> bool {
    // SAFETY: a plain read.
    unsafe { std::ptr::read_volatile(&raw const pg_sys::InterruptPending) != 0 }
}

/// Gives way to a cancelled statement, a time-out or a shutdown. Every loop over what callers gave calls it.
pub fn check_for_interrupts() {
    // SAFETY: a plain read, and what PostgreSQL does where it is set.
    unsafe {
        if std::ptr::read_volatile(&raw const pg_sys::InterruptPending) != 0 {
            pg_sys::ProcessInterrupts();
        }
    }
}
