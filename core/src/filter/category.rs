//! `stage.category`: a status by the category of its option. Rewritten to the values that the
//! options of the category have, so that an index on the status serves it. A status whose option has
//! no category has none, just as no status at all.

use serde_json::Value;

use crate::error::Error;
use crate::filter::ast::{Predicate, Test};
use crate::filter::check::{Leaf, not};
use crate::filter::field::Field;
use crate::filter::operators::{Action, OPERATORS};
use crate::model::column::Column;
use crate::types::kind::Kind;
use crate::types::param::Param;
use crate::types::status::{CATEGORIES, CATEGORY};

const ACTIONS: [Action; 4] = [Action::Eq, Action::In, Action::IsEmpty, Action::IsNull];

impl Leaf<'_> {
    /// The predicate, if the condition is about a category.
    pub(super) fn category(&self) -> Result<Option<Predicate>, Error> {
        let Some(column) =
            self.condition.path.strip_suffix(".category").and_then(|key| self.table.column(key))
        else {
            return Ok(None);
        };
        let Some(values) = column.type_.option_property(&column.config, CATEGORY) else { return Ok(None) };
        let of = |categories: &[&str]| {
            let chosen = values.iter().filter(|(_, category)| categories.contains(category));
            one_of(column, chosen.map(|(value, _)| *value))
        };
        let none = || not(one_of(column, values.iter().map(|(value, _)| *value)));
        let operator = self.condition.operator;
        let value = &self.condition.value;
        let predicate = match operator.action {
            Action::IsEmpty | Action::IsNull => {
                return Ok(Some(if self.as_named()? { none() } else { not(none()) }));
            }
            Action::Eq if value.is_null() => none(),
            Action::Eq => of(&[self.category_of(value)?]),
            Action::In => {
                let Value::Array(list) = value else { return Err(self.wrong_value("a list", value)) };
                let wanted = list.iter().filter(|value| !value.is_null());
                let wanted =
                    wanted.map(|value| self.category_of(value)).collect::<Result<Vec<_>, Error>>()?;
                let found = of(&wanted);
                if list.iter().any(Value::is_null) { Predicate::Or(vec![found, none()]) } else { found }
            }
            _ => {
                let known = OPERATORS.iter().filter(|o| ACTIONS.contains(&o.action)).map(|o| o.name);
                return Err(Error::bad_hint(
                    format!(
                        "operator {} does not apply to \"{}\", the category of a status",
                        operator.name, self.condition.path
                    ),
                    format!("Its operators are: {}.", known.collect::<Vec<_>>().join(", ")),
                ));
            }
        };
        Ok(Some(if operator.negated { not(predicate) } else { predicate }))
    }

    fn category_of<'a>(&self, value: &'a Value) -> Result<&'a str, Error> {
        let text = value.as_str().ok_or_else(|| self.wrong_value("a category", value))?;
        if CATEGORIES.contains(&text) {
            return Ok(text);
        }
        Err(self.in_condition(Error::unknown("category", text, CATEGORIES)))
    }
}

fn one_of<'a>(column: &Column, values: impl Iterator<Item = &'a str>) -> Predicate {
    let values = values.map(|value| Param::Text(value.to_owned())).collect();
    Predicate::Test(Field::of_column(column), Test::OneOf(Param::List(Kind::Text, values)))
}

#[cfg(test)]
mod tests {
    use serde_json::{Map, Value, json};

    use crate::filter::check::check;
    use crate::filter::parse::parse;
    use crate::model::column::from_documents;
    use crate::model::ident::Slug;
    use crate::model::table::Table;
    use crate::sqlgen::filter::predicate;
    use crate::sqlgen::writer::Sql;
    use crate::types::Moment;

    fn sql(filter: &Value) -> Result<String, crate::Error> {
        let options = json!([{"value": "new", "category": "todo"}, {"value": "won", "category": "done"},
            {"value": "lost", "category": "done"}, {"value": "odd"}]);
        let columns =
            from_documents(&json!([{"key": "stage", "type": "status", "config": {"options": options}}]))
                .unwrap();
        let table = Table {
            id: uuid::Uuid::nil(),
            no: 1,
            slug: Slug::new("deals").unwrap(),
            name: "Deals".into(),
            description: None,
            open: false,
            settings: Map::new(),
            columns,
            trashed: Vec::new(),
            indexing: Default::default(),
        };
        let moment = Moment {
            now: jiff::Timestamp::UNIX_EPOCH,
            zone: jiff::tz::TimeZone::UTC,
            user: String::new(),
            pattern_error: |_, _| None,
        };
        let mut sql = Sql::new();
        predicate(&mut sql, &check(&table, &parse(filter)?, &moment)?);
        let params: Vec<Value> = sql.params().iter().map(|param| param.to_json()).collect();
        let text = sql.text().replace("dt.get_text(data, 'stage') OPERATOR(pg_catalog.=) ANY", "stage in");
        Ok(format!("{text} {}", json!(params)))
    }

    #[test]
    fn a_category_stands_for_the_values_that_have_it() {
        for (filter, expected) in [
            (json!({"stage.category": "done"}), r#"stage in ($1) [["won","lost"]]"#),
            (json!({"stage.category": {"neq": "done"}}), r#"(stage in ($1)) IS NOT TRUE [["won","lost"]]"#),
            (json!({"stage.category": {"in": ["todo", "done"]}}), r#"stage in ($1) [["new","won","lost"]]"#),
            (json!({"stage.category": {"not_in": ["todo"]}}), r#"(stage in ($1)) IS NOT TRUE [["new"]]"#),
            (json!({"stage.category": "in_progress"}), "stage in ($1) [[]]"),
            (json!({"stage.category": null}), r#"(stage in ($1)) IS NOT TRUE [["new","won","lost"]]"#),
            (
                json!({"stage.category": {"is_empty": true}}),
                r#"(stage in ($1)) IS NOT TRUE [["new","won","lost"]]"#,
            ),
            (json!({"stage.category": {"exists": true}}), r#"stage in ($1) [["new","won","lost"]]"#),
            (
                json!({"stage.category": {"in": ["todo", null]}}),
                r#"(stage in ($1) OR (stage in ($2)) IS NOT TRUE) [["new"],["new","won","lost"]]"#,
            ),
        ] {
            assert_eq!(sql(&filter).unwrap(), expected, "{filter}");
        }
    }

    #[test]
    fn what_else_is_refused() {
        for (filter, message, hint) in [
            (
                json!({"stage.category": "dnoe"}),
                "filter on column \"stage.category\" with eq: unknown category \"dnoe\"",
                "Perhaps you meant \"done\".",
            ),
            (
                json!({"stage.category": {"gt": "done"}}),
                "operator gt does not apply to \"stage.category\", the category of a status",
                "Its operators are: eq, neq, in, not_in, is_empty, is_not_empty, is_null, is_not_null.",
            ),
        ] {
            let error = sql(&filter).unwrap_err();
            assert_eq!((error.message().as_str(), error.hint().as_deref()), (message, Some(hint)));
        }
    }
}
