//! Counts that are answered from an index alone.
//!
//! PostgreSQL reads nothing but an index only where each *column* that a query needs is in it, and
//! our indexes are over expressions of `data`, which is too large to be in one: a count would visit
//! every record that its index finds. The executor has no such limit: it finds a whole expression in
//! an index entry as it finds a column. So where an index answers a condition exactly, and all else
//! that a query wants of a storage table are columns in the index (btrees carry `deleted_at` beside
//! their keys), this offers the planner an index-only scan, to be chosen by its cost like any other.
//!
//! Not here: an expression of the select list that an index holds (a group's key).

use pgrx::pg_sys;

use crate::planner::{columns_in, elements, is_storage};

/// Offers index-only scans of a storage table.
pub(super) unsafe fn add_paths(
    root: *mut pg_sys::PlannerInfo,
    rel: *mut pg_sys::RelOptInfo,
    entry: *mut pg_sys::RangeTblEntry,
) {
    // SAFETY: valid nodes of the kinds declared. Paths that add_path drops stay allocated where they
    // are IndexPaths, which others may share.
    unsafe {
        if !pg_sys::enable_indexonlyscan {
            return;
        }
        let wanted = columns(rel);
        let may = elements::<pg_sys::IndexOptInfo>((*rel).indexlist).any(|index| holds(index, wanted));
        if !may || !is_storage((*entry).relid) {
            return;
        }
        for path in index_paths(root, rel) {
            if covers(rel, path) {
                add_path(root, rel, path);
            }
        }
    }
}

/// The columns that are wanted of a relation beside its conditions.
unsafe fn columns(rel: *mut pg_sys::RelOptInfo) -> *mut pg_sys::Bitmapset {
    let mut columns = std::ptr::null_mut();
    // SAFETY: a list of expressions, of which the relation's columns are added to an empty set.
    unsafe { columns_in((*(*rel).reltarget).exprs.cast(), rel, &mut columns) };
    columns
}

/// Whether an index over expressions returns all these columns. PostgreSQL sees for itself where there
/// are none.
unsafe fn holds(index: *mut pg_sys::IndexOptInfo, wanted: *mut pg_sys::Bitmapset) -> bool {
    // SAFETY: the arrays have one element per column of the index.
    unsafe {
        let number = (*index).ncolumns as usize;
        let returns = std::slice::from_raw_parts((*index).canreturn, number);
        if (*index).indexprs.is_null() || returns.contains(&false) {
            return false;
        }
        let mut held = std::ptr::null_mut();
        // An expression is column 0.
        for column in std::slice::from_raw_parts((*index).indexkeys, number).iter().filter(|key| **key != 0) {
            held = pg_sys::bms_add_member(held, column - pg_sys::FirstLowInvalidHeapAttributeNumber);
        }
        pg_sys::bms_is_subset(wanted, held)
    }
}

/// The scans of single indexes that PostgreSQL finds, also those that it dropped in favour of another path.
unsafe fn index_paths(
    root: *mut pg_sys::PlannerInfo,
    rel: *mut pg_sys::RelOptInfo,
) -> Vec<*mut pg_sys::IndexPath> {
    // SAFETY: the lists of paths are put aside, so that the index paths compete with each other only, and
    // then put back. An IndexPath stays allocated when it is dropped.
    unsafe {
        let (paths, partial) = ((*rel).pathlist, (*rel).partial_pathlist);
        (*rel).pathlist = std::ptr::null_mut();
        (*rel).partial_pathlist = std::ptr::null_mut();
        pg_sys::create_index_paths(root, rel);
        let found = elements((*rel).pathlist).filter_map(|path| index_path(path)).collect();
        (*rel).pathlist = paths;
        (*rel).partial_pathlist = partial;
        found
    }
}

/// The scan of a single index in a path: its own, or of which it makes a bitmap.
unsafe fn index_path(path: *mut pg_sys::Path) -> Option<*mut pg_sys::IndexPath> {
    // SAFETY: a path's tag says what it is.
    unsafe {
        let path = match (*path).type_ {
            pg_sys::NodeTag::T_BitmapHeapPath => (*path.cast::<pg_sys::BitmapHeapPath>()).bitmapqual,
            _ => path,
        };
        let is_plain = (*path).type_ == pg_sys::NodeTag::T_IndexPath
            && (*path).pathtype == pg_sys::NodeTag::T_IndexScan
            && (*path).param_info.is_null();
        is_plain.then_some(path.cast())
    }
}

/// Whether the index holds all that its scan has to look at: its conditions, which it answers by
/// itself, and of everything else the columns.
unsafe fn covers(rel: *mut pg_sys::RelOptInfo, path: *mut pg_sys::IndexPath) -> bool {
    // SAFETY: lists of the declared nodes.
    unsafe {
        let index = (*path).indexinfo;
        let is_answered = |info: *mut pg_sys::RestrictInfo| {
            elements::<pg_sys::IndexClause>((*path).indexclauses)
                .any(|clause| (*clause).rinfo == info && !(*clause).lossy)
        };
        let mut wanted = columns(rel);
        for info in elements((*index).indrestrictinfo) {
            if !is_answered(info) {
                columns_in((*info).clause.cast(), rel, &mut wanted);
            }
        }
        holds(index, wanted)
    }
}

/// Offers the same scan without visits to the table; also as the share of a parallel worker.
unsafe fn add_path(
    root: *mut pg_sys::PlannerInfo,
    rel: *mut pg_sys::RelOptInfo,
    path: *mut pg_sys::IndexPath,
) {
    // SAFETY: the parts of a valid path of this relation.
    unsafe {
        let index_only = |partial| {
            pg_sys::create_index_path(
                root,
                (*path).indexinfo,
                (*path).indexclauses,
                (*path).indexorderbys,
                (*path).indexorderbycols,
                (*path).path.pathkeys,
                (*path).indexscandir,
                true,
                std::ptr::null_mut(),
                1.0,
                partial,
            )
        };
        pg_sys::add_path(rel, index_only(false).cast());
        if (*rel).consider_parallel && (*(*path).indexinfo).amcanparallel {
            let partial = index_only(true);
            if (*partial).path.parallel_workers > 0 {
                pg_sys::add_partial_path(rel, partial.cast());
            }
        }
    }
}
