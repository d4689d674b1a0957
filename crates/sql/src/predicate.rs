//! How is a predicate said as the condition of a WHERE clause?
//!
//! A test of a field without a value is NULL, which in a WHERE means no. AND and OR are monotone, so a
//! tree of tests is TRUE exactly where it would be with false in place of NULL. `(…) IS NOT TRUE` is
//! therefore the exact complement, and no single test needs a wrapping that would hide it from an index.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, Search, SetTest, Test};
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;
use serde_json::Value;

use crate::expr::{FILLED_JSON, at_path, elements, key_list, search_vector};
use crate::writer::{Fragment, Sql, Text, Texts, from_fn, list};
use crate::{fragment, write_sql};

/// The condition, in brackets where it needs them.
impl Fragment for Predicate {
    fn write(&self, sql: &mut Sql) {
        match self {
            Predicate::All => write_sql!(sql, "true"),
            Predicate::And(parts) if parts.is_empty() => write_sql!(sql, "true"),
            Predicate::And(parts) => write_sql!(sql, "({parts})", parts = list(" AND ", parts)),
            Predicate::Or(parts) if parts.is_empty() => write_sql!(sql, "false"),
            Predicate::Or(parts) => write_sql!(sql, "({parts})", parts = list(" OR ", parts)),
            Predicate::Not(inner) => match &**inner {
                // PostgreSQL uses an index for IS NOT NULL, but not for (IS NULL) IS NOT TRUE.
                Predicate::Test(field, Test::Null) => write_sql!(sql, "{field} IS NOT NULL", field),
                inner => write_sql!(sql, "({inner}) IS NOT TRUE", inner),
            },
            // The index of a unique text column leaves out empty texts. A generic plan does not know that
            // the parameter is not empty, and uses the index only if the condition says so.
            Predicate::Test(field, asked) if is_unique_text(field) && excludes_empty(asked) => write_sql!(
                sql,
                "({test} AND {field} OPERATOR(pg_catalog.<>) '')",
                test = test(field, asked),
                field
            ),
            Predicate::Test(field, asked) => test(field, asked).write(sql),
            Predicate::Any(list, test) => write_sql!(
                sql,
                "EXISTS (SELECT FROM {elements} WHERE {test})",
                elements = elements(list),
                test = &**test
            ),
            Predicate::Search(asked) => search(sql, asked),
        }
    }
}

fn is_unique_text(field: &Field) -> bool {
    matches!(field, Field::Column { kind, unique: true, .. } if kind.is_text())
}

/// Whether no empty text can pass the test.
fn excludes_empty(test: &Test) -> bool {
    let empty = Param::Text(String::new());
    match test {
        Test::Compare(Comparison::Eq | Comparison::Gte, value) => *value != empty,
        Test::Compare(Comparison::Gt, _) | Test::Prefix { .. } => true,
        Test::OneOf(list) => matches!(list, Param::List(_, texts) if !texts.contains(&empty)),
        Test::Between(low, _) => *low != empty,
        _ => false,
    }
}

fn test(field: &Field, test: &Test) -> impl Fragment {
    from_fn(move |sql| match test {
        Test::Compare(comparison, value) => write_sql!(
            sql,
            "{field} OPERATOR(pg_catalog.{operator}) {value}",
            field,
            operator = operator(*comparison),
            value
        ),
        Test::OneOf(values) => {
            write_sql!(sql, "{field} OPERATOR(pg_catalog.=) ANY ({values})", field, values)
        }
        Test::Between(low, high) => write_sql!(
            sql,
            "({field} OPERATOR(pg_catalog.>=) {low} AND {field} OPERATOR(pg_catalog.<=) {high})",
            field,
            low,
            high
        ),
        Test::Prefix { text, code_points } => prefix(sql, field, text, *code_points),
        Test::Like(pattern) => {
            write_sql!(sql, "{field} OPERATOR(pg_catalog.~~) {pattern}", field, pattern = Text(pattern));
        }
        Test::Word(word) => write_sql!(sql, "dt.has_word({field}, {word})", field, word = Text(word)),
        Test::Matches { pattern, case_sensitive } => write_sql!(
            sql,
            "{field} OPERATOR(pg_catalog.{operator}) {pattern}",
            field,
            operator = if *case_sensitive { "~" } else { "~*" },
            pattern = Text(pattern)
        ),
        Test::Set(test, elements) => set(sql, field, *test, elements),
        Test::Elements(test, elements) => elements_of(sql, field, *test, elements),
        Test::JsonEquals(value) => write_sql!(
            sql,
            "{field} OPERATOR(pg_catalog.=) {value}",
            field,
            value = Param::Jsonb(value.clone())
        ),
        Test::Null => write_sql!(sql, "{field} IS NULL", field),
        Test::Empty => empty(sql, field),
    })
}

fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Eq => "=",
        Comparison::Gt => ">",
        Comparison::Gte => ">=",
        Comparison::Lt => "<",
        Comparison::Lte => "<=",
    }
}

/// Writes that a text has a beginning, as a range that ends before the next beginning of that length.
/// PostgreSQL makes a range of LIKE only for a constant pattern in the C collation. Where the default
/// collation has another order than code points, the range needs the operators of `text_pattern_ops`.
fn prefix(sql: &mut Sql, field: &Field, text: &str, code_points: bool) {
    let (from, below) = if code_points { (">=", "<") } else { ("~>=~", "~<~") };
    let next = successor(text);
    let end = next.as_deref().map(|next| {
        fragment!(" AND {field} OPERATOR(pg_catalog.{below}) {next}", field, below, next = Text(next))
    });
    write_sql!(sql, "({field} OPERATOR(pg_catalog.{from}) {text}{end})", field, from, text = Text(text), end);
}

/// The least text, by code points, that is greater than every text with this beginning.
fn successor(text: &str) -> Option<String> {
    let mut next = text.to_owned();
    while let Some(last) = next.pop() {
        // A range of characters steps over the surrogates, which are no characters.
        if let Some(c) = (last..=char::MAX).nth(1) {
            next.push(c);
            return Some(next);
        }
    }
    None
}

/// Writes a search. The index, where there is one, finds the records that have the words. Then each of
/// them is asked whether it has the words in the columns searched, and in the order typed. An index over
/// just these columns may know that already, which `dt.confirms_search` finds out.
///
/// The question ends with IS NOT NULL, which PostgreSQL takes to be true. Of a function alone it would
/// guess that a third of the records pass, and the index's own statistics would be lost in that guess.
fn search(sql: &mut Sql, search: &Search) {
    let text = Text(&search.text);
    let by_index = search.index.as_ref().map(|index| {
        fragment!(
            "{vector} OPERATOR(pg_catalog.@@) dt.search_query({text}) AND ",
            vector = search_vector(index),
            text = &text
        )
    });
    let is_exact = search.index.as_ref().is_some_and(|index| index.columns == search.columns);
    write_sql!(
        sql,
        "({by_index}dt.{function}(data, {columns}, {text}) IS NOT NULL)",
        by_index,
        function = if is_exact { "confirms_search" } else { "matches_search" },
        columns = key_list(&search.columns),
        text
    );
}

fn set(sql: &mut Sql, field: &Field, test: SetTest, elements: &[String]) {
    let elements = Texts(elements);
    match test {
        SetTest::HasAny => write_sql!(sql, "{field} OPERATOR(pg_catalog.&&) {elements}", field, elements),
        SetTest::HasAll => write_sql!(sql, "{field} OPERATOR(pg_catalog.@>) {elements}", field, elements),
        SetTest::Equals => write_sql!(
            sql,
            "({field} OPERATOR(pg_catalog.@>) {elements} AND {field} OPERATOR(pg_catalog.<@) {elements})",
            field,
            elements
        ),
    }
}

/// Writes a test of the elements of a JSON array. A value that is no array contains none.
fn elements_of(sql: &mut Sql, field: &Field, test: SetTest, elements: &[Value]) {
    let all = Param::Jsonb(Value::Array(elements.to_vec()));
    match test {
        SetTest::HasAny => {
            let each = elements.iter().map(|element| Param::Jsonb(Value::Array(vec![element.clone()])));
            let each = Param::List(Kind::Json, each.collect());
            write_sql!(sql, "{field} OPERATOR(pg_catalog.@>) ANY ({each})", field, each);
        }
        SetTest::HasAll => write_sql!(sql, "{field} OPERATOR(pg_catalog.@>) {all}", field, all),
        SetTest::Equals => write_sql!(
            sql,
            "({field} OPERATOR(pg_catalog.@>) {all} AND {field} OPERATOR(pg_catalog.<@) {all})",
            field,
            all
        ),
    }
}

fn empty(sql: &mut Sql, field: &Field) {
    match (field, field.kind()) {
        // A text made of several parts is NULL where it is empty: a name without first and last.
        (Field::Column { kind, extractor, .. }, _) if *extractor != kind.extractor() => {
            write_sql!(sql, "{field} IS NULL", field);
        }
        (_, Kind::Text | Kind::Folded) => {
            write_sql!(sql, "({field} OPERATOR(pg_catalog.=) '') IS NOT FALSE", field);
        }
        (_, Kind::Set) => {
            write_sql!(sql, "({field} OPERATOR(pg_catalog.=) '{{}}'::pg_catalog.text[]) IS NOT FALSE", field)
        }
        (Field::Output { .. }, Kind::Json) => {
            write_sql!(sql, "({field}{is_filled}) IS NOT TRUE", field, is_filled = FILLED_JSON);
        }
        (Field::Path { steps, or_whole, .. }, _) => at_path("is_empty_at", "", steps, *or_whole).write(sql),
        _ => write_sql!(sql, "{field} IS NULL", field),
    }
}

#[cfg(test)]
mod tests {
    use super::successor;

    #[test]
    fn the_next_beginning() {
        for (text, next) in [
            ("a", Some("b")),
            ("abc", Some("abd")),
            ("a\u{10ffff}", Some("b")),
            ("\u{d7ff}", Some("\u{e000}")),
            ("x\u{7f}", Some("x\u{80}")),
            ("\u{10ffff}\u{10ffff}", None),
        ] {
            assert_eq!(successor(text).as_deref(), next, "{text:?}");
        }
    }
}
