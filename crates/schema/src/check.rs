//! A validator of jsonb bytes, made of the type and config of a column.

use std::iter;
use std::sync::OnceLock;

use dyntables_values::config::Config;
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
    key: Box<str>,
    type_: &'static dyn ColumnType,
    config: Config,
    /// The schema, if the library need not be asked.
    pub(super) direct: Option<Direct>,
    /// The schema as the library compiles it. Where the answer is nearly always sure without the library, it is compiled
    /// when it is first asked: that took most of the time and memory of a table's rules.
    library: OnceLock<Option<Box<Validator<Jsonb>>>>,
    rule: Option<&'static dyn ValueRule>,
}

/// Whether a value satisfies a user's schema takes too many steps to say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct TooManySteps {
    /// The steps that there may be.
    pub most: u64,
}

impl Check {
    /// Compiles the schema of a column. The message of an error ends a sentence that begins with the column.
    pub fn new(key: &str, type_: &'static dyn ColumnType, config: &Config) -> Result<Self, String> {
        let mut check = Check {
            key: key.into(),
            type_,
            config: config.clone(),
            direct: None,
            library: OnceLock::new(),
            rule: type_.rule(),
        };
        let schema = check.schema();
        if !check.is_bounded() {
            check.direct = Direct::of(&schema);
        }
        if check.direct.is_none() {
            check.library = OnceLock::from(Some(Box::new(check.compiled(schema)?)));
        }
        Ok(check)
    }

    /// Whether the schema is a user's, which takes no more than its steps.
    fn is_bounded(&self) -> bool {
        has_user_schema(&self.config)
    }

    /// The schema without what the rule of the type covers.
    fn schema(&self) -> Value {
        let mut schema = named_schema(&self.key, &self.config, self.type_.schema(&self.config));
        for part in self.rule.iter().flat_map(|rule| rule.covers()) {
            remove(&mut schema, part);
        }
        schema
    }

    fn compiled(&self, mut schema: Value) -> Result<Validator<Jsonb>, String> {
        let options = if self.is_bounded() {
            steps::count_in(&mut schema);
            options().with_keyword(STEPS, |_, value, _| Ok(Box::new(Steps::new(value))))
        } else {
            options()
                .with_keyword(MULTIPLE_OF, |_, value, _| Ok(Box::new(Digits::new(value))))
                .with_keyword(ENUM, |_, value, _| Ok(Box::new(Texts::new(value))))
        };
        options.build(&schema).map_err(|error| no_schema(&error))
    }

    /// The schema as the library compiles it. Schemas that are known here compile; if one did not, no value would satisfy
    /// it.
    fn library(&self) -> Option<&Validator<Jsonb>> {
        self.library.get_or_init(|| self.compiled(self.schema()).ok().map(Box::new)).as_deref()
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
        if !self.is_bounded() {
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
        let Some(rule) = self.rule else { return by_schema };
        if by_schema == Some(false) {
            return by_schema;
        }
        // A value that breaks the rule is invalid even if only the library knows the schema.
        let by_rule = rule.holds(&self.config, &value);
        if by_rule == Some(false) { by_rule } else { by_schema.and(by_rule) }
    }

    /// As [`Check::is_valid`], for a value that the library reads.
    pub fn is_valid_node(&self, value: JsonbNode<'_>) -> bool {
        self.library().is_some_and(|library| library.is_valid(value))
            && self.rule.is_none_or(|rule| rule.fault(&self.config, &value).is_none())
    }

    /// What is wrong with a value of the column, up to so many faults.
    pub fn faults(&self, value: Part<'_>, most: usize) -> Result<Vec<Fault>, TooManySteps> {
        let mut room = Vec::new();
        let node = value.node(&mut room);
        let explain = || self.explain(node, most);
        if !self.is_bounded() {
            return Ok(explain());
        }
        if let Some(faults) = steps::within(steps::MOST_TO_EXPLAIN, explain) {
            return Ok(faults);
        }
        // To find all errors may take far more steps than to find one.
        Ok(if self.answer(value)? { Vec::new() } else { vec![explain::without_words(&self.key, node)] })
    }

    fn explain(&self, value: JsonbNode<'_>, most: usize) -> Vec<Fault> {
        let by_rule = || {
            let (code, what) = self.rule?.fault(&self.config, &value)?;
            Some(Fault::of_value(&self.key, code, &value.to_value(), &what))
        };
        let Some(library) = self.library() else { return vec![explain::without_words(&self.key, value)] };
        let by_schema = library.iter_errors(value);
        let all = by_schema
            .map(|error| explain::fault(&self.key, self.type_, &self.config, &error))
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
