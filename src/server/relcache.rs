//! What does PostgreSQL's relation cache say of a table? Its indexes and its triggers.
//!
//! Whoever reads the table needs this cache in any case, so that it costs little to ask. A statement over the system
//! catalogs had to be planned in each session.

use std::ffi::CStr;

use pgrx::{FromDatum, IntoDatum, pg_sys};

use crate::server::descriptor::name_of;
use crate::server::settings::Fixed;

/// An index.
#[derive(Debug, Clone)]
pub struct Index {
    /// Its name.
    pub name: String,
    /// The name of its access method.
    pub method: String,
    /// The name of the operator class of its first column.
    pub class: String,
    /// Its keys as PostgreSQL prints them with only pg_catalog on the search path.
    pub keys: Vec<String>,
    /// Whether it is unique.
    pub unique: bool,
    /// Which records are in it, printed likewise; all where absent.
    pub predicate: Option<String>,
    /// Whether it is complete and serves queries.
    pub valid: bool,
}

/// What is known of a table.
#[derive(Debug, Clone)]
pub struct Known {
    /// The indexes without the primary key, in the order of their names.
    pub indexes: Vec<Index>,
    /// Whether it has its primary key.
    pub has_primary_key: bool,
    /// Whether a trigger with this function is switched on.
    pub has_trigger: bool,
    /// Its TOAST table; invalid if it has none.
    pub toast: pg_sys::Oid,
}

/// What is known of a table; `None` if there is no such relation. `function` is a trigger function of schema `dt`.
pub fn known(relation: pg_sys::Oid, function: &CStr) -> Option<Known> {
    let lock = pg_sys::AccessShareLock as i32;
    // SAFETY: the relation is open and locked while it is read; a list of OIDs has as many as it says. After an error
    // the abort closes what is open.
    unsafe {
        let table = pg_sys::try_relation_open(relation, lock);
        if table.is_null() {
            return None;
        }
        let mut known = Known {
            indexes: Vec::new(),
            has_primary_key: false,
            has_trigger: has_trigger(table, function),
            toast: (*(*table).rd_rel).reltoastrelid,
        };
        let list = pg_sys::RelationGetIndexList(table);
        let mut reading = None;
        for at in 0..list.as_ref().map_or(0, |list| list.length) {
            let index = pg_sys::try_relation_open((*(*list).elements.add(at as usize)).oid_value, lock);
            let Some(form) = index.as_ref().and_then(|index| index.rd_index.as_ref()) else { continue };
            if form.indisprimary {
                known.has_primary_key |= form.indisvalid;
            } else {
                known.indexes.push(read(table, index, &mut reading));
            }
            pg_sys::relation_close(index, lock);
        }
        pg_sys::list_free(list);
        pg_sys::relation_close(table, lock);
        known.indexes.sort_by(|a, b| a.name.cmp(&b.name));
        Some(known)
    }
}

/// Whether a trigger with this function fires for writes of every session.
///
/// # Safety
/// The relation must be open.
unsafe fn has_trigger(table: pg_sys::Relation, function: &CStr) -> bool {
    // SAFETY: the caller's; a relation has as many triggers as its description says. Names come from the system caches.
    unsafe {
        let Some(description) = (*table).trigdesc.as_ref() else { return false };
        let triggers = std::slice::from_raw_parts(description.triggers, description.numtriggers as usize);
        let is_on = |trigger: &&pg_sys::Trigger| [b'O', b'A'].contains(&(trigger.tgenabled as u8));
        // Looking up a name may rebuild the description, so all of it is read first.
        let functions: Vec<_> = triggers.iter().filter(is_on).map(|trigger| trigger.tgfoid).collect();
        functions.into_iter().any(|found| {
            let name = pg_sys::get_func_name(found);
            !name.is_null()
                && CStr::from_ptr(name) == function
                && pg_sys::get_func_namespace(found) == pg_sys::get_namespace_oid(c"dt".as_ptr(), true)
        })
    }
}

/// Reads an index. `reading` holds the settings in which definitions are printed, once one has to be.
///
/// # Safety
/// Both relations must be open, and the second must be an index of the first.
unsafe fn read(table: pg_sys::Relation, index: pg_sys::Relation, reading: &mut Option<Fixed>) -> Index {
    // SAFETY: the caller's; the index has as many keys as it says, of columns that the table has.
    unsafe {
        let form = &*(*index).rd_index;
        let count = usize::try_from(form.indnkeyatts).unwrap_or(0);
        // Printing an expression looks names up, which may rebuild what the cache has.
        let columns = std::slice::from_raw_parts(form.indkey.values.as_ptr(), count).to_vec();
        let keys = columns.iter().enumerate().map(|(at, column)| match column {
            0 => {
                reading.get_or_insert_with(Fixed::for_reading);
                printed_key(form.indexrelid, at as i32 + 1)
            }
            _ => text_at(pg_sys::quote_identifier(name_of((*table).rd_att, (*column).into()))),
        });
        let keys = keys.collect();
        let predicate = attribute(index, pg_sys::Anum_pg_index_indpred);
        let predicate = predicate.map(|predicate| {
            reading.get_or_insert_with(Fixed::for_reading);
            printed_expression(predicate, (*table).rd_id)
        });
        Index {
            name: text_at((*(*index).rd_rel).relname.data.as_ptr()),
            method: text_at(pg_sys::get_am_name((*(*index).rd_rel).relam)),
            class: attribute(index, pg_sys::Anum_pg_index_indclass)
                .map(|list| class_name(list))
                .unwrap_or_default(),
            keys,
            unique: form.indisunique,
            predicate,
            valid: form.indisvalid && form.indisready && form.indislive,
        }
    }
}

/// An attribute of the index's row in pg_index; `None` if it is NULL.
///
/// # Safety
/// The relation must be an open index.
unsafe fn attribute(index: pg_sys::Relation, number: u32) -> Option<pg_sys::Datum> {
    let mut is_null = true;
    // SAFETY: the caller's; an open index keeps its row.
    let datum = unsafe {
        pg_sys::SysCacheGetAttr(
            pg_sys::SysCacheIdentifier::INDEXRELID as i32,
            (*index).rd_indextuple,
            number as i16,
            &raw mut is_null,
        )
    };
    (!is_null).then_some(datum)
}

/// The name of the first operator class of a list.
///
/// # Safety
/// The datum must be an oidvector with one element at least.
unsafe fn class_name(classes: pg_sys::Datum) -> String {
    // SAFETY: the caller's; such a vector is never toasted in pg_index. The tuple is released after it was read.
    unsafe {
        let classes = pg_sys::pg_detoast_datum(classes.cast_mut_ptr()).cast::<pg_sys::oidvector>();
        let class = *(*classes).values.as_ptr();
        let tuple = pg_sys::SearchSysCache1(pg_sys::SysCacheIdentifier::CLAOID as i32, class.into());
        if tuple.is_null() {
            return String::new();
        }
        let form = pg_sys::heap_tuple_get_struct::<pg_sys::FormData_pg_opclass>(tuple);
        let name = text_at((*form).opcname.data.as_ptr());
        pg_sys::ReleaseSysCache(tuple);
        name
    }
}

/// A key of an index, counted from 1.
fn printed_key(index: pg_sys::Oid, key: i32) -> String {
    let args = [index.into_datum(), key.into_datum(), true.into_datum()];
    // SAFETY: the arguments are of the types that pg_get_indexdef declares.
    let printed = unsafe { pgrx::direct_function_call_as_datum(pg_sys::pg_get_indexdef_ext, &args) };
    // SAFETY: it returns a text.
    printed.and_then(|text| unsafe { String::from_datum(text, false) }).unwrap_or_default()
}

/// An expression over the columns of a table.
///
/// # Safety
/// The datum must be a pg_node_tree.
unsafe fn printed_expression(expression: pg_sys::Datum, table: pg_sys::Oid) -> String {
    let args = [Some(expression), table.into_datum(), true.into_datum()];
    // SAFETY: the arguments are of the types that pg_get_expr declares, which returns a text.
    unsafe {
        let printed = pgrx::direct_function_call_as_datum(pg_sys::pg_get_expr_ext, &args);
        printed.and_then(|text| String::from_datum(text, false)).unwrap_or_default()
    }
}

/// A copy of a text that ends with NUL.
///
/// # Safety
/// The pointer must be such a text, or null.
unsafe fn text_at(text: *const std::ffi::c_char) -> String {
    if text.is_null() {
        return String::new();
    }
    // SAFETY: the caller's.
    unsafe { CStr::from_ptr(text) }.to_string_lossy().into_owned()
}
