//! Column types: one trait, one file per type, one line in [`registry`] each.

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

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::moment::Moment;
use crate::system::Source;
use crate::text::Object;
use crate::types::options::OptionNames;
pub use crate::types::rule::ValueRule;
use crate::written::{Cast, Reading, Takes};

/// A column type. Everything that is particular to one stands in its file; whoever asks goes
/// through this trait.
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

    /// Turns the shorthands that config allows into their full form.
    fn normalize_config(&self, _config: &mut Object) {}

    /// Rules across config keys that their schemas cannot say; the message ends a sentence that
    /// begins with the column.
    fn check_config(&self, _config: &Object) -> Result<(), String> {
        Ok(())
    }

    /// The JSON Schema (2020-12) of a stored value.
    fn schema(&self, config: &Object) -> Value;

    /// What a stored value must satisfy beyond its schema.
    fn rule(&self) -> Option<&'static dyn ValueRule> {
        None
    }

    /// The stored form of an accepted value that is not in it yet; `None` where the value is
    /// stored as it came, or is not acceptable at all (the schema then says why).
    fn normalize(&self, _config: &Object, _value: &Value) -> Option<Value> {
        None
    }

    /// What a column's default writes at the given moment.
    fn default_value(&self, default: &Value, _moment: &Moment) -> Value {
        default.clone()
    }

    /// A default that depends on the moment and so is no value itself (`"now"`).
    fn is_dynamic_default(&self, _default: &Value) -> bool {
        false
    }

    /// Whether [`ColumnType::normalize`] has anything to do: spares the others a copy of the value.
    fn has_normalize(&self) -> bool {
        false
    }

    /// Reads text as a person or a CSV file would write it, for `typecast` and conversions. Only
    /// asked about text that is not acceptable as it is, trimmed and not empty. What comes out is
    /// a value as a write may give it. Never a guess: what can be read in two ways is
    /// [`Cast::Unclear`].
    fn typecast(&self, _config: &Object, _text: &str, _reading: &Reading) -> Cast {
        Cast::No
    }

    /// The options that a config has, prepared for [`ColumnType::typecast_named`]; `None` for types
    /// without options. Whoever reads many texts makes them once.
    fn option_names(&self, _config: &Object) -> Option<OptionNames> {
        None
    }

    /// As [`ColumnType::typecast`], with the options that [`ColumnType::option_names`] made of the config.
    fn typecast_named(&self, config: &Object, _names: &OptionNames, text: &str, reading: &Reading) -> Cast {
        self.typecast(config, text, reading)
    }

    /// Which texts a conversion into the type may take from columns of another type.
    fn takes(&self) -> Takes {
        Takes::Readings
    }

    /// A stored value as a person would write it, for conversions into another type; `None` where
    /// text cannot hold all that it says.
    fn to_text(&self, _config: &Object, value: &Value) -> Option<String> {
        crate::written::plain_text(value)
    }

    /// A stored value without what the column's config says of it, as a plainer type stores it, for
    /// conversions: an amount in the config's currency is a number. `None` where the value says more.
    fn plain(&self, _config: &Object, _value: &Value) -> Option<Value> {
        None
    }

    /// What `data` holds, in a few words for the documentation.
    fn stored(&self) -> &'static str {
        ""
    }

    /// Where the value lives.
    fn source(&self) -> Source {
        Source::Data
    }

    /// How values compare.
    fn kind(&self, config: &Object) -> Kind;

    /// How values compare, and the function in schema `dt` that extracts them.
    fn extraction(&self, config: &Object) -> (Kind, &'static str) {
        let kind = self.kind(config);
        (kind, kind.extractor())
    }

    /// As [`ColumnType::extraction`], for unique rules: what makes two values the same.
    fn identity(&self, config: &Object) -> (Kind, &'static str) {
        self.extraction(config)
    }

    /// The parts that every value has, which filters, sorts and indexes reach by a path
    /// (`price.amount`), and how they compare.
    fn parts(&self) -> &'static [(&'static str, Kind)] {
        &[]
    }

    /// The text that a value of parts is compared as, if it is one: see [`ColumnType::extraction`].
    fn compared_text(&self, _value: &Value) -> Option<String> {
        None
    }

    /// The part that says what an amount is measured in: amounts of different units are not added up.
    fn unit(&self) -> Option<&'static str> {
        None
    }

    /// The properties of options that filters reach by a path, as if they were parts of the value:
    /// `stage.category`.
    fn option_properties(&self) -> &'static [&'static str] {
        &[]
    }

    /// What the options of a column say of themselves under `property` (the `category` of a
    /// status): pairs of an option's value and that, in the order of the options; options that
    /// say nothing are left out. `None` where the type's options have no such property.
    fn option_property<'a>(&self, _config: &'a Object, _property: &str) -> Option<Vec<(&'a str, &'a str)>> {
        None
    }

    /// Whether its values are the ids of users, so that `"me"` in a filter is the caller.
    fn names_users(&self) -> bool {
        false
    }

    /// Whether a query's `search` looks into the values: they are texts, sets of texts, or have parts
    /// that are.
    fn searchable(&self, config: &Object) -> bool {
        let is_text = |kind: Kind| kind.is_text() || kind == Kind::Set;
        self.source() == Source::Data
            && match self.kind(config) {
                Kind::Json => self.parts().iter().any(|(_, kind)| is_text(*kind)),
                kind => is_text(kind),
            }
    }

    /// Whether the server assigns the values, and a write may give none (`autonumber`).
    fn is_assigned(&self) -> bool {
        false
    }

    /// The value an empty column gets without any default (`uuid` with `generate`).
    fn generates(&self, _config: &Object) -> bool {
        false
    }

    /// The fault code of a JSON Schema keyword, where it is not the common one.
    fn fault_code(&self, _keyword: &str) -> Option<FaultCode> {
        None
    }

    /// A stored value, for documentation.
    fn example(&self) -> Value;
}

/// A config key as a whole number, if it is set.
fn limit(config: &Object, key: &str) -> Option<u64> {
    config.get(key).and_then(Value::as_u64)
}

/// Copies config keys that are set into JSON Schema keywords: `[("min_length", "minLength")]`.
fn copy_keywords(config: &Object, schema: &mut Object, names: &[(&str, &str)]) {
    for (key, keyword) in names {
        if let Some(value) = config.get(*key).filter(|value| !value.is_null()) {
            schema.insert((*keyword).to_owned(), value.clone());
        }
    }
}

/// `low` must not exceed `high` where both are set. Compared as doubles: it guards against
/// mistakes, the schema's own comparison is exact.
fn check_range(config: &Object, low: &str, high: &str) -> Result<(), String> {
    let number = |key: &str| config.get(key).and_then(Value::as_f64);
    match (number(low), number(high)) {
        (Some(a), Some(b)) if a > b => {
            Err(format!("has a config whose {low} {a} is greater than its {high} {b}"))
        }
        _ => Ok(()),
    }
}
