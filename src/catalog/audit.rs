//! What was done to definitions and rights? Every such change is one entry of `dt.audit`.

use dyntables_model::table::Table;
use dyntables_values::iso;
use serde_json::{Map, Value, json};

use crate::server::backend;
use crate::server::execute::{Access, execute};

const ABOUT_TABLE: &str = "INSERT INTO dt.audit (action, details, table_no, slug, org_id) \
    SELECT $1, $2, t.no, t.slug, t.org_id FROM dt.tables t WHERE t.no OPERATOR(pg_catalog.=) $3";

/// Writes an entry about a table. Its slug is that of this moment.
pub fn write(table: &Table, action: &str, details: Value) {
    execute(ABOUT_TABLE, &[action.into(), details.into(), table.no.into()], Access::WriteLatest, |_| ());
}

/// Writes an entry that is about no table, of an organisation.
pub fn write_of(org: Option<&str>, action: &str, details: Value) {
    const WRITE: &str = "INSERT INTO dt.audit (action, details, org_id) VALUES ($1, $2, $3)";
    let values = [action.into(), details.into(), org.map(ToOwned::to_owned).into()];
    execute(WRITE, &values, Access::WriteLatest, |_| ());
}

/// A table as `dt.tables` has it, for [`changed`].
pub fn state(table: &Table) -> Value {
    const STATE: &str = "SELECT pg_catalog.to_jsonb(t) OPERATOR(pg_catalog.-) '{no,storage,updated_at}'::pg_catalog.text[] \
        FROM dt.tables t WHERE t.no OPERATOR(pg_catalog.=) $1";
    let state = execute(STATE, &[table.no.into()], Access::ReadLatest, |rows| {
        rows.jsonb(0, 1).and_then(|state| state.to_value().ok())
    });
    state.unwrap_or_default()
}

/// What differs between two documents: `{"before": …, "after": …}`, each with the keys that differ.
pub fn changed(before: &Value, after: &Value) -> Value {
    let of = |this: &Value, other: &Value| {
        let members = this.as_object().into_iter().flatten();
        let differing = members.filter(|(key, value)| other.get(key.as_str()) != Some(*value));
        Value::Object(differing.map(|(key, value)| (key.clone(), value.clone())).collect::<Map<_, _>>())
    };
    json!({"before": of(before, after), "after": of(after, before)})
}

/// The key of [`write`]'s details that says since when all changes of records are known.
const HISTORY_SINCE: &str = "history_since";

/// Notes in the details of an entry that the history is complete from this moment on.
pub fn begins_history(details: &mut Value) {
    details[HISTORY_SINCE] = json!(iso::format_instant(backend::clock_time()));
}

/// Notes in the details of an entry that the history before an instant is gone.
pub fn forgets_history(details: &mut Value, before: i64) {
    details[HISTORY_SINCE] = json!(iso::format_instant(before));
}

/// A change of a definition that older entries of the history must be read by.
pub struct Step {
    /// Its number: entries with smaller numbers are older.
    pub no: i64,
    /// When it was made.
    pub at: i64,
    /// The details of its entry.
    pub details: Value,
}

/// What the entries of a table say about its history.
pub struct Past {
    /// Since when all changes of records are known: microseconds since 2000-01-01T00:00:00Z.
    pub known_since: i64,
    /// The changes of its keys and values, the oldest first.
    pub steps: Vec<Step>,
    /// When the table was created.
    pub born: i64,
}

/// The entries of a table that matter for its history.
pub fn past(table: &Table) -> Past {
    const ENTRIES: &str = "SELECT a.no, a.at, a.details FROM dt.audit a WHERE a.table_no OPERATOR(pg_catalog.=) $1 \
        AND (a.details OPERATOR(pg_catalog.?|) '{conversion,permanently,history_since}'::pg_catalog.text[] \
          OR (a.details OPERATOR(pg_catalog.->) 'before') OPERATOR(pg_catalog.?) 'key') ORDER BY a.no";
    const BORN: &str = "SELECT t.created_at FROM dt.tables t WHERE t.no OPERATOR(pg_catalog.=) $1";
    let steps = execute(ENTRIES, &[table.no.into()], Access::ReadLatest, |rows| {
        let step = |row| {
            Some(Step {
                no: rows.get(row, 1)?,
                at: rows.instant(row, 2)?,
                details: rows.jsonb(row, 3)?.to_value().ok()?,
            })
        };
        (0..rows.len()).filter_map(step).collect::<Vec<_>>()
    });
    let since = |step: &Step| iso::stored_timestamp(step.details.get(HISTORY_SINCE)?.as_str()?);
    let known_since = if table.keeps_history() {
        steps.iter().filter_map(since).max().unwrap_or(i64::MIN)
    } else {
        i64::MAX
    };
    let born = execute(BORN, &[table.no.into()], Access::ReadLatest, |rows| rows.instant(0, 1));
    Past { known_since, steps, born: born.unwrap_or(i64::MIN) }
}
