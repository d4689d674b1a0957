//! How does PostgreSQL get a table of functions? It keeps a pointer to a static.

/// A table of functions that PostgreSQL keeps a pointer to.
pub(super) struct Methods<T>(pub T);

// SAFETY: never written to, and read by a process of one thread.
unsafe impl<T> Sync for Methods<T> {}
