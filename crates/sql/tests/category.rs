//! The category of a status in a filter, as SQL.

use dyntables_model::column::from_documents;
use dyntables_model::ident::Slug;
use dyntables_model::sharing::Sharing;
use dyntables_model::table::Table;
use dyntables_query::filter::check::check;
use dyntables_query::filter::parse::parse;
use dyntables_sql::writer::{Fragment, Sql};
use dyntables_values::moment::Moment;
use serde_json::{Map, Value, json};

fn sql(filter: &Value) -> Result<String, dyntables_values::Error> {
    let options = json!([{"value": "new", "category": "todo"}, {"value": "won", "category": "done"},
        {"value": "lost", "category": "done"}, {"value": "odd"}]);
    let columns =
        from_documents(&json!([{"key": "stage", "type": "status", "config": {"options": options}}])).unwrap();
    let table = Table {
        id: uuid::Uuid::nil(),
        no: 1,
        slug: Slug::new("deals").unwrap(),
        name: "Deals".into(),
        description: None,
        open: false,
        settings: Map::new(),
        columns,
        sharing: Sharing::default(),
        hidden: Vec::new(),
        trashed: Vec::new(),
        typed_in_trash: Vec::new(),
        indexing: Default::default(),
    };
    let moment = Moment {
        now: 0,
        zone: dyntables_values::zone::Zone::utc(),
        names_zone: false,
        user: String::new(),
        pattern_error: |_, _| None,
    };
    let mut sql = Sql::new();
    check(&table, &parse(filter)?, &moment)?.write(&mut sql);
    let params: Vec<Value> = sql.params().iter().map(|param| param.to_json()).collect();
    let text = sql.text().replace("dt.get_text(data, 'stage') OPERATOR(pg_catalog.=) ANY", "stage in");
    Ok(format!("{text} {}", json!(params)))
}

#[test]
fn a_category_stands_for_the_values_that_have_it() {
    for (filter, expected) in [
        (json!({"stage.category": "done"}), r#"stage in ($1) [["won","lost"]]"#),
        (json!({"stage.category": {"neq": "done"}}), r#"(stage in ($1)) IS NOT TRUE [["won","lost"]]"#),
        (json!({"stage.category": {"in": ["todo", "done"]}}), r#"stage in ($1) [["new","won","lost"]]"#),
        (json!({"stage.category": {"not_in": ["todo"]}}), r#"(stage in ($1)) IS NOT TRUE [["new"]]"#),
        (json!({"stage.category": "in_progress"}), "stage in ($1) [[]]"),
        (json!({"stage.category": null}), r#"(stage in ($1)) IS NOT TRUE [["new","won","lost"]]"#),
        (
            json!({"stage.category": {"is_empty": true}}),
            r#"(stage in ($1)) IS NOT TRUE [["new","won","lost"]]"#,
        ),
        (json!({"stage.category": {"exists": true}}), r#"stage in ($1) [["new","won","lost"]]"#),
        (
            json!({"stage.category": {"in": ["todo", null]}}),
            r#"(stage in ($1) OR (stage in ($2)) IS NOT TRUE) [["new"],["new","won","lost"]]"#,
        ),
    ] {
        assert_eq!(sql(&filter).unwrap(), expected, "{filter}");
    }
}

#[test]
fn what_else_is_refused() {
    for (filter, message, hint) in [
        (
            json!({"stage.category": "dnoe"}),
            "filter on column \"stage.category\" with eq: unknown category \"dnoe\"",
            "Perhaps you meant \"done\".",
        ),
        (
            json!({"stage.category": {"gt": "done"}}),
            "operator gt does not apply to \"stage.category\", the category of a status",
            "Its operators are: eq, neq, in, not_in, is_empty, is_not_empty, is_null, is_not_null.",
        ),
    ] {
        let error = sql(&filter).unwrap_err();
        assert_eq!((error.message(), error.hint()), (message, Some(hint)));
    }
}
