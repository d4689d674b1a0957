//! The setting `record_name_format`: which columns name a record, such as `{name} ({stage})`.

use dyntables_values::error::Error;
use dyntables_values::text::{Object, shorten_text};
use serde_json::Value;

use crate::ident::{RESERVED_KEYS, UNCONVERTED};
use crate::table::Table;

/// The setting.
const KEY: &str = "record_name_format";

/// The keys between braces, each with the part that follows a point: `price` and `.amount`.
fn holes(format: &str) -> Result<Vec<&str>, Error> {
    let unclosed = || {
        let message =
            format!("record_name_format \"{}\" has a brace without its other half", shorten_text(format));
        Error::bad_hint(message, "A column stands in braces: {name} ({stage}).")
    };
    let mut holes = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find(['{', '}']) {
        let inner = rest[at..].strip_prefix('{').ok_or_else(unclosed)?;
        let end = inner.find(['{', '}']).filter(|end| inner[*end..].starts_with('}')).ok_or_else(unclosed)?;
        holes.push(&inner[..end]);
        rest = &inner[end + 1..];
    }
    Ok(holes)
}

/// The column of a hole: paths reach into its parts.
fn column_of(hole: &str) -> &str {
    hole.split('.').next().unwrap_or_default()
}

/// Refuses a format that names a column which the table does not have. A table without columns, and an open one, may get
/// them later.
pub fn check(table: &Table, settings: &Object) -> Result<(), Error> {
    let Some(format) = settings.get(KEY).and_then(Value::as_str) else { return Ok(()) };
    let is_field = |key: &str| RESERVED_KEYS.contains(&key) && key != UNCONVERTED && key != "data";
    for key in holes(format)?.into_iter().map(column_of) {
        if table.column(key).is_none() && !is_field(key) && !table.open && !table.columns.is_empty() {
            return Err(table.no_such_column(key, KEY));
        }
    }
    Ok(())
}

/// The settings after a column has got another key; `None` if they do not name it.
pub fn renamed(settings: &Object, from: &str, to: &str) -> Option<Object> {
    let format = settings.get(KEY).and_then(Value::as_str)?;
    let holes = holes(format).ok()?;
    if !holes.iter().any(|hole| column_of(hole) == from) {
        return None;
    }
    let changed =
        holes.iter().filter(|hole| column_of(hole) == from).fold(format.to_owned(), |format, hole| {
            format.replace(&format!("{{{hole}}}"), &format!("{{{to}{}}}", &hole[from.len()..]))
        });
    let mut settings = settings.clone();
    settings.insert(KEY.to_owned(), changed.into());
    Some(settings)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{holes, renamed};

    #[test]
    fn a_format_names_columns_in_braces() {
        assert_eq!(holes("{name} ({price.amount})").unwrap(), ["name", "price.amount"]);
        assert_eq!(holes("no column").unwrap(), Vec::<&str>::new());
        for bad in ["{name", "name}", "{{name}}", "}{"] {
            assert!(holes(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_format_follows_a_column() {
        let settings = json!({"record_name_format": "{a} {ab} {a.b} {a}", "x": 1});
        let settings = settings.as_object().unwrap();
        let after = renamed(settings, "a", "ab2").unwrap();
        assert_eq!(after["record_name_format"], "{ab2} {ab} {ab2.b} {ab2}");
        assert_eq!(renamed(settings, "b", "c"), None);
    }
}
