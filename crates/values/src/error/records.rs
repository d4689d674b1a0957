//! Records that break the rules of their table.

use serde_json::{Value, json};

use crate::error::Error;
use crate::error::names::column_hint;
use crate::fault::{Fault, FaultCode};
use crate::text::shorten_text;

/// The most bytes of a record's values in an index that compares whole values. PostgreSQL takes a third of a page, which
/// is 2,704 bytes with what the index adds; a round figure below it stays right whatever is added.
pub const MOST_INDEXED_BYTES: usize = 2_600;

impl Error {
    /// 23514: a record breaks rules; 42703 if all that is wrong is that its keys are no columns, 42501 if it is that the
    /// caller may not write them. The first fault is
    /// in the message, all of them are in DETAIL. `index` is the record's place in a list, counted from 0.
    pub fn invalid_record(table: &str, faults: &[Fault], index: Option<usize>) -> Self {
        let which = index.map(|index| format!(" at index {index}")).unwrap_or_default();
        let first = faults.first().map(Fault::sentence).unwrap_or_default();
        let more = match faults.len() {
            0 | 1 => String::new(),
            2 => " (and 1 more fault)".to_owned(),
            n => format!(" (and {} more faults)", n - 1),
        };
        let message = format!("invalid record{which} for table \"{table}\": {first}{more}");
        let detail = faults.iter().map(|fault| with_index(fault.to_json(), index)).collect();
        if faults.iter().all(|fault| fault.code == FaultCode::NotAllowed) {
            let hint = "Whoever has the level admin can give it to others: dt_share.";
            Error::new("42501", "not_allowed", message).of_table(table).detailed(detail).hinted(hint)
        } else if faults.iter().all(|fault| fault.code == FaultCode::UnknownColumn) {
            let nearest = faults.iter().find_map(|fault| fault.nearest.clone());
            let hint = column_hint(table, nearest);
            Error::new("42703", "unknown_column", message).of_table(table).detailed(detail).hinted(hint)
        } else {
            let error = Error::new("23514", "invalid_record", message).of_table(table).detailed(detail);
            match faults.iter().find_map(Fault::encoded_twice) {
                Some(hint) => error.hinted(hint),
                None => error,
            }
        }
    }

    /// 23505: another record has this value of a unique rule. `columns` are those of the rule, `id` for a record's
    /// id, and `rule` is its index. `value` is printed by PostgreSQL; it may not have said one. `index` is as in
    /// [`Error::invalid_record`].
    pub fn duplicate(
        table: &str,
        columns: &[String],
        rule: &str,
        value: Option<&str>,
        index: Option<usize>,
    ) -> Self {
        let which = index.map(|index| format!("record at index {index}: ")).unwrap_or_default();
        let names = quoted(columns);
        let equals = value.map(|value| format!(" = {}", shorten_text(value))).unwrap_or_default();
        let message = format!("{which}a record with {names}{equals} already exists in table \"{table}\"");
        let detail = unique_detail(columns, &message, value, index);
        Error::new("23505", "unique", message).of_table(table).of_rule(rule).detailed(detail)
    }

    /// 23505: a rule of columns that the caller may not read is that no other record has their values. Neither the columns
    /// nor the values are told. `index` is as in [`Error::invalid_record`].
    pub fn duplicate_hidden(table: &str, index: Option<usize>) -> Self {
        let which = index.map(|index| format!("record at index {index}: ")).unwrap_or_default();
        let message = format!(
            "{which}a rule of columns that you may not read refuses the record for table \"{table}\""
        );
        let detail =
            json!([with_index(json!({"column": null, "code": "hidden", "message": message}), index)]);
        Error::new("23505", "unique", message).of_table(table).detailed(detail)
    }

    /// 54000: the values of these columns are too large together for an index over them. `record` is as in
    /// [`Error::invalid_record`].
    pub fn too_large(table: &str, columns: &[String], record: Option<usize>) -> Self {
        let which = record.map(|index| format!(" of the record at index {index}")).unwrap_or_default();
        let names = quoted(columns);
        let message = match columns {
            [_] => format!("the value of {names}{which} is too large for an index of table \"{table}\""),
            _ => format!(
                "the values of {names}{which} are too large together for an index of table \"{table}\""
            ),
        };
        let fault = |column: &String| {
            with_index(json!({"column": column, "code": "index_size", "message": message}), record)
        };
        let detail = columns.iter().map(fault).collect();
        Error::new("54000", "index_size", message).of_table(table).detailed(detail).hinted(format!(
            "The values of one record take at most {MOST_INDEXED_BYTES} bytes in an index. Shorten them, or drop the index: dt_indexes('{table}') lists those there are."
        ))
    }

    /// 23514: rows of a file break rules; 23505 if these are all unique rules, 42501 if the caller may not write. The faults name row, line, column, code,
    /// message and value.
    pub fn bad_rows(table: &str, message: &str, faults: Vec<Value>) -> Self {
        let all = |code: &str| faults.iter().all(|fault| fault["code"] == code);
        let (sqlstate, code) = match () {
            () if all("unique") => ("23505", "unique"),
            () if all("not_allowed") => ("42501", "not_allowed"),
            () => ("23514", "invalid_record"),
        };
        Error::new(sqlstate, code, format!("invalid file for table \"{table}\": {message}"))
            .of_table(table)
            .detailed(Value::Array(faults))
            .hinted("\"on_error\": \"skip\" leaves such rows out, \"empty\" such cells; \"dry_run\": true only reports.")
    }

    /// 23514: the table has as many records as its setting `max_records` allows.
    pub fn too_many_records(table: &str, most: i64) -> Self {
        Error::new("23514", "max_records", format!("table \"{table}\" can hold at most {most} records"))
            .of_table(table)
            .hinted("Delete records, or raise the setting max_records with dt_alter_table.")
    }
}

fn with_index(mut fault: Value, index: Option<usize>) -> Value {
    if let Some(index) = index {
        fault["index"] = json!(index);
    }
    fault
}

/// `"a", "b"`
pub(super) fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// One fault for each column of a unique rule.
pub(super) fn unique_detail(
    columns: &[String],
    message: &str,
    value: Option<&str>,
    index: Option<usize>,
) -> Value {
    let fault = |column: &String| {
        with_index(json!({"column": column, "code": "unique", "message": message, "value": value}), index)
    };
    columns.iter().map(fault).collect()
}
