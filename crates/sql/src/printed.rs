//! How does PostgreSQL print an index? So an index that exists is recognised, whatever its name, and the
//! columns that its expressions are about are found.

use dyntables_ask::field::Field;
use dyntables_ask::index::{Index, IndexKind};
use dyntables_model::ident::ColumnKey;
use dyntables_model::table::SearchIndex;
use dyntables_values::kind::Kind;
use dyntables_values::system::SystemField;

use crate::writer::array_element;

/// An index as PostgreSQL prints it with only pg_catalog on the search path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Printed {
    /// Its kind, as [`kind_of_definition`] names it.
    pub kind: String,
    /// Its keys' expressions, in order.
    pub expressions: Vec<String>,
    /// Whether it is unique.
    pub unique: bool,
    /// Which records are in it; all where absent.
    pub predicate: Option<String>,
}

/// What PostgreSQL prints of an index.
pub fn printed(index: &Index) -> Printed {
    let mut expressions: Vec<String> = match index.kind {
        IndexKind::Search => vec![printed_words(&index.words())],
        _ => index.fields.iter().map(printed_field).collect(),
    };
    match index.kind {
        IndexKind::Btree if !index.unique && index.fields.last() != Some(&Field::System(SystemField::Id)) => {
            expressions.push(SystemField::Id.name().to_owned());
        }
        _ => {}
    }
    let predicate = index.unique.then(|| {
        let filled = index.fields.iter().filter(|field| field.kind().is_text());
        let filled = filled.map(|field| format!(" AND {} <> ''::text", printed_field(field)));
        format!("deleted_at IS NULL{}", filled.collect::<String>())
    });
    Printed { kind: index.kind.name().to_owned(), expressions, unique: index.unique, predicate }
}

/// A field's expression as PostgreSQL prints it. [`expr::field`](crate::expr::field) writes it.
pub fn printed_field(field: &Field) -> String {
    match field {
        Field::System(system) => system.name().to_owned(),
        Field::Column { kind: Kind::Folded, typed: Some(typed), .. } => format!("{FOLDED}{typed})"),
        Field::Column { typed: Some(typed), .. } => typed.to_string(),
        Field::Column { key, extractor, .. } => format!("dt.{extractor}(data, '{key}'::text)"),
        Field::Part { key, part, kind } => {
            format!("dt.{}_at(data, '{{{},{part}}}'::text[])", kind.extractor(), array_element(key.as_str()))
        }
        Field::Folded(of) => format!("{FOLDED}{})", printed_field(of)),
        Field::Path { .. }
        | Field::Output { .. }
        | Field::Element { .. }
        | Field::Count(_)
        | Field::Length(_)
        | Field::DatePart { .. }
        | Field::Rank { .. } => String::new(),
    }
}

/// The expression of a search index.
fn printed_words(index: &SearchIndex) -> String {
    match &index.plain {
        Some(names) => {
            let names: Vec<&str> = names.iter().map(ColumnKey::as_str).collect();
            format!("{SEARCH_WORDS}{}])", names.join(", "))
        }
        None => {
            let keys: Vec<_> = index.columns.iter().map(|key| array_element(key.as_str())).collect();
            format!("{SEARCH_VECTOR}'{{{}}}'::text[])", keys.join(","))
        }
    }
}

/// The plain columns whose words a search index has; `None` if its expression is another one.
pub fn plain_searched(expression: &str) -> Option<impl Iterator<Item = &str>> {
    Some(expression.strip_prefix(SEARCH_WORDS)?.strip_suffix("])")?.split(", "))
}

/// The kind of an index that exists, by its access method, its first operator class and its first
/// expression. An index that is none of the extension's kinds gets the name of its access method.
pub fn kind_of_definition(method: &str, class: &str, expression: &str) -> String {
    let kind = match (method, class) {
        ("gin", "tsvector_ops")
            if expression.starts_with(SEARCH_VECTOR) || plain_searched(expression).is_some() =>
        {
            IndexKind::Search
        }
        ("gin", "gin_trgm_ops") => IndexKind::Trigram,
        ("gin", "array_ops") => IndexKind::Set,
        ("btree", "text_pattern_ops") => IndexKind::Prefix,
        ("btree", _) => IndexKind::Btree,
        _ => return method.to_owned(),
    };
    kind.name().to_owned()
}

const SEARCH_VECTOR: &str = "dt.search_vector(data, ";
const SEARCH_WORDS: &str = "dt.search_words(ARRAY[";
const FOLDED: &str = "dt.folded(";

/// The columns that an index expression is about, as PostgreSQL prints it:
/// `dt.get_text(data, 'stage'::text)` → `stage`, `created_at` → `created_at`,
/// `dt.get_text_at(data, '{price,currency}'::text[])` → `price.currency`,
/// `dt.folded(created_by)` → `created_by`, `dt.search_vector(data, '{name,notes}'::text[])` → `name`, `notes`. Any other expression is returned as
/// it is. `key_of` knows the columns whose plain columns these names are.
pub fn columns_of_expression(expression: &str, key_of: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    if let Some(of) = expression.strip_prefix(FOLDED).and_then(|rest| rest.strip_suffix(')')) {
        return columns_of_expression(of, key_of);
    }
    if let Some(names) = plain_searched(expression) {
        return names.flat_map(|name| columns_of_expression(name, key_of)).collect();
    }
    let literal =
        expression.split_once("(data, '").and_then(|(_, rest)| rest.split_once('\'')).map(|(l, _)| l);
    let Some(literal) = literal else {
        return vec![key_of(expression).unwrap_or_else(|| expression.to_owned())];
    };
    let literal = literal.replace('"', "");
    let list = literal.strip_prefix('{').and_then(|list| list.strip_suffix('}'));
    if expression.starts_with(SEARCH_VECTOR) {
        return list
            .into_iter()
            .flat_map(|l| l.split(','))
            .filter(|k| !k.is_empty())
            .map(str::to_owned)
            .collect();
    }
    if expression.starts_with("dt.get_") {
        // A part of a value: '{price,amount}'.
        return vec![list.map_or_else(|| literal.clone(), |path| path.replace(',', "."))];
    }
    vec![expression.to_owned()]
}

/// Whether the expression of an index is a plain column, its text without case, or has its words.
pub fn is_of_plain(expression: &str, name: &ColumnKey) -> bool {
    if let Some(mut names) = plain_searched(expression) {
        return names.any(|searched| searched == name.as_str());
    }
    let of = expression.strip_prefix(FOLDED).and_then(|rest| rest.strip_suffix(')')).unwrap_or(expression);
    of == name.as_str()
}

/// An expression without the quotation marks that PostgreSQL prints around names that are words of SQL. What is quoted
/// here has none of its own.
pub fn without_marks(expression: &str) -> String {
    let mut is_text = false;
    let is_kept = |letter: &char| {
        is_text ^= *letter == '\'';
        is_text || *letter != '"'
    };
    expression.chars().filter(is_kept).collect()
}

#[cfg(test)]
mod tests {
    use super::{columns_of_expression, kind_of_definition, without_marks};

    #[test]
    fn columns_are_read_from_definitions() {
        for (expression, columns) in [
            ("dt.get_text(data, 'stage'::text)", vec!["stage"]),
            ("dt.get_text_at(data, '{price,currency}'::text[])", vec!["price.currency"]),
            ("dt.search_vector(data, '{name,notes}'::text[])", vec!["name", "notes"]),
            ("dt.search_vector(data, '{}'::text[])", vec![]),
            ("dt.search_words(ARRAY[name, position_])", vec!["name", "position"]),
            ("created_at", vec!["created_at"]),
            ("dt.folded(created_by)", vec!["created_by"]),
            ("dt.folded(dt.get_text_at(data, '{place,city}'::text[]))", vec!["place.city"]),
            ("position_", vec!["position"]),
            ("dt.folded(position_)", vec!["position"]),
            ("lower(data ->> 'x'::text)", vec!["lower(data ->> 'x'::text)"]),
        ] {
            let key_of = |name: &str| (name == "position_").then(|| "position".to_owned());
            assert_eq!(columns_of_expression(expression, &key_of), columns, "{expression}");
        }
    }

    #[test]
    fn names_have_no_marks() {
        for (printed, bare) in [
            ("\"order\"", "order"),
            ("deleted_at IS NULL AND \"end\" <> ''::text", "deleted_at IS NULL AND end <> ''::text"),
            ("dt.get_text(data, 'a\"b'::text)", "dt.get_text(data, 'a\"b'::text)"),
        ] {
            assert_eq!(without_marks(printed), bare);
        }
    }

    #[test]
    fn kinds_are_told_apart() {
        for (method, class, expression, kind) in [
            ("btree", "float8_ops", "dt.get_float8(data, 'a'::text)", "btree"),
            ("btree", "text_pattern_ops", "dt.get_text(data, 'a'::text)", "prefix"),
            ("gin", "gin_trgm_ops", "dt.get_text(data, 'a'::text)", "trigram"),
            ("gin", "array_ops", "dt.get_text_array(data, 'a'::text)", "set"),
            ("gin", "tsvector_ops", "dt.search_vector(data, '{a}'::text[])", "search"),
            ("gin", "tsvector_ops", "dt.search_words(ARRAY[a])", "search"),
            ("gin", "jsonb_path_ops", "data", "gin"),
            ("gin", "tsvector_ops", "to_tsvector('english'::regconfig, data)", "gin"),
            ("hash", "text_ops", "dt.get_text(data, 'a'::text)", "hash"),
        ] {
            assert_eq!(kind_of_definition(method, class, expression), kind, "{method} {class} {expression}");
        }
    }
}
