//! `user`: one or several users, by their ids in the application.

use std::collections::HashSet;

use serde_json::{Value, json};

use crate::kind::Kind;
use crate::moment::Moment;
use crate::text::Object;
use crate::types::ColumnType;
use crate::written::{Cast, Reading, Takes, list, plain_text};

/// An id. With `allow_multiple` it is an array of different ids, and a write may give a single one. Only the application
/// knows whether the user exists.
pub struct User;

/// Stands for the caller, as a default and in filters.
const ME: &str = "me";

fn is_multiple(config: &Object) -> bool {
    config.get("allow_multiple") == Some(&Value::Bool(true))
}

impl ColumnType for User {
    fn name(&self) -> &'static str {
        "user"
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["user_reference"]
    }

    fn config(&self) -> Value {
        json!({"allow_multiple": {"type": "boolean"}})
    }

    fn schema(&self, config: &Object) -> Value {
        let one = json!({"type": "string", "minLength": 1});
        if is_multiple(config) { json!({"type": "array", "items": one, "uniqueItems": true}) } else { one }
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, config: &Object, value: &Value) -> Option<Value> {
        // Only typecast splits a text of several ids, and blanks are no id.
        let is_id = |text: &str| !text.trim().is_empty() && !text.contains([',', ';', '\n', '\r']);
        (is_multiple(config) && value.as_str().is_some_and(is_id)).then(|| json!([value]))
    }

    fn is_dynamic_default(&self, default: &Value) -> bool {
        default == ME
    }

    fn default_value(&self, default: &Value, moment: &Moment) -> Value {
        if default == ME { Value::String(moment.user.clone()) } else { default.clone() }
    }

    fn names_users(&self) -> bool {
        true
    }

    fn typecast(&self, config: &Object, text: &str, _reading: &Reading) -> Cast {
        if !is_multiple(config) {
            return Cast::text(text);
        }
        if let Ok(Value::Array(list)) = serde_json::from_str(text) {
            return Cast::Value(Value::Array(list));
        }
        let mut seen = HashSet::new();
        let given = list::pieces(text).into_iter().map(|piece| piece.text.trim().to_owned());
        let ids: Vec<String> = given.filter(|id| !id.is_empty() && seen.insert(id.clone())).collect();
        if ids.is_empty() { Cast::No } else { Cast::Value(json!(ids)) }
    }

    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        match value {
            Value::Array(ids) => {
                let ids: Vec<&str> = ids.iter().map(Value::as_str).collect::<Option<_>>()?;
                Some(list::join(ids.into_iter(), false))
            }
            one => plain_text(one),
        }
    }

    fn stored(&self) -> &'static str {
        "a user's id; with allow_multiple an array of distinct ids"
    }

    fn takes(&self) -> Takes {
        Takes::AnyText
    }

    fn kind(&self, config: &Object) -> Kind {
        if is_multiple(config) { Kind::Set } else { Kind::Text }
    }

    fn example(&self) -> Value {
        json!("user-7")
    }
}
