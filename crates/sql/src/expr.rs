//! How a value is named in SQL. Filters, sorts and indexes all name it by the same expression, so that
//! PostgreSQL recognises the expression of an index in a query.

use dyntables_ask::date_part::DatePart;
use dyntables_ask::field::Field;
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::SearchIndex;
use dyntables_values::kind::Kind;
use dyntables_values::system::SystemField;

use crate::writer::{Element, Fragment, Ident, Sql, Text, Texts, from_fn, list};
use crate::{fragment, write_sql};

/// The condition that a jsonb before it is not empty.
pub const FILLED_JSON: &str =
    " OPERATOR(pg_catalog.<>) ALL (ARRAY['null', '\"\"', '[]', '{}']::pg_catalog.jsonb[])";

/// The expression of the field's value.
impl Fragment for Field {
    fn write(&self, sql: &mut Sql) {
        field(sql, self);
    }
}

/// Writes the expression of a field's value.
pub fn field(sql: &mut Sql, field: &Field) {
    match field {
        Field::System(system) => system.write(sql),
        Field::Column { kind: Kind::Folded, typed: Some(typed), .. } => {
            write_sql!(sql, "dt.folded({typed})", typed = Ident(typed.as_str()));
        }
        Field::Column { typed: Some(typed), .. } => Ident(typed.as_str()).write(sql),
        Field::Column { key, extractor, .. } => {
            write_sql!(sql, "dt.{extractor}(data, {key})", extractor, key);
        }
        // The path is a literal, so that PostgreSQL recognises an index on the part.
        Field::Part { key, part, kind } => write_sql!(
            sql,
            "dt.{extractor}_at(data, '{{{key},{part}}}'::pg_catalog.text[])",
            extractor = kind.extractor(),
            key = Element(key),
            part
        ),
        // The path is a parameter, because it may hold any characters.
        Field::Path { steps, or_whole, kind } => {
            at_path(kind.extractor(), "_at", steps, *or_whole).write(sql);
        }
        Field::Element { part, kind } => {
            write_sql!(sql, "dt.{extractor}(e.element, '{part}')", extractor = kind.extractor(), part);
        }
        Field::Count(of) => {
            write_sql!(sql, "(SELECT pg_catalog.count(*) FROM {elements})", elements = elements(of));
        }
        Field::Output { at, .. } => output(*at).write(sql),
        Field::Length(of) => length(sql, of),
        Field::Rank { text, columns } => write_sql!(
            sql,
            "dt.search_rank(data, {columns}, {text})",
            columns = key_list(columns),
            text = Text(text)
        ),
        Field::Folded(of) => write_sql!(sql, "dt.folded({of})", of = &**of),
        Field::DatePart { of, part, zone } => date_part(sql, of, *part, zone),
    }
}

/// A function of what a path leads to. With `or_whole` that is the value of the key that the whole name is, if `data` has
/// such a key.
pub(super) fn at_path<'a>(
    function: &'static str,
    suffix: &'static str,
    steps: &'a [String],
    or_whole: bool,
) -> impl Fragment + use<'a> {
    let at = move |sql: &mut Sql, steps: &[String]| {
        write_sql!(sql, "dt.{function}{suffix}(data, {path})", function, suffix, path = Texts(steps));
    };
    from_fn(move |sql| {
        if !or_whole {
            return at(sql, steps);
        }
        let name = [steps.join(".")];
        write_sql!(sql, "(CASE WHEN data OPERATOR(pg_catalog.?) {key} THEN ", key = Text(&name[0]));
        at(sql, &name);
        write_sql!(sql, " ELSE ");
        at(sql, steps);
        write_sql!(sql, " END)");
    })
}

/// The column of the storage table that holds the field.
impl Fragment for SystemField {
    fn write(&self, sql: &mut Sql) {
        sql.push(self.name());
    }
}

/// Writes the number of a text's characters, or of a set's elements; an absent set has none. A part of a JSON value may be either.
fn length(sql: &mut Sql, of: &Field) {
    match of {
        Field::Path { steps, or_whole, .. } => {
            at_path("get_length_at", "", steps, *or_whole).write(sql);
        }
        _ if of.kind() == Kind::Set => write_sql!(sql, "COALESCE(pg_catalog.cardinality({of}), 0)", of),
        _ => write_sql!(sql, "pg_catalog.length({of})", of),
    }
}

/// Writes a part of a date, as a number.
fn date_part(sql: &mut Sql, of: &Field, part: DatePart, zone: &str) {
    let name = match part {
        DatePart::Year => "year",
        DatePart::Quarter => "quarter",
        DatePart::Month => "month",
        DatePart::Day => "day",
        DatePart::Weekday => "isodow",
        DatePart::Hour => "hour",
    };
    let is_instant = of.kind() == Kind::Timestamptz;
    let moment = from_fn(|sql| if is_instant { in_zone(of, zone).write(sql) } else { of.write(sql) });
    write_sql!(sql, "pg_catalog.date_part('{name}', {moment})::pg_catalog.int8", name, moment);
}

/// The local time of an instant in a zone.
pub(super) fn in_zone(instant: impl Fragment, zone: &str) -> impl Fragment {
    fragment!("dt.in_zone({instant}, {zone})", instant, zone = Text(zone))
}

/// The elements of a list of objects, as rows `e(element)`. To the path of JSON an object alone is a list of one.
pub(super) fn elements(list: &Field) -> impl Fragment {
    fragment!("pg_catalog.jsonb_path_query({list}, '$[*]') AS e(element)", list)
}

/// The alias of a value of an aggregate's result: `o0`.
pub fn output(at: usize) -> impl Fragment {
    fragment!("o{at}", at)
}

/// The words that a search index has of a record.
pub fn search_vector(index: &SearchIndex) -> impl Fragment {
    from_fn(move |sql| match &index.plain {
        Some(names) => {
            let names = list(", ", names.iter().map(|name| Ident(name.as_str())));
            write_sql!(sql, "dt.search_words(ARRAY[{names}])", names);
        }
        None => write_sql!(sql, "dt.search_vector(data, {keys})", keys = key_list(&index.columns)),
    })
}

/// Keys as a literal array: `'{name,notes}'::pg_catalog.text[]`.
pub fn key_list(keys: &[ColumnKey]) -> impl Fragment {
    fragment!("'{{{keys}}}'::pg_catalog.text[]", keys = list(",", keys.iter().map(Element)))
}
