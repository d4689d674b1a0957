//! How are columns added, changed, dropped and restored?

use dyntables_model::column::Column;
use dyntables_model::how::How;
use dyntables_model::ident::ColumnKey;
use dyntables_values::Error;
use dyntables_values::argument::{boolean, object};
use dyntables_values::types::registry;

use crate::run::columns::{self as run, Adding};
use crate::run::type_online;
use crate::server::call::{Arg, Call};
use crate::server::returned::Returned;
use crate::server::transactions;
use crate::server::types::{Bool, Jsonb, Text, Void};

crate::sql_functions! {
    dt_add_column(table_name: Text, column_key: Text, column_type: Text, options: Jsonb) -> Jsonb => add;
    dt_alter_column(table_name: Text, column_key: Text, changes: Jsonb) -> Jsonb => alter;
    dt_drop_column(table_name: Text, column_key: Text, permanently: Bool) -> Void => drop_column;
    dt_restore_column(table_name: Text, column_key: Text) -> Jsonb => restore;
    dt_type_column(table_name: Text, column_key: Text) -> procedure => type_column;
}

fn add(
    _call: &Call,
    table_name: Arg<Text>,
    column_key: Arg<Text>,
    column_type: Arg<Text>,
    options: Arg<Jsonb>,
) -> Result<Returned<Jsonb>, Error> {
    let name = table_name.required()?;
    let key = ColumnKey::new(&column_key.required()?)?;
    let type_ = registry::find(&column_type.required()?)?;
    let options = options.options()?;
    let mut options = object(&options, "options")?.clone();
    let mut flag = |name| options.remove(name).map_or(Ok(false), |value| boolean(&value, name));
    let how = Adding { backfill: flag("backfill")?, if_not_exists: flag("if_not_exists")? };
    if let Some(given) = ["key", "type"].iter().find(|given| options.contains_key(**given)) {
        return Err(Error::bad(format!("\"{given}\" is an argument of its own, not an option")));
    }
    let mut column = Column::new(key, type_);
    column.change(&options)?;
    Ok((&run::add(&name, &column, how)?).into())
}

fn alter(
    _call: &Call,
    table_name: Arg<Text>,
    column_key: Arg<Text>,
    changes: Arg<Jsonb>,
) -> Result<Returned<Jsonb>, Error> {
    let name = table_name.required()?;
    let key = column_key.required()?;
    let changes = changes.value()?;
    let mut changes = object(&changes, "changes")?.clone();
    let how = How::take(&mut changes)?;
    Ok((&run::alter(&name, &key, &changes, &how)?).into())
}

fn drop_column(
    _call: &Call,
    table_name: Arg<Text>,
    column_key: Arg<Text>,
    permanently: Arg<Bool>,
) -> Result<Returned<Void>, Error> {
    run::drop(&table_name.required()?, &column_key.required()?, permanently.is_true())?;
    Ok(().into())
}

fn restore(_call: &Call, table_name: Arg<Text>, column_key: Arg<Text>) -> Result<Returned<Jsonb>, Error> {
    Ok((&run::restore(&table_name.required()?, &column_key.required()?)?).into())
}

fn type_column(call: &Call, table_name: Arg<Text>, column_key: Arg<Text>) -> Result<Returned<Void>, Error> {
    let (name, key) = (table_name.required()?, column_key.required()?);
    transactions::check(call, "dt_type_column")?;
    type_online::type_column(&name, &key)?;
    Ok(().into())
}
