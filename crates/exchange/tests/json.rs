//! Objects of JSON as rows.

mod support;

use dyntables_exchange::Format;
use serde_json::{Value, json};
use support::{file, read, refusal, rows_of};

fn lines(text: &str, options: &Value) -> String {
    match read(text.as_bytes(), options) {
        Ok((headers, rows)) => {
            let rows: Vec<String> = rows.iter().map(|row| row.join("|")).collect();
            format!("{}: {}", headers.join("|"), rows.join(" / "))
        }
        Err(error) => format!("{}: {}", error.sqlstate(), error.message()),
    }
}

#[test]
fn arrays_and_lines_of_objects_are_rows() {
    for (text, rows) in [
        (r#"[{"a": 1, "b": "x"}, {"b": null, "a": 2.50}]"#, r#"a|b: 1|"x" / 2.50|∅"#),
        ("{\"a\": 1}\n{\"b\": [1, {\"c\": 2}]}\r\n\n{\"a\": true}", r#"a|b: 1|∅ / ∅|[1,{"c":2}] / true|∅"#),
        (r#"{"a":1}{"a":2}"#, "a: 1 / 2"),
        ("[]", ": "),
        (" [ {} , {\"a\": \"\"} ] ", "a: ∅ / ∅"),
        // Digits are kept.
        (
            r#"[{"n": 12345678901234567890.12345678901234567890, "m": 1e5}]"#,
            "n|m: 12345678901234567890.12345678901234567890|1e+5",
        ),
        (r#"[{"a\"b": "]}\\", "é": "\u00e9"}]"#, r#"a"b|é: "]}\\"|"é""#),
        // GeoJSON, and an object around the records.
        (r#"{"type": "FeatureCollection", "bbox": [1], "features": [{"id": 1}], "crs": {"x": 1}}"#, "id: 1"),
        (r#"{"results": [{"id": 1}, {"id": 2}]}"#, "id: 1 / 2"),
        // Nothing beside the records would be lost unseen: this is one record.
        (
            r#"{"count": 2, "next": null, "results": [{"id": 1}, {"id": 2}]}"#,
            r#"count|next|results: 2|∅|[{"id":1},{"id":2}]"#,
        ),
        (r#"{"a": 1, "b": ["x"]}"#, r#"a|b: 1|["x"]"#),
        (r#"[{"a": 1, "a": 2}]"#, "a: !2"),
        (r#"[{"a": "x\u0000y", "b": {"c": ["\u0000"]}}]"#, "a|b: !x␀y|!{\"c\":[\"\\u0000\"]}"),
    ] {
        assert_eq!(lines(text, &json!({})), rows, "{text}");
    }
    assert_eq!(lines("{\"a\": {\"b\": 1}}", &json!({"format": "jsonl"})), "a: {\"b\":1}");
    assert_eq!(lines("[{\"a\": 1}, {\"a\": 2}]", &json!({"skip_rows": 1})), "a: 2");
    assert_eq!(lines("[{\"a\": \"NA\", \"b\": \"\"}]", &json!({"null_values": ["NA"]})), "a|b: ∅|\"\"");
}

#[test]
fn what_is_no_table_is_refused() {
    for (text, error) in [
        (
            r#"{"nodes": [{"a": 1}], "links": [{"b": 1}]}"#,
            "22000: the file holds one object, not a list of records: it has 2 arrays of objects, \"nodes\", \"links\"",
        ),
        (
            r#"{"type": "Topology", "objects": {}, "arcs": [[[1, 2]]]}"#,
            "22000: the file holds one object, not a list of records: its members are \"type\", \"objects\", \"arcs\"",
        ),
        (
            r#"{"name": "x",
 "licenses": [{"type": "MIT"}], "bin": {}}"#,
            "22000: the file holds one object, not a list of records: it has the array of objects \"licenses\" beside \"name\", \"bin\"",
        ),
        ("[1, 2]", "22000: the elements of the file must be objects, and the one in line 1 is a number"),
        (
            "[{\"a\": 1},\n\"x\"]",
            "22000: the elements of the file must be objects, and the one in line 2 is a text",
        ),
        ("[[1], [2]]", "22000: the elements of the file must be objects, and the one in line 1 is an array"),
        ("[{\"a\": 1},\n {\"a\": 01}]", "22000: the file is no JSON: line 2, column 9: invalid number"),
        ("[{\"a\": 1},\n {\"a\":\n tru}]", "22000: the file is no JSON: line 3, column 5: expected ident"),
        (
            "[{\"a\": 1}",
            "22000: the file is no JSON: line 1, column 10: the end of the file is not expected here",
        ),
        ("[{\"a\": 1} {", "22000: the file is no JSON: line 1, column 11: \"{\" is not expected here"),
        ("[{\"a\": 1}] x", "22000: the file is no JSON: line 1, column 12: \"x\" is not expected here"),
        ("[{\"a\": 1},]", "22000: the file is no JSON: line 1, column 11: \"]\" is not expected here"),
        ("{\"a\": 1}\n{\"a\"", "22000: the file is no JSON: line 2, column 4: EOF while parsing an object"),
        ("{\"a\" 1}", "22000: the file is no JSON: line 1, column 6: \"1}\" is not expected here"),
    ] {
        assert_eq!(lines(text, &json!({})), error, "{text}");
    }
    let deep = format!("[{{\"a\": {}1{}}}]", "[".repeat(500), "]".repeat(500));
    assert_eq!(
        lines(&deep, &json!({})),
        "54000: the record that begins in line 1 is nested deeper than 128 levels"
    );
}

#[test]
fn headers_grow_while_rows_are_read() {
    let mut text = String::new();
    for at in 0..2_000 {
        text.push_str(&format!("{{\"a\": {at}}}\n"));
    }
    text.push_str("{\"late\": 1}\n");
    let mut file = file(text.as_bytes(), &json!({})).unwrap();
    assert_eq!((file.headers().len(), file.format()), (1, Format::Jsonl));
    let rows = rows_of(&mut file).unwrap();
    assert_eq!((file.headers().join("|"), rows[2_000].join("|")), ("a|late".to_owned(), "∅|1".to_owned()));
    file.rewind().unwrap();
    assert_eq!(rows_of(&mut file).unwrap().len(), 2_001);
}

#[test]
fn limits_are_refused() {
    let wide: Vec<String> = (0..1_001).map(|at| format!("\"k{at}\": 1")).collect();
    let wide = format!("[{{{}}}]", wide.join(","));
    assert_eq!(
        refusal(read(wide.as_bytes(), &json!({}))),
        "54000: the file has 1001 columns; at most 1000 are read"
    );
    let long = format!("[{{\"a\": \"{}\"}}]", "x".repeat(11 << 20));
    assert_eq!(
        refusal(read(long.as_bytes(), &json!({}))),
        "54000: a value of the record that begins in line 1 is larger than 10 MiB"
    );
}

#[test]
fn lines_are_counted_and_encodings_read() {
    let text = "\n[\n{\"a\":\n\"é\"},\n\n{\"a\": 2}\n]";
    let utf16: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [text.as_bytes().to_vec(), utf16] {
        let mut file = file(&bytes, &json!({})).unwrap();
        let mut seen = Vec::new();
        while let Some(row) = file.next_row().unwrap() {
            seen.push((row.number, row.line, support::shown(&row.cell(0))));
        }
        assert_eq!(seen, [(1, 3, "\"é\"".to_owned()), (2, 6, "2".to_owned())]);
    }
}
