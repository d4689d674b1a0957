//! What does a DDL command do? PostgreSQL tells it to event triggers.

use std::cell::Cell;
use std::ffi::{CStr, c_int};

use dyntables_values::Error;
use pgrx::pg_sys;

use crate::server::call::Call;

thread_local! {
    /// Whether the DDL that runs is this extension's own.
    static OURS: Cell<bool> = const { Cell::new(false) };
}

/// Marks DDL as this extension's own until it is dropped, even if an error unwinds.
pub struct OurDdl(bool);

impl OurDdl {
    /// Begins to mark DDL.
    pub fn new() -> Self {
        OurDdl(OURS.replace(true))
    }
}

impl Drop for OurDdl {
    fn drop(&mut self) {
        OURS.set(self.0);
    }
}

/// Whether DDL is this extension's own, or that of an install or upgrade script.
pub fn is_ours() -> bool {
    // SAFETY: a plain read of the backend's state.
    OURS.get() || unsafe { pg_sys::creating_extension }
}

/// What a command does to the objects it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Another name, or another schema.
    Moves,
    /// Columns, rules, parents, types, constraints on columns: what a storage table's shape is made of.
    Shape,
    /// Triggers that are switched off.
    Triggers,
    /// A schema of another name.
    MovesSchema,
    /// Anything else.
    Other,
}

/// A DDL command.
pub struct Event {
    command: *mut pg_sys::Node,
}

impl Event {
    /// The command that an event trigger is called for. An error if the call is none of an event trigger.
    pub fn of(call: &Call) -> Result<Self, Error> {
        // SAFETY: a context that is an EventTriggerData is what the event trigger manager passes.
        unsafe {
            let context = (*call.fcinfo()).context;
            if context.is_null() || (*context).type_ != pg_sys::NodeTag::T_EventTriggerData {
                return Err(Error::bad("this function is for event triggers only"));
            }
            Ok(Event { command: (*context.cast::<pg_sys::EventTriggerData>()).parsetree })
        }
    }

    /// What it does.
    pub fn change(&self) -> Change {
        use pg_sys::NodeTag;
        // SAFETY: a node's tag says what it is.
        unsafe {
            let Some(node) = self.command.as_ref() else { return Change::Other };
            match node.type_ {
                NodeTag::T_RenameStmt => {
                    let kind = (*self.command.cast::<pg_sys::RenameStmt>()).renameType;
                    if kind == pg_sys::ObjectType::OBJECT_SCHEMA {
                        Change::MovesSchema
                    } else {
                        Change::Moves
                    }
                }
                NodeTag::T_AlterObjectSchemaStmt => Change::Moves,
                NodeTag::T_RuleStmt => Change::Shape,
                NodeTag::T_AlterTableStmt => {
                    let steps = cells((*self.command.cast::<pg_sys::AlterTableStmt>()).cmds);
                    let steps = steps.map(|step| &*step.cast::<pg_sys::AlterTableCmd>());
                    let switches = |step: &pg_sys::AlterTableCmd| switches_triggers(step.subtype);
                    match steps.filter(|step| !is_harmless(step)).map(switches).reduce(|a, b| a && b) {
                        None => Change::Other,
                        Some(true) => Change::Triggers,
                        Some(false) => Change::Shape,
                    }
                }
                _ => Change::Other,
            }
        }
    }

    /// The old name of the schema that is renamed, if one is.
    pub fn schema_name(&self) -> Option<String> {
        // SAFETY: a node's tag says what it is; the name is NUL-terminated or null.
        unsafe {
            let node = self.command.as_ref()?;
            let name = match node.type_ {
                pg_sys::NodeTag::T_RenameStmt => (*self.command.cast::<pg_sys::RenameStmt>()).subname,
                _ => std::ptr::null_mut(),
            };
            (!name.is_null()).then(|| CStr::from_ptr(name).to_string_lossy().into_owned())
        }
    }

    /// The tables of the indexes that DROP INDEX names and that exist.
    pub fn tables_of_dropped_indexes(&self) -> Vec<pg_sys::Oid> {
        // SAFETY: DROP INDEX has a list of names, each a list of its parts; what is not found is passed over. Nothing
        // is locked: the command itself does that.
        unsafe {
            let Some(node) = self.command.as_ref() else { return Vec::new() };
            if node.type_ != pg_sys::NodeTag::T_DropStmt {
                return Vec::new();
            }
            let names = cells((*self.command.cast::<pg_sys::DropStmt>()).objects);
            let index = |name: *mut std::ffi::c_void| {
                pg_sys::RangeVarGetRelidExtended(
                    pg_sys::makeRangeVarFromNameList(name.cast()),
                    pg_sys::NoLock as pg_sys::LOCKMODE,
                    pg_sys::RVROption::RVR_MISSING_OK,
                    None,
                    std::ptr::null_mut(),
                )
            };
            names
                .map(index)
                .filter(|index| *index != pg_sys::InvalidOid)
                .map(|index| pg_sys::IndexGetRelation(index, true))
                .filter(|table| *table != pg_sys::InvalidOid)
                .collect()
        }
    }
}

/// Whether the current user may do anything.
pub fn is_superuser() -> bool {
    // SAFETY: a plain getter.
    unsafe { pg_sys::superuser() }
}

/// A list's cells.
unsafe fn cells(list: *mut pg_sys::List) -> impl Iterator<Item = *mut std::ffi::c_void> {
    // SAFETY: an empty list is a null pointer; another has as many cells as it says.
    unsafe {
        let cells = list
            .as_ref()
            .map_or(&[][..], |list| std::slice::from_raw_parts(list.elements, list.length as usize));
        cells.iter().map(|cell| cell.ptr_value)
    }
}

fn switches_triggers(kind: pg_sys::AlterTableType::Type) -> bool {
    use pg_sys::AlterTableType as T;
    matches!(
        kind,
        T::AT_DisableTrig
            | T::AT_DisableTrigAll
            | T::AT_DisableTrigUser
            | T::AT_EnableTrigUser
            | T::AT_EnableReplicaTrig
    )
}

/// Whether a step of ALTER TABLE leaves the shape and the rules of a storage table as they are. The steps that dumps
/// consist of do.
unsafe fn is_harmless(step: &pg_sys::AlterTableCmd) -> bool {
    use pg_sys::AlterTableType as T;
    if step.subtype == T::AT_AddConstraint {
        // Dumps make the primary key in a step of its own, and a DBA may make other indexes. But a check would be a
        // rule that the catalog does not know.
        // SAFETY: the definition of such a step is a constraint.
        let kind = unsafe { (*step.def.cast::<pg_sys::Constraint>()).contype };
        use pg_sys::ConstrType as C;
        return matches!(kind, C::CONSTR_PRIMARY | C::CONSTR_UNIQUE | C::CONSTR_EXCLUSION);
    }
    const HARMLESS: &[c_int] = &[
        T::AT_DropConstraint as c_int,
        T::AT_ValidateConstraint as c_int,
        T::AT_AddIndexConstraint as c_int,
        T::AT_SetStatistics as c_int,
        T::AT_SetOptions as c_int,
        T::AT_ResetOptions as c_int,
        T::AT_SetStorage as c_int,
        T::AT_SetCompression as c_int,
        T::AT_ChangeOwner as c_int,
        T::AT_ClusterOn as c_int,
        T::AT_DropCluster as c_int,
        T::AT_SetLogged as c_int,
        T::AT_SetUnLogged as c_int,
        T::AT_SetTableSpace as c_int,
        T::AT_SetRelOptions as c_int,
        T::AT_ResetRelOptions as c_int,
        T::AT_ReplaceRelOptions as c_int,
        T::AT_ReplicaIdentity as c_int,
        T::AT_EnableTrig as c_int,
        T::AT_EnableTrigAll as c_int,
        T::AT_EnableAlwaysTrig as c_int,
        T::AT_EnableRowSecurity as c_int,
        T::AT_DisableRowSecurity as c_int,
        T::AT_ForceRowSecurity as c_int,
        T::AT_NoForceRowSecurity as c_int,
    ];
    HARMLESS.contains(&(step.subtype as c_int))
}
