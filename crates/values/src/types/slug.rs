//! `slug`: a name for URLs and file names.

use serde_json::{Value, json};

use crate::ascii::ascii_words;
use crate::fault::FaultCode;
use crate::kind::Kind;
use crate::text::Object;
use crate::types::ColumnType;
use crate::types::rule::{TextRule, ValueRule};
use crate::written::{Cast, Reading, Takes};

/// Lower-case letters and digits, with single hyphens between them.
pub struct SlugType;

fn is_slug(text: &str) -> bool {
    let mut before = b'-';
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' => {}
            b'-' if before != b'-' => {}
            _ => return false,
        }
        before = byte;
    }
    before != b'-'
}

/// Makes a slug of a text in any script. Letters lose their accents, and everything between letters and digits becomes a
/// hyphen.
fn slug_of(text: &str) -> String {
    ascii_words(text, '-', false)
}

impl ColumnType for SlugType {
    fn name(&self) -> &'static str {
        "slug"
    }

    fn schema(&self, _config: &Object) -> Value {
        json!({"type": "string", "pattern": "^[a-z0-9]+(-[a-z0-9]+)*$"})
    }

    fn rule(&self) -> Option<&'static dyn ValueRule> {
        Some(&TextRule {
            covers: &["/pattern"],
            code: FaultCode::Pattern,
            holds: |_, text| is_slug(text),
            message: |_, _| {
                "is not made of lower-case letters, digits and single hyphens, as \"annual-report-2026\" is"
                    .into()
            },
            accepts: Some(|_, text| is_slug(text)),
        })
    }

    fn typecast(&self, _config: &Object, text: &str, _reading: &Reading) -> Cast {
        let slug = slug_of(text);
        if slug.is_empty() { Cast::No } else { Cast::Value(Value::String(slug)) }
    }

    fn stored(&self) -> &'static str {
        "lower-case letters, digits and single hyphens"
    }

    fn takes(&self) -> Takes {
        Takes::AsItIs
    }

    fn kind(&self, _config: &Object) -> Kind {
        Kind::Text
    }

    fn example(&self) -> Value {
        json!("annual-report-2026")
    }
}

#[cfg(test)]
mod tests {
    use super::{is_slug, slug_of};

    #[test]
    fn a_slug_is_made_of_any_text() {
        for (text, slug) in [
            ("Annual Report (2026)!", "annual-report-2026"),
            (" --Größe & Co.-- ", "grosse-co"),
            ("日本語", "ri-ben-yu"),
            ("a", "a"),
        ] {
            assert_eq!(slug_of(text), slug);
            assert!(is_slug(slug));
        }
        assert_eq!(slug_of("!?"), "");
        for bad in ["", "-", "a-", "-a", "a--b", "A", "a_b", "ä", "a b"] {
            assert!(!is_slug(bad), "{bad}");
        }
    }
}
