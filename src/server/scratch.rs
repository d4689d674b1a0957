//! How does a loop over many batches keep its memory level? Each batch has a memory of its own, which goes with it.

use pgrx::pg_sys;

/// Runs `f`, whose allocations are freed afterwards. What it returns must be Rust's own.
pub fn scratch<T: 'static>(f: impl FnOnce() -> T) -> T {
    // SAFETY: the memory is made here, and nothing that `f` returns points into it, as it borrows nothing. If `f` unwinds,
    // the memory goes with that around it, and whoever catches sets the current one.
    unsafe {
        let outside = pg_sys::CurrentMemoryContext;
        let memory = pg_sys::AllocSetContextCreateInternal(
            outside,
            c"a batch".as_ptr(),
            pg_sys::ALLOCSET_DEFAULT_MINSIZE as usize,
            pg_sys::ALLOCSET_DEFAULT_INITSIZE as usize,
            pg_sys::ALLOCSET_DEFAULT_MAXSIZE as usize,
        );
        pg_sys::CurrentMemoryContext = memory;
        let result = f();
        pg_sys::CurrentMemoryContext = outside;
        pg_sys::MemoryContextDelete(memory);
        result
    }
}
