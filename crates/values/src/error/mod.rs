//! The mistakes that a caller can make, as PostgreSQL reports them: SQLSTATE, message, DETAIL and HINT.
//!
//! One function makes one kind of error and says all of it. Those of no table in particular are here; the others
//! are in the files below.

mod definitions;
mod files;
mod names;
mod records;
mod versions;

pub use records::MOST_INDEXED_BYTES;
use serde_json::{Value, json};

use crate::text::shorten_text;

/// A mistake of a caller. The extension raises it with `ereport(ERROR)`.
#[derive(Debug, Clone, PartialEq)]
pub struct Error(Box<Fields>);

/// The fields of an error.
#[derive(Debug, Clone, PartialEq)]
struct Fields {
    sqlstate: &'static str,
    /// Names table, column and value; has no full stop.
    message: String,
    /// The kind of error, for programs.
    code: &'static str,
    /// JSON for programs; `None` if there is no more to say than code and message.
    detail: Option<Value>,
    /// What the caller can do.
    hint: Option<String>,
    /// The slug of the table that it is about.
    table: Option<String>,
    /// The unique index that refused a value.
    rule: Option<String>,
    /// The place in the caller's document, such as `filter.or[1].amount.gt`; empty if it is about no document.
    path: String,
    /// The column and the operator of the condition that it is about.
    condition: Option<(String, Option<&'static str>)>,
}

const INVALID_PARAMETER_VALUE: &str = "22023";

impl Error {
    fn new(sqlstate: &'static str, code: &'static str, message: String) -> Self {
        let (detail, hint, table, rule, path, condition) = (None, None, None, None, String::new(), None);
        Error(Box::new(Fields { sqlstate, message, code, detail, hint, table, rule, path, condition }))
    }

    /// Says which table it is about.
    #[must_use]
    pub fn of_table(mut self, slug: &str) -> Self {
        self.0.table = Some(slug.to_owned());
        self
    }

    fn of_rule(mut self, index: &str) -> Self {
        self.0.rule = Some(index.to_owned());
        self
    }

    fn detailed(mut self, detail: Value) -> Self {
        self.0.detail = Some(detail);
        self
    }

    /// Gives or replaces the HINT.
    #[must_use]
    pub fn hinted(mut self, hint: impl Into<String>) -> Self {
        self.0.hint = Some(hint.into());
        self
    }

    /// 22023: a query, filter, option, config, … that means nothing.
    pub fn bad(message: impl Into<String>) -> Self {
        Error::new(INVALID_PARAMETER_VALUE, "invalid", message.into())
    }

    /// A 22023 with a HINT.
    pub fn bad_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Error::bad(message).hinted(hint)
    }

    /// A 22023 with a DETAIL of its own.
    pub fn bad_detail(message: impl Into<String>, detail: Value) -> Self {
        Error::bad(message).detailed(detail)
    }

    /// 2201B: a regular expression that PostgreSQL cannot read.
    pub fn bad_pattern(message: String) -> Self {
        Error::new("2201B", "pattern", message).hinted(
            "The syntax is that of PostgreSQL's operator ~; a backslash before a character that means something, such as \\. or \\(, makes it plain.",
        )
    }

    /// 42501: the caller may not do this.
    pub fn not_allowed(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Error::new("42501", "not_allowed", message.into()).hinted(hint)
    }

    /// 42501: row-level security does not let a row into a storage table, in PostgreSQL's words.
    pub fn refused_by_policy(storage: &str) -> Self {
        let message = format!("new row violates row-level security policy for table \"{storage}\"");
        Error::new("42501", "not_allowed", message)
    }

    /// 54000: a limit is exceeded.
    pub fn limit(message: impl Into<String>) -> Self {
        Error::new("54000", "limit", message.into())
    }

    /// A 54000 with a HINT.
    pub fn limit_hint(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Error::limit(message).hinted(hint)
    }

    /// Replaces the HINT of a 22023. Errors of other kinds keep theirs.
    #[must_use]
    pub fn with_hint(self, hint: impl Into<String>) -> Self {
        if self.0.sqlstate == INVALID_PARAMETER_VALUE { self.hinted(hint) } else { self }
    }

    /// Gives a HINT to a 22023 that has none.
    #[must_use]
    pub fn or_hint(self, hint: impl Into<String>) -> Self {
        if self.0.hint.is_some() { self } else { self.with_hint(hint) }
    }

    /// Changes the message of a 22023, to say which part of a document it is about. Errors of other kinds say so
    /// already.
    #[must_use]
    pub fn map_message(mut self, change: impl FnOnce(&str) -> String) -> Self {
        if self.0.sqlstate == INVALID_PARAMETER_VALUE {
            self.0.message = change(&self.0.message);
        }
        self
    }

    /// Says in which part of the caller's document it is: a key, or `[1]` in an array. Whoever reads the part around that
    /// says so in its turn.
    #[must_use]
    pub fn within(mut self, step: &str) -> Self {
        let path = &self.0.path;
        let dot = if path.is_empty() || path.starts_with('[') { "" } else { "." };
        self.0.path = format!("{step}{dot}{path}");
        self
    }

    /// Says in which part of the caller's document it is, unless that is known already.
    #[must_use]
    pub fn at(mut self, path: impl FnOnce() -> String) -> Self {
        if self.0.path.is_empty() {
            self.0.path = path();
        }
        self
    }

    /// Says which condition it is about: what that is on, a column or a path that begins with one, and the operator.
    #[must_use]
    pub fn of_condition(mut self, path: &str, operator: Option<&'static str>) -> Self {
        let column = path.split('.').next().unwrap_or_default();
        self.0.condition = Some((shorten_text(column), operator));
        self
    }

    /// As [`Error::within`], for an element of an array.
    #[must_use]
    pub fn within_element(self, index: usize) -> Self {
        self.within(&format!("[{index}]"))
    }

    /// The five characters of the SQLSTATE.
    pub fn sqlstate(&self) -> &'static str {
        self.0.sqlstate
    }

    /// The primary message.
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// The DETAIL, JSON for programs: an array with an object for each fault.
    pub fn detail(&self) -> String {
        let Fields { path, .. } = &*self.0;
        let mut faults = self.faults();
        if !path.is_empty() {
            for fault in faults.iter_mut().filter_map(Value::as_object_mut) {
                fault.entry("path").or_insert_with(|| json!(path));
            }
        }
        Value::Array(faults).to_string()
    }

    /// The elements of [`Error::detail`], without the path.
    pub fn faults(&self) -> Vec<Value> {
        let Fields { code, message, detail, condition, .. } = &*self.0;
        let mut faults = match detail {
            Some(Value::Array(faults)) => faults.clone(),
            Some(fault) => vec![fault.clone()],
            None => vec![json!({})],
        };
        for fault in faults.iter_mut().filter_map(Value::as_object_mut) {
            fault.entry("code").or_insert_with(|| json!(code));
            fault.entry("message").or_insert_with(|| json!(message));
            if let Some((column, operator)) = condition {
                fault.entry("column").or_insert_with(|| json!(column));
                if let Some(operator) = operator {
                    fault.entry("operator").or_insert_with(|| json!(operator));
                }
            }
        }
        faults
    }

    /// The slug of the table that it is about.
    pub fn table(&self) -> Option<&str> {
        self.0.table.as_deref()
    }

    /// The key of the column that its first fault is about.
    pub fn column(&self) -> Option<String> {
        self.faults().first().and_then(|fault| Some(fault.get("column")?.as_str()?.to_owned()))
    }

    /// What was broken, as drivers show it: the unique index, or the code of the first fault.
    pub fn constraint(&self) -> String {
        let code = |fault: &Value| Some(fault.get("code")?.as_str()?.to_owned());
        let rule = self.0.rule.clone();
        rule.or_else(|| self.faults().first().and_then(code)).unwrap_or_else(|| self.0.code.to_owned())
    }

    /// The HINT: what the caller can do.
    pub fn hint(&self) -> Option<&str> {
        self.0.hint.as_deref()
    }
}

/// Results whose errors are about a part of the caller's document.
pub trait Within {
    /// As [`Error::within`].
    #[must_use]
    fn within(self, step: &str) -> Self;
    /// As [`Error::within_element`].
    #[must_use]
    fn within_element(self, index: usize) -> Self;
}

impl<T> Within for Result<T, Error> {
    fn within(self, step: &str) -> Self {
        self.map_err(|error| error.within(step))
    }

    fn within_element(self, index: usize) -> Self {
        self.map_err(|error| error.within_element(index))
    }
}

/// The known name that is most like `name`; `None` if none is much like it.
pub fn nearest<'a>(name: &str, known: impl IntoIterator<Item = &'a str>) -> Option<String> {
    // Longer names are no typing mistakes, and the comparison takes quadratic time.
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
