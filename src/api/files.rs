//! Files in the database: how do they come in, and who reads them?

use dyntables_sql::files as sql;
use dyntables_values::Error;
use dyntables_values::argument::{count, object, string};

use crate::catalog::file_columns;
use crate::run::{clean_files, file_access, preview, upload};
use crate::server::backend;
use crate::server::call::{Arg, Call};
use crate::server::execute::{Access, stream, values_of};
use crate::server::param::bytea;
use crate::server::returned::Returned;
use crate::server::types::{Bytea, Int4, Int8, Interval, Jsonb, Set, Text, Uuid};
use crate::storage::files::{self, CHUNK};

crate::sql_functions! {
    dt_file_create(name: Text, content: Bytea, type: Text) -> Jsonb => create;
    dt_file_begin(name: Text, type: Text, size: Int8) -> Uuid => begin;
    dt_file_chunk(file: Uuid, no: Int4, content: Bytea) -> Int8 => chunk;
    dt_file_finish(file: Uuid, sha256: Text) -> Jsonb => finish;
    dt_file_read(file: Uuid, start: Int8, length: Int8) -> setof Bytea => read;
    dt_thumbnail(file: Uuid, size: Text) -> Bytea => thumbnail;
    dt_file_preview(file: Uuid) -> Jsonb => preview_of;
    dt_clean_files(older_than: Interval) -> Int8 => clean;
    dt_file_refs(options: Jsonb) -> table(bucket: Text, path: Text, table: Text, column: Text, id: Uuid) => refs;
}

fn create(
    _call: &Call,
    name: Arg<Text>,
    content: Arg<Bytea>,
    type_: Arg<Text>,
) -> Result<Returned<Jsonb>, Error> {
    let entry = upload::create(&name.required()?, content.content()?, type_.get().as_deref())?;
    Ok((&entry).into())
}

fn begin(_call: &Call, name: Arg<Text>, type_: Arg<Text>, size: Arg<Int8>) -> Result<Returned<Uuid>, Error> {
    Ok(upload::begin(&name.required()?, type_.get().as_deref(), size.get())?.into())
}

fn chunk(_call: &Call, file: Arg<Uuid>, no: Arg<Int4>, content: Arg<Bytea>) -> Result<Returned<Int8>, Error> {
    Ok(upload::chunk(file.required()?, no.required()?, content.content()?)?.into())
}

fn finish(_call: &Call, file: Arg<Uuid>, sha256: Arg<Text>) -> Result<Returned<Jsonb>, Error> {
    Ok((&upload::finish(file.required()?, sha256.get().as_deref())?).into())
}

/// The bytes as they lie in the table: each row is a chunk, and only the first and the last are cut.
fn read(call: &Call, file: Arg<Uuid>, start: Arg<Int8>, length: Arg<Int8>) -> Result<Returned<Set>, Error> {
    const READ: &str = "SELECT CASE \
          WHEN c.no OPERATOR(pg_catalog.=) $2::pg_catalog.int4 AND ($3 OPERATOR(pg_catalog.>) 0 OR c.no OPERATOR(pg_catalog.=) $4::pg_catalog.int4) \
          THEN pg_catalog.substr(c.content, ($3 OPERATOR(pg_catalog.+) 1)::pg_catalog.int4, \
            CASE WHEN c.no OPERATOR(pg_catalog.=) $4::pg_catalog.int4 THEN ($5 OPERATOR(pg_catalog.-) $3)::pg_catalog.int4 ELSE 1048576 END) \
          WHEN c.no OPERATOR(pg_catalog.=) $4::pg_catalog.int4 THEN pg_catalog.substr(c.content, 1, $5::pg_catalog.int4) \
          ELSE c.content END \
        FROM dt.file_chunks c WHERE c.content_id OPERATOR(pg_catalog.=) $1 AND c.no OPERATOR(pg_catalog.>=) $2::pg_catalog.int4 \
          AND c.no OPERATOR(pg_catalog.<=) $4::pg_catalog.int4 ORDER BY c.no";
    // A record without a file has no bytes.
    let (id, start) = (file.get().unwrap_or_default(), start.get().unwrap_or(0));
    let length = length.get();
    if start < 0 || length.is_some_and(|length| length < 0) {
        return Err(Error::bad("start and length must not be negative"));
    }
    let found = file_access::readable(id)?;
    let content = found.as_ref().map_or(uuid::Uuid::nil(), |file| file.content);
    let size = found.map_or(0, |file| file.facts.size);
    let end = length.map_or(size, |length| start.saturating_add(length).min(size));
    // The last chunk, and how many of its bytes; none if nothing is left.
    let (last, rest) = if end > start { ((end - 1) / CHUNK, (end - 1) % CHUNK + 1) } else { (-1, 0) };
    let first = (start / CHUNK).min(i64::from(i32::MAX));
    let values = [content.into(), first.into(), (start % CHUNK).into(), last.into(), rest.into()];
    Ok(stream(call, READ, &values, Access::Read))
}

fn thumbnail(_call: &Call, file: Arg<Uuid>, size: Arg<Text>) -> Result<Option<Returned<Bytea>>, Error> {
    let (Some(id), size) = (file.get(), size.required()?) else { return Ok(None) };
    let names = preview::SIZES.map(|(name, _)| name);
    let side = preview::SIZES.iter().find(|(name, _)| *name == size).map(|(_, side)| *side);
    let side = side.ok_or_else(|| Error::unknown("size", &size, names))?;
    let Some(file) = file_access::readable(id)? else { return Ok(None) };
    let Some(picture) = preview::thumbnail(&file, &size, side)? else { return Ok(None) };
    if backend::check_writes().is_ok() {
        files::keep_thumbnail(file.content, &size, bytea(&picture));
    }
    Ok(Some(picture.as_slice().into()))
}

fn preview_of(_call: &Call, file: Arg<Uuid>) -> Result<Option<Returned<Jsonb>>, Error> {
    let Some(id) = file.get() else { return Ok(None) };
    let Some(file) = file_access::readable(id)? else { return Ok(None) };
    Ok(Some((&preview::preview(&file)?).into()))
}

fn clean(_call: &Call, older_than: Arg<Interval>) -> Result<Returned<Int8>, Error> {
    Ok(clean_files::clean(older_than.param()?)?.into())
}

const OPTIONS: [&str; 3] = ["bucket", "table_name", "limit"];

fn refs(call: &Call, options: Arg<Jsonb>) -> Result<Returned<Set>, Error> {
    let options = options.options()?;
    let (mut bucket, mut table, mut limit) = (None, None, None);
    for (key, value) in object(&options, "options")? {
        if value.is_null() {
            continue;
        }
        match key.as_str() {
            "bucket" => bucket = Some(string(value, key)?.to_owned()),
            "table_name" => table = Some(string(value, key)?.to_owned()),
            "limit" => limit = Some(count(value, key, i64::MAX)?),
            _ => return Err(Error::unknown("option", key, OPTIONS)),
        }
    }
    let places = file_columns::with_files(table.as_deref())?;
    let sql = sql::elsewhere(&places, bucket.as_deref(), limit);
    Ok(stream(call, sql.text(), &values_of(&sql), Access::Read))
}
