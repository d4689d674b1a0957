//! `datetime`: an instant, stored in UTC as RFC 3339 with up to microseconds.

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::iso;
use crate::kind::Kind;
use crate::moment::Moment;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::date::{bounded_schema, check_bounds, date_order};
use crate::types::rule::{TextRule, ValueRule};
use crate::written::dates::casts;
use crate::written::{Cast, Reading, locale};
use crate::zone;

/// A write may give any offset, and local times if config has a `timezone`.
pub struct Datetime;

impl ColumnType for Datetime {
    fn name(&self) -> &'static str {
        "datetime"
    }

    fn aliases(&self) -> &'static [&'static str] {
        &["timestamp"]
    }

    fn config(&self) -> Value {
        json!({
            "timezone": {"type": "string"},
            "min": {"type": "string"},
            "max": {"type": "string"},
            "date_order": date_order(),
            "locale": locale::config_schema(),
        })
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        if let Some(name) = config.get("timezone").and_then(Value::as_str)
            && zone::find(name).is_none()
        {
            return Err(format!(
                "has a config whose timezone \"{name}\" is not an IANA time zone such as \"Europe/Berlin\""
            ));
        }
        locale::check(config)?;
        check_bounds(config, iso::stored_timestamp, "an instant in UTC such as \"2026-01-28T14:30:00Z\"")
    }

    fn schema(&self, config: &Object) -> Value {
        bounded_schema(config, "date-time")
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/format"],
            code: FaultCode::Format,
            holds: |_, text| iso::stored_timestamp(text).is_some(),
            message,
            accepts: None,
        })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, config: &Object, value: &Value) -> Option<Value> {
        let text = value.as_str()?;
        if iso::stored_timestamp(text).is_some() {
            return None;
        }
        let zone = config.get("timezone").and_then(Value::as_str).and_then(zone::find);
        iso::normalize_timestamp(text, zone.as_ref()).map(Value::String)
    }

    fn default_value(&self, default: &Value, moment: &Moment) -> Value {
        if self.is_dynamic_default(default) {
            iso::format_instant(moment.now).map_or(Value::Null, Value::String)
        } else {
            default.clone()
        }
    }

    fn is_dynamic_default(&self, default: &Value) -> bool {
        default.as_str() == Some("now")
    }

    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        casts::datetime(text, config, reading)
    }

    fn stored(&self) -> &'static str {
        "`\"2026-01-28T14:30:00Z\"`: in UTC, up to microseconds, without trailing zeros"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Timestamptz
    }

    fn example(&self) -> Value {
        json!("2026-01-28T14:30:00Z")
    }
}

/// What is wrong with a text that is no instant.
fn message(config: &Object, text: &str) -> String {
    let mut message = "is not an instant such as \"2026-01-28T14:30:00Z\"".to_owned();
    if let Some(zone) = config.get("timezone").and_then(Value::as_str).and_then(zone::find) {
        if let Some(why) = iso::local_fault(text, &zone) {
            return why;
        }
        message.push_str(&format!(", nor a local time in {}", zone.name()));
    }
    message
}
