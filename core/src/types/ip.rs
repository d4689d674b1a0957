//! `ip`: an IPv4 or IPv6 address, or a network.

use std::net::IpAddr;

use jsonschema::json::{JsonbNode, Node};
use serde_json::{Value, json};

use crate::json::Object;
use crate::types::ColumnType;
use crate::types::kind::Kind;
use crate::validate::fault::FaultCode;

/// Stored in the canonical form (RFC 5952), with the prefix length only where it is not the whole
/// address; compared as PostgreSQL's `inet`.
pub struct Ip;

/// An address and its prefix length in bits; the whole address where none is given.
#[must_use]
pub fn parse(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let prefix = match prefix {
        None => most,
        // No sign, no leading zero.
        Some(digits)
            if digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0')) =>
        {
            digits.parse().ok().filter(|prefix| *prefix <= most)?
        }
        Some(_) => return None,
    };
    Some((address, prefix))
}

/// The stored form.
#[must_use]
pub fn format(address: IpAddr, prefix: u8) -> String {
    let most = if address.is_ipv4() { 32 } else { 128 };
    if prefix == most { address.to_string() } else { format!("{address}/{prefix}") }
}

fn stored_form(text: &str) -> Option<String> {
    parse(text).map(|(address, prefix)| format(address, prefix))
}

impl ColumnType for Ip {
    fn name(&self) -> &'static str {
        "ip"
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "anyOf": [{"format": "ipv4"}, {"format": "ipv6"}, {"pattern": "^[0-9a-f.:]+/[0-9]{1,3}$"}]})
    }

    fn has_check(&self) -> bool {
        true
    }

    fn check(&self, _config: &Object, value: &JsonbNode<'_>) -> Result<(), (FaultCode, String)> {
        match value.as_string() {
            Some(text) if stored_form(&text).as_deref() != Some(&text) => Err((
                FaultCode::Format,
                "is not an IP address such as \"192.0.2.1\" or \"2001:db8::/32\"".into(),
            )),
            _ => Ok(()),
        }
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        let text = value.as_str()?;
        stored_form(text.trim()).filter(|stored| stored != text).map(Value::String)
    }

    fn stored(&self) -> &'static str {
        "an IPv4 or IPv6 address, optionally with a prefix length, in canonical form"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Inet
    }

    fn example(&self) -> Value {
        json!("2001:db8::1")
    }
}
