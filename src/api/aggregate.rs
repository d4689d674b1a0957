//! `dt_aggregate`: groups of records, and what is reckoned of them.

use dyntables_query::aggregate::parse;
use dyntables_query::suggest::Shape;
use dyntables_sql::aggregate;
use dyntables_values::Error;
use dyntables_values::text::shorten_text;
use pgrx::pg_sys::Datum;

use crate::api::args::readable;
use crate::caller::identity;
use crate::server::call::Call;
use crate::server::execute::{Access, stream, values_of};
use crate::server::seen;

crate::sql_functions! {
    "dt_aggregate" => aggregate;
    "dt_of_one_unit" => of_one_unit;
}

fn aggregate(call: &mut Call) -> Result<Datum, Error> {
    let document = call.options(1)?;
    let definition = readable(call)?;
    let query = parse(&definition.table, &document, &identity::moment())?;
    let sql = aggregate::groups(&definition.table, &query);
    let result = stream(call, sql.text(), &values_of(&sql), Access::Read);
    seen::note(definition.storage, sql.text(), || Shape::of(&query.filter, &[]));
    Ok(result)
}

/// The amount, if the least and the greatest unit of what it was made of are the same.
fn of_one_unit(call: &mut Call) -> Result<Datum, Error> {
    if let (Some(least), Some(greatest)) = (call.text(1), call.text(2))
        && least != greatest
    {
        let path = call.text(0).unwrap_or_default();
        return Err(Error::bad_hint(
            format!(
                "amounts that differ in \"{path}\" ({} and {}) cannot be reckoned together",
                shorten_text(&least),
                shorten_text(&greatest)
            ),
            format!("Group by \"{path}\", or give a filter on it."),
        ));
    }
    Ok(call.datum(3).unwrap_or_else(|| call.return_null()))
}
