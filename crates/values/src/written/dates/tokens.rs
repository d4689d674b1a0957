//! A text as numbers, words, marks and blanks.

/// The bytes of the longest text that is read. No spelling of an instant is nearly as long.
const MOST_BYTES: usize = 100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Token<'a> {
    /// ASCII digits.
    Number(&'a str),
    /// ASCII letters.
    Word(&'a str),
    /// White space, also the narrow one that some programs print before `pm`.
    Blank,
    /// Any other character.
    Mark(char),
}

/// Reads tokens one after the other.
pub(super) struct Scanner<'a> {
    tokens: Vec<Token<'a>>,
    at: usize,
}

impl<'a> Scanner<'a> {
    /// The tokens of a text, without blanks at its ends; `None` if the text is too long for a date.
    pub(super) fn new(text: &'a str) -> Option<Self> {
        let mut rest = text.trim();
        if rest.len() > MOST_BYTES {
            return None;
        }
        let mut tokens = Vec::new();
        while let Some(first) = rest.chars().next() {
            let same = |c: char| match first {
                '0'..='9' => c.is_ascii_digit(),
                _ if first.is_ascii_alphabetic() => c.is_ascii_alphabetic(),
                _ => first.is_whitespace() && c.is_whitespace(),
            };
            let end = rest.find(|c: char| !same(c)).unwrap_or(rest.len()).max(first.len_utf8());
            let (token, more) = rest.split_at(end);
            tokens.push(match first {
                '0'..='9' => Token::Number(token),
                _ if first.is_ascii_alphabetic() => Token::Word(token),
                _ if first.is_whitespace() => Token::Blank,
                mark => Token::Mark(mark),
            });
            rest = more;
        }
        Some(Scanner { tokens, at: 0 })
    }

    pub(super) fn is_done(&self) -> bool {
        self.at == self.tokens.len()
    }

    fn next_if<T>(&mut self, accept: impl FnOnce(Token<'a>) -> Option<T>) -> Option<T> {
        let found = accept(*self.tokens.get(self.at)?)?;
        self.at += 1;
        Some(found)
    }

    /// Reads a number, if it has one of these counts of digits.
    pub(super) fn number(&mut self, digits: &[usize]) -> Option<&'a str> {
        self.next_if(|token| match token {
            Token::Number(number) if digits.contains(&number.len()) => Some(number),
            _ => None,
        })
    }

    /// Reads a word, if `accept` does.
    pub(super) fn word<T>(&mut self, accept: impl FnOnce(&'a str) -> Option<T>) -> Option<T> {
        self.next_if(|token| match token {
            Token::Word(word) => accept(word),
            _ => None,
        })
    }

    /// Reads this word, ignoring case; whether it is there.
    pub(super) fn is_word(&mut self, due: &str) -> bool {
        self.word(|word| word.eq_ignore_ascii_case(due).then_some(())).is_some()
    }

    /// Reads a mark, if it is one of these.
    pub(super) fn mark(&mut self, due: &[char]) -> Option<char> {
        self.next_if(|token| match token {
            Token::Mark(mark) if due.contains(&mark) => Some(mark),
            _ => None,
        })
    }

    /// Passes over blanks; whether there are any.
    pub(super) fn blank(&mut self) -> bool {
        self.next_if(|token| (token == Token::Blank).then_some(())).is_some()
    }

    /// Reads with `read`. If that finds nothing, the scanner stays where it was.
    pub(super) fn attempt<T>(&mut self, read: impl FnOnce(&mut Self) -> Option<T>) -> Option<T> {
        let at = self.at;
        let found = read(self);
        if found.is_none() {
            self.at = at;
        }
        found
    }
}
