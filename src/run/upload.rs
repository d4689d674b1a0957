//! How does a file get into the database? At once, or in chunks that are finished in the end.

use std::io::Read;

use data_encoding::HEXLOWER;
use dyntables_media::dimensions::dimensions;
use dyntables_media::kind::{HEAD, recognise};
use dyntables_values::Error;
use dyntables_values::files::{FileFacts, is_media_type, name_fault};
use dyntables_values::text::shorten_text;
use serde_json::Value;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::caller::identity;
use crate::server::execute::Access;
use crate::server::param::Value as Param;
use crate::server::{backend, guc};
use crate::storage::chunks::ChunkReader;
use crate::storage::files::{self, CHUNK, Found, Lock, Upload};

/// A file that is there at once. Returns its entry.
pub fn create(name: &str, content: (&[u8], Param), type_: Option<&str>) -> Result<Value, Error> {
    backend::check_writes()?;
    let (bytes, param) = content;
    let size = bytes.len() as i64;
    check_size(size)?;
    let who = identity::current()?;
    let org = who.org.as_deref();
    let id = entered(name, type_, Some(size))?;
    let mut file = std::io::Cursor::new(bytes);
    let facts = FileFacts {
        name: name.to_owned(),
        size,
        type_: recognise(&bytes[..bytes.len().min(HEAD)], bytes.len() <= HEAD, name).to_owned(),
        sha256: HEXLOWER.encode(&Sha256::digest(bytes)),
        dimensions: None,
    };
    let facts = FileFacts { dimensions: files::sides(dimensions(&facts.type_, &mut file)), ..facts };
    match files::content(org, &facts.sha256).filter(|content| files::is_whole(*content, size)) {
        Some(content) => files::set_content(id, content, &facts),
        None => {
            check_quota(org, size)?;
            files::put_all(id, param, size);
            files::finish(id, &Found { org, facts: &facts });
        }
    }
    Ok(Value::Object(facts.entry(id)))
}

/// Begins an upload in chunks. Returns its id.
pub fn begin(name: &str, type_: Option<&str>, size: Option<i64>) -> Result<Uuid, Error> {
    backend::check_writes()?;
    if let Some(size) = size {
        if size < 0 {
            return Err(Error::bad("size must not be negative"));
        }
        check_size(size)?;
        check_quota(identity::current()?.org.as_deref(), size)?;
    }
    entered(name, type_, size)
}

fn entered(name: &str, type_: Option<&str>, size: Option<i64>) -> Result<Uuid, Error> {
    if let Some(what) = name_fault(name) {
        return Err(Error::bad_file_name(name, what));
    }
    if let Some(type_) = type_.filter(|type_| !is_media_type(type_)) {
        return Err(Error::bad_hint(
            format!("\"{}\" is no media type", shorten_text(type_)),
            "Write for example image/png. The type of the file is found out by its bytes in any case.",
        ));
    }
    let who = identity::current()?;
    files::begin(who.org.as_deref(), &who.user, name, type_, size)
        .ok_or_else(|| Error::bad("the upload could not be entered"))
}

/// Takes a chunk. Returns how many bytes there are.
pub fn chunk(id: Uuid, no: i32, content: (&[u8], Param)) -> Result<i64, Error> {
    backend::check_writes()?;
    let (bytes, param) = content;
    let length = bytes.len() as i64;
    if no < 0 {
        return Err(Error::bad("no must not be negative: the first chunk is 0"));
    }
    if bytes.is_empty() {
        return Err(Error::bad("a chunk must not be empty"));
    }
    if length > CHUNK {
        return Err(Error::limit_hint(
            format!("chunk {no} has {length} bytes, and a chunk can have {CHUNK}"),
            "Every chunk but the last has 1 MiB: 1048576 bytes.",
        ));
    }
    let upload = own(id, Lock::Chunk)?;
    if upload.is_finished {
        return Err(Error::no_such_upload(&id.to_string()));
    }
    check_size(i64::from(no).saturating_mul(CHUNK).saturating_add(length))?;
    files::put(id, no, param);
    check_quota(upload.org.as_deref(), 0)?;
    Ok(files::received(id))
}

/// Finishes an upload. Returns the entry of the file. `sha256` is the digest that it must have.
pub fn finish(id: Uuid, sha256: Option<&str>) -> Result<Value, Error> {
    backend::check_writes()?;
    let upload = own(id, Lock::Finish)?;
    let is_digest = |digest: &str| digest.len() == 64 && digest.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(digest) = sha256.filter(|digest| !is_digest(digest)) {
        let digest = shorten_text(digest);
        return Err(Error::bad(format!("sha256 must be 64 hexadecimal digits, not \"{digest}\"")));
    }
    if upload.is_finished {
        // The answer to the first call may have been lost.
        let file = files::find(id, Access::WriteLatest);
        let file = file.ok_or_else(|| Error::no_such_upload(&id.to_string()))?;
        check_digest(&file.facts.sha256, sha256)?;
        return Ok(Value::Object(file.facts.entry(id)));
    }
    let mut reader = ChunkReader::open(id, Access::ReadLatest);
    check_chunks(&reader, &upload)?;
    let size = i64::try_from(reader.size()).unwrap_or(i64::MAX);
    check_size(size)?;
    let (digest, head) = read_through(&mut reader)?;
    check_digest(&digest, sha256)?;
    let type_ = recognise(&head, head.len() as i64 == size, &upload.name);
    let facts = FileFacts {
        name: upload.name,
        size,
        type_: type_.to_owned(),
        sha256: digest,
        dimensions: files::sides(dimensions(type_, &mut reader)),
    };
    files::finish(id, &Found { org: upload.org.as_deref(), facts: &facts });
    Ok(Value::Object(facts.entry(id)))
}

/// The upload of the caller's, locked. An error if there is none.
fn own(id: Uuid, lock: Lock) -> Result<Upload, Error> {
    let who = identity::current()?;
    let is_own = |upload: &Upload| upload.user.as_deref() == Some(&who.user) && upload.org == who.org;
    files::lock(id, lock).filter(is_own).ok_or_else(|| Error::no_such_upload(&id.to_string()))
}

/// Fails unless all chunks are there, and have the sizes that they should.
fn check_chunks(reader: &ChunkReader, upload: &Upload) -> Result<(), Error> {
    let mut before: Option<u64> = None;
    for (due, (no, length)) in (0..).zip(reader.lengths()) {
        if no != due {
            return Err(Error::wrong_content(
                format!("chunk {due} of the upload is missing"),
                "Send it with dt_file_chunk, then finish again. Chunks are counted from 0.",
            ));
        }
        if let Some(before) = before.filter(|before| *before != CHUNK as u64) {
            return Err(Error::wrong_content(
                format!("chunk {} of the upload has {before} bytes, not {CHUNK}", due - 1),
                "Every chunk but the last has 1 MiB. Sending it again replaces it.",
            ));
        }
        before = Some(length);
    }
    match upload.size {
        Some(size) if size.unsigned_abs() != reader.size() => Err(Error::wrong_content(
            format!("the upload has {} bytes, and {size} were announced", reader.size()),
            "Send what is missing with dt_file_chunk, then finish again.",
        )),
        _ => Ok(()),
    }
}

/// The digest of a file, and its first bytes.
fn read_through(reader: &mut ChunkReader) -> Result<(String, Vec<u8>), Error> {
    const ROOM: usize = 128 << 10;
    let (mut digest, mut head, mut room) = (Sha256::new(), Vec::with_capacity(HEAD), vec![0; ROOM]);
    loop {
        backend::check_for_interrupts();
        let count = reader
            .read(&mut room)
            .map_err(|error| Error::wrong_content(error.to_string(), "Finish again."))?;
        if count == 0 {
            return Ok((HEXLOWER.encode(&digest.finalize()), head));
        }
        digest.update(&room[..count]);
        let missing = (HEAD - head.len()).min(count);
        head.extend_from_slice(&room[..missing]);
    }
}

fn check_digest(digest: &str, due: Option<&str>) -> Result<(), Error> {
    match due {
        Some(due) if !due.eq_ignore_ascii_case(digest) => Err(Error::wrong_content(
            format!("the SHA-256 of the upload is {digest}, not {}", due.to_lowercase()),
            "A chunk was changed on its way. Sending it again replaces it.",
        )),
        _ => Ok(()),
    }
}

fn check_size(size: i64) -> Result<(), Error> {
    let most = guc::max_file_size();
    if size <= most {
        return Ok(());
    }
    Err(Error::limit_hint(
        format!("the file has {size} bytes, and a file in the database can have {most}"),
        "A superuser can raise dt.max_file_size. Larger files are better kept elsewhere, with an entry that has their url.",
    ))
}

/// Fails if the files of an organisation take more than they may, with so many bytes more.
fn check_quota(org: Option<&str>, more: i64) -> Result<(), Error> {
    let Some(most) = guc::max_files_size() else { return Ok(()) };
    let used = files::used(org);
    if used.saturating_add(more) <= most {
        return Ok(());
    }
    Err(Error::limit_hint(
        format!(
            "the files of the organisation would take {} bytes, and they can take {most}",
            used.saturating_add(more)
        ),
        "dt_clean_files() removes those that no record refers to. A superuser can raise dt.max_files_size.",
    ))
}
