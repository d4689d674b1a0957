//! What is an entry of a column for files? Either a file in the database, of which the client says the id and what to call
//! it, and the server the rest; or one elsewhere, of which the client says everything.

use serde_json::{Value, json};
use uuid::Uuid;

use crate::fault::FaultCode;
use crate::jsonb::{Held, Part, elements};
use crate::text::{Object, shorten};
use percent_encoding::percent_decode_str;

/// What the server knows of a file in the database.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileFacts {
    /// The name that it was uploaded with.
    pub name: String,
    /// How many bytes it has.
    pub size: i64,
    /// Its media type, by its bytes.
    pub type_: String,
    /// The SHA-256 of its bytes.
    pub sha256: String,
    /// Width and height of an image, in pixels.
    pub dimensions: Option<(i32, i32)>,
}

impl FileFacts {
    /// The entry of the file with this id.
    pub fn entry(&self, id: Uuid) -> Object {
        let mut entry = Object::new();
        entry.insert("id".into(), json!(id.to_string()));
        entry.insert("name".into(), json!(self.name));
        entry.insert("size".into(), json!(self.size));
        entry.insert("type".into(), json!(self.type_));
        entry.insert("sha256".into(), json!(self.sha256));
        if let Some((width, height)) = self.dimensions {
            entry.insert("width".into(), json!(width));
            entry.insert("height".into(), json!(height));
        }
        entry
    }
}

/// The keys of an entry that tell where a file is outside of the database.
const ELSEWHERE: [&str; 3] = ["url", "bucket", "path"];

/// The keys of an entry of a file in the database that are the client's.
const OF_CLIENT: [&str; 2] = ["name", "description"];

/// The id of the file in the database that an entry is of; `None` if it is of none.
fn id_of(entry: &Object) -> Option<Uuid> {
    if ELSEWHERE.iter().any(|key| entry.contains_key(*key)) {
        return None;
    }
    Uuid::try_parse(entry.get("id")?.as_str()?).ok()
}

/// The entries of a value: the elements of a list, or the one object.
pub fn entries(value: &Value) -> &[Value] {
    match value {
        Value::Array(list) => list,
        Value::Object(_) => std::slice::from_ref(value),
        _ => &[],
    }
}

/// The files in the database that a stored value refers to.
pub fn attached(value: Part<'_>) -> Vec<Uuid> {
    let of_entry = |entry: Part<'_>| {
        if !entry.is_object() || ELSEWHERE.iter().any(|key| entry.at(&[key.as_bytes()]).is_some()) {
            return None;
        }
        match entry.at(&[b"id"])?.held()? {
            Held::Text(id) => Uuid::try_parse(id).ok(),
            _ => None,
        }
    };
    let mut ids: Vec<Uuid> = match value.held() {
        Some(Held::Array(list)) => elements(list).flatten().filter_map(of_entry).collect(),
        Some(Held::Object(_)) => of_entry(value).into_iter().collect(),
        _ => Vec::new(),
    };
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Whether a value refers to a file in the database.
pub fn has_attached(value: &Value) -> bool {
    entries(value).iter().filter_map(Value::as_object).any(|entry| id_of(entry).is_some())
}

/// What is wrong with an entry: the code, the entry, and the end of a sentence that begins with the entry.
pub type Wrong = (FaultCode, Value, String);

/// The value with all that the server knows of its files in the database. `old` is the value that it takes the place of,
/// whose files are known: `ask` is asked of others only. It answers `None` if there is no such file for the caller.
pub fn completed(
    value: &Value,
    old: Option<&Value>,
    ask: &mut dyn FnMut(Uuid) -> Option<FileFacts>,
) -> Result<Value, Vec<Wrong>> {
    let known = |id: Uuid| {
        let olds = entries(old?).iter().filter_map(Value::as_object);
        olds.into_iter().find(|entry| id_of(entry) == Some(id)).cloned()
    };
    let mut wrong = Vec::new();
    let mut complete = |entry: &Value| {
        let Some(given) = entry.as_object() else { return entry.clone() };
        let Some(id) = id_of(given) else { return entry.clone() };
        let facts = known(id).or_else(|| ask(id).map(|facts| facts.entry(id)));
        let Some(mut facts) = facts else {
            let what = "is no file of your organisation, or its upload is not finished".to_owned();
            wrong.push((FaultCode::MissingFile, json!(id.to_string()), what));
            return entry.clone();
        };
        facts.remove("description");
        for key in OF_CLIENT {
            if let Some(value) = given.get(key).filter(|value| !value.is_null()) {
                facts.insert(key.to_owned(), value.clone());
            }
        }
        // What no entry has is told, and not dropped.
        for (key, value) in given {
            if !KEYS.contains(&key.as_str()) {
                facts.insert(key.clone(), value.clone());
            }
        }
        Value::Object(facts)
    };
    let value = match value {
        Value::Array(list) => Value::Array(list.iter().map(&mut complete).collect()),
        one => complete(one),
    };
    if wrong.is_empty() { Ok(value) } else { Err(wrong) }
}

/// The keys of an entry.
pub const KEYS: [&str; 11] =
    ["id", "name", "size", "type", "sha256", "url", "bucket", "path", "width", "height", "description"];

/// Whether a text is a media type: `image/png`.
pub fn is_media_type(text: &str) -> bool {
    let is_name = |name: &str| {
        name.bytes().next().is_some_and(|first| first.is_ascii_alphanumeric())
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"!#$&-^_.+".contains(&byte))
    };
    text.len() <= 255 && text.split_once('/').is_some_and(|(family, name)| is_name(family) && is_name(name))
}

/// Whether a media type fits a pattern: `image/*`, `application/pdf`.
pub fn fits(type_: &str, pattern: &str) -> bool {
    match pattern.strip_suffix("/*") {
        Some("*") => true,
        Some(family) => type_.split_once('/').is_some_and(|(found, _)| found.eq_ignore_ascii_case(family)),
        None => type_.eq_ignore_ascii_case(pattern),
    }
}

/// What is wrong with the name of a file; `None` if nothing is. Ends a sentence that begins with the name.
pub fn name_fault(name: &str) -> Option<&'static str> {
    const MOST: usize = 255;
    if name.is_empty() {
        Some("must not be empty")
    } else if name.chars().count() > MOST {
        Some("must have at most 255 characters")
    } else if name.contains(['/', '\\']) {
        Some("must not have the path separators / and \\")
    } else if name.chars().any(char::is_control) {
        Some("must not have control characters")
    } else if matches!(name, "." | "..") {
        Some("must not be the name of a folder")
    } else {
        None
    }
}

/// The rules that a column has for its entries.
pub struct Limits<'a> {
    /// The most bytes.
    pub max_size: Option<i64>,
    /// Patterns of media types; empty if all are allowed.
    pub allowed_types: Vec<&'a str>,
    /// Whether files of the database, and files elsewhere are allowed.
    pub storage: (bool, bool),
    /// The only bucket.
    pub bucket: Option<&'a str>,
}

/// What is wrong with an entry in its stored form; `None` if nothing is.
pub fn entry_fault(limits: &Limits<'_>, entry: &Value) -> Option<(FaultCode, String)> {
    let Some(object) = entry.as_object() else {
        return Some((FaultCode::Type, "must be an object such as {\"id\": …} or {\"url\": …}".into()));
    };
    if let Some(key) = object.keys().find(|key| !KEYS.contains(&key.as_str())) {
        return Some((
            FaultCode::Format,
            format!(
                "has a key \"{}\", which no file has; there are {}",
                crate::text::shorten_text(key),
                KEYS.join(", ")
            ),
        ));
    }
    for (key, value) in object {
        let is_right = match key.as_str() {
            "size" => value.as_i64().is_some_and(|size| size >= 0),
            "width" | "height" => {
                value.as_i64().is_some_and(|length| (1..=i64::from(i32::MAX)).contains(&length))
            }
            _ => value.is_string(),
        };
        if !is_right {
            let due = match key.as_str() {
                "size" => "a whole number of bytes",
                "width" | "height" => "a whole number of pixels",
                _ => "a text",
            };
            return Some((FaultCode::Type, format!("has a {key} {} that is not {due}", shorten(value))));
        }
    }
    let text = |key: &str| object.get(key).and_then(Value::as_str);
    let (url, bucket, path) = (text("url"), text("bucket"), text("path"));
    let is_elsewhere = url.is_some() || bucket.is_some() || path.is_some();
    let is_in_database = !is_elsewhere && text("id").is_some_and(|id| Uuid::try_parse(id).is_ok());
    if let Some(what) = place_fault(limits, is_in_database, url, bucket, path) {
        return Some((FaultCode::FileStorage, what));
    }
    let name = text("name").unwrap_or_default();
    if let Some(what) = name_fault(name) {
        return Some((FaultCode::FileName, format!("has a name that {what}")));
    }
    if let Some(sum) = text("sha256")
        && !(sum.len() == 64 && sum.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f')))
    {
        return Some((
            FaultCode::Format,
            "has a sha256 that is not 64 hexadecimal digits in lower case".into(),
        ));
    }
    const LONGEST: usize = 10_000;
    if object.values().any(|value| value.as_str().is_some_and(|text| text.chars().count() > LONGEST)) {
        return Some((FaultCode::MaxLength, format!("has a text of more than {LONGEST} characters")));
    }
    let type_ = text("type");
    if type_.is_some_and(|type_| !is_media_type(type_)) {
        return Some((FaultCode::Format, "has a type that is no media type such as \"image/png\"".into()));
    }
    if !limits.allowed_types.is_empty() {
        let allowed = limits.allowed_types.join(", ");
        match type_ {
            None => return Some((FaultCode::FileType, format!("has no type, and allowed are {allowed}"))),
            Some(type_) if !limits.allowed_types.iter().any(|pattern| fits(type_, pattern)) => {
                return Some((FaultCode::FileType, format!("is of type {type_}, and allowed are {allowed}")));
            }
            Some(_) => {}
        }
    }
    match (object.get("size").and_then(Value::as_i64), limits.max_size) {
        (Some(size), Some(most)) if size > most => {
            Some((FaultCode::FileSize, format!("has {size} bytes, and at most {most} are allowed")))
        }
        _ => None,
    }
}

/// What is wrong with the place of a file.
fn place_fault(
    limits: &Limits<'_>,
    is_in_database: bool,
    url: Option<&str>,
    bucket: Option<&str>,
    path: Option<&str>,
) -> Option<String> {
    let (database, elsewhere) = limits.storage;
    if is_in_database {
        return (!database)
            .then(|| "is a file in the database, and this column takes files elsewhere only".into());
    }
    if url.is_none() && bucket.is_none() && path.is_none() {
        return Some("names no file: an id of an upload, a url, or a bucket and a path are due".into());
    }
    if !elsewhere {
        return Some("is a file elsewhere, and this column takes files in the database only".into());
    }
    if url.is_none() && (bucket.is_none() || path.is_none()) {
        return Some("needs a bucket and a path, or a url".into());
    }
    if bucket == Some("") || path == Some("") {
        return Some("has an empty bucket or path".into());
    }
    if let (Some(due), Some(bucket)) = (limits.bucket, bucket)
        && due != bucket
    {
        return Some(format!("is in the bucket \"{bucket}\", and this column takes files of \"{due}\""));
    }
    let is_web = |text: &str| {
        let url = url::Url::parse(text)
            .ok()
            .filter(|_| !text.contains(|c: char| c.is_whitespace() || c.is_control()));
        url.is_some_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
    };
    url.filter(|url| !is_web(url)).map(|_| "has a url that is none of the web: http or https".into())
}

/// The name of a file by its address: the last part of the path of a URL or of a path.
pub fn name_in(address: &str) -> Option<String> {
    let path = match url::Url::parse(address).ok().filter(|url| url.has_host()) {
        Some(url) => url.path().to_owned(),
        None => address.to_owned(),
    };
    let last = path.rsplit('/').find(|part| !part.is_empty())?;
    let name = percent_decode_str(last).decode_utf8().unwrap_or(last.into());
    let name: String =
        name.chars().filter(|c| !c.is_control() && !matches!(c, '/' | '\\')).take(255).collect();
    name_fault(&name).is_none().then_some(name)
}

/// The media type that a name ends with, for files elsewhere, whose bytes nobody looks at.
pub fn type_by_name(name: &str) -> Option<&'static str> {
    let (_, extension) = name.rsplit_once('.')?;
    Some(match extension.to_lowercase().as_str() {
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "svg" => "image/svg+xml",
        "avif" => "image/avif",
        "heic" => "image/heic",
        "tif" | "tiff" => "image/tiff",
        "bmp" => "image/bmp",
        "pdf" => "application/pdf",
        "zip" => "application/zip",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "pptx" => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
        "csv" => "text/csv",
        "txt" => "text/plain",
        "html" | "htm" => "text/html",
        "json" => "application/json",
        "mp4" => "video/mp4",
        "mp3" => "audio/mpeg",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::{FileFacts, completed, fits, has_attached, is_media_type, name_fault, name_in};

    const ID: &str = "0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c";

    fn facts(id: Uuid) -> Option<FileFacts> {
        (id == Uuid::try_parse(ID).unwrap()).then(|| FileFacts {
            name: "a.png".into(),
            size: 7,
            type_: "image/png".into(),
            sha256: "0".repeat(64),
            dimensions: Some((3, 4)),
        })
    }

    #[test]
    fn only_name_and_description_are_the_clients() {
        let forged = json!([{"id": ID, "size": 1, "type": "text/html", "sha256": "f", "name": "b", "description": "d"}]);
        let stored = completed(&forged, None, &mut facts).unwrap();
        assert_eq!(
            stored,
            json!([{"id": ID, "name": "b", "size": 7, "type": "image/png", "sha256": "0".repeat(64), "width": 3, "height": 4, "description": "d"}])
        );
        let again = completed(&json!([{"id": ID}]), Some(&stored), &mut |_| panic!("known")).unwrap();
        assert_eq!(again[0]["name"], "b");
        assert!(again[0].get("description").is_none());
        assert!(completed(&json!([{"id": Uuid::nil().to_string()}]), None, &mut facts).is_err());
        let elsewhere = json!({"id": ID, "url": "https://a.b/c"});
        assert_eq!(completed(&elsewhere, None, &mut |_| panic!("asked")).unwrap(), elsewhere);
        assert!(has_attached(&stored) && !has_attached(&elsewhere));
    }

    #[test]
    fn names() {
        assert_eq!(name_in("https://a.b/x/r%C3%A9sum%C3%A9%2Fa.pdf?y=1").unwrap(), "résuméa.pdf");
        assert_eq!(name_in("folder/b.txt").unwrap(), "b.txt");
        assert_eq!(name_in("https://a.b/"), None);
        for name in ["", "a/b", "a\\b", "a\nb", "..", &"x".repeat(256)] {
            assert!(name_fault(name).is_some(), "{name}");
        }
        assert_eq!(name_fault(&"é".repeat(255)), None);
    }

    #[test]
    fn types() {
        assert!(
            is_media_type("application/vnd.ms-excel") && !is_media_type("image") && !is_media_type("a/b/c")
        );
        assert!(fits("image/png", "image/*") && !fits("text/html", "image/*") && fits("a/b", "*/*"));
    }
}
