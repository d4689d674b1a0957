//! How is a statement executed? It is prepared once per text, kept in a bounded cache, and executed with the owner's
//! rights.

use std::cell::Cell;
use std::ffi::CString;

use dyntables_sql::writer::Sql;
use pgrx::pg_sys;

use crate::server::backend;
use crate::server::call::Call;
use crate::server::descriptor::are_alike;
use crate::server::event::OurDdl;
use crate::server::kept::{Connection, Running, prepared, source};
use crate::server::owner::AsOwner;
use crate::server::param::Value;
use crate::server::returned::Returned;
use crate::server::rows::Rows;
use crate::server::settings::Fixed;
use crate::server::settle::{blocks, settle};
use crate::server::types::Set;

/// What a statement may do and see.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Reads with the caller's snapshot; allowed in READ ONLY transactions and on standbys.
    Read,
    /// Reads what is committed at this moment: definitions, see `catalog::load`.
    ReadLatest,
    /// Writes.
    Write,
    /// Writes to what is committed at this moment, even in a REPEATABLE READ transaction that began before, because
    /// changes of a definition must reach every record.
    WriteLatest,
}

impl Access {
    fn writes(self) -> bool {
        matches!(self, Access::Write | Access::WriteLatest)
    }
}

thread_local! {
    /// How many rows the last streamed statement returned or changed.
    static PROCESSED: Cell<i64> = const { Cell::new(0) };
}

/// Executes a statement and gives its rows to `read`. The rows live until `read` returns.
pub fn execute<T>(text: &str, values: &[Value], access: Access, read: impl FnOnce(Rows) -> T) -> T {
    let _owner = AsOwner::new();
    let _connection = Connection::open();
    let plan = prepared(text, values);
    let _running = Running::start(plan);
    let before = blocks();
    // SAFETY: the plan is kept, and stays in the cache while it runs; one datum and one flag for
    // each parameter.
    unsafe {
        let (mut datums, nulls) = datums(values);
        let status = match access {
            Access::ReadLatest | Access::WriteLatest => pg_sys::SPI_execute_snapshot(
                plan,
                datums.as_mut_ptr(),
                nulls.as_ptr(),
                pg_sys::GetLatestSnapshot(),
                std::ptr::null_mut(),
                access == Access::ReadLatest,
                // A statement that writes fires its triggers at its end.
                access == Access::WriteLatest,
                0,
            ),
            Access::Read | Access::Write => {
                pg_sys::SPI_execute_plan(plan, datums.as_mut_ptr(), nulls.as_ptr(), access == Access::Read, 0)
            }
        };
        backend::check_spi(status, text);
    }
    settle(blocks() - before, text, plan, None);
    read(Rows::current())
}

/// Executes generated SQL; see [`execute`].
pub fn execute_sql<T>(sql: &Sql, access: Access, read: impl FnOnce(Rows) -> T) -> T {
    execute(sql.text(), &values_of(sql), access, read)
}

/// The parameters of generated SQL.
pub fn values_of(sql: &Sql) -> Vec<Value> {
    sql.params().iter().cloned().map(Value::Param).collect()
}

/// Executes a statement whose rows are the result of the calling function. They go from the executor into the result's
/// tuplestore, which spills to disk beyond work_mem. No row is decoded, and memory stays flat.
pub fn stream(call: &Call, text: &str, values: &[Value], access: Access) -> Returned<Set> {
    let fcinfo = call.fcinfo();
    // SAFETY: PostgreSQL checks that the caller accepts a set, and makes the tuplestore in the
    // memory of the query; receiver and parameters live until the statement is done. The result of a function that
    // returns a set is the tuplestore.
    unsafe {
        pg_sys::InitMaterializedSRF(fcinfo, pg_sys::MAT_SRF_USE_EXPECTED_DESC);
        let result = (*fcinfo).resultinfo.cast::<pg_sys::ReturnSetInfo>();
        let _owner = AsOwner::new();
        let _connection = Connection::open();
        let plan = prepared(text, values);
        let _running = Running::start(plan);
        let receiver = pg_sys::CreateDestReceiver(pg_sys::CommandDest::DestTuplestore);
        backend::set_tuplestore_receiver(receiver, (*result).setResult);
        let options = pg_sys::SPIExecuteOptions {
            params: param_list(values),
            read_only: !access.writes(),
            allow_nonatomic: false,
            must_return_tuples: true,
            tcount: 0,
            dest: receiver,
            owner: std::ptr::null_mut(),
        };
        let before = blocks();
        let status = pg_sys::SPI_execute_plan_extended(plan, &raw const options);
        backend::check_spi(status, text);
        // PostgreSQL reads the rows as what the function is declared to return. It has not begun to.
        let is_declared = are_alike((*source(plan)).resultDesc, (*result).setDesc);
        assert!(is_declared, "the columns are not those of the function, in: {text}");
        settle(blocks() - before, text, plan, None);
        PROCESSED.set(i64::try_from(pg_sys::SPI_processed).unwrap_or(i64::MAX));
        (*fcinfo).isnull = true;
        Returned::new(pg_sys::Datum::null())
    }
}

/// How many rows the last statement of [`stream`] returned or changed.
pub fn last_processed() -> i64 {
    PROCESSED.get()
}

/// Runs DDL, whose plan cannot be kept. The text must be made of constants and validated names. No setting of the
/// session changes what it does.
pub fn run_ddl(text: &str) {
    let _owner = AsOwner::new();
    run_ddl_as_caller(text);
}

/// As [`run_ddl`], with the rights of the current user.
pub fn run_ddl_as_caller(text: &str) {
    let _fixed = Fixed::for_ddl();
    let _ours = OurDdl::new();
    let _connection = Connection::open();
    let c_text = CString::new(text).unwrap_or_default();
    // SAFETY: a NUL-terminated text.
    let status = unsafe { pg_sys::SPI_execute(c_text.as_ptr(), false, 0) };
    backend::check_spi(status, text);
}

/// As [`execute`], for a statement whose plan cannot be kept, such as EXPLAIN.
pub fn execute_once<T>(text: &str, values: &[Value], access: Access, read: impl FnOnce(Rows) -> T) -> T {
    let _owner = AsOwner::new();
    let _connection = Connection::open();
    let c_text = CString::new(text).unwrap_or_default();
    let (mut datums, nulls) = datums(values);
    let mut types: Vec<_> = values.iter().map(Value::oid).collect();
    // SAFETY: the arrays have one element per parameter and outlive the call.
    let status = unsafe {
        pg_sys::SPI_execute_with_args(
            c_text.as_ptr(),
            types.len() as i32,
            types.as_mut_ptr(),
            datums.as_mut_ptr(),
            nulls.as_ptr(),
            !access.writes(),
            0,
        )
    };
    backend::check_spi(status, text);
    read(Rows::current())
}

/// Datums, and the null flags as SPI takes them: a space or an `n` for each.
fn datums(values: &[Value]) -> (Vec<pg_sys::Datum>, Vec<std::ffi::c_char>) {
    let found: Vec<_> = values.iter().map(Value::datum).collect();
    let nulls =
        found.iter().map(|datum| if datum.is_some() { b' ' } else { b'n' } as std::ffi::c_char).collect();
    (found.into_iter().map(|datum| datum.unwrap_or(pg_sys::Datum::null())).collect(), nulls)
}

/// Parameters as the executor takes them, in the current memory context.
pub(super) fn param_list(values: &[Value]) -> pg_sys::ParamListInfo {
    if values.is_empty() {
        return std::ptr::null_mut();
    }
    // SAFETY: makeParamList allocates room for as many parameters as it is told.
    unsafe {
        let list = pg_sys::makeParamList(values.len() as i32);
        let params = (*list).params.as_mut_slice(values.len());
        for (param, value) in params.iter_mut().zip(values) {
            let datum = value.datum();
            param.isnull = datum.is_none();
            param.value = datum.unwrap_or(pg_sys::Datum::null());
            param.pflags = pg_sys::PARAM_FLAG_CONST as u16;
            param.ptype = value.oid();
        }
        list
    }
}
