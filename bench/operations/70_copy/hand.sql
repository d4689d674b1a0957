COPY by_hand (name, email, website, phone, code, stage, tags, status, priority, amount, price, currency, exact, share, stars, due, at, starts, done, owner, notes) FROM 'copy/rows.copy';
