//! Cells of a file: what is taken as it stands is what typecast reads, for every type; and what the texts of a column show.

mod common;

use std::sync::Arc;

use common::{ENVIRONMENT, apply};
use dyntables_model::column::{Column, from_documents};
use dyntables_model::table::Table;
use dyntables_records::cast_options::CastOptions;
use dyntables_records::cells::CellForm;
use dyntables_records::evidence::Evidence;
use dyntables_records::{RecordValidator, Write};
use dyntables_values::jsonb::{Item, object};
use dyntables_values::written::Reading;
use proptest::prelude::{ProptestConfig, Strategy, prop_assert_eq, prop_oneof, proptest};
use serde_json::{Value, json};

/// Columns whose texts are numbers or truth values, in all settings that change how they are read.
fn columns() -> Vec<Column> {
    let documents = json!([
        {"key": "number", "type": "number"},
        {"key": "comma", "type": "number", "config": {"locale": "de-DE"}},
        {"key": "unit", "type": "number", "config": {"unit": "kg"}},
        {"key": "odd_unit", "type": "number", "config": {"unit": "0"}},
        {"key": "small", "type": "number", "config": {"precision": 2, "min": -10, "max": 100}},
        {"key": "integer", "type": "integer"},
        {"key": "decimal", "type": "decimal", "config": {"scale": 3}},
        {"key": "percent", "type": "percent"},
        {"key": "rating", "type": "rating"},
        {"key": "progress", "type": "progress"},
        {"key": "duration", "type": "duration"},
        {"key": "signed", "type": "duration", "config": {"signed": true}},
        {"key": "currency", "type": "currency", "config": {"currency": "EUR"}},
        {"key": "any_currency", "type": "currency"},
        {"key": "no", "type": "autonumber"},
        {"key": "flag", "type": "checkbox"},
        {"key": "text", "type": "text"},
        {"key": "json", "type": "json"},
        {"key": "select", "type": "select", "config": {"options": ["7", "true", "1.5"]}},
        {"key": "date", "type": "date"},
        {"key": "phone", "type": "phone", "config": {"country": "DE"}}
    ]);
    from_documents(&documents).unwrap()
}

/// What becomes of a record whose column has this item.
fn outcome(
    column: &Column,
    item: Item<'_>,
    cast: &CastOptions,
) -> Result<Value, Vec<(String, &'static str)>> {
    let table = Table { columns: vec![column.clone()], ..common::table(&json!([])) };
    let validator = RecordValidator::new(Arc::new(table)).unwrap();
    let data = object(vec![(column.key.as_str().as_bytes(), item)], 64).unwrap();
    let read = validator.read(&data, Write::Insert, cast, &ENVIRONMENT).unwrap();
    if !read.verdict.faults.is_empty() {
        let faults = read.verdict.faults.into_iter();
        return Err(faults.map(|fault| (fault.column, fault.code.as_str())).collect());
    }
    let given = dyntables_values::jsonb::Part::root(&data).unwrap().to_value();
    Ok(apply(&given, &read.verdict.amendment))
}

fn options(reading: Reading) -> CastOptions {
    CastOptions { reading: Some(reading), given: true, ..CastOptions::default() }
}

fn number() -> impl Strategy<Value = String> {
    prop_oneof![
        "-?[0-9]{1,4}",
        "-?[0-9]{1,20}",
        "-?[0-9]{1,3}\\.[0-9]{1,4}",
        "-?[0-9]{1,12}\\.[0-9]{1,8}",
        "[-+]?[0-9]{1,3}[.,][0-9]{3}",
        "-?0*[0-9]{1,3}(\\.0+)?",
        "(true|false|TRUE|-|\\.|1\\.|-0|-0\\.0|\\.5|1e5)",
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2_000))]

    #[test]
    fn what_stands_is_what_typecast_reads(text in number(), mark in 0..4) {
        let reading = match mark {
            0 => Reading::default(),
            1 => Reading { decimal_mark: Some('.'), ..Reading::default() },
            2 => Reading { decimal_mark: Some(','), ..Reading::default() },
            _ => Reading { mixed_marks: true, ..Reading::default() },
        };
        let cast = options(reading);
        // Of an autonumber no text is read.
        for column in columns().iter().filter(|column| !column.type_.is_assigned()) {
            let form = CellForm::of(column, &cast);
            let taken = outcome(column, form.item(&text), &cast);
            let read = outcome(column, Item::Text(&text), &cast);
            prop_assert_eq!(taken, read, "{} {:?} {}", column.key, form, text);
        }
    }
}

#[test]
fn columns_of_numbers_are_recognised() {
    let cast = options(Reading::default());
    let forms: Vec<(String, CellForm)> =
        columns().iter().map(|column| (column.key.to_string(), CellForm::of(column, &cast))).collect();
    let form = |key: &str| forms.iter().find(|(found, _)| found == key).unwrap().1;
    assert_eq!(form("number"), CellForm::Decimal);
    assert_eq!(form("comma"), CellForm::Whole);
    assert_eq!(form("odd_unit"), CellForm::Text);
    assert_eq!(form("integer"), CellForm::Whole);
    assert_eq!(form("decimal"), CellForm::Decimal);
    assert_eq!(form("flag"), CellForm::Flag);
    assert_eq!(form("text"), CellForm::Text);
    assert_eq!(form("json"), CellForm::Text);
    assert_eq!(form("select"), CellForm::Text);
}

/// The value of a text in a column beside these others.
fn beside(type_: &str, others: &[&str], text: &str) -> Result<Value, Vec<(String, &'static str)>> {
    let column = from_documents(&json!([{"key": "k", "type": type_}])).unwrap().remove(0);
    let mut cast = options(Reading::default());
    let mut evidence = Evidence::of(&column, &Reading::default()).unwrap();
    others.iter().for_each(|other| evidence.add(other));
    evidence.teach(&mut cast);
    outcome(&column, CellForm::of(&column, &cast).item(text), &cast)
}

#[test]
fn other_texts_of_the_column_decide() {
    assert_eq!(beside("date", &["25/12/2026"], "01/02/2026"), Ok(json!({"k": "2026-02-01"})));
    assert_eq!(beside("date", &["12/25/2026"], "01/02/2026"), Ok(json!({"k": "2026-01-02"})));
    // Both, or none: nothing is guessed.
    assert!(beside("date", &["12/25/2026", "25/12/2026"], "01/02/2026").is_err());
    assert!(beside("date", &["2026-12-25", "03/03/2026"], "01/02/2026").is_err());
    assert_eq!(beside("number", &["1.234,50"], "1.234"), Ok(json!({"k": 1234})));
    assert_eq!(beside("number", &["1,234.50"], "1,234"), Ok(json!({"k": 1234})));
}
