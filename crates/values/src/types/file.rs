//! `file`: files in the database and elsewhere.

use serde_json::{Map, Value, json};

use crate::fault::FaultCode;
use crate::files::{self, Limits};
use crate::jsonb::node::{JsonbNode, Node};
use crate::jsonb::{Held, Part};
use crate::kind::Kind;
use crate::text::Object;
use crate::types::rule::ValueRule;
use crate::types::{ColumnType, limit};
use crate::written::{Cast, Reading};

/// A list of entries, or one where config says `"multiple": false`.
pub struct File;

impl ColumnType for File {
    fn name(&self) -> &'static str {
        "file"
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["attachment", "files", "attachments"]
    }

    fn config(&self) -> Value {
        config()
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        check_config(config)
    }

    fn schema(&self, config: &Object) -> Value {
        schema(config)
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&Entries { usual_types: &[] })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, config: &Object, value: &Value) -> Option<Value> {
        normalized(config, value)
    }

    fn typecast(&self, config: &Object, text: &str, _reading: &Reading) -> Cast {
        typecast(config, text)
    }

    fn reads_lists(&self) -> bool {
        true
    }

    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        Some(value.to_string())
    }

    fn stored(&self) -> &'static str {
        "a list of `{\"id\", \"name\", \"size\", \"type\", \"sha256\"}` of uploads, or of `{\"url\"}`, `{\"bucket\", \"path\"}` with the same fields"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Json
    }

    fn holds_files(&self) -> bool {
        true
    }

    fn element_parts(&self) -> &'static [(&'static str, Kind)] {
        PARTS
    }

    fn default_fault(&self, default: &Value) -> Option<&'static str> {
        default_fault(default)
    }

    fn example(&self) -> Value {
        json!([{
            "name": "offer.pdf", "size": 48_213, "type": "application/pdf", "url": "https://example.com/offers/offer.pdf",
        }])
    }
}

/// The parts of an entry that filters reach.
pub(super) const PARTS: &[(&str, Kind)] = &[
    ("name", Kind::Text),
    ("type", Kind::Text),
    ("size", Kind::Numeric),
    ("id", Kind::Text),
    ("sha256", Kind::Text),
    ("url", Kind::Text),
    ("bucket", Kind::Text),
    ("path", Kind::Text),
    ("width", Kind::Numeric),
    ("height", Kind::Numeric),
    ("description", Kind::Text),
];

/// The most entries of a column that does not say it.
const USUAL_ITEMS: u64 = 100;

pub(super) fn config() -> Value {
    json!({
        "multiple": {"type": "boolean"},
        "max_items": {"type": "integer", "minimum": 1, "maximum": 10_000},
        "max_size": {"type": "integer", "minimum": 1},
        "allowed_types": {
            "type": "array",
            "minItems": 1,
            "uniqueItems": true,
            "items": {"type": "string", "pattern": "^[A-Za-z0-9*][A-Za-z0-9!#$&^_.+-]*/[A-Za-z0-9*][A-Za-z0-9!#$&^_.+-]*$"},
        },
        "storage": {"enum": ["any", "database", "external"]},
        "bucket": {"type": "string", "minLength": 1, "maxLength": 255},
    })
}

pub(super) fn check_config(config: &Object) -> Result<(), String> {
    if config.contains_key("bucket") && config.get("storage").and_then(Value::as_str) == Some("database") {
        return Err("has a config with a bucket, and its files are in the database".into());
    }
    if !is_multiple(config) && limit(config, "max_items").is_some_and(|most| most > 1) {
        return Err("has a config whose max_items is more than 1, and multiple is false".into());
    }
    Ok(())
}

/// Whether a value is a list.
fn is_multiple(config: &Object) -> bool {
    config.get("multiple").and_then(Value::as_bool).unwrap_or(true)
}

pub(super) fn schema(config: &Object) -> Value {
    let text = json!({"type": "string"});
    let entry = json!({
        "type": "object",
        "properties": {
            "id": text,
            "name": {"type": "string", "minLength": 1, "maxLength": 255},
            "size": {"type": "integer", "minimum": 0},
            "type": text, "sha256": text, "url": text, "bucket": text, "path": text,
            "width": {"type": "integer", "minimum": 1},
            "height": {"type": "integer", "minimum": 1},
            "description": text,
        },
        "required": ["name"],
        "additionalProperties": false,
    });
    if !is_multiple(config) {
        return entry;
    }
    let most = limit(config, "max_items").unwrap_or(USUAL_ITEMS);
    json!({"type": "array", "items": entry, "maxItems": most})
}

/// The rule for the entries of a value.
pub(super) struct Entries {
    /// The types that are allowed where the config does not say it.
    pub(super) usual_types: &'static [&'static str],
}

impl Entries {
    fn limits<'a>(&self, config: &'a Object) -> Limits<'a> {
        let text = |key: &str| config.get(key).and_then(Value::as_str);
        let allowed = config.get("allowed_types").and_then(Value::as_array);
        let storage = match text("storage") {
            Some("database") => (true, false),
            Some("external") => (false, true),
            _ => (true, true),
        };
        Limits {
            max_size: config.get("max_size").and_then(Value::as_i64),
            allowed_types: match allowed {
                Some(allowed) => allowed.iter().filter_map(Value::as_str).collect(),
                None => self.usual_types.to_vec(),
            },
            storage,
            bucket: text("bucket"),
        }
    }

    fn wrong(&self, config: &Object, value: &Value) -> Option<(FaultCode, String)> {
        let limits = self.limits(config);
        if let Some(fault) = files::entries(value).iter().find_map(|entry| files::entry_fault(&limits, entry))
        {
            return Some(fault);
        }
        let ids = files::entries(value).iter().filter_map(|entry| entry.get("id").and_then(Value::as_str));
        let mut ids: Vec<&str> = ids.collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        (ids.len() < count).then(|| (FaultCode::DuplicateItem, "has the same file twice".into()))
    }
}

impl ValueRule for Entries {
    fn covers(&self) -> &'static [&'static str] {
        &["/items"]
    }

    fn holds(&self, config: &Object, value: &Held<'_>) -> Option<bool> {
        match value {
            Held::Array(bytes) | Held::Object(bytes) => {
                Some(self.wrong(config, &Part::root(bytes)?.to_value()).is_none())
            }
            // The schema refuses it.
            _ => Some(true),
        }
    }

    fn fault(&self, config: &Object, value: &JsonbNode<'_>) -> Option<(FaultCode, String)> {
        self.wrong(config, &value.to_value())
    }
}

/// The stored form: a list where the column has one, without nulls, with the names and types that addresses tell.
pub(super) fn normalized(config: &Object, value: &Value) -> Option<Value> {
    let shaped = match value {
        Value::Object(_) if is_multiple(config) => Value::Array(vec![value.clone()]),
        Value::Array(list) if !is_multiple(config) && list.len() == 1 => list[0].clone(),
        _ => value.clone(),
    };
    let shaped = match shaped {
        Value::Array(list) => Value::Array(list.into_iter().map(|entry| told(config, entry)).collect()),
        one => told(config, one),
    };
    (shaped != *value).then_some(shaped)
}

/// An entry with what follows from the rest of it.
fn told(config: &Object, entry: Value) -> Value {
    let Value::Object(given) = entry else { return entry };
    let mut entry: Map<String, Value> = given.into_iter().filter(|(_, value)| !value.is_null()).collect();
    let text = |entry: &Object, key: &str| entry.get(key).and_then(Value::as_str).map(str::to_owned);
    let is_elsewhere = ["url", "bucket", "path"].iter().any(|key| entry.contains_key(*key));
    if !is_elsewhere {
        // Ids are written in one way.
        let id = text(&entry, "id").and_then(|id| uuid::Uuid::try_parse(&id).ok());
        if let Some(id) = id {
            entry.insert("id".into(), json!(id.to_string()));
        }
        return Value::Object(entry);
    }
    if entry.contains_key("path")
        && !entry.contains_key("bucket")
        && let Some(bucket) = config.get("bucket")
    {
        entry.insert("bucket".into(), bucket.clone());
    }
    if !entry.contains_key("name") {
        let address = text(&entry, "path").or_else(|| text(&entry, "url"));
        let name = address.and_then(|address| files::name_in(&address)).unwrap_or_else(|| "file".into());
        entry.insert("name".into(), json!(name));
    }
    if !entry.contains_key("type")
        && let Some(type_) = text(&entry, "name").and_then(|name| files::type_by_name(&name))
    {
        entry.insert("type".into(), json!(type_));
    }
    Value::Object(entry)
}

/// Reads a URL; several, by commas or line breaks, where the column has a list; `name (URL)`, as Airtable exports them; and
/// a value as it is stored.
pub(super) fn typecast(config: &Object, text: &str) -> Cast {
    if text.starts_with(['[', '{']) {
        return match serde_json::from_str(text) {
            Ok(value @ (Value::Array(_) | Value::Object(_))) => {
                Cast::Value(normalized(config, &value).unwrap_or(value))
            }
            _ => Cast::No,
        };
    }
    let entry = |text: &str| -> Option<Value> {
        let text = text.trim();
        let is_address = |text: &str| {
            (text.starts_with("http://") || text.starts_with("https://"))
                && !text.contains(char::is_whitespace)
        };
        if is_address(text) {
            return Some(json!({"url": text}));
        }
        let (name, address) = text.strip_suffix(')')?.rsplit_once(" (")?;
        is_address(address).then(|| json!({"name": name.trim(), "url": address}))
    };
    let read = match entry(text) {
        Some(one) => vec![one],
        None => {
            let parts = text.split(['\n', ',']).map(str::trim).filter(|part| !part.is_empty());
            match parts.map(entry).collect::<Option<Vec<_>>>() {
                Some(parts) if !parts.is_empty() => parts,
                _ => return Cast::No,
            }
        }
    };
    let read = Value::Array(read);
    Cast::Value(normalized(config, &read).unwrap_or(read))
}

pub(super) fn default_fault(default: &Value) -> Option<&'static str> {
    files::has_attached(default).then_some("cannot be a file in the database, which belongs to its records")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Entries, File, normalized};
    use crate::text::Object;
    use crate::types::ColumnType;
    use crate::written::{Cast, Reading};

    fn config(value: Value) -> Object {
        value.as_object().unwrap().clone()
    }

    #[test]
    fn what_addresses_tell() {
        let given = json!({"path": "2026/logo.PNG", "description": null});
        let stored = normalized(&config(json!({"bucket": "b"})), &given).unwrap();
        assert_eq!(
            stored,
            json!([{"path": "2026/logo.PNG", "bucket": "b", "name": "logo.PNG", "type": "image/png"}])
        );
        assert_eq!(normalized(&Object::new(), &stored), None);
        let one = config(json!({"multiple": false}));
        assert_eq!(
            normalized(&one, &json!([{"url": "https://a.b", "name": "x"}])),
            Some(json!({"url": "https://a.b", "name": "x"}))
        );
    }

    #[test]
    fn texts() {
        let cast = |text| File.typecast(&Object::new(), text, &Reading::default());
        let entry = |name: &str| json!({"url": format!("https://a.b/{name}"), "name": name});
        assert_eq!(cast("https://a.b/c"), Cast::Value(json!([entry("c")])));
        assert_eq!(cast("https://a.b/c, https://a.b/d"), Cast::Value(json!([entry("c"), entry("d")])));
        assert_eq!(
            cast("my (c) (https://a.b/c)"),
            Cast::Value(json!([{"url": "https://a.b/c", "name": "my (c)"}]))
        );
        assert_eq!(cast("hello"), Cast::No);
        assert_eq!(cast(&File.example().to_string()), Cast::Value(File.example()));
    }

    #[test]
    fn what_is_wrong() {
        let all = config(json!({"max_size": 10, "allowed_types": ["image/*"], "bucket": "b"}));
        let told = |entry: Value| {
            Entries { usual_types: &[] }.wrong(&all, &json!([entry])).map(|(code, _)| code.as_str())
        };
        let url = "https://a.b/c.png";
        for (entry, code) in [
            (json!({"url": url, "name": "c", "type": "image/png", "size": 10}), None),
            (json!({"url": url, "name": "c", "type": "image/png", "size": 11}), Some("file_size")),
            (json!({"url": url, "name": "c", "type": "text/html"}), Some("file_type")),
            (json!({"url": url, "name": "c"}), Some("file_type")),
            (json!({"url": url, "name": "a/b", "type": "image/png"}), Some("file_name")),
            (json!({"url": "ftp://a.b/c", "name": "c", "type": "image/png"}), Some("file_storage")),
            (json!({"url": "javascript:alert(1)", "name": "c", "type": "image/png"}), Some("file_storage")),
            (json!({"bucket": "c", "path": "x", "name": "c", "type": "image/png"}), Some("file_storage")),
            (json!({"bucket": "b", "name": "c", "type": "image/png"}), Some("file_storage")),
            (json!({"name": "c", "type": "image/png"}), Some("file_storage")),
            (json!({"url": url, "name": "c", "type": "image"}), Some("format")),
            (json!({"url": url, "name": "c", "type": "image/png", "size": 1.5}), Some("type")),
            (json!({"url": url, "name": "c", "type": "image/png", "mime": "x"}), Some("format")),
            (json!("x"), Some("type")),
        ] {
            assert_eq!(told(entry.clone()), code, "{entry}");
        }
    }
}
