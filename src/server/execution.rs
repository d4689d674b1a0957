//! How is a kept statement executed without SPI? By the executor, in the current memory context.

use std::ffi::{CStr, c_char};

use pgrx::pg_sys;

use crate::server::costs::{PlanShape, shape_of, statement};
use crate::server::execute::param_list;
use crate::server::kept::{kept, prepared, source};
use crate::server::param::Value;
use crate::server::settle::settle;

/// A statement that is being executed. It has no destructor: when an error ends the transaction, PostgreSQL takes back all
/// that it holds.
pub(super) struct Execution {
    text: *const c_char,
    /// Null after the end.
    pub(super) query: *mut pg_sys::QueryDesc,
    plan: *mut pg_sys::CachedPlan,
    owner: pg_sys::ResourceOwner,
    /// What the plan does.
    shape: Option<PlanShape>,
}

impl Execution {
    /// Starts a statement that reads, as the current user. `receiver` is told whether the plan is parallel, and says where
    /// the rows go.
    ///
    /// # Safety
    /// The receiver and the current memory context must live until the end.
    pub(super) unsafe fn start(
        text: &str,
        values: &[Value],
        receiver: impl FnOnce(bool) -> *mut pg_sys::DestReceiver,
    ) -> Self {
        // SAFETY: the plan is that of one statement, and counted as used until the end; what the executor is given is
        // allocated in the current memory context.
        unsafe {
            let source = source(prepared(text, values));
            let owner = pg_sys::CurrentResourceOwner;
            let params = param_list(values);
            let plan = pg_sys::GetCachedPlan(source, params, owner, std::ptr::null_mut());
            let statement = statement(&*plan);
            // A copy, because the plan's own text goes with the plan when it leaves the cache.
            let text = pg_sys::pstrdup((*source).query_string);
            let query = pg_sys::CreateQueryDesc(
                statement,
                text,
                pg_sys::GetActiveSnapshot(),
                std::ptr::null_mut(),
                receiver((*statement).parallelModeNeeded),
                params,
                std::ptr::null_mut(),
                0,
            );
            pg_sys::ExecutorStart(query, 0);
            Execution { text, query, plan, owner, shape: shape_of(statement) }
        }
    }

    /// Gives the receiver so many of the next rows; all of them if it is 0.
    ///
    /// # Safety
    /// The statement must not have ended. If the plan is parallel, this must be its only run.
    pub(super) unsafe fn run(&mut self, rows: u64, is_once: bool) {
        let forward = pg_sys::ScanDirection::ForwardScanDirection;
        // SAFETY: the query was started.
        unsafe {
            #[cfg(not(feature = "pg18"))]
            pg_sys::ExecutorRun(self.query, forward, rows, is_once);
            #[cfg(feature = "pg18")]
            {
                let _ = is_once;
                pg_sys::ExecutorRun(self.query, forward, rows);
            }
        }
    }

    /// Ends the statement, if it has not ended. It has touched so many blocks.
    ///
    /// # Safety
    /// It must have been started, in a memory context that still lives.
    pub(super) unsafe fn end(&mut self, touched: i64) {
        // SAFETY: everything below belongs to the execution, and is given back once.
        unsafe {
            let query = std::mem::replace(&mut self.query, std::ptr::null_mut());
            if query.is_null() {
                return;
            }
            pg_sys::ExecutorFinish(query);
            pg_sys::ExecutorEnd(query);
            pg_sys::FreeQueryDesc(query);
            pg_sys::ReleaseCachedPlan(self.plan, self.owner);
            let text = CStr::from_ptr(self.text).to_str().unwrap_or_default();
            if let Some(plan) = kept(text) {
                settle(touched, text, plan, self.shape);
            }
        }
    }
}
