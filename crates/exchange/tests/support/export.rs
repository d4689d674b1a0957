//! Records in memory, and the files that an export makes of them.

use dyntables_exchange::write::export::{Export, Record};
use dyntables_exchange::write::options::ExportOptions;
use dyntables_model::column::Column;
use dyntables_model::ident::Slug;
use dyntables_model::sharing::Sharing;
use dyntables_model::table::Table;
use dyntables_values::jsonb::document;
use dyntables_values::record_text::Stored;
use serde_json::{Map, Value};

/// A table of these columns.
pub fn table(columns: Vec<Column>) -> Table {
    Table {
        id: uuid::Uuid::nil(),
        no: 1,
        slug: Slug::new("deals").unwrap(),
        name: "Deals".into(),
        description: None,
        open: false,
        settings: Map::new(),
        columns,
        sharing: Sharing::default(),
        hidden: Vec::new(),
        trashed: Vec::new(),
        typed_in_trash: Vec::new(),
        indexing: Default::default(),
    }
}

/// A document as jsonb.
pub fn encode(value: &Value) -> Vec<u8> {
    document(value).unwrap()
}

/// The file of these records.
pub fn exported(table: &Table, records: &[Value], options: Value) -> Vec<u8> {
    let options = ExportOptions::parse(options.as_object().unwrap()).unwrap();
    let mut export = Export::new(table, None, &options).unwrap();
    let mut out = Vec::new();
    export.begin(&mut out).unwrap();
    for record in records {
        let data = encode(record);
        let stored = Stored {
            id: [0; 16],
            data: &data,
            created_at: None,
            updated_at: None,
            created_by: None,
            updated_by: None,
            version: 1,
        };
        export.record(&mut out, &Record { stored, deleted_at: None }).unwrap().unwrap();
    }
    export.end(&mut out).unwrap();
    out
}
