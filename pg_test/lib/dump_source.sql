-- dump_restore.sh dumps these tables. The variables forty, whole, tiny and huge are decimals that binary floating point cannot hold.

CREATE EXTENSION pg_dyntables;

SELECT dt_create_table('Deals', '{
    "description": "It''s \"quoted\"; DROP TABLE students; --",
    "icon": "🤝",
    "color": "#12ab9f",
    "settings": {"record_name_format": "{name} ({stage})", "of_the_application": [1, {"a": null}]},
    "columns": [
        {"key": "name", "label": "Name of the \"deal\" 🤝", "type": "text", "required": true, "config": {"max_length": 100}},
        {"key": "code", "type": "text", "unique": true},
        {"key": "notes", "type": "long_text"},
        {"key": "stage", "type": "select", "default": "open", "config": {"options": [
            {"value": "open", "label": "Open", "color": "#00ff00"}, {"value": "won", "label": "Won"}, {"value": "it''s \\ odd"}]}},
        {"key": "tags", "type": "multi_select", "config": {"options": [{"value": "a"}, {"value": "b"}, {"value": "c"}]}},
        {"key": "amount", "type": "number", "config": {"min": 0}},
        {"key": "count", "type": "integer"},
        {"key": "exact", "type": "decimal"},
        {"key": "done", "type": "checkbox", "default": false},
        {"key": "due", "type": "date"},
        {"key": "met_at", "type": "datetime"},
        {"key": "ref", "type": "uuid"},
        {"key": "extra", "type": "json"},
        {"key": "no", "type": "autonumber", "unique": true, "config": {"prefix": "D-", "start": 1000}},
        {"key": "price", "type": "currency", "config": {"currency": "EUR"}, "index": true},
        {"key": "old_note", "type": "text"},
        {"key": "created_at", "type": "created_at"},
        {"key": "updated_by", "type": "updated_by"}
    ]}');

SELECT count(*) FROM dt_insert_many('deals', ('[
    {"name": "Forty", "code": "A-1", "exact": ' || :'forty' || ', "amount": 12.50, "price": 12.50, "tags": ["c", "a"], "stage": "won"},
    {"name": "Whole", "code": "A-2", "exact": ' || :'whole' || ', "count": 9223372036854775807},
    {"name": "Tiny", "code": "A-3", "exact": ' || :'tiny' || ', "old_note": "remember", "done": true},
    {"name": "Huge", "code": "A-4", "exact": ' || :'huge' || '},
    {"name": "Tab\tnewline\\ ''quote'' \"double\" 漢字 🎉", "notes": "a\nb\tc\\.", "stage": "it''s \\ odd", "due": "2026-01-28",
        "met_at": "2026-01-28T14:30:00.123456Z", "ref": "01890a5d-ac96-774b-bcce-b302099a8057", "extra": {"deep": [1.10, null, {"x": "\\"}]}},
    {"name": "Thrown away"}]')::jsonb);

SELECT u.version FROM dt_query('deals', '{"filter": {"name": "Forty"}}') r, dt_update('deals', r.id, '{"notes": "second version"}') u;
SELECT dt_delete('deals', id) FROM dt_query('deals', '{"filter": {"name": "Thrown away"}}');
SELECT dt_drop_column('deals', 'old_note');
SELECT dt_create_index('deals', '{amount}');
SELECT dt_create_index('deals', '{stage, due}');
SELECT dt_create_index('deals', '{tags}', '{"kind": "set"}');

SELECT dt_create_table('Documents', '{"open": true, "columns": [{"key": "title", "type": "text"}]}');
SELECT id IS NOT NULL FROM dt_insert('documents', '{"title": "free", "anything": {"goes": [1, "two"]}}');

SELECT dt_create_table('Forgotten', '{"columns": [{"key": "name", "type": "text"}]}');
SELECT id IS NOT NULL FROM dt_insert('forgotten', '{"name": "kept"}');
SELECT dt_drop_table('forgotten');

-- Files: attached ones, one of two chunks among them, one that only the history has, an upload that is not finished.
SELECT dt_create_table('Papers', '{"columns": [{"key": "name", "type": "text"}, {"key": "files", "type": "file"}, {"key": "logo", "type": "image",
    "config": {"multiple": false}}]}');
SELECT version FROM dt_insert('papers', jsonb_build_object('name', 'Large', 'files', jsonb_build_array(
    dt_file_create('large.txt', convert_to(repeat('0123456789', 150000), 'UTF8')), dt_file_create('small.txt', 'small'),
        '{"url": "https://example.com/a.pdf"}'::jsonb),
    'logo', dt_file_create('logo.png', decode('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
        'base64'))));
SELECT version FROM dt_insert('papers', jsonb_build_object('name', 'Old', 'files', jsonb_build_array(dt_file_create('old.txt', 'old'))));
SELECT u.version FROM dt_query('papers', '{"filter": {"name": "Old"}}') r, dt_update('papers', r.id, '{"files": null}') u;
SELECT length(dt_thumbnail((data #>> '{logo,id}')::uuid, 'small')) > 0 FROM dt_query('papers', '{"filter": {"name": "Large"}}');
SELECT dt_file_chunk(dt_file_begin('unfinished.txt'), 0, 'unfinished');

-- A number is used up, so that the next one is not simply the count of tables.
SELECT dt_create_table('Gone', '{}');
SELECT dt_drop_table('gone', true);

-- A role and a group have capabilities; another role had one. Roles belong to the server, and may be there already.
SELECT format('CREATE ROLE %I', name) FROM unnest('{dt_dump_reader,"dt_dump Writers",dt_dump_gone}'::text[]) AS name
WHERE name NOT IN (SELECT rolname FROM pg_roles) \gexec
SELECT dt_grant('dt_dump_reader', 'reader'), dt_grant('dt_dump Writers', 'writer'), dt_grant('dt_dump_gone', 'admin');
SELECT dt_revoke('dt_dump_gone', 'reader');

-- Who may see and change what goes with the tables.
SELECT dt_create_table('Shared', '{"visibility": "private", "row_access": "team", "columns": [{"key": "a", "type": "text",
    "permissions": {"read": "edit", "write": "admin"}}]}') ->> 'slug';
SELECT dt_share('shared', 'it''s "ann"', 'view'), dt_share('shared', 'bob', 'admin'), dt_add_team_member('sales', 'bob'), dt_bind_role('pg_monitor',
    'acme', NULL, 'org_admin');
