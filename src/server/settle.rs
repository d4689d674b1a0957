//! Is a kept statement planned for each call's values, or once for all?
//!
//! After five plans for particular values PostgreSQL compares their mean cost with that of a plan
//! for any value. That goes wrong in two ways. It counts next to nothing for planning itself, so
//! where the two are close, as for most indexed queries with a limit, it plans anew for every call:
//! 8,175 plans for 8,174 calls of a filter, sort and limit on 600,000 records, 6 plans with this.
//! And it takes the general plan's estimate for true: of a column where one value is in most of the
//! records the general plan expects a few, looks cheap, and then reads most of the table through
//! the index. So a statement is settled on the general plan only where its cost is near that of
//! each of the plans before it, and is planned for its values ever after where it is not, or as
//! soon as the general plan touches far more blocks than its cost has room for. Costs matter only
//! where plans differ: of a set, a pattern or words the general plan expects a share of the table
//! whatever it reads, and so was never taken, though each plan for particular values was the same
//! scan of the same index; making it anew took 5 to 7 % of has_any, contains and search.

use pgrx::pg_sys;

use crate::server::costs::{NEAR, PLANNING, PlanShape, PlanShapes, shape_of, statement};
use crate::server::kept::{source, with_costs};

/// So few blocks are no surprise, whatever was expected.
const FEW_BLOCKS: f64 = 256.0;

/// How many blocks this session has touched so far.
pub fn blocks() -> i64 {
    // SAFETY: a plain read of this process's own counters.
    unsafe { pg_sys::pgBufferUsage.shared_blks_hit + pg_sys::pgBufferUsage.shared_blks_read }
}

/// Decides on the kind of plan of the executions to come, after one that touched so many blocks. `shape` is that of the
/// executed plan, if the caller knows it.
pub fn settle(touched: i64, text: &str, plan: pg_sys::SPIPlanPtr, shape: Option<PlanShape>) {
    const GENERAL: i32 = pg_sys::CURSOR_OPT_GENERIC_PLAN as i32;
    const PARTICULAR: i32 = pg_sys::CURSOR_OPT_CUSTOM_PLAN as i32;
    let touched = touched as f64;
    // SAFETY: the plan is kept; its only source lives as long as it does, and is changed in a
    // field that PostgreSQL reads when it chooses the kind of plan.
    unsafe {
        let source = &mut *source(plan);
        if source.cursor_options & PARTICULAR != 0 {
            return;
        }
        if source.cursor_options & GENERAL != 0 {
            let most = with_costs(text, |costs| costs.most).unwrap_or(f64::INFINITY);
            if touched > source.generic_cost.min(most) * NEAR + FEW_BLOCKS {
                source.cursor_options = source.cursor_options & !GENERAL | PARTICULAR;
            }
            return;
        }
        let total = source.total_custom_cost;
        let Some(costs) = with_costs(text, |costs| {
            costs.add(total, shape);
            *costs
        }) else {
            return;
        };
        if source.num_custom_plans < 5 || source.generic_cost < 0.0 {
            return;
        }
        let mean = source.total_custom_cost / source.num_custom_plans as f64;
        let general = source.gplan.as_ref().and_then(|plan| shape_of(statement(plan)));
        if general.is_some_and(|general| costs.shapes == PlanShapes::One(general)) {
            source.cursor_options |= GENERAL;
        } else if costs.differ(source.generic_cost) {
            source.cursor_options |= PARTICULAR;
        } else if source.generic_cost < mean + PLANNING {
            source.cursor_options |= GENERAL;
        }
    }
}
