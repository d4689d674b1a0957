//! Which files are in the database, and who has which bytes? Nothing here asks whether the caller may.

use dyntables_media::dimensions::Dimensions;
use dyntables_values::files::FileFacts;
use uuid::Uuid;

use crate::caller::identity;
use crate::server::backend;
use crate::server::execute::{Access, execute};
use crate::server::param::Value as Param;

/// How many bytes a chunk of a file has, but for the last.
pub const CHUNK: i64 = 1 << 20;

/// A finished file.
pub struct File {
    /// Its bytes.
    pub content: Uuid,
    /// What is known of it.
    pub facts: FileFacts,
}

/// A finished file; `None` if there is none.
pub fn find(id: Uuid, access: Access) -> Option<File> {
    find_with(id, access).map(|(file, _)| file)
}

/// A finished file and its organisation.
fn find_with(id: Uuid, access: Access) -> Option<(File, Option<String>)> {
    const FILE: &str = "SELECT f.content_id, f.name, f.size, f.type, f.sha256, f.width, f.height, f.org_id FROM dt.files f \
        WHERE f.id OPERATOR(pg_catalog.=) $1 AND f.content_id IS NOT NULL";
    execute(FILE, &[id.into()], access, |rows| {
        let facts = FileFacts {
            name: rows.get(0, 2)?,
            size: rows.get(0, 3)?,
            type_: rows.get(0, 4)?,
            sha256: rows.get(0, 5)?,
            dimensions: rows.get(0, 6).zip(rows.get(0, 7)),
        };
        Some((File { content: rows.uuid(0, 1)?, facts }, rows.get(0, 8)))
    })
}

/// What a finished file is that the caller may put into a table of this organisation: one of the same, or of the caller's.
pub fn facts(org: Option<&str>, id: Uuid) -> Option<FileFacts> {
    // A worker that converts values has no latest snapshot.
    let access = if backend::is_worker() { Access::Read } else { Access::ReadLatest };
    let (file, of) = find_with(id, access)?;
    let is_callers = || identity::current().is_ok_and(|who| who.org == of);
    (of.as_deref() == org || is_callers()).then_some(file.facts)
}

/// An upload that is not finished, or one that was.
pub struct Upload {
    /// Who uploads it.
    pub user: Option<String>,
    /// Their organisation.
    pub org: Option<String>,
    /// The name.
    pub name: String,
    /// How many bytes were announced.
    pub size: Option<i64>,
    /// Whether it is finished.
    pub is_finished: bool,
}

/// How an upload is locked until the end of the transaction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lock {
    /// Others may send chunks, too, and nobody finishes it.
    Chunk,
    /// Nobody else.
    Finish,
}

/// An upload, locked; `None` if there is none.
pub fn lock(id: Uuid, lock: Lock) -> Option<Upload> {
    const SHARED: &str = "SELECT f.created_by, f.org_id, f.name, f.size, f.content_id IS NOT NULL FROM dt.files f \
        WHERE f.id OPERATOR(pg_catalog.=) $1 FOR SHARE";
    const ALONE: &str = "SELECT f.created_by, f.org_id, f.name, f.size, f.content_id IS NOT NULL FROM dt.files f \
        WHERE f.id OPERATOR(pg_catalog.=) $1 FOR UPDATE";
    let text = if lock == Lock::Chunk { SHARED } else { ALONE };
    execute(text, &[id.into()], Access::Write, |rows| {
        Some(Upload {
            user: rows.get(0, 1),
            org: rows.get(0, 2),
            name: rows.get(0, 3)?,
            size: rows.get(0, 4),
            is_finished: rows.get(0, 5)?,
        })
    })
}

/// Enters an upload. Returns its id.
pub fn begin(
    org: Option<&str>,
    user: &str,
    name: &str,
    type_: Option<&str>,
    size: Option<i64>,
) -> Option<Uuid> {
    const BEGIN: &str = "INSERT INTO dt.files (org_id, created_by, name, type, size) VALUES ($1, $2, $3, $4, $5) RETURNING id";
    let text = |text: Option<&str>| Param::from(text.map(ToOwned::to_owned));
    let values = [text(org), user.into(), name.into(), text(type_), size.into()];
    execute(BEGIN, &values, Access::Write, |rows| rows.uuid(0, 1))
}

/// Keeps a chunk; one of the same number gives way.
pub fn put(content: Uuid, no: i32, bytes: Param) {
    const PUT: &str = "INSERT INTO dt.file_chunks (content_id, no, content) VALUES ($1, $2::pg_catalog.int4, $3) \
        ON CONFLICT (content_id, no) DO UPDATE SET content = EXCLUDED.content";
    execute(PUT, &[content.into(), i64::from(no).into(), bytes], Access::Write, |_| ());
}

/// Keeps all chunks of a content that has none.
pub fn put_all(content: Uuid, bytes: Param, size: i64) {
    const PUT: &str = "INSERT INTO dt.file_chunks (content_id, no, content) \
        SELECT $1, n, pg_catalog.substr($2, n OPERATOR(pg_catalog.*) 1048576 OPERATOR(pg_catalog.+) 1, 1048576) \
        FROM pg_catalog.generate_series(0, (($3 OPERATOR(pg_catalog.-) 1) OPERATOR(pg_catalog./) 1048576)::pg_catalog.int4) AS n \
        WHERE $3 OPERATOR(pg_catalog.>) 0";
    execute(PUT, &[content.into(), bytes, size.into()], Access::Write, |_| ());
}

/// How many bytes the chunks of a content have.
pub fn received(content: Uuid) -> i64 {
    const RECEIVED: &str = "SELECT COALESCE(pg_catalog.sum(pg_catalog.octet_length(c.content)), 0) FROM dt.file_chunks c \
        WHERE c.content_id OPERATOR(pg_catalog.=) $1";
    execute(RECEIVED, &[content.into()], Access::Write, |rows| rows.get(0, 1)).unwrap_or(0)
}

/// How many bytes all files and uploads of an organisation have. Until the end of the transaction nobody else asks.
pub fn used(org: Option<&str>) -> i64 {
    const TAKE_TURNS: &str =
        "SELECT pg_catalog.pg_advisory_xact_lock(1685358694, pg_catalog.hashtext(COALESCE($1, '')))";
    const USED: &str = "SELECT (COALESCE((SELECT pg_catalog.sum(c.size) FROM dt.file_contents c \
          WHERE c.org_id OPERATOR(pg_catalog.=) $1 OR c.org_id IS NULL AND $1 IS NULL), 0) \
        OPERATOR(pg_catalog.+) COALESCE((SELECT pg_catalog.sum(pg_catalog.octet_length(k.content)) FROM dt.files f \
          JOIN dt.file_chunks k ON k.content_id OPERATOR(pg_catalog.=) f.id WHERE f.content_id IS NULL \
            AND (f.org_id OPERATOR(pg_catalog.=) $1 OR f.org_id IS NULL AND $1 IS NULL)), 0))::pg_catalog.int8";
    let values = [Param::from(org.map(ToOwned::to_owned))];
    execute(TAKE_TURNS, &values, Access::Write, |_| ());
    execute(USED, &values, Access::WriteLatest, |rows| rows.get(0, 1)).unwrap_or(0)
}

/// What finishing finds out about an upload.
pub struct Found<'a> {
    /// Its organisation.
    pub org: Option<&'a str>,
    /// What is known of it.
    pub facts: &'a FileFacts,
}

/// The bytes with this digest in an organisation, which nobody removes before the end of the transaction; `None` if there are
/// none.
pub fn content(org: Option<&str>, sha256: &str) -> Option<Uuid> {
    const CONTENT: &str = "SELECT c.id FROM dt.file_contents c WHERE c.sha256 OPERATOR(pg_catalog.=) $1 \
        AND (c.org_id OPERATOR(pg_catalog.=) $2 OR c.org_id IS NULL AND $2 IS NULL) FOR KEY SHARE";
    let values = [sha256.into(), Param::from(org.map(ToOwned::to_owned))];
    execute(CONTENT, &values, Access::WriteLatest, |rows| rows.uuid(0, 1))
}

/// Finishes an upload, whose chunks hang on its id: they become a content, or give way to an equal one that is there.
pub fn finish(id: Uuid, found: &Found<'_>) {
    const ENTER: &str = "INSERT INTO dt.file_contents (id, org_id, sha256, size) VALUES ($1, $2, $3, $4) \
        ON CONFLICT DO NOTHING RETURNING id";
    const MOST_TURNS: usize = 8;
    let facts = found.facts;
    let org = || Param::from(found.org.map(ToOwned::to_owned));
    let values = [id.into(), org(), facts.sha256.as_str().into(), facts.size.into()];
    for _ in 0..MOST_TURNS {
        // Another session may enter the same content, or remove it, at this moment: one of the two is found in the end.
        if let Some(content) = content(found.org, &facts.sha256) {
            if is_whole(content, facts.size) {
                drop_chunks(&[id]);
            } else {
                take_chunks(id, content);
            }
            return set_content(id, content, facts);
        }
        if execute(ENTER, &values, Access::WriteLatest, |rows| rows.len() > 0) {
            return set_content(id, id, facts);
        }
    }
    set_content(id, id, facts);
}

/// Whether the bytes of a content are there: a dump may have left them out.
pub fn is_whole(content: Uuid, size: i64) -> bool {
    received(content) == size
}

/// Gives a content that has lost its bytes those of an equal upload.
fn take_chunks(upload: Uuid, content: Uuid) {
    const TAKE: &str = "UPDATE dt.file_chunks SET content_id = $2 WHERE content_id OPERATOR(pg_catalog.=) $1";
    drop_chunks(&[content]);
    execute(TAKE, &[upload.into(), content.into()], Access::WriteLatest, |_| ());
}

/// Refers a file to bytes that are there.
pub fn set_content(id: Uuid, content: Uuid, facts: &FileFacts) {
    const FINISH: &str = "UPDATE dt.files SET content_id = $2, size = $3, type = $4, sha256 = $5, width = $6::pg_catalog.int4, \
        height = $7::pg_catalog.int4, finished_at = pg_catalog.now() WHERE id OPERATOR(pg_catalog.=) $1";
    let side = |side: Option<i32>| Param::from(side.map(i64::from));
    let values = [
        id.into(),
        content.into(),
        facts.size.into(),
        facts.type_.as_str().into(),
        facts.sha256.as_str().into(),
        side(facts.dimensions.map(|(width, _)| width)),
        side(facts.dimensions.map(|(_, height)| height)),
    ];
    execute(FINISH, &values, Access::Write, |_| ());
}

/// Removes the chunks that hang on these ids.
pub fn drop_chunks(contents: &[Uuid]) {
    const DROP: &str = "DELETE FROM dt.file_chunks WHERE content_id OPERATOR(pg_catalog.=) ANY ($1)";
    execute(DROP, &[contents.into()], Access::WriteLatest, |_| ());
}

/// Dimensions as the catalog has them.
pub fn sides(dimensions: Option<Dimensions>) -> Option<(i32, i32)> {
    let Dimensions { width, height } = dimensions?;
    Some((i32::try_from(width).ok()?, i32::try_from(height).ok()?))
}

/// The thumbnail of a content that was made before.
pub fn thumbnail(content: Uuid, size: &str) -> Option<Vec<u8>> {
    const KEPT: &str = "SELECT t.content FROM dt.file_thumbnails t \
        WHERE t.content_id OPERATOR(pg_catalog.=) $1 AND t.size OPERATOR(pg_catalog.=) $2";
    execute(KEPT, &[content.into(), size.into()], Access::ReadLatest, |rows| {
        rows.bytes(0, 1).map(<[u8]>::to_vec)
    })
}

/// Keeps the thumbnail of a content.
pub fn keep_thumbnail(content: Uuid, size: &str, bytes: Param) {
    // Not of a content that is being removed.
    const KEEP: &str = "INSERT INTO dt.file_thumbnails (content_id, size, content) SELECT c.id, $2, $3 FROM dt.file_contents c \
        WHERE c.id OPERATOR(pg_catalog.=) $1 FOR KEY SHARE ON CONFLICT DO NOTHING";
    execute(KEEP, &[content.into(), size.into(), bytes], Access::WriteLatest, |_| ());
}
