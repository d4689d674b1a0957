//! How are storage tables made, changed and dropped?

use std::ffi::CStr;

use dyntables_model::table::{Table, TableOptions};
use dyntables_sql::statement;
use dyntables_sql::writer::Ident;
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::catalog::names::relation;
use crate::catalog::{audit, invalidate, store};
use crate::server::backend;
use crate::server::execute::{Access, execute, run_ddl};
use crate::server::param::Value as Param;
use crate::storage::{indexes, policies};

/// Makes the storage of a new table. It has the columns of `dt.record`, two more, and the triggers.
pub fn create(table: &Table) {
    let sql = statement!(
        "CREATE TABLE {table} (LIKE dt.record INCLUDING DEFAULTS INCLUDING COMMENTS, \
         deleted_at pg_catalog.timestamptz, position pg_catalog.float8, PRIMARY KEY (id))",
        table
    );
    run_ddl(sql.text());
    comment(table);
    let sql = statement!(
        "CREATE TRIGGER dt_validate BEFORE INSERT OR UPDATE ON {table} \
         FOR EACH ROW EXECUTE FUNCTION dt.validate_record()",
        table
    );
    run_ddl(sql.text());
    // It keeps plain columns equal to data also where data comes by replication, which is not validated again.
    run_ddl(statement!("ALTER TABLE {table} ENABLE ALWAYS TRIGGER dt_validate", table).text());
    limit_records(table);
    policies::create(table);
    keep_history(table);
}

/// The columns that only storage has, with their comments. Those of `dt.record` bring theirs with them.
const COMMENTS: [(&CStr, &str); 2] = [
    (c"deleted_at", "When the record was moved to the trash; NULL if it is not there"),
    (c"position", "The place of the record in an order made by hand; NULL if it has none"),
];

/// Comments on the storage with the table's name, so that clients show it that know nothing of dynamic tables.
fn comment(table: &Table) {
    let storage = relation(table);
    backend::comment_on(storage, None, &table.name);
    for (column, text) in COMMENTS {
        backend::comment_on(storage, Some(column), text);
    }
    backend::next_command();
}

/// Drops the storage, and with it the records.
pub fn drop(table: &Table) {
    run_ddl(statement!("DROP TABLE {table}", table).text());
}

/// Renames the storage after the table's slug has changed.
pub fn rename(old: &Table, new: &Table) {
    if old.storage() != new.storage() {
        let sql = statement!("ALTER TABLE {old} RENAME TO {name}", old, name = Ident(&new.storage()));
        run_ddl(sql.text());
        indexes::rename(old, new);
    }
}

/// Changes a table in the catalog and in its storage. Returns the table afterwards. An error if its new slug or name is
/// taken.
pub fn update(table: &Table, changes: &TableOptions) -> Result<Table, Error> {
    let before = audit::state(table);
    let after = store::update_table(table, changes)?;
    rename(table, &after);
    if table.name != after.name {
        backend::comment_on(relation(&after), None, &after.name);
    }
    if after.is_but_for_labels(table) {
        store::labels_changed(&after);
    } else {
        store::changed(&after);
    }
    if (&table.slug, &table.name) != (&after.slug, &after.name) {
        invalidate::names_changed();
    }
    limit_records(&after);
    policies::follow(&after, table.sharing.row_access);
    keep_history(&after);
    backend::next_command();
    let mut details = audit::changed(&before, &audit::state(&after));
    if after.keeps_history() && !table.keeps_history() {
        audit::begins_history(&mut details);
    }
    if details != audit::changed(&before, &before) {
        audit::write(&after, "alter_table", details);
    }
    Ok(after)
}

/// The triggers that count records, each with its event and its condition: one for new records, one for those that
/// come back out of the trash. Other writes do not wait for each other.
const LIMITS: [(&str, &str, &str); 2] = [
    ("dt_limit", "INSERT", "NEW.deleted_at IS NULL"),
    ("dt_limit_restored", "UPDATE OF deleted_at", "OLD.deleted_at IS NOT NULL AND NEW.deleted_at IS NULL"),
];

/// Makes or drops the triggers that count records. A table without a limit has none, so that its inserts pay nothing.
pub fn limit_records(table: &Table) {
    let is_limited = table.max_records().is_some();
    if is_limited == has_trigger(table, "dt_limit") {
        return;
    }
    for (name, event, condition) in LIMITS {
        let sql = if is_limited {
            statement!(
                "CREATE TRIGGER {name} AFTER {event} ON {table} \
                 FOR EACH ROW WHEN ({condition}) EXECUTE FUNCTION dt.limit_records()",
                name,
                event,
                table,
                condition
            )
        } else {
            statement!("DROP TRIGGER {name} ON {table}", name, table)
        };
        run_ddl(sql.text());
    }
}

/// The triggers that write down what is done to records, each with its event. Inserts need none.
const HISTORY: [(&str, &str, &str); 2] = [
    ("dt_history", "AFTER UPDATE OR DELETE", "ROW"),
    ("dt_history_truncate", "BEFORE TRUNCATE", "STATEMENT"),
];

/// Makes or drops the triggers that write the history. They are silent in sessions of `session_replication_role = replica`:
/// what comes by replication brings its history with it.
pub fn keep_history(table: &Table) {
    let is_kept = table.keeps_history();
    if is_kept == has_trigger(table, "dt_history") {
        return;
    }
    for (name, event, each) in HISTORY {
        let sql = if is_kept {
            statement!(
                "CREATE TRIGGER {name} {event} ON {table} FOR EACH {each} EXECUTE FUNCTION dt.record_history()",
                name,
                event,
                table,
                each
            )
        } else {
            statement!("DROP TRIGGER {name} ON {table}", name, table)
        };
        run_ddl(sql.text());
    }
}

fn has_trigger(table: &Table, name: &str) -> bool {
    const TRIGGER: &str = "SELECT FROM pg_catalog.pg_trigger WHERE tgrelid OPERATOR(pg_catalog.=) $1 \
        AND tgname OPERATOR(pg_catalog.=) $2::pg_catalog.name";
    let storage = Param::Datum(Some(relation(table).into()), pg_sys::OIDOID);
    execute(TRIGGER, &[storage, name.into()], Access::ReadLatest, |rows| rows.len() > 0)
}
