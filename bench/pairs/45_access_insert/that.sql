\set n random(1, 1000000000)
SELECT set_config('dt.user_id', 'member', false);
SELECT * FROM dt_insert('unguarded', ('{"name": "Item ' || :n || '", "email": "user' || :n || '@example.com", "stage": "open", "status": "todo", "tags": ["t' || :n % 50 || '"], "priority": ' || 1 + :n % 1000 || ', "amount": ' || :n / 100.0 || ', "due": "' || date '2020-01-01' + (:n % 3650)::int || '", "done": true, "notes": "' || word(:n, 1) || ' ' || word(:n, 2) || '"}')::jsonb);
