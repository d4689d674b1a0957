SELECT dt_alter_column('items', 'amount', jsonb_build_object('label', 'Amount ' || clock_timestamp()));
