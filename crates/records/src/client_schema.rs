//! The JSON Schema of a table's records, for clients.

use dyntables_model::column::Column;
use dyntables_model::table::Table;
use dyntables_schema::named_schema;
use dyntables_values::system::Source;
use dyntables_values::text::Object;
use serde_json::{Value, json};

/// The JSON Schema of a table's records, for clients.
pub fn record_schema(table: &Table) -> Value {
    let data_columns = || table.columns.iter().filter(|column| column.type_.source() == Source::Data);
    let properties: Object =
        data_columns().map(|column| (column.key.to_string(), column_schema(column))).collect();
    // What the server assigns is there when the record is stored, not when it is written.
    let required: Vec<&str> = data_columns()
        .filter(|column| column.required && !column.type_.is_assigned())
        .map(|column| column.key.as_str())
        .collect();
    let additional = if table.open { json!({"not": {"type": "null"}}) } else { Value::Bool(false) };
    let mut schema = json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": table.name,
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": additional,
    });
    if let Some(description) = &table.description {
        schema["description"] = description.clone().into();
    }
    schema
}

fn column_schema(column: &Column) -> Value {
    let type_ = column.type_;
    let mut schema = match named_schema(column.key.as_str(), &column.config, type_.schema(&column.config)) {
        Value::Object(schema) => schema,
        other => return other,
    };
    schema.entry("title").or_insert_with(|| column.label.clone().into());
    if let Some(description) = &column.description {
        schema.entry("description").or_insert_with(|| description.clone().into());
    }
    if let Some(default) = column.default.as_ref().filter(|default| !type_.is_dynamic_default(default)) {
        schema.entry("default").or_insert_with(|| default.clone());
    }
    Value::Object(schema)
}
