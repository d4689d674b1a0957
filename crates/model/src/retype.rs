//! A change of the type or config of a column, before its values are read: whether it is possible, what the column
//! becomes, and whether its values must be read at all.

use std::collections::HashSet;

use dyntables_values::argument::string;
use dyntables_values::config::Config;
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::system::Source;
use dyntables_values::text::Object;
use dyntables_values::types::{ColumnType, registry};
use serde_json::Value;

use crate::column::Column;
use crate::ident::ColumnKey;

/// The column after changes, as far as they alone say: neither checked, nor with the options that its values need,
/// and with a default that may still be of the old type.
pub fn outline(before: &Column, changes: &Object) -> Result<Column, Error> {
    let mut after = before.clone();
    if let Some(type_) = changes.get("type") {
        let type_ = registry::find(string(type_, "type")?)?;
        if type_.name() != before.type_.name() {
            check_types(before, type_)?;
            after = retyped(before, type_);
        }
    }
    if let Some(key) = changes.get("key") {
        after.key = ColumnKey::new(string(key, "key")?)?;
        if before.label == before.key.as_str() {
            after.label = after.key.to_string();
        }
    }
    after.apply(changes)?;
    Ok(after)
}

/// Refuses a new type that a column cannot have, whatever its values.
pub fn check_types(from: &Column, to: &'static dyn ColumnType) -> Result<(), Error> {
    let refused = |why: &str, hint: &str| {
        Err(Error::bad_hint(
            format!(
                "column \"{}\" of type {} cannot become {}: {why}",
                from.key,
                from.type_.name(),
                to.name()
            ),
            hint,
        ))
    };
    if from.type_.source() != Source::Data {
        return refused(
            "its values are fields of the record, not in its data",
            "Add a column of the new type, and copy the values.",
        );
    }
    if to.source() != Source::Data {
        return refused(
            "a column of this type shows a field of the record",
            "Add a column of this type beside it.",
        );
    }
    let is_number = matches!(from.type_.kind(&from.config), Kind::Int8 | Kind::Float8 | Kind::Numeric);
    if to.is_assigned() && !is_number {
        return refused(
            "its values are assigned by the server, and go on from whole numbers only",
            "Make it an integer first, or add a column of this type beside it: it numbers the records in the order of their creation.",
        );
    }
    Ok(())
}

/// The column with another type. It keeps its default, and of its config the options, as far as the new type has them: all
/// other config keys belonged to the old type.
pub fn retyped(from: &Column, to: &'static dyn ColumnType) -> Column {
    let mut column = Column { type_: to, config: Config::default(), ..from.clone() };
    let schema = to.config();
    if let (Some(Value::Array(options)), Some(known)) =
        (from.config.get("options"), schema.pointer("/options/items/properties").and_then(Value::as_object))
    {
        let mut options = options.clone();
        for option in options.iter_mut().filter_map(Value::as_object_mut) {
            option.retain(|key, _| known.contains_key(key));
        }
        column.config.edit(|config| config.insert("options".into(), Value::Array(options)));
    }
    column
}

/// Whether a change of config certainly leaves all stored values valid and as they are, so that they need not be read.
pub fn is_harmless(from: &Column, to: &Column) -> bool {
    if from.type_.name() != to.type_.name() {
        return false;
    }
    // Config says nothing about values that the server assigns.
    if is_same_for_values(from, to) || to.type_.is_assigned() {
        return true;
    }
    // A rule may depend on any config key. A schema says what it depends on. Another form of a value is asked for only
    // where schema and rule refuse the value.
    to.type_.rule().is_none() && admits(&to.type_.schema(&to.config), &from.type_.schema(&from.config))
}

/// Whether two configs differ only in keys that say how text is read, or how values are shown.
fn is_same_for_values(from: &Column, to: &Column) -> bool {
    const OTHERS: [&str; 7] = ["locale", "date_order", "name_order", "icon", "placeholder", "format", "unit"];
    let about_values = |column: &Column| -> Object {
        let keys = column.config.iter().filter(|(key, _)| !OTHERS.contains(&key.as_str()));
        keys.map(|(key, value)| (key.clone(), value.clone())).collect()
    };
    from.config == to.config || about_values(from) == about_values(to)
}

/// Whether the new schema allows all that the old one allows. Some keywords may be wider; all others must be the same.
fn admits(new: &Value, old: &Value) -> bool {
    let (Value::Object(new), Value::Object(old)) = (new, old) else { return new == old };
    let number = |value: &Value| value.as_f64();
    new.iter().all(|(keyword, new)| match (keyword.as_str(), old.get(keyword)) {
        (_, None) => false,
        (_, Some(old)) if old == new => true,
        ("enum", Some(old)) => match (new.as_array(), old.as_array()) {
            (Some(new), Some(old)) => {
                let texts: HashSet<&str> = new.iter().filter_map(Value::as_str).collect();
                old.iter().all(|value| match value.as_str() {
                    Some(text) => texts.contains(text),
                    None => new.contains(value),
                })
            }
            _ => false,
        },
        // Only counts: as doubles, other limits may be rounded.
        ("maxLength" | "maxItems", Some(old)) => {
            matches!((number(new), number(old)), (Some(new), Some(old)) if new >= old)
        }
        ("minLength" | "minItems", Some(old)) => {
            matches!((number(new), number(old)), (Some(new), Some(old)) if new <= old)
        }
        ("items", Some(old)) => admits(new, old),
        _ => false,
    })
}
