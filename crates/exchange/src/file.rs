//! A file that is open: what it is, and its rows.

use dyntables_values::error::Error;

use crate::Source;
use crate::decode::Decoded;
use crate::delimited::Delimited;
use crate::format::Format;
use crate::options::ReadOptions;
use crate::row::Row;

/// A file that is read row by row.
pub struct File<'s> {
    format: Format,
    body: Body<'s>,
}

enum Body<'s> {
    Delimited(Box<Delimited<'s>>),
}

/// Opens a file, and recognises what the options do not say.
pub fn open<'s>(source: impl Source + 's, options: &ReadOptions) -> Result<File<'s>, Error> {
    let source: Box<dyn Source + 's> = Box::new(source);
    let format = options.format.unwrap_or(Format::Csv);
    let input = Decoded::new(source, options.encoding);
    match format {
        Format::Csv | Format::Tsv => {
            let delimited = Delimited::open(input, options, options.format == Some(Format::Tsv))?;
            let format = if delimited.dialect.delimiter == b'\t' { Format::Tsv } else { Format::Csv };
            Ok(File { format, body: Body::Delimited(Box::new(delimited)) })
        }
        _ => Err(Error::bad(format!("files of format {} cannot be read yet", format.as_str()))),
    }
}

impl File<'_> {
    /// The format.
    pub fn format(&self) -> Format {
        self.format
    }

    /// The encoding, as far as the file was read; `None` for a workbook.
    pub fn encoding(&self) -> Option<String> {
        match &self.body {
            Body::Delimited(delimited) => Some(delimited.input().encoding().name().to_ascii_lowercase()),
        }
    }

    /// The character between cells.
    pub fn delimiter(&self) -> Option<char> {
        match &self.body {
            Body::Delimited(delimited) => Some(char::from(delimited.dialect.delimiter)),
        }
    }

    /// The character around cells.
    pub fn quote(&self) -> Option<char> {
        match &self.body {
            Body::Delimited(delimited) => delimited.dialect.quote.map(char::from),
        }
    }

    /// Whether the file has the names of the columns.
    pub fn has_header(&self) -> bool {
        match &self.body {
            Body::Delimited(delimited) => delimited.has_header,
        }
    }

    /// The names of the sheets of a workbook.
    pub fn sheets(&self) -> &[String] {
        match &self.body {
            Body::Delimited(_) => &[],
        }
    }

    /// The names of the columns. Those of JSON may become more while rows are read: new ones are at the end.
    pub fn headers(&self) -> &[String] {
        match &self.body {
            Body::Delimited(delimited) => &delimited.headers,
        }
    }

    /// The next row; `None` at the end.
    pub fn next_row(&mut self) -> Result<Option<Row<'_>>, Error> {
        match &mut self.body {
            Body::Delimited(delimited) => delimited.next(),
        }
    }

    /// How many bytes of the source were read since the beginning.
    pub fn bytes_read(&self) -> u64 {
        match &self.body {
            Body::Delimited(delimited) => delimited.input().bytes_read(),
        }
    }

    /// Goes back before the first row. The headers stay.
    pub fn rewind(&mut self) -> Result<(), Error> {
        match &mut self.body {
            Body::Delimited(delimited) => delimited.rewind(),
        }
    }
}
