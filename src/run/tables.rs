//! How is a table made, with its columns and the index that its sharing needs?

use std::sync::Arc;

use dyntables_ask::field::Field;
use dyntables_ask::index::{Index, IndexKind};
use dyntables_model::record_name;
use dyntables_model::sharing::RowAccess;
use dyntables_model::table::{Table, TableOptions, describe};
use dyntables_values::Error;
use dyntables_values::system::SystemField;
use serde_json::json;

use crate::catalog::cache;
use crate::catalog::definition::Definition;
use crate::catalog::names::relation;
use crate::catalog::{audit, store};
use crate::run::columns;
use crate::storage::indexes;
use crate::storage::tables as stored;

/// What became of the wish to make a table.
pub enum Made {
    /// It is made.
    New(Arc<Definition>),
    /// One of this slug is there, and the options say that this is all right.
    Known(String),
}

/// Makes a table of a name that is checked.
pub fn create(name: &str, options: TableOptions) -> Result<Made, Error> {
    let mut table = match store::insert_table(name, &options)? {
        store::Entered::New(table) => table,
        // One that does not exist for the caller keeps its slug all the same.
        store::Entered::Known(slug) => return Ok(Made::Known(slug)),
    };
    stored::create(&table);
    for mut column in options.columns.unwrap_or_default() {
        columns::add_to(&table, &mut column, false)?;
        table.columns.push(column);
    }
    record_name::check(&table, &table.settings)?;
    index_creators(&table)?;
    audit::write(&table, "create_table", json!({"after": describe(&table)}));
    Ok(Made::New(cache::by_storage(relation(&table))?))
}

/// Makes an index of who has created records where that decides on who sees them.
pub fn index_creators(table: &Table) -> Result<(), Error> {
    if table.sharing.row_access == RowAccess::None {
        return Ok(());
    }
    let field = Field::System(SystemField::CreatedBy);
    let keys = vec![SystemField::CreatedBy.name().to_owned()];
    indexes::create(table, &Index { fields: vec![field], keys, kind: IndexKind::Btree, unique: false })?;
    Ok(())
}
