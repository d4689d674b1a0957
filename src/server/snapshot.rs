//! Do a definition and the records that a call sees belong together?
//!
//! A definition is always the newest that is committed; the snapshot of the statement that calls a function may be
//! older. Where values were rewritten in between (a new key, a conversion), the records that the snapshot sees do not
//! fit the definition: READ COMMITTED then reads by a newer snapshot, REPEATABLE READ and SERIALIZABLE must fail.

use pgrx::pg_sys;

unsafe extern "C-unwind" {
    // Not in pgrx's bindings: utils/snapmgr.h, the same in all versions.
    fn XidInMVCCSnapshot(xid: pg_sys::TransactionId, snapshot: pg_sys::Snapshot) -> bool;
}

/// A snapshot that a call has put in place. It is taken away when this is dropped. After an error PostgreSQL does so
/// itself.
pub struct Pushed(());

impl Drop for Pushed {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: pushed by `newer_than`, and popped once, in the reverse order.
            unsafe { pg_sys::PopActiveSnapshot() }
        }
    }
}

/// The values were rewritten after the transaction's only snapshot was taken.
pub struct TooLate;

/// Whether the active snapshot sees what a transaction did.
enum Seen {
    Yes,
    /// It is the current transaction, which may have done it after the statement began.
    Own,
    No,
}

fn seen(by: u64) -> Seen {
    // SAFETY: plain readings of the backend's state; the active snapshot is that of the statement that calls.
    unsafe {
        let xid = pg_sys::TransactionId::from(by as u32);
        if pg_sys::TransactionIdIsCurrentTransactionId(xid) {
            return Seen::Own;
        }
        // Numbers of transactions come round: one of long ago is older than any snapshot.
        let next = pg_sys::ReadNextFullTransactionId().value;
        if next.saturating_sub(by) > u64::from(u32::MAX / 2)
            || !XidInMVCCSnapshot(xid, pg_sys::GetActiveSnapshot())
        {
            return Seen::Yes;
        }
        Seen::No
    }
}

fn has_one_snapshot() -> bool {
    // SAFETY: a plain read.
    unsafe { pg_sys::XactIsoLevel >= pg_sys::XACT_REPEATABLE_READ as i32 }
}

/// Sees to it that the active snapshot sees what the transaction `by` did. If need be, a newer one holds until the
/// result is dropped. An error if the transaction can have no newer one.
pub fn newer_than(by: u64) -> Result<Option<Pushed>, TooLate> {
    // SAFETY: a transaction has an active snapshot whenever a function is called.
    unsafe {
        match seen(by) {
            Seen::Yes => return Ok(None),
            Seen::Own => {
                pg_sys::PushCopiedSnapshot(pg_sys::GetActiveSnapshot());
                pg_sys::UpdateActiveSnapshotCommandId();
            }
            Seen::No if has_one_snapshot() => return Err(TooLate),
            Seen::No => pg_sys::PushActiveSnapshot(pg_sys::GetTransactionSnapshot()),
        }
    }
    Ok(Some(Pushed(())))
}

/// Fails if a write does not see what the transaction `by` did. In READ COMMITTED a write has a snapshot of its own,
/// which is taken after its table was locked.
pub fn check_write(by: u64) -> Result<(), TooLate> {
    match seen(by) {
        Seen::No if has_one_snapshot() => Err(TooLate),
        _ => Ok(()),
    }
}
