//! What holds for every registered column type, whatever the value.

mod common;

use std::sync::Arc;

use common::{examine, is_plain};
use dyntables_model::column::{Column, from_documents};
use dyntables_model::table::Table;
use dyntables_records::{RecordValidator, Write};
use dyntables_values::config::Config;
use dyntables_values::system::Source;
use dyntables_values::types::{ColumnType, registry};
use dyntables_values::written::{Cast, DateOrder, Reading};
use dyntables_values::zone;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::{Value, json};

/// A type with the least config that it does with, and its validator.
struct Case {
    type_: &'static dyn ColumnType,
    config: Config,
    validator: RecordValidator,
}

/// The column of a type in a table of its own: without config where that is enough, else with
/// options that its example has.
fn column(type_: &'static dyn ColumnType) -> Column {
    let bare = json!([{"key": "k", "type": type_.name()}]);
    let example = type_.example();
    let options = example.as_array().cloned().unwrap_or_else(|| vec![example]);
    let with_options = json!([{"key": "k", "type": type_.name(), "config": {"options": options}}]);
    let columns = from_documents(&bare).or_else(|_| from_documents(&with_options));
    columns.unwrap_or_else(|error| panic!("{}: {error:?}", type_.name())).remove(0)
}

fn cases() -> Vec<Case> {
    let in_data =
        registry::all().iter().filter(|type_| type_.source() == Source::Data && !type_.is_assigned());
    in_data
        .map(|type_| {
            let column = column(*type_);
            let config = column.config.clone();
            let table = Table { columns: vec![column], ..common::table(&json!([])) };
            Case { type_: *type_, config, validator: RecordValidator::new(Arc::new(table)).unwrap() }
        })
        .collect()
}

impl Case {
    fn is_stored_form(&self, value: &Value) -> bool {
        is_plain(&self.validator, &json!({"k": value}), Write::Insert)
    }

    /// The value as a write would store it, if it is valid.
    fn stored(&self, value: &Value) -> Option<Value> {
        let stored = self.type_.normalize(&self.config, value).unwrap_or_else(|| value.clone());
        self.is_stored_form(&stored).then_some(stored)
    }
}

#[test]
fn the_example_is_in_stored_form_and_says_so_again() {
    for case in cases() {
        let (name, example) = (case.type_.name(), case.type_.example());
        assert!(case.is_stored_form(&example), "{name}");
        assert_eq!(case.type_.normalize(&case.config, &example), None, "{name}");
        if !case.type_.has_normalize() {
            continue;
        }
        // Where text says all of it, that text is read as it again, or is unclear.
        if let Some(text) = case.type_.to_text(&case.config, &example) {
            match case.type_.typecast(&case.config, &text, &Reading::default()) {
                Cast::Value(value) => assert!(case.stored(&value).is_some(), "{name}: {value}"),
                Cast::WithOptions { .. } => panic!("{name}: {text} names an unknown option"),
                Cast::Unclear(_) | Cast::No => {}
            }
        }
    }
}

/// Types are told apart by documentation that every one of them has.
#[test]
fn every_type_says_what_it_stores() {
    for name in ["date", "datetime", "time", "select", "multi_select", "status", "person_name", "location"] {
        assert!(!registry::find(name).unwrap().stored().is_empty(), "{name}");
    }
}

#[test]
fn every_config_key_has_a_valid_schema() {
    for type_ in registry::all() {
        let keys = type_.config().as_object().cloned().unwrap();
        for (key, schema) in keys {
            let validator = jsonschema::validator_for(&schema);
            assert!(validator.is_ok(), "{} {key}", type_.name());
        }
    }
}

/// What `stage.category` in a filter stands for.
#[test]
fn options_of_a_status_have_a_category() {
    let status = registry::find("status").unwrap();
    let given = json!({"options": [
        {"value": "idea", "category": "todo"}, {"value": "parked"}, {"value": "shipped", "category": "done"},
        {"value": "dropped", "category": "done"},
    ]});
    let config = given.as_object().unwrap();
    let expected = vec![("idea", "todo"), ("shipped", "done"), ("dropped", "done")];
    assert_eq!(status.option_property(config, "category"), Some(expected));
    assert_eq!(status.option_property(config, "color"), None);
    assert_eq!(registry::find("select").unwrap().option_property(config, "category"), None);
}

/// Values that are nearly right for some type, and values that are nothing.
fn odd_value() -> impl Strategy<Value = Value> {
    let part = "(first|last|middle|address|city|lat|lng|amount|currency|[a-z]{0,3})";
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        (-200_i64..200).prop_map(Value::from),
        any::<f64>().prop_filter("finite", |n| n.is_finite()).prop_map(Value::from),
        "-?[1-9][0-9]{0,40}([.][0-9]{1,5})?(e[0-9]{1,3})?"
            .prop_map(|digits| Value::Number(digits.parse().unwrap())),
        odd_text().prop_map(Value::from),
        (0..registry::all().len()).prop_map(|at| registry::all()[at].example()),
    ];
    leaf.prop_recursive(3, 12, 4, move |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            proptest::collection::btree_map(part, inner, 0..4)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

fn odd_text() -> impl Strategy<Value = String> {
    prop_oneof![
        any::<String>().prop_filter("no NUL in jsonb", |text| !text.contains('\0')),
        "[0-9]{1,4}[-./:, ][0-9]{1,4}([-./:, ][0-9]{1,4})?",
        "[-+$€%]?[0-9]{1,6}[., ]?[0-9]{0,6}[., ]?[0-9]{0,3} ?[%€kKhm]?",
        "(Dr[.] )?[A-Z][a-z]{1,5},? [A-Z][.a-z]{1,5}( [A-Z][a-z]{1,5})?",
        "(yes|no|x|on|open|won|red, green|red;blue|[\\[]\"red\"[\\]]|in progress|Done)",
        "(#[0-9a-fA-F]{3,6}|[a-z]{1,5}@[a-z]{1,5}[.]com|https?://[a-z]{1,5}[.]com|[0-9a-f:.]{2,20}(/[0-9]{1,3})?)",
        "[-+]?[0-9]{1,3}[.][0-9]{1,4}, ?[-+]?[0-9]{1,3}[.][0-9]{1,4}",
        "[{].{0,10}[}]".prop_filter("no NUL in jsonb", |text| !text.contains('\0')),
    ]
}

fn some_reading() -> impl Strategy<Value = Reading> {
    let order =
        prop_oneof![Just(None), Just(Some(DateOrder::DayMonthYear)), Just(Some(DateOrder::YearMonthDay))];
    let mark = prop_oneof![Just(None), Just(Some('.')), Just(Some(','))];
    let zone = prop_oneof![Just(None), Just(zone::find("Europe/Berlin"))];
    let each_spelling = prop_oneof![Just(false), Just(true)];
    (order, mark, zone, each_spelling).prop_map(|(date_order, decimal_mark, zone, each_spelling)| Reading {
        date_order,
        decimal_mark,
        zone,
        each_spelling,
        ..Reading::default()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Nothing panics; normalising is idempotent; what is stored once is stored again unchanged,
    /// and can be told as text without a panic.
    #[test]
    fn any_value(value in odd_value()) {
        for case in cases() {
            let name = case.type_.name();
            if let Some(normal) = case.type_.normalize(&case.config, &value) {
                prop_assert_eq!(case.type_.normalize(&case.config, &normal), None, "{} {}", name, value);
            }
            let verdict = examine(&case.validator, &json!({"k": value}), Write::Insert);
            prop_assert!(verdict.faults.iter().all(|fault| !fault.sentence().is_empty()));
            if let Some(stored) = case.stored(&value) {
                prop_assert_eq!(case.stored(&stored), Some(stored.clone()), "{} {}", name, value);
                let _ = case.type_.to_text(&case.config, &stored);
            }
            let _ = case.type_.to_text(&case.config, &value);
        }
    }

    /// What text is read as is a value that a write accepts, or that breaks a rule; options that
    /// are missing are named in the value.
    #[test]
    fn any_text(text in odd_text(), reading in some_reading()) {
        for case in cases() {
            let name = case.type_.name();
            match case.type_.typecast(&case.config, &text, &reading) {
                Cast::Value(value) => {
                    prop_assert!(!value.is_null(), "{} {}", name, text);
                    if let Some(stored) = case.stored(&value) {
                        prop_assert_eq!(case.stored(&stored), Some(stored.clone()), "{} {}", name, text);
                    }
                }
                Cast::WithOptions { value, missing } => {
                    prop_assert!(!missing.is_empty());
                    prop_assert!(!case.is_stored_form(&value), "{} {}", name, text);
                }
                Cast::Unclear(why) => prop_assert!(!why.is_empty()),
                Cast::No => {}
            }
        }
    }
}
