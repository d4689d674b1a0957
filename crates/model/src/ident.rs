//! Names that are safe to write into SQL: they have no quotes, backslashes or `$`, and fit an identifier.

use std::fmt;

use dyntables_values::ascii::ascii_words;
use dyntables_values::error::Error;
use dyntables_values::text::shorten_text;

/// The most bytes of an identifier: NAMEDATALEN - 1 of PostgreSQL.
pub const MAX_IDENT: usize = 63;

/// The keys that a column cannot have, because a record has such a field itself.
pub const RESERVED_KEYS: [&str; 8] =
    ["id", "data", "version", "created_at", "updated_at", "created_by", "updated_by", UNCONVERTED];

/// Words that no column can have as its key: in a filter they are no columns.
pub const FILTER_SYNTAX: [&str; 4] = ["all", "and", "or", "not"];

/// The key of the values that a change of type or config could not convert. Under it a record has an object of these values,
/// by the keys of their columns. Writes may remove the object or parts of it, but not set it.
pub const UNCONVERTED: &str = "_unconverted";

/// The key of a column: `^[a-z_][a-z0-9_]{0,62}$`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnKey(String);

impl ColumnKey {
    /// Checks letters and length. Whether the key is reserved depends on the type of the column.
    pub fn new(key: &str) -> Result<Self, Error> {
        if is_ident(key, true) {
            Ok(ColumnKey(key.to_owned()))
        } else {
            Err(Error::bad_hint(
                format!("\"{}\" is not a column key", shorten_text(key)),
                "A key is a lower-case letter or underscore, then up to 62 letters, digits and underscores; the label may be any text.",
            ))
        }
    }

    /// The key as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ColumnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The slug of a table: `^[a-z][a-z0-9_]{0,62}$`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

impl Slug {
    /// Checks letters and length.
    pub fn new(slug: &str) -> Result<Self, Error> {
        if is_ident(slug, false) {
            Ok(Slug(slug.to_owned()))
        } else {
            Err(Error::bad_hint(
                format!("\"{}\" is not a slug", shorten_text(slug)),
                "A slug is a lower-case letter, then up to 62 letters, digits and underscores.",
            ))
        }
    }

    /// Makes a slug of a name in any script, of ASCII letters and digits in lower case. Everything between them becomes an
    /// underscore. The slug is `table` if nothing is left.
    pub fn from_name(name: &str) -> Self {
        let slug = ascii_words(name, '_', false);
        let digits_first = slug.starts_with(|c: char| c.is_ascii_digit());
        let mut slug = if digits_first { format!("t_{slug}") } else { slug };
        slug.truncate(MAX_IDENT);
        let slug = slug.trim_end_matches('_');
        Slug(if slug.is_empty() { "table".to_owned() } else { slug.to_owned() })
    }

    /// The slug as a text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Slug {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn is_ident(text: &str, underscore_first: bool) -> bool {
    text.len() <= MAX_IDENT
        && text.bytes().enumerate().all(|(at, byte)| match byte {
            b'a'..=b'z' => true,
            b'_' => at > 0 || underscore_first,
            b'0'..=b'9' => at > 0,
            _ => false,
        })
        && !text.is_empty()
}

/// The name of the storage table in schema `dt_data`: `<slug>_<no>`, whose slug is cut to fit an identifier.
pub fn storage_name(slug: &Slug, no: i64) -> String {
    suffixed(slug.as_str(), &format!("_{no}"))
}

/// `stem` and `suffix`; the stem is cut to fit an identifier. Both must be ASCII.
pub fn suffixed(stem: &str, suffix: &str) -> String {
    let room = MAX_IDENT.saturating_sub(suffix.len());
    format!("{}{suffix}", &stem[..stem.len().min(room)])
}

/// A name that ends with `_<suffix>`. If it does not fit an identifier, it is cut, and a hash keeps it distinct. It must be
/// ASCII.
pub fn fitted(full: String, suffix: &str) -> String {
    if full.len() <= MAX_IDENT {
        return full;
    }
    // FNV-1a is the same in every version, unlike the hashers of the standard library.
    let hash =
        full.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{}_{hash:08x}_{suffix}", &full[..MAX_IDENT - 10 - suffix.len()])
}

/// A name with a number at its end; the name is cut to fit an identifier.
pub fn numbered(name: &str, number: usize) -> String {
    let number = number.to_string();
    let mut end = name.len().min(MAX_IDENT - number.len());
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    format!("{}{number}", &name[..end])
}

#[cfg(test)]
mod tests {
    use super::{ColumnKey, Slug, storage_name};

    #[test]
    fn keys_are_plain_identifiers() {
        for good in ["a", "_", "_x1", "amount_2"] {
            assert!(ColumnKey::new(good).is_ok(), "{good}");
        }
        let long = "a".repeat(64);
        for bad in ["", "1a", "A", "a-b", "a b", "é", "a\"", "'; drop table x", long.as_str()] {
            assert!(ColumnKey::new(bad).is_err(), "{bad}");
        }
        assert!(ColumnKey::new("__proto__").is_ok());
    }

    #[test]
    fn a_slug_is_made_from_any_name() {
        for (name, slug) in [
            ("Deals", "deals"),
            ("  Q3 / Größe & Co. ", "q3_grosse_co"),
            ("2026 plan", "t_2026_plan"),
            ("日本語", "ri_ben_yu"),
            ("\u{301}", "table"),
        ] {
            assert_eq!(Slug::from_name(name).as_str(), slug);
            assert!(Slug::new(Slug::from_name(name).as_str()).is_ok());
        }
        assert!(Slug::new(Slug::from_name(&"ab ".repeat(100)).as_str()).is_ok());
    }

    #[test]
    fn a_storage_name_fits_an_identifier() {
        let slug = Slug::from_name(&"x".repeat(80));
        assert_eq!(storage_name(&slug, 123_456).len(), 63);
        assert!(storage_name(&slug, 123_456).ends_with("_123456"));
    }
}
