//! What a table is, and how its options and settings are read.

use dyntables_values::argument::{boolean, count, object, shape, string};
use dyntables_values::error::{Error, nearest};
use dyntables_values::system::Source;
use dyntables_values::text::Object;
use serde_json::{Value, json};

use crate::column::{Column, from_documents};
use crate::ident::{ColumnKey, Slug, storage_name};

/// A table, with what every read and write needs of it.
#[derive(Debug, Clone)]
pub struct Table {
    /// Its id.
    pub id: uuid::Uuid,
    /// Its number, unique in the database; names its storage.
    pub no: i64,
    /// Its slug.
    pub slug: Slug,
    /// Its name.
    pub name: String,
    /// For people.
    pub description: Option<String>,
    /// Whether `data` may hold keys that are no column.
    pub open: bool,
    /// The settings, checked; unknown keys are the application's.
    pub settings: Object,
    /// The columns that are not in the trash, in order.
    pub columns: Vec<Column>,
    /// The keys of the columns in the trash.
    pub trashed: Vec<ColumnKey>,
    /// What decides on how a condition is written, so that an index serves it.
    pub indexing: Indexing,
}

/// What a table's indexes, and the database's, are like.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Indexing {
    /// The columns of each search index, by key; one over all of `data` has none.
    pub search: Vec<Vec<ColumnKey>>,
    /// Whether the database sorts texts by their code points, so that those with a common
    /// beginning are next to each other in any btree.
    pub code_points: bool,
}

impl Table {
    /// The column of this key, unless it is in the trash.
    #[must_use]
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key.as_str() == key)
    }

    /// The column's place in the order.
    #[must_use]
    pub fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key.as_str() == key)
    }

    /// The column of this key, or the error that names the nearest. `place` says where the name
    /// stood (`filter`), for the message.
    pub fn require_column(&self, key: &str, place: &'static str) -> Result<&Column, Error> {
        self.column(key).ok_or_else(|| self.no_such_column(key, place))
    }

    /// The error for a name that is no column.
    #[must_use]
    pub fn no_such_column(&self, key: &str, place: &'static str) -> Error {
        Error::no_such_column(self.slug.as_str(), key, place, self.nearest_key(key))
    }

    /// The nearest known key.
    #[must_use]
    pub fn nearest_key(&self, key: &str) -> Option<String> {
        nearest(key, self.columns.iter().map(|column| column.key.as_str()))
    }

    /// The name of the table in `dt_data` that holds the records.
    #[must_use]
    pub fn storage(&self) -> String {
        storage_name(&self.slug, self.no)
    }

    /// The most records that the table may hold, if that is limited.
    #[must_use]
    pub fn max_records(&self) -> Option<i64> {
        self.settings.get("max_records").and_then(Value::as_i64)
    }

    /// The system columns, which `data` shows on reading.
    pub fn system_columns(&self) -> impl Iterator<Item = (&Column, dyntables_values::system::SystemField)> {
        self.columns.iter().filter_map(|column| match column.type_.source() {
            Source::System(field) => Some((column, field)),
            Source::Data => None,
        })
    }
}

/// The options of `dt_create_table` and `dt_alter_table`; what is `None` was not given.
#[derive(Debug, Clone, Default)]
pub struct TableOptions {
    /// 1–255 characters.
    pub name: Option<String>,
    /// Checked.
    pub slug: Option<Slug>,
    /// `Some(None)` clears it; likewise below.
    pub description: Option<Option<String>>,
    /// An icon's name or an emoji.
    pub icon: Option<Option<String>>,
    /// `#rrggbb`.
    pub color: Option<Option<String>>,
    /// The application's id of a workspace.
    pub workspace_id: Option<Option<String>>,
    /// Merged into the settings.
    pub settings: Option<Object>,
    /// Whether `data` may hold keys that are no column.
    pub open: Option<bool>,
    /// Whether the table belongs to no organisation.
    pub global: Option<bool>,
    /// The first columns.
    pub columns: Option<Vec<Column>>,
}

const OPTIONS: [&str; 10] =
    ["name", "slug", "description", "icon", "color", "workspace_id", "settings", "open", "columns", "global"];

impl TableOptions {
    /// Reads the options; `creating` allows those that cannot be changed later.
    pub fn parse(options: &Value, creating: bool) -> Result<Self, Error> {
        let mut parsed = TableOptions::default();
        for (key, value) in object(options, if creating { "options" } else { "changes" })? {
            match key.as_str() {
                "name" if !creating => parsed.name = Some(check_name(string(value, "name")?)?),
                "slug" => parsed.slug = Some(Slug::new(string(value, "slug")?)?),
                "description" => parsed.description = Some(text_or_null(value, "description")?),
                "icon" => parsed.icon = Some(text_or_null(value, "icon")?),
                "color" => parsed.color = Some(color(value)?),
                "workspace_id" => parsed.workspace_id = Some(text_or_null(value, "workspace_id")?),
                "settings" => parsed.settings = Some(check_settings(object(value, "settings")?)?),
                "open" => parsed.open = Some(boolean(value, "open")?),
                "columns" if creating => parsed.columns = Some(from_documents(value)?),
                "global" if creating => parsed.global = Some(boolean(value, "global")?),
                "columns" => {
                    return Err(Error::bad_hint(
                        "columns cannot be changed with the table",
                        "dt_add_column, dt_alter_column and dt_drop_column change them one by one.",
                    ));
                }
                "name" | "global" => {
                    return Err(Error::bad(format!("option \"{key}\" cannot be given here")));
                }
                _ => return Err(Error::unknown("table option", key, OPTIONS)),
            }
        }
        Ok(parsed)
    }
}

/// 1–255 characters, no control characters.
pub fn check_name(name: &str) -> Result<String, Error> {
    let length = name.chars().count();
    if length == 0 || length > 255 {
        return Err(Error::bad(format!("a table's name must have 1 to 255 characters, not {length}")));
    }
    if name.trim().is_empty() {
        return Err(Error::bad("a table's name must not be blank"));
    }
    if name.chars().any(char::is_control) {
        return Err(Error::bad("a table's name must not have control characters"));
    }
    Ok(name.to_owned())
}

fn text_or_null(value: &Value, what: &str) -> Result<Option<String>, Error> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        _ => Err(shape(what, "a string", value)),
    }
}

fn color(value: &Value) -> Result<Option<String>, Error> {
    let text = text_or_null(value, "color")?;
    let is_color = |text: &str| {
        text.len() == 7 && text.starts_with('#') && text[1..].bytes().all(|b| b.is_ascii_hexdigit())
    };
    match text {
        Some(text) if !is_color(&text) => Err(Error::bad_hint(
            format!("\"{}\" is not a color", dyntables_values::text::shorten_text(&text)),
            "A color is #rrggbb, such as #3b82f6.",
        )),
        text => Ok(text.map(|text| text.to_lowercase())),
    }
}

/// Checks the known keys of settings; unknown ones belong to the application.
fn check_settings(settings: &Object) -> Result<Object, Error> {
    for (key, value) in settings {
        let what = format!("settings.{key}");
        if value.is_null() {
            continue; // merging a null removes the key
        }
        match key.as_str() {
            "allow_multiple" | "enable_comments" | "enable_attachments" | "enable_revisions"
            | "enable_form" => {
                boolean(value, &what)?;
            }
            "record_name_format" | "default_view" | "row_height" => {
                string(value, &what)?;
            }
            "max_records" => {
                count(value, &what, i64::MAX)?;
            }
            _ => {}
        }
    }
    Ok(settings.clone())
}

/// The settings after merging changes into them: a null removes a key.
#[must_use]
pub fn merge_settings(settings: &Object, changes: &Object) -> Object {
    let mut merged = settings.clone();
    for (key, value) in changes {
        if value.is_null() {
            merged.remove(key);
        } else {
            merged.insert(key.clone(), value.clone());
        }
    }
    merged
}

/// The error for a slug that a table of the organisation has already.
#[must_use]
pub fn slug_taken(slug: &str) -> Error {
    let hint = "Give the option \"slug\" another value. Tables in the trash keep their slug: dt_tables('only') lists them.";
    Error::taken("a table with the slug", slug, Some(hint))
}

/// What `dt_describe` says of a table, without what only the catalog knows.
#[must_use]
pub fn describe(table: &Table) -> Value {
    json!({
        "id": table.id.to_string(),
        "no": table.no,
        "slug": table.slug.as_str(),
        "name": table.name,
        "open": table.open,
        "settings": table.settings,
        "storage": format!("dt_data.{}", table.storage()),
        "columns": table.columns.iter().map(Column::to_document).collect::<Vec<_>>(),
    })
}
