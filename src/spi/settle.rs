//! Whether a kept statement is planned for each call's values, or once for all.
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

use std::hash::{DefaultHasher, Hash, Hasher};

use pgrx::pg_sys;

use crate::spi::plan::{source, with_costs};

/// What planning is taken to cost, in the planner's units. PostgreSQL takes 5 for one table. The
/// figure is a choice, not a measurement: planning took 25 µs where executing took 93.
const PLANNING: f64 = 100.0;

/// Costs that differ by more than this factor are those of different plans. A choice, too.
const NEAR: f64 = 4.0;

/// Fewer blocks than this are no surprise, whatever was expected.
const FEW_BLOCKS: f64 = 256.0;

/// The costs of the plans made for particular values, in the planner's units.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// Of all plans so far together, as PostgreSQL sums them up.
    total: f64,
    least: f64,
    most: f64,
    shapes: Shapes,
}

/// Whether the plans made for particular values are one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shapes {
    None,
    One(Shape),
    Several,
}

impl Default for Costs {
    fn default() -> Self {
        Costs { total: 0.0, least: f64::INFINITY, most: 0.0, shapes: Shapes::None }
    }
}

impl Costs {
    /// Takes in the sum after another plan, and the shape of that, where it is known.
    fn add(&mut self, total: f64, shape: Option<Shape>) {
        let cost = total - self.total;
        if cost > 0.0 {
            self.least = self.least.min(cost);
            self.most = self.most.max(cost);
            self.total = total;
            self.shapes = match (self.shapes, shape) {
                (Shapes::None, Some(shape)) => Shapes::One(shape),
                (Shapes::One(known), Some(shape)) if known == shape => Shapes::One(known),
                _ => Shapes::Several,
            };
        }
    }

    /// Whether the values seen so far want different plans from each other, or from the general one.
    fn differ(&self, general: f64) -> bool {
        self.most > self.least * NEAR + PLANNING || self.least > general * NEAR + PLANNING
    }
}

/// How many blocks this session has touched so far.
pub fn blocks() -> i64 {
    // SAFETY: a plain read of this process's own counters.
    unsafe { pg_sys::pgBufferUsage.shared_blks_hit + pg_sys::pgBufferUsage.shared_blks_read }
}

/// After an execution that touched so many blocks: decides on the kind of plan of the executions
/// to come.
/// `shape` is that of the plan executed, where the caller has seen it.
pub fn settle(touched: i64, text: &str, plan: pg_sys::SPIPlanPtr, shape: Option<Shape>) {
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
        if general.is_some_and(|general| costs.shapes == Shapes::One(general)) {
            source.cursor_options |= GENERAL;
        } else if costs.differ(source.generic_cost) {
            source.cursor_options |= PARTICULAR;
        } else if source.generic_cost < mean + PLANNING {
            source.cursor_options |= GENERAL;
        }
    }
}

/// The only statement of a cached plan.
pub fn statement(plan: &pg_sys::CachedPlan) -> *mut pg_sys::PlannedStmt {
    // SAFETY: texts of ours are one statement each.
    unsafe { (*(*plan.stmt_list).elements).ptr_value.cast() }
}

/// What a plan does, without the values it does it for: its nodes, and the indexes they read.
pub type Shape = u64;

/// The shape of a plan; none for kinds of nodes that are not looked into.
pub fn shape_of(statement: *mut pg_sys::PlannedStmt) -> Option<Shape> {
    let mut hasher = DefaultHasher::new();
    // SAFETY: a finished plan.
    unsafe {
        if !(*statement).subplans.is_null() {
            return None;
        }
        visit((*statement).planTree, &mut hasher)?;
    }
    Some(hasher.finish())
}

unsafe fn visit(plan: *mut pg_sys::Plan, hasher: &mut DefaultHasher) -> Option<()> {
    use pg_sys::NodeTag;

    // SAFETY: a node's tag says what it is; children are nodes, or null.
    unsafe {
        let Some(node) = plan.as_ref() else { return Some(()) };
        (node.type_ as u32).hash(hasher);
        match node.type_ {
            NodeTag::T_IndexScan => {
                let scan = &*plan.cast::<pg_sys::IndexScan>();
                (scan.indexid.to_u32(), scan.indexorderdir).hash(hasher);
            }
            NodeTag::T_BitmapIndexScan => {
                (*plan.cast::<pg_sys::BitmapIndexScan>()).indexid.to_u32().hash(hasher);
            }
            NodeTag::T_BitmapHeapScan
            | NodeTag::T_SeqScan
            | NodeTag::T_Sort
            | NodeTag::T_IncrementalSort
            | NodeTag::T_Limit => {}
            _ => return None,
        }
        visit(node.lefttree, hasher)?;
        visit(node.righttree, hasher)
    }
}
