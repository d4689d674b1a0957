//! Predicates → the condition of a WHERE clause.
//!
//! Three-valued logic: a test of a field without a value is NULL, which in a WHERE means no. As
//! AND and OR are monotone, a tree of tests is TRUE exactly where it is with NULL read as false;
//! so `(…) IS NOT TRUE` is the exact complement, and no test needs a wrapping of its own that
//! would hide it from an index.

use dyntables_ask::field::Field;
use dyntables_ask::predicate::{Comparison, Predicate, Search, SetTest, Test};
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

use crate::expr;
use crate::writer::Sql;

/// Writes a predicate; brackets it where it needs them.
pub fn predicate(sql: &mut Sql, predicate_: &Predicate) {
    match predicate_ {
        Predicate::All => {
            sql.push("true");
        }
        Predicate::And(parts) => joined(sql, parts, " AND ", "true"),
        Predicate::Or(parts) => joined(sql, parts, " OR ", "false"),
        // As an index condition PostgreSQL knows IS NOT NULL, not (IS NULL) IS NOT TRUE.
        Predicate::Not(inner) => match &**inner {
            Predicate::Test(field, Test::Null) => {
                expr::field(sql, field);
                sql.push(" IS NOT NULL");
            }
            inner => {
                sql.push("(");
                predicate(sql, inner);
                sql.push(") IS NOT TRUE");
            }
        },
        Predicate::Test(field, test_) => test(sql, field, test_),
        Predicate::Search(search_) => search(sql, search_),
    }
}

fn joined(sql: &mut Sql, parts: &[Predicate], with: &'static str, none: &'static str) {
    if parts.is_empty() {
        sql.push(none);
        return;
    }
    sql.push("(");
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            sql.push(with);
        }
        predicate(sql, part);
    }
    sql.push(")");
}

fn test(sql: &mut Sql, field: &Field, test: &Test) {
    match test {
        Test::Compare(comparison, param) => {
            let filled = match comparison {
                Comparison::Eq | Comparison::Gte => *param != Param::Text(String::new()),
                Comparison::Gt => true,
                Comparison::Lt | Comparison::Lte => false,
            };
            open(sql, field, filled);
            expr::field(sql, field);
            sql.push(operator(*comparison)).push_param(param.clone());
            close(sql, field, filled);
        }
        Test::OneOf(list) => {
            let filled =
                matches!(list, Param::List(_, texts) if !texts.contains(&Param::Text(String::new())));
            open(sql, field, filled);
            expr::field(sql, field);
            sql.push(" OPERATOR(pg_catalog.=) ANY (").push_param(list.clone()).push(")");
            close(sql, field, filled);
        }
        Test::Between(low, high) => {
            let filled = *low != Param::Text(String::new());
            open(sql, field, filled);
            sql.push("(");
            expr::field(sql, field);
            sql.push(operator(Comparison::Gte)).push_param(low.clone()).push(" AND ");
            expr::field(sql, field);
            sql.push(operator(Comparison::Lte)).push_param(high.clone()).push(")");
            close(sql, field, filled);
        }
        Test::Prefix { text, code_points } => {
            open(sql, field, true);
            prefix(sql, field, text, *code_points);
            close(sql, field, true);
        }
        Test::Like { pattern, case_sensitive } => {
            expr::field(sql, field);
            sql.push(if *case_sensitive {
                " OPERATOR(pg_catalog.~~) "
            } else {
                " OPERATOR(pg_catalog.~~*) "
            });
            sql.push_param(Param::Text(pattern.clone()));
        }
        Test::Word { word, case_sensitive } => {
            sql.push("dt.has_word(");
            expr::field(sql, field);
            sql.push(", ").push_param(Param::Text(word.clone()));
            sql.push(if *case_sensitive { ", true)" } else { ", false)" });
        }
        Test::Matches { pattern, case_sensitive } => {
            expr::field(sql, field);
            sql.push(if *case_sensitive { " OPERATOR(pg_catalog.~) " } else { " OPERATOR(pg_catalog.~*) " });
            sql.push_param(Param::Text(pattern.clone()));
        }
        Test::Set(set_test, elements) => set(sql, field, *set_test, elements),
        Test::JsonEquals(value) => {
            expr::field(sql, field);
            sql.push(" OPERATOR(pg_catalog.=) ").push_param(Param::Jsonb(value.clone()));
        }
        Test::Null => {
            expr::field(sql, field);
            sql.push(" IS NULL");
        }
        Test::Empty => empty(sql, field),
    }
}

/// A unique text column's index leaves out empty texts. Saying so again lets PostgreSQL use it
/// for a generic plan, which does not know that the parameter is not empty.
fn says_filled(field: &Field) -> bool {
    matches!(field, Field::Column { kind, unique: true, .. } if kind.is_text())
}

fn open(sql: &mut Sql, field: &Field, filled: bool) {
    if filled && says_filled(field) {
        sql.push("(");
    }
}

fn close(sql: &mut Sql, field: &Field, filled: bool) {
    if filled && says_filled(field) {
        sql.push(" AND ");
        expr::field(sql, field);
        sql.push(" OPERATOR(pg_catalog.<>) '')");
    }
}

/// PostgreSQL would make a range of LIKE for a constant pattern and in the C collation only. This
/// one is exact: the texts from the beginning itself to the next beginning of that length. Where the
/// default collation has another order, by the operators of `text_pattern_ops`.
fn prefix(sql: &mut Sql, field: &Field, text: &str, code_points: bool) {
    let (from, below) = if code_points {
        (" OPERATOR(pg_catalog.>=) ", " OPERATOR(pg_catalog.<) ")
    } else {
        (" OPERATOR(pg_catalog.~>=~) ", " OPERATOR(pg_catalog.~<~) ")
    };
    sql.push("(");
    expr::field(sql, field);
    sql.push(from).push_param(Param::Text(text.to_owned()));
    if let Some(next) = successor(text) {
        sql.push(" AND ");
        expr::field(sql, field);
        sql.push(below).push_param(Param::Text(next));
    }
    sql.push(")");
}

/// The least text, by code points, that is greater than every text with this beginning.
fn successor(text: &str) -> Option<String> {
    let mut next = text.to_owned();
    while let Some(last) = next.pop() {
        // A range of characters steps over the surrogates, which are none.
        if let Some(c) = (last..=char::MAX).nth(1) {
            next.push(c);
            return Some(next);
        }
    }
    None
}

/// The index, where there is one, finds the records that have the words; each of them is asked whether it
/// has them in the columns searched, and in the order typed. Where the index is over just these columns,
/// it may know: `dt.confirms_search`. Asked with IS NOT NULL, which PostgreSQL
/// takes to be true: of a function it would guess a third, and the index's own statistics be lost in it.
fn search(sql: &mut Sql, search: &Search) {
    sql.push("(");
    if let Some(index) = &search.index {
        expr::search_vector(sql, index);
        sql.push(" OPERATOR(pg_catalog.@@) dt.search_query(").push_param(Param::Text(search.text.clone()));
        sql.push(") AND ");
    }
    let is_exact = search.index.as_ref() == Some(&search.columns);
    sql.push(if is_exact { "dt.confirms_search(data, " } else { "dt.matches_search(data, " });
    expr::key_list(sql, &search.columns);
    sql.push(", ").push_param(Param::Text(search.text.clone())).push(") IS NOT NULL)");
}

fn operator(comparison: Comparison) -> &'static str {
    match comparison {
        Comparison::Eq => " OPERATOR(pg_catalog.=) ",
        Comparison::Gt => " OPERATOR(pg_catalog.>) ",
        Comparison::Gte => " OPERATOR(pg_catalog.>=) ",
        Comparison::Lt => " OPERATOR(pg_catalog.<) ",
        Comparison::Lte => " OPERATOR(pg_catalog.<=) ",
    }
}

fn set(sql: &mut Sql, field: &Field, test: SetTest, elements: &[String]) {
    let list = || Param::List(Kind::Text, elements.iter().cloned().map(Param::Text).collect());
    let compare = |sql: &mut Sql, operator: &'static str| {
        expr::field(sql, field);
        sql.push(operator).push_param(list());
    };
    match test {
        SetTest::HasAny => compare(sql, " OPERATOR(pg_catalog.&&) "),
        SetTest::HasAll => compare(sql, " OPERATOR(pg_catalog.@>) "),
        SetTest::Equals => {
            sql.push("(");
            compare(sql, " OPERATOR(pg_catalog.@>) ");
            sql.push(" AND ");
            compare(sql, " OPERATOR(pg_catalog.<@) ");
            sql.push(")");
        }
    }
}

fn empty(sql: &mut Sql, field: &Field) {
    match (field, field.kind()) {
        // A text made of other parts: a name without first and last is not empty.
        (Field::Column { kind, extractor, .. }, _) if *extractor != kind.extractor() => {
            expr::field(sql, field);
            sql.push(" IS NULL");
        }
        (_, Kind::Text | Kind::Folded) => {
            sql.push("(");
            expr::field(sql, field);
            sql.push(" OPERATOR(pg_catalog.=) '') IS NOT FALSE");
        }
        (_, Kind::Set) => {
            sql.push("(");
            expr::field(sql, field);
            sql.push(" OPERATOR(pg_catalog.=) '{}'::pg_catalog.text[]) IS NOT FALSE");
        }
        (Field::Output { .. }, Kind::Json) => {
            sql.push("(");
            expr::field(sql, field);
            sql.push(expr::FILLED_JSON).push(") IS NOT TRUE");
        }
        (Field::Path { steps, .. }, _) => {
            let steps = steps.iter().cloned().map(Param::Text).collect();
            sql.push("dt.is_empty_at(data, ").push_param(Param::List(Kind::Text, steps)).push(")");
        }
        _ => {
            expr::field(sql, field);
            sql.push(" IS NULL");
        }
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
