//! What a write changes in a record before it is stored: defaults, stored forms, dropped nulls.
//! The result names what changes; `dyntables_values::jsonb` copies the bytes of all else, so no digit is touched.

use dyntables_model::column::Column;
use dyntables_model::ident::UNCONVERTED;
use dyntables_values::jsonb::node::Node;
use dyntables_values::jsonb::{self, Amendment, Held, Members, Part};
use dyntables_values::moment::Moment;
use serde_json::Value;

use crate::RecordValidator;
use crate::record::{Found, Rule};

impl RecordValidator {
    /// What brings `data`, a jsonb without the length before it, into its stored form. Values that no
    /// rule accepts are left as they are: the validator then says what is wrong with them. `moment` is
    /// asked where a default is filled in.
    #[must_use]
    pub fn amend(&self, data: &[u8], inserting: bool, moment: &dyn Fn() -> Moment) -> Amendment {
        let mut amendment = Amendment::default();
        let Some(members) = Members::of(data) else { return amendment };
        let mut is_complete = true;
        let mut room = Vec::new();
        let is_whole = self.walk_bytes(members, |found| {
            let changed = match found {
                Found::Nothing(rule) | Found::Value(rule, _)
                    if inserting && rule.fills_itself && found.is_null() =>
                {
                    Some((rule, fill(self.column(rule), &moment())))
                }
                Found::Value(rule, value) if value.is_null() => {
                    amendment.remove.push(self.column(rule).key.to_string());
                    is_complete &= !rule.is_required;
                    None
                }
                // What holds is in its stored form.
                Found::Value(rule, value) if !rule.holds(value) => {
                    let column = self.column(rule);
                    let given = column.type_.has_normalize().then(|| match value.held() {
                        Some(Held::Text(text)) => Value::from(text),
                        _ => value.node(&mut room).to_value().into_owned(),
                    });
                    let stored = given.and_then(|given| column.type_.normalize(&column.config, &given));
                    is_complete &= stored.is_some();
                    stored.map(|stored| (rule, stored))
                }
                // Of an unknown key the fault is told, be it null or not; open tables have none.
                Found::Other(key, value) if value.is_null() && self.forgets(key) => {
                    amendment.remove.push(key.to_owned());
                    None
                }
                Found::Other(key, value) => {
                    is_complete &= self.allows(key, value);
                    None
                }
                Found::Nothing(rule) => {
                    is_complete &= !rule.is_required;
                    None
                }
                Found::Value(..) => None,
            };
            if let Some((rule, value)) = changed {
                is_complete = is_complete && holds(rule, &value);
                amendment.set.insert(self.column(rule).key.to_string(), value);
            }
            true
        });
        if inserting {
            amendment.number = self.assigned_keys();
        }
        amendment.is_complete = is_complete && is_whole;
        amendment
    }

    /// Whether a null under a key that is no column only takes the key away.
    fn forgets(&self, key: &str) -> bool {
        key == UNCONVERTED || self.table().open && self.table().column(key).is_none()
    }
}

/// Whether a value is valid as it will be stored; false where only PostgreSQL can write it.
fn holds(rule: &Rule, value: &Value) -> bool {
    if let Value::String(text) = value {
        return rule.holds(Part::of_text(text));
    }
    jsonb::document(value).is_some_and(|bytes| Part::root(&bytes).is_some_and(|part| rule.holds(part)))
}

/// The value that an empty column gets.
#[must_use]
pub fn fill(column: &Column, moment: &Moment) -> Value {
    match &column.default {
        Some(default) => {
            let value = column.type_.default_value(default, moment);
            column.type_.normalize(&column.config, &value).unwrap_or(value)
        }
        None => Value::String(uuid::Uuid::new_v4().to_string()),
    }
}
