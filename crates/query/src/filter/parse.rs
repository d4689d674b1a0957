//! JSON → [`Filter`]: maps, lists of conditions and trees, nested in each other.

use dyntables_values::argument::{string, wrong_kind};
use dyntables_values::error::Error;
use dyntables_values::text::{Object, shorten, shorten_text};
use serde_json::Value;

use crate::filter::comparisons::EQ;
use crate::filter::operator::Operator;
use crate::filter::operators;
use crate::filter::place::Place;
use crate::filter::written::{Condition, Filter};

/// The deepest nesting. More is a mistake or an attack.
pub const MAX_DEPTH: usize = 100;
/// The most conditions. More are a mistake or an attack.
pub const MAX_CONDITIONS: usize = 1_000;

/// What messages call a filter and its conditions.
#[derive(Debug, Clone, Copy)]
pub struct Words {
    /// The key of the filter in its document.
    pub key: &'static str,
    /// The whole filter.
    pub whole: &'static str,
    /// A condition, before the name of what it is on.
    pub condition: &'static str,
}

const FILTER: Words = Words { key: "filter", whole: "a filter", condition: "filter on column" };
/// The filter of the groups of an aggregate query.
pub const HAVING: Words = Words { key: "having", whole: "having", condition: "having on" };

/// Reads a filter. Null, which stands for an absent one, matches everything.
pub fn parse(filter: &Value) -> Result<Filter, Error> {
    parse_as(filter, FILTER)
}

/// Reads a filter that messages call something else.
pub fn parse_as(filter: &Value, words: Words) -> Result<Filter, Error> {
    Parser { conditions: 0, words }.filter(filter, Place::root(words.key), 1)
}

struct Parser {
    conditions: usize,
    words: Words,
}

impl Parser {
    fn filter(&mut self, filter: &Value, place: Place<'_>, depth: usize) -> Result<Filter, Error> {
        self.filter_at(filter, place, depth).map_err(|error| error.at(|| place.to_string()))
    }

    fn filter_at(&mut self, filter: &Value, place: Place<'_>, depth: usize) -> Result<Filter, Error> {
        if depth > MAX_DEPTH {
            return Err(Error::limit(format!(
                "{} cannot be nested deeper than {MAX_DEPTH} levels",
                self.words.whole
            )));
        }
        match filter {
            Value::Null => Ok(Filter::All),
            Value::Array(list) => self.list(list, place, depth),
            Value::Object(map) => match ColumnOf::of(map) {
                Some(column) => self.condition(map, column, place),
                None => self.map(map, place, depth),
            },
            _ => Err(wrong_kind(self.words.whole, "an object or an array", filter)),
        }
    }

    /// A list of conditions. Each one's `conjunction` joins it to those before; `and` binds tighter than `or`.
    fn list(&mut self, list: &[Value], place: Place<'_>, depth: usize) -> Result<Filter, Error> {
        let mut alternatives: Vec<Vec<Filter>> = vec![Vec::new()];
        for (at, element) in list.iter().enumerate() {
            let place = place.element(at);
            let told = |error: Error| error.at(|| place.key("conjunction").to_string());
            let conjunction = element.get("conjunction").map(|value| string(value, "conjunction"));
            let conjunction = conjunction.transpose().map_err(told)?;
            let filter = match element {
                // The conjunction of a nested filter: `{"conjunction": "or", "and": […]}`.
                Value::Object(map) if ColumnOf::of(map).is_none() && map.contains_key("conjunction") => {
                    let mut rest = map.clone();
                    rest.remove("conjunction");
                    self.filter(&Value::Object(rest), place, depth + 1)?
                }
                _ => self.filter(element, place, depth + 1)?,
            };
            match conjunction.map(str::to_lowercase).as_deref() {
                Some("or") if at > 0 => alternatives.push(vec![filter]),
                None | Some("and" | "or") => {
                    if let Some(last) = alternatives.last_mut() {
                        last.push(filter);
                    }
                }
                Some(other) => return Err(told(Error::unknown("conjunction", other, ["and", "or"]))),
            }
        }
        Ok(or(alternatives.into_iter().map(and).collect()))
    }

    /// `{"column": …, "operator": …, "value": …}`. The operator is `eq` if none is named.
    fn condition(&mut self, map: &Object, column: ColumnOf<'_>, place: Place<'_>) -> Result<Filter, Error> {
        for key in map.keys() {
            if !["operator", "op", "value", "conjunction", column.name].contains(&key.as_str()) {
                return Err(Error::unknown(
                    "key of a condition",
                    key,
                    ["column", "operator", "value", "conjunction"],
                ));
            }
        }
        let path = string(column.path, "column")?;
        let operator = match map.get("operator").or_else(|| map.get("op")) {
            None => &EQ,
            Some(name) => self.operator_of(path, string(name, "operator")?)?,
        };
        self.leaf(path, operator, map.get("value").unwrap_or(&Value::Null), place)
    }

    /// `{"status": "active", "priority": {"gte": 3}, "or": […], "not": {…}}`. All keys must hold.
    fn map(&mut self, map: &Object, place: Place<'_>, depth: usize) -> Result<Filter, Error> {
        let mut parts = Vec::with_capacity(map.len());
        for (key, value) in map {
            let place = place.key(key);
            let part = match key.as_str() {
                "and" | "$and" | "_and" => self.branches(value, key, place, depth).map(and),
                "or" | "$or" | "_or" => self.alternatives(value, key, place, depth).map(or),
                "not" | "$not" | "_not" => self.filter(value, place, depth + 1).map(not),
                "all" => self.all(map, value),
                _ => self.column(key, value, place),
            };
            parts.push(part.map_err(|error| error.at(|| place.to_string()))?);
        }
        Ok(and(parts))
    }

    /// `{"all": true}`, which must stand alone: whoever writes something beside it means less than everything.
    fn all(&self, map: &Object, value: &Value) -> Result<Filter, Error> {
        let error = if map.len() > 1 {
            "\"all\" cannot stand beside other keys".to_owned()
        } else if value == &Value::Bool(true) {
            return Ok(Filter::All);
        } else {
            format!("\"all\" must be true, not {}", shorten(value))
        };
        Err(Error::bad_hint(
            format!("{}: {error}", self.words.whole),
            "{\"all\": true} alone means every record. A key \"all\" of an open table is reached by {\"column\": \"all\", \"operator\": \"eq\", \"value\": …}.",
        ))
    }

    /// The filters of `or`. An object of several keys is refused: other systems want all of them to hold, which is not what
    /// `or` says.
    fn alternatives(
        &mut self,
        value: &Value,
        name: &str,
        place: Place<'_>,
        depth: usize,
    ) -> Result<Vec<Filter>, Error> {
        match value {
            Value::Object(map) if map.len() > 1 && ColumnOf::of(map).is_none() => Err(Error::bad_hint(
                format!(
                    "\"{name}\" in {} must be an array of filters, not an object of several keys",
                    self.words.whole
                ),
                "Write [{\"a\": 1}, {\"b\": 2}] where one must hold, and {\"a\": 1, \"b\": 2} without it where both must.",
            )),
            _ => self.branches(value, name, place, depth),
        }
    }

    /// The filters of `and` or `or`.
    fn branches(
        &mut self,
        value: &Value,
        name: &str,
        place: Place<'_>,
        depth: usize,
    ) -> Result<Vec<Filter>, Error> {
        match value {
            Value::Array(list) if !list.is_empty() => {
                let elements = list.iter().enumerate();
                elements.map(|(at, element)| self.filter(element, place.element(at), depth + 1)).collect()
            }
            Value::Array(_) => {
                Err(Error::bad(format!("\"{name}\" in {} must not be empty", self.words.whole)))
            }
            Value::Object(_) => Ok(vec![self.filter(value, place, depth + 1)?]),
            _ => {
                Err(wrong_kind(&format!("\"{name}\" in {}", self.words.whole), "an array of filters", value))
            }
        }
    }

    /// `"status": "active"`, `"priority": {"gte": 3, "lt": 9}`, `"due": null`.
    fn column(&mut self, path: &str, value: &Value, place: Place<'_>) -> Result<Filter, Error> {
        let Value::Object(comparisons) = value else {
            return self.leaf(path, &EQ, value, place);
        };
        // These objects are values and not comparisons: `"due": {"unit": "month"}`,
        // `"price": {"amount": 12, "currency": "USD"}`.
        if comparisons.contains_key("unit")
            || (comparisons.contains_key("amount") && comparisons.contains_key("currency"))
        {
            return self.leaf(path, &EQ, value, place);
        }
        if comparisons.is_empty() {
            return Err(Error::bad_hint(
                format!(
                    "{} \"{}\": the comparison is an empty object",
                    self.words.condition,
                    shorten_text(path)
                ),
                "Write for example {\"amount\": {\"gt\": 3}}.",
            )
            .of_condition(path, None));
        }
        let parts = comparisons
            .iter()
            .map(|(operator, value)| {
                let place = place.key(operator);
                let operator = self.operator_of(path, operator);
                let operator = operator.map_err(|error| error.at(|| place.to_string()))?;
                self.leaf(path, operator, value, place)
            })
            .collect::<Result<_, _>>()?;
        Ok(and(parts))
    }

    /// The operator of a condition on `path`.
    fn operator_of(&self, path: &str, name: &str) -> Result<&'static Operator, Error> {
        let condition = self.words.condition;
        operators::find(name).map_err(|error| {
            let told =
                error.map_message(|message| format!("{condition} \"{}\": {message}", shorten_text(path)));
            told.of_condition(path, None)
        })
    }

    fn leaf(
        &mut self,
        path: &str,
        operator: &'static Operator,
        value: &Value,
        place: Place<'_>,
    ) -> Result<Filter, Error> {
        self.conditions += 1;
        if self.conditions > MAX_CONDITIONS {
            return Err(Error::limit(format!(
                "{} cannot have more than {MAX_CONDITIONS} conditions",
                self.words.whole
            )));
        }
        Ok(Filter::Condition(Condition {
            path: path.to_owned(),
            operator,
            value: value.clone(),
            place: place.to_string(),
        }))
    }
}

/// The key of a condition object that names its column: `column`, `attribute` or `field`.
struct ColumnOf<'a> {
    name: &'a str,
    path: &'a Value,
}

impl<'a> ColumnOf<'a> {
    /// None for a map that is no condition object. A condition object has an operator or a value beside the column;
    /// otherwise `column` may itself be the key of a column.
    fn of(map: &'a Object) -> Option<Self> {
        let (name, path) =
            ["column", "attribute", "field"].iter().find_map(|name| map.get_key_value(*name))?;
        let is_condition = ["operator", "op", "value"].iter().any(|key| map.contains_key(*key));
        is_condition.then_some(ColumnOf { name, path })
    }
}

fn and(mut filters: Vec<Filter>) -> Filter {
    filters.retain(|filter| *filter != Filter::All);
    match filters.len() {
        0 => Filter::All,
        1 => filters.remove(0),
        _ => Filter::And(filters),
    }
}

fn not(filter: Filter) -> Filter {
    match filter {
        Filter::Not(inner) => *inner,
        filter => Filter::Not(Box::new(filter)),
    }
}

fn or(mut filters: Vec<Filter>) -> Filter {
    if filters.contains(&Filter::All) {
        return Filter::All;
    }
    match filters.len() {
        0 => Filter::All,
        1 => filters.remove(0),
        _ => Filter::Or(filters),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Filter, parse};

    #[test]
    fn the_three_ways_mean_the_same() {
        let map = parse(&json!({"a": 1, "b": {"gt": 2}})).unwrap();
        let list = parse(&json!([{"column": "a", "value": 1}, {"field": "b", "operator": ">", "value": 2, "conjunction": "AND"}])).unwrap();
        let tree = parse(&json!({"and": [{"a": {"=": 1}}, {"b": {"greater_than": 2}}]})).unwrap();
        assert_eq!(map, list);
        assert_eq!(map, tree);
    }

    #[test]
    fn and_binds_tighter_than_or() {
        let list = parse(&json!([
            {"column": "a", "value": 1},
            {"column": "b", "value": 2, "conjunction": "or"},
            {"column": "c", "value": 3, "conjunction": "and"},
        ]));
        let tree = parse(&json!({"or": [{"a": 1}, {"and": [{"b": 2}, {"c": 3}]}]}));
        assert_eq!(list.unwrap(), tree.unwrap());
    }

    #[test]
    fn everything() {
        for all in [
            json!({}),
            json!([]),
            json!(null),
            json!({"all": true}),
            json!({"or": [{"a": 1}, {}]}),
            json!({"not": {"$not": {}}}),
            json!({"_and": [{"all": true}]}),
        ] {
            assert_eq!(parse(&all).unwrap(), Filter::All, "{all}");
        }
    }

    #[test]
    fn an_object_after_or_has_one_key() {
        assert!(parse(&json!({"or": {"a": 1, "b": {"gt": 2}}})).is_err());
        for one in [json!({"or": {"column": "a", "value": 1}}), json!({"_or": {"a": 1}})] {
            assert_eq!(parse(&one).unwrap(), parse(&json!({"a": 1})).unwrap());
        }
    }

    #[test]
    fn limits() {
        let mut deep = json!({"a": 1});
        for _ in 0..99 {
            deep = json!({"not": deep});
        }
        assert!(parse(&deep).is_ok());
        assert_eq!(parse(&json!({"not": deep})).unwrap_err().sqlstate(), "54000");
        let wide = |n: usize| json!((0..n).map(|i| json!({"column": "a", "value": i})).collect::<Vec<_>>());
        assert!(parse(&wide(1_000)).is_ok());
        assert_eq!(parse(&wide(1_001)).unwrap_err().sqlstate(), "54000");
    }

    #[test]
    fn refusals_say_what_was_due() {
        for (filter, message) in [
            (json!(7), "a filter must be an object or an array, not a number"),
            (json!({"or": []}), "\"or\" in a filter must not be empty"),
            (json!({"all": true, "n": 77}), "a filter: \"all\" cannot stand beside other keys"),
            (json!({"n": 77, "all": {"eq": 1}}), "a filter: \"all\" cannot stand beside other keys"),
            (json!({"all": false}), "a filter: \"all\" must be true, not false"),
            (json!({"or": 1}), "\"or\" in a filter must be an array of filters, not a number"),
            (json!({"a": {"gtt": 1}}), "filter on column \"a\": unknown operator \"gtt\""),
            (json!({"a": {}}), "filter on column \"a\": the comparison is an empty object"),
            (json!([{"column": "a", "value": 1, "conjunction": "xor"}]), "unknown conjunction \"xor\""),
            (json!([{"column": "a", "operator": "eq", "vlaue": 1}]), "unknown key of a condition \"vlaue\""),
        ] {
            assert_eq!(parse(&filter).unwrap_err().message(), message);
        }
    }
}
