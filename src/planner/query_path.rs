//! How is `FROM dt_query(…)` planned so that it is read row by row?
//!
//! PostgreSQL runs a function in FROM to its end and keeps all of its rows, on disk if they are many, before it reads
//! the first of them. This file plans a scan (`query_scan`) instead, which hands on the rows of the inner statement
//! as they are found, so that a LIMIT outside stops it.
//!
//! The arguments may be anything: constants, parameters, columns of other tables of the same FROM (LATERAL), sub-queries.
//!
//! These are left to PostgreSQL: ROWS FROM of several functions; the row as a whole together with WITH ORDINALITY, which
//! is of no type of its own; and LATERAL where PostgreSQL joins partitions one by one, each with arguments of its own.

use pgrx::pg_sys;

use crate::planner::methods::Methods;
use crate::planner::{columns_in, elements, query_scan};
use crate::server::call::entered;

type Function = unsafe extern "C-unwind" fn(pg_sys::FunctionCallInfo) -> pg_sys::Datum;

unsafe extern "C-unwind" {
    /// The function of that name, made in `api::queries`.
    fn dt_query(fcinfo: pg_sys::FunctionCallInfo) -> pg_sys::Datum;
}

/// How many rows PostgreSQL expects of a function if it is told no number.
const USUAL_ROWS: f64 = 1_000.0;

static METHODS: Methods<pg_sys::CustomPathMethods> = Methods(pg_sys::CustomPathMethods {
    CustomName: c"dt_query".as_ptr(),
    PlanCustomPath: Some(plan),
    ReparameterizeCustomPathByChild: None,
});

/// Replaces PostgreSQL's only way to scan a function, if the function is `dt_query`.
pub(super) unsafe fn add_path(rel: *mut pg_sys::RelOptInfo, entry: *mut pg_sys::RangeTblEntry) {
    // SAFETY: a relation that is a function has one path at least, and valid nodes throughout.
    unsafe {
        let Some(scan) = elements::<pg_sys::Path>((*rel).pathlist).next().map(|path| &*path) else { return };
        let joins_partitions = pg_sys::enable_partitionwise_join && !(*rel).lateral_relids.is_null();
        if call_of(entry).is_none() || joins_partitions || (*entry).funcordinality && needs_row(rel) {
            return;
        }
        let path = pg_sys::palloc0(size_of::<pg_sys::CustomPath>()).cast::<pg_sys::CustomPath>();
        (*path).path = pg_sys::Path {
            type_: pg_sys::NodeTag::T_CustomPath,
            pathtype: pg_sys::NodeTag::T_CustomScan,
            parent: rel,
            pathtarget: scan.pathtarget,
            // What the arguments need of other tables.
            param_info: scan.param_info,
            rows: scan.rows,
            // The costs are the same for any document. If a limit made them lower, PostgreSQL would plan a
            // prepared query anew for each document, because the plan for any document would cost more.
            startup_cost: scan.startup_cost,
            total_cost: scan.startup_cost + pg_sys::DEFAULT_CPU_TUPLE_COST * USUAL_ROWS,
            ..pg_sys::Path::default()
        };
        (*path).flags = pg_sys::CUSTOMPATH_SUPPORT_PROJECTION;
        (*path).methods = &raw const METHODS.0;
        (*rel).pathlist = std::ptr::null_mut();
        pg_sys::add_path(rel, path.cast());
    }
}

/// The call of `dt_query` that a part of FROM is; `None` if it is anything else or more.
unsafe fn call_of(entry: *mut pg_sys::RangeTblEntry) -> Option<*mut pg_sys::FuncExpr> {
    // SAFETY: the nodes that a part of FROM of this kind consists of.
    unsafe {
        let mut functions = elements::<pg_sys::RangeTblFunction>((*entry).functions);
        let call = functions.next().map(|function| (*function).funcexpr.cast::<pg_sys::FuncExpr>())?;
        let is_alone = functions.next().is_none();
        (is_alone && (*call).xpr.type_ == pg_sys::NodeTag::T_FuncExpr && is_query((*call).funcid))
            .then_some(call)
    }
}

/// Whether a function is `dt_query`, whatever its name and schema.
unsafe fn is_query(function: pg_sys::Oid) -> bool {
    // SAFETY: a function that a query calls; a function that returns rows of ours is in a library
    // that can be loaded.
    unsafe {
        let row = pg_sys::get_typ_typrelid(pg_sys::get_func_rettype(function));
        if pg_sys::get_rel_namespace(row) != pg_sys::get_namespace_oid(c"dt".as_ptr(), true) {
            return false;
        }
        let mut info = pg_sys::FmgrInfo::default();
        pg_sys::fmgr_info(function, &raw mut info);
        info.fn_addr.is_some_and(|address| std::ptr::fn_addr_eq(address, dt_query as Function))
    }
}

/// Whether a query needs the row as a whole, as one value.
unsafe fn needs_row(rel: *mut pg_sys::RelOptInfo) -> bool {
    let mut columns = std::ptr::null_mut();
    // SAFETY: the relation's expressions and conditions.
    unsafe {
        columns_in((*(*rel).reltarget).exprs.cast(), rel, &mut columns);
        for info in elements::<pg_sys::RestrictInfo>((*rel).baserestrictinfo) {
            columns_in((*info).clause.cast(), rel, &mut columns);
        }
        pg_sys::bms_is_member(-pg_sys::FirstLowInvalidHeapAttributeNumber, columns)
    }
}

/// Makes the plan of the path. A row of the scan is a row of the function, with its columns in order. Behind them is the
/// number of the row (WITH ORDINALITY), or the row as a whole, where the query needs it.
unsafe extern "C-unwind" fn plan(
    root: *mut pg_sys::PlannerInfo,
    rel: *mut pg_sys::RelOptInfo,
    path: *mut pg_sys::CustomPath,
    targets: *mut pg_sys::List,
    conditions: *mut pg_sys::List,
    _children: *mut pg_sys::List,
) -> *mut pg_sys::Plan {
    // SAFETY: the planner's own arguments; the relation is the function that the path was made for.
    entered(|| unsafe {
        let entry = elements::<pg_sys::RangeTblEntry>((*(*root).parse).rtable).nth((*rel).relid as usize - 1);
        let call = entry.and_then(|entry| call_of(entry)).unwrap_or(std::ptr::null_mut());
        let scan = pg_sys::palloc0(size_of::<pg_sys::CustomScan>()).cast::<pg_sys::CustomScan>();
        let node = &mut *scan;
        node.scan.plan.type_ = pg_sys::NodeTag::T_CustomScan;
        node.scan.plan.targetlist = targets;
        node.scan.plan.qual = pg_sys::extract_actual_clauses(conditions, false);
        node.flags = (*path).flags;
        node.custom_exprs = pg_sys::lappend(std::ptr::null_mut(), call.cast());
        node.custom_scan_tlist = pg_sys::build_physical_tlist(root, rel);
        if needs_row(rel) {
            let number = elements::<pg_sys::Node>(node.custom_scan_tlist).count() + 1;
            let type_ = (*call).funcresulttype;
            let row = pg_sys::makeVar((*rel).relid as _, 0, type_, -1, pg_sys::InvalidOid, 0);
            let row = pg_sys::makeTargetEntry(row.cast(), number as i16, std::ptr::null_mut(), false);
            node.custom_scan_tlist = pg_sys::lappend(node.custom_scan_tlist, row.cast());
        }
        node.methods = &raw const query_scan::PLAN.0;
        Ok(scan.cast())
    })
}
