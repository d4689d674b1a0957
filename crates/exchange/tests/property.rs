//! What is written is read; nothing panics; a type that is taken reads every cell.

mod support;

use dyntables_model::column::Column;
use dyntables_records::read_value;
use dyntables_values::written::{Cast, Reading};
use proptest::prelude::{Just, Strategy, any, prop_assert, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use serde_json::{Value, json};

/// A table of texts as CSV, written by another library.
fn written(table: &[Vec<String>], delimiter: u8, always: bool, end: csv::Terminator) -> String {
    let style = if always { csv::QuoteStyle::Always } else { csv::QuoteStyle::Necessary };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(delimiter)
        .quote_style(style)
        .terminator(end)
        .flexible(true)
        .from_writer(Vec::new());
    for row in table {
        writer.write_record(row).unwrap();
    }
    String::from_utf8(writer.into_inner().unwrap()).unwrap()
}

fn encoded(text: &str, encoding: &str) -> Option<Vec<u8>> {
    Some(match encoding {
        "utf-8" => text.as_bytes().to_vec(),
        "bom" => format!("\u{feff}{text}").into_bytes(),
        "utf-16le" => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect(),
        "utf-16be" => format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_be_bytes).collect(),
        _ => {
            let (bytes, _, lossy) = encoding_rs::WINDOWS_1252.encode(text);
            // What is UTF-8 by chance is read as that.
            if lossy || std::str::from_utf8(&bytes).is_ok() {
                return None;
            }
            bytes.into_owned()
        }
    })
}

fn cells() -> impl Strategy<Value = String> {
    prop_oneof![
        4 => "[a-z0-9 ,;|\t\"'\\r\\n]{0,8}",
        2 => "[a-zé€ü“”]{0,6}",
        1 => "\\PC{0,5}",
        1 => Just(String::new()),
    ]
}

fn tables() -> impl Strategy<Value = Vec<Vec<String>>> {
    (2_usize..6)
        .prop_flat_map(|width| proptest::collection::vec(proptest::collection::vec(cells(), width), 1..12))
}

/// Cells of one kind.
fn columns() -> impl Strategy<Value = Vec<String>> {
    let kinds = vec![
        "[0-9]{1,19}",
        "-?[0-9]{1,4}[.,][0-9]{1,3}",
        "[0-9]{1,3}([.,'][0-9]{3}){0,3}",
        "-?[0-9]{1,3}(\\.[0-9]{1,20})?([eE][+-]?[0-9]{1,2})?",
        "[$€£]-?[0-9]{1,3}(,[0-9]{3})?(\\.[0-9]{2})?",
        "[0-9]{1,3}([.,][0-9])? ?%",
        "[0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}",
        "20[0-9]{2}-[01][0-9]-[0-3][0-9]([ T][012][0-9]:[0-5][0-9](:[0-5][0-9])?Z?)?",
        "[0-9]{1,2}:[0-5][0-9](:[0-5][0-9])?",
        "([0-9]h ?)?[0-9]{1,2}m(in)?",
        "[a-c]{1,3}@[a-c]{1,3}\\.(com|de)",
        "https?://[a-c]{1,3}\\.(com|de)/[a-c]?",
        "\\+[0-9]{1,3} ?[0-9]{3,10}",
        "(true|false|TRUE|yes|no|x)",
        "(red|green|Red|blue)",
        "(red|green|blue|a b)([,;] ?(red|green|blue|a b)){0,3}",
        "[\\[{][a-c0-9\",:]{0,6}[\\]}]",
        "[a-zA-Z ,;\"\\n]{0,20}",
    ];
    let kind = || select(kinds.clone()).prop_flat_map(|pattern| pattern.prop_map(String::from));
    prop_oneof![
        3 => select(kinds.clone()).prop_flat_map(|pattern| proptest::collection::vec(pattern, 1..40)),
        1 => proptest::collection::vec(kind(), 1..10),
        1 => (proptest::collection::vec(kind(), 1..4), proptest::collection::vec(any::<usize>(), 1..40)).prop_map(
            |(few, picks)| picks.iter().map(|pick| few[pick % few.len()].clone()).collect()
        ),
    ]
}

proptest! {
    #[test]
    fn what_is_written_is_read(
        table in tables(),
        delimiter in select(vec![b',', b';', b'\t', b'|']),
        always in any::<bool>(),
        end in select(vec![0_u8, b'\n', b'\r']),
        encoding in select(vec!["utf-8", "bom", "utf-16le", "utf-16be", "windows-1252"]),
    ) {
        let end = if end == 0 { csv::Terminator::CRLF } else { csv::Terminator::Any(end) };
        let text = written(&table, delimiter, always, end);
        if let Some(bytes) = encoded(&text, encoding) {
            let options = json!({"delimiter": char::from(delimiter).to_string(), "quote": "\"", "header": false, "trim": false});
            let (_, rows) = support::read(&bytes, &options).unwrap();
            let due: Vec<Vec<String>> = table.iter().map(|row| row.iter().map(|cell| {
                if cell.is_empty() { "∅".to_owned() }
                else if cell.contains('\0') { format!("!{}", cell.replace('\0', "␀")) }
                // The mark that keeps a formula from being one is taken off.
                else { dyntables_exchange::guard::unguard(cell).to_owned() }
            }).collect()).collect();
            prop_assert_eq!(rows, due, "{:?}", text);
        }
    }

    #[test]
    fn even_tables_are_recognised(
        rows in proptest::collection::vec(proptest::collection::vec("[a-z]{1,5}( [a-z]{1,5})?", 4), 3..20),
        delimiter in select(vec![b',', b';', b'\t', b'|']),
    ) {
        let text = written(&rows, delimiter, false, csv::Terminator::CRLF);
        let (_, read) = support::read(text.as_bytes(), &json!({"header": false})).unwrap();
        prop_assert_eq!(read, rows);
    }

    #[test]
    fn no_bytes_panic(
        bytes in prop_oneof![
            proptest::collection::vec(any::<u8>(), 0..300),
            "[a\",;\\n\\r\t|'é\\x00]{0,80}".prop_map(String::into_bytes),
            "[\\[\\]{}\":,a1 \\n\\\\u0tn.e-]{0,80}".prop_map(String::into_bytes),
            "(\\[|\\{\"a\": )?(\\{\"[ab]\": (1|\"x\"|null|\\[1\\]|\\{\\})\\}[,\\n ]?){0,5}[\\]}]?".prop_map(String::into_bytes),
        ],
        format in select(vec!["csv", "tsv", "json", "jsonl", "xlsx", ""]),
        quote in select(vec!["'", "\"", ""]),
    ) {
        let mut options = json!({});
        if !format.is_empty() { options["format"] = json!(format); }
        if quote != "'" { options["quote"] = json!(quote); }
        if let Ok(mut file) = support::file(&bytes, &options) {
            let first = support::rows_of(&mut file);
            file.rewind().unwrap();
            let again = support::rows_of(&mut file);
            prop_assert_eq!(&first, &again);
            let headers = file.headers().len();
            prop_assert!(first.iter().flatten().all(|row| row.len() <= headers));
            let _ = dyntables_exchange::infer(&mut file, &dyntables_exchange::InferOptions::default());
        }
    }

    #[test]
    fn a_type_that_is_taken_reads_every_cell(cells in columns(), zone in any::<bool>()) {
        let table: Vec<Vec<String>> = std::iter::once("c".to_owned())
            .chain(cells.iter().cloned())
            .map(|cell| vec![cell, "x".to_owned()])
            .collect();
        let text = written(&table, b'\t', false, csv::Terminator::CRLF);
        let mut options = json!({"delimiter": "tab", "quote": "\"", "header": true});
        if zone { options["time_zone"] = json!("America/New_York"); }
        let inferred = support::inferred(text.as_bytes(), &options).columns.swap_remove(0);
        let column = Column::from_document(&inferred.document()).unwrap();
        let (mut file, mut row_count) = (support::file(text.as_bytes(), &json!({"delimiter": "tab", "quote": "\"", "header": true})).unwrap(), 0);
        while let Some(row) = file.next_row().unwrap() {
            row_count += 1;
            let dyntables_exchange::Cell::Text(cell) = row.cell(0) else { continue };
            let read = read_value(&column, &Value::from(cell), &Reading::default());
            if inferred.confidence < 1.0 {
                prop_assert!(matches!(column.type_.name(), "text" | "long_text"));
            }
            let value = match read {
                Some(Cast::Value(value)) => value,
                None if cell.trim().is_empty() => continue,
                other => panic!("{} does not read {cell:?}: {other:?}", column.type_.name()),
            };
            // Nothing is lost or changed.
            let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
            match column.type_.name() {
                "integer" => prop_assert_eq!(digits(cell), digits(&value.to_string())),
                "number" if cell.contains(['e', 'E']) => {
                    let double = |text: &str| text.replace(',', ".").parse::<f64>().unwrap();
                    prop_assert_eq!(double(cell), double(&value.to_string()));
                }
                "number" | "percent" => {
                    let (given, read) = (digits(cell), digits(&value.to_string()));
                    prop_assert_eq!(given.trim_start_matches('0'), read.trim_start_matches('0'));
                }
                "text" | "long_text" => prop_assert_eq!(value.as_str().unwrap(), cell.trim()),
                "select" => prop_assert_eq!(value.as_str().unwrap(), cell),
                "multi_select" => {
                    let items: Vec<&str> = value.as_array().unwrap().iter().filter_map(Value::as_str).collect();
                    let parts: Vec<&str> = cell.split([',', ';']).map(str::trim).collect();
                    prop_assert!(items == parts || cell.starts_with('['), "{} {}", cell, value);
                }
                _ => {}
            }
        }
        prop_assert_eq!(row_count, cells.len());
    }
}
