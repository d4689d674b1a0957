//! Which settings of a session must not change what this extension does? Those of DDL, and those of the text of
//! definitions.

use std::ffi::CStr;

use pgrx::pg_sys;

/// The settings that change how PostgreSQL prints definitions. They are printed for us in this form and compared as
/// texts.
const READING: [(&CStr, &CStr); 2] =
    [(c"search_path", c"pg_catalog, pg_temp"), (c"quote_all_identifiers", c"off")];

/// The other settings that hold while DDL of ours runs. `lock_timeout` and `statement_timeout` are the caller's.
const DDL: [(&CStr, &CStr); 9] = [
    (c"standard_conforming_strings", c"on"),
    (c"transform_null_equals", c"off"),
    (c"array_nulls", c"on"),
    (c"default_tablespace", c""),
    (c"default_table_access_method", c"heap"),
    (c"default_toast_compression", c"pglz"),
    (c"row_security", c"on"),
    (c"check_function_bodies", c"on"),
    (c"client_min_messages", c"warning"),
];

/// Settings that hold until this is dropped. After an error PostgreSQL itself gives the caller's back.
pub struct Fixed {
    level: i32,
}

impl Fixed {
    /// For printing definitions.
    pub fn for_reading() -> Self {
        Self::make(READING.iter())
    }

    /// For DDL.
    pub fn for_ddl() -> Self {
        Self::make(READING.iter().chain(&DDL))
    }

    /// With one setting that any user may make.
    pub fn make_one(name: &CStr, value: &CStr) -> Self {
        Self::make([(name, value)].iter())
    }

    fn make<'a>(settings: impl Iterator<Item = &'a (&'a CStr, &'a CStr)>) -> Self {
        // SAFETY: names and values are NUL-terminated, of settings that any user may make; the level is closed below.
        unsafe {
            let level = pg_sys::NewGUCNestLevel();
            for (name, value) in settings {
                pg_sys::set_config_option(
                    name.as_ptr(),
                    value.as_ptr(),
                    pg_sys::GucContext::PGC_USERSET,
                    pg_sys::GucSource::PGC_S_SESSION,
                    pg_sys::GucAction::GUC_ACTION_SAVE,
                    true,
                    0,
                    false,
                );
            }
            Fixed { level }
        }
    }
}

impl Drop for Fixed {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: the level that `make` opened, and that nobody else closes.
            unsafe { pg_sys::AtEOXact_GUC(true, self.level) }
        }
    }
}
