//! What is in a ZIP archive? Documents of offices and books are archives, told by the names of their first members.

/// The type of a ZIP archive by what its head shows; `None` if the bytes are none.
pub(crate) fn type_of(head: &[u8]) -> Option<&'static str> {
    const MEMBER: &[u8] = b"PK\x03\x04";
    if head.starts_with(b"PK\x05\x06") {
        return Some("application/zip");
    }
    if !head.starts_with(MEMBER) {
        return None;
    }
    let mut at = 0;
    let mut is_office = false;
    while let Some(member) = next(head, at, MEMBER) {
        let (name, content) = parts(head, member);
        // OpenDocument and EPUB say it themselves, in a first member that is not compressed.
        if name == b"mimetype" {
            return Some(declared(content));
        }
        for (folder, type_) in OFFICE {
            if name.starts_with(folder) {
                return Some(type_);
            }
        }
        if name == b"META-INF/MANIFEST.MF" {
            return Some("application/java-archive");
        }
        is_office |= name == b"[Content_Types].xml";
        at = member + MEMBER.len();
    }
    // A document of an office whose parts come late.
    Some(if is_office { late(head) } else { "application/zip" })
}

const OFFICE: [(&[u8], &str); 3] = [
    (b"word/", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (b"xl/", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
    (b"ppt/", "application/vnd.openxmlformats-officedocument.presentationml.presentation"),
];

/// Looks for the folder of a document anywhere in the head, where the members' headers say nothing.
fn late(head: &[u8]) -> &'static str {
    let has = |folder: &[u8]| head.windows(folder.len()).any(|window| window == folder);
    OFFICE.iter().find(|(folder, _)| has(folder)).map_or("application/zip", |(_, type_)| type_)
}

/// Where the next member's header is.
fn next(head: &[u8], from: usize, signature: &[u8]) -> Option<usize> {
    let rest = head.get(from..)?;
    rest.windows(signature.len()).position(|window| window == signature).map(|at| from + at)
}

/// The name of a member, and what follows it.
fn parts(head: &[u8], member: usize) -> (&[u8], &[u8]) {
    let number = |at: usize| {
        let bytes = head.get(member + at..member + at + 2);
        bytes.map_or(0, |bytes| usize::from(u16::from_le_bytes([bytes[0], bytes[1]])))
    };
    let (name, extra) = (number(26), number(28));
    let start = member + 30;
    let name_bytes = head.get(start..start + name).unwrap_or(&[]);
    (name_bytes, head.get(start + name + extra..).unwrap_or(&[]))
}

/// The type that an archive declares.
fn declared(content: &[u8]) -> &'static str {
    const KNOWN: [&str; 5] = [
        "application/vnd.oasis.opendocument.text",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.oasis.opendocument.presentation",
        "application/vnd.oasis.opendocument.graphics",
        "application/epub+zip",
    ];
    KNOWN.into_iter().find(|known| content.starts_with(known.as_bytes())).unwrap_or("application/zip")
}
