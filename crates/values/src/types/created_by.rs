//! `created_by`: who inserted the record. A read-only system column, which `data` shows if the table has one.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::system::{Source, SystemField};
use crate::text::Object;
use crate::types::ColumnType;

/// The record's `created_by`.
pub struct CreatedBy;

impl ColumnType for CreatedBy {
    fn name(&self) -> &'static str {
        "created_by"
    }

    fn source(&self) -> Source {
        Source::System(SystemField::CreatedBy)
    }

    fn schema(&self, _config: &Object) -> Value {
        json!(false)
    }

    fn stored(&self) -> &'static str {
        "not in `data`, which shows it; read-only"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn example(&self) -> Value {
        json!("user-7")
    }
}
