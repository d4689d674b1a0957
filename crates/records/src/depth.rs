//! Is a document nested deeper than it may be followed?

use dyntables_values::jsonb::{Held, Members, Part, elements};

/// How many arrays and objects may be nested in each other in a value. Whatever follows a value, a user's schema and a
/// copy for instance, recurses; the stack of a backend is 8 MB, and PostgreSQL accepts documents of thousands of levels.
pub(crate) const MOST_LEVELS: usize = 100;

/// Whether more than `most` arrays and objects are nested in each other.
pub(crate) fn deeper_than(root: Part<'_>, most: usize) -> bool {
    let mut pending: Vec<(Part<'_>, usize)> = Vec::new();
    if root.is_container() {
        pending.push((root, 1));
    }
    while let Some((part, depth)) = pending.pop() {
        if depth > most {
            return true;
        }
        match part.held() {
            Some(Held::Object(object)) => {
                let values = Members::of(object).into_iter().flatten().map(|(_, value)| value);
                pending.extend(values.filter(|value| value.is_container()).map(|value| (value, depth + 1)));
            }
            Some(Held::Array(array)) => {
                let values = elements(array).flatten();
                pending.extend(values.filter(|value| value.is_container()).map(|value| (value, depth + 1)));
            }
            _ => {}
        }
    }
    false
}
