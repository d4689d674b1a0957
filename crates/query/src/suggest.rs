//! Which parts of queries an index could serve, and which indexes the table lacks for them.

use dyntables_ask::field::Field;
use dyntables_ask::index::Index;
use dyntables_ask::predicate::{Comparison, Predicate, Test};
use dyntables_ask::select::Order;
use dyntables_model::table::Table;
use serde_json::{Value, json};

use crate::index::parse as parse_index;

/// The parts of a query that an index could serve, as names of columns.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shape {
    /// Columns compared with a value, or with a list of values.
    pub equal: Vec<String>,
    /// Columns compared with bounds.
    pub ranges: Vec<String>,
    /// Columns sorted by, all in one direction; without the id.
    pub sort: Vec<String>,
    /// Sets asked for elements.
    pub sets: Vec<String>,
    /// Texts searched for a part.
    pub texts: Vec<String>,
}

impl Shape {
    /// The shape of a query with a filter and an order; `None` if no index could serve it.
    pub fn of(filter: &Predicate, sort: &[Order]) -> Option<Self> {
        let mut shape = Shape::default();
        shape.visit(filter);
        let is_indexable = |(at, order): (usize, &Order)| {
            order.by_option.is_none()
                && order.descending == sort[0].descending
                // The records without a value of the first key are a range of their own.
                && (at == 0 || order.is_of_index())
                && is_indexable(&order.field)
        };
        if sort.iter().enumerate().all(is_indexable) {
            shape.sort = sort.iter().map(|order| order.field.name()).filter(|name| name != "id").collect();
        }
        shape.equal.sort();
        (shape != Shape::default()).then_some(shape)
    }

    /// Adds the conditions that hold for every record of the result. Only those can narrow a search.
    fn visit(&mut self, filter: &Predicate) {
        match filter {
            Predicate::And(parts) => parts.iter().for_each(|part| self.visit(part)),
            Predicate::Test(field, test) if is_indexable(field) => {
                let list = match test {
                    Test::Compare(Comparison::Eq, _) | Test::OneOf(_) => &mut self.equal,
                    Test::Compare(..) | Test::Between(..) => &mut self.ranges,
                    Test::Set(..) => &mut self.sets,
                    Test::Like(_) => &mut self.texts,
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

    /// A short text that is the same for the same shape.
    pub fn to_text(&self) -> String {
        json!([self.equal, self.ranges, self.sort, self.sets, self.texts]).to_string()
    }

    /// Reads the text of [`Shape::to_text`].
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

    /// The columns of the btree that would serve the query: those compared with values, then those of the order, or
    /// of the first bounds if there is no order.
    fn btree(&self) -> Option<Vec<String>> {
        let mut columns = self.equal.clone();
        let tail = if self.sort.is_empty() { self.ranges.get(..1).unwrap_or_default() } else { &self.sort };
        columns.extend(tail.iter().filter(|name| !self.equal.contains(name)).cloned());
        (!columns.is_empty()).then_some(columns)
    }

    /// Whether the table has an index that serves the query as the wanted one would.
    fn is_served(&self, wanted: &[String], existing: &[TableIndex]) -> bool {
        // The primary key serves it.
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

    /// What the queries do: `queries compare stage and sort by amount`.
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

/// Whether there can be an index over the field.
fn is_indexable(field: &Field) -> bool {
    !matches!(
        field,
        Field::Path { .. }
            | Field::Output { .. }
            | Field::Element { .. }
            | Field::Count(_)
            | Field::Length(_)
            | Field::DatePart { .. }
            | Field::Rank { .. }
    )
}

/// An index that the table has.
#[derive(Debug, Clone)]
pub struct TableIndex {
    /// Its columns, in order.
    pub columns: Vec<String>,
    /// Its kind.
    pub kind: String,
    /// Whether it is unique.
    pub unique: bool,
}

/// An index that the table lacks.
#[derive(Debug, Clone)]
pub struct Suggestion {
    /// The index.
    pub index: Index,
    /// Why it is suggested.
    pub reason: String,
    /// How many queries it would have served.
    pub calls: i64,
}

/// The indexes that the queries seen would have used, the most wanted first. `records` is the number of the table's
/// records; `has_trigram` is whether the extension pg_trgm is installed.
pub fn suggest(
    table: &Table,
    records: i64,
    seen: &[(Shape, i64)],
    existing: &[TableIndex],
    has_trigram: bool,
) -> Vec<Suggestion> {
    let mut wanted = without_prefixes(wanted(seen, existing));
    wanted.sort_by(|a, b| b.calls.cmp(&a.calls).then_with(|| a.columns.cmp(&b.columns)));
    let suggestion = |wanted: Wanted| {
        let Wanted { columns, kind, queries, calls } = wanted;
        // There may be no index of this kind over the columns.
        let index = parse_index(table, &columns, &json!({ "kind": kind })).ok()?;
        let lacks = if kind == "trigram" && !has_trigram { "; needs CREATE EXTENSION pg_trgm" } else { "" };
        let reason =
            format!("{queries}; the table has about {records} records, and no index that serves this{lacks}");
        Some(Suggestion { index, reason, calls })
    };
    wanted.into_iter().filter_map(suggestion).collect()
}

/// An index that queries would have used.
struct Wanted {
    columns: Vec<String>,
    kind: &'static str,
    /// What the queries do: `queries search in name`.
    queries: String,
    /// How many queries.
    calls: i64,
}

/// The indexes that the shapes want and the table lacks, each once.
fn wanted(seen: &[(Shape, i64)], existing: &[TableIndex]) -> Vec<Wanted> {
    let mut found: Vec<Wanted> = Vec::new();
    let mut add = |wanted: Wanted| match found
        .iter_mut()
        .find(|other| other.columns == wanted.columns && other.kind == wanted.kind)
    {
        Some(other) => other.calls += wanted.calls,
        None => found.push(wanted),
    };
    for (shape, calls) in seen {
        if let Some(columns) = shape.btree()
            && !shape.is_served(&columns, existing)
        {
            add(Wanted { columns, kind: "btree", queries: shape.sentence(), calls: *calls });
        }
        // A comparison with a value narrows the search more than a set or a part of a text does.
        let kinds = [("set", &shape.sets, "ask for elements of"), ("trigram", &shape.texts, "search in")];
        for (kind, columns, what) in kinds.into_iter().filter(|_| shape.equal.is_empty()) {
            for name in columns {
                let columns = vec![name.clone()];
                if !existing.iter().any(|index| index.kind == kind && index.columns == columns) {
                    add(Wanted { columns, kind, queries: format!("queries {what} {name}"), calls: *calls });
                }
            }
        }
    }
    found
}

/// Leaves out btrees over the first columns of another: the other serves their queries too.
fn without_prefixes(mut wanted: Vec<Wanted>) -> Vec<Wanted> {
    let mut kept: Vec<Wanted> = Vec::new();
    wanted.sort_by_key(|wanted| std::cmp::Reverse(wanted.columns.len()));
    for wanted in wanted {
        let wider = kept.iter_mut().find(|other| {
            other.kind == wanted.kind && other.kind == "btree" && other.columns.starts_with(&wanted.columns)
        });
        match wider {
            Some(wider) => wider.calls += wanted.calls,
            None => kept.push(wanted),
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::{Shape, TableIndex};

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
            vec![TableIndex { columns, kind: "btree".into(), unique }]
        };
        let served =
            |shape: &Shape, existing: Vec<TableIndex>| shape.is_served(&shape.btree().unwrap(), &existing);
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
