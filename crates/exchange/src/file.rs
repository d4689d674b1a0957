//! A file that is open: what it is, and its rows.

use dyntables_values::error::Error;
use dyntables_values::give_way::give_way;

use crate::Source;
use crate::decode::{Decoded, read_some, unreadable};
use crate::delimited::Delimited;
use crate::format::Format;
use crate::json::Json;
use crate::options::ReadOptions;
use crate::recognise::format_of;
use crate::row::Row;
#[cfg(feature = "xlsx")]
use crate::xlsx::Workbook;

/// A file that is read row by row.
pub struct File<'s> {
    format: Format,
    body: Body<'s>,
}

enum Body<'s> {
    Delimited(Box<Delimited<'s>>),
    Json(Box<Json<'s>>),
    #[cfg(feature = "xlsx")]
    Workbook(Box<Workbook<'s>>),
}

/// Opens a file, and recognises what the options do not say.
pub fn open<'s>(source: impl Source + 's, options: &ReadOptions) -> Result<File<'s>, Error> {
    let mut source: Box<dyn Source + 's> = Box::new(source);
    let mut first = vec![0; 4096];
    let mut length = 0;
    while length < first.len() {
        match read_some(&mut source, &mut first[length..])? {
            0 => break,
            got => length += got,
        }
    }
    source.rewind().map_err(|error| unreadable(&error))?;
    let format = match (options.format, format_of(&first[..length], options.encoding)?) {
        (Some(Format::Xlsx), _) | (_, Format::Xlsx) => Format::Xlsx,
        (Some(given), _) => given,
        // Only delimited texts have these characters.
        (None, _) if options.delimiter.is_some() || options.quote.is_some() => Format::Csv,
        (None, found) => found,
    };
    let body = match format {
        Format::Csv | Format::Tsv => {
            let input = Decoded::new(source, options.encoding);
            Body::Delimited(Box::new(Delimited::open(input, options, options.format == Some(Format::Tsv))?))
        }
        Format::Json | Format::Jsonl => {
            Body::Json(Box::new(Json::open(Decoded::new(source, options.encoding), options)?))
        }
        #[cfg(feature = "xlsx")]
        Format::Xlsx => Body::Workbook(Box::new(Workbook::open(source, options)?)),
        #[cfg(not(feature = "xlsx"))]
        Format::Xlsx => {
            return Err(Error::bad_hint(
                "XLSX files cannot be read: the library was built without the feature xlsx",
                "Save the sheet as CSV.",
            ));
        }
    };
    let format = match &body {
        Body::Delimited(delimited) if delimited.dialect.delimiter == b'\t' => Format::Tsv,
        Body::Delimited(_) => Format::Csv,
        Body::Json(json) => json.format(),
        #[cfg(feature = "xlsx")]
        Body::Workbook(_) => Format::Xlsx,
    };
    Ok(File { format, body })
}

impl<'s> File<'s> {
    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The text that is decoded; `None` for a workbook.
    fn input(&self) -> Option<&Decoded<'s>> {
        match &self.body {
            Body::Delimited(delimited) => Some(delimited.input()),
            Body::Json(json) => Some(json.input()),
            #[cfg(feature = "xlsx")]
            Body::Workbook(_) => None,
        }
    }

    /// The delimited text, if it is one.
    fn delimited(&self) -> Option<&Delimited<'s>> {
        if let Body::Delimited(delimited) = &self.body { Some(delimited) } else { None }
    }

    /// The encoding, as far as the file was read; `None` for a workbook.
    pub fn encoding(&self) -> Option<String> {
        self.input().map(|input| input.encoding().name().to_ascii_lowercase())
    }

    /// The character between cells.
    pub fn delimiter(&self) -> Option<char> {
        self.delimited().map(|delimited| char::from(delimited.dialect.delimiter))
    }

    /// The character around cells.
    pub fn quote(&self) -> Option<char> {
        self.delimited().and_then(|delimited| delimited.dialect.quote).map(char::from)
    }

    /// Whether the file has the names of the columns.
    pub fn has_header(&self) -> bool {
        match &self.body {
            Body::Delimited(delimited) => delimited.has_header,
            Body::Json(_) => true,
            #[cfg(feature = "xlsx")]
            Body::Workbook(workbook) => workbook.has_header,
        }
    }

    /// The names of the sheets of a workbook, hidden ones among them.
    pub fn sheets(&self) -> &[String] {
        match &self.body {
            #[cfg(feature = "xlsx")]
            Body::Workbook(workbook) => workbook.sheets(),
            _ => &[],
        }
    }

    /// The names of the columns. Those of JSON may become more while rows are read: new ones are at the end.
    pub fn headers(&self) -> &[String] {
        match &self.body {
            Body::Delimited(delimited) => &delimited.headers,
            Body::Json(json) => json.headers(),
            #[cfg(feature = "xlsx")]
            Body::Workbook(workbook) => &workbook.headers,
        }
    }

    /// The next row; `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, Error> {
        give_way();
        match &mut self.body {
            Body::Delimited(delimited) => delimited.next(),
            Body::Json(json) => json.next(),
            #[cfg(feature = "xlsx")]
            Body::Workbook(workbook) => workbook.next(),
        }
    }

    /// How many bytes of the source were read since the beginning.
    pub fn bytes_read(&self) -> u64 {
        match &self.body {
            Body::Delimited(delimited) => delimited.input().bytes_read(),
            Body::Json(json) => json.input().bytes_read(),
            #[cfg(feature = "xlsx")]
            Body::Workbook(workbook) => workbook.bytes_read(),
        }
    }

    /// Goes back before the first row. The headers stay.
    pub fn rewind(&mut self) -> Result<(), Error> {
        match &mut self.body {
            Body::Delimited(delimited) => delimited.rewind(),
            Body::Json(json) => json.rewind(),
            #[cfg(feature = "xlsx")]
            Body::Workbook(workbook) => workbook.rewind(),
        }
    }
}
