//! The encodings of texts.

mod support;

use serde_json::json;
use support::{file, read, refusal, rows_of};

fn utf16(text: &str, big: bool) -> Vec<u8> {
    let marked = format!("\u{feff}{text}");
    let units = marked.encode_utf16();
    units.flat_map(|unit| if big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

#[test]
fn byte_order_marks_decide() {
    let text = "Größe;الاسم\n1;é 🎉\n";
    for (bytes, encoding) in [
        (text.as_bytes().to_vec(), "utf-8"),
        ([&[0xEF, 0xBB, 0xBF], text.as_bytes()].concat(), "utf-8"),
        (utf16(text, false), "utf-16le"),
        (utf16(text, true), "utf-16be"),
    ] {
        let mut file = file(&bytes, &json!({})).unwrap();
        assert_eq!(file.headers(), ["Größe", "الاسم"], "{encoding}");
        assert_eq!(rows_of(&mut file).unwrap(), [["1", "é 🎉"]], "{encoding}");
        assert_eq!(file.encoding().as_deref(), Some(encoding));
    }
    assert_eq!(
        refusal(read(&[0xFF, 0xFE, 0, 0, b'a', 0, 0, 0], &json!({}))),
        "22000: the file is encoded as UTF-32"
    );
}

#[test]
fn what_is_not_utf8_is_windows_1252() {
    let (headers, rows) = read(b"Gr\xF6\xDFe;b\n\x80 5;\x93x\x94\n", &json!({})).unwrap();
    assert_eq!((headers[0].as_str(), &rows[0][..]), ("Größe", &["€ 5".to_owned(), "“x”".to_owned()][..]));
    let text = "a;b\nпривет;1\n";
    let (cyrillic, ..) = encoding_rs::WINDOWS_1251.encode(text);
    assert_eq!(read(&cyrillic, &json!({"encoding": "windows-1251"})).unwrap().1, [["привет", "1"]]);
    let (japanese, ..) = encoding_rs::SHIFT_JIS.encode("a,b\n表示,1\n");
    assert_eq!(read(&japanese, &json!({"encoding": "shift_jis"})).unwrap().1, [["表示", "1"]]);
}

#[test]
fn the_first_other_byte_may_come_late() {
    let mut bytes = b"a,b\n".to_vec();
    for _ in 0..300_000 {
        bytes.extend_from_slice(b"plain,1\n");
    }
    let utf8 = [&bytes[..], "é,2\n".as_bytes()].concat();
    let windows = [&bytes[..], b"\xE9,2\n"].concat();
    for (bytes, encoding) in [(utf8, "utf-8"), (windows, "windows-1252")] {
        let mut file = file(&bytes, &json!({})).unwrap();
        assert_eq!(rows_of(&mut file).unwrap().pop().unwrap(), ["é", "2"], "{encoding}");
        assert_eq!(file.encoding().as_deref(), Some(encoding));
        file.rewind().unwrap();
        assert_eq!(rows_of(&mut file).unwrap().pop().unwrap(), ["é", "2"], "{encoding}");
    }
}

#[test]
fn undecodable_bytes_and_nul_are_faults() {
    let rows = read(b"a,b\nx\0y,1\nz,2\n", &json!({})).unwrap().1;
    assert_eq!(rows, [["!x␀y", "1"], ["z", "2"]]);
    // A few wrong bytes in a text of UTF-8 are damage.
    let damaged = ["a,b\néàü,1\n".as_bytes(), b"x\xFFy,2\n"].concat();
    assert_eq!(read(&damaged, &json!({})).unwrap().1, [["éàü", "1"], ["!x\u{fffd}y", "2"]]);
    let rows = read(b"a,b\n\xE9,1\n", &json!({"encoding": "utf-8"})).unwrap().1;
    assert_eq!(rows, [["!\u{fffd}", "1"]]);
    // Half of a pair of surrogates.
    let mut half = utf16("a,b\nx", false);
    half.extend([0x00, 0xD8]);
    half.extend(&utf16("y,1\n", false)[2..]);
    assert_eq!(read(&half, &json!({})).unwrap().1[0][1], "1");
    assert!(read(&half, &json!({})).unwrap().1[0][0].starts_with('!'));
}
