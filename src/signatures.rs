//! Which functions does the library have for SQL, and what do they take and return? `dt.signatures` tells it. A test
//! compares that with what the install script declares.

use dyntables_values::Error;
use serde_json::{Value, json};

use crate::server::call::Call;
use crate::server::execute::{Access, stream};
use crate::server::returned::Returned;
use crate::server::types::Set;
use crate::{api, functions, planner, storage, trigger};

crate::sql_functions! {
    dt_signatures() -> table(symbol: Text, arguments: Text, result: Text) => signatures;
}

fn signatures(call: &Call) -> Result<Returned<Set>, Error> {
    const ROWS: &str = "SELECT r.symbol, r.arguments, r.result FROM pg_catalog.jsonb_to_recordset($1) \
        AS r(symbol pg_catalog.text, arguments pg_catalog.text, result pg_catalog.text)";
    let places = [
        api::FUNCTIONS,
        functions::FUNCTIONS,
        planner::FUNCTIONS,
        storage::FUNCTIONS,
        trigger::FUNCTIONS,
        &[FUNCTIONS],
    ];
    let all = places.into_iter().flatten().copied().flatten();
    let rows = all.map(|signature| {
        json!({"symbol": signature.symbol, "arguments": signature.argument_list(), "result": signature.result()})
    });
    Ok(stream(call, ROWS, &[Value::Array(rows.collect()).into()], Access::Read))
}
