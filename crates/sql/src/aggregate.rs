//! Statements that aggregate records. A statement has three levels.
//!
//! The innermost takes each value out of the records once, however many functions use it. `OFFSET 0`
//! keeps PostgreSQL from writing the extraction into each place that uses the value. The middle level
//! groups. The outermost chooses among the groups, orders them and makes the JSON.

use dyntables_ask::aggregate::{Aggregate, Aggregation, Bucket, Group, Taken, Unit};
use dyntables_ask::field::Field;
use dyntables_ask::predicate::Predicate;
use dyntables_model::table::Table;
use dyntables_values::kind::Kind;

use crate::expr::{FILLED_JSON, in_zone, output};
use crate::order::order_key;
use crate::rows::{condition, limit_offset};
use crate::writer::{Fragment, Sql, Text, Unquoted, clause, from_fn, list};
use crate::{fragment, statement, write_sql};

/// A function can have 100 arguments: 50 keys with their values.
const MOST_PAIRS: usize = 50;

/// The groups, as rows of one jsonb.
pub fn groups(table: &Table, query: &Aggregation) -> Sql {
    let inner = Inner::new(query);
    statement!(
        "SELECT {json} FROM (SELECT {values} FROM ({inner} OFFSET 0) AS r{elements}{group_by}) AS g\
         {having}{order_by}{limit_offset}",
        json = json(query),
        values = inner.outputs(query),
        inner = inner.select(table, query),
        elements = inner.elements(query),
        group_by = clause(" GROUP BY ", 1..=query.groups.len()),
        having =
            (query.having != Predicate::All).then(|| fragment!(" WHERE {having}", having = &query.having)),
        order_by = order_by(query),
        limit_offset = limit_offset(query.limit, query.offset)
    )
}

/// What the innermost level takes out of each record: values `f0`, `f1`, …, and whether the record passes
/// an aggregate's own filter, `p0`, `p1`, …
struct Inner<'a> {
    values: Vec<&'a Taken>,
    filters: Vec<&'a Predicate>,
    units: Vec<Taken>,
}

impl<'a> Inner<'a> {
    fn new(query: &'a Aggregation) -> Self {
        let mut inner = Inner { values: Vec::new(), filters: Vec::new(), units: Vec::new() };
        let taken = query.aggregates.iter().filter_map(|aggregate| aggregate.taken.as_ref());
        for taken in query.groups.iter().map(|group| &group.taken).chain(taken) {
            if !inner.values.contains(&taken) {
                inner.values.push(taken);
            }
        }
        for aggregate in &query.aggregates {
            if let Some(filter) = aggregate.filter.as_ref().filter(|filter| !inner.filters.contains(filter)) {
                inner.filters.push(filter);
            }
            if let Some(unit) = unit_of(aggregate).filter(|unit| !inner.units.contains(unit)) {
                inner.units.push(unit);
            }
        }
        inner
    }

    /// All values and units, in the order of their numbers.
    fn taken(&self) -> impl Iterator<Item = &Taken> + Clone {
        self.values.iter().copied().chain(&self.units)
    }

    fn select(&self, table: &Table, query: &Aggregation) -> impl Fragment {
        let values = self.taken().enumerate();
        let values = values.map(|(at, taken)| fragment!(", {value} AS f{at}", value = extraction(taken), at));
        let filters = self.filters.iter().enumerate();
        let filters = filters.map(|(at, filter)| fragment!(", {filter} AS p{at}", filter, at));
        fragment!(
            "SELECT id{values}{filters} FROM {table} WHERE {condition}",
            values = list("", values),
            filters = list("", filters),
            table,
            condition = condition(&query.filter, query.trash)
        )
    }

    /// The select list of the middle level: the group keys, then the aggregates.
    fn outputs(&self, query: &Aggregation) -> impl Fragment {
        let places = 0..query.groups.len() + query.aggregates.len();
        let zone = query.zone.as_str();
        let outputs = places.map(move |at| {
            let value = from_fn(move |sql| match query.groups.get(at) {
                Some(group) => self.key(group, at, zone).write(sql),
                None => self.value(&query.aggregates[at - query.groups.len()]).write(sql),
            });
            fragment!("{value} AS {alias}", value, alias = output(at))
        });
        list(", ", outputs)
    }

    /// The elements of lists, `e1`, `e2`, … by the group key's place. A record without elements has one
    /// that is NULL.
    fn elements(&self, query: &Aggregation) -> impl Fragment {
        let groups = query.groups.iter().enumerate();
        let groups = groups.filter(|(_, group)| group.bucket == Bucket::Element);
        let joins = groups.map(|(at, group)| {
            fragment!(
                " LEFT JOIN LATERAL {elements} AS l{at}(e{at}) ON true",
                elements = self.elements_of(&group.taken),
                at
            )
        });
        list("", joins)
    }

    fn elements_of(&self, taken: &Taken) -> impl Fragment {
        let value = self.column(taken);
        from_fn(move |sql| match taken.kind() {
            Kind::Set => write_sql!(sql, "pg_catalog.unnest({value})", value),
            // A value that is no list is its own only element.
            _ => write_sql!(
                sql,
                "pg_catalog.jsonb_array_elements(\
                 CASE WHEN pg_catalog.jsonb_typeof({value}) OPERATOR(pg_catalog.=) 'array' THEN {value} \
                 WHEN {value} IS NOT NULL THEN pg_catalog.jsonb_build_array({value}) END)",
                value
            ),
        })
    }

    /// The expression of a group key.
    fn key(&self, group: &Group, at: usize, zone: &str) -> impl Fragment {
        let taken = &group.taken;
        from_fn(move |sql| match &group.bucket {
            Bucket::Value => filled(taken.kind(), self.column(taken)).write(sql),
            Bucket::Element => {
                let kind = if taken.kind() == Kind::Set { Kind::Text } else { taken.kind() };
                filled(kind, fragment!("e{at}", at)).write(sql);
            }
            Bucket::Unit(unit) => write_sql!(
                sql,
                "pg_catalog.date_trunc('{unit}', {moment})::pg_catalog.date",
                unit = unit_name(*unit),
                moment = self.moment(taken, zone)
            ),
            // mod() has the sign of the dividend. No step of this rounds.
            Bucket::Width(width) => write_sql!(
                sql,
                "{number} OPERATOR(pg_catalog.-) \
                 pg_catalog.mod(pg_catalog.mod({number}, {width}) OPERATOR(pg_catalog.+) {width}, {width})",
                number = self.number(taken),
                width
            ),
        })
    }

    /// A moment without a zone: an instant in the zone asked for.
    fn moment(&self, taken: &Taken, zone: &str) -> impl Fragment {
        let value = self.column(taken);
        from_fn(move |sql| match taken.kind() {
            Kind::Timestamptz => in_zone(&value, zone).write(sql),
            _ => write_sql!(sql, "{value}::pg_catalog.timestamp", value),
        })
    }

    /// The expression of an aggregate.
    fn value(&self, aggregate: &Aggregate) -> impl Fragment {
        from_fn(move |sql| match (&aggregate.unit, unit_of(aggregate)) {
            (Some(Field::Part { key, part, .. }), Some(unit)) => write_sql!(
                sql,
                "dt.of_one_unit('{key}.{part}', \
                 pg_catalog.min({unit}){filter}, pg_catalog.max({unit}){filter}, {function})",
                key = Unquoted(key),
                part,
                unit = self.column(&unit),
                filter = self.own_filter(aggregate, false),
                function = self.function(aggregate)
            ),
            _ => self.function(aggregate).write(sql),
        })
    }

    /// The SQL of an aggregate's function. Its holes are those of [`Function`](dyntables_ask::function::Function).
    fn function(&self, aggregate: &Aggregate) -> impl Fragment {
        from_fn(move |sql| {
            let kind = aggregate.taken.as_ref().map_or(Kind::Json, Taken::kind);
            let mut rest = aggregate.function.sql(kind);
            while let Some((text, (hole, after))) =
                rest.split_once('{').and_then(|(text, hole)| Some((text, hole.split_once('}')?)))
            {
                sql.push(text);
                match hole {
                    "v" => self.argument(aggregate).write(sql),
                    "id" => write_sql!(sql, "id"),
                    "p" => aggregate.setting.write(sql),
                    "where v" => self.own_filter(aggregate, true).write(sql),
                    // "where"
                    _ => self.own_filter(aggregate, false).write(sql),
                }
                rest = after;
            }
            sql.push(rest);
        })
    }

    /// The value that a function takes: NULL where it is empty.
    fn argument(&self, aggregate: &Aggregate) -> impl Fragment {
        aggregate.taken.as_ref().map(|taken| filled(taken.kind(), self.column(taken)))
    }

    /// The FILTER clause of an aggregate: its own filter, and if wanted the condition that there is a value.
    fn own_filter(&self, aggregate: &Aggregate, with_value: bool) -> impl Fragment {
        let own = aggregate.filter.as_ref().and_then(|own| self.filters.iter().position(|one| *one == own));
        let own = own.map(|at| fragment!("p{at}", at));
        from_fn(move |sql| match (&own, with_value) {
            (None, false) => {}
            (Some(own), false) => write_sql!(sql, " FILTER (WHERE {own})", own),
            (None, true) => write_sql!(
                sql,
                " FILTER (WHERE ({argument}) IS NOT NULL)",
                argument = self.argument(aggregate)
            ),
            (Some(own), true) => write_sql!(
                sql,
                " FILTER (WHERE {own} AND ({argument}) IS NOT NULL)",
                own,
                argument = self.argument(aggregate)
            ),
        })
    }

    /// A value's column of the innermost level.
    fn column(&self, taken: &Taken) -> impl Fragment + use<> {
        let at = self.taken().position(|one| one == taken).unwrap_or_default();
        fragment!("f{at}", at)
    }

    fn number(&self, taken: &Taken) -> impl Fragment {
        let cast = (taken.kind() != Kind::Numeric).then_some("::pg_catalog.numeric");
        fragment!("{value}{cast}", value = self.column(taken), cast)
    }
}

fn unit_of(aggregate: &Aggregate) -> Option<Taken> {
    aggregate.unit.clone().map(Taken::Field)
}

/// A value, or NULL where it counts as empty. The value is written twice, so it must be cheap.
fn filled(kind: Kind, value: impl Fragment) -> impl Fragment {
    let is_filled = match kind {
        Kind::Text | Kind::Folded => Some(" OPERATOR(pg_catalog.<>) ''"),
        Kind::Set => Some(" OPERATOR(pg_catalog.<>) '{}'::pg_catalog.text[]"),
        Kind::Json => Some(FILLED_JSON),
        _ => None,
    };
    from_fn(move |sql| match is_filled {
        Some(is_filled) => {
            write_sql!(sql, "CASE WHEN {value}{is_filled} THEN {value} END", value, is_filled);
        }
        None => value.write(sql),
    })
}

fn extraction(taken: &Taken) -> impl Fragment {
    from_fn(move |sql| match taken {
        Taken::Field(field) => field.write(sql),
        Taken::Stored(key) => write_sql!(sql, "data OPERATOR(pg_catalog.->) {key}", key),
        Taken::Sorted(key) => write_sql!(sql, "dt.get_set(data, {key})", key),
        Taken::Shown(field) if field.kind() == Kind::Timestamptz => {
            write_sql!(sql, "pg_catalog.to_jsonb(dt.iso_timestamp({field}))", field);
        }
        Taken::Shown(field) => write_sql!(sql, "pg_catalog.to_jsonb(({field}))", field),
    })
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "day",
        Unit::Week => "week",
        Unit::Month => "month",
        Unit::Quarter => "quarter",
        Unit::Year => "year",
    }
}

/// The JSON of a group. The caller chose the names, so they are parameters.
fn json(query: &Aggregation) -> impl Fragment {
    let groups = query.groups.iter().map(|group| (&*group.name, group.kind()));
    let aggregates = query.aggregates.iter().map(|aggregate| (&*aggregate.name, aggregate.kind()));
    let outputs: Vec<_> = groups.chain(aggregates).enumerate().collect();
    from_fn(move |sql| {
        let objects = outputs.chunks(MOST_PAIRS).map(|outputs| {
            let pairs = outputs.iter().map(|(at, (name, kind))| pair(name, *kind, *at));
            fragment!("pg_catalog.jsonb_build_object({pairs})", pairs = list(", ", pairs))
        });
        list(" OPERATOR(pg_catalog.||) ", objects).write(sql);
    })
}

/// A key of the JSON and its value: in the stored form, without trailing zeros.
fn pair(name: &str, kind: Kind, at: usize) -> impl Fragment {
    let stored_form = match kind {
        Kind::Numeric => "pg_catalog.trim_scale",
        Kind::Timestamptz => "dt.iso_timestamp",
        _ => "",
    };
    fragment!("{name}, {stored_form}({value})", name = Text(name), stored_form, value = output(at))
}

/// The order asked for. The group keys decide where it leaves ties.
fn order_by(query: &Aggregation) -> impl Fragment {
    let (asked, ties) = (&query.sort, query.groups.len());
    let keys = (0..asked.len() + ties).map(move |at| {
        from_fn(move |sql| match asked.get(at) {
            Some(order) => order_key(order).write(sql),
            None => output(at - asked.len()).write(sql),
        })
    });
    clause(" ORDER BY ", keys)
}

#[cfg(test)]
mod tests;
