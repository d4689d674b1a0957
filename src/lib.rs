//! pg_dyntables: the extension crate. Everything that touches PostgreSQL stands here; everything
//! that can be said without it stands in `crates/`. No logic in this file.

#![deny(unsafe_code)]

mod api;
mod caller;
mod catalog;
#[allow(unsafe_code)]
mod functions;
#[allow(unsafe_code)]
mod planner;
mod run;
#[allow(unsafe_code)]
mod server;
mod signatures;
mod storage;
#[allow(unsafe_code)]
mod trigger;

pgrx::pg_module_magic!(name, version);

/// Called once per backend, when the library is loaded.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C-unwind" fn _PG_init() {
    server::report::keep_backtraces_out();
    dyntables_values::zone::install(server::zones::find);
    server::guc::define();
    server::signature::register();
    catalog::invalidate::register();
    planner::register();
    server::session::register(vec![
        functions::search::forget,
        functions::zones::forget,
        storage::convert::forget,
        server::jsonb::forget_keys,
    ]);
    server::seen::init();
}
