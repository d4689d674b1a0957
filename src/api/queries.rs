//! How are records queried, paged and counted, and how is a query explained?

use dyntables_ask::field::Field;
use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::{Order, Selection, Trash};
use dyntables_model::ident::ColumnKey;
use dyntables_query::document;
use dyntables_query::filter::{check, parse};
use dyntables_query::suggest::Shape;
use dyntables_sql::select;
use dyntables_sql::writer::Sql;
use dyntables_values::Error;
use dyntables_values::argument::{boolean, object};
use pgrx::pg_sys;
use serde_json::{Value, json};

use crate::api::args::readable;
use crate::caller::identity;
use crate::catalog::definition::Definition;
use crate::run::page;
use crate::server::call::{Arg, Call};
use crate::server::each::each;
use crate::server::execute::{Access, execute, execute_once, execute_sql, stream, values_of};
use crate::server::param::Value as Param;
use crate::server::returned::Returned;
use crate::server::set::JsonSet;
use crate::server::types::{Int8, Json, Jsonb, Set, Text};
use crate::server::{backend, guc, seen};

crate::sql_functions! {
    dt_query(table_name: Text, query: Jsonb) -> setof Record => query;
    dt_query_json(table_name: Text, query: Jsonb) -> setof Json => query_json;
    dt_page(table_name: Text, query: Jsonb) -> Json => page_of;
    dt_count(table_name: Text, filter: Jsonb) -> Int8 => count;
    dt_explain(table_name: Text, query: Jsonb, options: Jsonb) -> Jsonb => explain;
}

pub(super) fn records(definition: &Definition, document: &Value) -> Result<Selection, Error> {
    let secret = backend::system_identifier();
    let mut select = document::records(&definition.table, document, &identity::moment(), secret)?;
    select.filter = definition.visible(select.filter);
    Ok(select)
}

/// Remembers which index a query would have needed.
pub(super) fn note(definition: &Definition, sql: &Sql, filter: &Predicate, sort: &[Order]) {
    seen::note(definition.storage, sql.text(), || Shape::of(filter, sort));
}

fn query(call: &Call, table_name: Arg<Text>, query: Arg<Jsonb>) -> Result<Returned<Set>, Error> {
    run(table_name, query, |sql| stream(call, sql.text(), &values_of(sql), Access::Read))
}

fn query_json(call: &Call, table_name: Arg<Text>, query: Arg<Jsonb>) -> Result<Returned<Set>, Error> {
    let document = query.options()?;
    let definition = readable(table_name)?;
    let select = records(&definition, &document)?;
    let (set, shown) = (JsonSet::new(call), page::shown(&definition.table, &select));
    let mut record = Vec::new();
    let sql = select::stored_records(&definition.table, &select);
    each(sql.text(), &values_of(&sql), |row| {
        record.clear();
        page::write_record(&mut record, row, &shown)?;
        set.add(&record);
        Ok(())
    })?;
    note(&definition, &sql, &select.filter, &select.sort);
    Ok(set.returned())
}

/// Executes what the arguments of `dt_query` ask for.
pub fn run<T>(table_name: Arg<Text>, query: Arg<Jsonb>, execute: impl FnOnce(&Sql) -> T) -> Result<T, Error> {
    let document = query.options()?;
    let definition = readable(table_name)?;
    let select = records(&definition, &document)?;
    let sql = select::records(&definition.table, &select);
    let result = execute(&sql);
    note(&definition, &sql, &select.filter, &select.sort);
    Ok(result)
}

fn page_of(_call: &Call, table_name: Arg<Text>, query: Arg<Jsonb>) -> Result<Returned<Json>, Error> {
    let document = query.options()?;
    let definition = readable(table_name)?;
    let (moment, secret) = (identity::moment(), backend::system_identifier());
    let mut asked = document::page(&definition.table, &document, guc::max_page_size(), &moment, secret)?;
    asked.select.filter = definition.visible(asked.select.filter);
    let estimate = |select: &Selection| estimate(&definition, select);
    let (page, sql) = page::page(&definition.table, &asked, secret, estimate)?;
    note(&definition, &sql, &asked.select.filter, &asked.select.sort);
    Ok(page.as_slice().into())
}

fn count(_call: &Call, table_name: Arg<Text>, filter: Arg<Jsonb>) -> Result<Returned<Int8>, Error> {
    let filter = parse::parse(&filter.value()?)?;
    let definition = readable(table_name)?;
    let filter = definition.visible(check::check(&definition.table, &filter, &identity::moment())?);
    let sql = select::count(&definition.table, &filter, Trash::Exclude);
    let count = execute_sql(&sql, Access::Read, |rows| rows.get::<i64>(0, 1));
    note(&definition, &sql, &filter, &[]);
    Ok(count.unwrap_or(0).into())
}

/// How many records the planner expects of a filter. It makes a plan, which is not executed. The planner knows all records,
/// so it is not asked for those who may not.
fn estimate(definition: &Definition, select: &Selection) -> Result<i64, Error> {
    let table = &definition.table;
    if definition.is_partial() {
        let counted = select::count(table, &select.filter, select.trash);
        return Ok(execute_sql(&counted, Access::Read, |rows| rows.get::<i64>(0, 1)).unwrap_or(0));
    }
    let plan = plan(&select::matching(table, &select.filter, select.trash), false)?;
    let rows = plan[0]["Plan"]["Plan Rows"].as_f64().unwrap_or(0.0);
    Ok(rows as i64)
}

/// Notes are for tables of more records. A smaller one is read whole faster than anyone notices.
const LARGE: f64 = 10_000.0;

fn explain(
    _call: &Call,
    table_name: Arg<Text>,
    query: Arg<Jsonb>,
    options: Arg<Jsonb>,
) -> Result<Returned<Jsonb>, Error> {
    let document = query.options()?;
    let analyze = is_analyzed(&options.options()?)?;
    let definition = readable(table_name)?;
    let select = records(&definition, &document)?;
    let sql = select::records(&definition.table, &select);
    let mut plan = plan(&sql, analyze)?;
    let mut seen = Seen::default();
    seen.visit(&plan[0]["Plan"]);
    let records = reltuples(definition.storage);
    if definition.is_partial() {
        without_numbers(&mut plan);
    }
    let notes =
        if records > LARGE && !definition.is_partial() { seen.notes(&select, records) } else { Vec::new() };
    // What is left out of data for those who may not read it is not named either.
    let shown = if definition.table.hidden.is_empty() {
        sql.text().to_owned()
    } else {
        let is_hidden = |key: &ColumnKey| definition.table.hidden.contains(key);
        let mut table = (*definition.table).clone();
        table.trashed.retain(|key| !is_hidden(key));
        select::records(&table, &select).text().to_owned()
    };
    let params: Vec<Value> = sql.params().iter().map(|param| param.to_json()).collect();
    let explained = json!({
        "sql": shown,
        "params": params,
        "plan": plan,
        "indexes": seen.indexes,
        "notes": notes,
    });
    Ok((&explained).into())
}

/// Takes the numbers out of a plan: costs, rows, times. They are about records and values that the caller may not know of.
fn without_numbers(plan: &mut Value) {
    match plan {
        Value::Object(node) => {
            node.retain(|_, value| !value.is_number());
            node.values_mut().for_each(without_numbers);
        }
        Value::Array(nodes) => nodes.iter_mut().for_each(without_numbers),
        _ => {}
    }
}

/// The option `analyze` of `dt_explain`: whether the query is executed.
fn is_analyzed(options: &Value) -> Result<bool, Error> {
    let mut analyze = false;
    for (key, value) in object(options, "options")? {
        match key.as_str() {
            "analyze" => analyze = boolean(value, key)?,
            _ => return Err(Error::unknown("option", key, ["analyze"])),
        }
    }
    Ok(analyze)
}

fn plan(sql: &Sql, analyze: bool) -> Result<Value, Error> {
    let explain = if analyze { "EXPLAIN (FORMAT JSON, ANALYZE, BUFFERS) " } else { "EXPLAIN (FORMAT JSON) " };
    let text = format!("{explain}{}", sql.text());
    // SPI takes EXPLAIN for a statement that may write. The explained statement only reads.
    let plan = execute_once(&text, &values_of(sql), Access::Write, |rows| rows.get::<pgrx::Json>(0, 1));
    Ok(plan.map_or(Value::Null, |plan| plan.0))
}

/// How many records a table has, as PostgreSQL estimated it last; -1 if it never did.
pub(super) fn reltuples(storage: pg_sys::Oid) -> f64 {
    const RELTUPLES: &str =
        "SELECT reltuples::pg_catalog.float8 FROM pg_catalog.pg_class WHERE oid OPERATOR(pg_catalog.=) $1";
    let storage = Param::Datum(Some(storage.into()), pg_sys::OIDOID);
    execute(RELTUPLES, &[storage], Access::Read, |rows| rows.get::<f64>(0, 1)).unwrap_or(0.0)
}

/// A sort of so few records is not worth a note.
const FEW: f64 = 1_000.0;

/// What is worth a note in a plan.
#[derive(Default)]
struct Seen {
    indexes: Vec<String>,
    scans: bool,
    sorts: bool,
}

impl Seen {
    fn visit(&mut self, node: &Value) {
        match node["Node Type"].as_str().unwrap_or_default() {
            "Seq Scan" => self.scans = true,
            // A few records are sorted faster than they are found in order.
            "Sort" | "Incremental Sort" => {
                self.sorts |= node["Plans"][0]["Plan Rows"].as_f64().is_some_and(|rows| rows > FEW);
            }
            _ => {}
        }
        if let Some(index) = node["Index Name"].as_str().map(ToOwned::to_owned)
            && !self.indexes.contains(&index)
        {
            self.indexes.push(index);
        }
        for child in node["Plans"].as_array().into_iter().flatten() {
            self.visit(child);
        }
    }

    /// What a large table lacks. `records` is their estimated number.
    fn notes(&self, select: &Selection, records: f64) -> Vec<String> {
        let mut notes = Vec::new();
        if self.scans && select.filter != Predicate::All {
            notes.push(format!(
                "no index serves the filter: all of about {records} records are read; see dt_create_index"
            ));
        }
        if self.sorts && !select.sort.is_empty() {
            let differ = select.sort.iter().any(|key| key.descending != select.sort[0].descending);
            let by_option = select.sort.iter().any(|key| key.by_option.is_some());
            let empties = select.sort.iter().skip(1).any(|key| !key.is_of_index());
            let by_rank = select.sort.iter().any(|key| matches!(key.field, Field::Rank { .. }));
            let why = match (by_option, differ, empties) {
                _ if by_rank => "no index has the order of a search's rank",
                (true, ..) => "no index has the order of a select's options",
                (_, true, _) => "no index has keys of different directions",
                (.., true) => "no index has the empty values of a later key where this sort has them",
                _ => "no index serves the sort",
            };
            let what = match &select.start {
                Some(_) => "the records beyond the cursor are sorted for each page",
                None => "the records of the filter are sorted",
            };
            let hint = if by_rank || by_option || differ || empties { "" } else { "; see dt_create_index" };
            notes.push(format!("{why}: {what}{hint}"));
        }
        notes
    }
}
