//! What is known of a table: its definition, compiled, and what is there of it for a caller.

use std::sync::{Arc, OnceLock};

use dyntables_access::identity::Identity;
use dyntables_access::mask::{has_permissions, masked};
use dyntables_access::standing::{Standing, rows_of};
use dyntables_ask::predicate::Predicate;
use dyntables_model::sharing::Level;
use dyntables_model::table::Table;
use dyntables_records::RecordValidator;
use dyntables_values::Error;
use pgrx::pg_sys;

use crate::catalog::load::Loaded;
use crate::catalog::plain::Plain;
use crate::catalog::{access, indexes};
use crate::server::param::Value as Param;
use crate::server::snapshot::{self, Pushed};

/// A table's definition, compiled. It never changes: a call uses the one that it got, and the next call asks again.
pub struct Definition {
    /// The table, as the caller sees it.
    pub table: Arc<Table>,
    /// The users whose records there are for the caller; `None` if they are those of all users.
    creators: Option<Arc<[String]>>,
    /// Whose level this is of; that of the catalog itself is admin.
    pub level: Level,
    /// Its rules, compiled for the first write.
    validator: Arc<OnceLock<RecordValidator>>,
    /// What is there for those who may not read all columns: at the levels view and edit.
    masked: Arc<[OnceLock<Option<Masked>>; 2]>,
    /// The plain columns that are kept equal to `data`.
    pub plain: Arc<[Plain]>,
    /// The relation in `dt_data` that holds its records.
    pub storage: pg_sys::Oid,
    /// The indexes: what they refuse is told by them. Making or dropping an index invalidates the definition like any
    /// other change.
    pub indexes: Arc<[indexes::Existing]>,
    /// The last transaction that rewrote values. Older snapshots see records that do not fit the definition.
    rewritten: Option<u64>,
    /// Whether the storage has its primary key, and the trigger that validates records is switched on.
    is_guarded: bool,
    /// The storage's TOAST table, which stands for the labels in messages; invalid if there is none.
    pub(super) toast: pg_sys::Oid,
}

/// A table without the columns that some may not read, and its rules.
struct Masked {
    table: Arc<Table>,
    validator: Arc<OnceLock<RecordValidator>>,
}

impl Definition {
    /// What is there of it for a caller of this standing.
    pub fn seen_by(self: Arc<Self>, who: &Identity, standing: Standing) -> Arc<Self> {
        let creators = access::creators(who, standing.rows, &self.table.sharing);
        let (table, validator) = match self.masked_at(standing.level) {
            Some(masked) => (masked.table.clone(), masked.validator.clone()),
            None if creators.is_none() && !has_permissions(&self.table) => return self,
            None => (self.table.clone(), self.validator.clone()),
        };
        Arc::new(Definition {
            table,
            creators: creators.map(Into::into),
            level: standing.level,
            validator,
            masked: self.masked.clone(),
            plain: self.plain.clone(),
            storage: self.storage,
            indexes: self.indexes.clone(),
            rewritten: self.rewritten,
            is_guarded: self.is_guarded,
            toast: self.toast,
        })
    }

    /// The rules of the columns that a level may read; `None` if it may read all.
    pub fn rules_at(&self, level: Level) -> Result<Option<&RecordValidator>, Error> {
        let Some(Masked { table, validator }) = self.masked_at(level) else { return Ok(None) };
        compiled_rules(table, validator).map(Some)
    }

    fn masked_at(&self, level: Level) -> Option<&Masked> {
        match level {
            Level::Admin => None,
            level => self.masked[level as usize].get_or_init(|| self.mask(level)).as_ref(),
        }
    }

    fn mask(&self, level: Level) -> Option<Masked> {
        let table = Arc::new(masked(&self.table, level)?);
        Some(Masked { table, validator: Arc::default() })
    }

    /// A filter of the records that there are for the caller.
    pub fn visible(&self, filter: Predicate) -> Predicate {
        match (&self.creators, filter) {
            (None, filter) => filter,
            (Some(users), Predicate::All) => rows_of(users.to_vec()),
            (Some(users), filter) => Predicate::And(vec![rows_of(users.to_vec()), filter]),
        }
    }

    /// The users whose records there are for the caller; `None` if they are those of all users.
    pub fn creators(&self) -> Option<&[String]> {
        self.creators.as_deref()
    }

    /// Adds the users whose records there are for the caller to the arguments of a statement; their place, counted from 1.
    /// `None` if they are those of all users.
    pub fn bind_creators(&self, args: &mut Vec<Param>) -> Option<usize> {
        args.push(self.creators.as_deref()?.into());
        Some(args.len())
    }

    /// Whether the caller may not know of all records or columns, and so of no number that counts them.
    pub fn is_partial(&self) -> bool {
        self.creators.is_some() || !self.table.hidden.is_empty()
    }

    /// The rules, compiled when they are first asked for. Reads need none.
    pub fn validator(&self) -> Result<&RecordValidator, Error> {
        compiled_rules(&self.table, &self.validator)
    }

    fn too_late(&self) -> Error {
        Error::rewritten(self.table.slug.as_str())
    }

    /// A snapshot for a reader that fits the definition and holds until it is dropped; `None` if the statement's own
    /// fits. An error if the transaction can have no newer one.
    pub fn snapshot(&self) -> Result<Option<Pushed>, Error> {
        self.rewritten.map_or(Ok(None), |by| snapshot::newer_than(by).map_err(|_| self.too_late()))
    }

    /// Fails unless what is written is validated, and the writer's snapshot fits the definition.
    pub fn check_writable(&self) -> Result<(), Error> {
        if !self.is_guarded {
            let storage = self.table.storage();
            return Err(Error::in_the_way(
                format!(
                    "table \"{}\" is not written to: dt_data.{storage} lacks its primary key, or its trigger dt_validate that is switched on",
                    self.table.slug
                ),
                format!(
                    "ALTER TABLE dt_data.\"{storage}\" ADD PRIMARY KEY (id), or CREATE OR REPLACE TRIGGER dt_validate BEFORE INSERT OR UPDATE ON dt_data.\"{storage}\" FOR EACH ROW EXECUTE FUNCTION dt.validate_record()"
                ),
            ));
        }
        self.rewritten.map_or(Ok(()), |by| snapshot::check_write(by).map_err(|_| self.too_late()))
    }
}

fn compiled_rules<'v>(
    table: &Arc<Table>,
    validator: &'v OnceLock<RecordValidator>,
) -> Result<&'v RecordValidator, Error> {
    if let Some(known) = validator.get() {
        return Ok(known);
    }
    let made = RecordValidator::new(table.clone())?;
    Ok(validator.get_or_init(|| made))
}

/// The definition of a table that was just read.
pub(super) fn compiled(storage: pg_sys::Oid, loaded: Loaded) -> Arc<Definition> {
    let Loaded { mut table, rewritten } = loaded;
    let indexes::Stored { indexes, is_guarded, toast } = indexes::stored(storage, &table);
    table.indexing = indexes::indexing(&indexes, &table);
    indexes::keep_rules(&mut table, &indexes);
    let (table, indexes) = (Arc::new(table), indexes.into());
    let plain = Plain::of(&table);
    Arc::new(Definition {
        table,
        creators: None,
        level: Level::Admin,
        validator: Arc::default(),
        masked: Arc::default(),
        plain: plain.into(),
        storage,
        indexes,
        rewritten,
        is_guarded,
        toast,
    })
}

/// The definition of a table that was read again because its labels may have changed. The compiled rules stay if nothing
/// else has.
pub(super) fn relabelled(old: &Arc<Definition>, loaded: Loaded) -> Arc<Definition> {
    let mut table = loaded.table.clone();
    table.indexing = old.table.indexing.clone();
    indexes::keep_rules(&mut table, &old.indexes);
    if loaded.rewritten != old.rewritten || !old.table.is_but_for_labels(&table) {
        return compiled(old.storage, loaded);
    }
    let table = Arc::new(table);
    let plain = Plain::of(&table);
    let validator = old.validator.get().map(|rules| rules.with_labels_of(table.clone()));
    Arc::new(Definition {
        table,
        creators: None,
        level: Level::Admin,
        validator: Arc::new(validator.map_or_else(OnceLock::new, OnceLock::from)),
        masked: Arc::default(),
        plain: plain.into(),
        storage: old.storage,
        indexes: old.indexes.clone(),
        rewritten: old.rewritten,
        is_guarded: old.is_guarded,
        toast: old.toast,
    })
}
