//! What are the steps of a change of a column, and which lock does each need?

use crate::column::Column;
use crate::how::How;
use crate::ident::ColumnKey;

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
    /// Lets the references to files follow the values of a column to another key.
    RenameFileRefs {
        /// The key they have.
        from: &'a ColumnKey,
        /// The key they get.
        to: &'a ColumnKey,
    },
    /// Finds out anew which files the values of a column refer to.
    CollectFileRefs(&'a ColumnKey),
    /// Lets go of the files of a column whose values are files no more.
    DetachFiles(&'a ColumnKey),
    /// Makes the trigger that keeps the references to files, or drops it with the last column for files.
    KeepFileTrigger,
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
            | Step::RenameFileRefs { .. }
            | Step::CollectFileRefs(_)
            | Step::DetachFiles(_)
            | Step::KeepFileTrigger
            | Step::Require(_) => Lock::ShareRowExclusive,
        }
    }
}

/// The lock that all steps of a change need: it comes first, or it would be waited for while a weaker one is held.
#[must_use]
pub fn lock(steps: &[Step<'_>]) -> Lock {
    steps.iter().map(Step::lock).max().unwrap_or(Lock::AccessShare)
}
