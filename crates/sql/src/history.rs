//! Statements about what was done to records.

use dyntables_model::table::Table;
use dyntables_values::param::Param;

use crate::rows::{magnitude, record_columns};
use crate::writer::{Fragment, Number, Sql, Text, Texts, from_fn};
use crate::{fragment, statement, write_sql};

/// Writes an entry for each record of a table, all of which are about to be deleted.
pub fn truncated(table: &Table, actor: &str) -> Sql {
    statement!(
        "INSERT INTO dt.history (table_no, record_id, version, at, was_at, trashed_at, action, actor, was_by, created_by, \
           created_at, data) \
         SELECT {no}, id, version OPERATOR(pg_catalog.+) 1, CASE WHEN updated_at OPERATOR(pg_catalog.<=) pg_catalog.clock_timestamp() \
           THEN GREATEST(updated_at, pg_catalog.now()) ELSE pg_catalog.now() END, updated_at, deleted_at, 'delete', {actor}, \
           updated_by, created_by, created_at, data FROM {table}",
        no = Param::Int8(table.no),
        actor = Text(actor),
        table
    )
}

/// What is listed of the history of a table.
#[derive(Debug, Clone, Default)]
pub struct Listing {
    /// The record, if it is the history of one.
    pub record: Option<uuid::Uuid>,
    /// Not what was done before this instant.
    pub since: Option<i64>,
    /// Only what was done before this instant.
    pub until: Option<i64>,
    /// Only records that one of these users has created.
    pub creators: Option<Vec<String>>,
    /// Only what this user did.
    pub actor: Option<String>,
    /// Only these actions.
    pub actions: Option<Vec<String>>,
    /// Only what comes after this place, newest first.
    pub before: Option<Place>,
    /// The most entries.
    pub limit: i64,
    /// Whether updates that change no column that is shown are left out.
    pub only_changes: bool,
    /// Since when every change is known.
    pub known_since: i64,
    /// How old keys are read and which are shown, as `dt.shown_changes` takes it.
    pub past: serde_json::Value,
}

/// A place in a history, newest first.
#[derive(Debug, Clone, Copy)]
pub struct Place {
    /// The time of the entry.
    pub at: i64,
    /// Its place among what was done at that time.
    pub place: i64,
    /// Its record.
    pub record: uuid::Uuid,
}

/// Where entries come from.
#[derive(Clone, Copy, PartialEq, Eq)]
enum From {
    /// Entries.
    Entries,
    /// Inserts of the records that there are.
    Records,
    /// Inserts of records that were deleted.
    Deleted,
}

/// The last number of all.
const TODAY: &str = "9223372036854775807";

/// The history of a table, newest first. An insert has no entry: it follows from the record, or from the entry of its
/// deletion, and what was inserted follows from that and the changes since.
pub fn list(table: &Table, listing: &Listing) -> Sql {
    let past = || Param::Jsonb(listing.past.clone());
    let part = |from| {
        from_fn(move |sql| if takes(listing, from) { part(sql, table, listing, from) } else { nothing(sql) })
    };
    statement!(
        "SELECT e.record_id, e.version, e.action, e.actor, e.at, \
           CASE WHEN e.no IS NOT NULL THEN dt.shown_changes(COALESCE(e.changes, \
               dt.changes_of(e.data, CASE WHEN e.action OPERATOR(pg_catalog.=) 'delete' THEN 'old' ELSE 'new' END)), e.no, {past}) \
             WHEN e.at OPERATOR(pg_catalog.>=) {known_since} THEN dt.shown_changes(dt.changes_of(dt.roll_back(e.data, e.up_to, \
               (SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(x.no, x.changes) ORDER BY x.at DESC, x.no DESC) \
                FROM dt.history x WHERE x.table_no OPERATOR(pg_catalog.=) {no} AND x.record_id OPERATOR(pg_catalog.=) e.record_id \
                  AND x.changes IS NOT NULL AND x.no OPERATOR(pg_catalog.<) e.up_to AND x.no OPERATOR(pg_catalog.>) COALESCE((SELECT pg_catalog.max(y.no) FROM dt.history y \
                    WHERE y.table_no OPERATOR(pg_catalog.=) {no} AND y.record_id OPERATOR(pg_catalog.=) e.record_id \
                      AND y.action OPERATOR(pg_catalog.=) 'delete' AND y.no OPERATOR(pg_catalog.<) e.up_to), 0)), \
               {past}), 'new'), NULL, {past}) END AS changes, \
           e.xid::pg_catalog.text, \
           pg_catalog.concat_ws('/', dt.iso_timestamp(e.at), e.place, e.record_id) \
         FROM ({entries} UNION ALL {records} UNION ALL {deleted}) AS e \
         ORDER BY e.at DESC, e.place DESC, e.record_id DESC LIMIT {limit}",
        past = past(),
        known_since = Param::Timestamptz(listing.known_since),
        no = Param::Int8(table.no),
        entries = part(From::Entries),
        records = part(From::Records),
        deleted = part(From::Deleted),
        limit = Param::Int8(listing.limit)
    )
}

/// Whether entries from there may be among what is listed.
fn takes(listing: &Listing, from: From) -> bool {
    let is_insert = |action: &String| action == "insert";
    match &listing.actions {
        Some(actions) if from != From::Entries => actions.iter().any(is_insert),
        _ => true,
    }
}

const COLUMNS: &str = "SELECT NULL::pg_catalog.int8 AS no, NULL::pg_catalog.uuid AS record_id, NULL::pg_catalog.int8 AS version, \
    NULL::pg_catalog.text AS action, NULL::pg_catalog.text AS actor, NULL::pg_catalog.timestamptz AS at, NULL::pg_catalog.xid8 AS xid, \
    NULL::pg_catalog.jsonb AS changes, NULL::pg_catalog.jsonb AS data, NULL::pg_catalog.int8 AS up_to, NULL::pg_catalog.int8 AS place";

fn nothing(sql: &mut Sql) {
    write_sql!(sql, "{columns} WHERE false", columns = COLUMNS);
}

/// The entries from one place, as many as may be listed.
fn part(sql: &mut Sql, table: &Table, listing: &Listing, from: From) {
    let no = || Param::Int8(table.no);
    let most = Number(magnitude(listing.limit));
    match from {
        From::Entries => write_sql!(
            sql,
            "(SELECT h.no, h.record_id, h.version, h.action, h.actor, h.at, h.xid, h.changes, h.data, NULL::pg_catalog.int8 AS up_to, \
                h.no OPERATOR(pg_catalog.*) 2 AS place \
              FROM dt.history h WHERE h.table_no OPERATOR(pg_catalog.=) {no}{conditions}{touches} \
              ORDER BY h.at DESC, h.no DESC LIMIT {most})",
            no = no(),
            conditions = conditions(table, listing, from),
            touches = listing.only_changes.then(|| fragment!(
                " AND (h.action OPERATOR(pg_catalog.=) ANY ('{{insert,delete}}'::pg_catalog.text[]) \
                  OR dt.shown_changes(h.changes, h.no, {past}) OPERATOR(pg_catalog.<>) '{{}}')",
                past = Param::Jsonb(listing.past.clone())
            )),
            most
        ),
        From::Records => write_sql!(
            sql,
            "(SELECT NULL::pg_catalog.int8, h.id, 1::pg_catalog.int8, 'insert', h.created_by, h.created_at, NULL::pg_catalog.xid8, \
                NULL::pg_catalog.jsonb, h.data, {today}::pg_catalog.int8, {place} \
              FROM {table} h WHERE NOT EXISTS (SELECT FROM dt.history i WHERE i.table_no OPERATOR(pg_catalog.=) {no} \
                AND i.record_id OPERATOR(pg_catalog.=) h.id AND i.action OPERATOR(pg_catalog.=) 'insert' \
                AND i.created_at IS NOT NULL AND i.created_at OPERATOR(pg_catalog.=) h.created_at){conditions} \
              ORDER BY h.created_at DESC, {place} DESC, h.id DESC LIMIT {most})",
            today = TODAY,
            place = place_of_insert(table, listing, from),
            table,
            no = no(),
            conditions = conditions(table, listing, from),
            most
        ),
        From::Deleted => write_sql!(
            sql,
            "(SELECT NULL::pg_catalog.int8, h.record_id, 1::pg_catalog.int8, 'insert', h.created_by, h.created_at, NULL::pg_catalog.xid8, \
                NULL::pg_catalog.jsonb, h.data, h.no, {place} \
              FROM dt.history h WHERE h.table_no OPERATOR(pg_catalog.=) {no} AND h.created_at IS NOT NULL \
                AND h.action OPERATOR(pg_catalog.=) 'delete' \
                AND NOT EXISTS (SELECT FROM dt.history i WHERE i.table_no OPERATOR(pg_catalog.=) {no} \
                AND i.record_id OPERATOR(pg_catalog.=) h.record_id AND i.action OPERATOR(pg_catalog.=) 'insert' \
                AND i.created_at IS NOT NULL AND i.created_at OPERATOR(pg_catalog.=) h.created_at AND i.no OPERATOR(pg_catalog.<) h.no){conditions} \
              ORDER BY h.created_at DESC, {place} DESC, h.record_id DESC LIMIT {most})",
            place = place_of_insert(table, listing, from),
            no = no(),
            conditions = conditions(table, listing, from),
            most
        ),
    }
}

/// The place of an insert among what was done at the same time: after the deletion of the record that had its id before,
/// which the same transaction may have done. In the list of a whole table it is before everything else.
fn place_of_insert(table: &Table, listing: &Listing, from: From) -> impl Fragment {
    from_fn(move |sql| {
        if listing.record.is_none() {
            return sql.push("0::pg_catalog.int8");
        }
        write_sql!(
            sql,
            "COALESCE((SELECT pg_catalog.max(g.no) FROM dt.history g WHERE g.table_no OPERATOR(pg_catalog.=) {no} \
               AND g.record_id OPERATOR(pg_catalog.=) {record} AND g.action OPERATOR(pg_catalog.=) 'delete'{before}), 0) \
             OPERATOR(pg_catalog.*) 2 OPERATOR(pg_catalog.+) 1",
            no = Param::Int8(table.no),
            record = if from == From::Records { "h.id" } else { "h.record_id" },
            before = (from == From::Deleted).then_some(" AND g.no OPERATOR(pg_catalog.<) h.no")
        );
    })
}

/// What a listing asks of its entries. All of them have the record's `created_by`.
fn conditions<'a>(table: &'a Table, listing: &'a Listing, from: From) -> impl Fragment + 'a {
    from_fn(move |sql| {
        let is_entry = from == From::Entries;
        let record = if from == From::Records { "h.id" } else { "h.record_id" };
        let at = if is_entry { "h.at" } else { "h.created_at" };
        let actor = if is_entry { "h.actor" } else { "h.created_by" };
        if let Some(id) = listing.record {
            write_sql!(
                sql,
                " AND {record} OPERATOR(pg_catalog.=) {id}",
                record,
                id = Param::Uuid(*id.as_bytes())
            );
        }
        if let Some(users) = &listing.creators {
            let users = Texts(users);
            write_sql!(sql, " AND h.created_by OPERATOR(pg_catalog.=) ANY ({users})", users);
        }
        if let Some(since) = listing.since {
            write_sql!(
                sql,
                " AND {at} OPERATOR(pg_catalog.>=) {since}",
                at,
                since = Param::Timestamptz(since)
            );
        }
        if let Some(until) = listing.until {
            write_sql!(
                sql,
                " AND {at} OPERATOR(pg_catalog.<) {until}",
                at,
                until = Param::Timestamptz(until)
            );
        }
        if let Some(user) = &listing.actor {
            write_sql!(sql, " AND {actor} OPERATOR(pg_catalog.=) {user}", actor, user = Text(user));
        }
        if let (Some(actions), true) = (&listing.actions, is_entry) {
            let actions = Texts(actions);
            write_sql!(sql, " AND h.action OPERATOR(pg_catalog.=) ANY ({actions})", actions);
        }
        let Some(Place { at: instant, place, record: id }) = listing.before else { return };
        let instant = Param::Timestamptz(instant);
        if is_entry {
            // The index has them in this order.
            let no = Param::Int8(place.saturating_add(1).div_euclid(2));
            write_sql!(
                sql,
                " AND ROW({at}, h.no) OPERATOR(pg_catalog.<) ROW({instant}, {no})",
                at,
                instant,
                no
            );
        } else {
            write_sql!(
                sql,
                " AND ROW({at}, {own}, {record}) OPERATOR(pg_catalog.<) ROW({instant}, {place}, {id})",
                at,
                own = place_of_insert(table, listing, from),
                record,
                instant,
                place = Param::Int8(place),
                id = Param::Uuid(*id.as_bytes())
            );
        }
    })
}

/// The deletions of a record, the latest first: number, version, data, created_at, created_by, time. `$1` the record.
pub fn deletions(table: &Table) -> Sql {
    statement!(
        "SELECT no, version, data, created_at, created_by, at FROM dt.history \
         WHERE table_no OPERATOR(pg_catalog.=) {no} AND record_id OPERATOR(pg_catalog.=) $1 \
           AND action OPERATOR(pg_catalog.=) 'delete' ORDER BY at DESC, no DESC",
        no = Number(table.no.unsigned_abs())
    )
}

/// What was done to a record since it had a version. `$1` the record, `$2` the version; the entries have numbers between
/// `$3` and `$4`. Returns the changes as `dt.roll_back` takes them, the least version among them, since when the record
/// was as it was before, the version of the entry that inserted the record again, if one did, the greatest version among
/// them and when it was written, and whether a version between them that was there before `$5` has no entry.
pub fn since_version(table: &Table) -> Sql {
    statement!(
        "SELECT pg_catalog.jsonb_agg(pg_catalog.jsonb_build_array(h.no, h.changes) ORDER BY h.at DESC, h.no DESC) \
             FILTER (WHERE h.changes IS NOT NULL AND h.version OPERATOR(pg_catalog.>) $2), \
           pg_catalog.min(h.version) FILTER (WHERE h.version OPERATOR(pg_catalog.>) $2), \
           (pg_catalog.array_agg(h.was_at ORDER BY h.at, h.no) FILTER (WHERE h.version OPERATOR(pg_catalog.>) $2))[1], \
           pg_catalog.max(h.version) FILTER (WHERE h.action OPERATOR(pg_catalog.=) 'insert'), \
           pg_catalog.max(h.version) FILTER (WHERE h.version OPERATOR(pg_catalog.>) $2), \
           (pg_catalog.array_agg(h.at ORDER BY h.at DESC, h.no DESC) FILTER (WHERE h.version OPERATOR(pg_catalog.>) $2))[1], \
           pg_catalog.bool_or(h.version OPERATOR(pg_catalog.>) ($2 OPERATOR(pg_catalog.+) 1) AND h.was_at OPERATOR(pg_catalog.<) $5 \
             AND NOT EXISTS (SELECT FROM dt.history p WHERE p.table_no OPERATOR(pg_catalog.=) {no} AND p.record_id OPERATOR(pg_catalog.=) $1 \
               AND p.no OPERATOR(pg_catalog.>) $3 AND p.no OPERATOR(pg_catalog.<=) $4 \
               AND p.version OPERATOR(pg_catalog.+) 1 OPERATOR(pg_catalog.=) h.version)) \
         FROM dt.history h WHERE h.table_no OPERATOR(pg_catalog.=) {no} AND h.record_id OPERATOR(pg_catalog.=) $1 \
           AND h.no OPERATOR(pg_catalog.>) $3 AND h.no OPERATOR(pg_catalog.<=) $4",
        no = Number(table.no.unsigned_abs())
    )
}

/// Inserts a record again that was deleted. `$1` its id, `$2` its data, `$3` created_at, `$4` created_by, `$5` its version.
pub fn insert_again(table: &Table) -> Sql {
    statement!(
        "INSERT INTO {table} (id, data, created_at, created_by, version) VALUES ($1, $2, $3, $4, $5) RETURNING {columns}",
        table,
        columns = record_columns(table, None)
    )
}
