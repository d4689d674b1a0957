//! How is a count answered from an index alone?
//!
//! PostgreSQL reads an index alone only if each *column* that a query needs is in it. Our indexes are over
//! expressions of `data`, which is too large to be in an index, so a count would visit every record that its index
//! finds. The executor has no such limit: it finds a whole expression in an index entry as it finds a column. So this
//! file offers the planner an index-only scan where an index answers a condition exactly and has the other columns
//! that the query needs of a storage table (btrees have `deleted_at` beside their keys). The planner chooses it by
//! its cost like any other scan.
//!
//! An expression of the select list, such as a group's key, is not taken out of an index.

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

/// The columns of a relation that a query needs, without those that only its conditions need.
unsafe fn columns(rel: *mut pg_sys::RelOptInfo) -> *mut pg_sys::Bitmapset {
    let mut columns = std::ptr::null_mut();
    // SAFETY: a list of expressions, of which the relation's columns are added to an empty set.
    unsafe { columns_in((*(*rel).reltarget).exprs.cast(), rel, &mut columns) };
    columns
}

/// Whether an index over expressions has all these columns. Without expressions PostgreSQL finds the scan itself.
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

/// The scan of a single index that a path is, or that it makes a bitmap of.
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

/// Whether an index has all that its scan looks at: it answers the scan's conditions by itself, and has the columns of
/// everything else.
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

/// Offers the same scan without visits to the table, and also as the share of a parallel worker.
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
