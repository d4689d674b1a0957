//! A validator of jsonb bytes, made of the type and config of a column.

use std::iter;

use dyntables_values::fault::Fault;
use dyntables_values::jsonb::Part;
use dyntables_values::jsonb::node::{Jsonb, JsonbNode, Node};
use dyntables_values::text::Object;
use dyntables_values::types::{ColumnType, ValueRule};
use jsonschema::Validator;
use serde_json::Value;

use crate::config::has_user_schema;
use crate::direct::Direct;
use crate::explain;
use crate::keywords::{Digits, ENUM, MULTIPLE_OF, Texts, no_schema, options};
use crate::steps::{self, STEPS, Steps};

/// The schema of a column as an object. A user's schema gets a name, so that its references stay inside it; `true` becomes
/// an object without keywords.
pub fn named_schema(key: &str, config: &Object, schema: Value) -> Value {
    let mut schema = match schema {
        Value::Object(schema) => schema,
        Value::Bool(false) => return Value::Bool(false),
        _ => Object::new(),
    };
    if has_user_schema(config) {
        schema.insert("$id".into(), format!("urn:pg_dyntables:column:{key}").into());
    }
    Value::Object(schema)
}

/// What checks the stored values of a column: its schema, and the rule of its type.
pub struct Check {
    /// The schema, if the library need not be asked.
    pub(super) direct: Option<Direct>,
    validator: Validator<Jsonb>,
    /// Whether the schema is a user's, which takes no more than its steps.
    is_bounded: bool,
    rule: Option<Rule>,
}

/// Whether a value satisfies a user's schema takes too many steps to say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TooManySteps {
    /// The steps that there may be.
    pub most: u64,
}

/// The rule of a type for a column.
struct Rule {
    of_type: &'static dyn ValueRule,
    config: Object,
}

impl Check {
    /// Compiles the schema of a column. The message of an error ends a sentence that begins with the column.
    pub fn new(key: &str, type_: &'static dyn ColumnType, config: &Object) -> Result<Self, String> {
        let rule = type_.rule().map(|of_type| Rule { of_type, config: config.clone() });
        let mut schema = named_schema(key, config, type_.schema(config));
        for part in rule.iter().flat_map(|rule| rule.of_type.covers()) {
            remove(&mut schema, part);
        }
        let is_bounded = has_user_schema(config);
        let options = if is_bounded {
            steps::count_in(&mut schema);
            options().with_keyword(STEPS, |_, value, _| Ok(Box::new(Steps::new(value))))
        } else {
            options()
                .with_keyword(MULTIPLE_OF, |_, value, _| Ok(Box::new(Digits::new(value))))
                .with_keyword(ENUM, |_, value, _| Ok(Box::new(Texts::new(value))))
        };
        let validator = options.build(&schema).map_err(|error| no_schema(&error))?;
        let direct = if is_bounded { None } else { Direct::of(&schema) };
        Ok(Check { direct, validator, is_bounded, rule })
    }

    /// Whether a value is valid and in its stored form. A value is not if that takes too many steps to say, which
    /// [`Check::faults`] tells.
    #[inline]
    pub fn is_valid(&self, value: Part<'_>) -> bool {
        self.is_valid_in_place(value).unwrap_or_else(|| self.answer(value).unwrap_or(false))
    }

    /// The answer of the library.
    fn answer(&self, value: Part<'_>) -> Result<bool, TooManySteps> {
        let mut room = Vec::new();
        let node = value.node(&mut room);
        if !self.is_bounded {
            return Ok(self.is_valid_node(node));
        }
        let most = steps::most_for(value.size());
        steps::within(most, || self.is_valid_node(node)).ok_or(TooManySteps { most })
    }

    /// As [`Check::is_valid`], but `None` if only the library can say.
    pub(super) fn is_valid_in_place(&self, value: Part<'_>) -> Option<bool> {
        let direct = self.direct.as_ref()?;
        let value = value.held()?;
        let by_schema = direct.is_valid(&value);
        let Some(rule) = &self.rule else { return by_schema };
        if by_schema == Some(false) {
            return by_schema;
        }
        // A value that breaks the rule is invalid even if only the library knows the schema.
        let by_rule = rule.of_type.holds(&rule.config, &value);
        if by_rule == Some(false) { by_rule } else { by_schema.and(by_rule) }
    }

    /// As [`Check::is_valid`], for a value that the library reads.
    pub fn is_valid_node(&self, value: JsonbNode<'_>) -> bool {
        self.validator.is_valid(value)
            && self.rule.as_ref().is_none_or(|rule| rule.of_type.fault(&rule.config, &value).is_none())
    }

    /// What is wrong with a value of the column, up to so many faults.
    pub fn faults(
        &self,
        key: &str,
        type_: &dyn ColumnType,
        config: &Object,
        value: Part<'_>,
        most: usize,
    ) -> Result<Vec<Fault>, TooManySteps> {
        let mut room = Vec::new();
        let node = value.node(&mut room);
        let explain = || self.explain(key, type_, config, node, most);
        if !self.is_bounded {
            return Ok(explain());
        }
        if let Some(faults) = steps::within(steps::MOST_TO_EXPLAIN, explain) {
            return Ok(faults);
        }
        // To find all errors may take far more steps than to find one.
        Ok(if self.answer(value)? { Vec::new() } else { vec![explain::without_words(key, node)] })
    }

    fn explain(
        &self,
        key: &str,
        type_: &dyn ColumnType,
        config: &Object,
        value: JsonbNode<'_>,
        most: usize,
    ) -> Vec<Fault> {
        let by_rule = || {
            let rule = self.rule.as_ref()?;
            let (code, what) = rule.of_type.fault(&rule.config, &value)?;
            Some(Fault::of_value(key, code, &value.to_value(), &what))
        };
        let by_schema = self.validator.iter_errors(value);
        let all = by_schema
            .map(|error| explain::fault(key, type_, config, &error))
            .chain(iter::once_with(by_rule).flatten());
        let mut faults: Vec<Fault> = Vec::new();
        for fault in all {
            if !faults.iter().any(|known| known.covers(&fault)) {
                faults.push(fault);
            }
            if faults.len() == most {
                break;
            }
        }
        faults
    }
}

/// Takes a part out of a schema, named by a JSON Pointer.
fn remove(schema: &mut Value, part: &str) {
    let Some((parent, name)) = part.rsplit_once('/') else { return };
    if let Some(parent) = schema.pointer_mut(parent).and_then(Value::as_object_mut) {
        parent.remove(name);
    }
}
