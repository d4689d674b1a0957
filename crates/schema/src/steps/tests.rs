use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Instant;

use dyntables_values::jsonb::{Members, Part};
use dyntables_values::text::Object;
use dyntables_values::types::registry;
use jsonschema_value::jsonb::encode::encode;
use serde_json::{Value, json};

use crate::{Check, TooManySteps};

fn config(schema: &Value) -> Object {
    Object::from_iter([("schema".to_owned(), schema.clone())])
}

/// Whether a value satisfies a schema, and the messages of what is wrong with it.
fn judge(schema: &Value, value: &Value) -> Result<(bool, Vec<String>), TooManySteps> {
    let json = registry::find("json").unwrap();
    let config = config(schema);
    let check = Check::new("v", json, &config.into()).unwrap();
    let record = encode(&json!({"v": value}));
    let part: Part<'_> = Members::of(&record).unwrap().next().unwrap().1;
    let is_valid = check.is_valid(part);
    let faults = check.faults(part, 20)?;
    Ok((is_valid, faults.into_iter().map(|fault| fault.message).collect()))
}

fn nested(levels: usize) -> Value {
    (1..levels).fold(json!([]), |inner, _| json!([inner]))
}

#[test]
fn a_schema_that_doubles_the_work_with_each_level_still_answers() {
    let doubling = |one: &str| {
        json!({"$ref": "#/$defs/n", "$defs": {"n": {one: [
            {"type": "array", "items": {"$ref": "#/$defs/n"}, "minItems": 0},
            {"type": "array", "items": {"$ref": "#/$defs/n"}, "maxItems": 0},
        ]}}})
    };
    let started = Instant::now();
    let (is_valid, faults) = judge(&doubling("oneOf"), &nested(100)).unwrap();
    assert!(!is_valid);
    assert_eq!(faults, ["the value does not satisfy the schema"]);
    assert_eq!(judge(&doubling("anyOf"), &nested(100)).unwrap(), (true, vec![]));
    // It took hours.
    assert!(started.elapsed().as_secs() < 20);
}

#[test]
fn definitions_that_refer_to_the_next_twice_are_bounded() {
    let mut definitions: Object = (0..60)
        .map(|at| {
            let next = json!({"$ref": format!("#/$defs/d{}", at + 1)});
            (format!("d{at}"), json!({"allOf": [next, next]}))
        })
        .collect();
    definitions.insert("d60".to_owned(), json!({}));
    let schema = json!({"$ref": "#/$defs/d0", "$defs": definitions});
    let TooManySteps { most } = judge(&schema, &json!(1)).unwrap_err();
    assert!((1_000_000..1_001_000).contains(&most));

    // Siblings of a reference are ignored in older drafts.
    let mut old = schema;
    old["$schema"] = json!("http://json-schema.org/draft-07/schema#");
    assert!(judge(&old, &json!(1)).is_err());
}

#[test]
fn sensible_recursive_schemas_hold_for_large_values() {
    let tree = json!({"$ref": "#/$defs/node", "$defs": {"node": {
        "type": "object",
        "properties": {"name": {"type": "string"}, "children": {"type": "array", "items": {"$ref": "#/$defs/node"}}},
        "required": ["name"],
        "additionalProperties": false,
    }}});
    let leaves: Vec<Value> = (0..200_000).map(|at| json!({"name": format!("{at}")})).collect();
    let mut forest = json!({"name": "root", "children": leaves});
    assert_eq!(judge(&tree, &forest).unwrap(), (true, vec![]));
    forest["children"][100_000] = json!({"nam": 1});
    assert!(!judge(&tree, &forest).unwrap().0);

    let grammar = json!({"$ref": "#/$defs/e", "$defs": {"e": {"oneOf": [
        {"type": "number"},
        {"type": "object", "required": ["add"], "additionalProperties": false,
         "properties": {"add": {"type": "array", "items": {"$ref": "#/$defs/e"}}}},
        {"type": "object", "required": ["negate"], "additionalProperties": false,
         "properties": {"negate": {"$ref": "#/$defs/e"}}},
    ]}}});
    let deep = (0..45).fold(json!(1), |inner, _| json!({"add": [{"negate": inner}, 2]}));
    assert_eq!(judge(&grammar, &deep).unwrap(), (true, vec![]));
    assert!(!judge(&grammar, &json!({"add": [1, "x"]})).unwrap().0);
}

#[test]
fn values_in_a_schema_are_not_touched_and_names_are_not_keywords() {
    let schema = json!({
        "properties": {"const": {"const": {"$ref": "x"}}, "enum": {"enum": [{"a": 1}, [{}]]}, "default": false},
        "patternProperties": {"^x": {"type": "string"}},
        "dependentRequired": {"x1": ["const"]},
        "additionalProperties": false,
        "maxProperties": 9,
    });
    let valid = json!({"const": {"$ref": "x"}, "enum": {"a": 1}, "x1": "y"});
    assert_eq!(judge(&schema, &valid).unwrap(), (true, vec![]));
    assert!(!judge(&schema, &json!({"pg_dyntables:steps": 1})).unwrap().0);
    assert!(!judge(&schema, &json!({"default": 1})).unwrap().0);
    assert!(!judge(&schema, &json!({"x1": "y"})).unwrap().0);
}

#[test]
fn the_server_is_asked_now_and_then() {
    static ASKED: AtomicUsize = AtomicUsize::new(0);
    dyntables_values::give_way::by(|| {
        ASKED.fetch_add(1, Ordering::Relaxed);
    });
    let many: Vec<Value> = (0..10_000).map(|at| json!(at)).collect();
    judge(&json!({"items": {"type": "number"}}), &json!(many)).unwrap();
    assert!(ASKED.load(Ordering::Relaxed) >= 9);
}
