//! How is `dt_query` executed row by row? By a node of its own in the plan that `query_path` makes.

use std::ffi::c_int;

use dyntables_values::Error;
use pgrx::pg_sys;

use crate::api::queries;
use crate::planner::elements;
use crate::planner::methods::Methods;
use crate::server::call::{Call, entered};
use crate::server::cursor::{self, Cursor};
use crate::server::descriptor::{are_alike, are_alike_but_for_one, type_of};
use crate::server::execute::values_of;
use crate::server::signature::Checked;
use crate::server::types::{Jsonb, Text};

type Access = unsafe extern "C-unwind" fn(*mut pg_sys::ScanState) -> *mut pg_sys::TupleTableSlot;
type Recheck = unsafe extern "C-unwind" fn(*mut pg_sys::ScanState, *mut pg_sys::TupleTableSlot) -> bool;

unsafe extern "C-unwind" {
    fn ExecStoreVirtualTuple(slot: *mut pg_sys::TupleTableSlot) -> *mut pg_sys::TupleTableSlot;
    // pgrx's binding would turn the errors of the query outside into its own, with other SQLSTATEs.
    fn ExecScan(
        node: *mut pg_sys::ScanState,
        access: Access,
        recheck: Recheck,
    ) -> *mut pg_sys::TupleTableSlot;
}

/// What PostgreSQL calls to make the node out of a plan.
pub(super) static PLAN: Methods<pg_sys::CustomScanMethods> = Methods(pg_sys::CustomScanMethods {
    CustomName: c"dt_query".as_ptr(),
    CreateCustomScanState: Some(create),
});

/// What PostgreSQL calls to execute the node.
static NODE: Methods<pg_sys::CustomExecMethods> = Methods(pg_sys::CustomExecMethods {
    CustomName: c"dt_query".as_ptr(),
    BeginCustomScan: Some(begin),
    ExecCustomScan: Some(execute),
    EndCustomScan: Some(end),
    ReScanCustomScan: Some(rescan),
    MarkPosCustomScan: None,
    RestrPosCustomScan: None,
    EstimateDSMCustomScan: None,
    InitializeDSMCustomScan: None,
    ReInitializeDSMCustomScan: None,
    InitializeWorkerCustomScan: None,
    ShutdownCustomScan: None,
    ExplainCustomScan: None,
});

/// The node in a plan that is being executed.
#[repr(C)]
struct QueryScan {
    base: pg_sys::CustomScanState,
    /// The function's call: its arguments as the executor evaluates them, and where it puts their values.
    call: *mut pg_sys::SetExprState,
    /// Where the values and the inner statement live. It is emptied before the scan starts again.
    memory: pg_sys::MemoryContext,
    /// Null before the first row is asked for.
    cursor: *mut Cursor,
    /// How many rows were found.
    found: i64,
    /// The type of the row as a whole; null if it is not asked for.
    row: pg_sys::TupleDesc,
}

/// Makes the node known to PostgreSQL. Called once per backend.
pub(super) fn register() {
    // SAFETY: the table lives as long as the library.
    unsafe { pg_sys::RegisterCustomScanMethods(&raw const PLAN.0) }
}

unsafe extern "C-unwind" fn create(_plan: *mut pg_sys::CustomScan) -> *mut pg_sys::Node {
    // SAFETY: a node of zeroes with its tag; PostgreSQL fills in the rest of its part.
    entered(|| unsafe {
        let scan = pg_sys::palloc0(size_of::<QueryScan>()).cast::<QueryScan>();
        (*scan).base.ss.ps.type_ = pg_sys::NodeTag::T_CustomScanState;
        (*scan).base.methods = &raw const NODE.0;
        Ok(scan.cast())
    })
}

unsafe extern "C-unwind" fn begin(
    node: *mut pg_sys::CustomScanState,
    estate: *mut pg_sys::EState,
    _flags: c_int,
) {
    // SAFETY: a node made by `create`, for a plan made in `query_path`.
    entered(|| unsafe {
        let scan = &mut *node.cast::<QueryScan>();
        let plan = (*node).ss.ps.plan.cast::<pg_sys::CustomScan>();
        // As a scan of a function does, this checks whether the user may call it.
        let call = elements::<pg_sys::Expr>((*plan).custom_exprs).next().unwrap_or(std::ptr::null_mut());
        let base = &raw mut (*node).ss.ps;
        scan.call = pg_sys::ExecInitTableFunctionResult(call, (*base).ps_ExprContext, base);
        scan.memory = pg_sys::AllocSetContextCreateInternal(
            (*estate).es_query_cxt,
            c"dt_query".as_ptr(),
            pg_sys::ALLOCSET_SMALL_MINSIZE as usize,
            pg_sys::ALLOCSET_SMALL_INITSIZE as usize,
            pg_sys::ALLOCSET_DEFAULT_MAXSIZE as usize,
        );
        let columns = (*(*node).ss.ss_ScanTupleSlot).tts_tupleDescriptor;
        // Any other last column is a version, or the number of a row.
        let last = type_of(columns, (*columns).natts);
        if pg_sys::get_typ_typrelid(last) != pg_sys::InvalidOid {
            scan.row = pg_sys::lookup_rowtype_tupdesc_copy(last, -1);
        }
        Ok(())
    });
}

/// Returns the next row that the query outside asks for. PostgreSQL evaluates the arguments, and the conditions and the
/// select list of that query. The errors that they raise pass through this function, so it has nothing to drop.
unsafe extern "C-unwind" fn execute(node: *mut pg_sys::CustomScanState) -> *mut pg_sys::TupleTableSlot {
    // SAFETY: a node whose part of a scan is filled in. The expressions' values are allocated in memory
    // that lives until the scan ends or starts again.
    unsafe {
        let scan = node.cast::<QueryScan>();
        if (*scan).cursor.is_null() {
            let outside = pg_sys::CurrentMemoryContext;
            pg_sys::CurrentMemoryContext = (*scan).memory;
            let call = &mut *(*scan).call;
            let places = (*call.fcinfo).args.as_mut_slice((*call.fcinfo).nargs as usize);
            for (place, argument) in places.iter_mut().zip(elements::<pg_sys::ExprState>(call.args)) {
                if let Some(evaluate) = (*argument).evalfunc {
                    place.value = evaluate(argument, (*node).ss.ps.ps_ExprContext, &raw mut place.isnull);
                }
            }
            pg_sys::CurrentMemoryContext = outside;
        }
        ExecScan(&raw mut (*node).ss, next, recheck)
    }
}

/// Puts the next row of the inner statement into the node's slot. An empty slot is the end.
unsafe extern "C-unwind" fn next(node: *mut pg_sys::ScanState) -> *mut pg_sys::TupleTableSlot {
    entered(|| {
        // SAFETY: the inner row has the columns of the slot, which `open` compares, and lives until the next
        // one is asked for, as what the slot points to has to.
        unsafe {
            let scan = node.cast::<QueryScan>();
            if (*scan).cursor.is_null() {
                open(&mut *scan)?;
            }
            let slot = (*node).ss_ScanTupleSlot;
            clear(slot);
            let row = cursor::next((*scan).cursor);
            if !row.is_null() {
                let columns = (*(*row).tts_tupleDescriptor).natts;
                if i32::from((*row).tts_nvalid) < columns {
                    pg_sys::slot_getsomeattrs_int(row, columns);
                }
                let columns = columns as usize;
                std::ptr::copy_nonoverlapping((*row).tts_values, (*slot).tts_values, columns);
                std::ptr::copy_nonoverlapping((*row).tts_isnull, (*slot).tts_isnull, columns);
                (*scan).found += 1;
                if (*(*slot).tts_tupleDescriptor).natts as usize > columns {
                    *(*slot).tts_values.add(columns) = last_column(&*scan, slot);
                    *(*slot).tts_isnull.add(columns) = false;
                }
                ExecStoreVirtualTuple(slot);
            }
            Ok(slot)
        }
    })
}

/// What is behind the columns of a row: the row as a whole, or its number.
unsafe fn last_column(scan: &QueryScan, slot: *mut pg_sys::TupleTableSlot) -> pg_sys::Datum {
    if scan.row.is_null() {
        return scan.found.into();
    }
    // SAFETY: the values are of the types that the row has, which `open` compares. The memory lives until the next row is
    // asked for.
    unsafe {
        let memory = (*scan.base.ss.ps.ps_ExprContext).ecxt_per_tuple_memory;
        let outside = pg_sys::MemoryContextSwitchTo(memory);
        let tuple = pg_sys::heap_form_tuple(scan.row, (*slot).tts_values, (*slot).tts_isnull);
        let row = pg_sys::HeapTupleHeaderGetDatum((*tuple).t_data);
        pg_sys::MemoryContextSwitchTo(outside);
        row
    }
}

/// Starts the inner statement that the arguments ask for.
unsafe fn open(scan: &mut QueryScan) -> Result<(), Error> {
    static CHECKED: Checked = Checked::nothing();
    // SAFETY: `begin` described the call, and the function is checked; what is allocated lives until the scan ends or
    // starts again.
    unsafe {
        let outside = pg_sys::MemoryContextSwitchTo(scan.memory);
        let call = Call::checked((*scan.call).fcinfo, queries::dt_query, &CHECKED)?;
        let (table_name, query) = (call.arg::<Text>(0), call.arg::<Jsonb>(1));
        scan.cursor = queries::run(table_name, query, |sql| cursor::open(sql.text(), &values_of(sql)))?;
        let slot = scan.base.ss.ss_ScanTupleSlot;
        let (columns, due) = (cursor::columns(scan.cursor), (*slot).tts_tupleDescriptor);
        let is_row = scan.row.is_null() || are_alike(columns, scan.row);
        assert!(
            is_row && are_alike_but_for_one(columns, due),
            "a statement's columns are not those of dt.record"
        );
        scan.found = 0;
        pg_sys::MemoryContextSwitchTo(outside);
        Ok(())
    }
}

unsafe fn clear(slot: *mut pg_sys::TupleTableSlot) {
    // SAFETY: a slot has its functions; this one cannot raise.
    unsafe {
        if let Some(clear) = (*(*slot).tts_ops).clear {
            clear(slot);
        }
    }
}

/// Called in place of `next` where a query that changes rows is evaluated once more, because another session has changed
/// one of them. The scan is part of a sub-query then, which is executed as ever: what is joined with the changed rows is
/// not planned by us.
unsafe extern "C-unwind" fn recheck(node: *mut pg_sys::ScanState, slot: *mut pg_sys::TupleTableSlot) -> bool {
    // SAFETY: a node whose part of a scan is filled in; the slot is the node's.
    unsafe {
        next(node);
        (*slot).tts_flags & pg_sys::TTS_FLAG_EMPTY as u16 == 0
    }
}

unsafe extern "C-unwind" fn end(node: *mut pg_sys::CustomScanState) {
    // SAFETY: a node made by `create`.
    entered(|| unsafe {
        close(&mut *node.cast::<QueryScan>());
        Ok(())
    });
}

unsafe extern "C-unwind" fn rescan(node: *mut pg_sys::CustomScanState) {
    // SAFETY: as for `end`; nothing points into the memory that is emptied once the slot is empty.
    entered(|| unsafe {
        let scan = &mut *node.cast::<QueryScan>();
        clear((*node).ss.ss_ScanTupleSlot);
        close(scan);
        pg_sys::MemoryContextReset(scan.memory);
        pg_sys::ExecScanReScan(&raw mut (*node).ss);
        Ok(())
    });
}

unsafe fn close(scan: &mut QueryScan) {
    // SAFETY: a cursor that is not null is open.
    unsafe {
        if !scan.cursor.is_null() {
            cursor::close(scan.cursor);
            scan.cursor = std::ptr::null_mut();
        }
    }
}
