//! Which bytes does a file of each binary type begin with?

/// A type and the bytes that tell it.
pub(crate) struct Signature {
    /// Where the bytes are.
    pub(crate) at: usize,
    /// The bytes.
    pub(crate) bytes: &'static [u8],
    /// Further bytes that must be there, if there are some.
    pub(crate) and: Option<(usize, &'static [u8])>,
    /// The media type.
    pub(crate) type_: &'static str,
}

const fn starts(bytes: &'static [u8], type_: &'static str) -> Signature {
    Signature { at: 0, bytes, and: None, type_ }
}

const fn at(at: usize, bytes: &'static [u8], type_: &'static str) -> Signature {
    Signature { at, bytes, and: None, type_ }
}

const fn both(bytes: &'static [u8], at: usize, and: &'static [u8], type_: &'static str) -> Signature {
    Signature { at: 0, bytes, and: Some((at, and)), type_ }
}

/// The first that fits is the type.
pub(crate) static SIGNATURES: &[Signature] = &[
    starts(b"\x89PNG\r\n\x1a\n", "image/png"),
    starts(b"\xff\xd8\xff", "image/jpeg"),
    starts(b"GIF87a", "image/gif"),
    starts(b"GIF89a", "image/gif"),
    both(b"RIFF", 8, b"WEBP", "image/webp"),
    both(b"RIFF", 8, b"WAVE", "audio/wav"),
    both(b"RIFF", 8, b"AVI ", "video/x-msvideo"),
    at(4, b"ftypavif", "image/avif"),
    at(4, b"ftypavis", "image/avif"),
    at(4, b"ftypheic", "image/heic"),
    at(4, b"ftypheix", "image/heic"),
    at(4, b"ftypmif1", "image/heif"),
    at(4, b"ftypqt  ", "video/quicktime"),
    at(4, b"ftypM4A ", "audio/mp4"),
    at(4, b"ftypM4V ", "video/mp4"),
    at(4, b"ftyp3g", "video/3gpp"),
    at(4, b"ftyp", "video/mp4"),
    starts(b"II*\0", "image/tiff"),
    starts(b"MM\0*", "image/tiff"),
    starts(b"8BPS\0\x01", "image/vnd.adobe.photoshop"),
    starts(b"\0\0\x01\0", "image/x-icon"),
    both(b"BM", 6, b"\0\0\0\0", "image/bmp"),
    starts(b"\xff\x0a", "image/jxl"),
    starts(b"\0\0\0\x0cJXL \r\n\x87\n", "image/jxl"),
    starts(b"\0\0\0\x0cjP  \r\n\x87\n", "image/jp2"),
    starts(b"%PDF-", "application/pdf"),
    starts(b"%!PS", "application/postscript"),
    starts(b"{\\rtf", "application/rtf"),
    starts(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-cfb"),
    starts(b"Rar!\x1a\x07", "application/vnd.rar"),
    starts(b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    starts(b"\x1f\x8b", "application/gzip"),
    starts(b"BZh", "application/x-bzip2"),
    starts(b"\xfd7zXZ\0", "application/x-xz"),
    starts(b"\x28\xb5\x2f\xfd", "application/zstd"),
    at(257, b"ustar", "application/x-tar"),
    starts(b"\x1a\x45\xdf\xa3", "video/webm"),
    starts(b"OggS", "audio/ogg"),
    starts(b"ID3", "audio/mpeg"),
    starts(b"\xff\xfb", "audio/mpeg"),
    starts(b"\xff\xf3", "audio/mpeg"),
    starts(b"fLaC", "audio/flac"),
    starts(b"FLV\x01", "video/x-flv"),
    starts(b"wOFF", "font/woff"),
    starts(b"wOF2", "font/woff2"),
    starts(b"OTTO\0", "font/otf"),
    starts(b"\0\x01\0\0\0", "font/ttf"),
    starts(b"\0asm\x01\0\0\0", "application/wasm"),
    starts(b"SQLite format 3\0", "application/vnd.sqlite3"),
    starts(b"PAR1", "application/vnd.apache.parquet"),
    starts(b"\x7fELF", "application/x-elf"),
    both(b"MZ", 78, b"This program", "application/vnd.microsoft.portable-executable"),
    starts(b"MZ\x90\0", "application/vnd.microsoft.portable-executable"),
];

/// The type of bytes that begin as a known one does.
pub(crate) fn find(head: &[u8]) -> Option<&'static str> {
    let has = |at: usize, bytes: &[u8]| head.get(at..).is_some_and(|rest| rest.starts_with(bytes));
    let fits = |signature: &&Signature| {
        has(signature.at, signature.bytes) && signature.and.is_none_or(|(at, bytes)| has(at, bytes))
    };
    SIGNATURES.iter().find(fits).map(|signature| signature.type_)
}
