//! What may those do with a storage table who type SQL of their own? Policies of row-level security say it. They ask the
//! rules that the functions `dt_*` go by; those run as the tables' owner, whom no policy binds.

use dyntables_model::sharing::RowAccess;
use dyntables_model::table::Table;
use dyntables_sql::policy;

use crate::server::execute::run_ddl;

/// Makes the policies of a new table.
pub fn create(table: &Table) {
    for sql in policy::create(table) {
        run_ddl(sql.text());
    }
}

/// Makes the policies anew if other rows are seen after a change.
pub fn follow(table: &Table, before: RowAccess) {
    let by_row = |rows: RowAccess| rows != RowAccess::None;
    if by_row(before) != by_row(table.sharing.row_access) {
        for sql in policy::change(table) {
            run_ddl(sql.text());
        }
    }
}
