//! What do the rules of records ask of the server?

use dyntables_records::Environment;
use serde_json::Value;

use crate::caller::identity;
use crate::server::jsonb;
use crate::storage::files;

/// What only the server knows.
pub const ENVIRONMENT: Environment<'static> =
    Environment { moment: &identity::moment, encode: &encode, file: &files::facts, numbers_given: false };

fn encode(value: &Value) -> Vec<u8> {
    jsonb::from_value(value).bytes().to_vec()
}
