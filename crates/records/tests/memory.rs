//! How much memory does a definition take? A session keeps as many as `dt.definition_cache_size` says, so each is small.

use std::alloc::System;
use std::sync::Arc;

use dyntables_model::column::from_documents;
use dyntables_model::ident::Slug;
use dyntables_model::sharing::Sharing;
use dyntables_model::table::{Indexing, Table};
use dyntables_records::RecordValidator;
use serde_json::json;
use stats_alloc::{INSTRUMENTED_SYSTEM, Region, StatsAlloc};

#[global_allocator]
static COUNTING: &StatsAlloc<System> = &INSTRUMENTED_SYSTEM;

/// The bytes that what `make` makes holds. Only one thread may allocate meanwhile.
fn bytes_of<T>(make: impl Fn() -> T) -> isize {
    // What is made once per process is made before.
    drop(make());
    let region = Region::new(COUNTING);
    let made = make();
    let change = region.change();
    drop(made);
    // What a reallocation adds or gives back is counted in both.
    change.bytes_allocated as isize - change.bytes_deallocated as isize
}

fn table() -> Arc<Table> {
    let types = [
        "text",
        "number",
        "text",
        "select",
        "date",
        "checkbox",
        "email",
        "url",
        "integer",
        "decimal",
        "datetime",
        "long_text",
        "percent",
        "rating",
        "phone",
        "multi_select",
        "uuid",
        "time",
        "json",
        "status",
    ];
    let columns = types.iter().enumerate().map(|(at, name)| {
        let config = if name.ends_with("select") { json!({"options": ["a", "b", "c"]}) } else { json!({}) };
        json!({"key": format!("column_{at}"), "label": format!("A column of type {name}"), "type": name, "config": config})
    });
    let mut columns = from_documents(&columns.collect()).unwrap();
    columns.shrink_to_fit();
    Arc::new(Table {
        id: uuid::Uuid::nil(),
        no: 1,
        slug: Slug::new("things").unwrap(),
        name: "Things".into(),
        description: Some("What there is".into()),
        open: false,
        settings: serde_json::Map::new(),
        columns,
        sharing: Sharing::default(),
        hidden: Vec::new(),
        trashed: Vec::new(),
        typed_in_trash: Vec::new(),
        indexing: Indexing::default(),
    })
}

#[test]
fn a_table_of_20_columns_and_its_rules_take_less_than_20_kb() {
    let of_table = bytes_of(table);
    let known = table();
    let of_rules = bytes_of(|| RecordValidator::new(known.clone()).unwrap());
    println!("{of_table} bytes for the table, {of_rules} for its rules");
    assert!(of_table + of_rules < 20_000, "{of_table} for the table, {of_rules} for its rules");
}
