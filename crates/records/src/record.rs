//! A table's rules over a whole record: which keys there may be, which must be, and each column's own
//! validator for its value.

use std::borrow::Cow;
use std::cmp::Ordering;
use std::sync::{Arc, OnceLock};

use dyntables_model::column::Column;
use dyntables_model::ident::UNCONVERTED;
use dyntables_model::table::Table;
use dyntables_schema::{Check, has_user_schema};
use dyntables_values::error::Error;
use dyntables_values::fault::Fault;
use dyntables_values::jsonb::node::{Array as _, JsonbNode, Node, Object as _};
use dyntables_values::jsonb::{Members, Part, in_order};
use dyntables_values::system::Source;
use dyntables_values::text::Object;
use dyntables_values::types::options::OptionNames;
use serde_json::Value;

use crate::explain;

/// A key as the in-place reader looks it up.
type PreparedKey = Box<[u8]>;

/// What holds for the value of a column.
pub(super) struct Rule {
    key: PreparedKey,
    /// The column's place in the table.
    pub(super) at: usize,
    /// Whether a record without it is refused.
    pub(super) is_required: bool,
    /// Whether an insert fills it where it is empty.
    pub(super) fills_itself: bool,
    is_assigned: bool,
    pub(super) check: Check,
    /// The options of the column, prepared when the first value is read again.
    names: OnceLock<Option<OptionNames>>,
}

impl Rule {
    pub(super) fn holds(&self, value: impl Given) -> bool {
        value.passes(&self.check) && !(self.is_required && value.is_empty())
    }
}

/// A value of a record, read by the library or by `dyntables_values::jsonb`, which is faster.
pub(super) trait Given: Copy {
    fn passes(self, check: &Check) -> bool;
    fn is_null(self) -> bool;
    fn is_object(self) -> bool;
    /// `""`, `[]`, `{}` and null are empty; 0, false and `" "` are not.
    fn is_empty(self) -> bool;
}

impl Given for JsonbNode<'_> {
    fn passes(self, check: &Check) -> bool {
        check.is_valid_node(self)
    }

    fn is_null(self) -> bool {
        Node::is_null(&self)
    }

    fn is_object(self) -> bool {
        self.as_object().is_some()
    }

    fn is_empty(self) -> bool {
        is_empty(&self)
    }
}

impl Given for Part<'_> {
    fn passes(self, check: &Check) -> bool {
        check.is_valid(self)
    }

    fn is_null(self) -> bool {
        Part::is_null(self)
    }

    fn is_object(self) -> bool {
        Part::is_object(self)
    }

    fn is_empty(self) -> bool {
        Part::is_empty(self)
    }
}

/// What a record has, beside what it may have.
pub(super) enum Found<'r, V> {
    /// A value of a column.
    Value(&'r Rule, V),
    /// A column that the record does not mention.
    Nothing(&'r Rule),
    /// A key that is no column whose values live in records.
    Other(&'r str, V),
}

impl<V: Given> Found<'_, V> {
    /// Whether there is no value, or a null.
    pub(super) fn is_null(&self) -> bool {
        match self {
            Found::Value(_, value) | Found::Other(_, value) => value.is_null(),
            Found::Nothing(_) => true,
        }
    }
}

/// A table's rules, compiled. Immutable, shared by all writes of a backend.
pub struct RecordValidator {
    /// In the order in which jsonb keeps keys, so that record and rules are gone through side by side.
    rules: Vec<Rule>,
    table: Arc<Table>,
    /// Prepared keys of the columns that the server assigns, and their places in the table.
    assigned: Vec<(PreparedKey, usize)>,
    /// Prepared keys of the columns in the trash: their values rest in the records.
    trashed: Vec<PreparedKey>,
    /// [`UNCONVERTED`], prepared.
    unconverted: PreparedKey,
    /// Whether a value may be checked by a schema of the user's, which recurses.
    has_user_schema: bool,
}

impl RecordValidator {
    /// Compiles the table's columns.
    pub fn new(table: Arc<Table>) -> Result<Self, Error> {
        let key = |column: &Column| Box::from(column.key.as_str().as_bytes());
        let columns = || table.columns.iter().enumerate();
        let rule = |(at, column): (usize, &Column)| {
            let check = Check::new(column.key.as_str(), column.type_, &column.config)
                .map_err(|what| column.fault(&what))?;
            Ok(Rule {
                key: key(column),
                at,
                is_required: column.required && !column.type_.is_assigned(),
                fills_itself: column.fills_itself(),
                is_assigned: column.type_.is_assigned(),
                check,
                names: OnceLock::new(),
            })
        };
        let in_data = columns().filter(|(_, column)| column.type_.source() == Source::Data);
        let mut rules = in_data.map(rule).collect::<Result<Vec<_>, Error>>()?;
        rules.sort_by(|a, b| in_order(&a.key, &b.key));
        let assigned = columns().filter(|(_, column)| column.type_.is_assigned());
        let assigned = assigned.map(|(at, column)| (key(column), at)).collect();
        let trashed = table.trashed.iter().map(|key| Box::from(key.as_str().as_bytes())).collect();
        let has_user_schema = table.columns.iter().any(|column| has_user_schema(&column.config));
        let unconverted = Box::from(UNCONVERTED.as_bytes());
        Ok(RecordValidator { rules, table, assigned, trashed, unconverted, has_user_schema })
    }

    /// The table whose rules these are.
    #[must_use]
    pub fn table(&self) -> &Arc<Table> {
        &self.table
    }

    /// Whether `data` is nested deeper than a recursive schema may be followed: the stack of a
    /// backend is 8 MB, and PostgreSQL accepts documents of thousands of levels.
    #[must_use]
    pub fn is_too_deep(&self, data: JsonbNode<'_>) -> bool {
        const MOST: usize = 101; // 100 in a value, and the record around it
        self.has_user_schema && deeper_than(data, MOST)
    }

    /// Tells `each` about every column and every other key, until it says false; whether it never did.
    fn walk<'a>(&self, data: JsonbNode<'a>, each: impl FnMut(Found<'_, JsonbNode<'a>>) -> bool) -> bool {
        let bytes = |key: Cow<'a, str>| match key {
            Cow::Borrowed(key) => Cow::Borrowed(key.as_bytes()),
            Cow::Owned(key) => Cow::Owned(key.into_bytes()),
        };
        let members = data.as_object().map(|object| object.members()).into_iter().flatten();
        self.merge(&mut members.map(|(key, value)| (bytes(key), value)), each)
    }

    /// As [`RecordValidator::walk`], over the bytes of a record. False where they are damaged.
    pub(super) fn walk_bytes<'a>(
        &self,
        mut members: Members<'a>,
        each: impl FnMut(Found<'_, Part<'a>>) -> bool,
    ) -> bool {
        self.merge(&mut members.by_ref().map(|(key, value)| (Cow::Borrowed(key), value)), each)
            && members.is_done()
    }

    fn merge<'a, V: Given>(
        &self,
        members: &mut impl Iterator<Item = (Cow<'a, [u8]>, V)>,
        mut each: impl FnMut(Found<'_, V>) -> bool,
    ) -> bool {
        let mut rules = self.rules.as_slice();
        for (key, value) in members {
            let is_told = loop {
                let order = rules.first().map_or(Ordering::Greater, |rule| in_order(&rule.key, &key));
                match (order, rules) {
                    (Ordering::Equal, [rule, rest @ ..]) => {
                        rules = rest;
                        break each(Found::Value(rule, value));
                    }
                    (Ordering::Less, [rule, rest @ ..]) => {
                        rules = rest;
                        if !each(Found::Nothing(rule)) {
                            break false;
                        }
                    }
                    _ => break each(Found::Other(&String::from_utf8_lossy(&key), value)),
                }
            };
            if !is_told {
                return false;
            }
        }
        rules.iter().all(|rule| each(Found::Nothing(rule)))
    }

    /// Whether `data` can be stored as it is: every rule holds, every value is in its stored
    /// form, and (for an insert) nothing is to be filled in but numbers that the server assigns, of
    /// which it gives none.
    #[must_use]
    pub fn is_stored_form(&self, data: JsonbNode<'_>, inserting: bool) -> bool {
        data.as_object().is_some()
            && self.walk(data, |found| self.stands(found, inserting, |key, value| self.allows(key, value)))
    }

    /// Whether what was found can stay.
    fn stands<V: Given>(
        &self,
        found: Found<'_, V>,
        inserting: bool,
        allows: impl Fn(&str, V) -> bool,
    ) -> bool {
        match found {
            Found::Value(rule, value) => !(inserting && rule.is_assigned) && rule.holds(value),
            Found::Nothing(rule) => !(rule.is_required || inserting && rule.fills_itself),
            Found::Other(key, value) => allows(key, value),
        }
    }

    /// Whether nothing at all is to be done about a write: `data`, a jsonb without the length before it,
    /// is in its stored form, and there is nothing in the table or in `data` that a write must not
    /// touch. The path of nearly every write.
    #[must_use]
    pub fn is_plain_write(&self, data: &[u8], inserting: bool) -> bool {
        self.assigned.is_empty()
            && Members::of(data).is_some_and(|members| {
                self.walk_bytes(members, |found| {
                    self.stands(found, inserting, |key, value| self.is_free(key, value))
                })
            })
    }

    /// Whether a record may have a key that is no column. Whoever changes what is under the key of a
    /// column in the trash, or under [`UNCONVERTED`], is told by [`RecordValidator::forbidden_changes`].
    pub(super) fn allows(&self, key: &str, value: impl Given) -> bool {
        self.is_free(key, value) || self.is_trashed(key) || (key == UNCONVERTED && value.is_object())
    }

    /// Whether a key is one that an open table's records may have beside the columns.
    fn is_free(&self, key: &str, value: impl Given) -> bool {
        self.table.open
            && !value.is_null()
            && key != UNCONVERTED
            && !self.is_trashed(key)
            && self.table.column(key).is_none()
    }

    fn is_trashed(&self, key: &str) -> bool {
        self.trashed.iter().any(|trashed| **trashed == *key.as_bytes())
    }

    /// Everything that is wrong with `data`, in the order of the columns.
    #[must_use]
    pub fn faults(&self, data: JsonbNode<'_>) -> Vec<Fault> {
        if data.as_object().is_none() {
            return vec![Fault::of_data(&data.to_value())];
        }
        // A record may have a million keys that are no column, and each is compared with all columns.
        const MOST_UNKNOWN: usize = 100;
        let mut unknown = 0;
        let mut faults: Vec<Fault> = Vec::new();
        self.walk(data, |found| {
            match found {
                Found::Value(rule, value) => self.faults_of(rule, value, &mut faults),
                Found::Nothing(rule) if rule.is_required => {
                    faults.push(Fault::required(self.column(rule).key.as_str()));
                }
                Found::Nothing(_) => {}
                // Told by `forbidden_changes`, which knows what the record had.
                Found::Other(key, _) if key == UNCONVERTED || self.is_trashed(key) => {}
                Found::Other(..) if unknown == MOST_UNKNOWN => {}
                Found::Other(key, _) if !self.table.open || self.table.column(key).is_some() => {
                    unknown += 1;
                    faults.push(explain::not_writable(&self.table, key));
                }
                Found::Other(key, value) if Node::is_null(&value) => {
                    unknown += 1;
                    faults.push(Fault::null(key));
                }
                Found::Other(..) => {}
            }
            true
        });
        let rank = |fault: &Fault| self.table.position(&fault.column).unwrap_or(usize::MAX);
        faults.sort_by_key(rank);
        faults
    }

    fn faults_of(&self, rule: &Rule, value: JsonbNode<'_>, faults: &mut Vec<Fault>) {
        // More of one column would help nobody, and an array may have a million wrong items.
        const MOST: usize = 20;
        let column = self.column(rule);
        // Of a value that is missing there is nothing else to say.
        if rule.is_required && is_empty(&value) {
            faults.push(Fault::required(column.key.as_str()));
            return;
        }
        let first = faults.len();
        for fault in rule.check.faults(column.key.as_str(), column.type_, &column.config, value) {
            if !faults[first..].iter().any(|known| known.covers(&fault)) {
                faults.push(fault);
            }
            if faults.len() - first == MOST {
                break;
            }
        }
    }

    /// The options of a column, prepared for being looked up; `None` where it has none.
    pub(super) fn option_names(&self, column: &Column) -> Option<&OptionNames> {
        let key = column.key.as_str().as_bytes();
        let at = self.rules.binary_search_by(|rule| in_order(&rule.key, key)).ok()?;
        self.rules[at].names.get_or_init(|| column.type_.option_names(&column.config)).as_ref()
    }

    /// The column of a rule.
    pub(super) fn column(&self, rule: &Rule) -> &Column {
        &self.table.columns[rule.at]
    }

    /// Columns that writes must not touch, and that `data` gives another value than `old` has (any
    /// value, where there is no old): those in the trash, and those that the server assigns. A
    /// value that is not there at all is not touched, see [`RecordValidator::kept`]. Of what could
    /// not be converted writes may only take something away.
    #[must_use]
    pub fn forbidden_changes(&self, data: JsonbNode<'_>, old: Option<JsonbNode<'_>>) -> Vec<Fault> {
        let value = |node: Option<JsonbNode<'_>>, key: &PreparedKey| {
            node.and_then(|node| node.as_object()?.get(key)).map(|value| value.to_value().into_owned())
        };
        let touched = self.trashed.iter().filter(|key| {
            let new = value(Some(data), key);
            new.is_some() && new != value(old, key)
        });
        let assigned = self.assigned.iter().map(|(key, _)| key).filter(|key| {
            let new = value(Some(data), key);
            // A null is no value, but takes one away.
            new.is_some_and(|new| new != value(old, key).unwrap_or(Value::Null))
        });
        touched
            .chain(assigned)
            .map(|key| explain::not_writable(&self.table, &String::from_utf8_lossy(key)))
            .chain(self.added_unconverted(data, old))
            .collect()
    }

    /// The assigned values of `old` that `data` does not mention: they stay with the record.
    #[must_use]
    pub fn kept(&self, data: JsonbNode<'_>, old: JsonbNode<'_>) -> Object {
        let mut kept = Object::new();
        let (Some(data), Some(old)) = (data.as_object(), old.as_object()) else { return kept };
        for (key, at) in &self.assigned {
            if let (None, Some(number)) = (data.get(key), old.get(key)) {
                kept.insert(self.table.columns[*at].key.to_string(), number.to_value().into_owned());
            }
        }
        kept
    }

    /// The keys of the columns that the server assigns.
    #[must_use]
    pub fn assigned_keys(&self) -> Vec<String> {
        self.assigned.iter().map(|(_, at)| self.table.columns[*at].key.to_string()).collect()
    }

    /// The fault of a write that sets what only a conversion may.
    fn added_unconverted(&self, data: JsonbNode<'_>, old: Option<JsonbNode<'_>>) -> Option<Fault> {
        let of =
            |node: JsonbNode<'_>| node.as_object()?.get(&self.unconverted).map(|v| v.to_value().into_owned());
        let new = of(data).filter(|new| !new.is_null())?;
        let old = old.and_then(of).unwrap_or(Value::Null);
        let is_part = match (&new, &old) {
            (Value::Object(new), Value::Object(old)) => {
                new.iter().all(|(key, value)| old.get(key) == Some(value))
            }
            _ => new == old,
        };
        (!is_part).then(|| explain::of_unconverted(&new))
    }
}

/// `""`, `[]`, `{}` and null are empty; 0, false and `" "` are not.
pub(super) fn is_empty(value: &JsonbNode<'_>) -> bool {
    value.is_null()
        || value.string_length() == Some(0)
        || value.as_array().is_some_and(|array| array.len() == 0)
        || value.as_object().is_some_and(|object| object.is_empty())
}

pub(super) fn deeper_than(root: JsonbNode<'_>, most: usize) -> bool {
    let mut pending = vec![(root, 1)];
    while let Some((node, depth)) = pending.pop() {
        if depth > most {
            return true;
        }
        if let Some(object) = node.as_object() {
            pending.extend(
                object.members().map(|(_, value)| (value, depth + 1)).filter(|(v, _)| is_container(v)),
            );
        } else if let Some(array) = node.as_array() {
            pending.extend(array.elements().map(|value| (value, depth + 1)).filter(|(v, _)| is_container(v)));
        }
    }
    false
}

fn is_container(value: &JsonbNode<'_>) -> bool {
    value.as_object().is_some() || value.as_array().is_some()
}
