//! How are records aggregated? By `dt_aggregate`, in groups.

use dyntables_query::aggregate::parse;
use dyntables_query::suggest::Shape;
use dyntables_sql::aggregate;
use dyntables_values::Error;
use dyntables_values::text::shorten_text;

use crate::api::args::readable;
use crate::caller::identity;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, stream, values_of};
use crate::server::returned::Returned;
use crate::server::seen;
use crate::server::types::{Jsonb, Numeric, Set, Text};

crate::sql_functions! {
    dt_aggregate(table_name: Text, query: Jsonb) -> setof Jsonb => aggregate;
    dt_of_one_unit(path: Text, low: Text, high: Text, amount: Numeric) -> Numeric => of_one_unit;
}

fn aggregate(call: &Call, table_name: Arg<Text>, query: Arg<Jsonb>) -> Result<Returned<Set>, Error> {
    let document = query.options()?;
    let definition = readable(table_name)?;
    let mut query = parse(&definition.table, &document, &identity::moment())?;
    query.filter = definition.visible(query.filter);
    let sql = aggregate::groups(&definition.table, &query);
    let result = stream(call, sql.text(), &values_of(&sql), Access::Read);
    seen::note(definition.storage, sql.text(), || Shape::of(&query.filter, &[]));
    Ok(result)
}

/// The amount. An error if it was made of amounts in more than one unit: `low` is the least of their units, and
/// `high` the greatest.
fn of_one_unit(
    _call: &Call,
    path: Arg<Text>,
    low: Arg<Text>,
    high: Arg<Text>,
    amount: Arg<Numeric>,
) -> Result<Option<Returned<Numeric>>, Error> {
    if let (Some(least), Some(greatest)) = (low.get(), high.get())
        && least != greatest
    {
        let path = path.get().unwrap_or_default();
        return Err(Error::bad_hint(
            format!(
                "amounts that differ in \"{path}\" ({} and {}) cannot be reckoned together",
                shorten_text(&least),
                shorten_text(&greatest)
            ),
            format!("Group by \"{path}\", or give a filter on it."),
        ));
    }
    Ok(amount.unchanged())
}
