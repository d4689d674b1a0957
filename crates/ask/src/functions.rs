//! The list of aggregate functions. Each is one entry with its aliases and its SQL.

use dyntables_values::error::Error;
use dyntables_values::kind::Kind;

use crate::function::{Applies, Form, Function, Returns, Setting};

/// A quotient with at least sixteen digits after the point and at least sixteen significant digits.
macro_rules! quotient {
    ($a:literal, $b:literal) => {
        concat!($a, " OPERATOR(pg_catalog.*) 1.0000000000000000 OPERATOR(pg_catalog./) ", $b)
    };
}

/// What percentage of the records `$a` is.
macro_rules! percent {
    ($a:literal) => {
        concat!(
            "CASE WHEN pg_catalog.count(*){where} OPERATOR(pg_catalog.>) 0 THEN 100.0000000000000000 OPERATOR(pg_catalog.*) (",
            $a,
            ") OPERATOR(pg_catalog./) pg_catalog.count(*){where} END"
        )
    };
}

/// The two middle values. They are the same value if the number of values is odd.
///
/// PostgreSQL takes the value at the place that is the share times the number of values, rounded up. The second share
/// exceeds a half by less than one place for as many values as a table can hold.
macro_rules! middle {
    () => {
        "(pg_catalog.percentile_disc(ARRAY[0.5, 0.5000000001]::pg_catalog.float8[]) WITHIN GROUP (ORDER BY ({v})::pg_catalog.numeric){where})"
    };
}

/// The JSON of the record with the smallest or largest id.
///
/// It is the smallest or largest text of an id's 36 characters and the value after them. This needs no sort, and no
/// memory that grows with the group.
macro_rules! at_id {
    ($best:literal) => {
        concat!(
            "pg_catalog.substr(pg_catalog.",
            $best,
            "(({id}::pg_catalog.text OPERATOR(pg_catalog.||) ({v})::pg_catalog.text) COLLATE pg_catalog.\"C\"){where}, 37)::pg_catalog.jsonb"
        )
    };
}

/// The most frequent values with their counts. `$shown` is the JSON of a value `d.value`.
macro_rules! distribution {
    ($v:literal, $shown:literal) => {
        concat!(
            "(SELECT COALESCE(pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object('value', ",
            $shown,
            ", 'count', d.n) ORDER BY d.n DESC, d.value), '[]') FROM (SELECT e.value, pg_catalog.count(*) AS n \
             FROM pg_catalog.unnest(pg_catalog.array_agg(",
            $v,
            "){where v}) AS e(value) GROUP BY e.value ORDER BY 2 DESC, 1 LIMIT {p}) AS d)"
        )
    };
}

const COUNT_VALUES: &str = "pg_catalog.count({v}){where}";
const MIN: &str = "pg_catalog.min({v}){where}";
const MAX: &str = "pg_catalog.max({v}){where}";

const fn function(
    name: &'static str,
    aliases: &'static [&'static str],
    applies: Applies,
    sql: &'static str,
) -> Function {
    Function {
        name,
        aliases,
        applies,
        form: Form::Compared,
        returns: Returns::Number,
        setting: Setting::None,
        sql,
        special: &[],
    }
}

/// All functions, in the order of the documentation.
pub static FUNCTIONS: &[Function] = &[
    function("count", &[], Applies::Records, "pg_catalog.count(*){where}"),
    Function {
        form: Form::Identity,
        ..function("count_filled", &["filled", "count_not_empty"], Applies::All, COUNT_VALUES)
    },
    Function {
        form: Form::Identity,
        ..function(
            "count_empty",
            &["empty"],
            Applies::All,
            "pg_catalog.count(*){where} OPERATOR(pg_catalog.-) pg_catalog.count({v}){where}",
        )
    },
    Function {
        form: Form::Identity,
        ..function(
            "count_distinct",
            &["distinct", "count_unique", "unique"],
            Applies::All,
            "pg_catalog.count(DISTINCT {v}){where}",
        )
    },
    Function {
        form: Form::Identity,
        ..function("percent_filled", &[], Applies::All, percent!("pg_catalog.count({v}){where}"))
    },
    Function {
        form: Form::Identity,
        ..function(
            "percent_empty",
            &[],
            Applies::All,
            percent!("pg_catalog.count(*){where} OPERATOR(pg_catalog.-) pg_catalog.count({v}){where}"),
        )
    },
    function("sum", &[], Applies::Numbers, "COALESCE(pg_catalog.sum({v}){where}, 0)"),
    function(
        "avg",
        &["average", "mean"],
        Applies::Numbers,
        quotient!("pg_catalog.sum({v}){where}", "pg_catalog.count({v}){where}"),
    ),
    Function {
        returns: Returns::Same,
        special: &[
            (Kind::Bool, "pg_catalog.bool_and({v}){where}"),
            (
                Kind::Uuid,
                "pg_catalog.min(({v})::pg_catalog.text COLLATE pg_catalog.\"C\"){where}::pg_catalog.uuid",
            ),
        ],
        ..function("min", &["minimum"], Applies::Ordered, MIN)
    },
    Function {
        returns: Returns::Same,
        special: &[
            (Kind::Bool, "pg_catalog.bool_or({v}){where}"),
            (
                Kind::Uuid,
                "pg_catalog.max(({v})::pg_catalog.text COLLATE pg_catalog.\"C\"){where}::pg_catalog.uuid",
            ),
        ],
        ..function("max", &["maximum"], Applies::Ordered, MAX)
    },
    Function {
        special: &[
            (Kind::Date, "pg_catalog.max({v}){where} OPERATOR(pg_catalog.-) pg_catalog.min({v}){where}"),
            (
                Kind::Timestamptz,
                "pg_catalog.\"extract\"('epoch', pg_catalog.max({v}){where} OPERATOR(pg_catalog.-) pg_catalog.min({v}){where})",
            ),
            (
                Kind::Time,
                "pg_catalog.\"extract\"('epoch', pg_catalog.max({v}){where} OPERATOR(pg_catalog.-) pg_catalog.min({v}){where})",
            ),
        ],
        ..function(
            "range",
            &[],
            Applies::Measured,
            "pg_catalog.max(({v})::pg_catalog.numeric){where} OPERATOR(pg_catalog.-) pg_catalog.min(({v})::pg_catalog.numeric){where}",
        )
    },
    Function {
        returns: Returns::Same,
        special: &[
            (
                Kind::Numeric,
                concat!(
                    "(",
                    middle!(),
                    "[1] OPERATOR(pg_catalog.+) ",
                    middle!(),
                    "[2]) OPERATOR(pg_catalog.*) 0.5"
                ),
            ),
            (
                Kind::Int8,
                concat!(
                    "(",
                    middle!(),
                    "[1] OPERATOR(pg_catalog.+) ",
                    middle!(),
                    "[2]) OPERATOR(pg_catalog.*) 0.5"
                ),
            ),
        ],
        ..function(
            "median",
            &[],
            Applies::Measured,
            "pg_catalog.percentile_disc(0.5::pg_catalog.float8) WITHIN GROUP (ORDER BY {v}){where}",
        )
    },
    Function {
        returns: Returns::Same,
        setting: Setting::At,
        ..function(
            "percentile",
            &[],
            Applies::Measured,
            "pg_catalog.percentile_disc({p}) WITHIN GROUP (ORDER BY {v}){where}",
        )
    },
    function(
        "stddev",
        &["standard_deviation"],
        Applies::Numbers,
        "pg_catalog.stddev_samp(({v})::pg_catalog.numeric){where}",
    ),
    function("variance", &[], Applies::Numbers, "pg_catalog.var_samp(({v})::pg_catalog.numeric){where}"),
    Function {
        form: Form::Identity,
        returns: Returns::Same,
        ..function("mode", &[], Applies::All, "pg_catalog.mode() WITHIN GROUP (ORDER BY {v}){where}")
    },
    function("checked", &[], Applies::Booleans, "pg_catalog.count(CASE WHEN {v} THEN 1 END){where}"),
    function(
        "unchecked",
        &[],
        Applies::Booleans,
        "pg_catalog.count(*){where} OPERATOR(pg_catalog.-) pg_catalog.count(CASE WHEN {v} THEN 1 END){where}",
    ),
    function(
        "percent_checked",
        &[],
        Applies::Booleans,
        percent!("pg_catalog.count(CASE WHEN {v} THEN 1 END){where}"),
    ),
    Function { returns: Returns::Same, ..function("earliest", &[], Applies::Times, MIN) },
    Function { returns: Returns::Same, ..function("latest", &[], Applies::Times, MAX) },
    Function {
        form: Form::Stored,
        returns: Returns::Json,
        ..function("first", &[], Applies::All, at_id!("min"))
    },
    Function {
        form: Form::Stored,
        returns: Returns::Json,
        ..function("last", &[], Applies::All, at_id!("max"))
    },
    Function {
        form: Form::Stored,
        returns: Returns::Json,
        ..function(
            "array",
            &["values"],
            Applies::All,
            "COALESCE(pg_catalog.to_jsonb((pg_catalog.array_agg({v} ORDER BY {id}){where v})[1:1000]), '[]')",
        )
    },
    Function {
        form: Form::Identity,
        returns: Returns::Json,
        setting: Setting::Limit,
        special: &[
            (Kind::Numeric, distribution!("{v}", "pg_catalog.trim_scale(d.value)")),
            (Kind::Timestamptz, distribution!("{v}", "dt.iso_timestamp(d.value)")),
            // unnest takes apart all levels of an array of arrays, so a set is made one JSON value.
            (Kind::Set, distribution!("pg_catalog.to_jsonb({v})", "d.value")),
        ],
        ..function("distribution", &[], Applies::All, distribution!("{v}", "d.value"))
    },
];

/// The function of this name or alias. Case does not matter, spaces and hyphens are underscores.
pub fn find(name: &str) -> Result<&'static Function, Error> {
    let plain = name.trim().to_lowercase().replace([' ', '-'], "_");
    FUNCTIONS
        .iter()
        .find(|f| f.name == plain || f.aliases.contains(&plain.as_str()))
        .ok_or_else(|| Error::unknown("aggregate function", name, FUNCTIONS.iter().map(|f| f.name)))
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{FUNCTIONS, find};

    #[test]
    fn names_and_aliases_are_distinct_and_found() {
        let mut seen = HashSet::new();
        for function in FUNCTIONS {
            for name in std::iter::once(&function.name).chain(function.aliases) {
                assert!(seen.insert(*name), "{name} twice");
                assert_eq!(find(name).unwrap(), function);
            }
        }
        assert_eq!(find("Percent Filled").unwrap().name, "percent_filled");
    }

    #[test]
    fn an_unknown_function_names_the_nearest() {
        assert_eq!(find("meidan").unwrap_err().hint().unwrap(), "Perhaps you meant \"median\".");
    }
}
