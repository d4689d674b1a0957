//! The bytes of jsonb give the same values as the library, and an amended jsonb has the bytes that PostgreSQL gives the
//! amended document.

use dyntables_values::jsonb::node::{JsonNumber, Jsonb, Node, Object};
use dyntables_values::jsonb::{
    Amendment, Item, amended, array_of, boolean, document, float8, int8, object as written, text,
};
use jsonschema_value::jsonb::encode::encode;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use serde_json::{Map, Value, json};

fn value() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        any::<String>().prop_map(Value::String),
        any::<bool>().prop_map(Value::Bool),
        "-?(0|[1-9][0-9]{0,40})([.](0{0,9}[0-9]{1,9}|0{1,12}))?"
            .prop_map(|digits| Value::Number(digits.parse().unwrap())),
        Just(Value::Null),
    ];
    scalar.prop_recursive(2, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            object(inner, 4).prop_map(Value::Object),
        ]
    })
}

fn number() -> impl Strategy<Value = Value> {
    let digits = prop_oneof![
        "-?(0|[1-9][0-9]{0,25})([.][0-9]{1,20})?",
        any::<i64>().prop_map(|number| number.to_string()),
        "-?0[.]0{0,30}[1-9][0-9]{0,18}",
        "-?[1-9][0-9]{0,4}0{0,330}",
        "-?922337203685477580[5-9]([.]0)?",
    ];
    digits.prop_map(|digits| Value::Number(digits.parse().unwrap()))
}

fn object(value: impl Strategy<Value = Value>, most: usize) -> impl Strategy<Value = Map<String, Value>> {
    proptest::collection::btree_map("[a-dé]{0,3}", value, 0..most).prop_map(|map| map.into_iter().collect())
}

/// Documents at the edges of the format: more entries than between two that have an end, texts whose length needs more than
/// a byte, empty containers, and scalars alone.
fn tree() -> impl Strategy<Value = Value> {
    let scalar = prop_oneof![
        any::<String>().prop_map(Value::String),
        (0..400_usize, "[a-z🎉]").prop_map(|(times, text)| Value::String(text.repeat(times))),
        any::<bool>().prop_map(Value::Bool),
        Just(Value::Null),
        Just(json!("")),
        number(),
        "-?[1-9][0-9]{60,300}".prop_map(|digits| Value::Number(digits.parse().unwrap())),
        "-?[1-9]([.][0-9]{1,9})?e-?[0-9]{1,2}".prop_map(|digits| Value::Number(digits.parse().unwrap())),
    ];
    scalar.prop_recursive(4, 300, 70, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..70).prop_map(Value::Array),
            proptest::collection::btree_map("[a-dé]{0,5}", inner, 0..70)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    // Each case is large.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn an_array_holds_its_documents(trees in proptest::collection::vec(tree(), 0..70)) {
        let documents: Vec<Vec<u8>> = trees.iter().map(encode).collect();
        let array = array_of(documents.iter().map(Vec::as_slice), 0).unwrap();
        prop_assert!(array == encode(&Value::Array(trees.clone())));
        // A written array is a document like any other.
        let outer = array_of([array.as_slice()].into_iter(), 0).unwrap();
        prop_assert!(outer == encode(&Value::Array(vec![Value::Array(trees)])));
    }

    #[test]
    fn an_object_holds_documents_values_and_texts(old in object(tree(), 70), new in object(value(), 40), texts in proptest::collection::btree_map("[e-g]{0,3}", any::<String>(), 0..40)) {
        let documents: Vec<(&String, Vec<u8>)> = old.iter().map(|(key, tree)| (key, encode(tree))).collect();
        let mut members: Vec<(&[u8], Item)> =
            documents.iter().map(|(key, bytes)| (key.as_bytes(), Item::root(bytes))).collect();
        members.extend(new.iter().filter(|(key, _)| !old.contains_key(*key)).map(|(key, value)| (key.as_bytes(), Item::New(value))));
        let is_other = |key: &String| !old.contains_key(key) && !new.contains_key(key);
        members.extend(texts.iter().filter(|(key, _)| is_other(key)).map(|(key, text)| (key.as_bytes(), Item::Text(text))));
        let mut due: Map<String, Value> = texts.iter().map(|(key, text)| (key.clone(), json!(text))).collect();
        due.extend(new.clone());
        due.extend(old.clone());
        prop_assert!(written(members, 0).unwrap() == encode(&Value::Object(due)));
    }

    #[test]
    fn a_tree_is_written_as_postgresql_does_or_left_to_it(tree in tree()) {
        prop_assert!(document(&tree).is_none_or(|bytes| bytes == encode(&tree)));
    }

    #[test]
    fn what_is_amended_keeps_its_trees(old in object(tree(), 70), set in object(value(), 40)) {
        let mut due = old.clone();
        due.extend(set.clone());
        let amendment = Amendment { set, ..Amendment::default() };
        prop_assert!(amended(&encode(&Value::Object(old)), &amendment).unwrap() == encode(&Value::Object(due)));
    }
}

proptest! {
    #[test]
    fn what_is_amended_is_as_if_made_so(old in object(value(), 60), set in object(value(), 6), remove in proptest::collection::vec("[a-d]{0,2}", 0..4)) {
        let mut due = old.clone();
        for key in &remove {
            due.remove(key);
        }
        due.extend(set.clone());
        let amendment = Amendment { set, remove };
        let bytes = amended(&encode(&Value::Object(old)), &amendment).unwrap();
        prop_assert_eq!(bytes, encode(&Value::Object(due)));
    }

    #[test]
    fn a_document_is_written_as_postgresql_does(value in value(), number in number()) {
        prop_assert_eq!(document(&value), Some(encode(&value)));
        // Only PostgreSQL reads numbers beyond some size.
        prop_assert!(document(&number).is_none_or(|bytes| bytes == encode(&number)), "{}", number);
    }

    #[test]
    fn a_scalar_is_found_as_the_library_finds_it(object in object(value(), 200), more in object(number(), 60), absent in "[a-dé]{0,3}") {
        let mut object = object;
        object.extend(more);
        let bytes = encode(&Value::Object(object.clone()));
        let root = Jsonb::root(&bytes).as_object().unwrap();
        for key in object.keys().chain([&absent]) {
            let node = root.get(&Box::from(key.as_bytes()));
            let key = key.as_bytes();
            let string = node.as_ref().and_then(|node| node.as_string());
            prop_assert_eq!(text(&bytes, key), string.as_deref());
            prop_assert_eq!(boolean(&bytes, key), node.as_ref().and_then(|node| node.as_boolean()));
            let number = || node.as_ref().and_then(|node| node.as_number());
            prop_assert_eq!(int8(&bytes, key), number().and_then(|number| number.as_i64()));
            let double = number().and_then(|number| number.as_f64()).filter(|double| double.is_finite());
            prop_assert_eq!(float8(&bytes, key).map(|double| double + 0.0), double.map(|double| double + 0.0));
        }
    }

    #[test]
    fn damaged_bytes_are_refused_or_copied(old in object(value(), 8), damage in proptest::collection::vec((any::<proptest::sample::Index>(), any::<u8>()), 1..6), cut in any::<proptest::sample::Index>()) {
        let mut bytes = encode(&Value::Object(old));
        for (at, byte) in damage {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        bytes.truncate(cut.index(bytes.len()) + 1);
        let set = json!({"x": 1}).as_object().unwrap().clone();
        let amendment = Amendment { set, ..Amendment::default() };
        let result = amended(&bytes, &amendment);
        for key in ["", "a", "ab", "abc"] {
            let _ = (text(&bytes, key.as_bytes()), boolean(&bytes, key.as_bytes()));
            let _ = (int8(&bytes, key.as_bytes()), float8(&bytes, key.as_bytes()));
        }
        prop_assert!(result.is_none_or(|result| result.len() > 8));
    }
}

#[test]
fn what_is_no_object_is_not_amended() {
    for value in [json!([1, 2]), json!(1), json!("text")] {
        assert_eq!(amended(&encode(&value), &Amendment::default()), None);
    }
}

/// A scalar alone has a header and an entry of its own, which do not belong into an array.
#[test]
fn scalars_are_elements() {
    for scalars in [json!([1]), json!(["a"]), json!([true, null]), json!([1.5, [], {}, "", false])] {
        let documents: Vec<Vec<u8>> = scalars.as_array().unwrap().iter().map(encode).collect();
        assert_eq!(array_of(documents.iter().map(Vec::as_slice), 0).unwrap(), encode(&scalars), "{scalars}");
    }
}
