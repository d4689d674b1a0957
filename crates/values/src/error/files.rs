//! Files, and uploads that are not finished.

use serde_json::json;

use crate::error::Error;
use crate::text::shorten_text;

impl Error {
    /// 22000: a file that is damaged, or holds something else than is due.
    pub fn bad_file(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Error::new("22000", "file", message.into()).hinted(hint)
    }

    /// 42704: there is no such upload for the caller.
    pub fn no_such_upload(id: &str) -> Self {
        let message = format!("there is no unfinished upload {id} of yours");
        Error::new("42704", "unknown_file", message)
            .hinted("dt_file_begin begins one; only who began it sends its chunks and finishes it.")
    }

    /// 42704: there is no such file for the caller.
    pub fn no_such_file(id: &str) -> Self {
        Error::new("42704", "unknown_file", format!("there is no file {id} for you")).hinted(
            "A file is there for who has uploaded it, and for who may see a record that refers to it.",
        )
    }

    /// 22000: what was sent is not what was announced.
    pub fn wrong_content(message: impl Into<String>, hint: impl Into<String>) -> Self {
        Error::new("22000", "wrong_content", message.into()).hinted(hint)
    }

    /// 22000: an image cannot be decoded.
    pub fn damaged_image(what: &str) -> Self {
        Error::new("22000", "damaged_image", format!("there is no thumbnail of this file: {what}"))
    }

    /// 23503: files are gone that a record refers to.
    pub fn files_gone(table: &str, column: &str, ids: &[String]) -> Self {
        let message = format!("column \"{column}\": the file {} is not there any more", ids.join(", "));
        let detail = ids
            .iter()
            .map(|id| json!({"column": column, "code": "missing_file", "message": message, "value": id}));
        Error::new("23503", "missing_file", message.clone())
            .of_table(table)
            .detailed(detail.collect())
            .hinted("It was removed as a file that no record refers to. Upload it again.")
    }

    /// 22023: a file cannot have this name.
    pub fn bad_file_name(name: &str, what: &str) -> Self {
        Error::bad(format!("the name of the file {what}: \"{}\"", shorten_text(name)))
    }
}
