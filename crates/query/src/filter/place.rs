//! Where in its document is the part of a filter that is being read?

use std::fmt;

use dyntables_values::text::shorten_text;

/// A part of a document, and the parts around it. Nothing is written down until it is asked for.
#[derive(Clone, Copy)]
pub(super) struct Place<'a> {
    around: Option<&'a Place<'a>>,
    step: Step<'a>,
}

#[derive(Clone, Copy)]
enum Step<'a> {
    Key(&'a str),
    Element(usize),
}

impl<'a> Place<'a> {
    /// The document itself, by its name.
    pub(super) fn root(name: &'a str) -> Self {
        Place { around: None, step: Step::Key(name) }
    }

    /// The value of a key.
    pub(super) fn key(&'a self, key: &'a str) -> Self {
        Place { around: Some(self), step: Step::Key(key) }
    }

    /// An element of an array.
    pub(super) fn element(&'a self, index: usize) -> Self {
        Place { around: Some(self), step: Step::Element(index) }
    }
}

/// `filter.or[1].amount.gt`
impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(around) = self.around {
            around.fmt(f)?;
        }
        match self.step {
            Step::Key(key) if self.around.is_some() => write!(f, ".{}", shorten_text(key)),
            Step::Key(key) => f.write_str(key),
            Step::Element(index) => write!(f, "[{index}]"),
        }
    }
}
