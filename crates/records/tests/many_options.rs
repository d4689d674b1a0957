//! Columns of many options: no value is compared with each of the options, and what is told of wrong values does not
//! grow with them.

mod common;

use std::time::{Duration, Instant};

use common::{ENVIRONMENT, examine, is_plain};
use dyntables_records::cast_options::{CastOptions, add_options};
use dyntables_records::{RecordValidator, Write};
use dyntables_values::jsonb::document;
use dyntables_values::written::Reading;
use serde_json::{Value, json};

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
    common::validator(&columns)
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
    let options =
        CastOptions { reading: Some(Reading::default()), create_options: true, ..CastOptions::default() };
    let read = |record: &Value| {
        validator.read(&document(record).unwrap(), Write::Insert, &options, &ENVIRONMENT).unwrap()
    };
    within("values and labels in another case", || {
        for at in 0..VALUES {
            let at = at % OPTIONS;
            let given = json!({"one": format!("LABEL {at}"), "set": format!("VALUE {at}; label {at}"), "status": format!(" Value {at}")});
            let value = format!("value {at}");
            let due = json!({"one": value, "set": [value], "status": value});
            assert_eq!(Value::Object(read(&given).verdict.amendment.set), due);
        }
    });
    within("texts that name no option", || {
        for at in 0..VALUES {
            let given = json!({"one": format!("none {at}"), "set": [format!("none {at}")]});
            assert_eq!(examine(&validator, &given, Write::Insert).faults.len(), 2);
            assert_eq!(read(&given).missing.len(), 2);
        }
    });
}

#[test]
fn a_set_of_many_wrong_items_is_told_in_little_room() {
    let validator = validator();
    let wrong: Vec<String> = (0..VALUES).map(|at| format!("none {at}")).collect();
    let wrong = json!({"set": wrong});
    within("wrong items of one set", || {
        assert_eq!(examine(&validator, &wrong, Write::Insert).faults.len(), 20);
    });
    let right: Vec<String> = (0..OPTIONS).map(|at| format!("value {at}")).collect();
    let right = json!({"set": right});
    within("all options in one set", || assert!(is_plain(&validator, &right, Write::Insert)));
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
