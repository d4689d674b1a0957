//! A change of a table's columns as data: the steps that carry it out, in their order. Whatever carries them out,
//! foretells them or chooses a lock for them reads the same list.

use dyntables_values::argument::{boolean, count, string};
use dyntables_values::error::Error;
use dyntables_values::kind::Kind;
use dyntables_values::system::Source;
use dyntables_values::text::Object;
use dyntables_values::types::autonumber;
use dyntables_values::types::options::MOST as MOST_OPTIONS;
use dyntables_values::written::{Reading, options};
use serde_json::Value;

use crate::column::Column;
use crate::ident::ColumnKey;
use crate::retype::is_harmless;
use crate::typable;

/// What becomes of values that do not convert.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum OnFailure {
    /// The change is refused.
    #[default]
    Abort,
    /// They are removed.
    Null,
    /// They are kept in the record, under [`UNCONVERTED`](crate::ident::UNCONVERTED).
    Keep,
}

impl OnFailure {
    const NAMES: [(&'static str, OnFailure); 3] =
        [("abort", OnFailure::Abort), ("null", OnFailure::Null), ("keep", OnFailure::Keep)];

    /// Reads `abort`, `null` or `keep`.
    pub fn parse(value: &Value) -> Result<Self, Error> {
        let name = string(value, "on_failure")?;
        let found = Self::NAMES.iter().find(|(known, _)| *known == name);
        found
            .map(|(_, choice)| *choice)
            .ok_or_else(|| Error::unknown("value of on_failure", name, Self::NAMES.map(|(name, _)| name)))
    }

    /// As [`OnFailure::parse`] reads it.
    #[must_use]
    pub fn name(self) -> &'static str {
        Self::NAMES.iter().find(|(_, choice)| *choice == self).map_or("abort", |(name, _)| name)
    }
}

/// The most options that a column gets of its values in one call. A column of more different values is most often no
/// select.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct MaxOptions(pub usize);

impl Default for MaxOptions {
    fn default() -> Self {
        MaxOptions(100)
    }
}

impl MaxOptions {
    /// Reads the option `max_options`.
    pub fn parse(value: &Value) -> Result<Self, Error> {
        let most = count(value, "max_options", MOST_OPTIONS as i64)?;
        Ok(MaxOptions(usize::try_from(most).unwrap_or(MOST_OPTIONS)))
    }
}

/// The keys of changes that say how to change rather than what.
#[derive(Debug, Clone, Default)]
pub struct How {
    /// Write the default into the records that lack a value.
    pub backfill: bool,
    /// Change nothing, and tell what would be.
    pub dry_run: bool,
    /// Read once more what could not be converted.
    pub retry_unconverted: bool,
    /// Make options of values that are none.
    pub create_options: bool,
    /// The most options that are made.
    pub max_options: MaxOptions,
    /// What becomes of values that do not convert.
    pub on_failure: OnFailure,
    /// The options that say how text is read, as they were given.
    pub reading: Object,
}

impl How {
    /// Takes them out of the changes.
    pub fn take(changes: &mut Object) -> Result<Self, Error> {
        let mut flag = |name: &str| match changes.remove(name) {
            Some(value) => boolean(&value, name),
            None => Ok(false),
        };
        Ok(How {
            backfill: flag("backfill")?,
            dry_run: flag("dry_run")?,
            retry_unconverted: flag("retry_unconverted")?,
            create_options: flag("create_options")?,
            max_options: changes
                .remove("max_options")
                .map(|value| MaxOptions::parse(&value))
                .transpose()?
                .unwrap_or_default(),
            on_failure: changes
                .remove("on_failure")
                .map(|value| OnFailure::parse(&value))
                .transpose()?
                .unwrap_or_default(),
            reading: reading(changes)?,
        })
    }
}

/// Takes the options out of the changes that say how text is read.
fn reading(changes: &mut Object) -> Result<Object, Error> {
    let mut given = Object::new();
    for key in options::KEYS {
        if let Some(value) = changes.remove(key) {
            options::read(&mut Reading::default(), key, &value)?;
            given.insert(key.to_owned(), value);
        }
    }
    Ok(given)
}

/// The lock on the storage table that a step needs, the weakest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Lock {
    /// Others may read and write.
    AccessShare,
    /// Others may read and write, but not change the table.
    ShareUpdateExclusive,
    /// Others may read.
    ShareRowExclusive,
    /// Nobody else uses the table.
    AccessExclusive,
}

/// One step of a change.
#[derive(Debug, Clone, Copy)]
pub enum Step<'a> {
    /// Counts the values that convert and those that do not. If some do not and `on_failure` is
    /// [`OnFailure::Abort`], the change is refused.
    CountValues {
        /// The column as it is.
        before: &'a Column,
        /// The column as it will be.
        after: &'a Column,
        /// How they are read, and what becomes of those that do not convert.
        how: &'a How,
    },
    /// Drops the indexes over a column; [`Step::RemakeIndexes`] makes them again. If one of them cannot be over the
    /// column as it will be, the change is refused.
    TakeDownIndexes {
        /// The column as it is.
        before: &'a Column,
        /// The column as it will be.
        after: &'a Column,
    },
    /// Drops the indexes over a column for good.
    DropIndexes(&'a ColumnKey),
    /// Notes that values are rewritten: older snapshots do not fit the definition from then on.
    NoteRewrite,
    /// Converts the values, under the key they have.
    ConvertValues {
        /// The column as it is.
        before: &'a Column,
        /// The column as it will be.
        after: &'a Column,
        /// How they are read, and what becomes of those that do not convert.
        how: &'a How,
    },
    /// Moves the values to another key, and with them what did not convert.
    RenameKey {
        /// The key they have.
        from: &'a ColumnKey,
        /// The key they get.
        to: &'a ColumnKey,
    },
    /// Lets the settings of the table name the column by its new key.
    RenameInSettings {
        /// The key it has.
        from: &'a ColumnKey,
        /// The key it gets.
        to: &'a ColumnKey,
    },
    /// Counts which of the values can be read that an earlier conversion could not convert.
    CountUnconverted {
        /// The column as it will be.
        after: &'a Column,
        /// How they are read.
        how: &'a How,
    },
    /// Gives records the values that can be read after all.
    RetryUnconverted {
        /// The column as it will be.
        after: &'a Column,
        /// How they are read.
        how: &'a How,
    },
    /// Adds the plain column of a typed column, which is still empty.
    AddTyped(&'a Column),
    /// Gives the plain column that was just added the values, all at once.
    FillTyped(&'a Column),
    /// Gives the plain column the SQL type of the column, and all values anew.
    RetypeTyped(&'a Column),
    /// Corrects the plain column where it has another value than `data`.
    MendTyped(&'a Column),
    /// Gives the plain column of a typed column another name.
    RenameTyped {
        /// The name that it has.
        from: &'a ColumnKey,
        /// The name that it gets.
        to: &'a ColumnKey,
    },
    /// Drops the plain column of the column with this key, if it has one.
    DropTyped(&'a ColumnKey),
    /// Removes the values, and what did not convert.
    RemoveKey(&'a ColumnKey),
    /// Makes the sequence that a column's numbers come from.
    MakeSequence(&'a Column),
    /// Makes the sequence of a column that has numbers already. It goes on after the largest.
    ContinueSequence(&'a Column),
    /// Numbers the records that have no number, in the order of their creation.
    NumberRecords(&'a Column),
    /// Names the sequence after the column's new key.
    RenameSequence {
        /// The key it is named after.
        from: &'a ColumnKey,
        /// The new key.
        to: &'a ColumnKey,
    },
    /// Lets the sequence go on at the column's start, unless it is beyond it.
    RestartSequence(&'a Column),
    /// Drops the sequence, if there is one.
    DropSequence(&'a ColumnKey),
    /// Enters a column into the catalog, after the others.
    InsertColumn(&'a Column),
    /// Replaces a column in the catalog.
    UpdateColumn {
        /// The key it has.
        key: &'a ColumnKey,
        /// The column as it will be.
        after: &'a Column,
    },
    /// Replaces a column in the catalog by one that differs in what people are shown.
    UpdateLabels {
        /// The key it has.
        key: &'a ColumnKey,
        /// The column as it will be.
        after: &'a Column,
    },
    /// Moves a column to the trash.
    TrashColumn(&'a ColumnKey),
    /// Takes a column out of the trash.
    RestoreColumn(&'a ColumnKey),
    /// Removes a column from the catalog.
    DeleteColumn(&'a ColumnKey),
    /// Drops what the planner knows of the values.
    DropStatistics(&'a ColumnKey),
    /// Lets the planner know the values, if the column is among the table's first.
    MakeStatistics {
        /// The column as it will be.
        after: &'a Column,
        /// The key of the column whose place it has; a new column stands after the others.
        place_of: Option<&'a ColumnKey>,
    },
    /// Makes again what [`Step::TakeDownIndexes`] has dropped, except the indexes of the column's own rules.
    RemakeIndexes,
    /// Makes the index of a column's own rule.
    MakeIndex {
        /// The column as it will be.
        column: &'a Column,
        /// Whether it is the rule `unique` rather than `index`.
        unique: bool,
    },
    /// Drops the index of a column's own rule.
    DropIndex {
        /// The column as it will be.
        column: &'a Column,
        /// Whether it is the rule `unique` rather than `index`.
        unique: bool,
    },
    /// Writes the default into the records that lack a value.
    Backfill(&'a Column),
    /// Refuses the change if records lack a value.
    Require(&'a Column),
}

impl Step<'_> {
    /// The lock that it needs. Readers are kept out where values that they look for are rewritten, and where
    /// PostgreSQL itself keeps them out because an index is dropped.
    #[must_use]
    pub fn lock(&self) -> Lock {
        match self {
            Step::CountValues { .. } | Step::CountUnconverted { .. } => Lock::AccessShare,
            Step::UpdateLabels { .. } => Lock::ShareUpdateExclusive,
            Step::TakeDownIndexes { .. }
            | Step::DropIndexes(_)
            | Step::DropIndex { .. }
            | Step::ConvertValues { .. }
            | Step::RetryUnconverted { .. }
            | Step::RenameKey { .. }
            | Step::AddTyped(_)
            | Step::FillTyped(_)
            | Step::RetypeTyped(_)
            | Step::RenameTyped { .. }
            | Step::DropTyped(_)
            | Step::RemoveKey(_) => Lock::AccessExclusive,
            Step::NoteRewrite
            | Step::MakeSequence(_)
            | Step::NumberRecords(_)
            | Step::ContinueSequence(_)
            | Step::RenameSequence { .. }
            | Step::RestartSequence(_)
            | Step::DropSequence(_)
            | Step::InsertColumn(_)
            | Step::RenameInSettings { .. }
            | Step::UpdateColumn { .. }
            | Step::TrashColumn(_)
            | Step::RestoreColumn(_)
            | Step::DeleteColumn(_)
            | Step::DropStatistics(_)
            | Step::MakeStatistics { .. }
            | Step::MendTyped(_)
            | Step::RemakeIndexes
            | Step::MakeIndex { .. }
            | Step::Backfill(_)
            | Step::Require(_) => Lock::ShareRowExclusive,
        }
    }
}

/// The lock that all steps of a change need: it comes first, or it would be waited for while a weaker one is held.
#[must_use]
pub fn lock(steps: &[Step<'_>]) -> Lock {
    steps.iter().map(Step::lock).max().unwrap_or(Lock::AccessShare)
}

/// A column that becomes another one.
#[must_use]
pub fn plan<'a>(before: &'a Column, after: &'a Column, how: &'a How) -> Vec<Step<'a>> {
    if before.is_but_for_labels(after) && !how.backfill && !how.retry_unconverted {
        return vec![Step::UpdateLabels { key: &before.key, after }];
    }
    let converts = !is_harmless(before, after);
    let renamed = before.key != after.key;
    let moves = renamed && before.type_.source() == Source::Data;
    let (from, to) = (&before.key, &after.key);
    let (was, is) = (before.typed.as_ref(), after.typed.as_ref());
    let kept = was.zip(is);
    let added = is.is_some() && was.is_none();
    let dropped = was.is_some() && is.is_none();
    // The plain column itself stays, and with it what others have made of it.
    let retyped = kept.is_some() && converts && typable::plain(before) != typable::plain(after);
    let completed = kept.is_some_and(|(was, is)| !was.is_complete && is.is_complete);
    let rebuilds = converts || renamed || added || dropped || completed;
    let mut steps = Vec::new();
    if converts {
        steps.push(Step::CountValues { before, after, how });
    }
    if rebuilds {
        steps.push(Step::TakeDownIndexes { before, after });
    }
    if dropped {
        steps.push(Step::DropTyped(from));
    }
    let retries = how.retry_unconverted && after.type_.source() == Source::Data && !after.type_.is_assigned();
    if converts || moves || retries {
        steps.push(Step::NoteRewrite);
    }
    if converts {
        steps.push(Step::ConvertValues { before, after, how });
    }
    if let Some((was, is)) = kept.filter(|(was, is)| was.name != is.name) {
        steps.push(Step::RenameTyped { from: &was.name, to: &is.name });
    }
    if moves {
        steps.push(Step::RenameKey { from, to });
    }
    match (before.type_.is_assigned(), after.type_.is_assigned()) {
        (true, true) if renamed => steps.push(Step::RenameSequence { from, to }),
        (true, false) => steps.push(Step::DropSequence(from)),
        (false, true) => steps.push(Step::ContinueSequence(after)),
        _ => {}
    }
    if renamed {
        steps.push(Step::RenameInSettings { from, to });
    }
    if retries {
        steps.push(Step::CountUnconverted { after, how });
        steps.push(Step::RetryUnconverted { after, how });
    }
    if added {
        steps.push(Step::AddTyped(after));
    }
    steps.push(Step::UpdateColumn { key: from, after });
    if after.type_.is_assigned() && !before.type_.is_assigned() {
        steps.push(Step::NumberRecords(after));
    }
    statistics(&mut steps, Some(before), after);
    if added {
        steps.push(Step::FillTyped(after));
    } else if retyped {
        steps.push(Step::RetypeTyped(after));
    } else if is.is_some() && (converts || completed || moves || retries) {
        steps.push(Step::MendTyped(after));
    }
    // All indexes were dropped where the values, their key or their plain column have changed.
    let kept = (!rebuilds).then_some(before);
    if kept.is_none() {
        steps.push(Step::RemakeIndexes);
    }
    own_indexes(&mut steps, kept, after);
    let is_still_assigned = before.type_.is_assigned() && after.type_.is_assigned();
    if is_still_assigned && autonumber::start(&before.config) != autonumber::start(&after.config) {
        steps.push(Step::RestartSequence(after));
    }
    if how.backfill {
        steps.push(Step::Backfill(after));
    }
    if after.required && (!before.required || converts) {
        steps.push(Step::Require(after));
    }
    steps
}

/// A column that is added. `backfill` tells whether the records there are get its default.
#[must_use]
pub fn addition(column: &Column, backfill: bool) -> Vec<Step<'_>> {
    let is_typed = column.typed.is_some();
    let mut steps = Vec::new();
    if is_typed {
        steps.push(Step::AddTyped(column));
    }
    steps.push(Step::InsertColumn(column));
    // In an open table records may have values under the key.
    if is_typed {
        steps.push(Step::FillTyped(column));
    }
    if column.type_.is_assigned() {
        steps.push(Step::MakeSequence(column));
    }
    if backfill {
        steps.push(Step::Backfill(column));
    }
    arrival(steps, column)
}

/// A column that comes back from the trash.
#[must_use]
pub fn restoration(column: &Column) -> Vec<Step<'_>> {
    arrival(vec![Step::RestoreColumn(&column.key)], column)
}

/// What follows when a column stands in the catalog that was not there.
fn arrival<'a>(mut steps: Vec<Step<'a>>, column: &'a Column) -> Vec<Step<'a>> {
    if column.type_.is_assigned() {
        steps.push(Step::NumberRecords(column));
    }
    if column.required {
        steps.push(Step::Require(column));
    }
    statistics(&mut steps, None, column);
    own_indexes(&mut steps, None, column);
    steps
}

/// A column that goes to the trash: its values and indexes stay, to be restored with their rules.
#[must_use]
pub fn trashing(key: &ColumnKey) -> Vec<Step<'_>> {
    vec![Step::TrashColumn(key), Step::DropStatistics(key)]
}

/// A column that is removed for good, also out of the trash.
#[must_use]
pub fn removal(key: &ColumnKey) -> Vec<Step<'_>> {
    vec![
        Step::DropIndexes(key),
        Step::DropTyped(key),
        Step::DeleteColumn(key),
        Step::DropStatistics(key),
        Step::NoteRewrite,
        Step::RemoveKey(key),
        Step::DropSequence(key),
    ]
}

/// What the values compare by, if they do: what statistics are of. Those of a plain column PostgreSQL makes itself.
fn compared(column: &Column) -> Option<(&ColumnKey, Kind, &'static str)> {
    let (kind, extractor) = column.type_.extraction(&column.config);
    let is_in_data = column.type_.source() == Source::Data && !column.is_typed();
    (is_in_data && kind != Kind::Json).then_some((&column.key, kind, extractor))
}

fn statistics<'a>(steps: &mut Vec<Step<'a>>, before: Option<&'a Column>, after: &'a Column) {
    let (was, is) = (before.and_then(compared), compared(after));
    if was == is {
        return;
    }
    if let Some((key, ..)) = was {
        steps.push(Step::DropStatistics(key));
    }
    if is.is_some() {
        steps.push(Step::MakeStatistics { after, place_of: before.map(|before| &before.key) });
    }
}

/// Brings the indexes of a column's own rules in line with it; `before` is the column whose indexes are there.
fn own_indexes<'a>(steps: &mut Vec<Step<'a>>, before: Option<&Column>, column: &'a Column) {
    for (unique, was, is) in [
        (true, before.is_some_and(|before| before.unique), column.unique),
        (false, before.is_some_and(|before| before.indexed), column.indexed),
    ] {
        match (was, is) {
            (false, true) => steps.push(Step::MakeIndex { column, unique }),
            (true, false) => steps.push(Step::DropIndex { column, unique }),
            _ => {}
        }
    }
}
