import { expect, it } from "vitest";
import { hidePasswords } from "./shown-sql.ts";

it.each([
  ["ATTACH 'postgresql://u:p%40w@h/d' AS a", "ATTACH 'postgresql://u:*****@h/d' AS a"],
  ["ATTACH 'host=h password=pw dbname=d'", "ATTACH 'host=h password=** dbname=d'"],
  ["ATTACH 'postgresql://u:${PASSWORD}@h/d'", "ATTACH 'postgresql://u:${PASSWORD}@h/d'"],
  [
    "SELECT 'https://h:80/a@b', a FROM t WHERE password = 'x'",
    "SELECT 'https://h:80/a@b', a FROM t WHERE password = 'x'",
  ],
])("hides the passwords of %s in place", (sql, shown) => expect(hidePasswords(sql)).toBe(shown));

/** Behind `CREATE CONNECTION a FOR p WITH `. */
const options = (written: string): string =>
  hidePasswords(`CREATE CONNECTION a FOR p WITH ${written}`).slice("CREATE CONNECTION a FOR p WITH ".length);

it.each([
  ["(auth.password = 's3cret')", "(auth.password = '******')"],
  ["(auth.value = 's3''ret', tags.t = 'shown')", "(auth.value = '*******', tags.t = 'shown')"],
  [`(auth.value = E's\\'et')`, `(auth.value = E'*****')`],
  ["(auth.value = $$s3cret$$)", "(auth.value = **********)"],
  ['(auth.password = "s3cret")', '(auth.password = "******")'],
  ["(auth.password = s3cret-2, on_error = warn)", "(auth.password = ********, on_error = warn)"],
  ["(auth.password = 123456)", "(auth.password = ******)"],
  ["(auth.password = 's3\ncret')", "(auth.password = '**\n****')"],
  ["(auth.password = 's3cret", "(auth.password = '******"],
  ["(auth.password 's3cret')", "(auth.password '******')"],
  ['(auth.password "s3cret")', '(auth.password "******")'],
  ["(auth.password: 's3cret')", "(auth.password: '******')"],
  ["(auth.password => 's3cret')", "(auth.password =* '******')"],
  ["(auth.password == 's3cret')", "(auth.password == '******')"],
  ["auth.password = 's3cret'", "auth.password = '******'"],
  [`('auth', '{"password": "s3cret"}')`, `('****', '**********************')`],
  ["(variables.A = 's3cret', endpoint = 'http://h')", "(variables.A = '******', endpoint = 'http://h')"],
  ["(variables.A.exec = ('op', 's3cret'))", "(variables.A.exec = ('**', '******'))"],
  ["(parameters.region = 'eu', parameters.api_token = 's')", "(parameters.region = 'eu', parameters.api_token = '*')"],
  ["(endpoint = 'http://u:s3cret@h')", "(endpoint = 'http://u:******@h')"],
  ["(paramters.region = 's3cret')", "(paramters.region = '******')"],
  [
    `("auth"."type" = 'basic', auth.password_var = 'P', variables.S.env = 'S', ignore = (403, 'Gone'))`,
    `("auth"."type" = 'basic', auth.password_var = 'P', variables.S.env = 'S', ignore = (403, 'Gone'))`,
  ],
])("shows of a connection with %s only what is no secret", (written, shown) => expect(options(written)).toBe(shown));

it.each([
  ["create or replace temp /* ; */ connection a (x = 's')", "create or replace temp /* ; */ connection a (x = '*')"],
  ["ALTER CONNECTION a SET (auth.password = 's')", "ALTER CONNECTION a SET (auth.password = '*')"],
  ["CREATE CONNECTION GROUP g AS (a, 'b_*') WITH (x = 's')", "CREATE CONNECTION GROUP g AS (a, 'b_*') WITH (x = '*')"],
  ["CREATE CONNECTION a FOR p WITH (x = 'a;b'); SELECT 'c'", "CREATE CONNECTION a FOR p WITH (x = '***'); SELECT 'c'"],
  ["SELECT 'a'; CREATE CONNECTION a FOR p; SELECT 'b'", "SELECT 'a'; CREATE CONNECTION a FOR p; SELECT 'b'"],
  ["SELECT 1 FROM t WHERE connection = 'a'", "SELECT 1 FROM t WHERE connection = 'a'"],
])("hides in %s what belongs to the connection", (sql, shown) => expect(hidePasswords(sql)).toBe(shown));

it.each(["CREATE ", "CREATE --", "CREATE /*", "CREATE CONNECTION (", "CREATE CONNECTION a (b = '"])(
  "reads %j as often as one likes",
  (part) => expect(hidePasswords(part.repeat(5000))).toHaveLength(part.length * 5000),
);
