//! How is a large document kept that perhaps nobody reads? As PostgreSQL stores it, compressed.

use std::hash::{DefaultHasher, Hash, Hasher};

use pgrx::pg_sys;
use serde_json::Value;

use crate::server::jsonb::{Jsonb, is_in_the_clear};

/// A jsonb that is compressed, or was stored apart from its row. It is unpacked when it is read.
pub struct Later {
    /// The whole value with its header, which must be aligned.
    words: Box<[u64]>,
}

impl Later {
    /// Takes a copy of a jsonb; `None` if it is in the row as it is, because it is small then.
    ///
    /// # Safety
    /// The datum must be a jsonb.
    pub(super) unsafe fn of(datum: pg_sys::Datum) -> Option<Self> {
        // SAFETY: the caller's; a value in one piece is copied with the size that its header says.
        unsafe {
            let varlena = datum.cast_mut_ptr::<pg_sys::varlena>();
            if is_in_the_clear(varlena) {
                return None;
            }
            let whole = pg_sys::detoast_external_attr(varlena);
            let size = pgrx::varlena::varsize_any(whole);
            let mut words = vec![0u64; size.div_ceil(size_of::<u64>())].into_boxed_slice();
            std::ptr::copy_nonoverlapping(whole.cast::<u8>(), words.as_mut_ptr().cast::<u8>(), size);
            Some(Later { words })
        }
    }

    /// A hash of what is stored.
    pub fn fingerprint(&self) -> u64 {
        let mut hasher = DefaultHasher::new();
        self.words.hash(&mut hasher);
        hasher.finish()
    }

    /// The document. What is nested too deep to be an argument is read as null: no argument has brought it.
    pub fn to_value(&self) -> Value {
        // SAFETY: the copy of a jsonb.
        unsafe { Jsonb::from_datum(self.words.as_ptr().cast_mut().into()) }.to_value().unwrap_or_default()
    }
}
