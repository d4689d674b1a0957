//! What is known of a kept statement's plans: what they were seen to cost, what they do, and the shape of their query.

use std::hash::{DefaultHasher, Hash, Hasher};

use pgrx::pg_sys;

/// What planning is taken to cost, in the planner's units. PostgreSQL takes 5 for one table. The
/// figure is a choice, not a measurement: planning took 25 µs where executing took 93.
pub(super) const PLANNING: f64 = 100.0;

/// Costs that differ by more than this factor are those of different plans. A choice, too.
pub(super) const NEAR: f64 = 4.0;

/// The costs of the plans made for particular values, in the planner's units.
#[derive(Debug, Clone, Copy)]
pub struct Costs {
    /// Of all plans so far together, as PostgreSQL sums them up.
    pub(super) total: f64,
    pub(super) least: f64,
    pub(super) most: f64,
    pub(super) shapes: Shapes,
}

/// Whether the plans made for particular values are one and the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shapes {
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
    pub(super) fn add(&mut self, total: f64, shape: Option<Shape>) {
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
    pub(super) fn differ(&self, general: f64) -> bool {
        self.most > self.least * NEAR + PLANNING || self.least > general * NEAR + PLANNING
    }
}

/// What a kept plan knows of its query's shape.
#[derive(Debug, Default)]
pub struct Note {
    /// The shape's text; `None` inside if it has none worth remembering.
    pub(super) text: Option<Option<String>>,
    pub(super) calls: i64,
    /// Of these calls, those that are counted.
    pub(super) counted: i64,
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
