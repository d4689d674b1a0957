//! What depends on a plain column that is dropped or gets another SQL type? PostgreSQL refuses such a change. It is refused
//! here before anything is done, and by a dry run, too.

use dyntables_model::column::Column;
use dyntables_model::ident::ColumnKey;
use dyntables_model::step::Step;
use dyntables_model::table::Table;
use dyntables_values::Error;

use crate::catalog::names::relation;
use crate::server::execute::{Access, execute};
use crate::server::settings::Fixed;

/// The objects that keep a column, those made last first, for they may depend on the others. `$1` the relation, `$2` the
/// column, `$3` whether it is dropped. Indexes and statistics go with the column or are made anew. So are constraints, unless
/// the column is dropped. It is not the rule of a view that people know, but the view. A statement is NULL where DROP does
/// not do it.
const OBJECTS: &str = "SELECT pg_catalog.pg_describe_object(o.class, o.object, o.part), \
      'DROP ' OPERATOR(pg_catalog.||) pg_catalog.upper(i.type) OPERATOR(pg_catalog.||) ' ' OPERATOR(pg_catalog.||) i.identity \
    FROM (SELECT DISTINCT CASE WHEN w.oid IS NULL THEN d.classid ELSE d.refclassid END AS class, \
          COALESCE(w.ev_class, d.objid) AS object, CASE WHEN w.oid IS NULL THEN d.objsubid ELSE 0 END AS part \
        FROM pg_catalog.pg_depend d \
        JOIN pg_catalog.pg_attribute a ON a.attrelid OPERATOR(pg_catalog.=) d.refobjid \
          AND a.attnum OPERATOR(pg_catalog.=) d.refobjsubid \
        LEFT JOIN pg_catalog.pg_rewrite w ON d.classid OPERATOR(pg_catalog.=) 'pg_catalog.pg_rewrite'::pg_catalog.regclass \
          AND w.oid OPERATOR(pg_catalog.=) d.objid AND w.rulename OPERATOR(pg_catalog.=) '_RETURN'::pg_catalog.name \
        WHERE d.refclassid OPERATOR(pg_catalog.=) 'pg_catalog.pg_class'::pg_catalog.regclass \
          AND d.refobjid OPERATOR(pg_catalog.=) $1::pg_catalog.oid AND a.attname OPERATOR(pg_catalog.=) $2::pg_catalog.name \
          AND d.deptype OPERATOR(pg_catalog.=) 'n'::\"char\" \
          AND ($3 OR d.classid OPERATOR(pg_catalog.<>) 'pg_catalog.pg_constraint'::pg_catalog.regclass)) AS o \
    LEFT JOIN LATERAL pg_catalog.pg_identify_object(o.class, o.object, o.part) AS i \
      ON i.type OPERATOR(pg_catalog.=) ANY ('{view,materialized view,function,procedure,policy,trigger,rule}'::pg_catalog.text[]) \
    ORDER BY o.object DESC";

/// Fails if one of the steps drops a plain column that something depends on, or gives it another type. `table` is the table
/// before the first step.
pub fn check(table: &Table, steps: &[Step<'_>]) -> Result<(), Error> {
    let plain = |name: &ColumnKey| table.typed_columns().find(|(_, typed)| typed.name == *name);
    let mut renamed = None;
    for step in steps {
        match *step {
            Step::RenameTyped { from, to } => renamed = Some((from, to)),
            Step::DropTyped(key) => {
                if let Some((column, typed)) = table.typed_columns().find(|(column, _)| column.key == *key) {
                    check_column(table, column, &typed.name, true)?;
                }
            }
            Step::RetypeTyped(Column { typed: Some(typed), .. }) => {
                let name = renamed.filter(|(_, to)| **to == typed.name).map_or(&typed.name, |(from, _)| from);
                if let Some((column, typed)) = plain(name) {
                    check_column(table, column, &typed.name, false)?;
                }
            }
            _ => {}
        }
    }
    Ok(())
}

fn check_column(table: &Table, column: &Column, name: &ColumnKey, is_dropped: bool) -> Result<(), Error> {
    // Names are told with their schemas, whatever the caller's search path is.
    let _settings = Fixed::for_reading();
    let values = [i64::from(relation(table).to_u32()).into(), name.as_str().into(), is_dropped.into()];
    let (objects, drops) = execute(OBJECTS, &values, Access::ReadLatest, |rows| {
        let texts = |at| (0..rows.len()).filter_map(|row| rows.get::<String>(row, at)).collect::<Vec<_>>();
        (texts(1), texts(2))
    });
    if objects.is_empty() {
        return Ok(());
    }
    let change = if is_dropped { "be dropped" } else { "change its type" };
    Err(Error::dependent(table.slug.as_str(), column.key.as_str(), change, &objects, &drops))
}
