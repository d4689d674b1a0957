//! Workbooks: `rust_xlsxwriter` writes, `calamine` reads.

use std::collections::BTreeMap;
use std::io::Cursor;

use calamine::{Data, ExcelDateTime, Reader, SheetVisible, Xlsx};
use dyntables_exchange::Cell;
use dyntables_exchange::guard::{guard, unguard};
use dyntables_model::column::from_documents;
use proptest::prelude::{
    Just, ProptestConfig, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest,
};
use proptest::sample::select;
use rust_xlsxwriter::{Format, Formula, Workbook};
use serde_json::{Map, Value, json};

use crate::support::export::{exported, table};
use crate::support::parts::styled_book;
use crate::support::{file, shown};

type Cells<T> = BTreeMap<(u32, u32), T>;

/// The cells that calamine reads.
fn judged(bytes: &[u8], sheet: &str) -> Cells<Data> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range(sheet).unwrap();
    let (top, left) = range.start().unwrap_or_default();
    let cells = range
        .used_cells()
        .map(|(row, column, data)| ((top + row as u32, left + column as u32), data.clone()));
    // A text of nothing is no value.
    cells.filter(|(_, data)| !matches!(data, Data::String(text) if text.is_empty())).collect()
}

/// The cells that we read; what is no text has a mark before it.
fn ours(bytes: &[u8], sheet: &str) -> Cells<String> {
    let mut file = file(bytes, &json!({"format": "xlsx", "header": false, "sheet": sheet})).unwrap();
    let mut cells = BTreeMap::new();
    while let Some(row) = file.next_row().unwrap() {
        for (column, cell) in row.cells().filter(|(_, cell)| *cell != Cell::Empty) {
            let mark = if matches!(cell, Cell::Value(_)) { "#" } else { "" };
            cells.insert((row.line as u32 - 1, column as u32), format!("{mark}{}", shown(&cell)));
        }
    }
    cells
}

/// Whether we read a cell as calamine does.
fn agrees(judge: &Data, cell: &str) -> bool {
    match judge {
        // A mark before a formula is taken off again.
        Data::String(text) => cell == unguard(text),
        Data::Bool(flag) => cell == format!("#{flag}"),
        Data::Int(number) => cell.strip_prefix('#').is_some_and(|digits| digits == number.to_string()),
        Data::Float(number) => cell.strip_prefix('#').is_some_and(|digits| digits.parse() == Ok(*number)),
        Data::Error(error) => cell == format!("!{error}"),
        Data::DateTimeIso(text) => cell == text,
        // Of ten million days and more we make no duration.
        Data::DateTime(moment) if moment.is_duration() && moment.as_f64().abs() >= 1e7 => {
            cell.starts_with('!')
        }
        Data::DateTime(moment) if moment.is_duration() => cell == duration(moment.as_f64()),
        Data::DateTime(moment) => agrees_on_moment(moment, cell),
        Data::DurationIso(_) | Data::Empty => false,
    }
}

/// A number of days as hours, minutes and seconds.
fn duration(days: f64) -> String {
    let total = (days.abs() * 86_400_000.0).round() as u64;
    let (seconds, rest) = (total / 1000, total % 1000);
    let fraction =
        if rest > 0 { format!(".{rest:03}").trim_end_matches('0').to_owned() } else { String::new() };
    let sign = if days < 0.0 && total > 0 { "-" } else { "" };
    format!("{sign}{}:{:02}:{:02}{fraction}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

/// Whether a cell is this date or time. Calamine does not tell dates, times and both from each other.
fn agrees_on_moment(moment: &ExcelDateTime, cell: &str) -> bool {
    let (year, month, day, hour, minute, second, ms) = moment.to_ymd_hms_milli();
    let serial = moment.as_f64();
    let date = format!("{year:04}-{month:02}-{day:02}");
    let fraction = if ms > 0 { format!(".{ms:03}").trim_end_matches('0').to_owned() } else { String::new() };
    let clock = format!("{hour:02}:{minute:02}:{second:02}{fraction}");
    if cell.starts_with('!') {
        // Calamine makes a day of every number: the 0th and 29th of 1900, which never were, and the first or the last of all
        // for numbers beyond. Such cells are faults.
        return !(0.0..2_957_004.0).contains(&serial)
            || date == "1900-02-29"
            || (1899..=1900).contains(&year) && serial < 1.0;
    }
    (cell == date && clock == "00:00:00")
        || cell == format!("{date}T{clock}")
        || (cell == clock && serial < 1.0)
}

fn compare(judge: &Cells<Data>, ours: &Cells<String>) -> Result<(), String> {
    for (place, data) in judge {
        let cell = ours.get(place).ok_or_else(|| format!("{place:?} {data:?} is missing"))?;
        if !agrees(data, cell) {
            return Err(format!("{place:?}: {data:?} is read as {cell:?}"));
        }
    }
    match ours.keys().find(|place| !judge.contains_key(place)) {
        Some(place) => Err(format!("{place:?}: {:?} is not there", ours[place])),
        None => Ok(()),
    }
}

/// Whether a text begins with a day up to 1900.
fn is_early_day(text: &str, (year, month, day, ..): (u16, u8, u8, u8, u8, u8, u16)) -> bool {
    year <= 1900 && text.starts_with(&format!("{year:04}-{month:02}-{day:02}"))
}

const DATES: [&str; 13] = [
    "yyyy-mm-dd",
    "dd.mm.yyyy",
    "m/d/yy h:mm",
    "hh:mm",
    "h:mm:ss AM/PM",
    "[h]:mm:ss",
    "[mm]:ss",
    "mmm yyyy",
    "d-mmm",
    "dddd, d. mmmm yyyy",
    "[$-407]d. mmm yyyy",
    "yyyy\\-mm\\-dd\\ hh:mm:ss.000",
    "mm:ss.0",
];
const NUMBERS: [&str; 11] = [
    "General",
    "0.00",
    "#,##0.00 [$€-407]",
    "0 \"days\"",
    "@",
    "0%",
    "_-* #,##0.00\\ \\h",
    "[Red]0;[Blue]-0",
    "[<100]0.0;0",
    "0.00E+00",
    "# ?/?",
];

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-c_x0D1<>&\"'=+ \t\n\r]{0,12}",
        1 => "[aé東🎉\u{1}\u{b}\u{7f}\u{a0}\u{fffd}]{0,6}",
        1 => select(vec!["_x000D_", "_x005F_x000D_", "a_x0041_", "_xD83D__xDE00_", "  ", "1", "TRUE"]).prop_map(String::from),
    ]
}

/// What is put into a cell.
#[derive(Debug, Clone)]
enum Put {
    Text(String),
    Rich(Vec<String>),
    Number(f64, Option<&'static str>),
    Boolean(bool),
    Formula(String),
    Blank,
    Merged(String),
}

fn puts() -> impl Strategy<Value = Put> {
    let number = prop_oneof![
        (-1_000_000..1_000_000_i64).prop_map(|number| number as f64),
        -1e6..1e6_f64,
        any::<f64>().prop_filter("finite", |number| number.is_finite()),
        select(vec![0.0, 0.5, 1e15, 1e16, 0.1 + 0.2, -0.0, 999_999_999_999_999.0]),
    ];
    let serial =
        prop_oneof![(0..60_000).prop_map(f64::from), 0.0..60_000.0, (0..2_958_465).prop_map(f64::from)];
    prop_oneof![
        3 => texts().prop_map(Put::Text),
        1 => proptest::collection::vec("[a-c <&_x0]{1,4}", 2..4).prop_map(Put::Rich),
        2 => number.clone().prop_map(|number| Put::Number(number, None)),
        1 => (number, select(NUMBERS.to_vec())).prop_map(|(number, format)| Put::Number(number, Some(format))),
        3 => (serial, select(DATES.to_vec())).prop_map(|(serial, format)| Put::Number(serial, Some(format))),
        1 => any::<bool>().prop_map(Put::Boolean),
        2 => prop_oneof![
            select(vec!["24", "-0.5", "TRUE", "FALSE", "#DIV/0!", "#N/A", "#NAME?", "#NULL!", "#NUM!", "#REF!", "#VALUE!", "a & b", ""]).prop_map(String::from),
            texts(),
        ].prop_map(Put::Formula),
        1 => Just(Put::Blank),
        1 => texts().prop_map(Put::Merged),
    ]
}

/// What is put where.
type Puts = Vec<(u32, u16, Put)>;

/// A workbook of sheets, some of which are hidden.
fn written(sheets: &[(bool, Puts)]) -> Vec<u8> {
    let mut book = Workbook::new();
    let plain = Format::new();
    let bold = Format::new().set_bold();
    let of = |code: &str| Format::new().set_num_format(code);
    for (at, (is_hidden, cells)) in sheets.iter().enumerate() {
        let sheet = book.add_worksheet().set_name(format!("<Ä> & {at}")).unwrap();
        match at {
            0 => {}
            1 => drop(sheet.set_hidden(*is_hidden)),
            _ => drop(sheet.set_very_hidden(*is_hidden)),
        }
        for (at, (row, column, put)) in cells.iter().enumerate() {
            match put {
                Put::Text(text) => drop(sheet.write_string(*row, *column, text).unwrap()),
                Put::Rich(pieces) => {
                    let formats = [&plain, &bold];
                    let pieces: Vec<_> = pieces
                        .iter()
                        .enumerate()
                        .map(|(at, piece)| (formats[at % 2], piece.as_str()))
                        .collect();
                    sheet.write_rich_string(*row, *column, &pieces).unwrap();
                }
                Put::Number(number, None) => drop(sheet.write_number(*row, *column, *number).unwrap()),
                Put::Number(number, Some(code)) => {
                    sheet.write_number_with_format(*row, *column, *number, &of(code)).unwrap();
                }
                Put::Boolean(flag) => drop(sheet.write_boolean(*row, *column, *flag).unwrap()),
                Put::Formula(result) => {
                    sheet.write_formula(*row, *column, Formula::new("=A1&\"<\"").set_result(result)).unwrap();
                }
                Put::Blank => drop(sheet.write_blank(*row, *column, &bold).unwrap()),
                Put::Merged(text) => {
                    let row = 40 + 3 * at as u32;
                    sheet.merge_range(row, *column, row + 1, *column + 1, text, &bold).unwrap();
                }
            }
        }
    }
    book.save_to_buffer().unwrap()
}

/// A cell by hand: what others than `rust_xlsxwriter` write.
fn xml_cells() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        "[a-c _x01]{0,6}",
        select(vec!["_xD83D__xDE00_", "_x000A_", "__x0041__x"]).prop_map(String::from)
    ];
    let text = (text, select(vec!["", "&amp;", "&#233;", "&#x1F389;"]))
        .prop_map(|(text, entity)| format!("{text}{entity}"));
    let number = prop_oneof![
        "-?[0-9]{1,7}",
        "[0-9]{1,5}\\.[0-9]{1,9}",
        "-?[1-9](\\.[0-9]{1,3})?E[+-]?[0-9]{1,2}",
        select(vec!["0", "1", "59", "60", "61", "0.25", "60.5", "2958465", "2958466", "45351.99999999999"])
            .prop_map(String::from)
    ];
    prop_oneof![
        2 => (0..5_u8).prop_map(|at| format!("t=\"s\"><v>{at}</v>")),
        1 => text.clone().prop_map(|text| format!("t=\"inlineStr\"><is><t xml:space=\"preserve\">{text}</t></is>")),
        1 => text.clone().prop_map(|text| format!("t=\"inlineStr\"><is><r><t>{text}</t></r><r><rPr><b/></rPr><t>z</t></r></is>")),
        1 => text.prop_map(|text| format!("t=\"str\"><f>A1</f><v>{text}</v>")),
        1 => select(vec!["t=\"b\"><v>1</v>", "t=\"b\"><v>0</v>", "t=\"e\"><v>#N/A</v>", "t=\"d\"><v>2024-02-29T10:00:00</v>", "s=\"1\">", "><v></v>", "><f>B1</f>"]).prop_map(String::from),
        6 => (number, 0..30_u8).prop_map(|(number, style)| format!("s=\"{style}\"><v>{number}</v>")),
    ]
}

const SHARED: &str = "<si><t>one</t></si><si><r><t>ri</t></r><r><t xml:space=\"preserve\">ch </t></r></si><si><t>漢</t><rPh sb=\"0\" eb=\"1\"><t>kan</t></rPh></si><si><t>a_x000A_b&lt;_xD83D__xDE00_</t></si><si><t/></si>";

/// Each builtin format of dates and some others, then those with codes.
fn styles() -> String {
    let codes: Vec<&str> = DATES.iter().chain(NUMBERS.iter()).copied().collect();
    let escaped = |code: &str| code.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;");
    let own: String = codes
        .iter()
        .enumerate()
        .map(|(at, code)| format!("<numFmt numFmtId=\"{}\" formatCode=\"{}\"/>", 170 + at, escaped(code)))
        .collect();
    let ids = [0, 14, 15, 18, 20, 22, 45, 46, 47, 9, 49].into_iter().chain(170..170 + codes.len());
    let cells: String = ids.map(|id| format!("<xf numFmtId=\"{id}\"/>")).collect();
    format!("<styleSheet><numFmts>{own}</numFmts><cellXfs>{cells}</cellXfs></styleSheet>")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_rust_xlsxwriter_writes_is_read_as_calamine_reads_it(
        sheets in proptest::collection::vec((any::<bool>(), proptest::collection::vec((0..30_u32, 0..8_u16, puts()), 0..25)), 1..4),
    ) {
        let bytes = written(&sheets);
        let mut book: Xlsx<_> = Xlsx::new(Cursor::new(&bytes)).unwrap();
        let names = book.sheet_names();
        let open = file(&bytes, &json!({})).unwrap();
        prop_assert_eq!(open.sheets(), &names[..]);
        for name in &names {
            let (judge, ours) = (judged(&bytes, name), ours(&bytes, name));
            if let Err(difference) = compare(&judge, &ours) {
                panic!("{difference}");
            }
        }
        let first = book.sheets_metadata().iter().find(|sheet| sheet.visible == SheetVisible::Visible).unwrap().name.clone();
        let by_default = file(&bytes, &json!({"header": false})).unwrap().headers().len();
        prop_assert_eq!(by_default, file(&bytes, &json!({"header": false, "sheet": first})).unwrap().headers().len());
        let _ = book.worksheet_range(&first);
    }

    #[test]
    fn what_others_write_is_read_as_calamine_reads_it(
        rows in proptest::collection::vec(proptest::collection::vec(xml_cells(), 0..6), 0..8),
        is_1904 in any::<bool>(),
    ) {
        let data: String = rows.iter().enumerate().map(|(row, cells)| {
            let cells: String = cells.iter().enumerate().map(|(column, cell)| format!("<c r=\"{}{}\" {cell}</c>", char::from(b'A' + column as u8), row + 1)).collect();
            format!("<row r=\"{}\">{cells}</row>", row + 1)
        }).collect();
        let bytes = styled_book(&data, SHARED, if is_1904 { "date1904=\"1\"" } else { "" }, &styles());
        let (judge, ours) = (judged(&bytes, "Ä & B"), ours(&bytes, "Ä & B"));
        if let Err(difference) = compare(&judge, &ours) {
            panic!("{difference} {is_1904} {data}");
        }
    }

    #[test]
    fn calamine_reads_what_we_write(
        rows in proptest::collection::vec(
            (proptest::option::of(texts()), proptest::option::of("-?[1-9][0-9]{0,17}(\\.[0-9]{1,5})?"), any::<Option<bool>>(),
             proptest::option::of((1800..2200_u16, 1..=12_u8, 1..=28_u8, 0..24_u8))),
            0..8),
        guards in any::<bool>(),
    ) {
        let columns = from_documents(&json!([
            {"key": "text", "type": "long_text"}, {"key": "number", "type": "decimal"}, {"key": "flag", "type": "checkbox"},
            {"key": "day", "type": "date"}, {"key": "moment", "type": "datetime"},
        ])).unwrap();
        let mut records = Vec::new();
        for (text, number, flag, day) in &rows {
            let mut record = Map::new();
            record.extend(text.as_ref().map(|text| ("text".to_owned(), json!(text))));
            record.extend(number.as_ref().map(|number| ("number".to_owned(), Value::Number(number.parse().unwrap()))));
            record.extend(flag.map(|flag| ("flag".to_owned(), json!(flag))));
            if let Some((year, month, day, hour)) = day {
                record.insert("day".to_owned(), json!(format!("{year:04}-{month:02}-{day:02}")));
                record.insert("moment".to_owned(), json!(format!("{year:04}-{month:02}-{day:02}T{hour:02}:30:05Z")));
            }
            records.push(Value::Object(record));
        }
        let bytes = exported(&table(columns), &records, json!({"format": "xlsx", "escape_formulas": guards}));
        let cells = judged(&bytes, "Deals");
        for (at, (text, number, flag, day)) in rows.iter().enumerate() {
            let cell = |column: u32| cells.get(&(at as u32 + 1, column));
            let text = text.as_ref().filter(|text| !text.is_empty());
            let written = text.map(|text| Data::String(if guards { guard(text).into_owned() } else { text.clone() }));
            prop_assert_eq!(cell(0), written.as_ref());
            match (number, cell(1)) {
                (None, None) => {}
                // A number that Excel would change is a text.
                (Some(digits), Some(Data::String(text))) => {
                    prop_assert!(digits.bytes().filter(u8::is_ascii_digit).count() > 15);
                    prop_assert_eq!(text.trim_end_matches('0').trim_end_matches('.'), digits.trim_end_matches('0').trim_end_matches('.'));
                }
                (Some(digits), Some(Data::Float(number))) => prop_assert_eq!(digits.parse(), Ok(*number)),
                (Some(digits), Some(Data::Int(number))) => prop_assert_eq!(digits.parse(), Ok(*number as f64)),
                other => panic!("{other:?}"),
            }
            prop_assert_eq!(cell(2).cloned(), flag.map(Data::Bool));
            for (column, has_clock) in [(3, false), (4, true)] {
                let due = day.map(|(y, m, d, h)| if has_clock { (y, m, d, h, 30, 5, 0) } else { (y, m, d, 0, 0, 0, 0) });
                match cell(column) {
                    Some(Data::DateTime(moment)) => prop_assert_eq!(Some(moment.to_ymd_hms_milli()), due),
                    // Days before March 1900 are texts, because Excel counts one that there never was.
                    Some(Data::String(text)) => prop_assert!(due.is_some_and(|due| is_early_day(text, due)), "{}", text),
                    other => prop_assert!(other.is_none() && due.is_none(), "{other:?}"),
                }
            }
        }
        let count = |judge: &Cells<Data>| judge.keys().filter(|place| place.0 > 0).count();
        let due: usize = rows.iter().map(|(text, number, flag, day)| usize::from(text.as_ref().is_some_and(|text| !text.is_empty())) + usize::from(number.is_some()) + usize::from(flag.is_some()) + 2 * usize::from(day.is_some())).sum();
        prop_assert_eq!(count(&cells), due);
    }
}

#[test]
fn half_a_character_stays_as_it_is_written_and_character_data_is_text() {
    let data = "<row r=\"1\"><c r=\"A1\" t=\"str\"><v>a_xD83D_b</v></c><c r=\"B1\" t=\"str\"><v>_xDE00_</v></c><c r=\"C1\" t=\"str\"><v><![CDATA[<b>]]></v></c></row>";
    let bytes = styled_book(data, "", "", &styles());
    let judge: Vec<Data> = judged(&bytes, "Ä & B").into_values().collect();
    assert_eq!(judge, [Data::String("a\u{fffd}b".into()), Data::String("\u{fffd}".into())]);
    let ours: Vec<String> = ours(&bytes, "Ä & B").into_values().collect();
    assert_eq!(ours, ["a_xD83D_b", "_xDE00_", "<b>"]);
}
