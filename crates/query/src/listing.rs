//! The column types and operators, listed: for `dt_column_types`, and for the tables in docs/, which a test compares
//! with these.

use std::fmt::Write as _;

use dyntables_ask::date_part::DatePart;
use dyntables_values::kind::Kind;
use dyntables_values::system::Source;
use dyntables_values::text::Object;
use dyntables_values::types::{ColumnType, registry};
use serde_json::{Value, json};

use crate::filter::operator::Operator;
use crate::filter::operators;

/// The kinds that values of a type can have, over all configs.
fn kinds(type_: &dyn ColumnType) -> Vec<Kind> {
    let mut kinds = vec![type_.kind(&Object::new())];
    if type_.config().get("allow_multiple").is_some() {
        kinds.push(Kind::Set);
    }
    kinds
}

/// The kinds of index that there can be over a column of the type.
fn index_kinds(type_: &dyn ColumnType) -> Vec<&'static str> {
    let kinds = kinds(type_);
    let mut found = Vec::new();
    if kinds.iter().any(|kind| kind.is_ordered()) {
        found.push("btree");
    }
    if kinds.iter().any(|kind| kind.is_text()) {
        found.push("trigram");
    }
    if kinds.contains(&Kind::Set) {
        found.push("set");
    }
    if type_.searchable(&Object::new()) {
        found.push("search");
    }
    found
}

/// The parts that a path reaches of values of the type.
fn parts(type_: &dyn ColumnType) -> Vec<&'static str> {
    let parts = type_.parts().iter().map(|(part, _)| *part).chain(type_.option_properties().iter().copied());
    parts.chain(DatePart::names(type_.kind(&Object::new()))).collect()
}

/// The description of a type in `dt_column_types`.
pub fn describe(type_: &dyn ColumnType) -> Value {
    let kinds = kinds(type_);
    let operators = operators::all().filter(|operator| applies_to_any(operator, &kinds));
    json!({
        "name": type_.name(),
        "aliases": type_.aliases(),
        "stored": type_.stored(),
        "config": {"type": "object", "properties": type_.config(), "additionalProperties": false},
        "parts": parts(type_),
        "operators": operators.map(|operator| operator.name).collect::<Vec<_>>(),
        "index_kinds": index_kinds(type_),
        "is_system": type_.source() != Source::Data,
        "example": type_.example(),
    })
}

/// The description of an operator in `dt_operators`.
pub fn describe_operator(operator: &Operator) -> Value {
    let types = registry::all().iter().filter(|type_| applies_to_any(operator, &kinds(**type_)));
    let all_kinds: Vec<Kind> = registry::all().iter().flat_map(|type_| kinds(*type_)).collect();
    json!({
        "operator": operator.name,
        "aliases": operator.aliases,
        "types": types.map(|type_| type_.name()).collect::<Vec<_>>(),
        "index_kinds": serving(operator, all_kinds.iter()),
        "description": operator.description,
    })
}

/// The table of column types, in Markdown.
pub fn types_table() -> String {
    let mut table = String::from("| type (aliases) | stored as | config | indexes |\n|---|---|---|---|\n");
    for type_ in registry::all() {
        let aliases = match type_.aliases() {
            [] => String::new(),
            aliases => format!(" ({})", aliases.join(", ")),
        };
        let config = type_.config();
        let keys: Vec<&str> =
            config.as_object().into_iter().flat_map(|config| config.keys().map(String::as_str)).collect();
        let (name, stored) = (type_.name(), type_.stored());
        let indexes = index_kinds(*type_).join(", ");
        let _ = writeln!(table, "| `{name}`{aliases} | {stored} | {} | {indexes} |", keys.join(", "));
    }
    table
}

/// The table of operators, in Markdown.
pub fn operators_table() -> String {
    let kinds: Vec<Kind> = registry::all().iter().flat_map(|type_| kinds(*type_)).collect();
    let mut table = String::from("| operator (aliases) | on | index |\n|---|---|---|\n");
    for operator in operators::all() {
        let aliases: Vec<String> = operator.aliases.iter().map(|alias| format!("`{alias}`")).collect();
        let aliases = if aliases.is_empty() { String::new() } else { format!(" ({})", aliases.join(", ")) };
        let indexes = serving(operator, kinds.iter());
        let _ = writeln!(
            table,
            "| `{}`{aliases} | {} | {} |",
            operator.name,
            operator.kinds.words,
            indexes.join(", ")
        );
    }
    table
}

fn applies_to_any(operator: &Operator, kinds: &[Kind]) -> bool {
    kinds.iter().any(|kind| operator.applies_to(*kind))
}

/// The kinds of index that serve an operator on values of any of these kinds.
fn serving<'a>(operator: &Operator, kinds: impl Iterator<Item = &'a Kind>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for index in kinds.flat_map(|kind| operator.index_kinds(*kind)) {
        if !found.contains(&index.name()) {
            found.push(index.name());
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use dyntables_values::kind::Kind;

    use super::{applies_to_any, serving};
    use crate::filter::operators::find;

    #[test]
    fn an_operator_is_listed_for_every_kind_of_a_type() {
        let contains = find("contains").unwrap();
        let select = [Kind::Text, Kind::Set];
        assert!(applies_to_any(contains, &select) && !applies_to_any(contains, &[Kind::Date]));
        assert_eq!(serving(contains, select.iter().chain(&[Kind::Date])), ["trigram", "set"]);
        assert!(applies_to_any(find("has_any").unwrap(), &select));
    }
}
