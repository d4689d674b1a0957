//! Tables, and the documents of their options and settings.

use dyntables_values::argument::{boolean, count, object, string, wrong_kind};
use dyntables_values::error::{Error, nearest};
use dyntables_values::system::Source;
use dyntables_values::text::Object;
use serde_json::{Value, json};

use crate::column::{Column, from_documents};
use crate::ident::{ColumnKey, Slug, storage_name};
use crate::sharing::{RowAccess, Sharing, Visibility};

/// The most columns of a table: as many as one of PostgreSQL can have, those dropped included.
pub const MOST_COLUMNS: usize = 1_600;

/// A table, as far as reads and writes need it.
#[derive(Debug, Clone)]
pub struct Table {
    /// The id.
    pub id: uuid::Uuid,
    /// The number, unique in the database. The name of the storage table ends with it.
    pub no: i64,
    /// The slug.
    pub slug: Slug,
    /// The name.
    pub name: String,
    /// A description for people.
    pub description: Option<String>,
    /// Whether `data` may hold keys that are no columns.
    pub open: bool,
    /// The settings, checked. Unknown keys belong to the application.
    pub settings: Object,
    /// The columns that are not in the trash, in order.
    pub columns: Vec<Column>,
    /// Whose it is, and who sees it.
    pub sharing: Sharing,
    /// The keys of the columns that the caller may not read. They are treated as those in the trash, and are among them.
    pub hidden: Vec<ColumnKey>,
    /// The keys of the columns in the trash.
    pub trashed: Vec<ColumnKey>,
    /// The columns in the trash that have a plain column: it is kept in step with their values.
    pub typed_in_trash: Vec<Column>,
    /// What decides how a condition is written so that an index serves it.
    pub indexing: Indexing,
}

/// An index of words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SearchIndex {
    /// The keys of its columns. An index over all of `data` has none.
    pub columns: Vec<ColumnKey>,
    /// The plain columns whose words it has, if it is not over `data`.
    pub plain: Option<Vec<ColumnKey>>,
}

/// What a query must know of the indexes of a table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Indexing {
    /// The search indexes.
    pub search: Vec<SearchIndex>,
    /// The columns, parts and system fields whose texts have a trigram index, by their names.
    pub trigram: Vec<String>,
    /// Whether the database sorts texts by code points, so that texts with the same beginning are neighbours in every
    /// btree.
    pub code_points: bool,
    /// The keys of the columns in indexes that compare whole values, which must not be large.
    pub whole: Vec<ColumnKey>,
}

impl Table {
    /// Whether two states of a table are the same but for what people are shown.
    pub fn is_but_for_labels(&self, other: &Table) -> bool {
        let Table {
            id,
            no,
            slug,
            name: _,
            description: _,
            open,
            settings,
            columns,
            sharing,
            hidden,
            trashed,
            typed_in_trash,
            indexing,
        } = self;
        let are_alike = |these: &[Column], those: &[Column]| {
            these.len() == those.len()
                && these.iter().zip(those).all(|(one, other)| one.is_but_for_labels(other))
        };
        (*id, *no, *open) == (other.id, other.no, other.open)
            && *slug == other.slug
            && *settings == other.settings
            && (sharing, hidden, trashed) == (&other.sharing, &other.hidden, &other.trashed)
            && *indexing == other.indexing
            && are_alike(columns, &other.columns)
            && are_alike(typed_in_trash, &other.typed_in_trash)
    }

    /// The column of this key, unless it is in the trash.
    pub fn column(&self, key: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.key.as_str() == key)
    }

    /// The place of the column of this key in the order of columns.
    pub fn position(&self, key: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.key.as_str() == key)
    }

    /// The column of this key. The error names the nearest key, and `place`, where the key was: `filter`.
    pub fn require_column(&self, key: &str, place: &'static str) -> Result<&Column, Error> {
        self.column(key).ok_or_else(|| self.no_such_column(key, place))
    }

    /// The error for a key that no column has.
    pub fn no_such_column(&self, key: &str, place: &'static str) -> Error {
        Error::no_such_column(self.slug.as_str(), key, place, self.nearest_key(key))
    }

    /// The key of a column that is most like this one.
    pub fn nearest_key(&self, key: &str) -> Option<String> {
        nearest(key, self.columns.iter().map(|column| column.key.as_str()))
    }

    /// The name of the storage table in `dt_data`.
    pub fn storage(&self) -> String {
        storage_name(&self.slug, self.no)
    }

    /// The most records that the table may hold, if there is a limit.
    pub fn max_records(&self) -> Option<i64> {
        self.settings.get("max_records").and_then(Value::as_i64)
    }

    /// Whether what is done to records is written down.
    pub fn keeps_history(&self) -> bool {
        self.settings.get("enable_revisions").and_then(Value::as_bool).unwrap_or(true)
    }

    /// The system columns, which `data` shows when it is read.
    pub fn system_columns(&self) -> impl Iterator<Item = (&Column, dyntables_values::system::SystemField)> {
        self.columns.iter().filter_map(|column| match column.type_.source() {
            Source::System(field) => Some((column, field)),
            Source::Data => None,
        })
    }
}

/// The options of `dt_create_table` and `dt_alter_table`. An option that is `None` was not given.
#[derive(Debug, Clone, Default)]
pub struct TableOptions {
    /// The name, of 1 to 255 characters.
    pub name: Option<String>,
    /// The slug.
    pub slug: Option<Slug>,
    /// A description for people. `Some(None)` removes it, here and below.
    pub description: Option<Option<String>>,
    /// The name of an icon, or an emoji.
    pub icon: Option<Option<String>>,
    /// A color, `#rrggbb`.
    pub color: Option<Option<String>>,
    /// The id of a workspace of the application.
    pub workspace_id: Option<Option<String>>,
    /// Changes of the settings.
    pub settings: Option<Object>,
    /// Whether `data` may hold keys that are no columns.
    pub open: Option<bool>,
    /// Whether the table belongs to no organisation.
    pub global: Option<bool>,
    /// Who sees it.
    pub visibility: Option<Visibility>,
    /// Which records its members see.
    pub row_access: Option<RowAccess>,
    /// The first columns.
    pub columns: Option<Vec<Column>>,
    /// Whether a table of the slug that is there already is left as it is.
    pub if_not_exists: bool,
}

const OPTIONS: [&str; 13] = [
    "name",
    "slug",
    "description",
    "icon",
    "color",
    "workspace_id",
    "settings",
    "open",
    "visibility",
    "row_access",
    "columns",
    "global",
    "if_not_exists",
];

impl TableOptions {
    /// Reads the options. `creating` allows the options that cannot change later.
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
                "visibility" => {
                    parsed.visibility = Some(Visibility::parse(string(value, "visibility")?)?);
                }
                "row_access" => parsed.row_access = Some(RowAccess::parse(string(value, "row_access")?)?),
                "open" => parsed.open = Some(boolean(value, "open")?),
                "columns" if creating => parsed.columns = Some(from_documents(value)?),
                "global" if creating => parsed.global = Some(boolean(value, "global")?),
                "if_not_exists" if creating => parsed.if_not_exists = boolean(value, key)?,
                "columns" => {
                    return Err(Error::bad_hint(
                        "columns cannot be changed with the table",
                        "dt_add_column, dt_alter_column and dt_drop_column change them one by one.",
                    ));
                }
                "name" | "global" | "if_not_exists" => {
                    return Err(Error::bad(format!("option \"{key}\" cannot be given here")));
                }
                _ => return Err(Error::unknown("table option", key, OPTIONS)),
            }
        }
        Ok(parsed)
    }
}

/// Checks the name of a table: 1 to 255 characters, and no control characters.
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
        _ => Err(wrong_kind(what, "a string", value)),
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

/// Checks the known keys of settings. Unknown keys belong to the application.
fn check_settings(settings: &Object) -> Result<Object, Error> {
    for (key, value) in settings {
        let what = format!("settings.{key}");
        if value.is_null() {
            continue; // A null removes the key.
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

/// The settings with changes merged into them. A null removes a key.
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

/// The error for a slug that another table of the organisation has.
pub fn slug_taken(slug: &str) -> Error {
    let hint = "Give the option \"slug\" another value. Tables in the trash keep their slug: dt_tables('only') lists them.";
    Error::taken("a table with the slug", slug, Some(hint))
}

/// A table as `dt_describe` shows it, without what only the catalog knows.
pub fn describe(table: &Table) -> Value {
    json!({
        "id": table.id.to_string(),
        "no": table.no,
        "slug": table.slug.as_str(),
        "name": table.name,
        "open": table.open,
        "settings": table.settings,
        "visibility": table.sharing.visibility.name(),
        "row_access": table.sharing.row_access.name(),
        "storage": format!("dt_data.{}", table.storage()),
        "columns": table.columns.iter().map(Column::to_document).collect::<Vec<_>>(),
    })
}
