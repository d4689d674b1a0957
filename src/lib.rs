//! pg_dyntables: the extension crate. Everything that touches PostgreSQL stands here; everything
//! that can be said without it stands in `dyntables_core`. No logic in this file.

#![deny(unsafe_code)]

mod access;
mod api;
mod catalog;
#[allow(unsafe_code)]
mod extract;
mod guc;
#[allow(unsafe_code)]
mod jsonb;
#[allow(unsafe_code)]
mod planner;
mod search;
#[allow(unsafe_code)]
mod spi;
mod storage;
#[allow(unsafe_code)]
mod trigger;

pgrx::pg_module_magic!(name, version);

/// Called once per backend, when the library is loaded.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C-unwind" fn _PG_init() {
    spi::report::keep_backtraces_out();
    guc::define();
    catalog::invalidate::register();
    planner::register();
    spi::session::register(vec![search::forget, storage::convert::forget, jsonb::forget_keys]);
    spi::shapes::init();
}
