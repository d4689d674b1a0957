//! How are records being written? As an array in its order, as they come, or one by one. The code that runs statements
//! sets it, and the trigger asks.

use std::cell::Cell;

use pgrx::pg_sys;

thread_local! {
    /// The storage table whose records are stored as they come, without validation.
    static SUSPENDED: Cell<Option<pg_sys::Oid>> = const { Cell::new(None) };
}

/// Many records on their way into one table. An error of one of them tells its index.
#[derive(Clone, Copy)]
struct Batch {
    relation: pg_sys::Oid,
    /// How many the trigger has seen.
    seen: usize,
}

thread_local! {
    static BATCH: Cell<Option<Batch>> = const { Cell::new(None) };
}

/// Runs `f`, which inserts an array of records into a relation in their order.
pub fn counting<T>(relation: pg_sys::Oid, f: impl FnOnce() -> T) -> T {
    struct End(Option<Batch>);
    impl Drop for End {
        fn drop(&mut self) {
            BATCH.set(self.0);
        }
    }
    let _end = End(BATCH.replace(Some(Batch { relation, seen: 0 })));
    f()
}

/// The index of the record that the trigger saw last; `None` if records are not counted.
pub fn batch_index() -> Option<usize> {
    BATCH.get().and_then(|batch| batch.seen.checked_sub(1))
}

/// Counts a record that the trigger sees.
pub fn count(relation: pg_sys::Oid) {
    if let Some(batch) = BATCH.get().filter(|batch| batch.relation == relation) {
        BATCH.set(Some(Batch { seen: batch.seen + 1, ..batch }));
    }
}

thread_local! {
    /// The storage table whose new records may bring their numbers.
    static GIVEN: Cell<Option<pg_sys::Oid>> = const { Cell::new(None) };
}

/// Runs `f`, whose new records of a relation bring their numbers if `is_given`.
pub fn numbers_given<T>(is_given: bool, relation: pg_sys::Oid, f: impl FnOnce() -> T) -> T {
    struct End(Option<pg_sys::Oid>);
    impl Drop for End {
        fn drop(&mut self) {
            GIVEN.set(self.0);
        }
    }
    let _end = End(GIVEN.replace(is_given.then_some(relation)));
    f()
}

/// Whether new records of a relation may bring their numbers.
pub fn are_numbers_given(relation: pg_sys::Oid) -> bool {
    GIVEN.get() == Some(relation)
}

/// Runs `f` while the records of a storage table are stored as they come. Changes of its definition need this: they
/// rewrite records, but nobody has changed data.
pub fn without_validation<T>(relation: pg_sys::Oid, f: impl FnOnce() -> T) -> T {
    struct Resume(Option<pg_sys::Oid>);
    impl Drop for Resume {
        fn drop(&mut self) {
            SUSPENDED.set(self.0);
        }
    }
    let _resume = Resume(SUSPENDED.replace(Some(relation)));
    f()
}

/// Whether the records of a relation are stored as they come.
pub fn is_suspended(relation: pg_sys::Oid) -> bool {
    SUSPENDED.get() == Some(relation)
}
