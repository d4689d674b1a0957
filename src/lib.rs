//! What does pg_dyntables do inside PostgreSQL? This crate is the extension. Whatever needs no PostgreSQL stands in
//! `crates/`. This file has no logic.

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

/// Sets the library up. PostgreSQL calls this once per backend, when it loads the library.
#[allow(unsafe_code)]
#[unsafe(no_mangle)]
pub extern "C-unwind" fn _PG_init() {
    server::report::keep_backtraces_out();
    dyntables_values::zone::install(server::zones::find);
    server::report::find_tables_by(server::report::Tables {
        slug_of: catalog::cache::known_slug,
        note: catalog::cache::note,
    });
    dyntables_values::give_way::by(server::backend::check_for_interrupts);
    server::guc::define();
    server::signature::register();
    catalog::invalidate::register();
    planner::register();
    server::session::register(vec![
        functions::search::forget,
        functions::zones::forget,
        storage::convert::forget,
        storage::past::forget,
        server::jsonb::forget_keys,
        caller::identity::forget,
    ]);
    server::seen::init();
    if server::backend::is_preloading() {
        // Tables that are made once: the backends share the pages.
        dyntables_schema::warm_up();
        dyntables_values::types::registry::warm_up();
    }
}
