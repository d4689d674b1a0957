//! The name of a person as one text: `Doe, Jane`, `Dr. Jane M. Doe Jr.`, `Ludwig van Beethoven`. Languages differ in which
//! word is which part of the name, so an unclear name is refused and not guessed.

use serde_json::Value;

use crate::text::Object;
use crate::written::{Cast, NameOrder};

/// The words before a name, without a point and in lower case.
const PREFIXES: [&str; 14] =
    ["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "professor", "sir", "dame", "rev", "hon", "herr", "frau"];

/// The words after a name, without points. Case matters: `Ii` and `Md` are names.
const SUFFIXES: [&str; 20] = [
    "Jr", "jr", "JR", "Sr", "sr", "SR", "II", "III", "IV", "PhD", "Phd", "PHD", "MD", "DDS", "JD", "MBA",
    "Esq", "2nd", "3rd", "4th",
];

/// The words with which a last name of several words begins.
const PARTICLES: [&str; 26] = [
    "van", "von", "vom", "zu", "zum", "zur", "de", "del", "della", "der", "den", "des", "di", "da", "do",
    "dos", "das", "du", "la", "le", "ten", "ter", "af", "av", "bin", "ibn",
];

/// Reads a name. A single word is the last name, by which people sort and address. `order` says which word is the last
/// name where no comma does.
pub(crate) fn read(text: &str, order: Option<NameOrder>) -> Cast {
    let sections: Vec<Vec<&str>> = text.split(',').map(|part| part.split_whitespace().collect()).collect();
    let mut words = sections.iter().flatten();
    let is_name =
        |word: &&str| word.chars().any(char::is_alphabetic) && !word.contains(['@', ';', '/', '\\']);
    let has_digit = |word: &&str| word.chars().any(char::is_numeric) && !is_suffix(word);
    if sections.iter().any(Vec::is_empty) || !words.all(|word| is_name(word) && !has_digit(word)) {
        return Cast::No;
    }
    let mut name = Name::default();
    let cast = match sections.as_slice() {
        [whole] => name.whole(whole, order),
        // `Jane Doe, PhD`
        [whole, suffix] if suffix.iter().all(|word| is_suffix(word)) => {
            let cast = name.whole(whole, order);
            name.suffix.extend(suffix);
            cast
        }
        // `Doe, Jane`, `Doe, Jane, PhD`
        [last, rest] => name.last_first(last, rest),
        [last, rest, suffix] if suffix.iter().all(|word| is_suffix(word)) => {
            let cast = name.last_first(last, rest);
            name.suffix.extend(suffix);
            cast
        }
        _ => Err("has more commas than \"Doe, Jane\"".to_owned()),
    };
    match cast {
        Ok(()) => Cast::Value(name.value()),
        Err(why) => Cast::Unclear(why),
    }
}

/// The words of each part of a name.
#[derive(Default)]
struct Name<'a> {
    prefix: Vec<&'a str>,
    first: Vec<&'a str>,
    middle: Vec<&'a str>,
    last: Vec<&'a str>,
    suffix: Vec<&'a str>,
}

impl<'a> Name<'a> {
    /// Takes prefixes and suffixes off the words. At least one word remains.
    fn strip<'w>(&mut self, mut words: &'w [&'a str]) -> &'w [&'a str] {
        while let [first, rest @ ..] = words
            && !rest.is_empty()
            && is_prefix(first)
        {
            self.prefix.push(first);
            words = rest;
        }
        while let [rest @ .., last] = words
            && !rest.is_empty()
            && is_suffix(last)
        {
            self.suffix.insert(0, last);
            words = rest;
        }
        words
    }

    /// Reads a name whose order is known.
    fn ordered(&mut self, words: &[&'a str], order: NameOrder) {
        let is_particle = |word: &&&str| PARTICLES.contains(*word);
        let (last, [first, middle @ ..]) = (match order {
            NameOrder::LastFirst => {
                // The last name has a word that is no particle, and leaves one to be the first name.
                let particles = words.iter().take(words.len() - 2).take_while(is_particle).count();
                words.split_at(particles + 1)
            }
            NameOrder::FirstLast => {
                let before = &words[1..words.len() - 1];
                let particles = before.iter().rev().take_while(is_particle).count();
                let (rest, last) = words.split_at(words.len() - 1 - particles);
                (last, rest)
            }
        }) else {
            return;
        };
        self.last.extend(last);
        self.first.push(first);
        self.middle.extend(middle);
    }

    /// Reads `Jane M. Doe`.
    fn whole(&mut self, words: &[&'a str], order: Option<NameOrder>) -> Result<(), String> {
        let words = self.strip(words);
        let [first, rest @ ..] = words else { return Ok(()) };
        if rest.is_empty() {
            self.last.push(first);
            return Ok(());
        }
        if let Some(order) = order {
            self.ordered(words, order);
            return Ok(());
        }
        if words.iter().any(|word| word.chars().any(puts_last_name_first)) {
            return Err("may begin with the first or with the last name; write it as \"last, first\", or give name_order".into());
        }
        self.first.push(first);
        let initials = rest.iter().take(rest.len() - 1).take_while(|word| is_initial(word)).count();
        let (middle, last) = rest.split_at(initials);
        if let [begin, .., end] = last
            && !PARTICLES.contains(begin)
        {
            let several = last[..last.len() - 1].join(" ");
            let first = [&[*first], middle].concat().join(" ");
            return Err(format!(
                "could have the middle name \"{several}\" or the last name \"{}\"; write it as \"{end}, {first} {several}\" or \"{}, {first}\", or give name_order",
                last.join(" "),
                last.join(" "),
            ));
        }
        self.middle.extend(middle);
        self.last.extend(last);
        Ok(())
    }

    /// Reads `Doe` and `Jane M.`, between which there was a comma. The first word after it is the first name.
    fn last_first(&mut self, last: &[&'a str], rest: &[&'a str]) -> Result<(), String> {
        let last = self.strip(last);
        self.last.extend(last);
        if let [first, middle @ ..] = self.strip(rest) {
            self.first.push(first);
            self.middle.extend(middle);
        }
        Ok(())
    }

    fn value(self) -> Value {
        let mut parts = Object::new();
        for (key, words) in [
            ("prefix", self.prefix),
            ("first", self.first),
            ("middle", self.middle),
            ("last", self.last),
            ("suffix", self.suffix),
        ] {
            if !words.is_empty() {
                parts.insert(key.into(), words.join(" ").into());
            }
        }
        Value::Object(parts)
    }
}

fn is_prefix(word: &str) -> bool {
    let word = word.strip_suffix('.').unwrap_or(word);
    PREFIXES.iter().any(|prefix| prefix.eq_ignore_ascii_case(word))
}

fn is_suffix(word: &str) -> bool {
    let letters = || word.chars().filter(|c| *c != '.');
    SUFFIXES.iter().any(|suffix| suffix.chars().eq(letters()))
}

/// Whether a word is one or several initials: `M.`, `M`, `J.R.`
fn is_initial(word: &str) -> bool {
    let is_letter = |part: &str| part.chars().count() == 1;
    word.strip_suffix('.').unwrap_or(word).split('.').all(is_letter)
}

/// Whether a letter is Chinese, Japanese or Korean.
fn puts_last_name_first(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11ff}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{323af}')
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::written::{Cast, NameOrder};

    fn read(text: &str) -> Cast {
        super::read(text, None)
    }

    #[test]
    fn an_order_decides_which_word_is_the_last_name() {
        use NameOrder::{FirstLast, LastFirst};
        for (text, order, value) in [
            (
                "Francis Ford Coppola",
                FirstLast,
                json!({"first": "Francis", "middle": "Ford", "last": "Coppola"}),
            ),
            (
                "Coppola Francis Ford",
                LastFirst,
                json!({"first": "Francis", "middle": "Ford", "last": "Coppola"}),
            ),
            (
                "Dr. Jane Doe Jr.",
                FirstLast,
                json!({"prefix": "Dr.", "first": "Jane", "last": "Doe", "suffix": "Jr."}),
            ),
            (
                "Maria Luisa de la Cruz",
                FirstLast,
                json!({"first": "Maria", "middle": "Luisa", "last": "de la Cruz"}),
            ),
            ("van Beethoven Ludwig", LastFirst, json!({"first": "Ludwig", "last": "van Beethoven"})),
            ("de la", LastFirst, json!({"first": "la", "last": "de"})),
            ("van de la", FirstLast, json!({"first": "van", "last": "de la"})),
            ("山田 太郎", LastFirst, json!({"first": "太郎", "last": "山田"})),
            ("Doe Jane", LastFirst, json!({"first": "Jane", "last": "Doe"})),
            ("Doe, Jane Mary", FirstLast, json!({"first": "Jane", "middle": "Mary", "last": "Doe"})),
            ("Doe", FirstLast, json!({"last": "Doe"})),
        ] {
            assert_eq!(super::read(text, Some(order)), Cast::Value(value), "{text}");
        }
    }

    #[test]
    fn names_as_they_are_written() {
        for (text, value) in [
            ("Doe, Jane", json!({"last": "Doe", "first": "Jane"})),
            ("Jane Doe", json!({"last": "Doe", "first": "Jane"})),
            ("  Jane \t M.  Doe ", json!({"last": "Doe", "first": "Jane", "middle": "M."})),
            ("Jane J.R. M Doe", json!({"last": "Doe", "first": "Jane", "middle": "J.R. M"})),
            ("Doe, Jane Mary", json!({"last": "Doe", "first": "Jane", "middle": "Mary"})),
            ("García Márquez, Gabriel", json!({"last": "García Márquez", "first": "Gabriel"})),
            ("Ludwig van Beethoven", json!({"last": "van Beethoven", "first": "Ludwig"})),
            ("Dr. Jane Doe", json!({"prefix": "Dr.", "last": "Doe", "first": "Jane"})),
            ("Prof. Dr. Jane Doe", json!({"prefix": "Prof. Dr.", "last": "Doe", "first": "Jane"})),
            ("Mr Doe", json!({"prefix": "Mr", "last": "Doe"})),
            ("Doe, Dr. Jane", json!({"prefix": "Dr.", "last": "Doe", "first": "Jane"})),
            (
                "Martin L. King Jr.",
                json!({"first": "Martin", "middle": "L.", "last": "King", "suffix": "Jr."}),
            ),
            ("John Smith III", json!({"first": "John", "last": "Smith", "suffix": "III"})),
            ("Jane Doe, Ph.D.", json!({"first": "Jane", "last": "Doe", "suffix": "Ph.D."})),
            ("Doe, Jane, MD PhD", json!({"first": "Jane", "last": "Doe", "suffix": "MD PhD"})),
            ("Doe", json!({"last": "Doe"})),
            ("Dr.", json!({"last": "Dr."})),
            ("O'Brien-Smith, Zoë", json!({"last": "O'Brien-Smith", "first": "Zoë"})),
            ("山田太郎", json!({"last": "山田太郎"})),
            ("山田, 太郎", json!({"last": "山田", "first": "太郎"})),
            ("Naosuke Ii", json!({"first": "Naosuke", "last": "Ii"})),
        ] {
            assert_eq!(read(text), Cast::Value(value), "{text}");
        }
    }

    #[test]
    fn what_could_be_another_name_is_not_guessed() {
        assert_eq!(
            read("Gabriel García Márquez"),
            Cast::Unclear(
                "could have the middle name \"García\" or the last name \"García Márquez\"; write it as \"Márquez, Gabriel García\" or \"García Márquez, Gabriel\", or give name_order".into()
            )
        );
        for text in ["山田 太郎", "Doe, Jane, Smith, John", "John and Jane Doe", "김 민수"] {
            assert!(matches!(read(text), Cast::Unclear(_)), "{text}");
        }
        for text in ["jane@example.com", "Doe,", ", Jane", "12", "Jane 12", "🎉", "", ",", "Doe; Smith"] {
            assert_eq!(read(text), Cast::No, "{text}");
        }
    }
}
