//! The policies of row-level security of a storage table.
//!
//! A sub-select is asked once for a statement; PostgreSQL would ask a bare function of constants for each row. Nobody is told by an
//! operator of a condition of their own what a row that is not theirs holds: PostgreSQL asks the policy first, except
//! for operators and functions that are leakproof, as those are that indexes are over.

use dyntables_model::sharing::RowAccess;
use dyntables_model::table::Table;

use crate::writer::{Fragment, Number, Sql};
use crate::{fragment, statement};

/// The statements that guard a new table.
pub fn create(table: &Table) -> Vec<Sql> {
    vec![
        statement!("ALTER TABLE {table} ENABLE ROW LEVEL SECURITY", table),
        statement!(
            "CREATE POLICY dt_read ON {table} FOR SELECT USING ({may})",
            table,
            may = may(table, "view")
        ),
        statement!("CREATE POLICY dt_write ON {table} USING ({may})", table, may = may(table, "edit")),
    ]
}

/// The statements that give a table's policies their conditions anew.
pub fn change(table: &Table) -> Vec<Sql> {
    let alter = |name: &'static str, level| {
        statement!("ALTER POLICY {name} ON {table} USING ({may})", name, table, may = may(table, level))
    };
    vec![alter("dt_read", "view"), alter("dt_write", "edit")]
}

/// The condition that the caller has a level, and that the row is one of theirs where that matters.
fn may(table: &Table, level: &'static str) -> impl Fragment {
    let no = Number(table.no.unsigned_abs());
    let own = (table.sharing.row_access != RowAccess::None).then(|| {
        fragment!(
            " AND ((SELECT dt.creators({no})) IS NULL OR created_by OPERATOR(pg_catalog.=) ANY ((SELECT dt.creators({no}))::pg_catalog.text[]))",
            no
        )
    });
    fragment!("(SELECT dt.may({no}, '{level}')){own}", no, level, own)
}
