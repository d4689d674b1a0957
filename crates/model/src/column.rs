//! Columns, and the documents that describe them.

use std::collections::HashSet;
use std::fmt;

use dyntables_schema::{Misfit, check_schema, misfit};
use dyntables_values::argument::{boolean, count, object, string, wrong_kind};
use dyntables_values::config::Config;
use dyntables_values::error::{Error, Within};
use dyntables_values::system::Source;
use dyntables_values::text::{Object, shorten_text};
use dyntables_values::types::{ColumnType, registry};
use serde_json::{Value, json};

use crate::ident::{ColumnKey, FILTER_SYNTAX, RESERVED_KEYS};
use crate::sharing::Permissions;
use crate::typed::Typed;

/// A column of a table.
#[derive(Clone)]
pub struct Column {
    /// The key of its values in `data`.
    pub key: ColumnKey,
    /// The name that people see; the key if none was given.
    pub label: String,
    /// The type.
    pub type_: &'static dyn ColumnType,
    /// The settings of the type, checked.
    pub config: Config,
    /// Whether values must not be empty.
    pub required: bool,
    /// Whether the values of all records must differ.
    pub unique: bool,
    /// The value that an insert writes if it is empty.
    pub default: Option<Value>,
    /// Whether the column has an index of its own.
    pub indexed: bool,
    /// A description for people.
    pub description: Option<String>,
    /// The width on the screen, in pixels.
    pub width: Option<i64>,
    /// Whether views show the column.
    pub visible: bool,
    /// The plain column beside `data` that holds the values, too, if there is one.
    pub typed: Option<Typed>,
    /// Whether a document asks for a plain column, or for none.
    pub wants_typed: Option<bool>,
    /// Which levels may read and write the values.
    pub permissions: Permissions,
    /// Whether the list of options may be empty: records bring them.
    pub begins_without_options: bool,
}

impl fmt::Debug for Column {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Column({} {})", self.key, self.type_.name())
    }
}

/// The keys of a column document.
pub const KEYS: [&str; 13] = [
    "key",
    "label",
    "type",
    "config",
    "required",
    "unique",
    "default",
    "index",
    "description",
    "width",
    "visible",
    "typed",
    "permissions",
];

impl Column {
    /// A column without settings.
    pub fn new(key: ColumnKey, type_: &'static dyn ColumnType) -> Self {
        Column {
            label: key.to_string(),
            key,
            type_,
            config: Config::default(),
            required: false,
            unique: false,
            default: None,
            indexed: false,
            description: None,
            width: None,
            visible: true,
            typed: None,
            wants_typed: None,
            permissions: Permissions::default(),
            begins_without_options: false,
        }
    }

    /// Reads a whole column document, such as an element of `columns` of a table.
    pub fn from_document(document: &Value) -> Result<Self, Error> {
        let options = object(document, "a column")?;
        let key = string(options.get("key").unwrap_or(&Value::Null), "a column's key")?;
        let type_name = options.get("type").ok_or_else(|| {
            Error::bad_hint(
                format!("column \"{key}\" has no type"),
                "Every column document needs key and type.",
            )
        })?;
        let mut column =
            Column::new(ColumnKey::new(key)?, registry::find(string(type_name, "a column's type")?)?);
        column.change(options)?;
        Ok(column)
    }

    /// Reads a column document from the catalog. It was checked before it got there, so no backend compiles the schemas of
    /// its config keys again.
    pub fn from_catalog(document: &Value) -> Result<Self, Error> {
        let text = |name: &str| document[name].as_str().map(ToOwned::to_owned);
        let flag = |name: &str| document[name].as_bool().unwrap_or_default();
        let key = ColumnKey::new(&text("key").unwrap_or_default())?;
        let mut column = Column::new(key, registry::find(&text("type").unwrap_or_default())?);
        column.label = text("label").unwrap_or_default();
        column.config = document["config"].as_object().cloned().unwrap_or_default().into();
        column.required = flag("required");
        column.unique = flag("unique");
        column.default = Some(document["default"].clone()).filter(|value| !value.is_null());
        column.indexed = flag("index");
        column.description = text("description");
        column.width = document["width"].as_i64();
        column.visible = flag("visible");
        let typed = |name: String| {
            Ok::<_, Error>(Typed { name: ColumnKey::new(&name)?, is_complete: flag("typed_complete") })
        };
        column.typed = text("typed").map(typed).transpose()?;
        column.permissions = Permissions::parse(&document["permissions"])?;
        Ok(column.as_stored())
    }

    /// The column, after it was read from where it had been checked.
    pub fn as_stored(mut self) -> Self {
        self.begins_without_options = has_no_options(&self.config);
        self
    }

    /// Applies the keys of a column document, except `key` and `type`, and checks the column.
    pub fn change(&mut self, changes: &Object) -> Result<(), Error> {
        self.apply(changes)?;
        self.check()
    }

    /// Applies the keys of a column document, except `key` and `type`. The whole is still to be checked.
    pub fn apply(&mut self, changes: &Object) -> Result<(), Error> {
        for (name, value) in changes {
            match name.as_str() {
                "key" | "type" => {}
                "label" if value.is_null() => self.label = self.key.to_string(),
                "label" => self.label = string(value, "label")?.to_owned(),
                "config" if value.is_null() => self.config = Config::default(),
                "config" => self.config = object(value, "config")?.clone().into(),
                "required" => self.required = boolean(value, "required")?,
                "unique" => self.unique = boolean(value, "unique")?,
                "default" => self.default = Some(value.clone()).filter(|value| !value.is_null()),
                "index" => self.indexed = boolean(value, "index")?,
                "description" => self.description = text_or_null(value, "description")?,
                "width" if value.is_null() => self.width = None,
                "width" => self.width = Some(count(value, "width", 100_000)?),
                "visible" => self.visible = boolean(value, "visible")?,
                "permissions" => self.permissions = Permissions::parse(value).within("permissions")?,
                "typed" => self.wants_typed = Some(boolean(value, "typed")?),
                // Said of the column as it begins; records bring the options later.
                "create_options" if has_options(self.type_) => self.begin_without_options(value)?,
                _ => return Err(Error::unknown("column option", name, KEYS)),
            }
        }
        Ok(())
    }

    /// Lets a column begin with an empty list of options.
    fn begin_without_options(&mut self, value: &Value) -> Result<(), Error> {
        if boolean(value, "create_options")? {
            self.config.edit(|config| {
                config.entry("options").or_insert_with(|| json!([]));
            });
            self.begins_without_options = true;
        }
        Ok(())
    }

    /// Checks all that the settings of a column must satisfy together.
    pub fn check(&mut self) -> Result<(), Error> {
        self.check_key()?;
        self.check_config()?;
        let kind = self.type_.kind(&self.config);
        if self.type_.source() != Source::Data && (self.required || self.unique || self.default.is_some()) {
            return Err(
                self.fault("is of a system type and can be neither required nor unique nor have a default")
            );
        }
        if self.type_.is_assigned() && self.default.is_some() {
            return Err(self.fault("gets its values from the server and can have no default"));
        }
        if self.unique && !kind.is_ordered() {
            return Err(self.fault(&format!("of type {} cannot be unique", self.type_.name())));
        }
        if self.indexed && kind == dyntables_values::kind::Kind::Json {
            return Err(self.fault(&format!("of type {} cannot be indexed as a whole", self.type_.name())));
        }
        self.normalize_default();
        match self.default.as_ref().and_then(|default| self.type_.default_fault(default)) {
            Some(what) => Err(self.fault(&format!("has a default that {what}"))),
            None => Ok(()),
        }
    }

    fn check_key(&self) -> Result<(), Error> {
        let key = self.key.as_str();
        let own_field = matches!(self.type_.source(), Source::System(field) if field.name() == key);
        if (RESERVED_KEYS.contains(&key) && !own_field) || FILTER_SYNTAX.contains(&key) {
            let hint = if FILTER_SYNTAX.contains(&key) {
                "The word has a meaning of its own in filters."
            } else {
                "Every record has a field of this name of its own."
            };
            return Err(Error::bad_hint(
                format!("\"{key}\" cannot be the key of a column of type {}", self.type_.name()),
                hint,
            ));
        }
        Ok(())
    }

    fn check_config(&mut self) -> Result<(), Error> {
        let type_ = self.type_;
        self.config.edit(|config| {
            type_.normalize_config(config);
            // A config key that is null is not set.
            config.retain(|_, value| !value.is_null());
        });
        let known = self.type_.config();
        let known = known.as_object().cloned().unwrap_or_default();
        for (name, value) in self.config.iter() {
            let Some(schema) = known.get(name) else {
                let type_name = self.type_.name();
                let keys = known.keys().map(String::as_str).collect::<Vec<_>>();
                let error = Error::unknown("config key", name, keys)
                    .map_message(|message| format!("{message} for a column of type {type_name}"));
                return Err(if known.is_empty() {
                    error.with_hint(format!("The column type {type_name} has no config."))
                } else {
                    error
                });
            };
            if name == "options" && self.begins_without_options && has_no_options(&self.config) {
                continue;
            }
            let misfit = misfit(schema, value).map_err(|what| self.fault(&what))?;
            if let Some(Misfit { path: at, message }) = misfit {
                let at = if at.is_empty() { String::new() } else { format!(" at {at}") };
                let message = shorten_text(&message);
                return Err(Error::bad_detail(
                    format!("config \"{name}\"{at} of column \"{}\": {message}", self.key),
                    json!({"column": self.key.as_str(), "config": name, "schema": schema}),
                )
                .with_hint(format!("Allowed is what satisfies the JSON Schema {schema}.")));
            }
        }
        self.type_.check_config(&self.config).map_err(|what| self.fault(&what))?;
        check_schema(&self.type_.schema(&self.config)).map_err(|what| self.fault(&what))
    }

    fn normalize_default(&mut self) {
        let Some(default) = self.default.take() else { return };
        if self.type_.is_dynamic_default(&default) {
            self.default = Some(default);
            return;
        }
        // The validator needs jsonb, so whoever has the default as jsonb checks it.
        self.default = Some(self.type_.normalize(&self.config, &default).unwrap_or(default));
    }

    /// Whether two columns are the same but for what people are shown: label, description, width, whether it is visible.
    /// Neither the rules for values nor any query depends on these.
    pub fn is_but_for_labels(&self, other: &Column) -> bool {
        let Column {
            key,
            label: _,
            type_,
            config,
            required,
            unique,
            default,
            indexed,
            description: _,
            width: _,
            visible: _,
            typed,
            wants_typed,
            permissions,
            begins_without_options,
        } = self;
        *key == other.key
            && type_.name() == other.type_.name()
            && *config == other.config
            && (*required, *unique, *indexed, *begins_without_options)
                == (other.required, other.unique, other.indexed, other.begins_without_options)
            && *default == other.default
            && (typed, wants_typed, permissions) == (&other.typed, &other.wants_typed, &other.permissions)
    }

    /// Whether an insert fills the column if it is empty.
    pub fn fills_itself(&self) -> bool {
        self.default.is_some() || self.type_.generates(&self.config)
    }

    /// Whether a plain column holds all values.
    pub fn is_typed(&self) -> bool {
        self.typed.as_ref().is_some_and(|typed| typed.is_complete)
    }

    /// The column document, as `dt_describe` shows it.
    pub fn to_document(&self) -> Value {
        json!({
            "key": self.key.as_str(),
            "label": self.label,
            "type": self.type_.name(),
            "config": *self.config,
            "required": self.required,
            "unique": self.unique,
            "default": self.default,
            "index": self.indexed,
            "description": self.description,
            "width": self.width,
            "visible": self.visible,
            "typed": self.is_typed(),
            "permissions": self.permissions.to_object(),
        })
    }

    /// The error of a column. `what` ends a sentence that begins with the column.
    pub fn fault(&self, what: &str) -> Error {
        Error::bad(format!("column \"{}\" {what}", self.key))
    }
}

/// Whether a config has an empty list of options.
fn has_no_options(config: &Object) -> bool {
    config.get("options").and_then(Value::as_array).is_some_and(Vec::is_empty)
}

/// Whether the config of a type has a list of options.
pub fn has_options(type_: &dyn ColumnType) -> bool {
    type_.config().get("options").is_some()
}

fn text_or_null(value: &Value, what: &str) -> Result<Option<String>, Error> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text.clone())),
        _ => Err(wrong_kind(what, "a string", value)),
    }
}

/// Reads the column documents of a new table.
pub fn from_documents(documents: &Value) -> Result<Vec<Column>, Error> {
    let columns = read_all(documents).within("columns")?;
    let mut seen = HashSet::new();
    match columns.iter().find(|column| !seen.insert(column.key.as_str())) {
        Some(twice) => Err(taken(&twice.key)),
        None => Ok(columns),
    }
}

/// Reads `[{"key": "amount", …}]` or `{"amount": {…}}`. jsonb keeps the keys of the latter in an order of its own.
fn read_all(documents: &Value) -> Result<Vec<Column>, Error> {
    match documents {
        Value::Array(list) => {
            let columns = list.iter().enumerate();
            columns.map(|(at, document)| Column::from_document(document).within_element(at)).collect()
        }
        Value::Object(map) => map.iter().map(|(key, document)| keyed(key, document).within(key)).collect(),
        _ => Err(wrong_kind("columns", "an array of column documents, or an object of them", documents)),
    }
}

/// Reads the document of a column whose key stands before it.
fn keyed(key: &str, document: &Value) -> Result<Column, Error> {
    let mut document = object(document, "a column")?.clone();
    if document.insert("key".into(), key.into()).is_some_and(|given| given != key) {
        return Err(Error::bad(format!("column \"{}\" has another key inside", shorten_text(key))));
    }
    Column::from_document(&Value::Object(document))
}

/// The error for a key that another column of the table has.
pub fn taken(key: &ColumnKey) -> Error {
    Error::taken("a column with the key", key.as_str(), None)
}
