//! Changes between two objects lead back from one to the other, byte for byte.

use dyntables_values::jsonb::{difference, document, read_changes, rolled_back, write_changes};
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::{Map, Value, json};

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        any::<String>().prop_map(Value::String),
        any::<bool>().prop_map(Value::Bool),
        "-?(0|[1-9][0-9]{0,20})([.][0-9]{1,9})?".prop_map(|digits| Value::Number(digits.parse().unwrap())),
        Just(Value::Null),
    ];
    scalar.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            object(inner, 4).prop_map(Value::Object),
        ]
    })
}

/// Few keys, so that two objects have many in common. `old` and `new` are what changes are written with.
fn object(value: impl Strategy<Value = Value>, most: usize) -> impl Strategy<Value = Map<String, Value>> {
    let key = prop_oneof!["[a-dé]{0,3}", Just("old".to_owned()), Just("new".to_owned())];
    proptest::collection::btree_map(key, value, 0..most).prop_map(|map| map.into_iter().collect())
}

fn bytes(object: &Map<String, Value>) -> Vec<u8> {
    document(&Value::Object(object.clone())).unwrap()
}

/// The changes as they are written.
fn expected(old: &Map<String, Value>, new: &Map<String, Value>) -> Value {
    let mut changes = Map::new();
    for key in old.keys().chain(new.keys()) {
        if old.get(key) != new.get(key) {
            let mut change = Map::new();
            change.extend(old.get(key).map(|value| ("old".to_owned(), value.clone())));
            change.extend(new.get(key).map(|value| ("new".to_owned(), value.clone())));
            changes.insert(key.clone(), Value::Object(change));
        }
    }
    Value::Object(changes)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn changes_lead_back(old in object(value(), 40), new in object(value(), 40)) {
        let (before, after) = (bytes(&old), bytes(&new));
        let changes = difference(&before, &after).unwrap();
        prop_assert_eq!(changes.is_empty(), before == after);
        let written = write_changes(&changes).unwrap();
        prop_assert_eq!(&written, &document(&expected(&old, &new)).unwrap());
        let read = read_changes(&written).unwrap();
        prop_assert_eq!(rolled_back(&after, &read).unwrap(), before);
    }

    #[test]
    fn damaged_bytes_do_no_harm(old in object(value(), 6), cut in 0_usize..200, flip in 0_usize..200) {
        let mut damaged = bytes(&old);
        damaged.truncate(cut.max(4));
        let at = flip % damaged.len();
        damaged[at] ^= 0x55;
        let whole = bytes(&old);
        let changes = difference(&damaged, &whole);
        if let Some(changes) = changes {
            prop_assert!(changes.len() <= 300);
            let _ = write_changes(&changes);
            let _ = rolled_back(&whole, &changes);
        }
        let _ = read_changes(&damaged);
    }
}

#[test]
fn what_is_no_object_counts_as_an_empty_one() {
    let (list, object) = (document(&json!([1])).unwrap(), document(&json!({"a": 1})).unwrap());
    let changes = difference(&list, &object).unwrap();
    assert_eq!(write_changes(&changes), document(&json!({"a": {"new": 1}})));
    assert_eq!(read_changes(&list).unwrap().len(), 0);
}
