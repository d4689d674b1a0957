//! Changes of a table that its records, or other objects of the database, do not allow.

use serde_json::{Value, json};

use crate::error::records::{quoted, unique_detail};
use crate::error::{Error, INVALID_PARAMETER_VALUE, MOST_INDEXED_BYTES};
use crate::text::shorten_text;

impl Error {
    /// 23502: a column cannot be required while `count` records lack its value; `ids` are the first of them.
    pub fn missing_values(table: &str, column: &str, count: i64, ids: &[String]) -> Self {
        let records = if count == 1 { "1 record has".to_owned() } else { format!("{count} records have") };
        let message =
            format!("column \"{column}\" of table \"{table}\" cannot be required: {records} no value for it");
        Error::new("23502", "required", message)
            .of_table(table)
            .detailed(json!([{"column": column, "code": "required", "count": count, "ids": ids}]))
            .hinted(format!(
                "Give these records a value first, or give the column a default and change it with {{\"backfill\": true}}; the records are those where {column} is_empty."
            ))
    }

    /// 22023: a column of an open table cannot get a key that `count` records have already, as no column's; `ids` are the
    /// first of them.
    pub fn key_in_use(table: &str, column: &str, key: &str, count: i64, ids: &[String]) -> Self {
        let records = if count == 1 { "1 record has".to_owned() } else { format!("{count} records have") };
        let message = format!(
            "column \"{column}\" of table \"{table}\" cannot get the key \"{key}\": {records} a value of that key"
        );
        Error::new(INVALID_PARAMETER_VALUE, "taken", message)
            .of_table(table)
            .detailed(json!([{"column": column, "code": "taken", "key": key, "count": count, "ids": ids}]))
            .hinted("These values would be lost. Move them to another key, or remove them, first.")
    }

    /// 22023: `count` of the `total` values of a column do not fit its new type or config. `becomes` is the new
    /// type, absent if only the config changes; `examples` are the first such values: `{"id", "value", "message"}`.
    pub fn inconvertible(
        table: &str,
        column: &str,
        becomes: Option<&str>,
        count: i64,
        total: i64,
        examples: &[Value],
    ) -> Self {
        let becomes = becomes.map_or("have this config".to_owned(), |type_| format!("become {type_}"));
        let values =
            if total == 1 { "its value".to_owned() } else { format!("{count} of its {total} values") };
        let do_not = if count == 1 { "does not fit" } else { "do not fit" };
        let message = format!("column \"{column}\" of table \"{table}\" cannot {becomes}: {values} {do_not}");
        let ids: Vec<&Value> = examples.iter().filter_map(|example| example.get("id")).collect();
        Error::new(INVALID_PARAMETER_VALUE, "conversion", message)
            .of_table(table)
            .detailed(json!([{"column": column, "code": "conversion", "count": count, "ids": ids, "examples": examples}]))
            .hinted(
                "Change these values first, or add \"on_failure\" to the changes: \"keep\" moves them to _unconverted in their records, \"null\" removes them.",
            )
    }

    /// 23505: columns cannot be unique, as a value of theirs occurs more than once. `value` is printed by
    /// PostgreSQL; it may not have said one.
    pub fn not_unique(table: &str, columns: &[String], value: Option<&str>) -> Self {
        let twice = value.map(shorten_text).unwrap_or_default();
        let names = quoted(columns);
        let message = format!("{names} of table \"{table}\" cannot be unique: {twice} occurs more than once");
        let detail = unique_detail(columns, &message, value, None);
        Error::new("23505", "unique", message).of_table(table).detailed(detail)
    }

    /// 54000: there can be no index over these columns, as `count` records have values that are too large for it, or too
    /// large together; `ids` are the first of these records.
    pub fn too_large_for_index(table: &str, columns: &[String], count: i64, ids: &[String]) -> Self {
        let (records, have) = if count == 1 { ("record", "has") } else { ("records", "have") };
        let names = quoted(columns);
        let values = if columns.len() == 1 { "a value" } else { "values" };
        let message = format!(
            "there can be no index over {names} of table \"{table}\": {count} {records} {have} {values} of more than {MOST_INDEXED_BYTES} bytes"
        );
        let detail = columns
            .iter()
            .map(|column| {
                json!({"column": column, "code": "index_size", "message": message, "count": count, "ids": ids})
            })
            .collect();
        Error::new("54000", "index_size", message).of_table(table).detailed(detail).hinted(
            "Shorten these values first. An index of kind trigram or search takes texts of any length.",
        )
    }

    /// 42P13: SQL declares a function of the library otherwise than it is. `declared` is the function as SQL knows it,
    /// `symbol` that of the library, `signature` how SQL has to declare it.
    pub fn misdeclared(declared: &str, symbol: &str, signature: &str) -> Self {
        let message =
            format!("function {declared} is declared wrongly: \"{symbol}\" of pg_dyntables is {signature}");
        Error::new("42P13", "misdeclared", message).hinted(
            "Drop it if you made it. If the extension did, its library is of another version: reinstall the files of pg_dyntables, then ALTER EXTENSION pg_dyntables UPDATE.",
        )
    }

    /// 25006: nothing can be changed here. `is_standby` tells whether the server replays another one.
    pub fn read_only(is_standby: bool) -> Self {
        let (message, hint) = if is_standby {
            ("nothing can be changed on a hot standby", "Connect to the primary server for changes.")
        } else {
            ("nothing can be changed in a read-only transaction", "Begin a transaction that is READ WRITE.")
        };
        Error::new("25006", "read_only_transaction", message.to_owned()).hinted(hint)
    }

    /// 25001: a procedure that works in several transactions was called within one, or by a function.
    pub fn not_alone(procedure: &str) -> Self {
        let message = format!("{procedure} works in several transactions, and must be called by itself");
        Error::new("25001", "active_transaction", message).hinted(
            "Call it outside of a transaction block, and not in a function, a DO or another procedure.",
        )
    }

    /// 2BP01: other objects depend on the plain column of a column, which is to be dropped or to get another type. `change`
    /// says so; `objects` are these objects as PostgreSQL describes them, `drops` the statements that drop them.
    pub fn dependent(table: &str, column: &str, change: &str, objects: &[String], drops: &[String]) -> Self {
        let depend = if objects.len() == 1 { "depends" } else { "depend" };
        let message = format!(
            "the plain column of column \"{column}\" of table \"{table}\" cannot {change}: {} {depend} on it",
            objects.join(", ")
        );
        let statements = if drops.is_empty() { ".".to_owned() } else { format!(": {}", drops.join("; ")) };
        Error::new("2BP01", "dependent", message)
            .of_table(table)
            .detailed(json!([{"column": column, "code": "dependent", "objects": objects}]))
            .hinted(format!("Drop what depends on it first, and make it again afterwards{statements}"))
    }

    /// 55000: an object that the extension did not make is in the way, or one that it made is missing.
    pub fn in_the_way(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Error::new("55000", "in_the_way", message.into()).hinted(hint)
    }
}
