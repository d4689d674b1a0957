//! The categories of a status column's options: every option may carry one, and a filter reaches
//! them as `stage.category`.

use serde_json::Value;

use crate::model::column::Column;

/// The categories there are.
pub const CATEGORIES: [&str; 3] = ["todo", "in_progress", "done"];

/// The values of a column's options that have a category, with it; `None` if the options of the
/// column's type carry none.
#[must_use]
pub fn of(column: &Column) -> Option<Vec<(&str, &str)>> {
    if column.type_.name() != "status" {
        return None;
    }
    let options = column.config.get("options").and_then(Value::as_array);
    fn pair(option: &Value) -> Option<(&str, &str)> {
        Some((option.get("value")?.as_str()?, option.get("category")?.as_str()?))
    }
    Some(options.into_iter().flatten().filter_map(pair).collect())
}
