//! How are records exported?

use dyntables_exchange::write::export::Export;
use dyntables_exchange::write::options::{ExportOptions, Field};
use dyntables_sql::select;
use dyntables_values::Error;
use dyntables_values::argument::object;
use dyntables_values::error::Within;
use serde_json::{Value, json};

use crate::api::args::readable;
use crate::api::queries::{note, records};
use crate::run::export::{Lines, Pieces, Prepared};
use crate::server::call::{Arg, Call};
use crate::server::cursor::{self, Cursor};
use crate::server::execute::values_of;
use crate::server::lazily::one_by_one;
use crate::server::returned::Returned;
use crate::server::types::{Jsonb, Set, Text};

crate::sql_functions! {
    dt_export(table_name: Text, query: Jsonb, options: Jsonb) -> setof Bytea => export;
    dt_export_lines(table_name: Text, query: Jsonb, options: Jsonb) -> setof Text => export_lines;
}

fn export(
    call: &Call,
    table_name: Arg<Text>,
    query: Arg<Jsonb>,
    options: Arg<Jsonb>,
) -> Result<Option<Returned<Set>>, Error> {
    one_by_one(call, || {
        let options = options_of(options)?;
        let (prepared, cursor) = start(table_name, query, &options)?;
        Ok((Pieces::new(prepared), cursor))
    })
}

fn export_lines(
    call: &Call,
    table_name: Arg<Text>,
    query: Arg<Jsonb>,
    options: Arg<Jsonb>,
) -> Result<Option<Returned<Set>>, Error> {
    one_by_one(call, || {
        let options = options_of(options)?;
        if !options.has_lines() {
            let error = Error::bad_hint(
                format!("format \"{}\" has no lines", options.format.as_str()),
                "dt_export returns it in pieces; csv, tsv and jsonl have lines.",
            );
            return Err(error).within("format").within("options");
        }
        let (prepared, cursor) = start(table_name, query, &options)?;
        Ok((Lines::new(prepared), cursor))
    })
}

fn options_of(options: Arg<Jsonb>) -> Result<ExportOptions, Error> {
    ExportOptions::parse(object(&options.options()?, "options")?).within("options")
}

/// Starts an export: how it is written, and where its records come from.
fn start(
    table_name: Arg<Text>,
    query: Arg<Jsonb>,
    options: &ExportOptions,
) -> Result<(Prepared, *mut Cursor), Error> {
    let document = with_columns(query.options()?, options)?;
    let definition = readable(table_name)?;
    let select = records(&definition, &document)?;
    let export = Export::new(&definition.table, select.columns.as_deref(), options).within("options")?;
    let has_trash = options.system.contains(&Field::DeletedAt);
    let statement = if has_trash { select::stored_records_with_trash } else { select::stored_records };
    let sql = statement(&definition.table, &select);
    let cursor = cursor::open(sql.text(), &values_of(&sql));
    note(&definition, &sql, &select.filter, &select.sort);
    Ok((Prepared { export, has_trash, storage: definition.storage }, cursor))
}

/// The query with the columns that the options name.
fn with_columns(mut query: Value, options: &ExportOptions) -> Result<Value, Error> {
    if let (Value::Object(keys), Some(columns)) = (&mut query, &options.columns) {
        if keys.contains_key("columns") || keys.contains_key("select") {
            return Err(Error::bad("both the query and the options have columns: give one of them"))
                .within("columns")
                .within("options");
        }
        keys.insert("columns".to_owned(), json!(columns));
    }
    Ok(query)
}
