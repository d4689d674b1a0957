//! The one walk over a record, with its members beside the rules of the columns. Both are in the order of their keys.

use std::cell::OnceCell;

use dyntables_schema::TooManySteps;
use dyntables_values::fault::Fault;
use dyntables_values::files;
use dyntables_values::jsonb::{Amendment, Members, Part, in_order};
use dyntables_values::moment::Moment;
use serde_json::Value;

use crate::depth::{MOST_LEVELS, deeper_than};
use crate::fill::fill;
use crate::rule::{Rule, stored_form};
use crate::{Environment, RecordValidator, Unfit, Verdict, Write, explain};

/// What has been found out so far.
pub(crate) struct Walk<'w> {
    pub(crate) validator: &'w RecordValidator,
    pub(crate) data: &'w [u8],
    pub(crate) write: Write<'w>,
    pub(crate) environment: &'w Environment<'w>,
    moment: OnceCell<Moment>,
    pub(crate) amendment: Amendment,
    /// What a write must not touch, each with its place among the others.
    pub(crate) forbidden: Vec<(usize, Fault)>,
    /// What is wrong with values, each with the place of its column.
    pub(crate) faults: Vec<(usize, Fault)>,
    /// Whether the record may bring its numbers.
    pub(crate) numbers_given: bool,
    /// How many faults there are of keys that are no column.
    unknown: usize,
    /// Why the record cannot be judged.
    pub(crate) unfit: Option<Unfit>,
}

impl RecordValidator {
    /// The verdict on a record that is going to be written. `data` is a jsonb without the length before it.
    pub fn examine(
        &self,
        data: &[u8],
        write: Write<'_>,
        environment: &Environment<'_>,
    ) -> Result<Verdict, Unfit> {
        let mut walk = Walk::new(self, data, write, environment);
        walk.run()?;
        Ok(walk.verdict())
    }
}

impl<'w> Walk<'w> {
    pub(crate) fn new(
        validator: &'w RecordValidator,
        data: &'w [u8],
        write: Write<'w>,
        environment: &'w Environment<'w>,
    ) -> Self {
        Walk {
            validator,
            data,
            write,
            environment,
            moment: OnceCell::new(),
            amendment: Amendment::default(),
            forbidden: Vec::new(),
            faults: Vec::new(),
            numbers_given: environment.numbers_given,
            unknown: 0,
            unfit: None,
        }
    }

    /// Goes through the members of the record and the rules side by side.
    pub(crate) fn run(&mut self) -> Result<(), Unfit> {
        let validator = self.validator;
        let root = Part::root(self.data).ok_or(Unfit::Damaged)?;
        let mut members = Members::of(self.data).ok_or_else(|| Unfit::no_object(root))?;
        let mut rules = validator.rules.iter();
        let mut rule = rules.next();
        for (key, value) in members.by_ref() {
            while let Some(before) = rule.filter(|rule| in_order(&rule.key, key).is_lt()) {
                self.absent(before);
                rule = rules.next();
            }
            match rule.filter(|rule| *rule.key == *key) {
                Some(found) => {
                    rule = rules.next();
                    self.given(found, value);
                }
                None => self.other(key, value),
            }
        }
        rule.into_iter().chain(rules).for_each(|rule| self.absent(rule));
        if !members.is_done() {
            return Err(Unfit::Damaged);
        }
        self.unfit.take().map_or(Ok(()), Err)
    }

    /// A value of a column. Nearly all values are in their stored form, so this is the fast path.
    #[inline]
    pub(crate) fn given(&mut self, rule: &Rule, value: Part<'_>) {
        if rule.takes_any && value.is_container() && self.is_too_deep(&rule.key, value) {
            return;
        }
        if rule.holds_files && value.is_container() && self.files(rule, value) {
            return;
        }
        let holds = rule.holds(value);
        if !holds || rule.is_assigned {
            self.amend(rule, value, holds);
        }
    }

    /// Whether a value of a column that takes any JSON is nested too deep to be followed. One that the record had already
    /// stays: then the other columns of a record from before this limit can be written.
    #[inline(never)]
    fn is_too_deep(&mut self, key: &[u8], value: Part<'_>) -> bool {
        if !deeper_than(value, MOST_LEVELS) {
            return false;
        }
        if !self.old(key).is_some_and(|old| old.is_same(value)) {
            self.unfit = Some(Unfit::TooDeep);
        }
        true
    }

    /// Brings the entries of a column for files into the form that the server knows. Whether that is all there is to do: a
    /// value that the record had already is not asked about.
    #[cold]
    fn files(&mut self, rule: &Rule, value: Part<'_>) -> bool {
        let old = self.old(&rule.key);
        if old.is_some_and(|old| old.is_same(value)) {
            return false;
        }
        let old = old.map(Part::to_value);
        let column = self.validator.column(rule);
        let given = value.to_value();
        let stored = column.type_.normalize(&column.config, &given).unwrap_or_else(|| given.clone());
        let org = self.validator.table.sharing.org.as_deref();
        match files::completed(&stored, old.as_ref(), &mut |id| (self.environment.file)(org, id)) {
            Ok(complete) if complete == given => return false,
            Ok(complete) => self.set(rule, complete),
            Err(wrong) => {
                let key = column.key.as_str();
                let faults =
                    wrong.into_iter().map(|(code, value, what)| Fault::of_value(key, code, &value, &what));
                self.faults.extend(faults.map(|fault| (rule.at, fault)));
            }
        }
        true
    }

    /// A value that is not in its stored form, or that only the server gives.
    #[cold]
    fn amend(&mut self, rule: &Rule, value: Part<'_>, holds: bool) {
        if rule.is_assigned {
            if self.numbers_given && matches!(self.write, Write::Insert) && !value.is_null() {
                self.number(rule, value);
                return;
            }
            self.assigned(rule, value);
        }
        if holds || value.is_null() && matches!(self.write, Write::Merge) {
            return;
        }
        if value.is_null() {
            self.emptied(rule);
            return;
        }
        let column = self.validator.column(rule);
        match stored_form(column, value) {
            Some(stored) => self.set(rule, stored),
            None => self.refuse(rule, value),
        }
    }

    /// A column that the record does not mention.
    #[inline]
    fn absent(&mut self, rule: &Rule) {
        if rule.is_required || rule.fills_itself || rule.is_assigned {
            self.complete(rule);
        }
    }

    /// A value that is taken away.
    pub(crate) fn emptied(&mut self, rule: &Rule) {
        self.complete(rule);
        let key = self.validator.column(rule).key.as_str();
        if matches!(self.write, Write::Merge) {
            self.amendment.set.insert(key.to_owned(), Value::Null);
        } else if !self.amendment.set.contains_key(key) {
            self.amendment.remove.push(key.to_owned());
        }
    }

    /// Fills a column that has no value, or tells that it lacks one.
    #[cold]
    fn complete(&mut self, rule: &Rule) {
        let column = self.validator.column(rule);
        match self.write {
            Write::Insert if rule.fills_itself => {
                let moment = self.moment.get_or_init(|| (self.environment.moment)());
                let value = fill(column, moment);
                self.set(rule, value);
            }
            Write::Insert | Write::Replace(_) if rule.is_required => {
                self.faults.push((rule.at, Fault::required(column.key.as_str())));
            }
            // Numbers that a replacement does not mention stay with the record.
            Write::Replace(_) if rule.is_assigned => {
                if let Some(kept) = self.old(&rule.key) {
                    self.amendment.set.insert(column.key.to_string(), kept.to_value());
                }
            }
            Write::Insert | Write::Replace(_) | Write::Merge => {}
        }
    }

    /// Gives a column a value that should be in its stored form, and tells what is wrong if it is not.
    fn set(&mut self, rule: &Rule, value: Value) {
        let column = self.validator.column(rule);
        let mut room = Vec::new();
        if let Some(part) = self.environment.part(&value, &mut room)
            && !rule.holds(part)
        {
            self.refuse(rule, part);
        }
        self.amendment.set.insert(column.key.to_string(), value);
    }

    fn refuse(&mut self, rule: &Rule, value: Part<'_>) {
        let column = self.validator.column(rule);
        match rule.faults(column, value) {
            Ok(faults) => self.faults.extend(faults.into_iter().map(|fault| (rule.at, fault))),
            Err(TooManySteps { most }) => {
                self.unfit = Some(Unfit::TooManySteps { column: column.key.to_string(), most });
            }
        }
    }

    /// Gives a column another value than the record has, as if the record had it.
    pub(crate) fn give_instead(&mut self, rule: &Rule, value: Value) {
        let mut room = Vec::new();
        if let Some(part) = self.environment.part(&value, &mut room) {
            self.given(rule, part);
        }
        let key = self.validator.column(rule).key.to_string();
        self.amendment.set.entry(key).or_insert(value);
    }

    /// A key that is no column whose values live in records.
    fn other(&mut self, key: &[u8], value: Part<'_>) {
        if self.protected(key, value) {
            return;
        }
        let table = &self.validator.table;
        let key = String::from_utf8_lossy(key);
        let is_free = table.open && table.column(&key).is_none();
        if !is_free {
            self.unknown(&key);
        } else if value.is_null() {
            self.remove(&key);
        } else if value.is_container() {
            self.is_too_deep(key.as_bytes(), value);
        }
    }

    /// Tells of a key that is no column's, or of one that cannot be written.
    pub(crate) fn unknown(&mut self, key: &str) {
        // A record may have a million such keys, and each is compared with all columns.
        const MOST: usize = 100;
        if self.unknown < MOST {
            self.unknown += 1;
            let table = &self.validator.table;
            // The columns of the system have a place in the order of the columns, too.
            let place = table.position(key).unwrap_or(usize::MAX);
            self.faults.push((place, explain::not_writable(table, key)));
        }
    }

    /// Takes a key away whose value is null. A merge needs the null to do so.
    pub(crate) fn remove(&mut self, key: &str) {
        if !matches!(self.write, Write::Merge) {
            self.amendment.remove.push(key.to_owned());
        }
    }

    /// The verdict, when every member has been seen.
    pub(crate) fn verdict(mut self) -> Verdict {
        if self.forbidden.is_empty() && self.faults.is_empty() {
            return Verdict { amendment: self.amendment, faults: Vec::new() };
        }
        self.forbidden.sort_by_key(|(place, _)| *place);
        self.faults.sort_by_key(|(place, _)| *place);
        let faults = self.forbidden.into_iter().chain(self.faults).map(|(_, fault)| fault).collect();
        Verdict { amendment: self.amendment, faults }
    }
}
