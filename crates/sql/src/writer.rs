//! The one writer of SQL. Three doors: constant text, validated names, and parameters. Nothing
//! else can get into a statement, so a statement's text depends on the shape of a query only.

use dyntables_model::ident::ColumnKey;
use dyntables_values::param::Param;

/// A statement being written.
#[derive(Debug, Default, Clone, PartialEq)]
pub struct Sql {
    text: String,
    params: Vec<Param>,
}

/// The name of a table in `dt_data`, to be quoted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage(pub String);

/// A key as an element of a literal array, as PostgreSQL writes it. Its alphabet has no quote, comma or brace; but the bare
/// word null is no text.
#[must_use]
pub fn array_element(key: &str) -> std::borrow::Cow<'_, str> {
    if key == "null" { "\"null\"".into() } else { key.into() }
}

impl Sql {
    /// An empty statement.
    #[must_use]
    pub fn new() -> Self {
        // A query has some 500 bytes.
        Sql { text: String::with_capacity(1_024), params: Vec::new() }
    }

    /// Text that stands in this crate's source.
    pub fn push(&mut self, text: &'static str) -> &mut Self {
        self.text.push_str(text);
        self
    }

    /// `$n`, and its value.
    pub fn push_param(&mut self, param: Param) -> &mut Self {
        self.params.push(param);
        self.text.push('$');
        self.text.push_str(&self.params.len().to_string());
        self
    }

    /// A column's key as a text literal: its alphabet has no quote.
    pub fn push_key(&mut self, key: &ColumnKey) -> &mut Self {
        self.text.push('\'');
        self.text.push_str(key.as_str());
        self.text.push('\'');
        self
    }

    /// A column's key inside of a text literal: its alphabet has no quote.
    pub fn push_key_text(&mut self, key: &ColumnKey) -> &mut Self {
        self.text.push_str(key.as_str());
        self
    }

    /// A column's key as an element of a literal array.
    pub fn push_element(&mut self, key: &ColumnKey) -> &mut Self {
        self.text.push_str(&array_element(key.as_str()));
        self
    }

    /// `dt_data."deals_1"`.
    pub fn push_storage(&mut self, storage: &Storage) -> &mut Self {
        self.text.push_str("dt_data.");
        self.push_ident(&storage.0)
    }

    /// A quoted identifier.
    pub fn push_ident(&mut self, name: &str) -> &mut Self {
        self.text.push('"');
        self.text.push_str(&name.replace('"', "\"\""));
        self.text.push('"');
        self
    }

    /// A whole number that is part of a statement's shape, such as the order of magnitude of a limit.
    pub fn push_shape(&mut self, number: u64) -> &mut Self {
        self.text.push_str(&number.to_string());
        self
    }

    /// The text.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parameters, `$1` first.
    #[must_use]
    pub fn params(&self) -> &[Param] {
        &self.params
    }
}
