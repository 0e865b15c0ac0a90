/** What the test's PostgreSQL holds: one row or more of everything that could be read wrongly. */
export const seed = `
CREATE COLLATION alike (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
CREATE TYPE mood AS ENUM ('sad', 'glad');
CREATE TYPE point3 AS (x int, y int8);
CREATE DOMAIN small AS numeric(6, 2);

CREATE TABLE kinds (
  id int8 PRIMARY KEY, i2 int2, i4 int4, f4 float4, f8 float8, n numeric, n62 numeric(6, 2), n30 numeric(30), d small,
  b bool, t text, v varchar(9), c char(4), k text COLLATE alike, u uuid, m mood, j json, jb jsonb, tz timestamptz,
  ts timestamp, da date, iv interval, by bytea, ia int8[], ta text[], p point3, ip inet
);
INSERT INTO kinds VALUES
  (9007199254740993, 1, 2, 0.1, 0.1, 12345678901234567890.123, 1234.50, 123456789012345678901234567890, 0.10,
   true, 'it''s', 'v', 'ab', 'Key', '6b2f2c1e-1b1a-4c1c-9a59-0d2f3b8f9a10', 'glad', '{"a": 9007199254740993}', '[1, "x"]',
   '2026-01-02 03:04:05.678+02', '2026-01-02 03:04:05', '2026-01-02', '1 day 02:00', '\\x00ff', '{1,NULL,9007199254740993}',
   '{"a b",c}', '(1,9007199254740993)', '10.0.0.1'),
  (-5, -32768, 0, 'NaN', '-Infinity', 5, -0.01, -1, -5, false, '', '', '', '', NULL, 'sad', 'null', '"s"', 'infinity',
   '-infinity', 'infinity', '-1 mon', '', '{}', '{}', NULL, '::1/64');
INSERT INTO kinds (id) VALUES (0);

CREATE TABLE samples (id serial, i int, n numeric(9, 3), f float8, b bool, t text, k text COLLATE alike, c char(3), u uuid, w numeric,
  z timestamptz, l timestamp, y date);
INSERT INTO samples (i, n, f, b, t, k, c, u, w, z, l, y) VALUES
  (1, 1.5, 1.5, true, 'a', 'a', 'a', '00000000-0000-4000-8000-000000000001', 1.5,
   '2026-01-02 03:04:05+00', '2026-01-02 03:04:05', '2026-01-02'),
  (2, 0.1, 0.1, false, 'A', 'A', 'ab', '00000000-0000-4000-8000-000000000002', 0.1,
   '2026-01-02 03:04:05.5+00', '2026-01-02 03:04:05.5', '2026-01-03'),
  (-3, -2.125, 'NaN', NULL, 'é', 'É', '', NULL, 12345678901234567890.5, 'infinity', 'infinity', 'infinity'),
  (NULL, NULL, 'Infinity', true, 'a ', 'é', NULL, NULL, NULL, '-infinity', '-infinity', '-infinity'),
  (2147483647, 999999.999, '-Infinity', false, '', '', ' a', NULL, -1, '3000-01-01 BC', '3000-01-01 BC', '3000-01-01 BC'),
  (0, 0, 1e300, NULL, NULL, NULL, 'A', NULL, 0, '20000-01-01', '20000-01-01', '20000-01-01'),
  (3, 3, 3, true, 'b', 'b', 'b', NULL, 3, '2026-01-01 23:59:59.999999+00', '2026-01-02', '2026-01-01'),
  (4, 4, 4, true, 'c', 'c', 'c', NULL, 4, '2026-01-02 03:05:00+00', '2026-01-02 03:04', NULL);

CREATE TABLE teams (id int8, name text, thing int8, colour text);
INSERT INTO teams VALUES (1, 'red', 9007199254740993, 'red'), (2, 'blue', 9007199254740994, 'blue'), (3, 'none', NULL, NULL),
  (4, 'far', 77, 'green');
CREATE SCHEMA "Other";
CREATE TABLE "Other"."Mixed Case" ("A" int, a int);
INSERT INTO "Other"."Mixed Case" VALUES (1, 2);
CREATE TABLE many AS SELECT g AS id, 'n' || g AS name FROM generate_series(1, 25000) g;
CREATE VIEW endless AS SELECT generate_series(1, 1000000000000) AS id, 'n' AS name;
CREATE SEQUENCE counter;
CREATE VIEW sneaky AS SELECT nextval('counter') AS n;
CREATE VIEW failing AS SELECT 1 / (id - 1) AS n FROM teams;
`;
