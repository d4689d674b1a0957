//! What templates become, and which types are fragments.

use std::marker::PhantomData;

use dyntables_model::ident::ColumnKey;
use dyntables_values::param::Param;

use crate::writer::{Element, Fragment, Ident, Number, Storage, Text, Texts, Unquoted, clause, list};

#[test]
fn a_template_is_filled() {
    let key = ColumnKey::new("null").unwrap();
    let most = Some(Number(1_000));
    let sql = statement!(
        "{storage} {name} {key} '{{{element},{unquoted}}}' {limit}{none}",
        storage = Storage("deals_1".to_owned()),
        name = Ident("a\"b"),
        element = Element(&key),
        unquoted = Unquoted(&key),
        key,
        limit = most.map(|most| fragment!("LIMIT {most}", most)),
        none = None::<Number>,
    );
    assert_eq!(sql.text(), r#"dt_data."deals_1" "a""b" 'null' '{"null",null}' LIMIT 1000"#);
    assert_eq!(sql.params(), []);
}

#[test]
fn parameters_are_numbered_as_they_are_written() {
    let (a, b) = (Text("a"), Param::Int8(2));
    let sql = statement!("{b} {list} {b}", list = list(", ", [&a, &a]), b);
    assert_eq!(sql.text(), "$1 $2, $3 $4");
    let [a, b] = [Param::Text("a".to_owned()), Param::Int8(2)];
    assert_eq!(sql.params(), [b.clone(), a.clone(), a, b]);
    let sql = statement!("{texts}", texts = Texts(&["x".to_owned()]));
    assert_eq!((sql.text(), sql.params().len()), ("$1", 1));
}

#[test]
fn a_clause_without_fragments_is_none() {
    let keys = |places: std::ops::Range<usize>| {
        statement!("{list}{keys}", list = list("-", places.clone()), keys = clause(" BY ", places))
    };
    assert_eq!(keys(0..0).text(), "");
    assert_eq!(keys(9..12).text(), "9-10-11 BY 9, 10, 11");
}

/// Whether a type is a fragment: the constant of the type itself, where it has one, hides that of the trait.
struct Probe<T>(PhantomData<T>);

impl<T: Fragment> Probe<T> {
    const IS_FRAGMENT: bool = true;
}

trait Otherwise {
    const IS_FRAGMENT: bool = false;
}

impl<T> Otherwise for Probe<T> {}

#[test]
fn text_made_at_run_time_is_no_fragment() {
    const FRAGMENTS: [bool; 3] = [
        Probe::<&'static str>::IS_FRAGMENT,
        Probe::<&Param>::IS_FRAGMENT,
        Probe::<Option<Number>>::IS_FRAGMENT,
    ];
    const OTHERS: [bool; 6] = [
        Probe::<String>::IS_FRAGMENT,
        Probe::<&String>::IS_FRAGMENT,
        Probe::<std::borrow::Cow<'static, str>>::IS_FRAGMENT,
        Probe::<char>::IS_FRAGMENT,
        Probe::<i64>::IS_FRAGMENT,
        Probe::<u64>::IS_FRAGMENT,
    ];
    assert_eq!((FRAGMENTS, OTHERS), ([true; 3], [false; 6]));
}
