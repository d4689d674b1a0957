//! `date`: a day of the calendar, `YYYY-MM-DD` (RFC 3339 full-date), year 0001 to 9999.

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::iso;
use crate::kind::Kind;
use crate::moment::Moment;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{TextRule, ValueRule};
use crate::written::dates::casts;
use crate::written::{Cast, DateOrder, Reading, locale};

/// A day without a time or a zone.
pub struct Date;

impl ColumnType for Date {
    fn name(&self) -> &'static str {
        "date"
    }

    fn config(&self) -> Value {
        json!({"min": {"type": "string"}, "max": {"type": "string"}, "date_order": date_order(), "locale": locale::config_schema()})
    }

    fn check_config(&self, config: &Object) -> Result<(), String> {
        locale::check(config)?;
        check_bounds(config, |text| iso::stored_date(text).map(i64::from), "a date such as \"2026-01-28\"")
    }

    fn schema(&self, config: &Object) -> Value {
        bounded_schema(config, "date")
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/format"],
            code: FaultCode::Format,
            holds: |_, text| iso::stored_date(text).is_some(),
            message: |_, _| "is not a date such as \"2026-01-28\"".into(),
            accepts: None,
        })
    }

    fn default_value(&self, default: &Value, moment: &Moment) -> Value {
        if self.is_dynamic_default(default) {
            Value::String(iso::format_date(moment.today()))
        } else {
            default.clone()
        }
    }

    fn is_dynamic_default(&self, default: &Value) -> bool {
        matches!(default.as_str(), Some("today" | "now"))
    }

    fn typecast(&self, config: &Object, text: &str, reading: &Reading) -> Cast {
        casts::date(text, config, reading)
    }

    fn stored(&self) -> &'static str {
        "`\"2026-01-28\"`"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Date
    }

    fn example(&self) -> Value {
        json!("2026-01-28")
    }
}

/// The schema of the config key `date_order`, by which typecast reads dates of digits.
pub(super) fn date_order() -> Value {
    json!({"enum": DateOrder::NAMES.map(|(name, _)| name)})
}

/// Refuses a config whose `min` or `max` is no stored value, or whose `min` is after its `max`. `read` gives the place of a
/// stored text in the order of values.
pub(super) fn check_bounds(
    config: &Object,
    read: impl Fn(&str) -> Option<i64>,
    form: &str,
) -> Result<(), String> {
    let bound = |key: &str| match config.get(key).and_then(Value::as_str) {
        None => Ok(None),
        Some(text) => {
            read(text).map(Some).ok_or_else(|| format!("has a config whose {key} \"{text}\" is not {form}"))
        }
    };
    match (bound("min")?, bound("max")?) {
        (Some(low), Some(high)) if low > high => Err("has a config whose min is after its max".into()),
        _ => Ok(()),
    }
}

/// The schema of a text of this `format`, with the bounds of the config. The keywords `formatMinimum` and `formatMaximum`
/// are those of ajv-formats; the validator learns them in `dyntables_schema::keywords`.
pub(super) fn bounded_schema(config: &Object, format: &str) -> Value {
    let mut schema = Object::new();
    schema.insert("type".into(), "string".into());
    schema.insert("format".into(), format.into());
    super::copy_keywords(config, &mut schema, &[("min", "formatMinimum"), ("max", "formatMaximum")]);
    Value::Object(schema)
}
