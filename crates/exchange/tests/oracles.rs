//! Others judge what is read and written: the crates `csv`, `calamine` and `rust_xlsxwriter`, which share no code with ours.
//! Where we differ on purpose, a test says so by its name.

mod support;

use dyntables_exchange::guard::{guard, unguard};
use dyntables_model::column::from_documents;
use proptest::prelude::{Just, Strategy, any, prop_assert_eq, prop_oneof, proptest};
use proptest::sample::select;
use serde_json::{Map, Value, json};
use support::export::{exported, table};

/// What the crate csv reads.
fn judged(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).delimiter(delimiter).from_reader(bytes);
    reader.records().map(|record| record.unwrap().iter().map(ToOwned::to_owned).collect()).collect()
}

/// What we read, with empty cells as empty texts.
fn ours(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
    let options = json!({"format": "csv", "header": false, "delimiter": char::from(delimiter).to_string(), "quote": "\"", "trim": false});
    let mut rows = support::read(bytes, &options).unwrap().1;
    for cell in rows.iter_mut().flatten().filter(|cell| *cell == "∅") {
        cell.clear();
    }
    rows
}

fn texts() -> impl Strategy<Value = String> {
    prop_oneof![
        3 => "[a-c0-9 ,;|\t\"'=+@\\-\r\n]{0,8}",
        1 => "[aé€東🎉\u{a0}\u{feff}. ]{0,5}",
        1 => "\\PC{0,5}",
        1 => Just(String::new()),
    ]
}

/// A cell with or without quotation marks. A mark amid a cell is a character as any other.
fn written_cell() -> impl Strategy<Value = String> {
    let quoted = texts().prop_map(|text| format!("\"{}\"", text.replace('"', "\"\"")));
    prop_oneof![3 => " ?[abé'][ab é'.]{0,3}", 1 => "[ab][ab\"]{1,4}", 3 => quoted, 1 => Just(String::new())]
}

fn delimiters() -> impl Strategy<Value = u8> {
    select(vec![b',', b';', b'\t', b'|'])
}

proptest! {
    #[test]
    fn the_crate_csv_reads_what_we_write(
        rows in proptest::collection::vec((proptest::option::of(texts()), proptest::option::of(-1e9..1e9_f64), any::<Option<bool>>()), 0..8),
        delimiter in delimiters(),
        end in select(vec!["lf", "crlf"]),
        guards in any::<bool>(),
        null_text in select(vec!["", "NULL"]),
    ) {
        let columns = from_documents(&json!([
            {"key": "text", "type": "long_text"}, {"key": "number", "type": "number"}, {"key": "flag", "type": "checkbox"},
        ])).unwrap();
        let mut due = vec![vec!["text".to_owned(), "number".to_owned(), "flag".to_owned()]];
        let mut records = Vec::new();
        for (text, number, flag) in rows {
            let mut record = Map::new();
            let null = || null_text.to_owned();
            // No text of a record has a NUL, and `NULL` is refused where it stands for none.
            let text = text.map(|text| text.replace('\0', "")).filter(|text| text != null_text);
            due.push(vec![
                text.as_ref().map_or_else(null, |text| if guards { guard(text).into_owned() } else { text.clone() }),
                number.map_or_else(null, |number| json!(number).to_string()),
                flag.map_or_else(null, |flag| flag.to_string()),
            ]);
            record.extend(text.map(|text| ("text".to_owned(), json!(text))));
            record.extend(number.map(|number| ("number".to_owned(), json!(number))));
            record.extend(flag.map(|flag| ("flag".to_owned(), json!(flag))));
            records.push(Value::Object(record));
        }
        let options = json!({
            "format": "csv", "display": false, "delimiter": char::from(delimiter).to_string(),
            "line_end": end, "escape_formulas": guards, "null_text": null_text,
        });
        let file = exported(&table(columns), &records, options);
        prop_assert_eq!(judged(&file, delimiter), due, "{}", String::from_utf8_lossy(&file));
    }

    #[test]
    fn we_read_ragged_rows_as_the_crate_csv_does(
        rows in proptest::collection::vec((proptest::collection::vec(written_cell(), 1..5), select(vec!["\n", "\r\n", "\r"])), 1..10),
        delimiter in delimiters(),
        ends in any::<bool>(),
    ) {
        let mut text = String::new();
        for (row, end) in &rows {
            let cells: Vec<String> = row.iter().map(|cell| match cell.starts_with('"') {
                true => cell.clone(),
                false => cell.replace([',', ';', '\t', '|'], "_"),
            }).collect();
            text.push_str(&cells.join(&char::from(delimiter).to_string()));
            text.push_str(end);
        }
        if !ends { text.truncate(text.trim_end_matches(['\r', '\n']).len()); }
        let mut due = judged(text.as_bytes(), delimiter);
        // A mark before a formula is taken off again.
        for cell in due.iter_mut().flatten() {
            *cell = unguard(cell).to_owned();
        }
        prop_assert_eq!(ours(text.as_bytes(), delimiter), due, "{:?}", text);
    }
}

#[test]
fn we_differ_from_the_crate_csv_where_files_mean_something_else() {
    for (text, theirs, read) in [
        // Blanks behind a quotation mark are dropped, and marks within a longer cell are a part of it.
        ("\"a\" ,b", ["a ", "b"], ["a", "b"]),
        ("\"a\" b,c", ["a b", "c"], ["\"a\" b", "c"]),
    ] {
        assert_eq!(
            (judged(text.as_bytes(), b','), ours(text.as_bytes(), b',')),
            (vec![theirs.map(String::from).to_vec()], vec![read.map(String::from).to_vec()])
        );
    }
    // A quotation mark that is never closed is an error, and no text to the end of the file.
    assert_eq!(judged(b"a,\"b\nc", b','), [["a", "b\nc"]]);
    let refused = support::refusal(support::read(
        b"a,\"b\nc",
        &json!({"format": "csv", "header": false, "quote": "\""}),
    ));
    assert!(refused.starts_with("22000: the row that begins in line 1 has a quotation mark"), "{refused}");
    // The crate does not tell a cell within quotation marks from others; blanks within them count, and `""` is a text
    // that null_values may leave.
    assert_eq!(judged(b"\" a\",\"\"", b','), judged(b" a,", b','));
    let quoted =
        support::read(b"\" a\", a,\"\",", &json!({"format": "csv", "header": false, "null_values": []}));
    assert_eq!(quoted.unwrap().1, [[" a", "a", "", "∅"]]);
    // So it writes blanks around a text without quotation marks, and they would be lost.
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record([" a", "b"]).unwrap();
    assert_eq!(writer.into_inner().unwrap(), b" a,b\n");
}

#[cfg(feature = "xlsx")]
#[path = "oracles/workbooks.rs"]
mod workbooks;
