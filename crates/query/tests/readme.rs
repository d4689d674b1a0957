//! README's tables of column types and operators are what the registries say.
//! `make docs` writes them (`UPDATE_README=1 cargo test --test readme`).

use std::path::Path;

use dyntables_query::listing;
use dyntables_values::types::registry;

#[test]
fn the_tables_are_those_of_the_registries() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let mut readme = std::fs::read_to_string(&path).unwrap();
    let before = readme.clone();
    for (name, table) in [("column types", listing::types_table()), ("operators", listing::operators_table())]
    {
        let (start, end) = (format!("<!-- {name} -->\n"), format!("<!-- end of {name} -->"));
        let from = readme.find(&start).unwrap_or_else(|| panic!("README has no {start}")) + start.len();
        let to = from + readme[from..].find(&end).unwrap_or_else(|| panic!("README has no {end}"));
        readme.replace_range(from..to, &table);
    }
    if std::env::var_os("UPDATE_README").is_some() {
        std::fs::write(&path, &readme).unwrap();
    } else {
        assert!(readme == before, "README's tables are not those of the registries: run `make docs`");
    }
}

#[test]
fn every_type_says_what_it_stores() {
    for type_ in registry::all() {
        assert!(!type_.stored().is_empty(), "{} does not say what it stores", type_.name());
    }
}
