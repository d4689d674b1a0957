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

/// A mailbox of RFC 5321, as the format `email` of JSON Schema; with config `international` also one of RFC 6531, whose
/// letters may be of any script. It is stored as given, and compared ignoring case.
pub struct Email;

/// The most bytes of an address, of which [`MOST_LOCAL`] may be before the `@`.
const MOST: usize = 254;
const MOST_LOCAL: usize = 64;

/// Whether the text is a mailbox. RFC 5321 knows no name before the address (`Jane <jane@example.com>`). The domain is a
/// host name, or an IP address in brackets.
fn is_mailbox(text: &str, international: bool) -> bool {
    if text.len() > MOST || text.rfind('@').is_some_and(|at| at > MOST_LOCAL) {
        return false;
    }
    // The library refuses an empty quoted local part, which RFC 5321 allows.
    if let Some(domain) = text.strip_prefix("\"\"@") {
        return is_mailbox(&format!("\"a\"@{domain}"), international);
    }
    let Ok(address) = EmailAddress::parse_with_options(text, Options::default().without_display_text())
    else {
        return false;
    };
    (international || text.is_ascii()) && is_domain(address.domain())
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
    if before == b'.' || local.len() > MOST_LOCAL || domain.len() > 180 {
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

fn is_international(config: &Object) -> bool {
    config.get("international") == Some(&Value::Bool(true))
}

fn is_address(config: &Object, text: &str) -> bool {
    is_plain(text) || is_mailbox(text, is_international(config))
}

/// What is wrong with a text that is no address.
fn message(config: &Object, text: &str) -> String {
    let is_long = |text: &str| text.len() > MOST || text.rfind('@').is_some_and(|at| at > MOST_LOCAL);
    if is_long(text) && text.contains('@') {
        return format!(
            "is longer than an e-mail address: {MOST} bytes, of which {MOST_LOCAL} may be before the @"
        );
    }
    if !is_international(config) && is_mailbox(text, true) {
        return "has letters beyond ASCII; give the column the config international to allow them".into();
    }
    "is not an e-mail address such as \"jane@example.com\"".into()
}

impl ColumnType for Email {
    fn name(&self) -> &'static str {
        "email"
    }

    fn config(&self) -> Value {
        json!({"international": {"type": "boolean"}})
    }

    fn schema(&self, config: &Object) -> Value {
        json!({"type": "string", "format": if is_international(config) { "idn-email" } else { "email" }})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/format"],
            code: FaultCode::Format,
            holds: is_address,
            message,
            accepts: Some(is_address),
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
            assert!(is_plain(text) && is_mailbox(text, false), "{text}");
        }
        for text in
            ["", "a", "@b.c", "a@", "a@b@c", ".a@b.c", "a.@b.c", "a..b@b.c", "a@.b", "a@b..c", "a@b.", "a@-b"]
        {
            assert!(!is_plain(text) && !is_mailbox(text, true), "{text}");
        }
        // Addresses, but not ordinary ones.
        for text in ["\"a b\"@b.c", "a@[127.0.0.1]", "o'hara@b.c", "a@1.2"] {
            assert!(!is_plain(text), "{text}");
        }
    }

    #[test]
    fn lengths_and_scripts_have_their_rules() {
        let long = |local: usize, domain: usize| {
            let labels = format!("{}.", "d".repeat(60)).repeat(3);
            format!("{}@{labels}{}", "l".repeat(local), "d".repeat(domain - labels.len()))
        };
        for international in [false, true] {
            assert!(is_mailbox(&long(10, 243), international));
            assert!(is_mailbox(&long(64, 189), international));
            assert!(!is_mailbox(&long(64, 190), international));
            assert!(!is_mailbox(&long(65, 187), international));
        }
        for text in ["jörg@example.com", "jane@müller.de", "用户@例子.广告", "jane@bücher.example"] {
            assert!(is_mailbox(text, true) && !is_mailbox(text, false), "{text}");
        }
        assert!(!is_mailbox(&format!("{}@b.de", "ü".repeat(33)), true));
    }

    proptest! {
        #[test]
        fn what_is_plain_is_an_address(text in "[a-cX9._+-]{0,5}@([a-cX9-]{0,4}[.]){0,3}[a-cX9-]{0,3}") {
            prop_assert!(!is_plain(&text) || is_mailbox(&text, false), "{text}");
        }
    }
}
