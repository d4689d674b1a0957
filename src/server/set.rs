//! How does a function return a set of JSON documents that it writes itself? Each goes into the result's tuplestore, which
//! spills to disk beyond work_mem.

use pgrx::pg_sys;

use crate::server::call::Call;
use crate::server::descriptor::type_of;
use crate::server::returned::Returned;
use crate::server::types::{Json, Set};

/// The result of a function that returns SETOF json.
pub struct JsonSet {
    fcinfo: pg_sys::FunctionCallInfo,
}

impl JsonSet {
    /// An empty set. The function must be declared as SETOF json.
    pub fn new(call: &Call) -> Self {
        let fcinfo = call.fcinfo();
        // SAFETY: PostgreSQL checks that the caller accepts a set, and makes the tuplestore in the memory of the query.
        let type_ = unsafe {
            pg_sys::InitMaterializedSRF(fcinfo, pg_sys::MAT_SRF_USE_EXPECTED_DESC);
            type_of((*(*fcinfo).resultinfo.cast::<pg_sys::ReturnSetInfo>()).setDesc, 1)
        };
        assert!(type_ == pg_sys::JSONOID, "the rows are not those of the function");
        JsonSet { fcinfo }
    }

    /// Adds a document, which is copied.
    pub fn add(&self, json: &[u8]) {
        let mut is_null = false;
        let mut value = Returned::<Json>::from(json).datum();
        // SAFETY: `new` made the tuplestore, and a row has one column, which is not NULL.
        unsafe {
            let result = (*self.fcinfo).resultinfo.cast::<pg_sys::ReturnSetInfo>();
            pg_sys::tuplestore_putvalues(
                (*result).setResult,
                (*result).setDesc,
                &raw mut value,
                &raw mut is_null,
            );
        }
    }

    /// The set as a result: of a function that returns one, PostgreSQL looks at the tuplestore.
    pub fn returned(self) -> Returned<Set> {
        // SAFETY: the description is PostgreSQL's, for the length of the call.
        unsafe {
            (*self.fcinfo).isnull = true;
            Returned::new(pg_sys::Datum::null())
        }
    }
}
