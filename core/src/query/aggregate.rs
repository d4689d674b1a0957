//! The document of `dt_aggregate`: its keys, checked against a table.

use serde_json::Value;

use crate::error::{Error, nearest};
use crate::filter::ast::Predicate;
use crate::filter::check::check;
use crate::filter::field::{Field, Names};
use crate::filter::parse;
use crate::json::{Object, boolean, count, kind_of, object, shorten, shorten_text, string};
use crate::model::column::Column;
use crate::model::ident::ColumnKey;
use crate::model::table::Table;
use crate::query::document::{Trash, either, moment};
use crate::query::functions::{self, Applies, FUNCTIONS, Function, Reading, Setting};
use crate::query::{search, sort};
use crate::sqlgen::param::Param;
use crate::sqlgen::select::Order;
use crate::types::kind::Kind;
use crate::types::{Moment, SystemField};

/// More keys than this make groups of one record each.
const MAX_GROUP_KEYS: usize = 32;
/// More functions than this are a mistake or an attack.
const MAX_AGGREGATES: usize = 100;
/// The characters that the name of an output may have.
const MAX_NAME: usize = 255;

/// A checked aggregate query.
#[derive(Debug, Clone)]
pub struct Aggregation {
    /// Which records.
    pub filter: Predicate,
    /// Whether records in the trash count.
    pub trash: Trash,
    /// The zone in which instants have days; the session's where absent.
    pub zone: Option<String>,
    /// What records of one group agree in.
    pub groups: Vec<Group>,
    /// What is said of each group.
    pub aggregates: Vec<Aggregate>,
    /// Which groups.
    pub having: Predicate,
    /// Their order, made total by the group keys.
    pub sort: Vec<Order>,
    /// At most so many groups.
    pub limit: Option<i64>,
    /// After so many.
    pub offset: i64,
}

/// What is taken out of a record.
#[derive(Debug, Clone, PartialEq)]
pub enum Taken {
    /// A field's value, as it compares.
    Field(Field),
    /// A column's value, as JSON.
    Stored(ColumnKey),
    /// A system field's value, as JSON.
    Shown(SystemField),
    /// A set's elements in order.
    Sorted(ColumnKey),
}

impl Taken {
    /// How it compares.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Taken::Field(field) => field.kind(),
            Taken::Stored(_) | Taken::Shown(_) => Kind::Json,
            Taken::Sorted(_) => Kind::Set,
        }
    }
}

/// A group key.
#[derive(Debug, Clone, PartialEq)]
pub struct Group {
    /// Its key in the result.
    pub name: String,
    /// What is taken out of a record.
    pub taken: Taken,
    /// What is made of it.
    pub bucket: Bucket,
}

impl Group {
    /// How the key compares.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match (&self.bucket, self.taken.kind()) {
            (Bucket::Unit(_), _) => Kind::Date,
            (Bucket::Width(_), _) | (Bucket::Value, Kind::Int8) => Kind::Numeric,
            (Bucket::Element, Kind::Set) => Kind::Text,
            (Bucket::Element | Bucket::Value, kind) => kind,
        }
    }
}

/// What a group key makes of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum Bucket {
    /// The value itself.
    Value,
    /// The first day of the calendar's unit that it lies in.
    Unit(Unit),
    /// The largest multiple of a number that is not greater.
    Width(Param),
    /// Each element of a list.
    Element,
}

/// A unit of the calendar. Weeks begin on Monday.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs)] // Their meaning is their name.
pub enum Unit {
    Day,
    Week,
    Month,
    Quarter,
    Year,
}

const UNITS: [(&str, Unit); 5] = [
    ("day", Unit::Day),
    ("week", Unit::Week),
    ("month", Unit::Month),
    ("quarter", Unit::Quarter),
    ("year", Unit::Year),
];

/// A function of the records of a group.
#[derive(Debug, Clone, PartialEq)]
pub struct Aggregate {
    /// Its key in the result.
    pub name: String,
    /// The function.
    pub function: &'static Function,
    /// What it is a function of; the record itself where absent.
    pub taken: Option<Taken>,
    /// What the function is told beside.
    pub setting: Option<Param>,
    /// Which of the group's records it takes; all where absent.
    pub filter: Option<Predicate>,
    /// The part of its column in which amounts must agree.
    pub unit: Option<Field>,
}

impl Aggregate {
    /// How the result compares.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.function.outcome_kind(self.taken.as_ref().map_or(Kind::Json, Taken::kind))
    }
}

const KEYS: [&str; 14] = [
    "filter",
    "where",
    "group_by",
    "aggregates",
    "having",
    "sort",
    "order_by",
    "limit",
    "offset",
    "trash",
    "time_zone",
    "now",
    "search",
    "search_columns",
];

impl Aggregation {
    /// Reads and checks the document. `moment` is the session's; `time_zone` and `now` of the
    /// document replace its parts.
    pub fn parse(table: &Table, document: &Value, session: &Moment) -> Result<Self, Error> {
        let document = object(document, "an aggregate query")?;
        if let Some(unknown) = document.keys().find(|key| !KEYS.contains(&key.as_str())) {
            let error = Error::unknown("key of an aggregate query", unknown, KEYS);
            return Err(match unknown.as_str() {
                "columns" | "select" => {
                    error.with_hint("A group's values are those that group_by and aggregates name.")
                }
                _ => error,
            });
        }
        let get = |a: &str, b: &str| either(document, a, b);
        let zone = get("time_zone", "time_zone")?;
        let moment = moment(zone, get("now", "now")?, session)?;
        let reader = Reader { table, moment: &moment };
        let filter = check(table, &parse::parse(get("filter", "where")?)?, &moment)?;
        let search = get("search", "search")?;
        let filter = search::restrict(table, filter, search, get("search_columns", "search_columns")?)?;
        let trash = match get("trash", "trash")? {
            Value::Null => Trash::Exclude,
            word => Trash::parse(string(word, "trash")?)?,
        };
        let groups = reader.groups(get("group_by", "group_by")?)?;
        let aggregates = reader.aggregates(get("aggregates", "aggregates")?, &groups)?;
        if groups.is_empty() && aggregates.is_empty() {
            return Err(Error::bad_hint(
                "an aggregate query needs group_by or aggregates",
                "Write for example {\"group_by\": [\"stage\"], \"aggregates\": {\"n\": \"count\"}}.",
            ));
        }
        let outputs = Outputs::new(&groups, &aggregates)?;
        let having = check(&outputs, &parse::parse_as(get("having", "having")?, parse::HAVING)?, &moment)?;
        let sort = sort::parse(&outputs, get("sort", "order_by")?)?;
        let number = |key| match get(key, key)? {
            Value::Null => Ok(None),
            value => count(value, key, i64::MAX).map(Some),
        };
        Ok(Aggregation {
            filter,
            trash,
            zone: zone.as_str().map(ToOwned::to_owned),
            groups,
            aggregates,
            having,
            sort,
            limit: number("limit")?,
            offset: number("offset")?.unwrap_or(0),
        })
    }
}

/// What `having` and `sort` name: the values of the result.
struct Outputs<'a> {
    all: Vec<(&'a str, Kind)>,
}

impl<'a> Outputs<'a> {
    fn new(groups: &'a [Group], aggregates: &'a [Aggregate]) -> Result<Self, Error> {
        let groups = groups.iter().map(|group| (group.name.as_str(), group.kind()));
        let aggregates = aggregates.iter().map(|aggregate| (aggregate.name.as_str(), aggregate.kind()));
        let all: Vec<_> = groups.chain(aggregates).collect();
        for (at, (name, _)) in all.iter().enumerate() {
            if all[..at].iter().any(|(other, _)| other == name) {
                return Err(Error::bad_hint(
                    format!("the result would have two values called \"{}\"", shorten_text(name)),
                    "Give a group key another name with \"as\", or the aggregate another key.",
                ));
            }
        }
        Ok(Outputs { all })
    }
}

impl Names for Outputs<'_> {
    fn field(&self, name: &str, place: &'static str) -> Result<Field, Error> {
        let place = if place == "filter" { "having" } else { place };
        match self.all.iter().position(|(known, _)| *known == name) {
            Some(at) => Ok(Field::Output { at, kind: self.all[at].1 }),
            None => {
                let names: Vec<&str> = self.all.iter().map(|(name, _)| *name).collect();
                let message =
                    format!("\"{}\", named in {place}, is no value of the result", shorten_text(name));
                Err(Error::bad_hint(
                    message,
                    match nearest(name, names.iter().copied()) {
                        Some(near) => format!("Perhaps you meant \"{near}\"."),
                        None => format!("Its values are: {}.", shorten_text(&names.join(", "))),
                    },
                ))
            }
        }
    }

    fn column(&self, _key: &str) -> Option<&Column> {
        None
    }

    fn condition(&self) -> &'static str {
        parse::HAVING.condition
    }
}

struct Reader<'a> {
    table: &'a Table,
    moment: &'a Moment,
}

impl Reader<'_> {
    fn groups(&self, value: &Value) -> Result<Vec<Group>, Error> {
        match value {
            Value::Null => Ok(Vec::new()),
            Value::Array(keys) if keys.len() > MAX_GROUP_KEYS => {
                Err(Error::limit(format!("group_by cannot have more than {MAX_GROUP_KEYS} keys")))
            }
            Value::Array(keys) => keys.iter().map(|key| self.group(key)).collect(),
            one => Ok(vec![self.group(one)?]),
        }
    }

    /// `"stage"`, `{"column": "due", "unit": "month"}`, `{"column": "amount", "width": 100}`,
    /// `{"column": "tags", "unnest": true}`, each with `"as"`.
    fn group(&self, key: &Value) -> Result<Group, Error> {
        let document = match key {
            Value::String(name) => return self.plain_group(name),
            Value::Object(document) => document,
            _ => {
                return Err(Error::bad(format!(
                    "a group key must be a string or an object, not {}",
                    kind_of(key)
                )));
            }
        };
        let mut column = None;
        let mut as_name = None;
        let mut bucket = None;
        let mut settings = 0;
        for (key, value) in document {
            match key.as_str() {
                "column" | "attribute" | "field" => column = Some(string(value, key)?),
                "as" => as_name = Some(string(value, "as")?),
                "unnest" if !boolean(value, "unnest")? => {}
                "unit" | "width" | "unnest" => {
                    settings += 1;
                    bucket = Some((key.as_str(), value));
                }
                _ => {
                    let known = ["column", "unit", "width", "unnest", "as"];
                    return Err(Error::unknown("key of a group key", key, known));
                }
            }
        }
        let column = column.ok_or_else(|| {
            Error::bad_hint(
                "a group key must name its column",
                "Write for example {\"column\": \"due\", \"unit\": \"month\"}.",
            )
        })?;
        if settings > 1 {
            return Err(Error::bad(format!(
                "group key \"{}\" can have only one of unit, width and unnest",
                shorten_text(column)
            )));
        }
        let mut group = match bucket {
            None => self.plain_group(column)?,
            Some(("unit", unit)) => self.unit_group(column, unit)?,
            Some(("width", width)) => self.width_group(column, width)?,
            Some(_) => self.element_group(column)?,
        };
        if let Some(name) = as_name {
            output_name(name)?;
            group.name = name.to_owned();
        }
        Ok(group)
    }

    fn field(&self, name: &str) -> Result<Field, Error> {
        Field::resolve(self.table, name, "group_by")
    }

    fn plain_group(&self, name: &str) -> Result<Group, Error> {
        let taken = taken(self.field(name)?, Reading::Identity);
        Ok(Group { name: name.to_owned(), taken, bucket: Bucket::Value })
    }

    fn unit_group(&self, name: &str, unit: &Value) -> Result<Group, Error> {
        let field = self.field(name)?;
        if !matches!(field.kind(), Kind::Date | Kind::Timestamptz) {
            return Err(self.no_bucket(name, "unit", "dates and datetimes"));
        }
        let word = string(unit, "unit")?;
        let unit = UNITS.iter().find(|(known, _)| *known == word).map(|(_, unit)| *unit);
        let unit = unit.ok_or_else(|| Error::unknown("unit", word, UNITS.map(|(known, _)| known)))?;
        Ok(Group { name: name.to_owned(), taken: Taken::Field(field), bucket: Bucket::Unit(unit) })
    }

    fn width_group(&self, name: &str, width: &Value) -> Result<Group, Error> {
        let field = self.field(name)?;
        let is_number = matches!(field.kind(), Kind::Float8 | Kind::Int8 | Kind::Numeric);
        if !is_number && !matches!(field, Field::Path { .. }) {
            return Err(self.no_bucket(name, "width", "numbers"));
        }
        let digits = match width {
            Value::Number(number) => Some(number.to_string()).filter(|digits| is_positive(digits)),
            _ => None,
        };
        let digits = digits.ok_or_else(|| {
            Error::bad(format!("width must be a number greater than 0, not {}", shorten(width)))
        })?;
        let taken = taken(field.compared_as(Kind::Numeric), Reading::Compared);
        Ok(Group { name: name.to_owned(), taken, bucket: Bucket::Width(Param::Numeric(digits)) })
    }

    fn element_group(&self, name: &str) -> Result<Group, Error> {
        let field = self.field(name)?;
        if field.kind() != Kind::Set && !matches!(field, Field::Path { .. }) {
            return Err(self.no_bucket(name, "unnest", "lists"));
        }
        Ok(Group { name: name.to_owned(), taken: Taken::Field(field), bucket: Bucket::Element })
    }

    fn no_bucket(&self, name: &str, key: &str, on: &str) -> Error {
        Error::bad_hint(
            format!("{key} does not apply to column \"{}\"{}", shorten_text(name), self.of_type(name)),
            format!("It applies to {on}."),
        )
    }

    /// ` of type number`, if the name is that of a whole column.
    fn of_type(&self, name: &str) -> String {
        let column = self.table.column(name);
        column.map(|column| format!(" of type {}", column.type_.name())).unwrap_or_default()
    }

    fn aggregates(&self, value: &Value, groups: &[Group]) -> Result<Vec<Aggregate>, Error> {
        let aggregates = match value {
            Value::Null => return Ok(Vec::new()),
            value => object(value, "aggregates")
                .map_err(|error| error.with_hint("Write for example {\"n\": \"count\"}."))?,
        };
        if aggregates.len() > MAX_AGGREGATES {
            return Err(Error::limit(format!("aggregates cannot have more than {MAX_AGGREGATES} keys")));
        }
        let aggregate = |(name, value): (&String, &Value)| {
            output_name(name)?;
            self.aggregate(name, value, groups).map_err(|error| in_aggregate(name, error))
        };
        aggregates.iter().map(aggregate).collect()
    }

    /// `"count"`, `{"sum": "amount"}`, `{"percentile": "amount", "at": 0.95}`, each with `"filter"`.
    fn aggregate(&self, name: &str, value: &Value, groups: &[Group]) -> Result<Aggregate, Error> {
        let empty = Object::new();
        let (function, column, document) = match value {
            Value::String(function) => (functions::find(function)?, &Value::Null, &empty),
            Value::Object(document) => {
                let (function, column) = named_function(document)?;
                (function, column, document)
            }
            _ => {
                let due = "must be the name of a function or an object such as {\"sum\": \"amount\"}";
                return Err(Error::bad(format!("it {due}, not {}", kind_of(value))));
            }
        };
        let (taken, unit) = self.argument(function, column, groups)?;
        let filter = match either(document, "filter", "where")? {
            Value::Null => None,
            filter => Some(check(self.table, &parse::parse(filter)?, self.moment)?),
        };
        let filter = filter.filter(|filter| *filter != Predicate::All);
        // `count` of a column is what it is in SQL: of those that have a value.
        let function = if function.applies == Applies::Records && taken.is_some() {
            functions::find("count_filled")?
        } else {
            function
        };
        let setting = setting(function, document)?;
        Ok(Aggregate { name: name.to_owned(), function, taken, setting, filter, unit })
    }

    /// What the function is a function of, and where amounts have a unit, the part that is it.
    fn argument(
        &self,
        function: &'static Function,
        column: &Value,
        groups: &[Group],
    ) -> Result<(Option<Taken>, Option<Field>), Error> {
        let name = match column {
            Value::Null if function.applies == Applies::Records => return Ok((None, None)),
            Value::String(star) if function.applies == Applies::Records && star == "*" => {
                return Ok((None, None));
            }
            // Only `count` is of whole records.
            Value::Null => return Err(needs_column(function)),
            Value::String(star) if star == "*" => return Err(needs_column(function)),
            column => string(column, "a column's key")?,
        };
        let field = Field::resolve(self.table, name, "aggregates")?;
        if !function.applies_to(field.kind()) || !may_be_read(&field, function) {
            return Err(self.does_not_apply(function, name, &field));
        }
        let field = match function.applies {
            Applies::Numbers | Applies::Ordered | Applies::Measured => field.compared_as(Kind::Numeric),
            Applies::Booleans => field.compared_as(Kind::Bool),
            _ => field,
        };
        let reading = if function.applies == Applies::Records { Reading::Identity } else { function.reading };
        let key = name.split('.').next().unwrap_or_default();
        let unit = self.table.column(key).filter(|_| function.reckons()).and_then(|column| {
            let part = column.type_.unit()?;
            let kind = column.type_.parts().iter().find(|(name, _)| *name == part)?.1;
            let unit = Field::Part { key: column.key.clone(), part, kind };
            // Of the unit itself, or where each group has only one of it, nothing is to be asked.
            let is_known = groups
                .iter()
                .any(|group| group.taken == Taken::Field(unit.clone()) && group.bucket == Bucket::Value);
            (!is_known && field != unit).then_some(unit)
        });
        Ok((Some(taken(field, reading)), unit))
    }

    fn does_not_apply(&self, function: &Function, name: &str, field: &Field) -> Error {
        let applies = |f: &&Function| f.applies_to(field.kind()) && may_be_read(field, f);
        let known: Vec<&str> = FUNCTIONS.iter().filter(applies).map(|f| f.name).collect();
        Error::bad_hint(
            format!(
                "{} does not apply to column \"{}\"{}",
                function.name,
                shorten_text(name),
                self.of_type(name)
            ),
            format!("Its functions are: {}.", known.join(", ")),
        )
    }
}

/// Parts of a JSON value may hold numbers, and true and false. A whole column of JSON with parts of
/// its own (`location`) holds neither.
fn may_be_read(field: &Field, function: &Function) -> bool {
    field.kind() != Kind::Json
        || matches!(field, Field::Path { .. })
        || matches!(function.applies, Applies::Records | Applies::All)
}

/// What is taken out of a record for a reading of a field.
fn taken(field: Field, reading: Reading) -> Taken {
    let field = with_all_digits(field);
    match (reading, field) {
        (Reading::Compared, field) => Taken::Field(field),
        (Reading::Stored, Field::Column { key, .. }) => Taken::Stored(key),
        (Reading::Stored, Field::Part { key, part, .. }) => {
            Taken::Field(Field::Path { steps: vec![key.to_string(), part.to_owned()], kind: Kind::Json })
        }
        (Reading::Stored, Field::System(system)) => Taken::Shown(system),
        (Reading::Identity, Field::Column { key, kind: Kind::Set, .. }) => Taken::Sorted(key),
        // What compares by less than the whole value is the same only if all of it is.
        (Reading::Identity, Field::Column { key, kind, extractor, .. }) if extractor != kind.extractor() => {
            Taken::Stored(key)
        }
        (Reading::Identity | Reading::Stored, field) => Taken::Field(field),
    }
}

/// The field with the digits given, not rounded to a double.
fn with_all_digits(field: Field) -> Field {
    let numeric = Kind::Numeric;
    match field {
        Field::Column { key, kind: Kind::Float8, extractor, unique }
            if extractor == Kind::Float8.extractor() =>
        {
            Field::Column { key, kind: numeric, extractor: numeric.extractor(), unique }
        }
        Field::Part { key, part, kind: Kind::Float8 } => Field::Part { key, part, kind: numeric },
        field => field,
    }
}

/// The function that a document names: `{"sum": "amount"}` or `{"function": "sum", "column": "amount"}`.
fn named_function(document: &Object) -> Result<(&'static Function, &Value), Error> {
    let settings = ["at", "limit", "filter", "where"];
    if let Some(name) = document.get("function") {
        let known = ["function", "column", "at", "limit", "filter"];
        let other = |key: &&String| {
            !settings.contains(&key.as_str())
                && !["function", "column", "attribute", "field"].contains(&key.as_str())
        };
        if let Some(unknown) = document.keys().find(other) {
            return Err(Error::unknown("key of an aggregate", unknown, known));
        }
        let column = ["column", "attribute", "field"].iter().find_map(|key| document.get(*key));
        return Ok((functions::find(string(name, "function")?)?, column.unwrap_or(&Value::Null)));
    }
    let mut named = document.iter().filter(|(key, _)| !settings.contains(&key.as_str()));
    let Some((name, column)) = named.next() else {
        return Err(Error::bad_hint("it names no function", "Write for example {\"sum\": \"amount\"}."));
    };
    let function = functions::find(name)?;
    if let Some((other, _)) = named.next() {
        if functions::find(other).is_err() {
            return Err(Error::unknown("key of an aggregate", other, ["filter", "at", "limit"]));
        }
        return Err(Error::bad(format!("it names two functions, {name} and {other}")));
    }
    Ok((function, column))
}

/// `at` and `limit`.
fn setting(function: &Function, document: &Object) -> Result<Option<Param>, Error> {
    for (key, setting) in [("at", Setting::At), ("limit", Setting::Limit)] {
        if document.contains_key(key) && function.setting != setting {
            let of = FUNCTIONS.iter().filter(|other| other.setting == setting).map(|other| other.name);
            return Err(Error::bad_hint(
                format!("{} has no \"{key}\"", function.name),
                format!("It belongs to {}.", of.collect::<Vec<_>>().join(", ")),
            ));
        }
    }
    Ok(match function.setting {
        Setting::None => None,
        Setting::At => {
            let at = document.get("at").ok_or_else(|| {
                Error::bad_hint(
                    format!("{} needs \"at\"", function.name),
                    "Write for example {\"percentile\": \"amount\", \"at\": 0.95}.",
                )
            })?;
            let share = at.as_f64().filter(|share| (0.0..=1.0).contains(share));
            let share = share.ok_or_else(|| {
                Error::bad(format!("\"at\" must be a number from 0 to 1, not {}", shorten(at)))
            })?;
            // The share times the number of values is rounded up to a place, and must not be
            // rounded beyond a whole number that it is: 0.07 times 100 is 7.000000000000001.
            Some(Param::Float8(share * (1.0 - 1e-14)))
        }
        Setting::Limit => {
            let limit = document.get("limit").filter(|limit| !limit.is_null());
            Some(Param::Int8(limit.map_or(Ok(10), |limit| count(limit, "\"limit\"", 1_000))?))
        }
    })
}

/// Whether a number's digits are of one above zero.
fn is_positive(digits: &str) -> bool {
    let mantissa = digits.split(['e', 'E']).next().unwrap_or_default();
    !digits.starts_with('-') && mantissa.bytes().any(|byte| (b'1'..=b'9').contains(&byte))
}

/// The name of an output: any text, but not an endless one.
fn output_name(name: &str) -> Result<(), Error> {
    if name.is_empty() || name.chars().count() > MAX_NAME {
        return Err(Error::bad(format!(
            "the name of a value of the result must have 1 to {MAX_NAME} characters, not {}",
            name.chars().count()
        )));
    }
    Ok(())
}

fn needs_column(function: &Function) -> Error {
    Error::bad_hint(
        format!("{} needs a column", function.name),
        format!("Write for example {{\"{}\": \"amount\"}}.", function.name),
    )
}

/// Says which aggregate an error is about.
fn in_aggregate(name: &str, error: Error) -> Error {
    match error {
        Error::Bad { message, detail, hint } => {
            Error::Bad { message: format!("aggregate \"{}\": {message}", shorten_text(name)), detail, hint }
        }
        other => other,
    }
}
