//! Every error that a caller can cause, with its SQLSTATE, message, DETAIL and HINT (SPEC chapter 10).

use serde_json::{Value, json};

use crate::fault::{Fault, FaultCode};

/// What a caller did wrong. The extension reports it as an `ereport(ERROR)`.
#[derive(Debug, Clone, PartialEq)]
pub enum Error {
    /// 42P01: no table of this slug, name or id is visible to the caller.
    NoSuchTable {
        /// What the caller wrote.
        name: String,
        /// The nearest known slug.
        nearest: Option<String>,
    },
    /// 42703: a name in data, a filter, a sort, … is no column of the table.
    NoSuchColumn {
        /// The table's slug.
        table: String,
        /// What the caller wrote.
        key: String,
        /// Where, for the message: `filter`, `sort`, …; empty where it is obvious.
        place: &'static str,
        /// The nearest known key.
        nearest: Option<String>,
    },
    /// 23514: a record that breaks its table's rules; all its faults at once.
    InvalidRecord {
        /// The table's slug.
        table: String,
        /// At least one.
        faults: Vec<Fault>,
        /// Which of many records, counted from 0.
        index: Option<usize>,
    },
    /// 23502: a column becomes required while records lack its value.
    MissingValues {
        /// The table's slug.
        table: String,
        /// The column's key.
        column: String,
        /// How many records lack it.
        count: i64,
        /// The first of their ids.
        ids: Vec<String>,
    },
    /// 22023: a column's new type or config, which stored values do not satisfy.
    Inconvertible {
        /// The table's slug.
        table: String,
        /// The column's key.
        column: String,
        /// The new type; absent where only the config changes.
        becomes: Option<&'static str>,
        /// How many values do not convert.
        count: i64,
        /// How many there are.
        total: i64,
        /// The first of them: `{"id", "value", "message"}`.
        examples: Vec<Value>,
    },
    /// 23505: a record with this value exists.
    Duplicate {
        /// The table's slug.
        table: String,
        /// The columns of the unique rule, `id` for a record's id.
        columns: Vec<String>,
        /// The value as PostgreSQL prints it, if it said.
        value: Option<String>,
        /// Which of many records, counted from 0.
        index: Option<usize>,
    },
    /// 23505: a unique rule over values that occur more than once.
    NotUnique {
        /// The table's slug.
        table: String,
        /// The columns of the rule.
        columns: Vec<String>,
        /// A value that occurs more than once, as PostgreSQL prints it, if it said.
        value: Option<String>,
    },
    /// 23505: a table's name or slug, or a column's key, is taken.
    Taken {
        /// What is taken: `a table with the slug`, …
        what: String,
        /// The name.
        name: String,
        /// What can be done.
        hint: Option<String>,
    },
    /// 22023: a query, filter, option, config, … that means nothing.
    Bad {
        /// The message.
        message: String,
        /// JSON for programs.
        detail: Option<Value>,
        /// What can be done.
        hint: Option<String>,
    },
    /// 2201B: a regular expression that PostgreSQL cannot read.
    BadPattern {
        /// The message.
        message: String,
    },
    /// 42501: not allowed.
    NotAllowed {
        /// The message.
        message: String,
        /// What can be done.
        hint: Option<String>,
    },
    /// PT409 (HTTP 409 to PostgREST): the record has another version than expected.
    VersionConflict {
        /// The table's slug.
        table: String,
        /// The record's id.
        id: String,
        /// The version the caller expected.
        expected: i64,
        /// The version the record has.
        actual: i64,
    },
    /// 23514: a table has as many records as its setting `max_records` allows.
    TooManyRecords {
        /// The table's slug.
        table: String,
        /// How many it can hold.
        most: i64,
    },
    /// 55000: an object in the way is of somebody else's making.
    InTheWay {
        /// The message.
        message: String,
        /// What can be done.
        hint: String,
    },
    /// 42P13: SQL declares a function of the library otherwise than it is.
    Misdeclared {
        /// The function as SQL knows it.
        declared: String,
        /// The symbol in the library.
        symbol: &'static str,
        /// What the symbol is: arguments and result, as SQL declares them.
        signature: String,
    },
    /// 40001: values were rewritten after the transaction's snapshot was taken.
    Rewritten {
        /// The table's slug.
        table: String,
    },
    /// 40001: a definition changed between the look at it and its lock.
    Changed {
        /// The table's slug.
        table: String,
    },
    /// 54000: a limit is exceeded.
    Limit {
        /// The message.
        message: String,
        /// What can be done.
        hint: Option<String>,
    },
}

impl Error {
    /// A 22023 without DETAIL or HINT.
    pub fn bad(message: impl Into<String>) -> Self {
        Error::Bad { message: message.into(), detail: None, hint: None }
    }

    /// A 22023 with a HINT.
    pub fn bad_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Error::Bad { message: message.into(), detail: None, hint: Some(hint.into()) }
    }

    /// The error with another HINT, if it is a 22023.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        match self {
            Error::Bad { message, detail, .. } => Error::Bad { message, detail, hint: Some(hint.into()) },
            other => other,
        }
    }

    /// A 22023 for a name that is none of `known`: the HINT names the nearest, or all of them.
    pub fn unknown<'a>(what: &str, name: &str, known: impl IntoIterator<Item = &'a str> + Clone) -> Self {
        let name = crate::text::shorten_text(name);
        let message = format!("unknown {what} \"{name}\"");
        let mut detail = json!([{"code": "unknown", "message": message, "name": name}]);
        let hint = match nearest(&name, known.clone()) {
            Some(near) => {
                detail[0]["nearest"] = json!(near);
                format!("Perhaps you meant \"{near}\".")
            }
            None => {
                let known: Vec<&str> = known.into_iter().collect();
                detail[0]["known"] = json!(known);
                format!("Known are: {}.", known.join(", "))
            }
        };
        Error::Bad { message, detail: Some(detail), hint: Some(hint) }
    }

    /// A 54000.
    pub fn limit(message: impl Into<String>) -> Self {
        Error::Limit { message: message.into(), hint: None }
    }

    /// The five-character SQLSTATE.
    #[must_use]
    pub fn sqlstate(&self) -> &'static str {
        match self {
            Error::NoSuchTable { .. } => "42P01",
            Error::NoSuchColumn { .. } => "42703",
            // A record whose only faults are unknown keys has one cause: a wrong name.
            Error::InvalidRecord { faults, .. } if only_unknown(faults) => "42703",
            Error::InvalidRecord { .. } | Error::TooManyRecords { .. } => "23514",
            Error::InTheWay { .. } => "55000",
            Error::Misdeclared { .. } => "42P13",
            Error::Rewritten { .. } | Error::Changed { .. } => "40001",
            Error::MissingValues { .. } => "23502",
            Error::Duplicate { .. } | Error::NotUnique { .. } | Error::Taken { .. } => "23505",
            Error::Bad { .. } | Error::Inconvertible { .. } => "22023",
            Error::BadPattern { .. } => "2201B",
            Error::NotAllowed { .. } => "42501",
            Error::VersionConflict { .. } => "PT409",
            Error::Limit { .. } => "54000",
        }
    }

    /// The primary message: table, column and value, no full stop.
    #[must_use]
    pub fn message(&self) -> String {
        match self {
            Error::NoSuchTable { name, .. } => {
                format!("dynamic table \"{}\" does not exist", crate::text::shorten_text(name))
            }
            Error::NoSuchColumn { table, key, place, .. } => {
                let place = if place.is_empty() { String::new() } else { format!(", named in {place},") };
                format!(
                    "column \"{}\"{place} does not exist in table \"{table}\"",
                    crate::text::shorten_text(key)
                )
            }
            Error::InvalidRecord { table, faults, index } => {
                let more = match faults.len() {
                    0 | 1 => String::new(),
                    2 => " (and 1 more fault)".to_owned(),
                    n => format!(" (and {} more faults)", n - 1),
                };
                let first = faults.first().map(Fault::sentence).unwrap_or_default();
                let which = at_index(*index);
                format!("invalid record{which} for table \"{table}\": {first}{more}")
            }
            Error::MissingValues { table, column, count, .. } => format!(
                "column \"{column}\" of table \"{table}\" cannot be required: {} no value for it",
                records(*count, "has", "have")
            ),
            Error::Inconvertible { table, column, becomes, count, total, .. } => {
                let becomes =
                    becomes.map_or("have this config".to_owned(), |type_| format!("become {type_}"));
                let of = if *total == 1 {
                    "its value".to_owned()
                } else {
                    format!("{count} of its {total} values")
                };
                let do_not = if *count == 1 { "does not fit" } else { "do not fit" };
                format!("column \"{column}\" of table \"{table}\" cannot {becomes}: {of} {do_not}")
            }
            Error::Duplicate { table, columns, value, index } => {
                let value = value
                    .as_deref()
                    .map(|v| format!(" = {}", crate::text::shorten_text(v)))
                    .unwrap_or_default();
                let which = index.map(|index| format!("record at index {index}: ")).unwrap_or_default();
                format!("{which}a record with {}{value} already exists in table \"{table}\"", quoted(columns))
            }
            Error::NotUnique { table, columns, value } => {
                let value = value.as_deref().map(crate::text::shorten_text).unwrap_or_default();
                format!(
                    "{} of table \"{table}\" cannot be unique: {value} occurs more than once",
                    quoted(columns)
                )
            }
            Error::Taken { what, name, .. } => format!("{what} \"{name}\" already exists"),
            Error::Bad { message, .. }
            | Error::BadPattern { message }
            | Error::NotAllowed { message, .. }
            | Error::InTheWay { message, .. }
            | Error::Limit { message, .. } => message.clone(),
            Error::Misdeclared { declared, symbol, signature } => {
                format!(
                    "function {declared} is declared wrongly: \"{symbol}\" of pg_dyntables is FUNCTION {signature}"
                )
            }
            Error::TooManyRecords { table, most } => {
                format!("table \"{table}\" can hold at most {most} records")
            }
            Error::Changed { table } => format!("table \"{table}\" was changed by another session meanwhile"),
            Error::Rewritten { table } => {
                format!("values of table \"{table}\" were rewritten after this transaction began to read")
            }
            Error::VersionConflict { table, id, expected, actual } => format!(
                "record {id} of table \"{table}\" has version {actual}, not {expected}: it was changed meanwhile"
            ),
        }
    }

    /// JSON for programs: a list of what is wrong, each with a code and a message and whatever else there is
    /// to say, such as the column.
    #[must_use]
    pub fn detail(&self) -> String {
        let plain = |code: &str| json!([{"code": code, "message": self.message()}]);
        let detail = match self {
            Error::NoSuchTable { name, nearest } => {
                let mut detail = plain("unknown_table");
                detail[0]["table"] = json!(crate::text::shorten_text(name));
                with_nearest(detail, nearest.as_deref())
            }
            Error::NoSuchColumn { key, place, nearest, .. } => {
                let mut detail = plain(FaultCode::UnknownColumn.as_str());
                detail[0]["column"] = json!(crate::text::shorten_text(key));
                if !place.is_empty() {
                    detail[0]["in"] = json!(place);
                }
                with_nearest(detail, nearest.as_deref())
            }
            Error::Taken { name, .. } => {
                let mut detail = plain("taken");
                detail[0]["name"] = json!(name);
                detail
            }
            Error::Bad { detail: Some(detail), .. } => detail.clone(),
            Error::Bad { .. } => plain("invalid"),
            Error::BadPattern { .. } => plain(FaultCode::Pattern.as_str()),
            Error::NotAllowed { .. } => plain("not_allowed"),
            Error::Limit { .. } => plain("limit"),
            Error::TooManyRecords { .. } => plain("max_records"),
            Error::InTheWay { .. } => plain("in_the_way"),
            Error::Misdeclared { .. } => plain("misdeclared"),
            Error::Rewritten { .. } => plain("rewritten"),
            Error::Changed { .. } => plain("changed"),
            Error::InvalidRecord { faults, index, .. } => {
                Value::Array(faults.iter().map(|fault| with_index(fault.to_json(), *index)).collect())
            }
            Error::MissingValues { column, count, ids, .. } => {
                json!([{"column": column, "code": "required", "count": count, "ids": ids}])
            }
            Error::Inconvertible { column, count, examples, .. } => {
                let ids: Vec<&Value> = examples.iter().filter_map(|example| example.get("id")).collect();
                json!([{"column": column, "code": "conversion", "count": count, "ids": ids, "examples": examples}])
            }
            Error::Duplicate { columns, value, index, .. } => self.unique_detail(columns, value, *index),
            Error::NotUnique { columns, value, .. } => self.unique_detail(columns, value, None),
            Error::VersionConflict { id, expected, actual, .. } => {
                json!({"id": id, "expected_version": expected, "version": actual})
            }
        };
        detail.to_string()
    }

    fn unique_detail(&self, columns: &[String], value: &Option<String>, index: Option<usize>) -> Value {
        let message = self.message();
        let of_column = |column: &String| {
            let detail = json!({"column": column, "code": "unique", "message": message, "value": value});
            with_index(detail, index)
        };
        Value::Array(columns.iter().map(of_column).collect())
    }

    /// What can be done about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Error::NoSuchTable { nearest, .. } => Some(match nearest {
                Some(near) => format!("Perhaps you meant \"{near}\"."),
                None => "dt_tables() lists the tables there are.".to_owned(),
            }),
            Error::NoSuchColumn { nearest, table, .. } => Some(match nearest {
                Some(near) => format!("Perhaps you meant \"{near}\"."),
                None => format!("dt_columns('{table}') lists the columns there are."),
            }),
            Error::MissingValues { column, .. } => Some(format!(
                "Give these records a value first, or give the column a default and change it with {{\"backfill\": true}}; the records are those where {column} is_empty."
            )),
            Error::BadPattern { .. } => Some(
                "The syntax is that of PostgreSQL's operator ~; a backslash before a character that means something, such as \\. or \\(, makes it plain."
                    .to_owned(),
            ),
            Error::VersionConflict { .. } => {
                Some("Read the record again, and repeat the change on its new version.".to_owned())
            }
            Error::TooManyRecords { .. } => {
                Some("Delete records, or raise the setting max_records with dt_alter_table.".to_owned())
            }
            Error::InTheWay { hint, .. } => Some(hint.clone()),
            Error::Misdeclared { .. } => Some(
                "Drop it if you made it. If the extension did, its library is of another version: reinstall the files of pg_dyntables, then ALTER EXTENSION pg_dyntables UPDATE."
                    .to_owned(),
            ),
            Error::Rewritten { .. } | Error::Changed { .. } => Some("Repeat the transaction.".to_owned()),
            Error::Taken { hint, .. }
            | Error::Bad { hint, .. }
            | Error::NotAllowed { hint, .. }
            | Error::Limit { hint, .. } => hint.clone(),
            Error::InvalidRecord { faults, table, .. } if only_unknown(faults) => {
                let nearest = faults.iter().find_map(|fault| fault.nearest.clone());
                Error::NoSuchColumn { table: table.clone(), key: String::new(), place: "", nearest }.hint()
            }
            Error::Inconvertible { .. } => Some(
                "Change these values first, or add \"on_failure\" to the changes: \"keep\" moves them to _unconverted in their records, \"null\" removes them."
                    .to_owned(),
            ),
            Error::InvalidRecord { .. } | Error::Duplicate { .. } | Error::NotUnique { .. } => None,
        }
    }
}

/// A detail that also names the nearest known name, if there is one.
fn with_nearest(mut detail: Value, nearest: Option<&str>) -> Value {
    if let Some(nearest) = nearest {
        detail[0]["nearest"] = json!(nearest);
    }
    detail
}

fn records(count: i64, one: &str, many: &str) -> String {
    if count == 1 { format!("1 record {one}") } else { format!("{count} records {many}") }
}

/// ` at index 3`, where the record is one of many.
fn at_index(index: Option<usize>) -> String {
    index.map(|index| format!(" at index {index}")).unwrap_or_default()
}

fn with_index(mut detail: Value, index: Option<usize>) -> Value {
    if let Some(index) = index {
        detail["index"] = json!(index);
    }
    detail
}

fn only_unknown(faults: &[Fault]) -> bool {
    faults.iter().all(|fault| fault.code == FaultCode::UnknownColumn)
}

fn quoted(names: &[String]) -> String {
    names.iter().map(|name| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
}

/// The known name that is most like `name`, if any is like it at all.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Longer inputs are no typing mistake, and the comparison is quadratic.
    if name.len() > 200 {
        return None;
    }
    let lower = name.to_lowercase();
    known
        .into_iter()
        .map(|candidate| (strsim::normalized_damerau_levenshtein(&lower, candidate), candidate))
        .filter(|(likeness, _)| *likeness >= 0.5)
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .map(|(_, candidate)| candidate.to_owned())
}
