//! The tables of column types and operators in docs/ are what the registries say.
//! `make docs` writes them (`UPDATE_DOCS=1 cargo test --test docs`).

use std::path::Path;

use dyntables_query::listing;
use dyntables_values::types::registry;

/// The part of a document between `<!-- name -->` and `<!-- end of name -->` is `table`.
fn holds(document: &str, name: &str, table: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(document);
    let mut text = std::fs::read_to_string(&path).unwrap();
    let before = text.clone();
    let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
    let from = text.find(&start).unwrap_or_else(|| panic!("{document} has no {start}")) + start.len();
    let to = from + text[from..].find(&end).unwrap_or_else(|| panic!("{document} has no {end}"));
    text.replace_range(from..to, table);
    if std::env::var_os("UPDATE_DOCS").is_some() {
        std::fs::write(&path, &text).unwrap();
    } else {
        assert!(text == before, "the table in docs/{document} is not that of the registry: run `make docs`");
    }
}

#[test]
fn the_table_of_types_is_that_of_the_registry() {
    holds("types.md", "column types", &listing::types_table());
}

#[test]
fn the_table_of_operators_is_that_of_the_registry() {
    holds("filters.md", "operators", &listing::operators_table());
}

#[test]
fn every_type_says_what_it_stores() {
    for type_ in registry::all() {
        assert!(!type_.stored().is_empty(), "{} does not say what it stores", type_.name());
    }
}
