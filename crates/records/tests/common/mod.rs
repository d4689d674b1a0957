//! What the tests of records share: a table of some columns, and an environment without a server.

#![allow(dead_code)] // each test uses some of it

use std::sync::Arc;

use dyntables_model::column::from_documents;
use dyntables_model::ident::Slug;
use dyntables_model::sharing::Sharing;
use dyntables_model::table::Table;
use dyntables_records::{Environment, RecordValidator, Verdict, Write};
use dyntables_values::files::FileFacts;
use dyntables_values::jsonb::Amendment;
use dyntables_values::moment::Moment;
use jsonschema_value::jsonb::encode::encode;
use serde_json::{Map, Value};

pub fn table(columns: &Value) -> Table {
    Table {
        id: uuid::Uuid::nil(),
        no: 1,
        slug: Slug::new("deals").unwrap(),
        name: "Deals".into(),
        description: None,
        open: false,
        settings: Map::new(),
        columns: from_documents(columns).unwrap(),
        sharing: Sharing::default(),
        hidden: Vec::new(),
        trashed: Vec::new(),
        typed_in_trash: Vec::new(),
        indexing: Default::default(),
    }
}

pub fn validator(columns: &Value) -> RecordValidator {
    RecordValidator::new(Arc::new(table(columns))).unwrap()
}

pub fn moment() -> Moment {
    Moment {
        now: dyntables_values::iso::stored_timestamp("2026-11-21T10:00:00Z").unwrap(),
        zone: dyntables_values::zone::Zone::utc(),
        names_zone: false,
        user: "me".into(),
        pattern_error: |_, _| None,
    }
}

/// The only file in the database.
pub const FILE: &str = "6f1c2c43-94a1-4b6e-8f57-0d6a6d1f2b3c";

pub fn file(_org: Option<&str>, id: uuid::Uuid) -> Option<FileFacts> {
    (id.to_string() == FILE).then(|| FileFacts {
        name: "logo.png".into(),
        size: 70,
        type_: "image/png".into(),
        sha256: "a".repeat(64),
        dimensions: Some((3, 2)),
    })
}

pub const ENVIRONMENT: Environment<'static> =
    Environment { moment: &moment, encode: &encode, file: &file, numbers_given: false };

pub fn examine(validator: &RecordValidator, data: &Value, write: Write<'_>) -> Verdict {
    validator.examine(&encode(data), write, &ENVIRONMENT).unwrap()
}

/// Whether a record, new or not, is stored as it is.
pub fn is_plain(validator: &RecordValidator, data: &Value, write: Write<'_>) -> bool {
    examine(validator, data, write) == Verdict::default()
}

/// A record as the extension amends it.
pub fn apply(data: &Value, amendment: &Amendment) -> Value {
    let mut object = data.as_object().cloned().unwrap_or_default();
    object.retain(|key, _| !amendment.remove.contains(key));
    object.extend(amendment.set.clone());
    Value::Object(object)
}

/// The stored form of a new record, or the columns and codes of its faults.
pub fn store(validator: &RecordValidator, data: &Value) -> Result<Value, Vec<(String, &'static str)>> {
    let verdict = examine(validator, data, Write::Insert);
    if verdict.faults.is_empty() {
        return Ok(apply(data, &verdict.amendment));
    }
    Err(verdict.faults.into_iter().map(|fault| (fault.column, fault.code.as_str())).collect())
}
