//! Which plans does a session keep? Each text is prepared once. The plan that was not used for longest makes room for a
//! new one.

use std::cell::RefCell;
use std::collections::HashMap;
use std::ffi::CString;

use pgrx::pg_sys;

use crate::server::costs::{Costs, Note};
use crate::server::param::Value;
use crate::server::{backend, guc};

/// A kept plan.
struct Plan {
    plan: pg_sys::SPIPlanPtr,
    types: Vec<pg_sys::Oid>,
    last_used: u64,
    costs: Costs,
    note: Note,
}

#[derive(Default)]
struct Plans {
    by_text: HashMap<String, Plan>,
    clock: u64,
}

thread_local! {
    static PLANS: RefCell<Plans> = RefCell::new(Plans::default());
    /// The plans that are being executed, outermost first. A statement's trigger may prepare another statement, which
    /// must not evict this one.
    static RUNNING: RefCell<Vec<pg_sys::SPIPlanPtr>> = const { RefCell::new(Vec::new()) };
}

/// Marks a plan as being executed until it is dropped, even if an error unwinds.
pub(super) struct Running;

impl Running {
    pub(super) fn start(plan: pg_sys::SPIPlanPtr) -> Self {
        RUNNING.with_borrow_mut(|running| running.push(plan));
        Running
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        RUNNING.with_borrow_mut(Vec::pop);
    }
}

/// A connection to SPI, closed when it is dropped. If an error unwinds, PostgreSQL closes it itself.
pub(super) struct Connection;

impl Connection {
    pub(super) fn open() -> Self {
        // SAFETY: in a transaction, as every call of a function is.
        unsafe { pg_sys::SPI_connect() };
        Connection
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            // SAFETY: opened by us, and closed once.
            unsafe { pg_sys::SPI_finish() };
        }
    }
}

/// Gives `change` what the plans of a kept statement cost; `None` if the statement is not kept.
pub(super) fn with_costs<T>(text: &str, change: impl FnOnce(&mut Costs) -> T) -> Option<T> {
    PLANS.with_borrow_mut(|plans| plans.by_text.get_mut(text).map(|plan| change(&mut plan.costs)))
}

/// Gives `change` the note on the query that a kept statement belongs to; `None` if the statement is not kept.
pub(super) fn with_note<T>(text: &str, change: impl FnOnce(&mut Note) -> T) -> Option<T> {
    PLANS.with_borrow_mut(|plans| plans.by_text.get_mut(text).map(|plan| change(&mut plan.note)))
}

/// The kept plan of a text, prepared if need be. PostgreSQL itself plans it anew when a table or an index changes.
pub(super) fn prepared(text: &str, values: &[Value]) -> pg_sys::SPIPlanPtr {
    let found = PLANS.with_borrow_mut(|plans| {
        plans.clock += 1;
        let clock = plans.clock;
        let plan = plans.by_text.get_mut(text)?;
        if plan.types.len() != values.len()
            || plan.types.iter().zip(values).any(|(oid, value)| *oid != value.oid())
        {
            return None;
        }
        plan.last_used = clock;
        Some(plan.plan)
    });
    found.unwrap_or_else(|| prepare(text, values))
}

/// The kept plan of a text, if there is one.
pub(super) fn kept(text: &str) -> Option<pg_sys::SPIPlanPtr> {
    PLANS.with_borrow(|plans| plans.by_text.get(text).map(|plan| plan.plan))
}

/// The only statement of a kept plan.
pub(super) fn source(plan: pg_sys::SPIPlanPtr) -> *mut pg_sys::CachedPlanSource {
    // SAFETY: a kept plan has a list of its statements, and texts of ours are one statement each.
    unsafe { (*(*pg_sys::SPI_plan_get_plan_sources(plan)).elements).ptr_value.cast() }
}

fn prepare(text: &str, values: &[Value]) -> pg_sys::SPIPlanPtr {
    let _connection = Connection::open();
    let mut types: Vec<_> = values.iter().map(Value::oid).collect();
    let c_text = CString::new(text).unwrap_or_default();
    // SAFETY: NUL-terminated text, one type per parameter. A kept plan belongs to the session.
    let plan = unsafe {
        // Its plans may be parallel, as those of the same statement sent by a client.
        let plan = pg_sys::SPI_prepare_cursor(
            c_text.as_ptr(),
            types.len() as i32,
            types.as_mut_ptr(),
            pg_sys::CURSOR_OPT_PARALLEL_OK as i32,
        );
        if plan.is_null() {
            backend::check_spi(pg_sys::SPI_result, text);
        }
        pg_sys::SPI_keepplan(plan);
        plan
    };
    let dropped = PLANS.with_borrow_mut(|plans| {
        let mut dropped = Vec::new();
        while plans.by_text.len() >= guc::plan_cache_size() {
            let running = RUNNING.with_borrow(Vec::clone);
            let idle = plans.by_text.iter().filter(|(_, plan)| !running.contains(&plan.plan));
            let oldest = idle.min_by_key(|(_, plan)| plan.last_used).map(|(text, _)| text.clone());
            let Some(oldest) = oldest else { break };
            dropped.extend(plans.by_text.remove(&oldest));
        }
        let last_used = plans.clock;
        dropped.extend(plans.by_text.insert(
            text.to_owned(),
            Plan { plan, types, last_used, costs: Costs::default(), note: Note::default() },
        ));
        dropped
    });
    for old in dropped {
        // SAFETY: kept by us, removed from the cache, and not being executed.
        unsafe { pg_sys::SPI_freeplan(old.plan) };
    }
    plan
}
