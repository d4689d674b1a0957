//! `ip`: an IPv4 or IPv6 address, or a network.

use std::fmt::{self, Write};
use std::net::IpAddr;

use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{TextRule, ValueRule};
use crate::written::{Cast, Reading};

/// Stored in the canonical form (RFC 5952), and compared as PostgreSQL's `inet`. The prefix length is left out if it is the
/// whole address.
pub struct Ip;

/// The address and its prefix length in bits, which is the whole address if none is given.
pub fn parse(text: &str) -> Option<(IpAddr, u8)> {
    let (address, prefix) = match text.split_once('/') {
        Some((address, prefix)) => (address, Some(prefix)),
        None => (text, None),
    };
    let address: IpAddr = address.parse().ok()?;
    let most = if address.is_ipv4() { 32 } else { 128 };
    let prefix = match prefix {
        None => most,
        // Without a sign, and without leading zeros.
        Some(digits)
            if digits.bytes().all(|b| b.is_ascii_digit()) && (digits == "0" || !digits.starts_with('0')) =>
        {
            digits.parse().ok().filter(|prefix| *prefix <= most)?
        }
        Some(_) => return None,
    };
    Some((address, prefix))
}

/// The stored form of an address and its prefix length.
pub fn format(address: IpAddr, prefix: u8) -> String {
    let mut text = String::new();
    // Writing to a string cannot fail.
    let _ = write(&mut text, address, prefix);
    text
}

fn write(to: &mut impl Write, address: IpAddr, prefix: u8) -> fmt::Result {
    let most = if address.is_ipv4() { 32 } else { 128 };
    if prefix == most { write!(to, "{address}") } else { write!(to, "{address}/{prefix}") }
}

/// The rest of a text that is compared with what is written. Comparing so needs no memory.
struct Expected<'a>(&'a str);

impl Write for Expected<'_> {
    fn write_str(&mut self, written: &str) -> fmt::Result {
        self.0 = self.0.strip_prefix(written).ok_or(fmt::Error)?;
        Ok(())
    }
}

fn is_stored_form(text: &str) -> bool {
    let mut expected = Expected(text);
    parse(text).is_some_and(|(address, prefix)| {
        write(&mut expected, address, prefix).is_ok() && expected.0.is_empty()
    })
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

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/anyOf"],
            code: FaultCode::Format,
            holds: |_, text| is_stored_form(text),
            message: |_, _| "is not an IP address such as \"192.0.2.1\" or \"2001:db8::/32\"".into(),
            accepts: None,
        })
    }

    fn has_normalize(&self) -> bool {
        true
    }

    fn normalize(&self, _config: &Object, value: &Value) -> Option<Value> {
        let text = value.as_str()?;
        stored_form(text).filter(|stored| stored != text).map(Value::String)
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        // URLs have brackets around addresses: [2001:db8::1].
        let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
        stored_form(bare).map_or(Cast::No, |stored| Cast::Value(Value::String(stored)))
    }

    fn stored(&self) -> &'static str {
        "an IPv4 or IPv6 address in canonical form, optionally with a prefix length: `\"192.0.2.0/24\"`"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Inet
    }

    fn example(&self) -> Value {
        json!("2001:db8::1")
    }
}

#[cfg(test)]
mod tests {
    use super::{is_stored_form, stored_form};

    #[test]
    fn addresses_have_one_form() {
        for (given, stored) in [
            ("192.0.2.1", "192.0.2.1"),
            ("192.0.2.1/32", "192.0.2.1"),
            ("192.0.2.1/24", "192.0.2.1/24"),
            ("2001:DB8:0:0::1", "2001:db8::1"),
            ("2001:db8::/32", "2001:db8::/32"),
            ("::1/128", "::1"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"),
            ("::", "::"),
            ("0.0.0.0/0", "0.0.0.0/0"),
        ] {
            assert_eq!(stored_form(given).as_deref(), Some(stored), "{given}");
            assert_eq!(is_stored_form(given), given == stored, "{given}");
        }
        for bad in [
            "",
            "1.2.3",
            "1.2.3.04",
            "1.2.3.256",
            "1.2.3.4/33",
            "1.2.3.4/",
            "1.2.3.4/+8",
            "1.2.3.4/08",
            "::/129",
            "fe80::1%eth0",
            " ::1",
            "g::",
        ] {
            assert_eq!(stored_form(bad), None, "{bad}");
        }
    }
}
