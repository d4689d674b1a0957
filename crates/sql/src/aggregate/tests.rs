//! The statements of every function over every type of column, and of every kind of group: what is in their
//! text, and what is not.

use dyntables_ask::function::Setting;
use dyntables_ask::functions::FUNCTIONS;
use dyntables_model::column::Column;
use dyntables_model::ident::Slug;
use dyntables_model::sharing::Sharing;
use dyntables_model::table::Table;
use dyntables_query::aggregate::parse;
use dyntables_values::kind::Kind;
use dyntables_values::moment::Moment;
use dyntables_values::types::registry;
use serde_json::{Value, json};

use crate::aggregate::groups;

/// A table with a column of each type. Each column is named after its type.
fn table() -> Table {
    let column = |name: &str| {
        let config = match name {
            "select" | "multi_select" | "status" => json!({"options": ["a"]}),
            _ => json!({}),
        };
        let key = if name.ends_with("ed_at") || name.ends_with("ed_by") {
            name.to_owned()
        } else {
            format!("c_{name}")
        };
        Column::from_document(&json!({"key": key, "type": name, "config": config})).unwrap()
    };
    Table {
        id: uuid::Uuid::nil(),
        no: 1,
        slug: Slug::new("deals").unwrap(),
        name: "Deals".into(),
        description: None,
        open: true,
        settings: serde_json::Map::new(),
        columns: registry::all().iter().map(|t| column(t.name())).collect(),
        sharing: Sharing::default(),
        hidden: Vec::new(),
        trashed: Vec::new(),
        typed_in_trash: Vec::new(),
        indexing: Default::default(),
    }
}

fn text(table: &Table, query: &Value) -> Option<String> {
    let moment = Moment {
        now: 0,
        zone: dyntables_values::zone::Zone::utc(),
        names_zone: false,
        user: String::new(),
        pattern_error: |_, _| None,
    };
    parse(table, query, &moment).ok().map(|query| groups(table, &query).text().to_owned())
}

/// Checks that every operator, function and type names its schema.
fn check_qualified(text: &str) {
    let mut rest = text.replace("count(*)", "count()");
    for symbol in ["=", "<>", "<", ">", "<=", ">=", "+", "-", "*", "/", "||", "->", "@>", "<@", "&&", "?"] {
        rest = rest.replace(&format!("OPERATOR(pg_catalog.{symbol})"), "");
    }
    rest = rest.split('\'').step_by(2).collect();
    assert!(!rest.contains(['=', '<', '>', '+', '-', '*', '/', '|', '#', '@', '%', '~']), "{rest}");
    let syntax = ["COALESCE", "AND", "FROM", "FILTER", "GROUP", "ALL", "LATERAL", "WHEN", "THEN", "IN"];
    for (before, _) in rest.match_indices('(').map(|(at, _)| rest.split_at(at)) {
        let word =
            before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '.').next().unwrap();
        let is_list = before.ends_with(" AS l0(") || word.starts_with("l0") || word == "e";
        assert!(
            word.is_empty() || word.contains('.') || is_list || syntax.contains(&word),
            "{word} in {text}"
        );
    }
    for (_, after) in rest.match_indices("::").map(|(at, _)| rest.split_at(at + 2)) {
        assert!(after.starts_with("pg_catalog."), "{text}");
    }
}

/// Templates of this crate are checked by the compiler, but those of the functions are not.
#[test]
fn the_holes_of_every_function_are_known() {
    let kinds = registry::all().iter().map(|t| t.extraction(&serde_json::Map::new()).0);
    let kinds: Vec<Kind> = kinds.chain([Kind::Json, Kind::Numeric]).collect();
    let templates = FUNCTIONS.iter().flat_map(|function| kinds.iter().map(|kind| function.sql(*kind)));
    for hole in templates.flat_map(|template| template.split('{').skip(1)) {
        let (name, _) = hole.split_once('}').unwrap();
        assert!(["v", "id", "p", "where", "where v"].contains(&name), "{name}");
    }
}

#[test]
fn every_function_of_every_column_is_qualified() {
    let table = table();
    let mut statements = 0;
    for column in &table.columns {
        for function in FUNCTIONS {
            let mut aggregate =
                json!({function.name: column.key.as_str(), "filter": {"id": {"is_null": true}}});
            if function.setting == Setting::At {
                aggregate["at"] = json!(0.5);
            }
            let query = json!({"group_by": [column.key.as_str()], "aggregates": {"secret": aggregate}, "having": {"secret": {"is_null": false}}});
            if let Some(text) = text(&table, &query) {
                assert!(!text.contains("secret"), "{text}");
                assert!(!text.contains('{') || text.contains("'{"), "{text}");
                check_qualified(&text);
                statements += 1;
            }
        }
    }
    assert!(statements > 200, "{statements}");
}

#[test]
fn every_kind_of_group_is_qualified() {
    for group in [
        json!({"column": "c_date", "unit": "week"}),
        json!({"column": "c_datetime", "unit": "day"}),
        json!({"column": "c_number", "width": 5}),
        json!({"column": "c_multi_select", "unnest": true}),
        json!({"column": "free.key", "unnest": true}),
        json!({"column": "c_currency", "width": 0.5}),
    ] {
        check_qualified(
            &text(&table(), &json!({"group_by": [group], "time_zone": "Europe/Berlin"})).unwrap(),
        );
    }
}

#[test]
fn the_text_depends_on_the_shape_only() {
    let table = table();
    for (a, b) in [
        (json!({"aggregates": {"n": "count"}}), json!({"aggregates": {"\"'; --": "count"}})),
        (
            json!({"aggregates": {"n": {"percentile": "c_number", "at": 0.5}}}),
            json!({"aggregates": {"m": {"percentile": "c_number", "at": 1}}}),
        ),
        (
            json!({"group_by": {"column": "c_number", "width": 10}, "limit": 5}),
            json!({"group_by": {"column": "c_number", "width": 2.5, "as": "step"}, "limit": 7000}),
        ),
        (
            json!({"group_by": {"column": "c_datetime", "unit": "day"}, "time_zone": "UTC"}),
            json!({"group_by": {"column": "c_datetime", "unit": "day"}, "time_zone": "Asia/Tokyo"}),
        ),
        (
            json!({"aggregates": {"n": {"sum": "free"}}, "having": {"n": {"gt": 5}}}),
            json!({"aggregates": {"o": {"sum": "other"}}, "having": {"o": {"gt": -1.5}}}),
        ),
        (
            json!({"aggregates": {"n": {"distribution": "c_text", "limit": 3}}, "filter": {"c_text": "a"}}),
            json!({"aggregates": {"n": {"distribution": "c_text"}}, "filter": {"c_text": "b"}}),
        ),
    ] {
        assert_eq!(text(&table, &a).unwrap(), text(&table, &b).unwrap());
    }
}
