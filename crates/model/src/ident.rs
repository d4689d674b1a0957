//! Validated names. Whoever holds one may write it into SQL: its alphabet has no quote, no
//! backslash and no `$`, and its length is bounded.

use std::fmt;

use dyntables_values::error::Error;
use dyntables_values::text::shorten_text;

/// PostgreSQL's NAMEDATALEN - 1: the bytes an identifier can have.
pub const MAX_IDENT: usize = 63;

/// Column keys that would collide with a record's own fields.
pub const RESERVED_KEYS: [&str; 8] =
    ["id", "data", "version", "created_at", "updated_at", "created_by", "updated_by", UNCONVERTED];

/// The key under which a record keeps values that a change of their column's type or config could
/// not convert: an object by column key. Writes may remove it, or parts of it, but not set it.
pub const UNCONVERTED: &str = "_unconverted";

/// A column's key: `^[a-z_][a-z0-9_]{0,62}$`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ColumnKey(String);

impl ColumnKey {
    /// Checks the alphabet and length, not whether the key is reserved (that depends on the type).
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

    /// The key.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ColumnKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A table's slug: `^[a-z][a-z0-9_]{0,62}$`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Slug(String);

impl Slug {
    /// Checks the alphabet and length.
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

    /// A slug made from a name: transliterated to ASCII letters and digits in lower case, every
    /// other run an underscore. `table` where nothing is left.
    #[must_use]
    pub fn from_name(name: &str) -> Self {
        let mut slug = String::new();
        for c in deunicode::deunicode(name).chars() {
            if c.is_ascii_alphanumeric() {
                slug.push(c.to_ascii_lowercase());
            } else if !slug.is_empty() && !slug.ends_with('_') {
                slug.push('_');
            }
        }
        let digits_first = slug.starts_with(|c: char| c.is_ascii_digit());
        let mut slug = if digits_first { format!("t_{slug}") } else { slug };
        slug.truncate(MAX_IDENT);
        let slug = slug.trim_end_matches('_');
        Slug(if slug.is_empty() { "table".to_owned() } else { slug.to_owned() })
    }

    /// The slug.
    #[must_use]
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

/// The name of the table in schema `dt_data` that holds a dynamic table's records:
/// `<slug>_<no>`, the slug cut so that the whole fits an identifier.
#[must_use]
pub fn storage_name(slug: &Slug, no: i64) -> String {
    suffixed(slug.as_str(), &format!("_{no}"))
}

/// `stem` + `suffix`, the stem cut so that the whole fits an identifier. Both must be ASCII.
#[must_use]
pub fn suffixed(stem: &str, suffix: &str) -> String {
    let room = MAX_IDENT.saturating_sub(suffix.len());
    format!("{}{suffix}", &stem[..stem.len().min(room)])
}

/// A name that ends with `_<suffix>`, as it is where it fits an identifier, else cut and made
/// distinct by a hash. Must be ASCII.
#[must_use]
pub fn fitted(full: String, suffix: &str) -> String {
    if full.len() <= MAX_IDENT {
        return full;
    }
    // FNV-1a: stable across versions, unlike the standard library's hashers.
    let hash =
        full.bytes().fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{}_{hash:08x}_{suffix}", &full[..MAX_IDENT - 10 - suffix.len()])
}

/// A name with a number at its end, cut so that the whole fits an identifier.
#[must_use]
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
