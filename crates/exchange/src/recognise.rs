//! Which format a file has, by its first bytes.

use dyntables_values::error::Error;
use encoding_rs::Encoding;

use crate::format::Format;

/// The beginnings of files that hold no table that is read here.
const OTHERS: [(&[u8], &str, &str); 8] = [
    (
        &[0xD0, 0xCF, 0x11, 0xE0],
        "an old Excel file (.xls), or one with a password",
        "Save it as .xlsx without a password, or as CSV.",
    ),
    (b"%PDF", "a PDF", "Save the table as CSV or XLSX."),
    (&[0x1F, 0x8B], "compressed with gzip", "Unpack it first."),
    (b"BZh", "compressed with bzip2", "Unpack it first."),
    (&[0xFD, b'7', b'z', b'X', b'Z'], "compressed with xz", "Unpack it first."),
    (&[0x28, 0xB5, 0x2F, 0xFD], "compressed with Zstandard", "Unpack it first."),
    (b"PAR1", "a Parquet file", "Save it as CSV."),
    (b"SQLite format 3", "an SQLite database", "Save its table as CSV."),
];

/// The format of a file that begins with these bytes.
pub(crate) fn format_of(first: &[u8], encoding: Option<&'static Encoding>) -> Result<Format, Error> {
    if first.starts_with(b"PK\x03\x04") || first.starts_with(b"PK\x05\x06") {
        return Ok(Format::Xlsx);
    }
    if let Some((_, what, hint)) = OTHERS.iter().find(|(magic, ..)| first.starts_with(magic)) {
        return Err(Error::bad_file(format!("the file is {what}"), *hint));
    }
    let encoding = Encoding::for_bom(first).map(|(encoding, _)| encoding).or(encoding);
    let text = encoding.map_or_else(|| String::from_utf8_lossy(first), |encoding| encoding.decode(first).0);
    let text = text.trim_start_matches('\u{feff}').trim_start();
    let next = |opening: char| text.strip_prefix(opening).map(|rest| rest.trim_start().chars().next());
    let is_json = match (next('{'), next('[')) {
        (Some(next), _) => matches!(next, Some('"' | '}') | None),
        (_, Some(next)) => {
            matches!(next, Some('{' | '[' | ']' | '"' | '-' | '0'..='9') | None)
                || ["true", "false", "null"].iter().any(|word| text[1..].trim_start().starts_with(word))
        }
        _ => false,
    };
    Ok(if is_json { Format::Json } else { Format::Csv })
}
