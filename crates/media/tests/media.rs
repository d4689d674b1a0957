//! Types by bytes, sizes, thumbnails, and bytes that are made to hurt.

use std::io::Cursor;
use std::time::{Duration, Instant};

use dyntables_media::dimensions::{Dimensions, dimensions};
use dyntables_media::kind::{fits, recognise};
use dyntables_media::thumbnail::{Refusal, thumbnail};
use image::{DynamicImage, ImageFormat, RgbaImage};
use proptest::prelude::{any, prop, prop_assert, proptest};

fn image(format: ImageFormat, width: u32, height: u32, alpha: u8) -> Vec<u8> {
    let pixels = RgbaImage::from_fn(width, height, |x, y| image::Rgba([x as u8, y as u8, 7, alpha]));
    let image = DynamicImage::ImageRgba8(pixels);
    let image = if format == ImageFormat::Jpeg { DynamicImage::ImageRgb8(image.to_rgb8()) } else { image };
    let mut bytes = Cursor::new(Vec::new());
    image.write_to(&mut bytes, format).unwrap();
    bytes.into_inner()
}

const FORMATS: [(ImageFormat, &str); 4] = [
    (ImageFormat::Png, "image/png"),
    (ImageFormat::Jpeg, "image/jpeg"),
    (ImageFormat::Gif, "image/gif"),
    (ImageFormat::WebP, "image/webp"),
];

fn size(bytes: &[u8]) -> Dimensions {
    dimensions(recognise(bytes, true, ""), &mut Cursor::new(bytes)).unwrap()
}

fn small(bytes: &[u8], side: u32) -> Result<Vec<u8>, Refusal> {
    thumbnail(recognise(bytes, true, ""), bytes, side, &|| false)
}

#[test]
fn images_are_known_and_measured_and_made_small() {
    for (format, type_) in FORMATS {
        let bytes = image(format, 300, 200, 255);
        assert_eq!(recognise(&bytes, true, "x.txt"), type_);
        assert_eq!(size(&bytes), Dimensions { width: 300, height: 200 });
        let made = small(&bytes, 48).unwrap();
        assert_eq!(
            (recognise(&made, true, ""), size(&made)),
            ("image/jpeg", Dimensions { width: 48, height: 32 })
        );
    }
    let transparent = small(&image(ImageFormat::Png, 20, 10, 100), 48).unwrap();
    assert_eq!(
        (recognise(&transparent, true, ""), size(&transparent)),
        ("image/png", Dimensions { width: 20, height: 10 })
    );
}

#[test]
fn a_turned_photograph_has_the_size_that_it_is_shown_in() {
    let plain = image(ImageFormat::Jpeg, 300, 200, 255);
    // Orientation 6: a quarter to the right.
    let exif = b"\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0";
    let turned = [&plain[..2], exif, &plain[2..]].concat();
    assert_eq!(size(&turned), Dimensions { width: 200, height: 300 });
    assert_eq!(size(&small(&turned, 48).unwrap()), Dimensions { width: 32, height: 48 });
}

#[test]
fn texts_are_told_from_what_browsers_run() {
    for (text, type_) in [
        ("hello", "text/plain"),
        ("a,b\n1,2\n3,4\n", "text/csv"),
        ("a\tb\n1\t2\n3\t4\n", "text/tab-separated-values"),
        ("{\"a\": 1}", "application/json"),
        ("[1, 2]", "application/json"),
        ("{\"a\": 1}\n{\"a\": 2}\n", "application/x-ndjson"),
        ("[link] to (x)", "text/plain"),
        ("<svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"),
        ("\u{feff}  <?xml version='1.0'?><!-- x --><svg:svg/>", "image/svg+xml"),
        ("<!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'x'><svg/>", "image/svg+xml"),
        ("<?xml version=\"1.0\"?><!DOCTYPE x [<!ENTITY a '<svg>'>]><svg/>", "image/svg+xml"),
        ("<!doctype HTML><p>", "text/html"),
        ("<SCRIPT>alert(1)</SCRIPT>", "text/html"),
        ("<!-- x --><html>", "text/html"),
        ("<!-- x", "text/html"),
        ("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>", "application/xhtml+xml"),
        ("<?xml version='1.0'?><feed/>", "application/xml"),
        ("< 5 is less", "text/plain"),
        ("caf\u{e9}", "text/plain"),
        ("%PDF-1.7\n", "application/pdf"),
        ("{\\rtf1", "application/rtf"),
    ] {
        assert_eq!(recognise(text.as_bytes(), true, "picture.png"), type_, "{text}");
    }
    assert_eq!(recognise(b"a,\"b\"\n", true, "x.CSV"), "text/csv");
    assert_eq!(recognise(b"# hi", true, "README.md"), "text/markdown");
    assert_eq!(recognise(b"\xff\xfe<\0h\0t\0m\0l\0>\0", true, ""), "text/html");
    assert_eq!(recognise(b"caf\xe9", true, ""), "text/plain");
    assert_eq!(recognise(b"\x01\x02\x00", true, "a.png"), "application/octet-stream");
    assert_eq!(recognise(b"", true, "a.png"), "text/plain");
}

#[test]
fn archives_are_told_by_their_members() {
    let member = |name: &str, content: &str| {
        let mut bytes = b"PK\x03\x04".to_vec();
        bytes.extend([0; 22]);
        bytes.extend((name.len() as u16).to_le_bytes());
        bytes.extend([0, 0]);
        bytes.extend(name.bytes());
        bytes.extend(content.bytes());
        bytes
    };
    let zip = |members: &[(&str, &str)]| -> Vec<u8> {
        members.iter().flat_map(|(name, content)| member(name, content)).collect()
    };
    for (members, type_) in [
        (&[("a.txt", "x")][..], "application/zip"),
        (
            &[("[Content_Types].xml", "x"), ("word/document.xml", "y")][..],
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            &[("_rels/.rels", "x"), ("xl/workbook.xml", "y")][..],
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ),
        (
            &[("mimetype", "application/vnd.oasis.opendocument.text")][..],
            "application/vnd.oasis.opendocument.text",
        ),
        (&[("META-INF/MANIFEST.MF", "")][..], "application/java-archive"),
    ] {
        assert_eq!(recognise(&zip(members), true, ""), type_);
    }
    assert_eq!(recognise(b"\0\0\0\x18ftypmp42\0\0\0\0", true, ""), "video/mp4");
}

#[test]
fn patterns() {
    for (type_, pattern, holds) in [
        ("image/png", "image/*", true),
        ("image/png", "*/*", true),
        ("image/png", "IMAGE/PNG", true),
        ("image/png", "image/jpeg", false),
        ("imagex/png", "image/*", false),
    ] {
        assert_eq!(fits(type_, pattern), holds, "{type_} {pattern}");
    }
}

/// A checksum of a PNG's chunk.
fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0_u32, |crc, byte| {
        (0..8).fold(
            crc ^ u32::from(*byte),
            |crc, _| if crc & 1 == 1 { crc >> 1 ^ 0xedb8_8320 } else { crc >> 1 },
        )
    })
}

/// A PNG that claims this size.
fn claims(width: u32, height: u32, depth: u8) -> Vec<u8> {
    let mut bytes = image(ImageFormat::Png, 4, 4, 255);
    bytes[16..20].copy_from_slice(&width.to_be_bytes());
    bytes[20..24].copy_from_slice(&height.to_be_bytes());
    bytes[24] = depth;
    let sum = crc(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.to_be_bytes());
    bytes
}

#[test]
fn what_is_too_large_is_refused_before_it_is_decoded() {
    let began = Instant::now();
    assert_eq!(small(&claims(60_000, 60_000, 8), 48), Err(Refusal::Pixels(3_600_000_000)));
    // 49 megapixels of 8 bytes each.
    assert_eq!(small(&claims(7_000, 7_000, 16), 48), Err(Refusal::Memory));
    assert_eq!(small(b"<svg/>", 48), Err(Refusal::Type));
    assert!(began.elapsed() < Duration::from_secs(5));
}

#[test]
fn an_endless_animation_is_its_first_picture() {
    // A block of application data without an end comes after the first picture.
    let mut gif = image(ImageFormat::Gif, 30, 20, 255);
    gif.pop();
    for _ in 0..100_000 {
        gif.extend(b"\x21\xff\x0bNETSCAPE2.0\x03\x01\0\0\0");
    }
    assert_eq!(size(&small(&gif, 10).unwrap()), Dimensions { width: 10, height: 7 });
    // Frames without an end before a first one.
    let mut endless = gif[..13].to_vec();
    endless.extend(b"\x21\xf9\x04\0\0\0\0\0".repeat(300_000));
    assert_eq!(small(&endless, 10), Err(Refusal::Damaged));
}

#[test]
fn it_can_be_cancelled() {
    for (format, type_) in FORMATS {
        let bytes = image(format, 300, 200, 255);
        assert_eq!(thumbnail(type_, &bytes, 48, &|| true), Err(Refusal::Cancelled));
    }
}

#[test]
fn what_is_cut_off_gives_an_answer() {
    for (format, _) in FORMATS {
        let bytes = image(format, 300, 200, 255);
        for cut in (0..bytes.len()).step_by(bytes.len() / 60 + 1) {
            // A picture of what is there, or a refusal.
            let _ = small(&bytes[..cut], 48);
        }
    }
}

proptest! {
    #[test]
    fn no_bytes_do_harm(bytes in prop::collection::vec(any::<u8>(), 0..200), name in ".{0,8}") {
        let type_ = recognise(&bytes, true, &name);
        prop_assert!(type_.contains('/'));
        let _ = dimensions(type_, &mut Cursor::new(&bytes));
    }

    #[test]
    fn no_text_does_harm(text in "[<>!?a-z \\[\\]{}\"-]{0,60}\\PC{0,10}") {
        prop_assert!(recognise(text.as_bytes(), true, "").contains('/'));
    }

    #[test]
    fn damaged_images_do_no_harm(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..20), which in 0_usize..4,
    ) {
        let (format, type_) = FORMATS[which];
        let mut bytes = image(format, 40, 30, 200);
        for (at, byte) in at {
            let at = at.index(bytes.len());
            bytes[at] = byte;
        }
        for claimed in FORMATS.map(|(_, type_)| type_) {
            let _ = dimensions(claimed, &mut Cursor::new(&bytes));
        }
        if let Ok(made) = thumbnail(type_, &bytes, 16, &|| false) {
            prop_assert!(size(&made).width <= 16);
        }
    }
}
