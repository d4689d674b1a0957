//! How does a record that exists get other data, if its values are read as people write them?

use std::sync::Arc;

use dyntables_records::Write;
use dyntables_records::cast_options::CastOptions;
use dyntables_sql::write;
use dyntables_values::Error;

use crate::catalog::definition::Definition;
use crate::run::prepare::{record, with_new_options};
use crate::run::unique::refused_by_index;
use crate::server::call::Call;
use crate::server::execute::{Access, execute, stream};
use crate::server::guard::guarded;
use crate::server::jsonb::{self, Jsonb};
use crate::server::returned::Returned;
use crate::server::types::Set;

/// What is wished for one record.
pub struct Wish<'a> {
    /// Its id.
    pub id: uuid::Uuid,
    /// The patch, or the data.
    pub data: Jsonb<'a>,
    /// Whether it is all of the data, and no patch.
    pub replaces: bool,
    /// Whether the record is in the trash, and comes out of it.
    pub restores: bool,
    /// The version that it must have.
    pub expected: Option<i64>,
}

/// Carries out a wish. The record is locked first: what is read is the whole of it, so all its faults are told at once.
/// Returns one row, or none if there is no such record.
pub fn carry_out(
    call: &Call,
    mut definition: Arc<Definition>,
    wish: &Wish<'_>,
    cast: &CastOptions,
) -> Result<Returned<Set>, Error> {
    let mut args = vec![wish.id.into(), (&wish.data).into()];
    let creators = definition.bind_creators(&mut args);
    let lock = write::lock_to_change(&definition.table, wish.replaces, wish.restores, creators);
    let found = execute(lock.text(), &args, Access::Write, |rows| {
        Some((rows.get::<i64>(0, 1)?, rows.jsonb_out(0, 2)?, rows.jsonb_out(0, 3)?))
    });
    let Some((version, old, new)) = found else {
        // No row, as nothing is there to be changed.
        let change = write::change_locked(&definition.table, wish.restores, creators);
        return Ok(stream(call, change.text(), &args, Access::Write));
    };
    if let Some(expected) = wish.expected.filter(|expected| *expected != version) {
        let slug = definition.table.slug.as_str();
        return Err(Error::version_conflict(slug, &wish.id.to_string(), expected, version));
    }
    let stored = with_new_options(&mut definition, |definition, new_options| {
        record(definition, new.bytes(), Write::Replace(old.bytes()), cast, true, new_options)
    })?;
    let stored = jsonb::from_bytes(&stored.map_err(|refused| refused.error(&definition, None))?);
    let change = write::change_locked(&definition.table, wish.restores, None);
    guarded(|| stream(call, change.text(), &[wish.id.into(), (&stored).into()], Access::Write))
        .map_err(refused_by_index(&definition))
}
