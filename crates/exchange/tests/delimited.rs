//! Delimited text as it is found: what is recognised, and what is read.

mod support;

use serde_json::{Value, json};
use support::{file, read, refusal, rows_of};

/// The delimiter, the headers and the rows of a text.
fn table(text: &str) -> (char, String, Vec<String>) {
    let mut file = file(text.as_bytes(), &json!({})).unwrap();
    let rows = rows_of(&mut file).unwrap();
    let rows = rows.into_iter().map(|row| row.join("|")).collect();
    (file.delimiter().unwrap(), file.headers().join("|"), rows)
}

#[test]
fn the_delimiter_is_found() {
    for (text, delimiter, headers, rows) in [
        ("a,b\n1,2\n", ',', "a|b", vec!["1|2"]),
        ("a;b\n1,5;2,5\n3,5;4,5\n", ';', "a|b", vec!["1,5|2,5", "3,5|4,5"]),
        ("a\tb\n1, 2\t3\n", '\t', "a|b", vec!["1, 2|3"]),
        ("a|b|c\n1|2|3\n", '|', "a|b|c", vec!["1|2|3"]),
        // Commas in texts do not count where semicolons are even.
        ("name;note\nAcme;\"a, b, c\"\nBeta;x, y\n", ';', "name|note", vec!["Acme|a, b, c", "Beta|x, y"]),
        ("name,tags\nAcme,a;b\nBeta,c;d\n", ',', "name|tags", vec!["Acme|a;b", "Beta|c;d"]),
        // One column, whose texts have commas.
        (
            "note\nHello, world\nOne, two, three\nNothing\n",
            ';',
            "note",
            vec!["Hello, world", "One, two, three", "Nothing"],
        ),
        ("id\n1\n2\n", ',', "id", vec!["1", "2"]),
        // Quoted line breaks are no ends of lines.
        ("a,b\n\"x\ny\",2\n\"p,q\r\nr\",3\n", ',', "a|b", vec!["x\ny|2", "p,q\r\nr|3"]),
    ] {
        assert_eq!(
            table(text),
            (delimiter, headers.to_owned(), rows.into_iter().map(String::from).collect()),
            "{text}"
        );
    }
}

#[test]
fn lines_end_with_any_mark() {
    for end in ["\n", "\r\n", "\r"] {
        let text = format!("a,b{end}1,2{end}{end}\"x{end}y\",4{end}  {end}5,6");
        let mut file = file(text.as_bytes(), &json!({})).unwrap();
        let mut seen = Vec::new();
        while let Some(row) = file.next_row().unwrap() {
            seen.push((row.number, row.line));
        }
        assert_eq!(seen, [(1, 2), (2, 4), (3, 7)], "{end:?}");
    }
}

#[test]
fn quotation_marks_are_read_as_they_are_meant() {
    for (cell, read) in [
        (r#""a ""b"" c""#, r#"a "b" c"#),
        (r#""""#, "∅"),
        (r#""""""#, "\""),
        // A mark amid a cell is a character.
        (r#"5" pipe"#, r#"5" pipe"#),
        (r#""Dwayne "The Rock" Johnson""#, r#""Dwayne "The Rock" Johnson""#),
        (r#""a" b"#, r#""a" b"#),
        // Blanks behind it are dropped, those within are kept.
        ("\" a \"  ", " a "),
        ("  a  ", "a"),
    ] {
        let text = format!("x,y\n{cell},1\n");
        assert_eq!(read_one(&text, &json!({"delimiter": ","})), [read, "1"], "{cell}");
    }
    assert_eq!(read_one("x,y\n a ,1\n", &json!({"trim": false})), [" a ", "1"]);
    let single = "x,y\n'a, b',1\n'c',2\n'it''s',3\n";
    let mut open = file(single.as_bytes(), &json!({})).unwrap();
    assert_eq!(open.quote(), Some('\''));
    assert_eq!(rows_of(&mut open).unwrap(), [["a, b", "1"], ["c", "2"], ["it's", "3"]]);
    // Apostrophes are none.
    assert_eq!(read_one("x,y\n'tis,1\n", &json!({})), ["'tis", "1"]);
    assert_eq!(read_one("x,y\n\"a,1\n", &json!({"quote": "", "delimiter": ","})), ["\"a", "1"]);
    let never = "x,y\n1,2\n\"a,1\n3,4\n";
    assert_eq!(
        refusal(read(never.as_bytes(), &json!({"delimiter": ","}))),
        "22000: the row that begins in line 3 has a quotation mark that is never closed"
    );
}

fn read_one(text: &str, options: &Value) -> Vec<String> {
    read(text.as_bytes(), options).unwrap().1.swap_remove(0)
}

#[test]
fn rows_may_be_short_or_long() {
    let text = "a,b,c\n1\n1,2,3,4,5\n1,2,3,,\n,,\n";
    let mut file = file(text.as_bytes(), &json!({})).unwrap();
    let mut seen = Vec::new();
    while let Some(row) = file.next_row().unwrap() {
        let cells: Vec<String> = (0..3).map(|at| support::shown(&row.cell(at))).collect();
        seen.push((cells.join("|"), row.extra));
    }
    let due = [("1|∅|∅", 0), ("1|2|3", 2), ("1|2|3", 0), ("∅|∅|∅", 0)];
    assert_eq!(seen, due.map(|(cells, extra)| (cells.to_owned(), extra)));
}

#[test]
fn a_header_is_told_from_data() {
    for (text, has_header) in [
        ("name,amount\nAcme,5\n", true),
        ("Acme,5\nBeta,6\n", false),
        ("1,2\n3,4\n", false),
        ("carrier,name\nAA,American\nUA,United\n", true),
        ("2024-01-01,5.5\n2024-01-02,6\n", false),
        ("date,2019,2020\n2024-01-01,x,y\n", true),
        ("a,b,c\n", true),
        ("1,2,3\n", false),
        ("a@b.co,x\nc@d.co,y\n", false),
        ("Name;Größe;الاسم\nx;1;y\n", true),
        ("red\nred\nblue\n", false),
        ("color\nred\nblue\n", true),
        ("name,city\na,b\nname,x\n", true),
        ("oslo,x\nmoss,y\noslo,z\noslo,x\n", false),
        ("Country,2019,2020\nNO,1,2\nSE,3,4\n", true),
        ("2019,2020\n2021,2022\n", false),
        ("", true),
    ] {
        assert_eq!(file(text.as_bytes(), &json!({})).unwrap().has_header(), has_header, "{text}");
    }
    let (headers, rows) = read(b"Acme,5\nBeta,6\n", &json!({})).unwrap();
    assert_eq!((headers, rows.len()), (vec!["column_1".to_owned(), "column_2".to_owned()], 2));
    assert_eq!(read(b"1,2\n3,4\n", &json!({"header": true})).unwrap().0, ["1", "2"]);
    assert_eq!(read(b"a,b\nc,d\n", &json!({"header": false})).unwrap().1.len(), 2);
}

#[test]
fn an_empty_file_has_no_columns_and_a_header_alone_no_rows() {
    for text in ["", "\n\n", "\u{feff}", "  \r\n"] {
        assert_eq!(read(text.as_bytes(), &json!({})).unwrap(), (Vec::new(), Vec::new()), "{text:?}");
    }
    let (headers, rows) = read("naam,prijs,الاسم".as_bytes(), &json!({})).unwrap();
    assert_eq!((headers.join("|"), rows.len()), ("naam|prijs|الاسم".to_owned(), 0));
}

#[test]
fn lines_before_the_header_are_passed_over() {
    let text = "Report \"2024\nmade today, by hand, for you\na;b\n1;2\n";
    let (headers, rows) = read(text.as_bytes(), &json!({"skip_rows": 2})).unwrap();
    assert_eq!((headers, rows), (vec!["a".into(), "b".into()], vec![vec!["1".into(), "2".into()]]));
}

#[test]
fn texts_that_mean_no_value_are_empty() {
    let rows = read(b"a,b\nNA,x\n-,NA\n\"NA\",\"\"\n", &json!({"null_values": ["NA", "-"]})).unwrap().1;
    // An empty cell in quotation marks is a text where only others mean no value.
    assert_eq!(rows, [["∅", "x"], ["∅", "∅"], ["∅", ""]]);
}

#[test]
fn limits_are_refused_before_memory_grows() {
    let wide = vec!["x"; 1_001].join(",");
    assert_eq!(
        refusal(read(wide.as_bytes(), &json!({}))),
        "54000: the file has 1001 columns; at most 1000 are read"
    );
    let fits = vec!["x"; 1_000].join(",");
    assert_eq!(read(fits.as_bytes(), &json!({"header": true})).unwrap().0.len(), 1_000);
    let cell = format!("a,b\n1,\"{}\"\n", "x".repeat(11 << 20));
    assert_eq!(
        refusal(read(cell.as_bytes(), &json!({}))),
        "54000: a cell of the row that begins in line 2 is larger than 10 MiB"
    );
    // A row of delimiters only is counted, and not kept.
    let many = format!("a,b\n{}x\n", ",".repeat(5_000_000));
    let mut file = file(many.as_bytes(), &json!({"delimiter": ","})).unwrap();
    assert_eq!(file.next_row().unwrap().map(|row| row.extra), Some(4_999_999));
}

#[test]
fn other_files_are_named() {
    for (bytes, what) in [
        (&b"%PDF-1.7"[..], "22000: the file is a PDF"),
        (&[0x1F, 0x8B, 8], "22000: the file is compressed with gzip"),
        (
            &[0xD0, 0xCF, 0x11, 0xE0, 0xA1],
            "22000: the file is an old Excel file (.xls), or one with a password",
        ),
        (b"PAR1", "22000: the file is a Parquet file"),
    ] {
        assert_eq!(refusal(read(bytes, &json!({}))), what);
    }
}

#[test]
fn a_file_is_read_again_after_a_rewind() {
    let mut file = file(b"a,b\n1,2\n3,4\n", &json!({})).unwrap();
    let first = rows_of(&mut file).unwrap();
    assert_eq!(file.bytes_read(), 12);
    file.rewind().unwrap();
    assert_eq!(rows_of(&mut file).unwrap(), first);
}

#[test]
fn options_are_checked() {
    let parse = |document: Value| {
        let document = document.as_object().cloned().unwrap();
        let rest = |key: &str, _: &Value| {
            Err(dyntables_values::Error::unknown("option", key, dyntables_exchange::ReadOptions::KEYS))
        };
        refusal(dyntables_exchange::ReadOptions::parse(&document, rest))
    };
    for (document, error) in [
        (json!({"format": "xls"}), "22023: unknown value of format \"xls\""),
        (json!({"encoding": "utf9"}), "22023: unknown encoding \"utf9\""),
        (
            json!({"delimiter": ";;"}),
            "22023: delimiter must be one ASCII character such as \",\", \";\", \"|\" or \"tab\", not \";;\"",
        ),
        (
            json!({"quote": "\"", "delimiter": "\""}),
            "22023: delimiter and quote must be different characters",
        ),
        (json!({"sheet": 0}), "22023: sheet must be a name, or a number counted from 1"),
        (json!({"skip_rows": -1}), "22023: skip_rows must be a whole number from 0 to 4294967295, not -1"),
        (json!({"null_values": "NA"}), "22023: null_values must be an array of texts, not a string"),
        (json!({"headers": true}), "22023: unknown option \"headers\""),
        (json!({"delimiter": "tab", "quote": "", "header": null, "encoding": "latin1"}), "no error"),
    ] {
        assert_eq!(parse(document.clone()), error, "{document}");
    }
}
