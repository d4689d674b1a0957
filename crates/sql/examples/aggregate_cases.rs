//! Writes a SQL script with random records, random aggregate queries and the groups that a naive evaluator
//! finds for each query. The script compares them with what `dt_aggregate` returns. The evaluator follows
//! SPEC chapter 8, calculates in whole thousandths, and shares no code with the aggregates.
//!
//! `cargo run --release -p dyntables_sql --example aggregate_cases -- SEED RECORDS QUERIES`

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use jiff::civil::Date;
use serde_json::{Map, Value, json};

/// xorshift64*: the same seed makes the same script.
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        ((self.0.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 33) as usize) % n
    }

    fn chance(&mut self, percent: usize) -> bool {
        self.below(100) < percent
    }

    fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// A value. The order of the variants is that of the values, so empty ones come last.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
enum Cell {
    Bool(bool),
    /// Thousandths are enough for values, and equal numbers are equal in this form.
    Thousandths(i128),
    Text(String),
    Day(Date),
    Set(Vec<String>),
    Empty,
}

/// The result of a function: a cell, a quotient, or a list.
#[derive(Debug, Clone)]
enum Made {
    Cell(Cell),
    Quotient(i128, i128),
    Json(Value),
}

type Record = BTreeMap<&'static str, Cell>;

const TEXTS: [&str; 7] = ["", "Acme", "acme", "a_b", "it's", "🦀 crab", "zebra"];
const OPTIONS: [&str; 4] = ["a", "b", "c", "d"];
const DAYS: [&str; 9] = [
    "0001-01-01",
    "1999-12-31",
    "2024-02-29",
    "2025-12-29",
    "2026-01-01",
    "2026-01-04",
    "2026-01-05",
    "2026-06-30",
    "9999-12-31",
];
const COLUMNS: [&str; 8] = ["name", "stage", "amount", "whole", "exact", "done", "due", "tags"];
const NUMBERS: [&str; 3] = ["amount", "whole", "exact"];
const ORDERED: [&str; 7] = ["name", "stage", "amount", "whole", "exact", "done", "due"];

fn cell(random: &mut Random, column: &str) -> Cell {
    match column {
        _ if random.chance(20) => Cell::Empty,
        "name" => Cell::Text((*random.pick(&TEXTS)).to_owned()),
        "stage" => Cell::Text((*random.pick(&OPTIONS)).to_owned()),
        "amount" => Cell::Thousandths([-2_500, -1, 0, 1, 100, 333, 1_000, 999_999_999][random.below(8)]),
        "whole" => Cell::Thousandths([-3, 0, 1, 2, 7, 1_000_000][random.below(6)] * 1_000),
        "exact" => Cell::Thousandths(random.below(2_000_000) as i128 - 1_000_000),
        "done" => Cell::Bool(random.chance(50)),
        "due" => Cell::Day(random.pick(&DAYS).parse().unwrap()),
        _ => Cell::Set(OPTIONS.iter().filter(|_| random.chance(40)).map(|text| (*text).to_owned()).collect()),
    }
}

fn digits(thousandths: i128) -> Value {
    let sign = if thousandths < 0 { "-" } else { "" };
    let (whole, rest) = (thousandths.abs() / 1_000, thousandths.abs() % 1_000);
    if rest == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{rest:03}") }
        .parse()
        .map(Value::Number)
        .unwrap()
}

fn shown(cell: &Cell) -> Value {
    match cell {
        Cell::Empty => Value::Null,
        Cell::Bool(flag) => json!(flag),
        Cell::Thousandths(number) => digits(*number),
        Cell::Text(text) => json!(text),
        Cell::Day(day) => json!(day.to_string()),
        Cell::Set(set) => json!(set),
    }
}

/// A cell as an aggregate takes it: empty texts and sets are empty, too.
fn filled(cell: &Cell) -> Cell {
    match cell {
        Cell::Text(text) if text.is_empty() => Cell::Empty,
        Cell::Set(set) if set.is_empty() => Cell::Empty,
        other => other.clone(),
    }
}

/// The cells that a group key makes of a record: one, or one for each element.
type CellsOf = Box<dyn Fn(&Record) -> Vec<Cell>>;

/// A group key: as the query writes it, and what it makes of a record.
struct Key {
    document: Value,
    name: String,
    of: CellsOf,
}

fn first_day(day: Date, unit: &str) -> Date {
    let mut day = day;
    let begins = |day: Date| match unit {
        "week" => day.weekday() == jiff::civil::Weekday::Monday,
        "month" => day.day() == 1,
        "quarter" => day.day() == 1 && [1, 4, 7, 10].contains(&day.month()),
        "year" => day.day() == 1 && day.month() == 1,
        _ => true,
    };
    while !begins(day) {
        day = day.yesterday().unwrap();
    }
    day
}

fn key(random: &mut Random, at: usize) -> Key {
    let name = format!("k{at}");
    match random.below(6) {
        0 => {
            let unit = *random.pick(&["day", "week", "month", "quarter", "year"]);
            Key {
                document: json!({"column": "due", "unit": unit, "as": name}),
                name,
                of: Box::new(move |record| {
                    vec![match &record["due"] {
                        Cell::Day(day) => Cell::Day(first_day(*day, unit)),
                        _ => Cell::Empty,
                    }]
                }),
            }
        }
        1 => {
            let column = *random.pick(&NUMBERS);
            let width = *random.pick(&[1_i128, 7, 250, 1_000, 100_000]);
            Key {
                document: json!({"column": column, "width": digits(width), "as": name}),
                name,
                of: Box::new(move |record| {
                    vec![match record[column] {
                        Cell::Thousandths(n) => Cell::Thousandths(n.div_euclid(width) * width),
                        _ => Cell::Empty,
                    }]
                }),
            }
        }
        2 => Key {
            document: json!({"column": "tags", "unnest": true, "as": name}),
            name,
            of: Box::new(|record| match filled(&record["tags"]) {
                Cell::Set(set) => set.into_iter().map(Cell::Text).collect(),
                _ => vec![Cell::Empty],
            }),
        },
        _ => {
            let column = *random.pick(&COLUMNS);
            Key {
                document: json!({"column": column, "as": name}),
                name,
                of: Box::new(move |record| vec![filled(&record[column])]),
            }
        }
    }
}

/// A random function with its column, as `{"sum": "amount"}`.
fn aggregate(random: &mut Random) -> Value {
    let all = [
        "count_filled",
        "count_empty",
        "count_distinct",
        "percent_filled",
        "percent_empty",
        "mode",
        "first",
        "last",
        "array",
        "distribution",
    ];
    let (function, column) = match random.below(5) {
        0 => (
            *random.pick(&["sum", "avg", "range", "median", "percentile", "variance"]),
            *random.pick(&NUMBERS),
        ),
        1 => (*random.pick(&["min", "max"]), *random.pick(&ORDERED)),
        2 => (*random.pick(&["checked", "unchecked", "percent_checked"]), "done"),
        3 => (*random.pick(&["earliest", "latest", "range", "median", "percentile"]), "due"),
        _ => (*random.pick(&all), *random.pick(&COLUMNS)),
    };
    let mut document = Map::new();
    document.insert(function.into(), json!(column));
    if function == "percentile" {
        document.insert("at".into(), json!([0.0, 0.07, 0.25, 0.5, 0.95, 1.0][random.below(6)]));
    }
    if function == "distribution" && random.chance(50) {
        document.insert("limit".into(), json!(random.below(4)));
    }
    if random.chance(25) {
        document.insert("filter".into(), json!({"stage": random.pick(&OPTIONS)}));
    }
    Value::Object(document)
}

/// The cells with their numbers, the most frequent first. Equally frequent ones are in their order.
fn frequent(cells: &[Cell]) -> Vec<(Cell, usize)> {
    let mut counts: BTreeMap<&Cell, usize> = BTreeMap::new();
    for cell in cells {
        *counts.entry(cell).or_default() += 1;
    }
    let mut counts: Vec<_> = counts.into_iter().map(|(cell, n)| (cell.clone(), n)).collect();
    counts.sort_by(|a, b| b.1.cmp(&a.1).then(a.0.cmp(&b.0)));
    counts
}

fn evaluate(aggregate: &Value, group: &[&Record]) -> Made {
    let document = aggregate.as_object().unwrap();
    let own = document.get("filter").map(|filter| Cell::Text(filter["stage"].as_str().unwrap().to_owned()));
    let group: Vec<&Record> = group
        .iter()
        .copied()
        .filter(|record| own.as_ref().is_none_or(|own| record["stage"] == *own))
        .collect();
    let (function, column) =
        document.iter().find(|(key, _)| !["at", "limit", "filter"].contains(&key.as_str())).unwrap();
    let column = column.as_str().unwrap();
    let inn: Vec<Cell> =
        group.iter().map(|record| filled(&record[column])).filter(|cell| *cell != Cell::Empty).collect();
    let mut sorted = inn.clone();
    sorted.sort();
    let numbers: Vec<i128> = sorted
        .iter()
        .filter_map(|cell| if let Cell::Thousandths(n) = cell { Some(*n) } else { None })
        .collect();
    let (all, some) = (group.len() as i128, inn.len() as i128);
    let number = |n: i128| Made::Cell(Cell::Thousandths(n * 1_000));
    let share = |n: i128| if all == 0 { Made::Cell(Cell::Empty) } else { Made::Quotient(n * 100, all) };
    let or_empty = |cell: Option<&Cell>| Made::Cell(cell.cloned().unwrap_or(Cell::Empty));
    let checked = inn.iter().filter(|cell| **cell == Cell::Bool(true)).count() as i128;
    let sum: i128 = numbers.iter().sum();
    match function.as_str() {
        "count_filled" => number(some),
        "count_empty" => number(all - some),
        "count_distinct" => number(frequent(&inn).len() as i128),
        "percent_filled" => share(some),
        "percent_empty" => share(all - some),
        "checked" => number(checked),
        "unchecked" => number(all - checked),
        "percent_checked" => share(checked),
        "sum" => Made::Cell(Cell::Thousandths(sum)),
        "avg" if some == 0 => Made::Cell(Cell::Empty),
        "avg" => Made::Quotient(sum, some * 1_000),
        "variance" if some < 2 => Made::Cell(Cell::Empty),
        "variance" => {
            let squares: i128 = numbers.iter().map(|n| n * n).sum();
            Made::Quotient(some * squares - sum * sum, some * (some - 1) * 1_000_000)
        }
        "min" | "earliest" => or_empty(sorted.first()),
        "max" | "latest" => or_empty(sorted.last()),
        "range" => match (sorted.first(), sorted.last()) {
            (Some(Cell::Thousandths(low)), Some(Cell::Thousandths(high))) => {
                Made::Cell(Cell::Thousandths(high - low))
            }
            (Some(Cell::Day(low)), Some(Cell::Day(high))) => number(i128::from((*high - *low).get_days())),
            _ => Made::Cell(Cell::Empty),
        },
        "median" => match (sorted.get(sorted.len().wrapping_sub(1) / 2), sorted.get(sorted.len() / 2)) {
            (Some(Cell::Thousandths(a)), Some(Cell::Thousandths(b))) => Made::Quotient(a + b, 2_000),
            (lower, _) => or_empty(lower.filter(|_| some > 0)),
        },
        "percentile" => {
            let hundredths = (document["at"].as_f64().unwrap() * 100.0).round() as i128;
            let place = (hundredths * some + 99) / 100;
            or_empty(sorted.get((place.max(1) - 1) as usize))
        }
        "mode" => or_empty(frequent(&inn).first().map(|(cell, _)| cell)),
        "first" => Made::Json(inn.first().map_or(Value::Null, shown)),
        "last" => Made::Json(inn.last().map_or(Value::Null, shown)),
        "array" => Made::Json(inn.iter().map(shown).collect()),
        "distribution" => {
            let limit = document.get("limit").map_or(10, |limit| limit.as_u64().unwrap() as usize);
            let mut list = frequent(&inn);
            // jsonb puts shorter arrays first. The sort is stable.
            list.sort_by_key(|(cell, n)| {
                (std::cmp::Reverse(*n), if let Cell::Set(set) = cell { set.len() } else { 0 })
            });
            let list = list.into_iter().take(limit);
            Made::Json(list.map(|(cell, n)| json!({"value": shown(&cell), "count": n})).collect())
        }
        other => unreachable!("{other}"),
    }
}

/// The result as JSON. Quotients are rounded to twelve digits after the point, halves away from zero.
fn printed(made: &Made) -> Value {
    match made {
        Made::Cell(cell) => shown(cell),
        Made::Json(value) => value.clone(),
        Made::Quotient(a, b) => {
            let scale = 1_000_000_000_000_i128;
            let rounded = (2 * a.abs() * scale + b) / (2 * b) * a.signum();
            let sign = if rounded < 0 { "-" } else { "" };
            let text = format!("{sign}{}.{:012}", rounded.abs() / scale, rounded.abs() % scale);
            Value::Number(text.parse().unwrap())
        }
    }
}

fn literal(value: &Value) -> String {
    format!("'{}'", value.to_string().replace('\'', "''"))
}

/// A query and its groups, in order.
fn case(random: &mut Random, records: &[Record]) -> (Value, Value) {
    let most = random.below(records.len() + 1);
    let keys: Vec<Key> = (0..random.below(4)).map(|at| key(random, at)).collect();
    let aggregates: Vec<Value> = (0..1 + random.below(5)).map(|_| aggregate(random)).collect();

    let mut groups: BTreeMap<Vec<Cell>, Vec<&Record>> = BTreeMap::new();
    if keys.is_empty() {
        groups.insert(Vec::new(), Vec::new());
    }
    for record in &records[..most] {
        let mut rows = vec![Vec::new()];
        for key in &keys {
            let cells = (key.of)(record);
            rows = rows
                .iter()
                .flat_map(|row| cells.iter().map(|cell| [row.clone(), vec![cell.clone()]].concat()))
                .collect();
        }
        for row in rows {
            groups.entry(row).or_default().push(record);
        }
    }

    let mut query = json!({"filter": {"no": {"lt": most}}, "aggregates": {"n": "count"}});
    if !keys.is_empty() {
        query["group_by"] = keys.iter().map(|key| key.document.clone()).collect();
    }
    for (at, aggregate) in aggregates.iter().enumerate() {
        query["aggregates"][format!("a{at}")] = aggregate.clone();
    }
    let least = random.below(4);
    if random.chance(30) {
        query["having"] = json!({"n": {"gte": least}});
        groups.retain(|_, group| group.len() >= least);
    }
    let mut groups: Vec<_> = groups.into_iter().collect();
    if random.chance(50) {
        let descending = random.chance(50);
        query["sort"] = json!(if descending { "-n" } else { "n" });
        // A stable sort leaves ties in the order of the keys.
        groups.sort_by(|(_, a), (_, b)| {
            let order = a.len().cmp(&b.len());
            if descending { order.reverse() } else { order }
        });
    } else if !keys.is_empty() && random.chance(50) {
        query["sort"] = json!(format!("-{}", keys[0].name));
        // Empty values come last also in a descending order.
        let is_empty = |row: &[Cell]| row[0] == Cell::Empty;
        groups.sort_by(|(a, _), (b, _)| match is_empty(a).cmp(&is_empty(b)).then_with(|| b[0].cmp(&a[0])) {
            Ordering::Equal => a.cmp(b),
            order => order,
        });
        // A set has no order to sort by.
        if keys[0].document == json!({"column": "tags", "as": "k0"}) {
            query["sort"] = Value::Null;
            groups.sort_by(|(a, _), (b, _)| a.cmp(b));
        }
    }
    if random.chance(30) {
        let (limit, offset) = (random.below(6), random.below(3));
        query["limit"] = json!(limit);
        query["offset"] = json!(offset);
        groups = groups.into_iter().skip(offset).take(limit).collect();
    }
    let object = |(row, group): (Vec<Cell>, Vec<&Record>)| {
        let mut object = Map::new();
        for (key, cell) in keys.iter().zip(&row) {
            object.insert(key.name.clone(), shown(cell));
        }
        object.insert("n".into(), json!(group.len()));
        for (at, aggregate) in aggregates.iter().enumerate() {
            object.insert(format!("a{at}"), printed(&evaluate(aggregate, &group)));
        }
        Value::Object(object)
    };
    (query, groups.into_iter().map(object).collect())
}

fn main() {
    let arguments: Vec<usize> = std::env::args().skip(1).map(|argument| argument.parse().unwrap()).collect();
    let [seed, records, queries] = arguments[..] else { panic!("SEED RECORDS QUERIES") };
    let mut random = Random(seed as u64 * 2 + 1);
    let record = |random: &mut Random| COLUMNS.iter().map(|column| (*column, cell(random, column))).collect();
    let records: Vec<Record> = (0..records).map(|_| record(&mut random)).collect();
    let document = |(no, record): (usize, &Record)| {
        let mut data: Map<String, Value> = record
            .iter()
            .filter(|(_, cell)| **cell != Cell::Empty)
            .map(|(key, cell)| ((*key).to_owned(), shown(cell)))
            .collect();
        data.insert("no".into(), json!(no));
        Value::Object(data)
    };
    let documents: Vec<Value> = records.iter().enumerate().map(document).collect();
    let mut columns = json!([
        {"key": "no", "type": "integer"}, {"key": "name", "type": "text"},
        {"key": "stage", "type": "select", "config": {"options": OPTIONS}}, {"key": "amount", "type": "number"},
        {"key": "whole", "type": "integer"}, {"key": "exact", "type": "decimal"}, {"key": "done", "type": "checkbox"},
        {"key": "due", "type": "date"}, {"key": "tags", "type": "multi_select", "config": {"options": OPTIONS}},
    ]);
    // A random half of them is typed.
    for column in columns.as_array_mut().into_iter().flatten() {
        column["typed"] = random.chance(50).into();
    }
    let mut script = String::new();
    let created = literal(&json!({ "columns": columns }));
    let _ = writeln!(script, "SELECT FROM dt_create_table('Cases', {created});");
    let _ = writeln!(script, "SELECT count(*) FROM dt_insert_many('cases', {});", literal(&json!(documents)));
    let _ = writeln!(script, "CREATE TABLE cases (query jsonb, expected jsonb);");
    for _ in 0..queries {
        let (query, expected) = case(&mut random, &records);
        let _ = writeln!(script, "INSERT INTO cases VALUES ({}, {});", literal(&query), literal(&expected));
    }
    print!("{script}");
}
