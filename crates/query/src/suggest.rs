//! What a query asks of indexes, and which indexes would answer.

use dyntables_ask::field::Field;
use dyntables_ask::index::Index;
use dyntables_ask::predicate::{Comparison, Predicate, Test};
use dyntables_ask::select::Order;
use dyntables_model::table::Table;
use serde_json::{Value, json};

use crate::index::parse as parse_index;

/// The parts of a query that an index could serve: columns by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// Compared with one value, or with a list.
    pub equal: Vec<String>,
    /// Compared with bounds.
    pub ranges: Vec<String>,
    /// Sorted by, all in one direction, without the id.
    pub sort: Vec<String>,
    /// Asked for elements of a set.
    pub sets: Vec<String>,
    /// Searched for a part of a text.
    pub texts: Vec<String>,
}

impl Shape {
    /// The shape of a filter and an order; `None` if no index could help.
    #[must_use]
    pub fn of(filter: &Predicate, sort: &[Order]) -> Option<Self> {
        let mut shape = Shape::default();
        shape.visit(filter);
        let is_indexable = |order: &Order| {
            order.by_option.is_none()
                && order.descending == sort[0].descending
                && (!order.is_nullable() || order.empties_first() == order.descending)
                && is_indexable(&order.field)
        };
        if sort.iter().all(is_indexable) {
            shape.sort = sort.iter().map(|order| order.field.name()).filter(|name| name != "id").collect();
        }
        shape.equal.sort();
        (shape != Shape::default()).then_some(shape)
    }

    /// Only what must hold for every record can narrow a search.
    fn visit(&mut self, filter: &Predicate) {
        match filter {
            Predicate::And(parts) => parts.iter().for_each(|part| self.visit(part)),
            Predicate::Test(field, test) if is_indexable(field) => {
                let list = match test {
                    Test::Compare(Comparison::Eq, _) | Test::OneOf(_) => &mut self.equal,
                    Test::Compare(..) | Test::Between(..) => &mut self.ranges,
                    Test::Set(..) => &mut self.sets,
                    Test::Like { .. } => &mut self.texts,
                    _ => return,
                };
                let name = field.name();
                if !list.contains(&name) {
                    list.push(name);
                }
            }
            _ => {}
        }
    }

    /// A short text, the same for the same shape.
    #[must_use]
    pub fn to_text(&self) -> String {
        json!([self.equal, self.ranges, self.sort, self.sets, self.texts]).to_string()
    }

    /// Reads it back.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let parts: Vec<Vec<String>> = serde_json::from_str::<Value>(text)
            .ok()?
            .as_array()?
            .iter()
            .map(|part| {
                let names = part.as_array().into_iter().flatten().filter_map(Value::as_str);
                names.map(ToOwned::to_owned).collect()
            })
            .collect();
        let [equal, ranges, sort, sets, texts] = <[Vec<String>; 5]>::try_from(parts).ok()?;
        Some(Shape { equal, ranges, sort, sets, texts })
    }

    /// The index over several columns that would serve the comparisons, then the order or else
    /// the first bounds.
    fn btree(&self) -> Option<Vec<String>> {
        let mut columns = self.equal.clone();
        let tail = if self.sort.is_empty() { self.ranges.get(..1).unwrap_or_default() } else { &self.sort };
        columns.extend(tail.iter().filter(|name| !self.equal.contains(name)).cloned());
        (!columns.is_empty()).then_some(columns)
    }

    /// Whether an index over several columns serves it already.
    fn is_served(&self, wanted: &[String], existing: &[Existing]) -> bool {
        // The primary key finds the record of an id at once.
        self.equal.iter().any(|name| name == "id")
            || existing.iter().filter(|index| index.kind == "btree").any(|index| {
                let (head, tail) = wanted.split_at(self.equal.len());
                let own = &index.columns;
                let begins = own.len() >= wanted.len()
                    && head.iter().all(|name| own[..head.len()].contains(name))
                    && own[head.len()..].starts_with(tail);
                begins || (index.unique && own.iter().all(|name| self.equal.contains(name)))
            })
    }
}

fn is_indexable(field: &Field) -> bool {
    !matches!(field, Field::Path { .. } | Field::Output { .. } | Field::Length(_))
}

/// An index that a table has.
#[derive(Debug, Clone)]
pub struct Existing {
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Its kind.
    pub kind: String,
    /// Whether it is unique.
    pub unique: bool,
}

/// An index that a table lacks.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// The index.
    pub index: Index,
    /// Why.
    pub reason: String,
    /// How many queries it would have served.
    pub calls: i64,
}

/// The indexes that the queries seen would have used, the most wanted first. `records` is how
/// many the table has; `has_trigram` says whether the extension pg_trgm is there.
#[must_use]
pub fn suggest(
    table: &Table,
    records: i64,
    seen: &[(Shape, i64)],
    existing: &[Existing],
    has_trigram: bool,
) -> Vec<Suggestion> {
    let mut found: Vec<(Vec<String>, &'static str, String, i64)> = Vec::new();
    let mut add = |columns: Vec<String>, kind: &'static str, what: String, calls: i64| match found
        .iter_mut()
        .find(|other| other.0 == columns && other.1 == kind)
    {
        Some(other) => other.3 += calls,
        None => found.push((columns, kind, what, calls)),
    };
    for (shape, calls) in seen {
        if let Some(columns) = shape.btree()
            && !shape.is_served(&columns, existing)
        {
            add(columns, "btree", shape.sentence(), *calls);
        }
        // Where a value is compared, the comparison narrows the search further.
        let kinds = [("set", &shape.sets, "ask for elements of"), ("trigram", &shape.texts, "search in")];
        for (kind, columns, what) in kinds.into_iter().filter(|_| shape.equal.is_empty()) {
            for name in columns {
                let has = existing.iter().any(|index| index.kind == kind && index.columns == [name.clone()]);
                if !has {
                    add(vec![name.clone()], kind, format!("queries {what} {name}"), *calls);
                }
            }
        }
    }
    // An index serves what its first columns would serve alone.
    let mut kept: Vec<(Vec<String>, &'static str, String, i64)> = Vec::new();
    found.sort_by_key(|other| std::cmp::Reverse(other.0.len()));
    for (columns, kind, what, calls) in found {
        let wider =
            kept.iter_mut().find(|other| other.1 == kind && kind == "btree" && other.0.starts_with(&columns));
        match wider {
            Some(wider) => wider.3 += calls,
            None => kept.push((columns, kind, what, calls)),
        }
    }
    kept.sort_by(|a, b| b.3.cmp(&a.3).then_with(|| a.0.cmp(&b.0)));
    kept.into_iter()
        .filter_map(|(columns, kind, what, calls)| {
            // A column that no index of this kind can be over is passed by.
            let index = parse_index(table, &columns, &json!({ "kind": kind })).ok()?;
            let lacks =
                if kind == "trigram" && !has_trigram { "; needs CREATE EXTENSION pg_trgm" } else { "" };
            let reason = format!(
                "{what}; the table has about {records} records, and no index that serves this{lacks}"
            );
            Some(Suggestion { index, reason, calls })
        })
        .collect()
}

impl Shape {
    /// `queries compare stage and sort by amount`
    fn sentence(&self) -> String {
        let mut parts = Vec::new();
        if !self.equal.is_empty() {
            parts.push(format!("compare {}", self.equal.join(", ")));
        }
        if !self.sort.is_empty() {
            parts.push(format!("sort by {}", self.sort.join(", ")));
        } else if let Some(name) = self.ranges.first() {
            parts.push(format!("ask for a range of {name}"));
        }
        format!("queries {}", parts.join(" and "))
    }
}

#[cfg(test)]
mod tests {
    use super::{Existing, Shape};

    fn shape(equal: &[&str], ranges: &[&str], sort: &[&str]) -> Shape {
        let list = |names: &[&str]| names.iter().map(ToString::to_string).collect();
        Shape { equal: list(equal), ranges: list(ranges), sort: list(sort), ..Shape::default() }
    }

    #[test]
    fn a_shape_is_read_back() {
        let shape = shape(&["stage", "price.currency"], &["due"], &["amount"]);
        assert_eq!(Shape::from_text(&shape.to_text()), Some(shape));
        assert_eq!(Shape::from_text("[]"), None);
    }

    #[test]
    fn an_index_serves_what_it_begins_with() {
        let index = |columns: &[&str], unique| {
            let columns = columns.iter().map(ToString::to_string).collect();
            vec![Existing { columns, kind: "btree".into(), unique }]
        };
        let served =
            |shape: &Shape, existing: Vec<Existing>| shape.is_served(&shape.btree().unwrap(), &existing);
        let wanted = shape(&["stage", "owner"], &[], &["amount"]);
        assert_eq!(wanted.btree().unwrap(), ["stage", "owner", "amount"]);
        assert!(served(&wanted, index(&["owner", "stage", "amount", "due"], false)));
        assert!(!served(&wanted, index(&["owner", "stage"], false)));
        assert!(!served(&wanted, index(&["owner", "amount", "stage"], false)));
        assert!(served(&wanted, index(&["owner"], true)));
        assert!(!served(&shape(&["stage"], &["due"], &["amount"]), index(&["stage", "due"], false)));
        assert!(served(&shape(&["id"], &[], &["amount"]), Vec::new()));
    }
}
