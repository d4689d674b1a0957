//! Which columns are inferred.

mod support;

use dyntables_exchange::Inferred;
use dyntables_model::column::Column;
use serde_json::{Value, json};
use support::inferred;

/// The column of these cells, of a file with another column beside it.
fn column_with(cells: &[&str], options: &Value) -> Inferred {
    let mut text = "value\tid\n".to_owned();
    for (at, cell) in cells.iter().enumerate() {
        let quoted = cell.contains(['\n', '"', '\t']).then(|| format!("\"{}\"", cell.replace('"', "\"\"")));
        text.push_str(&format!("{}\t{at}\n", quoted.as_deref().unwrap_or(cell)));
    }
    let mut options = options.clone();
    options["header"] = json!(true);
    inferred(text.as_bytes(), &options).columns.swap_remove(0)
}

fn column(cells: &[&str]) -> Inferred {
    column_with(cells, &json!({}))
}

/// The type, its config, and the confidence if it is not 1.
fn said(column: &Inferred) -> String {
    let config = if column.config.is_empty() { String::new() } else { json!(column.config).to_string() };
    let share = if column.confidence < 1.0 { format!(" {:.2}", column.confidence) } else { String::new() };
    format!("{}{config}{share}", column.type_)
}

#[test]
fn the_first_type_that_reads_every_cell_is_taken() {
    for (cells, type_) in [
        (&["true", "FALSE", "True"][..], "checkbox"),
        (&["yes", "no", "", "Yes"], "checkbox"),
        (&["x", "", "X"], "checkbox"),
        (&["x", "x"], "text"),
        (&["true", "no"], "text"),
        (&["1", "0", "1"], "integer"),
        (&["5", "-12", "0"], "integer"),
        (&["007", "123"], "text"),
        (&["0.50", "12"], "number"),
        (&["123456789012345678", "1"], "integer"),
        (&["1234567890123456789", "1"], "text"),
        (&["1,234", "1,234,567"], "integer{\"locale\":\"en\"}"),
        (&["1.234", "1.234.567"], "integer{\"locale\":\"de\"}"),
        (&["1.234,50", "12,5"], "number{\"locale\":\"de\"}"),
        (&["1,234.50", "12.5"], "number"),
        (&["1,5", "2,25"], "number{\"locale\":\"de\"}"),
        (&["1.5", "2.25", ".5"], "number"),
        (&["1e5", "2e7", "12"], "text"),
        (&["1e-5", "2.5E7", "12"], "number"),
        (&["1e3", "1012.5"], "number"),
        (&["+5", "-3.5"], "number"),
        (&["+2", "+9"], "text"),
        (&["(1,234.50)", "12.00"], "number"),
        (&["1,234.50", "1,234"], "number{\"locale\":\"en\"}"),
        (&["$1,234.50", "-$3", "$0.99"], "currency{\"currency\":\"USD\"}"),
        (&["12 €", "3,50 €"], "currency{\"currency\":\"EUR\",\"locale\":\"de\"}"),
        (&["CHF 12.50", "CHF 3"], "currency{\"currency\":\"CHF\"}"),
        (&["12 €", "3 $"], "text"),
        (&["5 kg", "7 kg"], "text"),
        (&["12 %", "3.5%"], "percent"),
        (&["2024-02-29", "2023-12-01"], "date"),
        (&["28.01.2026", "03.02.2026"], "date{\"date_order\":\"dmy\"}"),
        (&["01/28/2026", "02/03/2026"], "date{\"date_order\":\"mdy\"}"),
        (&["Jan 5 2024", "12 March 2023"], "date"),
        (&["2024-02-29T10:00:00Z", "2024-03-01T00:00:00+01:00"], "datetime"),
        (&["2024-02-29 00:00:00", "2024-03-01 00:00:00"], "date"),
        (&["08:30", "14:05"], "time"),
        (&["1:30", "36:00"], "duration"),
        (&["PT1H30M", "P2D"], "duration"),
        (&["1h 30m", "45min"], "duration"),
        (&["5m", "100m"], "text"),
        (&["jane@example.com", "a.b@c.de"], "email"),
        (&["https://example.com/a?b=1", "http://x.y"], "url"),
        (&["+49 30 123456", "+1 212 555 0100"], "phone"),
        (&["0197a5b8-7c31-7e2a-9c0d-3f5a8b1e2d4c"], "uuid"),
        (&["d41d8cd98f00b204e9800998ecf8427e"], "text"),
        (&["{\"a\": 1}", "[1, 2]"], "json"),
        (&["a\nb", "c"], "long_text"),
        (&["", ""], "text"),
    ] {
        assert_eq!(said(&column(cells)), type_, "{cells:?}");
    }
    let long = "x".repeat(256);
    assert_eq!(said(&column(&[&long])), "long_text");
}

#[test]
fn few_texts_that_repeat_are_options() {
    let cells: Vec<&str> = ["red", "green", "red"].into_iter().cycle().take(10).collect();
    assert_eq!(said(&column(&cells)), r#"select{"options":[{"value":"red"},{"value":"green"}]}"#);
    assert_eq!(said(&column(&cells[..9])), "text");
    let many: Vec<String> = (0..21).map(|at| format!("t{at}")).collect();
    let cells: Vec<&str> = many.iter().map(String::as_str).cycle().take(210).collect();
    assert_eq!(said(&column(&cells)), "text");
    let cells: Vec<&str> = many[1..].iter().map(String::as_str).cycle().take(200).collect();
    assert_eq!(column(&cells).type_, "select");
    let long = "x".repeat(51);
    assert_eq!(said(&column(&[long.as_str(); 10])), "text");
}

#[test]
fn parts_that_repeat_are_sets() {
    let cells =
        ["English", "French, English", "German", "German, French, Italian", "English", "Italian, German"];
    assert_eq!(column(&cells).type_, "multi_select");
    let cells = ["a;b", "b", "c;a", "b;c;a"];
    assert_eq!(column(&cells).config["options"], json!([{"value": "a"}, {"value": "b"}, {"value": "c"}]));
    for cells in [
        // Places and names have two parts each.
        &["Springfield, IL", "Chicago, IL", "Austin, TX", "Dallas, TX", "Paris, TX"][..],
        &["Doe, Jane", "Doe, John", "Roe, Jane"],
        &["Well, this is a text", "And another, with commas, too", "Nothing"],
        // A part twice, or one that is empty, would be lost.
        &["a, a", "b", "a, b"],
        &["a,,b", "b", "a, b"],
    ] {
        assert_eq!(said(&column(cells)), "text", "{cells:?}");
    }
    let text = r#"[{"t": ["a", "b"], "u": ["x", "x"], "v": [1], "w": {"a": 1}}, {"t": [], "u": [], "v": [], "w": "x"}]"#;
    let columns = inferred(text.as_bytes(), &json!({})).columns;
    let types: Vec<&str> = columns.iter().map(|column| column.type_).collect();
    assert_eq!(types, ["multi_select", "json", "json", "json"]);
}

#[test]
fn a_type_that_reads_most_cells_is_offered() {
    let mut cells: Vec<String> = (0..19).map(|at| at.to_string()).collect();
    cells.push("NA".into());
    let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
    let offered = column(&cells);
    assert_eq!(said(&offered), "integer 0.95");
    assert_eq!(offered.unfit, [(20, "NA".to_owned())]);
    assert_eq!(offered.document()["type"], "text");
    assert_eq!(said(&column_with(&cells, &json!({"null_values": ["", "NA"]}))), "integer");
    // Codes are no numbers, however many look like some.
    let mut codes = vec!["12345"; 99];
    codes.push("01234");
    codes.extend((0..30).map(|at| ["12346", "12347", "12348"][at % 3]));
    assert_eq!(column(&codes).type_, "select");
}

#[test]
fn orders_of_dates_are_decided_or_told() {
    let unclear = column(&["01/02/2024", "03/04/2024"]);
    assert_eq!(said(&unclear), "date 0.00");
    assert_eq!(
        unclear.unclear.as_deref(),
        Some(
            "\"01/02/2024\" could be 1 February 2024 or 2 January 2024; give date_order: \"dmy\" and \"mdy\" fit every date of the column"
        )
    );
    assert_eq!(unclear.document()["type"], "text");
    assert_eq!(
        said(&column_with(&["01/02/2024"], &json!({"date_order": "mdy"}))),
        "date{\"date_order\":\"mdy\"}"
    );
    let local = column(&["2024-02-29 10:00", "2024-02-29 11:00"]);
    assert_eq!(said(&local), "datetime 0.00");
    assert!(local.unclear.unwrap().contains("time_zone"));
    assert_eq!(
        said(&column_with(&["2024-02-29 10:00"], &json!({"time_zone": "Europe/Berlin"}))),
        "datetime{\"timezone\":\"Europe/Berlin\"}"
    );
    assert_eq!(said(&column_with(&["2024-02-29"], &json!({"time_zone": "Europe/Berlin"}))), "date");
    let number = column(&["1,234", "5,678"]);
    assert_eq!(said(&number), "integer 0.00");
    assert!(number.unclear.unwrap().contains("decimal_mark"));
    let known = column_with(&["1,234", "5,678"], &json!({"decimal_mark": ","}));
    assert_eq!((said(&known).as_str(), known.decimal_mark), ("number{\"locale\":\"de\"}", Some(',')));
}

#[test]
fn keys_and_labels_are_made_of_headers() {
    let text = "First  Name,firstName,ID,Größe (cm),الاسم,,2019,created_at,and,日本語,!?,First Name\n1,2,3,4,5,6,7,8,9,10,11,12\n";
    let columns = inferred(text.as_bytes(), &json!({"header": true})).columns;
    let keys: Vec<&str> = columns.iter().map(|column| column.key.as_str()).collect();
    assert_eq!(
        keys,
        [
            "first_name",
            "first_name_2",
            "id_2",
            "grosse_cm",
            "lsm",
            "column_6",
            "n_2019",
            "created_at_2",
            "and_2",
            "ri_ben_yu",
            "column_11",
            "first_name_3"
        ]
    );
    let labels: Vec<&str> = columns.iter().map(|column| column.label.as_str()).collect();
    assert_eq!(labels[..6], ["First Name", "firstName", "ID", "Größe (cm)", "الاسم", "column_6"]);
    for column in &columns {
        Column::from_document(&column.document()).unwrap();
    }
    let long = format!("{},{}\n1,2\n", "a".repeat(100), "a".repeat(101));
    let keys: Vec<String> = inferred(long.as_bytes(), &json!({"header": true}))
        .columns
        .into_iter()
        .map(|column| column.key)
        .collect();
    assert_eq!(keys, ["a".repeat(63), format!("{}_2", "a".repeat(61))]);
}

#[test]
fn what_is_told_of_a_column() {
    let text = "a,b\n5,x\n,y\n5,\n7,x\n";
    let told = inferred(text.as_bytes(), &json!({}));
    assert_eq!(told.rows_sampled, 4);
    assert_eq!(
        told.to_json(),
        json!([
            {"header": "a", "key": "a", "label": "a", "type": "integer", "config": {}, "confidence": 1.0, "empty": 1,
             "distinct": 2, "examples": ["5", "7"], "unfit": []},
            {"header": "b", "key": "b", "label": "b", "type": "text", "config": {}, "confidence": 1.0, "empty": 1,
             "distinct": 2, "examples": ["x", "y"], "unfit": []},
        ])
    );
}
