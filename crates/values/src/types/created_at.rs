//! `created_at`: when the record was inserted. A read-only system column, which `data` shows if the table has one.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::system::{Source, SystemField};
use crate::text::Object;
use crate::types::ColumnType;

/// The record's `created_at`.
pub struct CreatedAt;

impl ColumnType for CreatedAt {
    fn name(&self) -> &'static str {
        "created_at"
    }

    fn source(&self) -> Source {
        Source::System(SystemField::CreatedAt)
    }

    fn schema(&self, _config: &Object) -> Value {
        json!(false)
    }

    fn stored(&self) -> &'static str {
        "not in `data`, which shows it; read-only"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Timestamptz
    }

    fn example(&self) -> Value {
        json!("2026-01-28T14:30:00Z")
    }
}
