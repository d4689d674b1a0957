//! Columns of many options: no value is compared with each of the options, and what is told of wrong values does not
//! grow with them.

use std::sync::Arc;
use std::time::{Duration, Instant};

use dyntables_model::column::from_documents;
use dyntables_model::ident::Slug;
use dyntables_model::table::Table;
use dyntables_records::RecordValidator;
use dyntables_records::cast::add_options;
use dyntables_values::jsonb::document;
use dyntables_values::jsonb::node::Jsonb;
use dyntables_values::written::Reading;
use serde_json::{Map, Value, json};

const OPTIONS: usize = 10_000;
const VALUES: usize = 30_000;
/// Far above what a look-up for each value takes, and far below what a search through all options takes.
const SOON: Duration = Duration::from_secs(5);

fn validator() -> RecordValidator {
    let options: Vec<Value> = (0..OPTIONS)
        .map(|at| json!({"value": format!("value {at}"), "label": format!("Label {at}")}))
        .collect();
    let columns = json!([
        {"key": "one", "type": "select", "config": {"options": options}},
        {"key": "set", "type": "multi_select", "config": {"options": options}},
        {"key": "status", "type": "status", "config": {"options": options}},
    ]);
    let table = Table {
        id: uuid::Uuid::nil(),
        no: 1,
        slug: Slug::new("many").unwrap(),
        name: "Many".into(),
        description: None,
        open: false,
        settings: Map::new(),
        columns: from_documents(&columns).unwrap(),
        trashed: Vec::new(),
        indexing: Default::default(),
    };
    RecordValidator::new(Arc::new(table)).unwrap()
}

fn within(what: &str, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let took = start.elapsed();
    println!("{what}: {took:?}");
    assert!(took < SOON, "{what} took {took:?}");
}

#[test]
fn each_value_is_looked_up() {
    let validator = validator();
    let reading = Reading::default();
    within("values and labels in another case", || {
        for at in 0..VALUES {
            let at = at % OPTIONS;
            let given = json!({"one": format!("LABEL {at}"), "set": format!("VALUE {at}; label {at}"), "status": format!(" Value {at}")});
            let bytes = document(&given).unwrap();
            let node = Jsonb::root(&bytes);
            let casting = validator.cast(node, &validator.faults(node), &reading);
            let value = format!("value {at}");
            let due = json!({"one": value, "set": [value], "status": value});
            assert_eq!(Value::Object(casting.amendment.set), due);
        }
    });
    within("texts that name no option", || {
        for at in 0..VALUES {
            let bytes =
                document(&json!({"one": format!("none {at}"), "set": [format!("none {at}")]})).unwrap();
            let node = Jsonb::root(&bytes);
            let faults = validator.faults(node);
            assert_eq!(faults.len(), 2);
            assert_eq!(validator.cast(node, &faults, &reading).missing.len(), 2);
        }
    });
}

#[test]
fn a_set_of_many_wrong_items_is_told_in_little_room() {
    let validator = validator();
    let wrong: Vec<String> = (0..VALUES).map(|at| format!("none {at}")).collect();
    let bytes = document(&json!({"set": wrong})).unwrap();
    within("wrong items of one set", || assert_eq!(validator.faults(Jsonb::root(&bytes)).len(), 20));
    let right: Vec<String> = (0..OPTIONS).map(|at| format!("value {at}")).collect();
    let bytes = document(&json!({"set": right})).unwrap();
    within("all options in one set", || assert!(validator.is_plain_write(&bytes, true)));
}

#[test]
fn options_are_added_once_each() {
    let mut config = json!({"options": [{"value": "value 1"}]}).as_object().cloned().unwrap();
    let values: Vec<String> = (0..2 * VALUES).map(|at| format!("value {}", at % VALUES)).collect();
    within("options added", || add_options(&mut config, &values));
    let options = config["options"].as_array().unwrap();
    assert_eq!(options.len(), VALUES);
    assert_eq!(
        options[..3],
        [json!({"value": "value 1"}), json!({"value": "value 0"}), json!({"value": "value 2"})]
    );
}
