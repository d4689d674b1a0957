//! Column types. Each has a file, and a line in [`registry`].

pub mod autonumber;
mod checkbox;
mod color;
mod created_at;
mod created_by;
pub mod currency;
mod date;
mod datetime;
mod decimal;
mod duration;
mod email;
mod file;
mod image;
mod integer;
pub mod ip;
mod json;
mod location;
mod long_text;
mod multi_select;
mod number;
pub mod options;
mod parts;
mod percent;
pub mod person_name;
mod phone;
mod progress;
mod rating;
pub mod registry;
mod rich_text;
mod rule;
mod select;
mod slug;
pub mod status;
mod text;
pub mod time;
mod updated_at;
mod updated_by;
mod url;
mod user;
mod uuid;

use serde_json::Value;

use crate::error::Error;
use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::moment::Moment;
use crate::system::Source;
use crate::text::Object;
use crate::types::options::OptionNames;
pub use crate::types::rule::ValueRule;
use crate::written::{Cast, Reading, Takes};

/// A column type. All that is particular to a type is in its file, behind this trait. `config` is the config of the
/// column, checked.
pub trait ColumnType: Sync {
    /// The name in column documents.
    fn name(&self) -> &'static str;

    /// Other names that mean the same.
    fn aliases(&self) -> &'static [&'static str] {
        &[]
    }

    /// The JSON Schema of each config key.
    fn config(&self) -> Value {
        serde_json::json!({})
    }

    /// Writes the shorthands of a config in full.
    fn normalize_config(&self, _config: &mut Object) {}

    /// Checks what the schemas of the config keys cannot say. The message ends a sentence that begins with the column.
    fn check_config(&self, _config: &Object) -> Result<(), String> {
        Ok(())
    }

    /// The JSON Schema (2020-12) of a stored value.
    fn schema(&self, config: &Object) -> Value;

    /// What a stored value must satisfy beyond its schema.
    fn rule(&self) -> Option<&'static dyn ValueRule> {
        None
    }

    /// The stored form of a value that a write may give in another form. `None` if the value is in its stored form, or
    /// if no write may give it: then schema and rule say why.
    fn normalize(&self, _config: &Object, _value: &Value) -> Option<Value> {
        None
    }

    /// The value that a default writes at a moment.
    fn default_value(&self, default: &Value, _moment: &Moment) -> Value {
        default.clone()
    }

    /// Whether a default depends on the moment, so that it is no value itself: `"now"`.
    fn is_dynamic_default(&self, _default: &Value) -> bool {
        false
    }

    /// Whether [`ColumnType::normalize`] changes anything. Values of other types need no copy for it.
    fn has_normalize(&self) -> bool {
        false
    }

    /// Reads a text as a person or a CSV file writes it, for `typecast` and conversions. The text is trimmed and not empty,
    /// and no write accepts it as it is. The result is a value that a write may give. A text with two readings is
    /// [`Cast::Unclear`]: nothing is guessed.
    fn typecast(&self, _config: &Object, _text: &str, _reading: &Reading) -> Cast {
        Cast::No
    }

    /// Whether [`ColumnType::typecast`] reads a text that a write accepts as it is, too: `json` takes any text.
    fn reads_valid_texts(&self) -> bool {
        false
    }

    /// Whether [`ColumnType::typecast`] reads lists, as the text that JSON prints, though the type holds no sets.
    fn reads_lists(&self) -> bool {
        false
    }

    /// Whether every text is a value, whatever it says: the types that other types are written to and read from.
    fn holds_any_text(&self) -> bool {
        false
    }

    /// The text for a stored text in a column of [any text](ColumnType::holds_any_text), if it would be read back as
    /// another value without quotation marks.
    fn quoted(&self, _value: &Value) -> Option<String> {
        None
    }

    /// The options of a column, prepared for [`ColumnType::typecast_named`]; `None` for types without options. Whoever
    /// reads many texts prepares them once.
    fn option_names(&self, _config: &Object) -> Option<OptionNames> {
        None
    }

    /// As [`ColumnType::typecast`], with the options that [`ColumnType::option_names`] prepared.
    fn typecast_named(&self, config: &Object, _names: &OptionNames, text: &str, reading: &Reading) -> Cast {
        self.typecast(config, text, reading)
    }

    /// Which texts a conversion from another type into this one reads.
    fn takes(&self) -> Takes {
        Takes::Readings
    }

    /// A stored value as a person writes it, for conversions into another type; `None` if no text says all of it.
    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        crate::written::plain_text(value)
    }

    /// A stored value as a plainer type stores it, for conversions: an amount in the currency of the config is a number.
    /// `None` if the value says more than that and the config.
    fn plain(&self, _config: &Object, _value: &Value) -> Option<Value> {
        None
    }

    /// What `data` holds, for the documentation.
    fn stored(&self) -> &'static str {
        ""
    }

    /// Where the value is.
    fn source(&self) -> Source {
        Source::Data
    }

    /// How values compare.
    fn kind(&self, config: &Object) -> Kind;

    /// How values compare, and the function in schema `dt` that extracts what is compared.
    fn extraction(&self, config: &Object) -> (Kind, &'static str) {
        let kind = self.kind(config);
        (kind, kind.extractor())
    }

    /// As [`ColumnType::extraction`], for unique rules: two values are the same if this is.
    fn identity(&self, config: &Object) -> (Kind, &'static str) {
        self.extraction(config)
    }

    /// What [`ColumnType::identity`] gives, as people read it.
    fn identity_shown(&self, identity: &str) -> String {
        identity.to_owned()
    }

    /// The parts of a value, and how they compare. Filters, sorts and indexes reach them by paths: `price.amount`.
    fn parts(&self) -> &'static [(&'static str, Kind)] {
        &[]
    }

    /// A text of a search as the column stores it, if the search would not find it as it is typed.
    fn searched(&self, _config: &Object, _text: &str) -> Option<String> {
        None
    }

    /// A text as a part of a value stores it. The error for one that no part is has the nearest; `None` if the part may
    /// be any text.
    fn part_text(&self, _part: &str, _text: &str) -> Option<Result<String, Error>> {
        None
    }

    /// The text that a value of parts is compared as, if it is compared as a text; see [`ColumnType::extraction`].
    fn compared_text(&self, _value: &Value) -> Option<String> {
        None
    }

    /// The part with the unit of an amount. Amounts of different units are not added up.
    fn unit(&self) -> Option<&'static str> {
        None
    }

    /// The properties of options that filters reach by a path, as if they were parts of the value: `stage.category`.
    fn option_properties(&self) -> &'static [&'static str] {
        &[]
    }

    /// The values of the options that have a property, such as the `category` of a status, and what it is, in the order of
    /// the options. `None` if the options of this type do not have the property.
    fn option_property<'a>(&self, _config: &'a Object, _property: &str) -> Option<Vec<(&'a str, &'a str)>> {
        None
    }

    /// Whether values are ids of users, so that `"me"` in a filter is the caller.
    fn names_users(&self) -> bool {
        false
    }

    /// Whether the `search` of a query looks into the values: texts, sets of texts, and parts that are one.
    fn searchable(&self, config: &Object) -> bool {
        let is_text = |kind: Kind| kind.is_text() || kind == Kind::Set;
        self.source() == Source::Data
            && match self.kind(config) {
                Kind::Json => self.parts().iter().any(|(_, kind)| is_text(*kind)),
                kind => is_text(kind),
            }
    }

    /// Whether the server assigns the values, so that no write may give one: `autonumber`.
    fn is_assigned(&self) -> bool {
        false
    }

    /// Whether an insert fills an empty column without a default: `uuid` with `generate`.
    fn generates(&self, _config: &Object) -> bool {
        false
    }

    /// The fault code of a keyword of JSON Schema, if the type has another than most.
    fn fault_code(&self, _keyword: &str) -> Option<FaultCode> {
        None
    }

    /// Whether entries of values may be files in the database, of which only the server knows what they are: see
    /// [`crate::files`].
    fn holds_files(&self) -> bool {
        false
    }

    /// The parts of each element of a list of objects, and how they compare. A condition on one, `files.name`, holds where it
    /// holds for some element.
    fn element_parts(&self) -> &'static [(&'static str, Kind)] {
        &[]
    }

    /// Why a value cannot be a default though it is right; ends a sentence that begins with the default.
    fn default_fault(&self, _default: &Value) -> Option<&'static str> {
        None
    }

    /// A stored value, for documentation.
    fn example(&self) -> Value;
}

/// The whole number under a config key, if it is set.
fn limit(config: &Object, key: &str) -> Option<u64> {
    config.get(key).and_then(Value::as_u64)
}

/// Copies the config keys that are set to keywords of JSON Schema: `[("min_length", "minLength")]`.
fn copy_keywords(config: &Object, schema: &mut Object, names: &[(&str, &str)]) {
    for (key, keyword) in names {
        if let Some(value) = config.get(*key).filter(|value| !value.is_null()) {
            schema.insert((*keyword).to_owned(), value.clone());
        }
    }
}

/// Refuses a config whose `low` exceeds its `high`. They are compared as doubles, which finds mistakes; the schema
/// compares exactly.
fn check_range(config: &Object, low: &str, high: &str) -> Result<(), String> {
    let number = |key: &str| config.get(key).and_then(Value::as_f64);
    match (number(low), number(high)) {
        (Some(a), Some(b)) if a > b => {
            Err(format!("has a config whose {low} {a} is greater than its {high} {b}"))
        }
        _ => Ok(()),
    }
}
