//! Which steps carry out which change of a column, and which lock they need.

use dyntables_model::change::{addition, plan, removal, restoration, trashing};
use dyntables_model::column::Column;
use dyntables_model::column::has_options;
use dyntables_model::how::How;
use dyntables_model::ident::ColumnKey;
use dyntables_model::retype::{is_harmless, outline};
use dyntables_model::step::{Lock, Step, lock};
use dyntables_model::typed::Typed;
use dyntables_values::types::registry;
use serde_json::{Value, json};

fn column(document: &Value) -> Column {
    let mut whole = json!({"key": "v"});
    whole.as_object_mut().unwrap().extend(document.as_object().unwrap().clone());
    Column::from_document(&whole).unwrap()
}

/// The column after the changes, and how they are to be made.
fn changed(before: &Column, changes: &Value) -> (Column, How) {
    let mut changes = changes.as_object().unwrap().clone();
    let how = How::take(&mut changes).unwrap();
    let mut after = outline(before, &changes).unwrap();
    after.check().unwrap();
    (after, how)
}

/// The names of the steps.
fn names(steps: &[Step<'_>]) -> String {
    let name = |step: &Step<'_>| format!("{step:?}").split([' ', '(']).next().unwrap_or_default().to_owned();
    steps.iter().map(name).collect::<Vec<_>>().join(" ")
}

#[test]
fn a_change_is_these_steps() {
    use Lock::{AccessExclusive, ShareRowExclusive, ShareUpdateExclusive};
    let options = json!({"options": ["a", "b"]});
    for (before, changes, steps, needed) in [
        // What no value depends on
        (json!({"type": "text"}), json!({}), "UpdateLabels", ShareUpdateExclusive),
        (json!({"type": "text"}), json!({"label": "V", "width": 9}), "UpdateLabels", ShareUpdateExclusive),
        (json!({"type": "text"}), json!({"key": "v", "type": "text"}), "UpdateLabels", ShareUpdateExclusive),
        (
            json!({"type": "text", "required": true}),
            json!({"required": false}),
            "UpdateColumn",
            ShareRowExclusive,
        ),
        (json!({"type": "text"}), json!({"default": "x"}), "UpdateColumn", ShareRowExclusive),
        (
            json!({"type": "text"}),
            json!({"dry_run": true, "on_failure": "keep"}),
            "UpdateLabels",
            ShareUpdateExclusive,
        ),
        // Rules
        (json!({"type": "text"}), json!({"required": true}), "UpdateColumn Require", ShareRowExclusive),
        (
            json!({"type": "text", "required": true}),
            json!({"required": true}),
            "UpdateLabels",
            ShareUpdateExclusive,
        ),
        (json!({"type": "text"}), json!({"unique": true}), "UpdateColumn MakeIndex", ShareRowExclusive),
        (
            json!({"type": "text"}),
            json!({"unique": true, "index": true}),
            "UpdateColumn MakeIndex MakeIndex",
            ShareRowExclusive,
        ),
        (
            json!({"type": "text", "unique": true}),
            json!({"unique": false}),
            "UpdateColumn DropIndex",
            AccessExclusive,
        ),
        (
            json!({"type": "text", "index": true}),
            json!({"index": false, "unique": true}),
            "UpdateColumn MakeIndex DropIndex",
            AccessExclusive,
        ),
        (
            json!({"type": "text"}),
            json!({"default": "x", "required": true, "unique": true, "backfill": true}),
            "UpdateColumn MakeIndex Backfill Require",
            ShareRowExclusive,
        ),
        // Config
        (
            json!({"type": "select", "config": options}),
            json!({"config": {"options": ["a", "b", "c"]}}),
            "UpdateColumn",
            ShareRowExclusive,
        ),
        (
            json!({"type": "select", "config": options}),
            json!({"config": {"options": ["a"]}}),
            "CountValues TakeDownIndexes NoteRewrite ConvertValues UpdateColumn RemakeIndexes",
            AccessExclusive,
        ),
        (
            json!({"type": "number", "required": true, "unique": true, "index": true}),
            json!({"config": {"max": 5}, "index": false}),
            "CountValues TakeDownIndexes NoteRewrite ConvertValues UpdateColumn RemakeIndexes MakeIndex Require",
            AccessExclusive,
        ),
        // Another key
        (
            json!({"type": "text", "unique": true, "index": true, "required": true}),
            json!({"key": "w"}),
            "TakeDownIndexes NoteRewrite RenameKey RenameInSettings UpdateColumn DropStatistics MakeStatistics RemakeIndexes MakeIndex MakeIndex",
            AccessExclusive,
        ),
        (
            json!({"type": "json"}),
            json!({"key": "w"}),
            "TakeDownIndexes NoteRewrite RenameKey RenameInSettings UpdateColumn RemakeIndexes",
            AccessExclusive,
        ),
        (
            json!({"type": "created_at", "index": true}),
            json!({"key": "w"}),
            "TakeDownIndexes RenameInSettings UpdateColumn RemakeIndexes MakeIndex",
            AccessExclusive,
        ),
        // Another type
        (
            json!({"type": "text", "required": true, "index": true}),
            json!({"type": "integer", "on_failure": "null"}),
            "CountValues TakeDownIndexes NoteRewrite ConvertValues UpdateColumn DropStatistics MakeStatistics RemakeIndexes MakeIndex Require",
            AccessExclusive,
        ),
        (
            json!({"type": "text"}),
            json!({"type": "long_text"}),
            "CountValues TakeDownIndexes NoteRewrite ConvertValues UpdateColumn RemakeIndexes",
            AccessExclusive,
        ),
        (
            json!({"type": "text"}),
            json!({"type": "json"}),
            "CountValues TakeDownIndexes NoteRewrite ConvertValues UpdateColumn DropStatistics RemakeIndexes",
            AccessExclusive,
        ),
        (
            json!({"type": "json"}),
            json!({"type": "text", "key": "w"}),
            "CountValues TakeDownIndexes NoteRewrite ConvertValues RenameKey RenameInSettings UpdateColumn MakeStatistics RemakeIndexes",
            AccessExclusive,
        ),
        // Numbers
        (
            json!({"type": "autonumber"}),
            json!({"config": {"prefix": "N-"}}),
            "UpdateColumn",
            ShareRowExclusive,
        ),
        (json!({"type": "autonumber"}), json!({"config": {"start": 1}}), "UpdateColumn", ShareRowExclusive),
        (
            json!({"type": "autonumber"}),
            json!({"config": {"start": 100}}),
            "UpdateColumn RestartSequence",
            ShareRowExclusive,
        ),
        (
            json!({"type": "autonumber"}),
            json!({"key": "w", "config": {"start": 100}}),
            "TakeDownIndexes NoteRewrite RenameKey RenameSequence RenameInSettings UpdateColumn DropStatistics MakeStatistics RemakeIndexes RestartSequence",
            AccessExclusive,
        ),
        (
            json!({"type": "autonumber"}),
            json!({"key": "w", "type": "integer"}),
            "CountValues TakeDownIndexes NoteRewrite ConvertValues RenameKey DropSequence RenameInSettings UpdateColumn DropStatistics MakeStatistics RemakeIndexes",
            AccessExclusive,
        ),
    ] {
        let before = column(&before);
        let (after, how) = changed(&before, &changes);
        let planned = plan(&before, &after, &how);
        assert_eq!(names(&planned), steps, "{before:?} {changes}");
        assert_eq!(lock(&planned), needed, "{before:?} {changes}");
    }
}

#[test]
fn a_column_comes_and_goes_by_these_steps() {
    for (document, added, restored) in [
        (json!({"type": "text"}), "InsertColumn MakeStatistics", "RestoreColumn MakeStatistics"),
        (json!({"type": "json"}), "InsertColumn", "RestoreColumn"),
        (json!({"type": "created_at", "index": true}), "InsertColumn MakeIndex", "RestoreColumn MakeIndex"),
        (
            json!({"type": "text", "required": true, "unique": true, "index": true}),
            "InsertColumn Require MakeStatistics MakeIndex MakeIndex",
            "RestoreColumn Require MakeStatistics MakeIndex MakeIndex",
        ),
        (
            json!({"type": "autonumber", "required": true}),
            "InsertColumn MakeSequence NumberRecords Require MakeStatistics",
            "RestoreColumn NumberRecords Require MakeStatistics",
        ),
    ] {
        let column = column(&document);
        for (steps, expected) in [(addition(&column, false), added), (restoration(&column), restored)] {
            assert_eq!(names(&steps), expected, "{document}");
            assert_eq!(lock(&steps), Lock::ShareRowExclusive, "{document}");
        }
    }
    let key = column(&json!({"type": "text"})).key;
    assert_eq!(names(&trashing(&key)), "TrashColumn DropStatistics");
    assert_eq!(lock(&trashing(&key)), Lock::ShareRowExclusive);
    let removed = "DropIndexes DropTyped DeleteColumn DropStatistics NoteRewrite RemoveKey DropSequence DetachFiles KeepFileTrigger";
    assert_eq!(names(&removal(&key)), removed);
    assert_eq!(lock(&removal(&key)), Lock::AccessExclusive);
}

#[test]
fn no_step_needs_no_lock_beyond_a_readers() {
    assert_eq!(lock(&[]), Lock::AccessShare);
    assert!(Lock::AccessShare < Lock::ShareRowExclusive && Lock::ShareRowExclusive < Lock::AccessExclusive);
}

/// The lock is chosen before anyone knows which options the values need. That is no stronger one.
#[test]
fn more_options_only_widen_what_is_allowed() {
    for type_ in registry::all().iter().filter(|type_| has_options(**type_)) {
        let with = |options: Value| column(&json!({"type": type_.name(), "config": {"options": options}}));
        let few = with(json!(["a", {"value": "b", "label": "B"}]));
        let more = with(json!(["a", {"value": "b", "label": "B"}, "c"]));
        assert!(is_harmless(&few, &more), "{}", type_.name());
    }
}

#[test]
fn an_outline_says_what_the_changes_alone_say() {
    let before = column(&json!({"type": "number", "default": 5, "config": {"max": 9}}));
    let outlined = |changes: Value| outline(&before, changes.as_object().unwrap());
    let after = outlined(json!({"type": "text", "key": "w"})).unwrap();
    assert_eq!((after.key.as_str(), after.label.as_str(), after.type_.name()), ("w", "w", "text"));
    assert!(after.config.is_empty());
    assert_eq!(after.default, Some(json!(5)), "the default is still the old one");
    let after = outlined(json!({"key": "w", "label": "Mine", "config": null, "default": null})).unwrap();
    assert_eq!((after.label.as_str(), after.config.is_empty(), after.default), ("Mine", true, None));
    let after = outlined(json!({"config": {"nonsense": 1}})).unwrap();
    assert_eq!(after.config.len(), 1, "nothing is checked");
    for refused in [
        json!({"type": "texxt"}),
        json!({"type": 5}),
        json!({"type": "created_at"}),
        json!({"key": "No Key"}),
        json!({"required": "yes"}),
        json!({"positon": 1}),
    ] {
        assert!(outlined(refused.clone()).is_err(), "{refused}");
    }
}

/// What a typed column adds to the steps.
#[test]
fn a_typed_column_is_made_by_these_steps() {
    let typed = |document: Value| {
        let mut column = column(&document);
        column.typed = Some(Typed::complete(column.key.clone()));
        column
    };
    let text = json!({"type": "text", "index": true});
    assert_eq!(names(&addition(&typed(text.clone()), false)), "AddTyped InsertColumn FillTyped MakeIndex");
    assert_eq!(lock(&addition(&typed(text.clone()), false)), Lock::AccessExclusive);
    let how = How::default();
    let renamed = |mut column: Column| {
        column.key = ColumnKey::new("w").unwrap();
        column.typed = Some(Typed::complete(column.key.clone()));
        column
    };
    let mut filling = typed(text.clone());
    filling.typed.as_mut().unwrap().is_complete = false;
    for (before, after, expected) in [
        (
            column(&text),
            typed(text.clone()),
            "TakeDownIndexes AddTyped UpdateColumn DropStatistics FillTyped RemakeIndexes MakeIndex",
        ),
        (
            typed(text.clone()),
            column(&text),
            "TakeDownIndexes DropTyped UpdateColumn MakeStatistics RemakeIndexes MakeIndex",
        ),
        (typed(text.clone()), typed(text.clone()), "UpdateLabels"),
        (
            filling,
            typed(text.clone()),
            "TakeDownIndexes UpdateColumn DropStatistics MendTyped RemakeIndexes MakeIndex",
        ),
        (
            typed(text.clone()),
            renamed(typed(text.clone())),
            "TakeDownIndexes NoteRewrite RenameTyped RenameKey RenameInSettings UpdateColumn MendTyped RemakeIndexes MakeIndex",
        ),
        (
            typed(text.clone()),
            typed(json!({"type": "integer", "index": true})),
            "CountValues TakeDownIndexes NoteRewrite ConvertValues UpdateColumn RetypeTyped RemakeIndexes MakeIndex",
        ),
    ] {
        assert_eq!(names(&plan(&before, &after, &how)), expected, "{:?} {:?}", before.typed, after.typed);
    }
}
