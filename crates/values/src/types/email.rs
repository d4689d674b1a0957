//! `email`: an e-mail address.

use std::net::{Ipv4Addr, Ipv6Addr};

use email_address::{EmailAddress, Options};
use serde_json::{Value, json};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{TextRule, ValueRule};
use crate::written::{Cast, Reading};

/// A mailbox of RFC 5321, as the format `email` of JSON Schema. It is stored as given, and compared ignoring case.
pub struct Email;

/// Whether the text is a mailbox. RFC 5321 knows no name before the address (`Jane <jane@example.com>`). The domain is a
/// host name, or an IP address in brackets.
fn is_mailbox(text: &str) -> bool {
    // The library refuses an empty quoted local part, which RFC 5321 allows.
    if let Some(domain) = text.strip_prefix("\"\"@") {
        return is_mailbox(&format!("\"a\"@{domain}"));
    }
    let Ok(address) = EmailAddress::parse_with_options(text, Options::default().without_display_text())
    else {
        return false;
    };
    text.is_ascii() && is_domain(address.domain())
}

fn is_domain(domain: &str) -> bool {
    match domain.strip_prefix('[').and_then(|domain| domain.strip_suffix(']')) {
        Some(literal) => match literal.get(..5) {
            Some(tag) if tag.eq_ignore_ascii_case("IPv6:") => literal[5..].parse::<Ipv6Addr>().is_ok(),
            _ => literal.parse::<Ipv4Addr>().is_ok(),
        },
        None => idna::domain_to_ascii_strict(domain).is_ok(),
    }
}

/// Whether the text is an ordinary address: dotted words of letters, digits, `_`, `+` and `-`, then a host name of letters,
/// digits and single hyphens. Nearly every address is, so that few need the general parser. Other texts may be addresses,
/// too.
fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let Some(at) = bytes.iter().position(|byte| *byte == b'@') else { return false };
    let (local, domain) = (&bytes[..at], &bytes[at + 1..]);
    let (mut before, mut label) = (b'.', 0_usize);
    for byte in local {
        match byte {
            b'.' if before == b'.' => return false,
            b'.' | b'_' | b'+' | b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => before = *byte,
            _ => return false,
        }
    }
    if before == b'.' || local.len() > 64 || domain.len() > 180 {
        return false;
    }
    before = b'.';
    for byte in domain {
        label += 1;
        match byte {
            b'.' | b'-' if matches!(before, b'.' | b'-') => return false,
            b'.' if label > 60 => return false,
            b'.' => label = 0,
            b'-' | b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => {}
            _ => return false,
        }
        before = *byte;
    }
    before.is_ascii_alphabetic() && label <= 60
}

fn is_address(text: &str) -> bool {
    is_plain(text) || is_mailbox(text)
}

impl ColumnType for Email {
    fn name(&self) -> &'static str {
        "email"
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "format": "email"})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/format"],
            code: FaultCode::Format,
            holds: |_, text| is_address(text),
            message: |_, _| "is not an e-mail address such as \"jane@example.com\"".into(),
            accepts: Some(|_, text| is_address(text)),
        })
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        Cast::text(text)
    }

    fn stored(&self) -> &'static str {
        "an e-mail address as given; compared ignoring case"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Folded
    }

    fn example(&self) -> Value {
        json!("jane@example.com")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::{is_mailbox, is_plain};

    #[test]
    fn ordinary_addresses_are_plain() {
        for text in ["jane@example.com", "J.Doe+x_y-z@mail.Example-1.co.uk", "a@localhost", "1@2.b"] {
            assert!(is_plain(text) && is_mailbox(text), "{text}");
        }
        for text in
            ["", "a", "@b.c", "a@", "a@b@c", ".a@b.c", "a.@b.c", "a..b@b.c", "a@.b", "a@b..c", "a@b.", "a@-b"]
        {
            assert!(!is_plain(text) && !is_mailbox(text), "{text}");
        }
        // Addresses, but not ordinary ones.
        for text in ["\"a b\"@b.c", "a@[127.0.0.1]", "o'hara@b.c", "a@1.2"] {
            assert!(!is_plain(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_plain_is_an_address(text in "[a-cX9._+-]{0,5}@([a-cX9-]{0,4}[.]){0,3}[a-cX9-]{0,3}") {
            prop_assert!(!is_plain(&text) || is_mailbox(&text), "{text}");
        }
    }
}
