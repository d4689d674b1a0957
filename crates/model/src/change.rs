//! A change of a table's columns as data: the steps that carry it out, in their order. Whatever carries them out,
//! foretells them or chooses a lock for them reads the same list.

use dyntables_values::kind::Kind;
use dyntables_values::system::Source;
use dyntables_values::types::autonumber;

use crate::column::Column;
use crate::how::How;
use crate::ident::ColumnKey;
use crate::retype::is_harmless;
use crate::step::Step;
use crate::typable;

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
    files(&mut steps, before, after, converts || retries);
    steps
}

/// Lets the references to files follow. `are_new` tells whether values were rewritten.
fn files<'a>(steps: &mut Vec<Step<'a>>, before: &'a Column, after: &'a Column, are_new: bool) {
    let (held, holds) = (before.type_.holds_files(), after.type_.holds_files());
    if held && before.key != after.key {
        steps.push(Step::RenameFileRefs { from: &before.key, to: &after.key });
    }
    match (held, holds) {
        (_, true) if are_new => steps.push(Step::CollectFileRefs(&after.key)),
        (true, false) => steps.push(Step::DetachFiles(&after.key)),
        _ => {}
    }
    if held != holds {
        steps.push(Step::KeepFileTrigger);
    }
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
    if column.type_.holds_files() {
        // In an open table records may have values under the key.
        steps.push(Step::CollectFileRefs(&column.key));
        steps.push(Step::KeepFileTrigger);
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
        Step::DetachFiles(key),
        Step::KeepFileTrigger,
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
