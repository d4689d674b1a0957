//! What happens when SQL changes a storage table beside the functions `dt_*`? The change is refused, or the catalog
//! follows it in the same transaction. Three event triggers call these functions.

use std::cell::RefCell;

use dyntables_sql::statement;
use dyntables_sql::writer::Storage;
use dyntables_values::Error;
use pgrx::pg_sys;
use serde_json::json;

use crate::catalog::{audit, cache, store};
use crate::server::backend;
use crate::server::call::Call;
use crate::server::event::{Change, Event, is_ours, is_superuser};
use crate::server::execute::{Access, execute, run_ddl_as_caller};
use crate::server::returned::Returned;
use crate::server::types::EventTrigger;
use crate::storage;

crate::sql_functions! {
    dt_guard_ddl() -> EventTrigger => guard_ddl;
    dt_watch_drops() -> EventTrigger => watch_drops;
    dt_follow_drops() -> EventTrigger => follow_drops;
}

/// The relations that the commands of an event touched and that are the extension's, refer to one that is, or are a
/// child or parent of one that is. The columns are the fields of [`Relation`]. `$1` whether foreign keys are looked
/// at. A foreign key counts if this transaction made it: then it is not older than the transaction.
const TOUCHED: &str = "SELECT o.schema, o.name, o.kind, o.tag, o.is_owned, o.is_ours, o.inherits FROM ( \
      SELECT n.nspname::pg_catalog.text AS schema, r.relname::pg_catalog.text AS name, r.relkind::pg_catalog.text AS kind, \
        c.command_tag AS tag, r.relowner OPERATOR(pg_catalog.=) d.nspowner AS is_owned, \
        n.nspname OPERATOR(pg_catalog.=) ANY ('{dt,dt_data}'::pg_catalog.name[]) \
          OR EXISTS (SELECT FROM pg_catalog.pg_trigger g WHERE g.tgrelid OPERATOR(pg_catalog.=) r.oid \
            AND g.tgfoid OPERATOR(pg_catalog.=) 'dt.validate_record()'::pg_catalog.regprocedure) AS is_ours, \
        $1 AND EXISTS (SELECT FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class p ON p.oid OPERATOR(pg_catalog.=) k.confrelid \
          WHERE k.conrelid OPERATOR(pg_catalog.=) r.oid AND k.contype OPERATOR(pg_catalog.=) 'f' \
            AND p.relnamespace OPERATOR(pg_catalog.=) d.oid \
            AND pg_catalog.age(k.xmin) OPERATOR(pg_catalog.<=) pg_catalog.age(pg_catalog.pg_current_xact_id()::pg_catalog.xid)) AS refers, \
        EXISTS (SELECT FROM pg_catalog.pg_inherits i \
          JOIN pg_catalog.pg_class p ON p.oid OPERATOR(pg_catalog.=) i.inhparent JOIN pg_catalog.pg_class h ON h.oid OPERATOR(pg_catalog.=) i.inhrelid \
          WHERE r.oid OPERATOR(pg_catalog.=) ANY (ARRAY[i.inhparent, i.inhrelid]) AND h.relkind OPERATOR(pg_catalog.<>) ALL ('{i,I}'::\"char\"[]) \
            AND (p.relnamespace OPERATOR(pg_catalog.=) d.oid OR h.relnamespace OPERATOR(pg_catalog.=) d.oid)) AS inherits \
      FROM pg_catalog.pg_event_trigger_ddl_commands() c \
      JOIN pg_catalog.pg_namespace d ON d.nspname OPERATOR(pg_catalog.=) 'dt_data'::pg_catalog.name \
      JOIN pg_catalog.pg_class r ON r.oid OPERATOR(pg_catalog.=) CASE c.classid \
        WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN c.objid \
        WHEN 'pg_catalog.pg_trigger'::pg_catalog.regclass THEN (SELECT g.tgrelid FROM pg_catalog.pg_trigger g WHERE g.oid OPERATOR(pg_catalog.=) c.objid) \
        WHEN 'pg_catalog.pg_rewrite'::pg_catalog.regclass THEN (SELECT w.ev_class FROM pg_catalog.pg_rewrite w WHERE w.oid OPERATOR(pg_catalog.=) c.objid) END \
      JOIN pg_catalog.pg_namespace n ON n.oid OPERATOR(pg_catalog.=) r.relnamespace) AS o \
    WHERE o.is_ours OR o.refers OR o.inherits";

/// A relation that a command touched.
struct Relation {
    schema: String,
    name: String,
    /// Its `relkind`.
    kind: String,
    /// The tag of the command.
    tag: String,
    /// Whether it belongs to the extension's owner.
    is_owned: bool,
    /// Whether it is the extension's: in one of its schemas, or with its trigger.
    is_ours: bool,
    /// Whether it is a child or parent of a storage table.
    inherits: bool,
}

/// `ddl_command_end`: refuses what would leave the catalog behind, and what would put a stranger's code into this
/// extension's statements.
fn guard_ddl(call: &Call) -> Result<Returned<EventTrigger>, Error> {
    let event = Event::of(call)?;
    if is_ours() || backend::tables_relation() == pg_sys::InvalidOid {
        return Ok(().into());
    }
    let change = event.change();
    if change == Change::MovesSchema {
        return match event.schema_name().as_deref() {
            Some(name @ ("dt" | "dt_data")) => Err(Error::not_allowed(
                format!("schema {name} belongs to pg_dyntables and keeps its name"),
                "The functions dt_* can be in any schema: CREATE EXTENSION pg_dyntables SCHEMA …",
            )),
            _ => Ok(().into()),
        };
    }
    let touched: Vec<Relation> = execute(TOUCHED, &[(!is_superuser()).into()], Access::ReadLatest, |rows| {
        (0..rows.len())
            .map(|row| Relation {
                schema: rows.get(row, 1).unwrap_or_default(),
                name: rows.get(row, 2).unwrap_or_default(),
                kind: rows.get(row, 3).unwrap_or_default(),
                tag: rows.get(row, 4).unwrap_or_default(),
                is_owned: rows.get(row, 5).unwrap_or_default(),
                is_ours: rows.get(row, 6).unwrap_or_default(),
                inherits: rows.get(row, 7).unwrap_or_default(),
            })
            .collect()
    });
    for relation in touched {
        judge(&relation, change)?;
    }
    Ok(().into())
}

/// Refuses a command on a relation, or lets it pass.
fn judge(relation: &Relation, change: Change) -> Result<(), Error> {
    let Relation { schema, name, kind, tag, .. } = relation;
    let storage = format!("{schema}.{name}");
    if relation.inherits {
        return Err(Error::not_allowed(
            format!("{storage} cannot be a parent or a child of a dynamic table's storage"),
            "A child's rows would be taken for records that nobody has validated.",
        ));
    }
    if !relation.is_ours {
        return Err(Error::not_allowed(
            format!("a foreign key of {storage} cannot refer to a dynamic table"),
            "The checks of a foreign key run code of both sides with each other's rights: a superuser may make it.",
        ));
    }
    if matches!(kind.as_str(), "i" | "I") {
        return Ok(());
    }
    if tag == "CREATE TRIGGER" && !is_superuser() {
        return Err(Error::not_allowed(
            format!("a trigger on {storage} would run with the rights of the extension's owner"),
            "A superuser may make it; a trigger on a table of your own that the application writes to needs nobody's leave.",
        ));
    }
    match change {
        Change::Moves => Err(Error::not_allowed(
            format!("{storage} holds what a dynamic table is made of, and keeps its name and schema"),
            "SELECT dt_alter_table(…, '{\"slug\": …}') renames a dynamic table, dt_alter_column(…, '{\"key\": …}') a column.",
        )),
        Change::Triggers => Err(Error::not_allowed(
            format!("the triggers of {storage} keep its records valid and stay switched on"),
            "To load what was validated before: SET session_replication_role = replica, in that session.",
        )),
        Change::Shape => Err(Error::not_allowed(
            format!("the shape of {storage} is pg_dyntables' own"),
            "dt_add_column, dt_alter_column and dt_drop_column change a dynamic table.",
        )),
        Change::Other | Change::MovesSchema if schema == "dt_data" && !relation.is_owned => adopt(relation),
        Change::Other | Change::MovesSchema => Ok(()),
    }
}

/// Gives a relation in `dt_data` to the extension's owner. A restore without owners has left it to somebody else.
fn adopt(relation: &Relation) -> Result<(), Error> {
    if relation.tag == "ALTER TABLE" {
        return Err(Error::not_allowed(
            format!("{}.{} belongs to the owner of pg_dyntables", relation.schema, relation.name),
            "GRANT gives other roles rights on it.",
        ));
    }
    let kind = match relation.kind.as_str() {
        "r" | "p" => "TABLE",
        "S" => "SEQUENCE",
        _ => return Ok(()),
    };
    let storage = Storage(relation.name.clone());
    run_ddl_as_caller(statement!("ALTER {kind} {storage} OWNER TO dt_owner", kind, storage).text());
    Ok(())
}

thread_local! {
    /// The tables whose indexes the running DROP INDEX is about to drop.
    static LOSING: RefCell<Vec<pg_sys::Oid>> = const { RefCell::new(Vec::new()) };
}

/// `ddl_command_start` of DROP INDEX: notes the tables, because once an index is dropped nothing says which table it
/// was on.
fn watch_drops(call: &Call) -> Result<Returned<EventTrigger>, Error> {
    LOSING.set(Event::of(call)?.tables_of_dropped_indexes());
    Ok(().into())
}

/// `sql_drop`: removes a dynamic table whose storage is dropped, and ends the rule of a column whose index is dropped.
fn follow_drops(call: &Call) -> Result<Returned<EventTrigger>, Error> {
    const DROPPED: &str = "SELECT object_type, object_name FROM pg_catalog.pg_event_trigger_dropped_objects() \
        WHERE object_type OPERATOR(pg_catalog.=) ANY ('{table,index}'::pg_catalog.text[]) \
          AND schema_name OPERATOR(pg_catalog.=) 'dt_data'";
    Event::of(call)?;
    let losing = LOSING.take();
    if backend::tables_relation() == pg_sys::InvalidOid {
        return Ok(().into());
    }
    let dropped: Vec<(String, String)> = execute(DROPPED, &[], Access::ReadLatest, |rows| {
        (0..rows.len())
            .filter_map(|row| Some((rows.get(row, 1)?, rows.get::<String>(row, 2).unwrap_or_default())))
            .collect()
    });
    for (_, name) in dropped.iter().filter(|(kind, _)| kind == "table") {
        store::delete_by_storage(name);
    }
    if !is_ours() && dropped.iter().any(|(kind, _)| kind == "index") {
        let indexes: Vec<&String> =
            dropped.iter().filter(|(kind, _)| kind == "index").map(|(_, name)| name).collect();
        for table in losing {
            storage::indexes::end_lost_rules(table)?;
            if let Some(definition) = cache::find(table)? {
                audit::write(&definition.table, "drop_index", json!({"indexes": indexes}));
            }
        }
    }
    Ok(().into())
}
