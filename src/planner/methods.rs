//! Tables of functions, as PostgreSQL keeps pointers to them.

/// Tables of functions, which PostgreSQL keeps pointers to.
pub(super) struct Methods<T>(pub T);

// SAFETY: never written to, and read by a process of one thread.
unsafe impl<T> Sync for Methods<T> {}
