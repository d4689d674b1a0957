//! The one writer of SQL. A statement is made of three things only: constant text, validated names and
//! parameters. A caller's value can only become a parameter, so a statement's text depends on which
//! clauses a query has, not on the values in them.
//!
//! A statement reads as one sentence, a template whose holes are filled by [fragments](Fragment):
//!
//! ```ignore
//! statement!("SELECT pg_catalog.count(*) FROM {table} WHERE data OPERATOR(pg_catalog.?) {key}", table, key)
//! ```
//!
//! There are three macros, as there are three in `std`: [`statement!`](crate::statement) makes a whole
//! statement (`format!`), [`fragment!`](crate::fragment) makes what another template's hole takes
//! (`format_args!`), and [`write_sql!`](crate::write_sql) writes on (`write!`). `{name}` is filled by
//! `name = value`, or by the variable of that name: `name`. A hole that occurs twice is filled twice; a
//! parameter then gets two numbers.
//!
//! What does not compile: a template that is not a literal, a `String` or a borrowed `str` as a fill, a
//! hole without a fill, and a fill without a hole.

use std::borrow::Cow;

use dyntables_model::ident::ColumnKey;
use dyntables_model::table::Table;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

use crate::template::Piece;

/// A statement being written.
#[derive(Debug, Default, Clone, PartialEq)]
#[must_use = "a statement does nothing until it is executed"]
pub struct Sql {
    text: String,
    params: Vec<Param>,
    /// Whether records are read out of [`PAST`] instead of the storage.
    is_past: bool,
}

/// The name of the rows that stand in the storage's place where a table is read as it was.
pub(crate) const PAST: &str = "past";

/// A part of a statement. A hole of a template takes one.
#[must_use = "a fragment is no part of a statement until it is written"]
pub trait Fragment {
    /// Writes it at the end of a statement.
    fn write(&self, sql: &mut Sql);
}

impl Sql {
    /// An empty statement.
    pub fn new() -> Self {
        // A query has some 500 bytes.
        Sql { text: String::with_capacity(1_024), params: Vec::new(), is_past: false }
    }

    /// Text that stands in the source code.
    #[inline]
    pub fn push(&mut self, text: &'static str) {
        self.text.push_str(text);
    }

    /// A quoted identifier.
    fn push_ident(&mut self, name: &str) {
        self.text.push('"');
        for (at, part) in name.split('"').enumerate() {
            self.text.push_str(if at > 0 { "\"\"" } else { "" });
            self.text.push_str(part);
        }
        self.text.push('"');
    }

    /// `$n`, and its value.
    fn push_param(&mut self, param: Param) {
        self.params.push(param);
        self.text.push('$');
        self.push_number(self.params.len() as u64);
    }

    fn push_number(&mut self, number: u64) {
        if number > 9 {
            self.push_number(number / 10);
        }
        self.text.push(char::from(b'0' + (number % 10) as u8));
    }

    /// Writes the pieces of a template, and behind each its fill. The macros call this.
    #[doc(hidden)]
    pub fn fill(&mut self, template: &'static [Piece], fills: &[&dyn Fragment]) {
        for piece in template {
            self.text.push_str(piece.text);
            if let Some(fill) = fills.get(piece.fill) {
                fill.write(self);
            }
        }
    }

    /// The text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The parameters, `$1` first.
    pub fn params(&self) -> &[Param] {
        &self.params
    }
}

/// Writes a template at the end of a statement: `write_sql!(sql, "{field} IS NULL", field)`.
#[macro_export]
macro_rules! write_sql {
    ($sql:expr, $template:literal $(, $name:ident $(= $fill:expr)?)* $(,)?) => {
        $sql.fill(
            {
                const TEMPLATE: &str = $template;
                const PIECES: [$crate::template::Piece; $crate::template::count(TEMPLATE)] =
                    $crate::template::split(TEMPLATE, &[$(stringify!($name)),*]);
                &PIECES
            },
            &[$($crate::write_sql!(@fill $name $(= $fill)?)),*],
        )
    };
    (@fill $name:ident) => { &$name };
    (@fill $name:ident = $fill:expr) => { &$fill };
}

/// The fragment that a template makes: `fragment!(" LIMIT {limit}", limit = Param::Int8(50))`. It owns its
/// fills. Constant text is a fragment itself, so there is at least one.
#[macro_export]
macro_rules! fragment {
    ($template:literal $(, $name:ident $(= $fill:expr)?)+ $(,)?) => {{
        let ($($name,)+) = ($($crate::fragment!(@fill $name $(= $fill)?),)+);
        $crate::writer::from_fn(move |sql| $crate::write_sql!(sql, $template $(, $name)+))
    }};
    (@fill $name:ident) => { $name };
    (@fill $name:ident = $fill:expr) => { $fill };
}

/// The statement that a template makes.
#[macro_export]
macro_rules! statement {
    ($($template:tt)*) => {{
        let mut sql = $crate::writer::Sql::new();
        $crate::write_sql!(sql, $($template)*);
        sql
    }};
}

/// Text that stands in the source code.
impl Fragment for &'static str {
    #[inline]
    fn write(&self, sql: &mut Sql) {
        sql.push(self);
    }
}

/// A parameter.
impl Fragment for Param {
    fn write(&self, sql: &mut Sql) {
        sql.push_param(self.clone());
    }
}

/// A text as a parameter.
pub struct Text<'a>(pub &'a str);

impl Fragment for Text<'_> {
    fn write(&self, sql: &mut Sql) {
        sql.push_param(Param::Text(self.0.to_owned()));
    }
}

/// An array of texts as a parameter.
pub struct Texts<'a>(pub &'a [String]);

impl Fragment for Texts<'_> {
    fn write(&self, sql: &mut Sql) {
        sql.push_param(Param::List(Kind::Text, self.0.iter().cloned().map(Param::Text).collect()));
    }
}

/// A place in a list, as the number of an alias: `o0`.
impl Fragment for usize {
    fn write(&self, sql: &mut Sql) {
        sql.push_number(*self as u64);
    }
}

/// A number that makes a statement of its own, such as the power of ten above a limit. A caller's number is
/// a [`Param`].
#[derive(Clone, Copy)]
pub struct Number(pub u64);

impl Fragment for Number {
    fn write(&self, sql: &mut Sql) {
        sql.push_number(self.0);
    }
}

/// A column's key as a text literal: `'amount'`. Its alphabet has no quote.
impl Fragment for ColumnKey {
    fn write(&self, sql: &mut Sql) {
        sql.text.push('\'');
        sql.text.push_str(self.as_str());
        sql.text.push('\'');
    }
}

/// A column's key within a text literal: `amount`. Its alphabet has no quote.
pub struct Unquoted<'a>(pub &'a ColumnKey);

impl Fragment for Unquoted<'_> {
    fn write(&self, sql: &mut Sql) {
        sql.text.push_str(self.0.as_str());
    }
}

/// A column's key as an element of a literal array.
pub struct Element<'a>(pub &'a ColumnKey);

impl Fragment for Element<'_> {
    fn write(&self, sql: &mut Sql) {
        sql.text.push_str(&array_element(self.0.as_str()));
    }
}

/// A key as an element of a literal array, as PostgreSQL prints it. A key has no quote, comma or brace;
/// but the bare word null would be the empty element.
pub fn array_element(key: &str) -> Cow<'_, str> {
    if key == "null" { "\"null\"".into() } else { key.into() }
}

/// A quoted identifier.
pub struct Ident<'a>(pub &'a str);

impl Fragment for Ident<'_> {
    fn write(&self, sql: &mut Sql) {
        sql.push_ident(self.0);
    }
}

/// The name of a table, an index or a sequence in `dt_data`: `dt_data."deals_1"`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storage(pub String);

impl Fragment for Storage {
    fn write(&self, sql: &mut Sql) {
        sql.text.push_str("dt_data.");
        sql.push_ident(&self.0);
    }
}

/// A dynamic table's storage: `dt_data."deals_1"`.
impl Fragment for Table {
    fn write(&self, sql: &mut Sql) {
        if sql.is_past {
            return sql.push(PAST);
        }
        Storage(self.storage()).write(sql);
    }
}

impl<T: Fragment + ?Sized> Fragment for &T {
    #[inline]
    fn write(&self, sql: &mut Sql) {
        (**self).write(sql);
    }
}

/// Nothing where there is none.
impl<T: Fragment> Fragment for Option<T> {
    #[inline]
    fn write(&self, sql: &mut Sql) {
        if let Some(fragment) = self {
            fragment.write(sql);
        }
    }
}

struct FromFn<F>(F);

impl<F: Fn(&mut Sql)> Fragment for FromFn<F> {
    #[inline]
    fn write(&self, sql: &mut Sql) {
        (self.0)(sql);
    }
}

/// The fragment that a function writes: for a choice between templates, which [`fragment!`](crate::fragment)
/// cannot make.
#[inline]
pub fn from_fn(write: impl Fn(&mut Sql)) -> impl Fragment {
    FromFn(write)
}

/// A fragment that reads the rows of [`PAST`] wherever it names a table's storage.
pub(crate) fn of_past(fragment: impl Fragment) -> impl Fragment {
    from_fn(move |sql| {
        let was_past = std::mem::replace(&mut sql.is_past, true);
        fragment.write(sql);
        sql.is_past = was_past;
    })
}

/// Fragments with a separator between them.
#[inline]
pub fn list<I>(separator: &'static str, fragments: I) -> impl Fragment
where
    I: IntoIterator<Item: Fragment> + Clone,
{
    joined("", separator, fragments)
}

/// A clause that has a list: ` ORDER BY a, b`. Nothing where the list is empty.
#[inline]
pub fn clause<I>(keyword: &'static str, fragments: I) -> impl Fragment
where
    I: IntoIterator<Item: Fragment> + Clone,
{
    joined(keyword, ", ", fragments)
}

#[inline]
fn joined<I>(before: &'static str, between: &'static str, fragments: I) -> impl Fragment
where
    I: IntoIterator<Item: Fragment> + Clone,
{
    from_fn(move |sql| {
        for (at, fragment) in fragments.clone().into_iter().enumerate() {
            sql.push(if at == 0 { before } else { between });
            fragment.write(sql);
        }
    })
}

#[cfg(test)]
mod tests;
