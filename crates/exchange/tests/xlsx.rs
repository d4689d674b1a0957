//! Workbooks as they are found.

#![cfg(feature = "xlsx")]

mod support;

use rust_xlsxwriter::{ExcelDateTime, Format, Formula, Workbook};
use serde_json::{Value, json};
use support::parts::{RELATIONS, book, zipped};
use support::{file, read, refusal, rows_of};

#[test]
fn a_workbook_of_a_library_is_read() {
    let mut workbook = Workbook::new();
    let hidden = workbook.add_worksheet().set_name("Hidden").unwrap();
    hidden.write_string(0, 0, "secret").unwrap();
    hidden.set_hidden(true);
    let sheet = workbook.add_worksheet().set_name("Données").unwrap().set_active(true).set_first_tab(true);
    let day = Format::new().set_num_format("dd.mm.yyyy");
    let moment = Format::new().set_num_format("yyyy-mm-dd hh:mm:ss");
    let clock = Format::new().set_num_format("hh:mm");
    let money = Format::new().set_num_format("#,##0.00 [$€-407]");
    for (at, name) in
        ["name", "n", "day", "moment", "clock", "ok", "sum", "money", "merged"].iter().enumerate()
    {
        sheet.write_string(0, at as u16, *name).unwrap();
    }
    sheet.write_string(1, 0, "  Größe\n<b>&amp; _x000D_ \"é\"").unwrap();
    sheet.write_number(1, 1, 12.0).unwrap();
    sheet.write_with_format(1, 2, ExcelDateTime::parse_from_str("2024-02-29").unwrap(), &day).unwrap();
    sheet
        .write_with_format(1, 3, ExcelDateTime::parse_from_str("2024-02-29T14:30:05.250").unwrap(), &moment)
        .unwrap();
    sheet.write_with_format(1, 4, ExcelDateTime::parse_from_str("08:05").unwrap(), &clock).unwrap();
    sheet.write_boolean(1, 5, true).unwrap();
    sheet.write_formula(1, 6, Formula::new("=B2*2").set_result("24")).unwrap();
    sheet.write_number_with_format(1, 7, 1234.5, &money).unwrap();
    sheet.merge_range(1, 8, 2, 8, "both", &Format::new()).unwrap();
    sheet.write_number(4, 1, 0.1 + 0.2).unwrap();
    sheet.write_number(4, 0, -1e300).unwrap();
    let bytes = workbook.save_to_buffer().unwrap();

    let mut open = file(&bytes, &json!({})).unwrap();
    assert_eq!(open.sheets(), ["Hidden", "Données"]);
    assert_eq!(open.headers().join("|"), "name|n|day|moment|clock|ok|sum|money|merged");
    let rows: Vec<String> = rows_of(&mut open).unwrap().iter().map(|row| row.join("|")).collect();
    assert_eq!(
        rows,
        [
            "  Größe\n<b>&amp; _x000D_ \"é\"|12|2024-02-29|2024-02-29T14:30:05.25|08:05:00|true|24|1234.5|both",
            "-1e+300|0.30000000000000004",
        ]
    );
    assert_eq!(read(&bytes, &json!({"sheet": "hidden", "header": false})).unwrap().1, [["secret"]]);
    assert_eq!(read(&bytes, &json!({"sheet": 1})).unwrap().0, ["secret"]);
    assert_eq!(refusal(read(&bytes, &json!({"sheet": "Other"}))), "22023: unknown sheet \"Other\"");
    let inferred = support::inferred(&bytes, &json!({"time_zone": "UTC"}));
    let types: Vec<&str> = inferred.columns.iter().map(|column| column.type_).collect();
    assert_eq!(
        types,
        ["long_text", "number", "date", "datetime", "time", "checkbox", "integer", "number", "text"]
    );
}

#[test]
fn cells_are_what_they_are_shown_as() {
    let row = |cells: &str| {
        format!(
            "<row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>h</t></is></c></row><row r=\"3\">{cells}</row>"
        )
    };
    let shared = "<si><t>one</t></si><si><r><t>ri</t></r><r><t xml:space=\"preserve\">ch </t></r><rPh><t>reading</t></rPh></si><si><t/></si><si><t>a_x000A_b</t></si>";
    for (cell, due, properties) in [
        (r#"<c t="s"><v>0</v></c>"#, "one", ""),
        (r#"<c t="s"><v>1</v></c>"#, "rich ", ""),
        (r#"<c t="s"><v>3</v></c>"#, "a\nb", ""),
        (r#"<c t="inlineStr"><is><t> a b </t><t xml:space="preserve"> c </t></is></c>"#, "a b c ", ""),
        (r#"<c t="s"><v>9</v></c>"#, "!9", ""),
        (r#"<c t="s"><v>-1</v></c>"#, "!-1", ""),
        (r#"<c t="e"><v>#N/A</v></c>"#, "!#N/A", ""),
        (r#"<c t="e"><f>1/0</f><v>#DIV/0!</v></c>"#, "!#DIV/0!", ""),
        (r#"<c t="str"><f>"a"&amp;"b"</f><v>a&amp;&#98;&lt;</v></c>"#, "a&b<", ""),
        (r#"<c t="b"><v>0</v></c>"#, "false", ""),
        (r#"<c t="d"><v>2024-01-05T10:00:00</v></c>"#, "2024-01-05T10:00:00", ""),
        (r#"<c><v>12.0</v></c>"#, "12", ""),
        (r#"<c><v>-0.5</v></c>"#, "-0.5", ""),
        (r#"<c><v>1E-3</v></c>"#, "0.001", ""),
        (r#"<c><v>123456789012345</v></c>"#, "123456789012345", ""),
        (r#"<c><v>x</v></c>"#, "!x", ""),
        (r#"<c><v>NaN</v></c>"#, "!NaN", ""),
        (r#"<c s="1"><v>45351</v></c>"#, "2024-02-29", ""),
        (r#"<c s="1"><v>45351</v></c>"#, "2028-03-01", "date1904=\"1\""),
        (r#"<c s="1"><v>1</v></c>"#, "1900-01-01", ""),
        (r#"<c s="1"><v>59</v></c>"#, "1900-02-28", ""),
        (r#"<c s="1"><v>60</v></c>"#, "!60", ""),
        (r#"<c s="1"><v>61</v></c>"#, "1900-03-01", ""),
        (r#"<c s="1"><v>0</v></c>"#, "1904-01-01", "date1904=\"true\""),
        (r#"<c s="1"><v>-5</v></c>"#, "!-5", ""),
        (r#"<c s="1"><v>1e9</v></c>"#, "!1e9", ""),
        // A time of day that the format does not show is there all the same.
        (r#"<c s="1"><v>45351.5</v></c>"#, "2024-02-29T12:00:00", ""),
        (r#"<c s="2"><v>45351</v></c>"#, "2024-02-29T00:00:00", ""),
        (r#"<c s="2"><v>45351.99999999999</v></c>"#, "2024-03-01T00:00:00", ""),
        (r#"<c s="2"><v>56057.74524561921</v></c>"#, "2053-06-22T17:53:09.221", ""),
        (r#"<c s="1"><v>8000000</v></c>"#, "!8000000", ""),
        (r#"<c s="3"><v>1.5</v></c>"#, "36:00:00", ""),
        (r#"<c s="5"><v>0.25</v></c>"#, "06:00:00", ""),
        (r#"<c s="4"><v>5</v></c>"#, "5", ""),
        (r#"<c s="99"><v>5</v></c>"#, "5", ""),
    ] {
        let bytes = book(&row(cell), shared, properties);
        let rows = read(&bytes, &json!({})).unwrap().1;
        assert_eq!(rows, [[due]], "{cell} {properties}");
    }
    let bytes = book(&row(r#"<c t="s"><v>2</v></c><c/><c r="C3"><v/></c>"#), shared, "");
    assert_eq!(read(&bytes, &json!({})).unwrap().1.len(), 0);
}

#[test]
fn rows_keep_their_numbers_and_columns_their_places() {
    let data = r#"<row><c t="inlineStr"><is><t>Report</t></is></c></row><row r="4"><c r="B4" t="str"><v>a</v></c><c t="str"><v>b</v></c></row><row r="7"><c r="C7"><v>1</v></c><c r="E7"><v>2</v></c></row><row r="9"/>"#;
    let bytes = book(data, "", "");
    let mut open = file(&bytes, &json!({"skip_rows": 2})).unwrap();
    assert_eq!(open.headers(), ["column_1", "a", "b"]);
    let row = open.next_row().unwrap().unwrap();
    let cells: Vec<String> = row.cells().map(|(_, cell)| support::shown(&cell)).collect();
    assert_eq!((row.number, row.line, row.extra, cells), (1, 7, 2, vec!["∅".into(), "∅".into(), "1".into()]));
    assert!(open.next_row().unwrap().is_none());
    let back = r#"<row r="4"><c><v>1</v></c></row><row r="3"><c><v>1</v></c></row>"#;
    assert_eq!(
        refusal(read(&book(back, "", ""), &json!({}))),
        "22000: the XLSX file is damaged: row 3 comes after row 4"
    );
}

#[test]
fn bombs_are_refused() {
    let refused = |bytes: &[u8]| refusal(read(bytes, &json!({})));
    let large = "54000: the XLSX file is larger than 4096 MiB when it is unpacked, or packed far more than others are";
    // Blanks that are packed a thousand times smaller.
    let blanks = " ".repeat(64 << 20);
    assert_eq!(refused(&book(&blanks, "", "")), large);
    assert_eq!(refused(&book("", &blanks, "")), large);
    // One text without an end.
    let text = format!("<si><t>{}</t></si>", "x".repeat(20 << 20));
    assert!(refused(&book("", &text, "")).starts_with("54000"));
    // A directory that claims too much.
    let mut claims = book("<row><c><v>1</v></c></row>", "", "");
    let at = claims.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    for part in 0..5 {
        let place =
            claims[at..].windows(4).enumerate().filter(|(_, window)| window == b"PK\x01\x02").nth(part);
        let place = at + place.map(|(place, _)| place).unwrap();
        claims[place + 24..place + 28].copy_from_slice(&0xFFFF_FFF0_u32.to_le_bytes());
    }
    assert_eq!(refused(&claims), large);
    let parts: Vec<(String, String)> = (0..10_001).map(|at| (format!("p{at}"), String::new())).collect();
    let parts: Vec<(&str, &str)> = parts.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    assert_eq!(
        refused(&zipped(&parts, false)),
        "54000: the file is packed of 10001 parts; at most 10000 are read"
    );
    let deep = "<a>".repeat(200);
    assert_eq!(refused(&book(&deep, "", "")), "22000: the XLSX file is damaged: its elements are too deep");
    let laughs = "<!DOCTYPE x [<!ENTITY a \"aaaa\">]><row><c t=\"str\"><v>&a;</v></c></row>";
    assert_eq!(refused(&book(laughs, "", "")), "22000: the XLSX file is damaged: it defines entities");
    let wide = format!("<row>{}</row>", "<c><v>1</v></c>".repeat(1_001));
    assert_eq!(refused(&book(&wide, "", "")), "54000: the file has 1001 columns; at most 1000 are read");
}

#[test]
fn other_archives_are_named() {
    let refused = |parts: &[(&str, &str)]| refusal(read(&zipped(parts, true), &json!({})));
    for (part, what) in [
        ("word/document.xml", "a Word document"),
        ("ppt/presentation.xml", "a presentation"),
        ("xl/workbook.bin", "a binary Excel workbook (.xlsb)"),
        ("content.xml", "an OpenDocument file"),
        ("a.txt", "a ZIP archive, and no Excel workbook"),
    ] {
        assert_eq!(refused(&[(part, "x")]), format!("22000: the file is {what}"));
    }
    let csv: Value = json!({"format": "xlsx"});
    assert_eq!(refusal(read(b"a,b\n1,2\n", &csv)), "22000: the XLSX file is damaged: it has no end");
    assert_eq!(refusal(read(b"", &csv)), "22000: the XLSX file is damaged: it has no end");
}

#[test]
fn damaged_files_are_refused_and_never_panic() {
    let data: String = (1..60)
        .map(|at| {
            format!("<row r=\"{at}\"><c r=\"A{at}\" t=\"s\"><v>0</v></c><c s=\"1\"><v>{at}.5</v></c></row>")
        })
        .collect();
    let good = book(&data, "<si><t>héllo &amp; x</t></si>", "");
    assert_eq!(read(&good, &json!({"header": false})).unwrap().1.len(), 59);
    for length in 0..good.len() {
        let _ = read(&good[..length], &json!({"format": "xlsx"}));
    }
    let stored = zipped(
        &[
            ("xl/workbook.xml", r#"<workbook><sheets><sheet name="S" r:id="r1"/></sheets></workbook>"#),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/worksheets/sheet1.xml", &format!("<worksheet><sheetData>{data}</sheetData></worksheet>")),
            ("xl/sharedStrings.xml", "<sst><si><t>x</t></si></sst>"),
        ],
        false,
    );
    let mut random = 88_172_645_463_325_252_u64;
    let mut next = || {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random
    };
    for bytes in [&good, &stored] {
        for _ in 0..3_000 {
            let mut mutated = bytes.clone();
            for _ in 0..=next() % 8 {
                let at = next() as usize % mutated.len();
                match next() % 4 {
                    0 => mutated[at] = next() as u8,
                    1 => mutated[at] = [0, 0xFF, b'<', b'>', b'&', b'"'][next() as usize % 6],
                    2 => drop(mutated.drain(at..(at + next() as usize % 40).min(mutated.len()))),
                    _ => mutated.insert(at, next() as u8),
                }
                if mutated.is_empty() {
                    break;
                }
            }
            let _ = read(&mutated, &json!({"format": "xlsx"}));
        }
    }
}
