//! How wide and how high is an image? Its header says it: nothing is decoded.

use std::io::{Read, Seek, SeekFrom};

/// The size of an image in pixels, as it is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Dimensions {
    /// From left to right.
    pub width: u32,
    /// From top to bottom.
    pub height: u32,
}

/// The size of an image of a type that [`crate::kind::recognise`] has told; `None` if the header does not say it.
pub fn dimensions(type_: &str, file: &mut (impl Read + Seek)) -> Option<Dimensions> {
    file.seek(SeekFrom::Start(0)).ok()?;
    let found = match type_ {
        "image/png" => png(file),
        "image/gif" => gif(file),
        "image/jpeg" => jpeg(file),
        "image/webp" => webp(file),
        "image/bmp" => bmp(file),
        _ => None,
    };
    found.filter(|found| found.width > 0 && found.height > 0 && found.width <= MOST && found.height <= MOST)
}

/// A side of more pixels is no image's.
const MOST: u32 = i32::MAX as u32;

fn bytes<const N: usize>(file: &mut impl Read) -> Option<[u8; N]> {
    let mut bytes = [0; N];
    file.read_exact(&mut bytes).ok()?;
    Some(bytes)
}

fn png(file: &mut impl Read) -> Option<Dimensions> {
    let head: [u8; 24] = bytes(file)?;
    if &head[12..16] != b"IHDR" {
        return None;
    }
    let number = |at: usize| u32::from_be_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    Some(Dimensions { width: number(16), height: number(20) })
}

fn gif(file: &mut impl Read) -> Option<Dimensions> {
    let head: [u8; 10] = bytes(file)?;
    let number = |at: usize| u32::from(u16::from_le_bytes([head[at], head[at + 1]]));
    Some(Dimensions { width: number(6), height: number(8) })
}

fn bmp(file: &mut impl Read) -> Option<Dimensions> {
    let head: [u8; 26] = bytes(file)?;
    let number = |at: usize| i32::from_le_bytes([head[at], head[at + 1], head[at + 2], head[at + 3]]);
    Some(Dimensions { width: number(18).unsigned_abs(), height: number(22).unsigned_abs() })
}

fn webp(file: &mut impl Read) -> Option<Dimensions> {
    let head: [u8; 30] = bytes(file)?;
    let three = |at: usize| u32::from_le_bytes([head[at], head[at + 1], head[at + 2], 0]);
    let (width, height) = match &head[12..16] {
        b"VP8X" => (three(24) + 1, three(27) + 1),
        b"VP8L" => {
            let bits = u32::from_le_bytes([head[21], head[22], head[23], head[24]]);
            ((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1)
        }
        b"VP8 " => {
            let number = |at: usize| u32::from(u16::from_le_bytes([head[at], head[at + 1]]) & 0x3fff);
            (number(26), number(28))
        }
        _ => return None,
    };
    Some(Dimensions { width, height })
}

/// Goes from segment to segment to the one that has the size. What cameras write before it may turn the image.
fn jpeg(file: &mut (impl Read + Seek)) -> Option<Dimensions> {
    const MOST_SEGMENTS: usize = 2_000;
    let mut is_turned = false;
    bytes::<2>(file)?;
    for _ in 0..MOST_SEGMENTS {
        let mut marker: [u8; 2] = bytes(file)?;
        // Any number of bytes 0xff may come before a marker.
        let mut fill = 0;
        while marker == [0xff, 0xff] && fill < 1_000 {
            marker = [0xff, bytes::<1>(file)?[0]];
            fill += 1;
        }
        if marker[0] != 0xff {
            return None;
        }
        match marker[1] {
            // Without a length.
            0x01 | 0xd0..=0xd7 => continue,
            0xd8..=0xda => return None,
            _ => {}
        }
        let length = u64::from(u16::from_be_bytes(bytes(file)?)).checked_sub(2)?;
        match marker[1] {
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf => {
                let head: [u8; 5] = bytes(file)?;
                let number = |at: usize| u32::from(u16::from_be_bytes([head[at], head[at + 1]]));
                let (height, width) = (number(1), number(3));
                return Some(if is_turned {
                    Dimensions { width: height, height: width }
                } else {
                    Dimensions { width, height }
                });
            }
            0xe1 => {
                let mut segment = vec![0; usize::try_from(length).ok()?];
                file.read_exact(&mut segment).ok()?;
                is_turned |= orientation(&segment).is_some_and(|orientation| orientation >= 5);
            }
            _ => {
                file.seek(SeekFrom::Current(i64::try_from(length).ok()?)).ok()?;
            }
        }
    }
    None
}

/// The orientation that EXIF has: 1 as stored, 5 to 8 turned by a quarter.
fn orientation(segment: &[u8]) -> Option<u16> {
    const ORIENTATION: u16 = 0x112;
    let tiff = segment.strip_prefix(b"Exif\0\0")?;
    let is_little = tiff.starts_with(b"II");
    let short = |at: usize| {
        let pair: [u8; 2] = tiff.get(at..at + 2)?.try_into().ok()?;
        Some(if is_little { u16::from_le_bytes(pair) } else { u16::from_be_bytes(pair) })
    };
    let four: [u8; 4] = tiff.get(4..8)?.try_into().ok()?;
    let first = if is_little { u32::from_le_bytes(four) } else { u32::from_be_bytes(four) };
    let first = usize::try_from(first).ok().filter(|first| *first < tiff.len())?;
    let count = usize::from(short(first)?);
    let entries = (0..count.min(1_000)).map(|n| first + 2 + 12 * n);
    entries.into_iter().find(|at| short(*at) == Some(ORIENTATION)).and_then(|at| short(at + 8))
}
