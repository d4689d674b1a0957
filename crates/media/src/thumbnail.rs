//! A small picture of an image. Memory and time are bounded, whatever the bytes are.

use std::fmt;

/// How many pixels an image may have.
pub const MOST_PIXELS: u64 = 50_000_000;

/// How many bytes decoding may take.
pub const MOST_MEMORY: u64 = 256 << 20;

/// Why there is no thumbnail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// This build decodes no images.
    Off,
    /// Its type is none that is decoded.
    Type,
    /// It has more pixels.
    Pixels(u64),
    /// It takes more memory.
    Memory,
    /// Its bytes are damaged.
    Damaged,
    /// Somebody wants no answer any more.
    Cancelled,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Refusal::Off => write!(f, "thumbnails are not part of this build"),
            Refusal::Type => write!(f, "thumbnails are made of png, jpeg, gif and webp"),
            Refusal::Pixels(count) => {
                write!(f, "it has {count} pixels, and thumbnails are made of images of at most {MOST_PIXELS}")
            }
            Refusal::Memory => write!(f, "decoding it takes more than {} MiB", MOST_MEMORY >> 20),
            Refusal::Damaged => write!(f, "its bytes are damaged"),
            Refusal::Cancelled => write!(f, "it was cancelled"),
        }
    }
}

#[cfg(not(feature = "thumbnails"))]
mod decoded {
    use super::Refusal;

    /// There is none in this build.
    pub fn thumbnail(
        _type: &str,
        _file: &[u8],
        _side: u32,
        _is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, Refusal> {
        Err(Refusal::Off)
    }
}

#[cfg(feature = "thumbnails")]
mod decoded {
    use std::io::{self, BufRead, Cursor, Read, Seek, SeekFrom};
    use std::panic::{AssertUnwindSafe, catch_unwind};

    use image::codecs::{gif, jpeg, png, webp};
    use image::error::{ImageError, LimitErrorKind};
    use image::metadata::Orientation;
    use image::{DynamicImage, ImageDecoder, Limits};

    use super::{MOST_MEMORY, MOST_PIXELS, Refusal};
    use crate::dimensions::dimensions;

    /// A picture of an image within a square of `side` pixels: a PNG where it is transparent in places, else a JPEG. The
    /// first of an animation; an image that a camera has turned is turned back. An image that is smaller keeps its size.
    pub fn thumbnail(
        type_: &str,
        file: &[u8],
        side: u32,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, Refusal> {
        // A decoder is somebody else's code: if it panics, the file is at fault.
        catch_unwind(AssertUnwindSafe(|| made(type_, file, side, is_cancelled)))
            .unwrap_or(Err(Refusal::Damaged))
    }

    fn made(
        type_: &str,
        file: &[u8],
        side: u32,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<Vec<u8>, Refusal> {
        let size = dimensions(type_, &mut Cursor::new(file)).ok_or(match type_ {
            "image/png" | "image/jpeg" | "image/gif" | "image/webp" => Refusal::Damaged,
            _ => Refusal::Type,
        })?;
        check_pixels(size.width, size.height)?;
        let file = Watched { file: Cursor::new(file), is_cancelled };
        let image = match type_ {
            "image/png" => decoded(png::PngDecoder::with_limits(file, limits()), is_cancelled),
            "image/jpeg" => decoded(jpeg::JpegDecoder::new(file), is_cancelled),
            "image/gif" => decoded(gif::GifDecoder::new(file), is_cancelled),
            "image/webp" => decoded(webp::WebPDecoder::new(file), is_cancelled),
            _ => Err(Refusal::Type),
        }?;
        if is_cancelled() {
            return Err(Refusal::Cancelled);
        }
        let is_small = image.width() <= side && image.height() <= side;
        let small = if is_small { image } else { image.thumbnail(side, side) };
        encoded(&small)
    }

    fn limits() -> Limits {
        let mut limits = Limits::default();
        limits.max_alloc = Some(MOST_MEMORY);
        limits
    }

    fn check_pixels(width: u32, height: u32) -> Result<(), Refusal> {
        match u64::from(width) * u64::from(height) {
            pixels if pixels > MOST_PIXELS => Err(Refusal::Pixels(pixels)),
            _ => Ok(()),
        }
    }

    fn decoded<D: ImageDecoder>(
        decoder: Result<D, ImageError>,
        is_cancelled: &dyn Fn() -> bool,
    ) -> Result<DynamicImage, Refusal> {
        let refused = |error: ImageError| match error {
            _ if is_cancelled() => Refusal::Cancelled,
            ImageError::Limits(limit) if limit.kind() == LimitErrorKind::InsufficientMemory => {
                Refusal::Memory
            }
            _ => Refusal::Damaged,
        };
        let mut decoder = decoder.map_err(refused)?;
        let (width, height) = decoder.dimensions();
        check_pixels(width, height)?;
        if decoder.total_bytes() > MOST_MEMORY {
            return Err(Refusal::Memory);
        }
        let mut limits = limits();
        limits.reserve(decoder.total_bytes()).map_err(refused)?;
        decoder.set_limits(limits).map_err(refused)?;
        let orientation = decoder.orientation().unwrap_or(Orientation::NoTransforms);
        let mut image = DynamicImage::from_decoder(decoder).map_err(refused)?;
        if orientation != Orientation::NoTransforms {
            // Turning a large image would take its memory twice.
            if u64::from(width) * u64::from(height) > 1 << 20 {
                image = image.thumbnail(1_024, 1_024);
            }
            image.apply_orientation(orientation);
        }
        Ok(image)
    }

    /// A PNG, or where every pixel is opaque a JPEG, which is much smaller for photographs.
    fn encoded(image: &DynamicImage) -> Result<Vec<u8>, Refusal> {
        const QUALITY: u8 = 82;
        const OPAQUE: u8 = 255;
        let mut bytes = Vec::new();
        let is_transparent =
            image.color().has_alpha() && image.to_rgba8().pixels().any(|pixel| pixel.0[3] != OPAQUE);
        let written = if is_transparent {
            DynamicImage::ImageRgba8(image.to_rgba8()).write_with_encoder(png::PngEncoder::new(&mut bytes))
        } else {
            let plain = DynamicImage::ImageRgb8(image.to_rgb8());
            plain.write_with_encoder(jpeg::JpegEncoder::new_with_quality(&mut bytes, QUALITY))
        };
        written.map(|()| bytes).map_err(|_| Refusal::Damaged)
    }

    /// A file whose reader gives up when it is asked to.
    struct Watched<'a> {
        file: Cursor<&'a [u8]>,
        is_cancelled: &'a dyn Fn() -> bool,
    }

    impl Watched<'_> {
        fn check(&self) -> io::Result<()> {
            if (self.is_cancelled)() { Err(io::Error::other("cancelled")) } else { Ok(()) }
        }
    }

    impl Read for Watched<'_> {
        fn read(&mut self, room: &mut [u8]) -> io::Result<usize> {
            self.check()?;
            self.file.read(room)
        }
    }

    impl BufRead for Watched<'_> {
        fn fill_buf(&mut self) -> io::Result<&[u8]> {
            const MOST: usize = 64 << 10;
            self.check()?;
            let rest = self.file.fill_buf()?;
            Ok(&rest[..rest.len().min(MOST)])
        }

        fn consume(&mut self, count: usize) {
            self.file.consume(count);
        }
    }

    impl Seek for Watched<'_> {
        fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
            self.file.seek(to)
        }
    }
}

pub use decoded::thumbnail;
