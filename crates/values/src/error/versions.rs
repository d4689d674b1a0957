//! What another session changed first.

use serde_json::json;

use crate::error::Error;

impl Error {
    /// PT409, which PostgREST answers with HTTP 409: the record has another version than the caller expected.
    pub fn version_conflict(table: &str, id: &str, expected: i64, actual: i64) -> Self {
        let message = format!(
            "record {id} of table \"{table}\" has version {actual}, not {expected}: it was changed meanwhile"
        );
        let detail = json!([{"code": "version_conflict", "message": message, "id": id,
            "expected_version": expected, "version": actual}]);
        Error::new("PT409", "version_conflict", message)
            .of_table(table)
            .detailed(detail)
            .hinted("Read the record again, and repeat the change on its new version.")
    }

    /// 40001: values of the table were rewritten after the transaction took its snapshot.
    pub fn rewritten(table: &str) -> Self {
        let message =
            format!("values of table \"{table}\" were rewritten after this transaction began to read");
        Error::new("40001", "rewritten", message).of_table(table).hinted(REPEAT)
    }

    /// 40001: the definition of the table changed between reading and locking it.
    pub fn changed(table: &str) -> Self {
        let message = format!("table \"{table}\" was changed by another session meanwhile");
        Error::new("40001", "changed", message).of_table(table).hinted(REPEAT)
    }

    /// 40001: a GRANT or REVOKE of another session changed rights that this one changes, too.
    pub fn granted_meanwhile() -> Self {
        let message =
            "rights on functions of pg_dyntables were changed by another session meanwhile".to_owned();
        Error::new("40001", "changed", message).hinted(REPEAT)
    }
}

const REPEAT: &str = "Repeat the transaction.";
