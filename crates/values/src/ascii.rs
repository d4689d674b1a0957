//! What is a text of any script in ASCII? Slugs of tables and records and keys of columns are made so.

/// The letters and digits of a text in lower case, without accents and in Latin script, with `between` for whatever stands
/// between them. With `splits_words` so does a capital letter behind a small one: `firstName`.
pub fn ascii_words(text: &str, between: char, splits_words: bool) -> String {
    let mut words = String::with_capacity(text.len());
    let mut was_small = false;
    for c in deunicode::deunicode(text).chars() {
        let is_part = c.is_ascii_alphanumeric();
        let is_break = !is_part || splits_words && was_small && c.is_ascii_uppercase();
        if is_break && !words.is_empty() && !words.ends_with(between) {
            words.push(between);
        }
        if is_part {
            words.push(c.to_ascii_lowercase());
        }
        was_small = c.is_ascii_lowercase();
    }
    words.truncate(words.trim_end_matches(between).len());
    words
}

#[cfg(test)]
mod tests {
    use super::ascii_words;

    #[test]
    fn any_text_has_words() {
        for (text, words) in [
            (" --Größe & Co.-- ", "grosse_co"),
            ("日本語", "ri_ben_yu"),
            ("firstName", "first_name"),
            ("HTTPCode 7b", "httpcode_7b"),
            ("?!", ""),
        ] {
            assert_eq!(ascii_words(text, '_', true), words);
        }
        assert_eq!(ascii_words("firstName", '-', false), "firstname");
    }
}
