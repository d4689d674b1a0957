//! What is fuzzed: each function takes any bytes and must not panic. `crates/sql/tests/corpus.rs` runs
//! them over the inputs in `fuzz/corpus`, which fuzzing found worth keeping.

#![allow(dead_code)] // each fuzz target uses one of them

use std::cell::Cell;
use std::panic::{catch_unwind, resume_unwind};
use std::sync::{Arc, LazyLock, Once};

use dyntables_exchange::{Format, InferOptions, ReadOptions, infer, open};
use dyntables_model::column::{Column, from_documents};
use dyntables_model::ident::{ColumnKey, Slug};
use dyntables_model::sharing::Sharing;
use dyntables_model::table::{Table, TableOptions};
use dyntables_query::document;
use dyntables_records::cast_options::CastOptions;
use dyntables_records::{Environment, RecordValidator, Write};
use dyntables_sql::writer::Sql;
use dyntables_sql::{aggregate, page, select};
use dyntables_values::moment::Moment;
use dyntables_values::system::Source;
use dyntables_values::types::registry;
use dyntables_values::written::{Cast, Reading};
use jsonschema_value::jsonb::encode::encode;
use serde_json::{Map, Value, json};

fn moment() -> Moment {
    Moment {
        now: 848_000_000_000_000,
        zone: dyntables_values::zone::Zone::utc(),
        names_zone: false,
        user: "me".into(),
        pattern_error: |_, _| None,
    }
}

const ENVIRONMENT: Environment<'static> =
    Environment { moment: &moment, encode: &encode, file: &|_, _| None, numbers_given: false };

fn table(columns: Vec<Column>) -> Arc<Table> {
    Arc::new(Table {
        id: uuid::Uuid::nil(),
        no: 1,
        slug: Slug::from_name("fuzzed"),
        name: "Fuzzed".into(),
        description: None,
        open: false,
        settings: Map::new(),
        columns,
        sharing: Sharing::default(),
        hidden: Vec::new(),
        trashed: vec![],
        typed_in_trash: Vec::new(),
        indexing: Default::default(),
    })
}

/// A config that a type accepts, for those that need one.
fn config_of(type_name: &str) -> Value {
    match type_name {
        "select" | "multi_select" | "status" => json!({"options": ["a", "b", "c d", "e,f"]}),
        "currency" => json!({"currency": "EUR"}),
        "phone" => json!({"country": "DE"}),
        "datetime" => json!({"timezone": "Europe/Berlin"}),
        _ => json!({}),
    }
}

fn column(type_name: &str) -> Option<Column> {
    Column::from_document(&json!({"key": "v", "type": type_name, "config": config_of(type_name)})).ok()
}

/// A column of every type, keyed by the type's name.
static EVERY_TYPE: LazyLock<RecordValidator> = LazyLock::new(|| {
    let columns = registry::all().iter().filter_map(|type_| {
        let mut column = column(type_.name())?;
        column.key = ColumnKey::new(type_.name()).ok().filter(|_| type_.source() == Source::Data)?;
        Some(column)
    });
    RecordValidator::new(table(columns.collect())).expect("the types' own schemas compile")
});

/// JSON as a list of column documents, as one, as the config of every type, as table options.
pub fn config(bytes: &[u8]) {
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else { return };
    let _ = from_documents(&document);
    let _ = TableOptions::parse(&document, true);
    if let Ok(column) = Column::from_document(&document) {
        let _ = RecordValidator::new(table(vec![column]));
    }
    for type_ in registry::all() {
        let _ = Column::from_document(&json!({"key": "v", "type": type_.name(), "config": document}));
    }
}

/// The first byte chooses a type, the rest is a value: JSON if it is that, else text. What comes
/// out of normalising and reading must be in its stored form.
pub fn values(bytes: &[u8]) {
    let Some((first, rest)) = bytes.split_first() else { return };
    let types = registry::all();
    let type_ = types[usize::from(*first) % types.len()];
    let Some(column) = column(type_.name()).filter(|_| type_.source() == Source::Data) else { return };
    let text = String::from_utf8_lossy(rest);
    let value = serde_json::from_slice(rest).unwrap_or_else(|_| json!(text));
    if let Some(stored) = type_.normalize(&column.config, &value) {
        assert_eq!(type_.normalize(&column.config, &stored), None, "{} {value} {stored}", type_.name());
    }
    let _ = type_.to_text(&column.config, &value);
    let trimmed = text.trim();
    if !trimmed.is_empty()
        && let Cast::Value(read) = type_.typecast(&column.config, trimmed, &Reading::default())
    {
        let _ = type_.normalize(&column.config, &read);
    }
    if fits_jsonb(&value) {
        check(&encode(&json!({type_.name(): value})));
    }
}

/// Whether PostgreSQL can hold the value: its numbers have at most 131072 digits before the point and
/// 16383 after it. The encoder writes all digits of a number out, so others would take all memory.
fn fits_jsonb(value: &Value) -> bool {
    match value {
        Value::Number(number) => {
            let text = number.to_string();
            let exponent = text.split_once(['e', 'E']).map_or(Ok(0), |(_, exponent)| exponent.parse());
            exponent.is_ok_and(|exponent: i64| (-16_000..=131_000).contains(&exponent))
        }
        Value::Array(list) => list.iter().all(fits_jsonb),
        Value::Object(map) => map.values().all(fits_jsonb),
        _ => true,
    }
}

/// What a query and an aggregate query are about: a column of every type, in an open table.
static QUERIED: LazyLock<Arc<Table>> = LazyLock::new(|| {
    let columns = registry::all().iter().filter_map(|type_| {
        let mut column = column(type_.name())?;
        column.key = ColumnKey::new(type_.name()).ok()?;
        Some(column)
    });
    let columns = columns.collect();
    Arc::new(Table { open: true, ..Arc::unwrap_or_clone(table(columns)) })
});

/// JSON as a query, as an aggregate query, and as the parts of both; what is read is written as SQL,
/// whose parameters are as many as it names.
pub fn query(bytes: &[u8]) {
    let Ok(document) = serde_json::from_slice::<Value>(bytes) else { return };
    let (table, moment) = (&*QUERIED, moment());
    let part = |key: &str| json!({ key: document });
    for query in [&document, &part("filter"), &part("sort"), &part("after"), &part("search")] {
        if let Ok(query) = document::page(table, query, 100, &moment, 1) {
            written(&select::records(table, &query.select));
            written(&page::records(table, &query.select));
            written(&page::any(table, &query.select));
            if let Some(start) = &query.select.start {
                written(&page::any_behind(table, &query.select, start));
            }
        }
    }
    let n = json!({"n": "count"});
    for query in [
        document.clone(),
        json!({"aggregates": {"n": document}}),
        json!({"group_by": document}),
        json!({"aggregates": n, "group_by": "text", "having": document, "sort": document}),
    ] {
        if let Ok(query) = dyntables_query::aggregate::parse(table, &query, &moment) {
            written(&aggregate::groups(table, &query));
        }
    }
}

fn written(sql: &Sql) {
    let last = sql.params().len();
    assert!(last == 0 || sql.text().contains(&format!("${last}")), "{}", sql.text());
    assert!(!sql.text().contains(&format!("${}", last + 1)), "{}", sql.text());
}

thread_local! {
    /// Whether the last panic was one of the jsonb reader's.
    static READER: Cell<bool> = const { Cell::new(false) };
}

/// A document, encoded as jsonb and then damaged: the bytes before the first `{` say where (two
/// each) and with what (one each). The server never hands out such a thing; a broken disk might.
/// The crate that reads jsonb then panics where the bytes contradict each other, which the
/// extension turns into an error of the statement; core's own code must not.
pub fn jsonb(bytes: &[u8]) {
    let start = bytes.iter().position(|byte| *byte == b'{').unwrap_or(bytes.len());
    let (damage, document) = bytes.split_at(start);
    let Some(document) = serde_json::from_slice(document).ok().filter(fits_jsonb) else { return };
    let mut bytes = encode(&document);
    for edit in damage.chunks_exact(3) {
        let at = usize::from(u16::from_le_bytes([edit[0], edit[1]])) % bytes.len();
        bytes[at] = edit[2];
    }
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let other = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |panic| {
            let reader = panic.location().is_some_and(|at| at.file().contains("jsonschema-value-"));
            READER.set(reader);
            if !reader {
                other(panic);
            }
        }));
    });
    if let Err(panic) = catch_unwind(|| check(&bytes))
        && !READER.get()
    {
        resume_unwind(panic);
    }
}

fn check(bytes: &[u8]) {
    let cast =
        CastOptions { reading: Some(Reading::default()), create_options: true, ..CastOptions::default() };
    for write in [Write::Insert, Write::Replace(bytes), Write::Merge] {
        let _ = EVERY_TYPE.examine(bytes, write, &ENVIRONMENT);
        let _ = EVERY_TYPE.read(bytes, write, &cast, &ENVIRONMENT);
    }
}

/// A file: the first byte says in which format it is read, or that it is recognised.
pub fn file(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let format = Format::NAMES.get(usize::from(*first % 8)).map(|(_, format)| *format);
    let options = ReadOptions { format, ..ReadOptions::default() };
    let Ok(mut file) = open(std::io::Cursor::new(bytes), &options) else { return };
    let _ = infer(&mut file, &InferOptions::default());
    while let Ok(Some(row)) = file.next_row() {
        assert!(row.len() <= 1_000);
    }
}
