//! Is a document nested deeper than it may be followed?

use dyntables_values::jsonb::{Held, Members, Part, elements};

/// Whether more than `most` arrays and objects are nested in each other.
pub(crate) fn deeper_than(root: Part<'_>, most: usize) -> bool {
    let mut pending = vec![(root, 1)];
    while let Some((part, depth)) = pending.pop() {
        if !part.is_container() {
            continue;
        }
        if depth > most {
            return true;
        }
        match part.held() {
            Some(Held::Object(object)) => {
                pending
                    .extend(Members::of(object).into_iter().flatten().map(|(_, value)| (value, depth + 1)));
            }
            Some(Held::Array(array)) => {
                pending.extend(elements(array).flatten().map(|element| (element, depth + 1)));
            }
            _ => {}
        }
    }
    false
}
