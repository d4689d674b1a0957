//! Under which name is a value kept that did not convert? [`UNCONVERTED`](dyntables_model::ident::UNCONVERTED) has it
//! under the key of its column. Where an earlier conversion has left something there, it is under `amount_2`,
//! `amount_3`, …

/// The first name for a value of the column that is not taken.
pub fn free(key: &str, is_taken: impl Fn(&str) -> bool) -> String {
    let mut name = key.to_owned();
    let mut n = 2_u64;
    while is_taken(&name) {
        name = format!("{key}_{n}");
        n += 1;
    }
    name
}

/// Those of `names` under which values of the column are kept. `is_column` tells whether another column has a key: then
/// `amount_2` belongs to that column, and is no second value of `amount`.
pub fn of_column(names: &[String], key: &str, is_column: impl Fn(&str) -> bool) -> Vec<String> {
    let is_further = |name: &str| {
        let number = name.strip_prefix(key).and_then(|rest| rest.strip_prefix('_'));
        number
            .and_then(|number| number.parse::<u64>().ok().filter(|n| n.to_string() == number))
            .is_some_and(|number| number > 1)
            && !is_column(name)
    };
    names.iter().filter(|name| *name == key || is_further(name)).cloned().collect()
}

/// The names of a column's values in the order in which they came there.
pub fn in_order(mut names: Vec<String>, key: &str) -> Vec<String> {
    names.sort_by_key(|name| name[key.len()..].trim_start_matches('_').parse::<u64>().unwrap_or(1));
    names
}

/// The old names of the column's values, each with the one it gets when the column has a new key. No value of another
/// column has one of the new names.
pub fn renamed(
    names: &[String],
    old: &str,
    new: &str,
    is_column: impl Fn(&str) -> bool,
) -> Vec<(String, String)> {
    let mut renamed: Vec<(String, String)> = Vec::new();
    for name in of_column(names, old, &is_column) {
        let wanted = format!("{new}{}", &name[old.len()..]);
        let is_taken = |candidate: &str| {
            names.iter().any(|other| other == candidate)
                || renamed.iter().any(|(_, other)| other == candidate)
                || candidate != new && is_column(candidate)
        };
        let name_after = if is_taken(&wanted) { free(new, is_taken) } else { wanted };
        renamed.push((name, name_after));
    }
    renamed
}

#[cfg(test)]
mod tests {
    use super::{free, in_order, of_column, renamed};

    fn names(names: &[&str]) -> Vec<String> {
        names.iter().map(|name| (*name).to_owned()).collect()
    }

    #[test]
    fn further_values_of_a_column_are_numbered() {
        assert_eq!(free("amount", |_| false), "amount");
        assert_eq!(free("amount", |name| ["amount", "amount_2"].contains(&name)), "amount_3");
        let kept =
            names(&["amount", "amount_2", "amount_10", "amount_1", "amount_02", "amount_x", "amounts", "a"]);
        assert_eq!(of_column(&kept, "amount", |_| false), ["amount", "amount_2", "amount_10"]);
        assert_eq!(in_order(names(&["a_10", "a_2", "a"]), "a"), ["a", "a_2", "a_10"]);
        assert_eq!(of_column(&kept, "amount", |key| key == "amount_2"), ["amount", "amount_10"]);
    }

    #[test]
    fn names_follow_a_new_key_and_meet_no_other() {
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        assert_eq!(
            renamed(&names(&["a", "a_2", "b_3"]), "a", "b", |_| false),
            [pair("a", "b"), pair("a_2", "b_2")]
        );
        assert_eq!(
            renamed(&names(&["a", "a_3", "b", "b_3"]), "a", "b", |key| key == "b" || key == "b_2"),
            [pair("a", "b_4"), pair("a_3", "b_5")]
        );
    }
}
