//! `updated_by`: who changed the record last. A read-only system column, which `data` shows if the table has one.

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::system::{Source, SystemField};
use crate::text::Object;
use crate::types::ColumnType;

/// The record's `updated_by`.
pub struct UpdatedBy;

impl ColumnType for UpdatedBy {
    fn name(&self) -> &'static str {
        "updated_by"
    }

    fn source(&self) -> Source {
        Source::System(SystemField::UpdatedBy)
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
