//! How does a procedure work in several transactions? It commits what it has done and goes on in the next transaction,
//! as VACUUM and CREATE INDEX CONCURRENTLY do.
//!
//! Nothing of SPI is open between two statements of ours, and nobody else's is: [`check`] has looked. The caller's
//! rights are in force whenever a transaction begins, because an abort would give back those of its beginning.

use std::ffi::CString;
use std::time::{Duration, Instant};

use dyntables_values::Error;
use pgrx::pg_sys;
use pgrx::pg_sys::ffi::pg_guard_ffi_boundary;

use crate::server::backend;
use crate::server::call::Call;
use crate::server::savepoint::attempt;
use crate::server::settings::Fixed;
use crate::server::sqlstate::LOCK_NOT_AVAILABLE;

unsafe extern "C-unwind" {
    // Not in pgrx's bindings: tcop/pquery.h and parser/parse_utilcmd.h, the same in all versions.
    fn EnsurePortalSnapshotExists();
    fn transformIndexStmt(
        relation: pg_sys::Oid,
        statement: *mut pg_sys::IndexStmt,
        text: *const std::ffi::c_char,
    ) -> *mut pg_sys::IndexStmt;
}

/// Fails unless a procedure was called by itself: neither in a transaction block, nor by a function, a DO or another
/// procedure.
pub fn check(call: &Call, procedure: &str) -> Result<(), Error> {
    // SAFETY: the context that CALL gives is a CallContext. Asking SPI for a relation of no name changes nothing; it
    // answers that nobody is connected, or that there is none.
    let is_alone = unsafe {
        let context = (*call.fcinfo()).context;
        !context.is_null()
            && (*context).type_ == pg_sys::NodeTag::T_CallContext
            && !(*context.cast::<pg_sys::CallContext>()).atomic
            && pg_sys::SPI_unregister_relation(c"".as_ptr()) == pg_sys::SPI_ERROR_UNCONNECTED
    };
    if is_alone {
        return Ok(());
    }
    Err(Error::not_alone(procedure))
}

/// A relation that is the caller's across transactions: no other procedure of this kind works on it, nor VACUUM. After an
/// error PostgreSQL itself lets it go.
pub struct Held(pg_sys::LockRelId);

impl Held {
    /// Waits until nobody else holds the relation. There is no snapshot meanwhile: whoever builds an index waits for those
    /// who have an older one.
    pub fn new(relation: pg_sys::Oid) -> Self {
        // SAFETY: any OID may be locked; the database is the session's.
        begun_with(|| unsafe {
            let mut id = pg_sys::LockRelId { relId: relation, dbId: pg_sys::MyDatabaseId };
            pg_sys::LockRelationIdForSession(&raw mut id, pg_sys::ShareUpdateExclusiveLock as i32);
            Held(id)
        })
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: locked by `new`, and unlocked once.
            unsafe {
                pg_sys::UnlockRelationIdForSession(&raw mut self.0, pg_sys::ShareUpdateExclusiveLock as i32);
            }
        }
    }
}

/// Commits, and begins the next transaction.
pub fn next() {
    begun_with(|| ());
}

/// Commits, and begins the next transaction with something that is done before it has a snapshot.
fn begun_with<T>(first: impl FnOnce() -> T) -> T {
    // SAFETY: `check` has seen that the transaction is the procedure's own, and its portal's the only snapshot. The
    // memory context is that of the call, which outlives transactions.
    unsafe {
        let memory = pg_sys::CurrentMemoryContext;
        pg_sys::ForgetPortalSnapshots();
        pg_sys::CommitTransactionCommand();
        pg_sys::StartTransactionCommand();
        pg_sys::CurrentMemoryContext = memory;
        let done = first();
        pg_guard_ffi_boundary(|| EnsurePortalSnapshotExists());
        done
    }
}

/// How long a lock is waited for before those who wait behind it are let through.
const PATIENCE: Duration = Duration::from_millis(50);

/// Pauses between attempts. Each is longer than the one before, so that somebody who is waited for all day costs little.
pub struct Pauses(Duration);

impl Pauses {
    /// How long others are let through at first.
    const FIRST: Duration = Duration::from_millis(100);
    const LONGEST: Duration = Duration::from_secs(1);

    /// None has been made yet.
    pub fn new() -> Self {
        Pauses(Self::FIRST)
    }

    /// Waits, at most as long as is `left`. A cancel ends it.
    pub fn pause(&mut self, left: Option<Duration>) {
        pause(left.map_or(self.0, |left| left.min(self.0)));
        self.0 = (self.0 * 2).min(Self::LONGEST);
    }
}

/// Locks a relation that others use all the time, and keeps none of them waiting for long: if the lock is not to be had
/// at once, others go first. Each attempt is in a transaction of its own. The caller's `lock_timeout` is the time that all
/// of them may take; then PostgreSQL's own error is raised.
pub fn lock_patiently(relation: pg_sys::Oid, mode: u32) {
    let begun = Instant::now();
    // SAFETY: a plain read of a setting.
    let most = u64::try_from(unsafe { pg_sys::LockTimeout }).ok().filter(|most| *most > 0);
    let left = || most.map(|most| Duration::from_millis(most).saturating_sub(begun.elapsed()));
    let mut pauses = Pauses::new();
    loop {
        // There is one attempt at the end. A timeout of 0 would be none.
        let patience = left().map_or(PATIENCE, |left| left.min(PATIENCE)).as_millis().max(1);
        let timeout = CString::new(format!("{patience}ms")).unwrap_or_default();
        let locked = attempt(|| {
            let _briefly = Fixed::make_one(c"lock_timeout", &timeout);
            backend::lock(relation, mode);
        });
        match locked {
            Ok(()) => return,
            Err(caught) if caught.code() == Some(LOCK_NOT_AVAILABLE) && left() != Some(Duration::ZERO) => {
                next();
                pauses.pause(left());
            }
            Err(caught) => caught.resume(),
        }
    }
}

/// Waits. A cancel ends it.
fn pause(time: Duration) {
    const SLICE: Duration = Duration::from_millis(10);
    let mut left = time;
    while !left.is_zero() {
        backend::check_for_interrupts();
        std::thread::sleep(SLICE.min(left));
        left = left.saturating_sub(SLICE);
    }
    backend::check_for_interrupts();
}

/// Makes an index while others write, in several transactions. The text is a CREATE INDEX CONCURRENTLY of ours. If it
/// fails, an index is left behind that is not valid. PostgreSQL itself computes what is indexed with the rights of the
/// table's owner; whether the user may do this was asked before.
pub fn create_index_concurrently(relation: pg_sys::Oid, text: &str) {
    let text = CString::new(text).unwrap_or_default();
    // SAFETY: one statement, which is parsed and described in the memory of the call. The lock is the one that the
    // command takes. DefineIndex pops the active snapshot before it commits, and leaves a transaction without any.
    unsafe {
        let memory = pg_sys::CurrentMemoryContext;
        pg_sys::ForgetPortalSnapshots();
        pg_sys::PushActiveSnapshot(pg_sys::GetTransactionSnapshot());
        backend::lock(relation, pg_sys::ShareUpdateExclusiveLock);
        let parsed = pg_sys::raw_parser(text.as_ptr(), pg_sys::RawParseMode::RAW_PARSE_DEFAULT);
        let raw = (*(*parsed).elements).ptr_value.cast::<pg_sys::RawStmt>();
        let statement =
            pg_guard_ffi_boundary(|| transformIndexStmt(relation, (*raw).stmt.cast(), text.as_ptr()));
        let nothing = pg_sys::InvalidOid;
        #[cfg(feature = "pg15")]
        pg_sys::DefineIndex(relation, statement, nothing, nothing, nothing, false, false, true, false, true);
        #[cfg(not(feature = "pg15"))]
        pg_sys::DefineIndex(
            relation, statement, nothing, nothing, nothing, -1, false, false, true, false, true,
        );
        pg_sys::CurrentMemoryContext = memory;
        pg_guard_ffi_boundary(|| EnsurePortalSnapshotExists());
    }
}
