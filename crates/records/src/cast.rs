//! `typecast`: values that break a rule are read again, as a person or a CSV file would write them. A value that breaks
//! none stays as it is.

use dyntables_model::column::Column;
use dyntables_values::fault::{Fault, FaultCode};
use dyntables_values::jsonb::Part;
use dyntables_values::kind::Kind;
use dyntables_values::types::options::OptionNames;
use dyntables_values::written::{Cast, Reading};
use serde_json::{Value, json};

use crate::cast_options::CastOptions;
use crate::rule::Rule;
use crate::walk::Walk;
use crate::{Environment, RecordValidator, Unfit, Verdict, Write};

/// The verdict on a record whose values were read again where they broke a rule.
#[derive(Debug, Default)]
pub struct Read {
    /// The verdict on the record as it was read.
    pub verdict: Verdict,
    /// The options that columns lack for what was read, by the keys of the columns.
    pub missing: Vec<(String, Vec<String>)>,
}

/// Reads a value of another kind or form; `None` if it is an empty text, which means no value. Numbers, booleans and
/// lists are read as the text that JSON prints.
pub fn read_value(column: &Column, value: &Value, reading: &Reading) -> Option<Cast> {
    read_named(column, column.type_.option_names(&column.config).as_ref(), value, reading)
}

/// As [`read_value`]. `names` are the options of the column, if it has some.
fn read_named(
    column: &Column,
    names: Option<&OptionNames>,
    value: &Value,
    reading: &Reading,
) -> Option<Cast> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Object(_) | Value::Null => return Some(Cast::No),
        Value::Array(_) if column.type_.kind(&column.config) != Kind::Set && !column.type_.reads_lists() => {
            return Some(Cast::No);
        }
        other => other.to_string(),
    };
    if text.is_empty() {
        return None;
    }
    // A JSON number has a point, whatever the texts beside it have.
    let printed = value.is_number().then(|| Reading { is_printed: true, ..reading.clone() });
    let reading = printed.as_ref().unwrap_or(reading);
    let cast = match names {
        Some(names) => column.type_.typecast_named(&column.config, names, &text, reading),
        None => column.type_.typecast(&column.config, &text, reading),
    };
    Some(match cast {
        // Blanks around it may be all that was wrong.
        Cast::No if value.as_str().is_some_and(|given| given.len() != text.len()) => Cast::Value(json!(text)),
        cast => cast,
    })
}

impl RecordValidator {
    /// As [`RecordValidator::examine`]. If `options` say so, values that break a rule are read again.
    pub fn read(
        &self,
        data: &[u8],
        write: Write<'_>,
        options: &CastOptions,
        environment: &Environment<'_>,
    ) -> Result<Read, Unfit> {
        let mut walk = Walk::new(self, data, write, environment);
        walk.run()?;
        let mut read = Read::default();
        let is_read = options.reading.is_some() && walk.read_again(options, &mut read.missing);
        if let Some(unfit) = walk.unfit.take() {
            return Err(unfit);
        }
        read.verdict = walk.verdict();
        if is_read {
            read.verdict.faults.sort_by_key(|fault| self.table.position(&fault.column));
        }
        Ok(read)
    }
}

impl Walk<'_> {
    /// Reads the values again that break a rule. Returns whether there was one that can be read.
    fn read_again(&mut self, options: &CastOptions, missing: &mut Vec<(String, Vec<String>)>) -> bool {
        let validator = self.validator;
        let mut is_read = false;
        for at in self.readable() {
            let Some(column) = validator.table.columns.get(at) else { continue };
            let key = column.key.as_str();
            let (Some(rule), Some(value)) = (validator.rule(column), self.value(key)) else { continue };
            let Some(reading) = options.reading_of(column) else { continue };
            let is_right = !self.faults.iter().any(|(place, _)| *place == at);
            match read_named(column, rule.option_names(column), &value, &reading) {
                Some(Cast::No) => continue,
                // A text that is right as it is gives way to a value that is right, too.
                Some(Cast::Value(read)) if is_right && !self.is_better(rule, &value, &read) => continue,
                None | Some(Cast::Value(Value::Null)) => self.reconsider(rule, None),
                Some(Cast::Value(read)) => self.reconsider(rule, Some(read)),
                Some(Cast::WithOptions { value: read, missing: lacking }) if options.create_options => {
                    self.reconsider(rule, Some(read));
                    self.faults.retain(|(place, fault)| *place != at || fault.code != FaultCode::Option);
                    missing.push((key.to_owned(), lacking));
                }
                Some(Cast::WithOptions { missing: lacking, .. }) => self.lacks_options(rule, &lacking),
                Some(Cast::Unclear(why)) => {
                    self.forget(rule);
                    self.faults.push((at, Fault::unclear(key, &value, &why)));
                }
            }
            is_read = true;
        }
        is_read
    }

    /// The places of the columns whose values may become right when they are read again, in order.
    fn readable(&self) -> Vec<usize> {
        let is_hopeless =
            |code| matches!(code, FaultCode::Required | FaultCode::UnknownColumn | FaultCode::ReadOnly);
        let faults = self.faults.iter().filter(|(_, fault)| !is_hopeless(fault.code));
        let mut places: Vec<usize> = faults.map(|(place, _)| *place).collect();
        let columns = self.validator.table.columns.iter().enumerate();
        places.extend(columns.filter(|(_, column)| column.type_.reads_valid_texts()).map(|(at, _)| at));
        places.sort_unstable();
        places.dedup();
        places
    }

    /// The value of a column in its stored form, or as the record has it.
    fn value(&self, key: &str) -> Option<Value> {
        let given = || Some(Part::root(self.data)?.at(&[key.as_bytes()])?.to_value());
        self.amendment.set.get(key).cloned().or_else(given)
    }

    /// Whether a text that a rule accepts was read as another value that it accepts.
    fn is_better(&self, rule: &Rule, given: &Value, read: &Value) -> bool {
        let Some(text) = given.as_str() else { return false };
        let mut room = Vec::new();
        read.as_str() != Some(text.trim())
            && (read.is_null() || self.environment.part(read, &mut room).is_some_and(|part| rule.holds(part)))
    }

    /// Gives a column another value, or none, and judges that.
    fn reconsider(&mut self, rule: &Rule, value: Option<Value>) {
        self.forget(rule);
        self.amendment.set.remove(self.validator.column(rule).key.as_str());
        match value {
            Some(value) => self.give_instead(rule, value),
            None => self.emptied(rule),
        }
    }

    /// Forgets what was wrong with a column.
    fn forget(&mut self, rule: &Rule) {
        let key = self.validator.column(rule).key.as_str();
        self.faults.retain(|(place, _)| *place != rule.at);
        self.forbidden.retain(|(_, fault)| fault.column != key);
    }

    /// Tells which options a column lacks for what was read, which is left as it was.
    fn lacks_options(&mut self, rule: &Rule, lacking: &[String]) {
        // If an element of a list is at fault already, that fault says more.
        let says_it = |(place, fault): &(usize, Fault)| *place == rule.at && fault.code == FaultCode::Option;
        if !lacking.is_empty() && !self.faults.iter().any(says_it) {
            self.forget(rule);
            let key = self.validator.column(rule).key.as_str();
            self.faults.extend(lacking.iter().map(|value| (rule.at, Fault::no_option(key, value))));
        }
    }
}
