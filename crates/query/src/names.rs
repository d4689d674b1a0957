//! What a name in a query document refers to.

use dyntables_ask::date_part::DatePart;
use dyntables_ask::field::Field;
use dyntables_model::column::Column;
use dyntables_model::ident::UNCONVERTED;
use dyntables_model::table::Table;
use dyntables_values::error::{Error, nearest};
use dyntables_values::kind::Kind;
use dyntables_values::system::{Source, SystemField};
use dyntables_values::text::shorten_text;

/// The names that a filter or a sort can use: those of a table's fields, or of the values of an aggregate query's
/// result.
pub trait Names {
    /// The field of a name. `place` is where the name stands, for messages.
    fn field(&self, name: &str, place: &'static str) -> Result<Field, Error>;

    /// The column with a key, if the names are those of a table.
    fn column(&self, key: &str) -> Option<&Column>;

    /// Whether indexes over texts are sorted by code points.
    fn code_points(&self) -> bool {
        false
    }

    /// Whether a trigram index is over the text of this name.
    fn has_trigram(&self, _name: &str) -> bool {
        false
    }

    /// What messages call a condition, before its name.
    fn condition(&self) -> &'static str {
        "filter on column"
    }
}

impl Names for Table {
    fn field(&self, name: &str, place: &'static str) -> Result<Field, Error> {
        resolve(self, name, place)
    }

    fn column(&self, key: &str) -> Option<&Column> {
        Table::column(self, key)
    }

    fn code_points(&self) -> bool {
        self.indexing.code_points
    }

    fn has_trigram(&self, name: &str) -> bool {
        self.indexing.trigram.iter().any(|known| known == name)
    }
}

impl<N: Names + ?Sized> Names for std::sync::Arc<N> {
    fn field(&self, name: &str, place: &'static str) -> Result<Field, Error> {
        (**self).field(name, place)
    }

    fn column(&self, key: &str) -> Option<&Column> {
        (**self).column(key)
    }

    fn code_points(&self) -> bool {
        (**self).code_points()
    }

    fn has_trigram(&self, name: &str) -> bool {
        (**self).has_trigram(name)
    }

    fn condition(&self) -> &'static str {
        (**self).condition()
    }
}

/// The field of a name: a system field, a column or a path. `place` is where the name stands, for messages.
pub fn resolve(table: &Table, name: &str, place: &'static str) -> Result<Field, Error> {
    if let Some(field) = SystemField::ALL.into_iter().find(|field| field.name() == name) {
        return Ok(Field::System(field));
    }
    if let Some(field) = date_part(table, name) {
        return Ok(field);
    }
    let first = name.split('.').next().unwrap_or_default();
    let is_trashed = || table.trashed.iter().any(|key| key.as_str() == first);
    if first == UNCONVERTED && is_path(name) && !is_trashed() {
        return Ok(path(name));
    }
    let Some(column) = table.column(first) else {
        if table.open && is_path(name) && !is_trashed() {
            return Ok(free(name));
        }
        return Err(no_such_field(table, name, place));
    };
    let kind = column.type_.kind(&column.config);
    if let Some((_, rest)) = name.split_once('.')
        && let Some((part, kind)) = column.type_.parts().iter().find(|(part, _)| *part == rest)
    {
        return Ok(Field::Part { key: column.key.clone(), part, kind: *kind });
    }
    match (column.type_.source(), kind) {
        (Source::Data, Kind::Json) if first != name && !column.type_.element_parts().is_empty() => {
            Err(no_such_part(column, &name[first.len() + 1..], place))
        }
        (Source::Data, Kind::Json) if is_path(name) && column.type_.parts().is_empty() => Ok(path(name)),
        _ if first != name => Err(no_such_part(column, &name[first.len() + 1..], place)),
        (Source::System(field), _) => Ok(Field::System(field)),
        (Source::Data, Kind::Json) => Ok(path(name)),
        (Source::Data, _) => Ok(Field::of_column(column)),
    }
}

/// The part of a date that a name is: `due.year`, `created_at.hour`. Its zone is not known here.
fn date_part(table: &Table, name: &str) -> Option<Field> {
    let (whole, part) = name.split_once('.')?;
    let of = dated(table, whole)?;
    let part = DatePart::find(of.kind(), part)?;
    Some(Field::DatePart { of: Box::new(of), part, zone: String::new() })
}

/// The field of a system field or a column whose values have parts of dates.
fn dated(table: &Table, name: &str) -> Option<Field> {
    let system = SystemField::ALL.into_iter().find(|field| field.name() == name);
    let field = match (system, table.column(name)) {
        (Some(system), _) => Field::System(system),
        (None, Some(column)) => match column.type_.source() {
            Source::System(system) => Field::System(system),
            Source::Data => Field::of_column(column),
        },
        (None, None) => return None,
    };
    DatePart::names(field.kind()).next().map(|_| field)
}

/// The error for a name that is neither a column nor a system field.
fn no_such_field(table: &Table, name: &str, place: &'static str) -> Error {
    if let Some((whole, part)) = name.split_once('.')
        && let Some(field) = dated(table, whole)
    {
        let parts: Vec<&str> = DatePart::names(field.kind()).collect();
        return without_part(whole, "", part, &parts);
    }
    let columns = table.columns.iter().map(|column| column.key.as_str());
    let known: Vec<&str> = columns.chain(SystemField::ALL.iter().map(|field| field.name())).collect();
    let first = name.split('.').next().unwrap_or_default();
    let nearest = nearest_path(table, name, place)
        .or_else(|| nearest(name, known.iter().copied()))
        .or_else(|| nearest(first, known));
    Error::no_such_column(table.slug.as_str(), name, place, nearest)
}

/// What a path may mean if its column does not exist. It is the column with the nearest name that has parts, and its
/// part with the name nearest to the path's rest. After a JSON column the rest may be anything.
fn nearest_path(table: &Table, name: &str, place: &str) -> Option<String> {
    let (first, rest) = name.split_once('.')?;
    let is_json =
        |column: &Column| column.type_.kind(&column.config) == Kind::Json && column.type_.parts().is_empty();
    let has_parts = |column: &&Column| is_json(column) || !parts_of(column, place).is_empty();
    let keys = table.columns.iter().filter(has_parts).map(|column| column.key.as_str());
    let column = table.column(&nearest(first, keys)?)?;
    let part = if is_json(column) { rest.to_owned() } else { nearest(rest, parts_of(column, place))? };
    Some(format!("{}.{part}", column.key))
}

/// The parts of a column that can be named in a place. In a filter these include properties of its options.
fn parts_of(column: &Column, place: &str) -> Vec<&'static str> {
    let properties = if place == "filter" { column.type_.option_properties() } else { &[] };
    let parts = column.type_.parts().iter().map(|(part, _)| *part);
    let of_dates = DatePart::names(column.type_.kind(&column.config));
    parts.chain(properties.iter().copied()).chain(of_dates).collect()
}

/// The error for a part that values of the column's type do not have.
fn no_such_part(column: &Column, part: &str, place: &str) -> Error {
    if column.type_.option_properties().contains(&part) {
        // A filter does not come here: `filter::category` has read the condition.
        return Error::bad_hint(
            format!(
                "\"{}.{part}\" is a property of the options of column \"{}\", which only filters reach: it cannot stand in {place}",
                column.key, column.key
            ),
            match place {
                "sort" => format!(
                    "{{\"column\": \"{}\", \"by\": \"option\"}} sorts by the order of the options.",
                    column.key
                ),
                _ => format!("Name the column \"{}\" itself.", column.key),
            },
        );
    }
    let of_type = format!(" of type {}", column.type_.name());
    without_part(column.key.as_str(), &of_type, part, &parts_of(column, place))
}

/// The error for a part that a column, of the type told, does not have; it has these.
fn without_part(column: &str, of_type: &str, part: &str, parts: &[&str]) -> Error {
    let message = format!("column \"{column}\"{of_type} has no part \"{}\"", shorten_text(part));
    match nearest(part, parts.iter().copied()) {
        Some(near) => Error::bad_hint(message, format!("Perhaps you meant \"{column}.{near}\".")),
        None if parts.is_empty() => Error::bad(message),
        None => Error::bad_hint(message, format!("Its parts are: {}.", parts.join(", "))),
    }
}

fn path(name: &str) -> Field {
    Field::Path { steps: name.split('.').map(ToOwned::to_owned).collect(), or_whole: false, kind: Kind::Json }
}

/// A key of an open table that is no column. A key with dots is tried before the path that it may be.
fn free(name: &str) -> Field {
    match path(name) {
        Field::Path { steps, kind, .. } => Field::Path { or_whole: steps.len() > 1, steps, kind },
        other => other,
    }
}

/// Whether a name can be a path. A path has no empty step, and at most as many steps as a JSON document has levels.
fn is_path(name: &str) -> bool {
    name.split('.').all(|step| !step.is_empty() && !step.contains('\0')) && name.split('.').count() <= 100
}
