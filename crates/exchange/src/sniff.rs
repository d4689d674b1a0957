//! Which characters separate and quote the cells of a text.

use dyntables_values::error::Error;

use crate::options::ReadOptions;
use crate::split::{Dialect, Record, Splitter};

/// How many rows decide.
const ROWS: usize = 200;
/// How many bytes decide at most.
const BYTES: usize = 1 << 20;
/// The characters that may be between cells, the likelier first.
const DELIMITERS: [u8; 4] = [b',', b';', b'\t', b'|'];

/// The first rows of a file as lists of texts.
#[derive(Debug, Default)]
pub(crate) struct Sample {
    pub(crate) rows: Vec<Vec<String>>,
    /// How many cells each row has.
    widths: Vec<usize>,
    /// Whether a quotation mark is never closed.
    is_unfinished: bool,
}

/// Reads the first rows.
pub(crate) fn sample(splitter: &mut Splitter<'_>, skip_rows: u64, dialect: Dialect) -> Result<Sample, Error> {
    splitter.set_dialect(dialect);
    splitter.rewind()?;
    splitter.skip_lines(skip_rows)?;
    let mut record = Record::default();
    let mut sample = Sample::default();
    let mut bytes = 0;
    while sample.rows.len() < ROWS && bytes < BYTES && splitter.read(&mut record)? {
        let cells = (0..record.len()).map(|column| record.raw(column).0);
        bytes += cells.clone().map(<[u8]>::len).sum::<usize>() + record.len();
        let texts = cells.map(|cell| String::from_utf8_lossy(cell).into_owned());
        let mut row: Vec<String> = texts.collect();
        row.resize(record.count().min(crate::limits::MAX_COLUMNS + 1), String::new());
        sample.widths.push(record.count());
        sample.rows.push(row);
        sample.is_unfinished |= record.is_unfinished;
    }
    Ok(sample)
}

/// Finds what the options do not say.
pub(crate) fn dialect(
    splitter: &mut Splitter<'_>,
    delimiter: Option<u8>,
    options: &ReadOptions,
) -> Result<Dialect, Error> {
    let quote = options.quote.unwrap_or(Some(b'"'));
    let mut best: Option<(Score, Dialect)> = None;
    let candidates = delimiter.map_or(DELIMITERS.to_vec(), |given| vec![given]);
    for delimiter in candidates {
        let dialect = Dialect { delimiter, quote };
        // A cell that is too large, or a quotation mark that is never closed, speaks against a candidate.
        let Ok(sample) = sample(splitter, options.skip_rows, dialect) else { continue };
        let score = Score::of(&sample);
        if best.as_ref().is_none_or(|(known, _)| score.is_better(known)) {
            best = Some((score, dialect));
        }
    }
    let (score, mut dialect) = match best {
        Some(best) => best,
        None => return Ok(Dialect { delimiter: delimiter.unwrap_or(b','), quote }),
    };
    if delimiter.is_none() && score.width <= 1 {
        dialect.delimiter = absent(splitter, options.skip_rows, quote)?;
    }
    if options.quote.is_none() && has_single_quotes(splitter, options.skip_rows, dialect)? {
        dialect.quote = Some(b'\'');
    }
    Ok(dialect)
}

/// How well a delimiter splits a file.
#[derive(Debug)]
struct Score {
    /// How many cells most rows have.
    width: usize,
    /// Whether the first row has as many.
    header_fits: bool,
    /// The share of such rows.
    share: f64,
}

impl Score {
    fn of(sample: &Sample) -> Self {
        let Some(first) = sample.widths.first().copied() else {
            return Score { width: 0, header_fits: false, share: 0.0 };
        };
        let times = |width: usize| sample.widths.iter().filter(|other| **other == width).count();
        let width =
            sample.widths.iter().copied().max_by_key(|width| (times(*width), *width == first, *width));
        let width = width.unwrap_or(0);
        // The last row may be cut by a quotation mark that is not closed.
        let share = times(width) as f64 / sample.widths.len() as f64;
        let share = if sample.is_unfinished { share / 2.0 } else { share };
        Score { width, header_fits: first == width, share }
    }

    fn is_better(&self, other: &Score) -> bool {
        let rank = |score: &Score| {
            let even = score.share >= 0.95;
            (score.width > 1, score.header_fits, even, if even { score.width } else { 0 })
        };
        let (mine, theirs) = (rank(self), rank(other));
        mine > theirs || (mine == theirs && self.share > other.share)
    }
}

/// A delimiter that no row has, for a file of one column.
fn absent(splitter: &mut Splitter<'_>, skip_rows: u64, quote: Option<u8>) -> Result<u8, Error> {
    for delimiter in DELIMITERS {
        let found = sample(splitter, skip_rows, Dialect { delimiter, quote })?;
        if found.widths.iter().all(|width| *width <= 1) {
            return Ok(delimiter);
        }
    }
    Ok(b',')
}

/// Whether cells are within single quotation marks: all cells of a column, and no cell has double ones.
fn has_single_quotes(splitter: &mut Splitter<'_>, skip_rows: u64, dialect: Dialect) -> Result<bool, Error> {
    let plain = sample(splitter, skip_rows, Dialect { quote: None, ..dialect })?;
    if plain.rows.iter().flatten().any(|cell| cell.contains('"')) {
        return Ok(false);
    }
    let single = Dialect { quote: Some(b'\''), ..dialect };
    let quoted = sample(splitter, skip_rows, single)?;
    if quoted.is_unfinished || plain.rows.len() < 2 {
        return Ok(false);
    }
    let width = quoted.rows.iter().map(Vec::len).max().unwrap_or(0);
    splitter.set_dialect(single);
    splitter.rewind()?;
    splitter.skip_lines(skip_rows)?;
    let mut record = Record::default();
    let mut whole = vec![(0, 0); width];
    let mut rows = 0;
    while rows < ROWS && splitter.read(&mut record)? {
        rows += 1;
        for (column, (filled, quoted)) in whole.iter_mut().enumerate().take(record.len()) {
            let (cell, is_quoted) = record.raw(column);
            *filled += usize::from(!cell.is_empty());
            *quoted += usize::from(is_quoted);
        }
    }
    // The header may be without.
    Ok(whole.iter().any(|(filled, quoted)| *quoted > 1 && quoted + 1 >= *filled))
}
