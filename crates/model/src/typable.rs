//! Which columns can be typed, what does their plain column hold, and how is it named?
//!
//! The plain column holds what the values compare by, so that it can stand in every place where the value would be taken
//! out of `data`. Texts that compare without case are kept as they are written.

use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::system::Source;

use crate::column::Column;
use crate::ident::{ColumnKey, MAX_IDENT};
use crate::table::Table;
use crate::typed::Typed;

/// The most typed columns of a table.
pub const MOST: usize = 100;

/// Indexed columns of tables with fewer records are typed without being asked for.
pub const FEW_RECORDS: i64 = 100_000;

/// The function that takes the amount out of a value with a currency.
const AMOUNT: &str = "get_amount";

/// What the plain column of a column holds; `None` if the column cannot be typed.
pub fn kind(column: &Column) -> Option<Kind> {
    let (kind, extractor) = column.type_.extraction(&column.config);
    let is_plain = extractor == kind.extractor() || extractor == AMOUNT;
    let kind = if kind == Kind::Folded { Kind::Text } else { kind };
    (column.type_.source() == Source::Data && kind != Kind::Json && is_plain).then_some(kind)
}

/// Whether the plain column holds only the amount of a value, which has a currency, too.
pub fn is_amount(column: &Column) -> bool {
    column.type_.extraction(&column.config).1 == AMOUNT
}

/// What the plain column of a column would hold, and whether that is an amount; `None` if the column cannot be typed.
pub fn plain(column: &Column) -> Option<(Kind, bool)> {
    Some((kind(column)?, is_amount(column)))
}

/// Whether an index of a column's own rules would be over its plain column.
pub fn serves_own_indexes(column: &Column) -> bool {
    column.indexed || column.unique && is_whole(column)
}

/// Whether two values are the same if what is in the plain column is, so that a unique rule can be over it.
pub fn is_whole(column: &Column) -> bool {
    column.type_.extraction(&column.config) == column.type_.identity(&column.config)
}

/// The column as it is once its plain column is complete.
pub fn completed(column: &Column) -> Column {
    let typed = column.typed.as_ref().map(|typed| Typed::complete(typed.name.clone()));
    Column { typed, ..column.clone() }
}

/// The error for a column that cannot be typed.
pub fn untypable(column: &Column) -> Error {
    if column.type_.source() != Source::Data {
        return column.fault("shows a field of the record, which has a plain column of its own");
    }
    column.fault(&format!(
        "of type {} cannot be typed: no plain SQL type says all that it compares",
        column.type_.name()
    ))
}

impl Table {
    /// The columns with a plain column, those in the trash included.
    pub fn typed_columns(&self) -> impl Iterator<Item = (&Column, &Typed)> {
        let columns = self.columns.iter().chain(&self.typed_in_trash);
        columns.filter_map(|column| Some((column, column.typed.as_ref()?)))
    }

    /// The name that the plain column of a key gets: the key, with underscores behind it until it is free. `own` is the
    /// name that it has now, if it has one.
    pub fn typed_name(&self, key: &ColumnKey, own: Option<&ColumnKey>) -> Result<ColumnKey, Error> {
        let is_taken = |name: &str| {
            is_of_storage(name)
                || self
                    .typed_columns()
                    .any(|(_, typed)| typed.name.as_str() == name && Some(&typed.name) != own)
        };
        let key = key.as_str();
        let mut underscores = String::new();
        loop {
            let kept = key.len().min(MAX_IDENT - underscores.len());
            let name = format!("{}{underscores}", &key[..kept]);
            if !is_taken(&name) {
                return ColumnKey::new(&name);
            }
            underscores.push('_');
        }
    }
}

/// The letters that generated SQL puts before a number to name what it computes: `k1`, `o0`.
const COMPUTED: [char; 7] = ['d', 'e', 'f', 'k', 'l', 'o', 'p'];

/// Whether a name means something else where the storage table is read: a column that every storage table or every
/// table of PostgreSQL has, or what generated SQL computes.
fn is_of_storage(name: &str) -> bool {
    const COLUMNS: [&str; 15] = [
        "id",
        "data",
        "created_at",
        "updated_at",
        "created_by",
        "updated_by",
        "version",
        "deleted_at",
        "position",
        "ctid",
        "xmin",
        "xmax",
        "cmin",
        "cmax",
        "tableoid",
    ];
    let is_computed = |number: &str| !number.is_empty() && number.bytes().all(|digit| digit.is_ascii_digit());
    COLUMNS.contains(&name) || name.strip_prefix(COMPUTED).is_some_and(is_computed)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::kind;
    use crate::column::from_documents;
    use crate::ident::{ColumnKey, Slug};
    use crate::sharing::Sharing;
    use crate::table::{Indexing, Table};
    use crate::typed::Typed;

    fn table() -> Table {
        let columns = json!([{"key": "stage", "type": "text"}, {"key": "position", "type": "integer"}]);
        Table {
            id: uuid::Uuid::nil(),
            no: 1,
            slug: Slug::new("t").unwrap(),
            name: "T".to_owned(),
            description: None,
            open: false,
            settings: serde_json::Map::new(),
            columns: from_documents(&columns).unwrap(),
            sharing: Sharing::default(),
            hidden: Vec::new(),
            trashed: Vec::new(),
            typed_in_trash: Vec::new(),
            indexing: Indexing::default(),
        }
    }

    #[test]
    fn names_are_free() {
        let mut table = table();
        let name = |table: &Table, key: &str| {
            table.typed_name(&ColumnKey::new(key).unwrap(), None).unwrap().to_string()
        };
        for (key, wanted) in [
            ("stage", "stage"),
            ("position", "position_"),
            ("xmin", "xmin_"),
            ("k1", "k1_"),
            ("a", "a"),
            ("q1", "q1"),
            ("a1b", "a1b"),
        ] {
            assert_eq!(name(&table, key), wanted);
        }
        table.columns[1].typed = Some(Typed::complete(ColumnKey::new("position_").unwrap()));
        assert_eq!(name(&table, "position_"), "position__");
        let long = "x".repeat(63);
        table.columns[0].typed = Some(Typed::complete(ColumnKey::new(&long).unwrap()));
        assert_eq!(name(&table, &long), format!("{}_", "x".repeat(62)));
    }

    #[test]
    fn types_without_a_plain_form_are_not_typed() {
        for (type_, typed) in [
            ("text", true),
            ("email", true),
            ("currency", true),
            ("multi_select", true),
            ("person_name", false),
            ("location", false),
            ("json", false),
            ("created_at", false),
            ("autonumber", true),
        ] {
            let mut document = json!([{"key": "x", "type": type_}]);
            if type_ == "multi_select" {
                document[0]["config"] = json!({"options": ["a"]});
            }
            assert_eq!(kind(&from_documents(&document).unwrap()[0]).is_some(), typed, "{type_}");
        }
    }
}
