//! `url`: an absolute URL (WHATWG URL Standard).

use std::cell::Cell;

use serde_json::{Value, json};
use url::{SyntaxViolation, Url};

use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{TextRule, ValueRule};
use crate::written::{Cast, Reading};

/// Stored as given. The standard lets browsers repair many mistakes. Those that other programs read as another address are
/// refused: white space, control characters, backslashes, and a missing `//`.
pub struct UrlType;

const DEFAULT_SCHEMES: [&str; 2] = ["http", "https"];

fn has_scheme(config: &Object, scheme: &str) -> bool {
    match config.get("schemes").and_then(Value::as_array) {
        Some(schemes) => schemes.iter().filter_map(Value::as_str).any(|s| s.eq_ignore_ascii_case(scheme)),
        None => DEFAULT_SCHEMES.iter().any(|s| s.eq_ignore_ascii_case(scheme)),
    }
}

/// The schemes that config allows, for messages: `http, https`.
fn schemes(config: &Object) -> String {
    match config.get("schemes").and_then(Value::as_array) {
        Some(schemes) => schemes.iter().filter_map(Value::as_str).collect::<Vec<_>>().join(", "),
        None => DEFAULT_SCHEMES.join(", "),
    }
}

/// Whether the text is an ordinary URL: `http://` or `https://`, a host name in lower case whose last label is no number,
/// perhaps a port, and visible ASCII without a backslash. Nearly every URL is, so that few need the parser. Other texts
/// may be URLs, too.
fn is_plain(text: &str) -> bool {
    let Some(rest) = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://")) else {
        return false;
    };
    let end = rest.bytes().position(|b| matches!(b, b'/' | b'?' | b'#')).unwrap_or(rest.len());
    let (authority, tail) = rest.as_bytes().split_at(end);
    let colon = authority.iter().position(|byte| *byte == b':').unwrap_or(authority.len());
    let (host, port) = authority.split_at(colon);
    let (mut before, mut last) = (b'.', b'0');
    for byte in host {
        match byte {
            // A label is empty, begins or ends with a hyphen, or could be Punycode.
            b'.' | b'-' if matches!(before, b'.' | b'-') => return false,
            b'a'..=b'z' | b'0'..=b'9' if before == b'.' => last = *byte,
            b'.' | b'-' | b'a'..=b'z' | b'0'..=b'9' => {}
            _ => return false,
        }
        before = *byte;
    }
    let port_is_plain = match port {
        [] => true,
        [_, digits @ ..] => (1..=4).contains(&digits.len()) && digits.iter().all(u8::is_ascii_digit),
    };
    last.is_ascii_lowercase()
        && before.is_ascii_alphanumeric()
        && port_is_plain
        && tail.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'\\')
}

/// Whether a character is white space, a control character, or a mark for the direction of text.
fn is_invisible(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// The scheme of an absolute URL; `None` if the text is none.
fn scheme(text: &str) -> Option<String> {
    let misleading = Cell::new(false);
    let watch = |violation: SyntaxViolation| {
        if matches!(
            violation,
            SyntaxViolation::Backslash
                | SyntaxViolation::ExpectedDoubleSlash
                | SyntaxViolation::ExpectedFileDoubleSlash
        ) {
            misleading.set(true);
        }
    };
    let url = Url::options().syntax_violation_callback(Some(&watch)).parse(text).ok()?;
    (!misleading.get()).then(|| url.scheme().to_owned())
}

/// Whether the text is an absolute URL of a scheme that config allows.
fn is_allowed(config: &Object, text: &str) -> bool {
    (!config.contains_key("schemes") && is_plain(text))
        || (!text.contains(is_invisible) && scheme(text).is_some_and(|scheme| has_scheme(config, &scheme)))
}

/// What is wrong with a text that is not.
fn message(config: &Object, text: &str) -> String {
    if text.contains(is_invisible) {
        "must not have white space or control characters".into()
    } else if scheme(text).is_some() {
        format!("is not a URL of the schemes allowed here: {}", schemes(config))
    } else {
        "is not an absolute URL such as \"https://example.com/\"".into()
    }
}

impl ColumnType for UrlType {
    fn name(&self) -> &'static str {
        "url"
    }

    fn config(&self) -> Value {
        json!({
            "schemes": {
                "type": "array",
                "minItems": 1,
                "uniqueItems": true,
                "items": {"type": "string", "pattern": "^[a-z][a-z0-9+.-]*$"},
            },
        })
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "format": "iri"})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/format"],
            code: FaultCode::Format,
            holds: is_allowed,
            message,
            accepts: Some(is_allowed),
        })
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        // RFC 3986, appendix C, puts `<` and `>` around URLs.
        let bare = text.strip_prefix('<').and_then(|text| text.strip_suffix('>')).unwrap_or(text);
        Cast::text(bare.trim())
    }

    fn stored(&self) -> &'static str {
        "an absolute URL as given"
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn example(&self) -> Value {
        json!("https://example.com/about")
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{prop_assert, proptest};

    use super::{is_plain, scheme};

    #[test]
    fn ordinary_urls_are_plain() {
        for text in [
            "http://a",
            "https://example.com",
            "https://www.example-1.com:8080/a/b?x=1&y=%20#z",
            "https://1.example.com?q",
            "http://a1/[x]{y}|^",
        ] {
            assert!(is_plain(text) && scheme(text).is_some(), "{text}");
        }
        for text in [
            "http://",
            "http:a.b",
            "http:///a",
            "http://1.2.3.999",
            "http://xn--a",
            "http://a:99999",
            "http://a..b\\",
            "//a",
            "a",
        ] {
            assert!(!is_plain(text), "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_plain_is_a_url(text in "https?://[a-cxn0-9.:-]{0,12}[/?#]?[!-~]{0,6}") {
            prop_assert!(!is_plain(&text) || scheme(&text).is_some(), "{text}");
        }
    }
}
