//! How are rows of cells written as the XML of a sheet? Texts stand in their cells, so that no table of texts must be kept.

use dyntables_values::Error;

/// How a cell looks. The number is that of the format in the part of styles.
#[derive(Debug, Clone, Copy)]
pub(super) enum Style {
    Plain = 0,
    Header = 1,
    Day = 2,
    Instant = 3,
    Percent = 4,
}

/// The most rows of a sheet.
const MOST_ROWS: u32 = 1_048_576;
/// The most characters of a cell, in UTF-16.
const MOST_CHARACTERS: usize = 32_767;

/// A sheet that is being written.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    xml: Vec<u8>,
    row: u32,
    /// The number of the row, as its cells have it.
    digits: Vec<u8>,
    /// What was taken last.
    taken: Vec<u8>,
}

impl Sheet {
    pub(super) fn begin(&mut self, has_header: bool) {
        self.push("<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n");
        self.push("<worksheet xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\">");
        if has_header {
            self.push("<sheetViews><sheetView workbookViewId=\"0\"><pane ySplit=\"1\" topLeftCell=\"A2\" ");
            self.push("activePane=\"bottomLeft\" state=\"frozen\"/></sheetView></sheetViews>");
        }
        self.push("<sheetData>");
    }

    pub(super) fn end(&mut self) {
        self.push("</sheetData></worksheet>");
    }

    /// What was written since it was last taken.
    pub(super) fn taken(&mut self) -> &[u8] {
        self.taken.clear();
        std::mem::swap(&mut self.taken, &mut self.xml);
        &self.taken
    }

    pub(super) fn begin_row(&mut self) -> Result<(), Error> {
        if self.row == MOST_ROWS {
            return Err(Error::limit_hint(
                format!("an xlsx file has at most {MOST_ROWS} rows"),
                "Export fewer records with \"filter\" or \"limit\", or use the format csv.",
            ));
        }
        self.row += 1;
        self.digits = self.row.to_string().into_bytes();
        self.push("<row r=\"");
        self.xml.extend_from_slice(&self.digits);
        self.push("\">");
        Ok(())
    }

    pub(super) fn end_row(&mut self) {
        self.push("</row>");
    }

    /// Writes a text. `key` is that of its column.
    pub(super) fn text(
        &mut self,
        column: usize,
        text: &[u8],
        is_guarded: bool,
        style: Style,
        key: &str,
    ) -> Result<(), Error> {
        if text.len() >= MOST_CHARACTERS && utf16_length(text) + usize::from(is_guarded) > MOST_CHARACTERS {
            return Err(Error::limit_hint(
                format!(
                    "a cell of an xlsx file has at most {MOST_CHARACTERS} characters: row {}, column \"{key}\"",
                    self.row
                ),
                "Leave the column out with \"columns\", or use the format csv.",
            ));
        }
        self.begin_cell(column, style, " t=\"inlineStr\"");
        let is_edge = |byte: Option<&u8>| byte.is_none_or(|byte| *byte <= b' ');
        let has_blanks = is_edge(text.first()) || is_edge(text.last()) || text.contains(&b'\n');
        self.push(if has_blanks { "<is><t xml:space=\"preserve\">" } else { "<is><t>" });
        if is_guarded {
            self.push("'");
        }
        escaped(&mut self.xml, text);
        self.push("</t></is></c>");
        Ok(())
    }

    /// Writes a number, given by its digits.
    pub(super) fn number(&mut self, column: usize, digits: &[u8], style: Style) {
        self.begin_cell(column, style, "");
        self.push("<v>");
        self.xml.extend_from_slice(digits);
        self.push("</v></c>");
    }

    pub(super) fn boolean(&mut self, column: usize, flag: bool) {
        self.begin_cell(column, Style::Plain, " t=\"b\"");
        self.push(if flag { "<v>1</v></c>" } else { "<v>0</v></c>" });
    }

    fn begin_cell(&mut self, column: usize, style: Style, kind: &str) {
        self.push("<c r=\"");
        letters(&mut self.xml, column);
        self.xml.extend_from_slice(&self.digits);
        self.push("\"");
        if !matches!(style, Style::Plain) {
            self.push(" s=\"");
            self.xml.push(b'0' + style as u8);
            self.push("\"");
        }
        self.push(kind);
        self.push(">");
    }

    fn push(&mut self, text: &str) {
        self.xml.extend_from_slice(text.as_bytes());
    }
}

/// The name of a column, counted from 0: A to Z, then AA.
fn letters(out: &mut Vec<u8>, column: usize) {
    let mut letters = [0; 8];
    let (mut at, mut rest) = (letters.len(), column + 1);
    while rest > 0 && at > 0 {
        at -= 1;
        letters[at] = b'A' + ((rest - 1) % 26) as u8;
        rest = (rest - 1) / 26;
    }
    out.extend_from_slice(&letters[at..]);
}

fn utf16_length(text: &[u8]) -> usize {
    text.iter().map(|byte| if *byte >= 0xf0 { 2 } else { usize::from(byte & 0xc0 != 0x80) }).sum()
}

/// Writes a text as XML. What XML cannot hold is written as Excel does: `_x000D_` for a carriage return. A text that looks
/// like that gets its underline written so, too.
pub(super) fn escaped(out: &mut Vec<u8>, text: &[u8]) {
    let mut from = 0;
    for (at, byte) in text.iter().enumerate() {
        let written: &[u8] = match byte {
            b'&' => b"&amp;",
            b'<' => b"&lt;",
            b'>' => b"&gt;",
            b'"' => b"&quot;",
            b'_' if is_code(&text[at..]) => b"_x005F_",
            b'\t' | b'\n' => continue,
            0..=0x1f => {
                out.extend_from_slice(&text[from..at]);
                out.extend_from_slice(format!("_x{byte:04X}_").as_bytes());
                from = at + 1;
                continue;
            }
            // U+FFFE and U+FFFF.
            0xef if matches!(text.get(at + 1..at + 3), Some([0xbf, 0xbe | 0xbf])) => {
                out.extend_from_slice(&text[from..at]);
                out.extend_from_slice(if text[at + 2] == 0xbe { b"_xFFFE_" } else { b"_xFFFF_" });
                from = at + 3;
                continue;
            }
            _ => continue,
        };
        out.extend_from_slice(&text[from..at]);
        out.extend_from_slice(written);
        from = at + 1;
    }
    out.extend_from_slice(&text[from..]);
}

/// Whether a text begins like the code of a character.
fn is_code(text: &[u8]) -> bool {
    matches!(text, [b'_', b'x', code @ .., ] if code.len() >= 5
        && code[..4].iter().all(u8::is_ascii_hexdigit)
        && code[4] == b'_')
}

#[cfg(test)]
mod tests {
    use super::{escaped, letters, utf16_length};

    #[test]
    fn columns_have_letters() {
        for (column, name) in [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD")] {
            let mut out = Vec::new();
            letters(&mut out, column);
            assert_eq!(out, name.as_bytes());
        }
    }

    #[test]
    fn texts_are_escaped() {
        for (text, xml) in [
            ("a & <b> \"c\"", "a &amp; &lt;b&gt; &quot;c&quot;"),
            ("a\r\nb\t\u{1}", "a_x000D_\nb\t_x0001_"),
            ("_x000D_ _x00G0_ _x_", "_x005F_x000D_ _x00G0_ _x_"),
            ("\u{ffff}é\u{fffd}", "_xFFFF_é\u{fffd}"),
        ] {
            let mut out = Vec::new();
            escaped(&mut out, text.as_bytes());
            assert_eq!(String::from_utf8(out).unwrap(), xml);
        }
    }

    #[test]
    fn characters_are_counted_as_excel_does() {
        for text in ["", "abc", "é", "東京", "🎉a"] {
            assert_eq!(utf16_length(text.as_bytes()), text.encode_utf16().count());
        }
    }
}
