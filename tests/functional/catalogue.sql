-- Whether Citus could carry the schema, read from the catalogue of a plain PostgreSQL: one line for every objection.
-- Each table is `distributed` by a column (it grows with every entry) or a `reference` table, of which every machine has
-- a copy (everything else). docs/store.md says why.
WITH distributed(name, by) AS (
    VALUES ('sys_entry', 'seq'), ('sys_posting', 'entry'), ('sys_search_block', 'token')
    UNION ALL SELECT relname, 'id' FROM pg_class -- the rows that records once had, one for every change
    WHERE relkind IN ('r', 'p') AND relnamespace = current_schema()::regnamespace AND relname LIKE 'sys\_past\_%'),
ours AS (
    SELECT c.oid, c.relname AS name, d.by FROM pg_class c LEFT JOIN distributed d ON d.name = c.relname
    WHERE c.relkind IN ('r', 'p') AND c.relnamespace = current_schema()::regnamespace),
named AS (SELECT a.attrelid, a.attnum, a.attname FROM pg_attribute a JOIN ours ON ours.oid = a.attrelid)
SELECT d.name || ': there is no such table, though it is said to be distributed'
FROM distributed d WHERE d.name NOT IN (SELECT name FROM ours)
UNION ALL
SELECT o.name || ': a large table without a primary key' FROM ours o
WHERE o.by IS NOT NULL AND NOT EXISTS (SELECT 1 FROM pg_index i WHERE i.indrelid = o.oid AND i.indisprimary)
UNION ALL
SELECT o.name || ': the unique index ' || i.indexrelid::regclass || ' does not begin with ' || o.by
FROM ours o JOIN pg_index i ON i.indrelid = o.oid AND i.indisunique
WHERE o.by IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM named n WHERE n.attrelid = o.oid AND n.attnum = i.indkey[0] AND n.attname = o.by)
UNION ALL
SELECT o.name || ': an exclusion constraint, ' || c.conname FROM ours o JOIN pg_constraint c ON c.conrelid = o.oid
WHERE c.contype = 'x'
UNION ALL
-- Between two reference tables one would do; between tables that lie on different machines none does. So there is none.
SELECT o.name || ': a foreign key, ' || c.conname FROM ours o JOIN pg_constraint c ON c.conrelid = o.oid
WHERE c.contype = 'f'
UNION ALL
SELECT o.name || ': a trigger, ' || t.tgname FROM ours o JOIN pg_trigger t ON t.tgrelid = o.oid WHERE NOT t.tgisinternal
UNION ALL
SELECT o.name || ': a rule, ' || r.rulename FROM ours o JOIN pg_rewrite r ON r.ev_class = o.oid
UNION ALL
SELECT o.name || '.' || a.attname || ': an identity column' FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid
WHERE a.attidentity <> '' AND NOT a.attisdropped
UNION ALL
SELECT o.name || '.' || a.attname || ': a default that is not a constant, ' || pg_get_expr(d.adbin, d.adrelid)
FROM ours o JOIN pg_attrdef d ON d.adrelid = o.oid JOIN pg_attribute a ON a.attrelid = o.oid AND a.attnum = d.adnum
WHERE pg_get_expr(d.adbin, d.adrelid) ~ '[(]'
UNION ALL
SELECT o.name || '.' || a.attname || ': a number of 32 bits' FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid
WHERE a.attnum > 0 AND NOT a.attisdropped AND a.atttypid IN ('int4'::regtype, 'int2'::regtype)
UNION ALL
SELECT o.name || '.' || a.attname || ': a text that is not compared by its bytes'
FROM ours o JOIN pg_attribute a ON a.attrelid = o.oid JOIN pg_collation c ON c.oid = a.attcollation
WHERE a.attnum > 0 AND NOT a.attisdropped AND c.collname <> 'C'
UNION ALL
-- What an expression or an upsert may call has the same value on every machine.
SELECT p.oid::regprocedure || ': a function that is not immutable' FROM pg_proc p
WHERE p.pronamespace = current_schema()::regnamespace AND p.provolatile <> 'i'
ORDER BY 1;
