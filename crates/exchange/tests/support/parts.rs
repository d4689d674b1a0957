//! Workbooks of parts by hand.

/// A workbook of parts by hand, deflated or not.
pub fn zipped(parts: &[(&str, &str)], deflate: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut directory = Vec::new();
    for (name, text) in parts {
        let packed = if deflate { deflated(text.as_bytes()) } else { text.as_bytes().to_vec() };
        let offset = bytes.len() as u32;
        let mut header = Vec::new();
        for number in [20_u16, 0, if deflate { 8 } else { 0 }, 0, 0] {
            header.extend(number.to_le_bytes());
        }
        let mut crc = flate2::Crc::new();
        crc.update(text.as_bytes());
        for number in [crc.sum(), packed.len() as u32, text.len() as u32] {
            header.extend(number.to_le_bytes());
        }
        header.extend((name.len() as u16).to_le_bytes());
        header.extend(0_u16.to_le_bytes());
        bytes.extend(b"PK\x03\x04");
        bytes.extend(&header);
        bytes.extend(name.as_bytes());
        bytes.extend(&packed);
        directory.extend(b"PK\x01\x02\x14\x00");
        directory.extend(&header);
        directory.extend([0; 10]);
        directory.extend(offset.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let (place, length, count) = (bytes.len() as u32, directory.len() as u32, parts.len() as u16);
    bytes.extend(&directory);
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    bytes.extend(count.to_le_bytes());
    bytes.extend(count.to_le_bytes());
    bytes.extend(length.to_le_bytes());
    bytes.extend(place.to_le_bytes());
    bytes.extend([0, 0]);
    bytes
}

fn deflated(bytes: &[u8]) -> Vec<u8> {
    use std::io::Write;
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

const ROOT: &str = r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#;

/// Where the parts of [`book`] are.
pub const RELATIONS: &str = r#"<Relationships><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/><Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>"#;

/// The formats of [`book`].
const STYLES: &str = r#"<styleSheet><numFmts><numFmt numFmtId="200" formatCode="[h]:mm"/><numFmt numFmtId="201" formatCode="&quot;day&quot; 0.00"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="22"/><xf numFmtId="200"/><xf numFmtId="201"/><xf numFmtId="20"/></cellXfs></styleSheet>"#;

/// A workbook of one sheet by hand.
pub fn book(sheet_data: &str, shared: &str, properties: &str) -> Vec<u8> {
    styled_book(sheet_data, shared, properties, STYLES)
}

/// A workbook of one sheet by hand, with formats of its own.
pub fn styled_book(sheet_data: &str, shared: &str, properties: &str, styles: &str) -> Vec<u8> {
    let workbook = format!(
        r#"<x:workbook xmlns:x="m"><x:workbookPr {properties}/><x:sheets><x:sheet name="Ä &amp; B" sheetId="1" r:id="r1"/></x:sheets></x:workbook>"#
    );
    let sheet = format!("<worksheet><sheetData>{sheet_data}</sheetData></worksheet>");
    zipped(
        &[
            ("_rels/.rels", ROOT),
            ("xl/workbook.xml", &workbook),
            ("xl/_rels/workbook.xml.rels", RELATIONS),
            ("xl/worksheets/sheet1.xml", &sheet),
            ("xl/sharedStrings.xml", &format!("<sst>{shared}</sst>")),
            ("xl/styles.xml", styles),
        ],
        true,
    )
}
