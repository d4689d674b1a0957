//! Aggregate queries → SQL: one statement of three levels.
//!
//! The innermost takes each value out of the records once, however many functions use it; `OFFSET 0`
//! keeps PostgreSQL from writing the extraction into each place that uses the value. The middle
//! one groups, and the outermost chooses among the groups, orders them and makes the JSON.

use dyntables_ask::aggregate::{Aggregate, Aggregation, Bucket, Group, Taken, Unit};
use dyntables_ask::field::Field;
use dyntables_ask::predicate::Predicate;
use dyntables_ask::select::Trash;
use dyntables_model::table::Table;
use dyntables_values::kind::Kind;
use dyntables_values::param::Param;

use crate::order::order_key;
use crate::rows::from_where;
use crate::writer::Sql;
use crate::{expr, predicate};

/// A function can have 100 arguments: 50 keys with their values.
const MOST_PAIRS: usize = 50;

/// The groups, as rows of one jsonb.
#[must_use]
pub fn groups(table: &Table, query: &Aggregation) -> Sql {
    let mut sql = Sql::new();
    let inner = Inner::new(query);
    sql.push("SELECT ");
    json(&mut sql, query);
    sql.push(" FROM (SELECT ");
    for (at, group) in query.groups.iter().enumerate() {
        comma(&mut sql, at);
        inner.key(&mut sql, group, at, query.zone.as_deref());
        alias(&mut sql, at);
    }
    for (at, aggregate) in query.aggregates.iter().enumerate() {
        let at = query.groups.len() + at;
        comma(&mut sql, at);
        inner.value(&mut sql, aggregate);
        alias(&mut sql, at);
    }
    sql.push(" FROM (");
    inner.select(&mut sql, table, &query.filter, query.trash);
    sql.push(" OFFSET 0) AS r");
    inner.elements(&mut sql, query);
    for at in 0..query.groups.len() {
        sql.push(if at == 0 { " GROUP BY " } else { ", " }).push_shape(at as u64 + 1);
    }
    sql.push(") AS g");
    if query.having != Predicate::All {
        sql.push(" WHERE ");
        predicate::predicate(&mut sql, &query.having);
    }
    order_by(&mut sql, query);
    if let Some(limit) = query.limit {
        sql.push(" LIMIT ").push_param(Param::Int8(limit));
    }
    if query.offset > 0 {
        sql.push(" OFFSET ").push_param(Param::Int8(query.offset));
    }
    sql
}

/// What the innermost level takes out of each record: values `f0`, `f1`, …, and whether it passes
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

    fn select(&self, sql: &mut Sql, table: &Table, filter_: &Predicate, trash: Trash) {
        sql.push("SELECT id");
        for (at, value) in self.values.iter().copied().chain(&self.units).enumerate() {
            sql.push(", ");
            extraction(sql, value);
            sql.push(" AS f").push_shape(at as u64);
        }
        for (at, predicate) in self.filters.iter().enumerate() {
            sql.push(", ");
            predicate::predicate(sql, predicate);
            sql.push(" AS p").push_shape(at as u64);
        }
        sql.push(" FROM ");
        from_where(sql, table, filter_, trash);
    }

    /// The elements of lists, `e1`, `e2`, … by the group key's place; a record without any has one
    /// that is NULL.
    fn elements(&self, sql: &mut Sql, query: &Aggregation) {
        for (at, group) in query.groups.iter().enumerate() {
            if group.bucket != Bucket::Element {
                continue;
            }
            sql.push(" LEFT JOIN LATERAL ");
            if group.taken.kind() == Kind::Set {
                sql.push("pg_catalog.unnest(");
                self.raw(sql, &group.taken);
            } else {
                // A value that is no list is its own only element.
                sql.push("pg_catalog.jsonb_array_elements(CASE WHEN pg_catalog.jsonb_typeof(");
                self.raw(sql, &group.taken);
                sql.push(") OPERATOR(pg_catalog.=) 'array' THEN ");
                self.raw(sql, &group.taken);
                sql.push(" WHEN ");
                self.raw(sql, &group.taken);
                sql.push(" IS NOT NULL THEN pg_catalog.jsonb_build_array(");
                self.raw(sql, &group.taken);
                sql.push(") END");
            }
            sql.push(") AS l").push_shape(at as u64).push("(e").push_shape(at as u64).push(") ON true");
        }
    }

    /// The expression of a group key.
    fn key(&self, sql: &mut Sql, group: &Group, at: usize, zone: Option<&str>) {
        let taken = &group.taken;
        match &group.bucket {
            Bucket::Value => filled(sql, taken.kind(), |sql| self.raw(sql, taken)),
            Bucket::Element => {
                let kind = if taken.kind() == Kind::Set { Kind::Text } else { taken.kind() };
                filled(sql, kind, |sql| {
                    sql.push("e").push_shape(at as u64);
                });
            }
            Bucket::Unit(unit) => {
                sql.push("pg_catalog.date_trunc(").push(unit_name(*unit)).push(", ");
                match (taken.kind(), zone) {
                    (Kind::Timestamptz, Some(zone)) => {
                        sql.push("pg_catalog.timezone(").push_param(Param::Text(zone.to_owned())).push(", ");
                        self.raw(sql, taken);
                        sql.push(")");
                    }
                    // In the session's zone, as the cast has it.
                    _ => {
                        self.raw(sql, taken);
                        sql.push("::pg_catalog.timestamp");
                    }
                }
                sql.push(")::pg_catalog.date");
            }
            // mod() has the sign of what is divided. No step of this rounds.
            Bucket::Width(width) => {
                self.number(sql, taken);
                sql.push(" OPERATOR(pg_catalog.-) pg_catalog.mod(pg_catalog.mod(");
                self.number(sql, taken);
                sql.push(", ").push_param(width.clone()).push(") OPERATOR(pg_catalog.+) ");
                sql.push_param(width.clone()).push(", ").push_param(width.clone()).push(")");
            }
        }
    }

    /// The expression of an aggregate.
    fn value(&self, sql: &mut Sql, aggregate: &Aggregate) {
        let unit = unit_of(aggregate);
        if let (Some(Field::Part { key: column, part, .. }), Some(unit)) = (&aggregate.unit, &unit) {
            sql.push("dt.of_one_unit('").push_key_text(column).push(".").push(part);
            sql.push("', pg_catalog.min(");
            self.raw(sql, unit);
            sql.push(")");
            self.own_filter(sql, aggregate, false);
            sql.push(", pg_catalog.max(");
            self.raw(sql, unit);
            sql.push(")");
            self.own_filter(sql, aggregate, false);
            sql.push(", ");
        }
        let kind = aggregate.taken.as_ref().map_or(Kind::Json, Taken::kind);
        let mut rest = aggregate.function.sql(kind);
        while let Some((before, (name, after))) =
            rest.split_once('{').and_then(|(before, after)| Some((before, after.split_once('}')?)))
        {
            sql.push(before);
            match name {
                "v" => self.argument(sql, aggregate),
                "id" => {
                    sql.push("id");
                }
                "p" => {
                    if let Some(setting) = &aggregate.setting {
                        sql.push_param(setting.clone());
                    }
                }
                "where v" => self.own_filter(sql, aggregate, true),
                // "where"
                _ => self.own_filter(sql, aggregate, false),
            }
            rest = after;
        }
        sql.push(rest);
        if unit.is_some() {
            sql.push(")");
        }
    }

    /// The value that a function takes: NULL where it is empty.
    fn argument(&self, sql: &mut Sql, aggregate: &Aggregate) {
        if let Some(taken) = &aggregate.taken {
            filled(sql, taken.kind(), |sql| self.raw(sql, taken));
        }
    }

    /// The FILTER clause of an aggregate: its own filter, and if wanted that there is a value.
    fn own_filter(&self, sql: &mut Sql, aggregate: &Aggregate, with_value: bool) {
        let own = aggregate.filter.as_ref().and_then(|own| self.filters.iter().position(|one| *one == own));
        if own.is_none() && !with_value {
            return;
        }
        sql.push(" FILTER (WHERE ");
        if let Some(at) = own {
            sql.push("p").push_shape(at as u64);
        }
        if with_value {
            sql.push(if own.is_some() { " AND (" } else { "(" });
            self.argument(sql, aggregate);
            sql.push(") IS NOT NULL");
        }
        sql.push(")");
    }

    /// A value as the innermost level gives it.
    fn raw(&self, sql: &mut Sql, taken: &Taken) {
        let all = self.values.iter().copied().chain(&self.units);
        let at = all.into_iter().position(|one| one == taken).unwrap_or_default();
        sql.push("f").push_shape(at as u64);
    }

    fn number(&self, sql: &mut Sql, taken: &Taken) {
        self.raw(sql, taken);
        if taken.kind() != Kind::Numeric {
            sql.push("::pg_catalog.numeric");
        }
    }
}

fn unit_of(aggregate: &Aggregate) -> Option<Taken> {
    aggregate.unit.clone().map(Taken::Field)
}

/// A value without what counts as empty. The value must be cheap: it is written more than once.
fn filled(sql: &mut Sql, kind: Kind, value: impl Fn(&mut Sql)) {
    let empty = match kind {
        Kind::Text | Kind::Folded => " OPERATOR(pg_catalog.<>) ''",
        Kind::Set => " OPERATOR(pg_catalog.<>) '{}'::pg_catalog.text[]",
        Kind::Json => expr::FILLED_JSON,
        _ => return value(sql),
    };
    sql.push("CASE WHEN ");
    value(sql);
    sql.push(empty).push(" THEN ");
    value(sql);
    sql.push(" END");
}

fn extraction(sql: &mut Sql, taken: &Taken) {
    match taken {
        Taken::Field(field) => expr::field(sql, field),
        Taken::Stored(key) => {
            sql.push("data OPERATOR(pg_catalog.->) ").push_key(key);
        }
        Taken::Sorted(key) => {
            sql.push("dt.get_set(data, ").push_key(key).push(")");
        }
        Taken::Shown(system) => {
            let of_time = system.kind() == Kind::Timestamptz;
            sql.push(if of_time { "pg_catalog.to_jsonb(dt.iso_timestamp(" } else { "pg_catalog.to_jsonb((" });
            sql.push(expr::system_column(*system)).push("))");
        }
    }
}

fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Day => "'day'",
        Unit::Week => "'week'",
        Unit::Month => "'month'",
        Unit::Quarter => "'quarter'",
        Unit::Year => "'year'",
    }
}

fn comma(sql: &mut Sql, at: usize) {
    if at > 0 {
        sql.push(", ");
    }
}

fn alias(sql: &mut Sql, at: usize) {
    sql.push(" AS ");
    expr::output(sql, at);
}

/// The JSON of a group. Names are the caller's, and so parameters.
fn json(sql: &mut Sql, query: &Aggregation) {
    let groups = query.groups.iter().map(|group| (&group.name, group.kind()));
    let aggregates = query.aggregates.iter().map(|aggregate| (&aggregate.name, aggregate.kind()));
    for (at, (name, kind)) in groups.chain(aggregates).enumerate() {
        if at == 0 {
            sql.push("pg_catalog.jsonb_build_object(");
        } else if at % MOST_PAIRS == 0 {
            sql.push(") OPERATOR(pg_catalog.||) pg_catalog.jsonb_build_object(");
        } else {
            sql.push(", ");
        }
        sql.push_param(Param::Text(name.clone())).push(", ");
        // In the stored form, and no more digits than count.
        let shown = match kind {
            Kind::Numeric => "pg_catalog.trim_scale(",
            Kind::Timestamptz => "dt.iso_timestamp(",
            _ => "(",
        };
        sql.push(shown);
        expr::output(sql, at);
        sql.push(")");
    }
    sql.push(")");
}

/// The wanted order, and where that leaves ties, the group keys.
fn order_by(sql: &mut Sql, query: &Aggregation) {
    for (at, order) in query.sort.iter().enumerate() {
        sql.push(if at == 0 { " ORDER BY " } else { ", " });
        order_key(sql, order);
    }
    for at in 0..query.groups.len() {
        sql.push(if at == 0 && query.sort.is_empty() { " ORDER BY " } else { ", " });
        expr::output(sql, at);
    }
}

#[cfg(test)]
mod tests;
