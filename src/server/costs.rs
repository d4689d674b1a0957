//! What is known of the plans of a kept statement? What they cost, what they do, and the shape of their query.

use std::hash::{DefaultHasher, Hash, Hasher};

use pgrx::pg_sys;

/// What planning is taken to cost, in the planner's units. PostgreSQL takes 5 for one table. The figure is a choice:
/// planning took 25 µs where executing took 93.
pub(super) const PLANNING: f64 = 100.0;

/// Costs that differ by more than this factor belong to different plans. This is a choice, too.
pub(super) const NEAR: f64 = 4.0;

/// The costs of the plans made for particular values, in the planner's units.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// The sum of the costs of all plans so far, as PostgreSQL has it.
    pub(super) total: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) shapes: PlanShapes,
}

/// Whether the plans made for particular values are one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum PlanShapes {
    None,
    One(PlanShape),
    Several,
}

impl Default for Costs {
    fn default() -> Self {
        Costs { total: 0.0, least: f64::INFINITY, most: 0.0, shapes: PlanShapes::None }
    }
}

impl Costs {
    /// Takes in another plan: the sum of the costs with it, and its shape, if that is known.
    pub(super) fn add(&mut self, total: f64, shape: Option<PlanShape>) {
        let cost = total - self.total;
        if cost > 0.0 {
            self.least = self.least.min(cost);
            self.most = self.most.max(cost);
            self.total = total;
            self.shapes = match (self.shapes, shape) {
                (PlanShapes::None, Some(shape)) => PlanShapes::One(shape),
                (PlanShapes::One(known), Some(shape)) if known == shape => PlanShapes::One(known),
                _ => PlanShapes::Several,
            };
        }
    }

    /// Whether the values so far need plans that differ from each other, or from the general plan, which costs
    /// `general`.
    pub(super) fn differ(&self, general: f64) -> bool {
        self.most > self.least * NEAR + PLANNING || self.least > general * NEAR + PLANNING
    }
}

/// What a kept plan knows of its query's shape.
#[derive(Debug, Default)]
pub struct Note {
    /// The shape's text, once it is known; `None` inside if it is not to be remembered.
    pub(super) text: Option<Option<String>>,
    /// How often the query was called.
    pub(super) calls: i64,
    /// How many of these calls are in the counts of shapes.
    pub(super) counted: i64,
}

/// The only statement of a cached plan.
pub fn statement(plan: &pg_sys::CachedPlan) -> *mut pg_sys::PlannedStmt {
    // SAFETY: texts of ours are one statement each.
    unsafe { (*(*plan.stmt_list).elements).ptr_value.cast() }
}

/// What a plan does, whatever the values: a hash of its nodes and of the indexes that they read.
pub type PlanShape = u64;

/// The shape of a plan; `None` if it has nodes of other kinds than these.
pub fn shape_of(statement: *mut pg_sys::PlannedStmt) -> Option<PlanShape> {
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
