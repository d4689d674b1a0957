//! Query documents become statements. No input makes the parsers panic, no value of a caller gets into the
//! text of a statement, and every refusal has an SQLSTATE of a wrong document.

use dyntables_model::column::from_documents;
use dyntables_model::ident::Slug;
use dyntables_model::sharing::Sharing;
use dyntables_model::table::{Table, TableOptions};
use dyntables_query::document;
use dyntables_sql::{aggregate, select};
use dyntables_values::moment::Moment;
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Map, Value, json};

fn table(open: bool) -> Table {
    let columns = json!([
        {"key": "name", "type": "text", "unique": true},
        {"key": "amount", "type": "number"},
        {"key": "exact", "type": "decimal"},
        {"key": "due", "type": "date"},
        {"key": "at", "type": "datetime"},
        {"key": "tags", "type": "multi_select", "config": {"options": ["a", "b"]}},
        {"key": "meta", "type": "json"},
        {"key": "created", "type": "created_at"},
    ]);
    Table {
        id: uuid::Uuid::nil(),
        no: 7,
        slug: Slug::new("deals").unwrap(),
        name: "Deals".into(),
        description: None,
        open,
        settings: Map::new(),
        columns: from_documents(&columns).unwrap(),
        sharing: Sharing::default(),
        hidden: Vec::new(),
        trashed: Vec::new(),
        typed_in_trash: Vec::new(),
        indexing: Default::default(),
    }
}

fn moment() -> Moment {
    Moment {
        now: dyntables_values::iso::stored_timestamp("2026-11-21T10:00:00Z").unwrap(),
        zone: dyntables_values::zone::Zone::utc(),
        names_zone: false,
        user: "me".into(),
        pattern_error: |_, _| None,
    }
}

fn sql(query: &Value) -> Result<(String, usize), dyntables_values::Error> {
    let table = table(true);
    let select = document::records(&table, query, &moment(), 1)?;
    let sql = select::records(&table, &select);
    Ok((sql.text().to_owned(), sql.params().len()))
}

#[test]
fn queries_of_one_shape_have_one_text() {
    let shape = |name: &str, least: f64, limit: i64| {
        sql(&json!({"filter": {"name": name, "amount": {"gte": least}}, "sort": "due", "limit": limit}))
            .unwrap()
    };
    assert_eq!(shape("Acme", 1.0, 21), shape("'; DROP TABLE dt.tables; --", 1e300, 51));
    // There are few usual limits, and each has a statement of its own.
    assert_eq!(shape("Acme", 1.0, 50), shape("'; DROP TABLE dt.tables; --", 1e300, 50));
    assert_ne!(shape("Acme", 1.0, 50), shape("Acme", 1.0, 51));
    let list = |values: Vec<&str>| sql(&json!({"filter": {"name": {"in": values}}})).unwrap();
    assert_eq!(list(vec!["a"]), list(vec!["b", "c", "d"]));
}

fn groups(query: &Value) -> Result<(String, usize), dyntables_values::Error> {
    let table = table(true);
    let query = dyntables_query::aggregate::parse(&table, query, &moment())?;
    let sql = aggregate::groups(&table, &query);
    Ok((sql.text().to_owned(), sql.params().len()))
}

#[test]
fn aggregates_of_one_shape_have_one_text() {
    let shape = |text: &str, n: i64, zone: &str| {
        groups(&json!({
            "filter": {"name": text, "meta.a": {"in": [text]}, "amount": {"between": [n, n]}},
            "group_by": ["tags", {"column": "at", "unit": "month", "as": text}, {"column": "amount", "width": n}],
            "aggregates": {
                "n": {"count": "*", "filter": {"name": {"contains": text}}},
                "p": {"percentile": "amount", "at": n as f64 / 1e6},
                "often": {"distribution": "name", "limit": n},
                "sum": {"sum": "exact"},
            },
            "having": {"sum": {"gt": n}, "n": {"in": [n]}},
            "sort": ["-sum", "n"],
            "limit": n,
            "offset": n,
            "time_zone": zone,
            "search": text,
        }))
        .unwrap()
    };
    assert_eq!(shape("x", 1, "UTC"), shape("';\"$1--/*\\ \u{1f980}", 997, "Europe/Berlin"));
    let (text, _) = shape("zqzq", 722, "Asia/Tokyo");
    assert!(!text.contains("zqzq") && !text.contains("722") && !text.contains("Tokyo"), "{text}");
}

#[test]
fn a_negation_is_the_complement_of_its_whole() {
    let (text, _) = sql(&json!({"filter": {"not": {"name": "x", "amount": {"gt": 1}}}})).unwrap();
    assert!(text.contains(") IS NOT TRUE"), "{text}");
    let (text, _) = sql(&json!({"filter": {"amount": {"is_null": false}}})).unwrap();
    assert!(text.ends_with("dt.get_float8(data, 'amount') IS NOT NULL"), "{text}");
}

/// A mark that no constant text contains.
const MARK: &str = "zqzq";

/// Any text that a caller might send, with the mark in it.
fn naughty() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_map(|text| format!("{text}{MARK}")),
        Just(format!("'{MARK}")),
        Just(format!("\"{MARK}\"")),
        Just(format!("\\{MARK}$1")),
        Just(format!("$${MARK}$$")),
        Just(format!("'; DROP TABLE {MARK}; --")),
        Just(format!("/*{MARK}*/")),
        Just(format!("{MARK}.a.b")),
        Just(format!("meta.{MARK}'.x")),
    ]
}

fn document() -> impl Strategy<Value = Value> {
    let word = prop_oneof![
        naughty(),
        "(name|amount|exact|due|at|tags|meta|meta[.]a|created|id|version|filter|sort|limit|eq|in|gt|between|and|or|not|all|is_empty|contains|has_any|column|operator|value|conjunction|today|unit|desc|asc)",
    ];
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::from),
        word.clone().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 24, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(word.clone(), inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(proptest::test_runner::Config::with_cases(4_000))]

    #[test]
    fn nothing_a_caller_sends_is_part_of_a_statement(filter in document(), sort in document()) {
        for query in [json!({"filter": filter}), json!({"sort": sort}), json!({"filter": filter, "sort": "name"})] {
            match sql(&query) {
                Ok((text, params)) => {
                    prop_assert!(!text.contains(MARK), "{text}");
                    let last = format!("${params}");
                    prop_assert!(params == 0 || text.contains(&last));
                }
                Err(error) => prop_assert!(["22023", "42703", "54000"].contains(&error.sqlstate()), "{error:?}"),
            }
        }
    }

    #[test]
    fn values_only_become_parameters(name in naughty(), n in any::<i32>()) {
        let reference = sql(&json!({"filter": {"name": "x", "amount": {"lt": 0}, "meta.a": "y"}})).unwrap();
        let text = sql(&json!({"filter": {"name": name, "amount": {"lt": n}, "meta.a": name}})).unwrap();
        prop_assert_eq!(reference, text);
    }

    #[test]
    fn nothing_of_an_aggregate_query_is_part_of_a_statement(keys in document(), functions in document(), having in document(), name in naughty()) {
        for query in [
            json!({"group_by": keys, "aggregates": {&name: "count"}, "having": {&name: having}, "sort": &name}),
            json!({"aggregates": {&name: functions, "n": {"count": "name", "filter": keys}}}),
            json!({"group_by": [{"column": "name", "as": &name}, {"column": &name}], "aggregates": functions, "having": having}),
        ] {
            match groups(&query) {
                Ok((text, params)) => {
                    prop_assert!(!text.contains(MARK), "{text}");
                    let last = format!("${params}");
                    prop_assert!(params == 0 || text.contains(&last));
                }
                Err(error) => prop_assert!(["22023", "42703", "54000"].contains(&error.sqlstate()), "{error:?}"),
            }
        }
    }

    #[test]
    fn a_search_only_becomes_a_parameter(text in naughty(), columns in document()) {
        let reference = sql(&json!({"search": "x"})).unwrap();
        prop_assert_eq!(reference, sql(&json!({"search": text})).unwrap());
        match sql(&json!({"search": text, "search_columns": columns})) {
            Ok((text, _)) => prop_assert!(!text.contains(MARK), "{text}"),
            Err(error) => prop_assert!(["22023", "42703"].contains(&error.sqlstate()), "{error:?}"),
        }
    }

    #[test]
    fn no_document_makes_a_parser_panic(document in document()) {
        let table = table(false);
        let _ = document::page(&table, &document, 100, &moment(), 1);
        let _ = document::records(&table, &document, &moment(), 1);
        let _ = TableOptions::parse(&document, true);
        let _ = TableOptions::parse(&document, false);
        let _ = from_documents(&document);
        let mut column = table.columns[0].clone();
        if let Some(changes) = document.as_object() {
            let _ = column.change(changes);
        }
    }

    #[test]
    fn a_column_document_is_read_back(label in "[ -~]{1,20}", required in any::<bool>(), width in 0_i64..1000) {
        let document = json!([{"key": "k", "type": "text", "label": label, "required": required, "width": width}]);
        let column = &from_documents(&document).unwrap()[0];
        let again = &from_documents(&json!([column.to_document()])).unwrap()[0];
        prop_assert_eq!(column.to_document(), again.to_document());
    }
}
