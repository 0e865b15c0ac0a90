/** Functions of texts, patterns and encodings. */
import { describe, type FunctionDescription } from "./description.ts";

export const texts: readonly FunctionDescription[] = [
  describe(["char", "[code, …]", "text"], "The characters with these code points.", "char(72, 105)"),
  describe(["concat", "x, …", "text"], "Arguments joined; NULLs are left out.", "concat('a', NULL, 1)"),
  describe(
    ["concat_ws", "separator, x, …", "text"],
    "Arguments joined by the separator; NULLs are left out.",
    "concat_ws('-', 'a', NULL, 'b')",
  ),
  describe(["format", "format [, x …]", "text"], "Text by a format of C's printf.", "format('%05.1f|%s', 2.5, 'a')"),
  describe(["printf", "format [, x …]", "text"], "Another name of format.", "printf('%d%%', 50)"),
  describe(
    ["glob", "pattern, x", "boolean"],
    "True where * and ? of the pattern match; case counts.",
    "glob('a*', 'abc')",
  ),
  describe(["like", "pattern, x [, escape]", "boolean"], "The operator LIKE as a function.", "like('A%', 'abc')"),
  describe(
    ["instr", "text, part", "integer"],
    "The place of the first part, from 1; 0 where it is missing.",
    "instr('abc', 'c')",
  ),
  describe(["strpos", "text, part", "integer"], "Another name of instr.", "strpos('abc', 'c')"),
  describe(["position", "part IN text", "integer"], "The same, as standard SQL writes it.", "position('c' IN 'abc')"),
  describe(["length", "x", "integer"], "Characters of a text.", "length('émile')"),
  describe(["octet_length", "x", "integer"], "Bytes of a text.", "octet_length('émile')"),
  describe(["char_length", "x", "integer"], "Another name of length.", "char_length('émile')"),
  describe(["character_length", "x", "integer"], "Another name of length.", "character_length('émile')"),
  describe(["chr", "code", "text"], "The character with this code point.", "chr(233)"),
  describe(["ascii", "text", "integer"], "The code point of the first character.", "ascii('A')"),
  describe(["lcase", "text", "text"], "Another name of lower.", "lcase('ABC')"),
  describe(["ucase", "text", "text"], "Another name of upper.", "ucase('abc')"),
  describe(["lower", "text", "text"], "ASCII letters in lower case.", "lower('ABC')"),
  describe(["upper", "text", "text"], "ASCII letters in upper case.", "upper('abc')"),
  describe(["initcap", "text", "text"], "Each word with a capital.", "initcap('the whole word')"),
  describe(
    ["trim", "[[BOTH | LEADING | TRAILING] [characters] FROM] text", "text"],
    "Without blanks, or these characters, at the ends.",
    "trim('x' FROM 'xax')",
  ),
  describe(["ltrim", "text [, characters]", "text"], "Without them in front.", "ltrim('xxa', 'x')"),
  describe(["rtrim", "text [, characters]", "text"], "Without them behind.", "rtrim('axx', 'x')"),
  describe(
    ["btrim", "text [, characters]", "text"],
    "Without white space, or these characters, at the ends.",
    "btrim('xaxx', 'x')",
  ),
  describe(["replace", "text, from, to", "text"], "Every from replaced.", "replace('a-b-c', '-', '+')"),
  describe(
    ["substr", "text, start [, length]", "text"],
    "Characters from a place on; negative starts count from the end.",
    "substr('abcdef', 2, 3)",
  ),
  describe(
    ["substring", "text FROM start [FOR length]", "text"],
    "The same; FROM a text is a regular expression: what it, or its first group, matches.",
    "substring('abcdef' FROM 2 FOR 3)",
  ),
  describe(
    ["overlay", "text PLACING part FROM start [FOR length]", "text"],
    "A part put in place of the characters there.",
    "overlay('abcdef' PLACING 'XY' FROM 2 FOR 3)",
  ),
  describe(
    ["translate", "text, from, to", "text"],
    "Each character of from replaced by that at its place in to; those without one go.",
    "translate('a-b_c', '-_', '+')",
  ),
  describe(["left", "text, n", "text"], "The first n characters.", "left('abcdef', 2)"),
  describe(["right", "text, n", "text"], "The last n characters.", "right('abcdef', 2)"),
  describe(["lpad", "text, width [, fill]", "text"], "Filled up in front, or cut.", "lpad('7', 3, '0')"),
  describe(["rpad", "text, width [, fill]", "text"], "Filled up behind, or cut.", "rpad('7', 3, '.')"),
  describe(["repeat", "text, n", "text"], "The text n times.", "repeat('ab', 3)"),
  describe(["reverse", "text", "text"], "The characters from the end.", "reverse('abc')"),
  describe(
    ["split_part", "text, separator, n", "text"],
    "The nth part, from 1; negative counts from the end. Empty parts count, the separator is matched whole, a part that is not there is NULL.",
    "split_part('a//c', '/', 3)",
  ),
  describe(
    ["starts_with", "text, part", "boolean"],
    "True where the text begins so; case counts.",
    "starts_with('prod-1', 'prod')",
  ),
  describe(
    ["contains", "text, part", "boolean"],
    "True where the part stands in it; case counts.",
    "contains('prod-1', 'od')",
  ),
  describe(["ends_with", "text, part", "boolean"], "True where the text ends so.", "ends_with('prod-1', '-1')"),
  describe(["soundex", "text", "text"], "A code of how English pronounces it.", "soundex('Robert')"),
  describe(["unicode", "text", "integer"], "The code point of the first character.", "unicode('A')"),
  describe(["unistr", "text", "text"], "\\uXXXX replaced by the characters.", "unistr('\\u0041b')"),
  describe(["unistr_quote", "x", "text"], "As a literal with \\uXXXX for control characters.", "unistr_quote('a')"),
  describe(["quote", "x", "text"], "As a literal of SQL.", "quote('it''s')"),
  describe(["string", "x", "text"], "As text.", "string(5)"),
  describe(
    ["semver_compare", "a, b", "integer"],
    "-1, 0 or 1: which semantic version is later; NULL where one is none.",
    "semver_compare('1.10.0', '1.9.3')",
  ),
];

const flags = "Flags are i (without case), s (the point matches line breaks), m (^ and $ at each line).";

export const patterns: readonly FunctionDescription[] = [
  describe(
    ["regexp", "pattern, text", "boolean"],
    "True where the regular expression matches somewhere; `text REGEXP pattern` and `text ~ pattern` are the same, `~*` is without case. Patterns are JavaScript's with the u flag, classes such as [[:alpha:]] and flags in front such as (?i) too.",
    "regexp('^a.c$', 'abc')",
  ),
  describe(
    ["regexp_like", "text, pattern [, flags]", "boolean"],
    `The same, text first. ${flags}`,
    "regexp_like('abc', '[BC]+', 'i')",
  ),
  describe(
    ["regexp_matches", "text, pattern [, flags]", "boolean"],
    "Another name of regexp_like.",
    "regexp_matches('abc', '^b')",
  ),
  describe(
    ["regexp_substr", "text, pattern [, start [, n]] [, flags] [, group]", "text"],
    "What the first match covers, or the nth from a place on, or a group of it; NULL where there is none.",
    "regexp_substr('a1b22', '\\d\\d')",
  ),
  describe(
    ["regexp_extract", "text, pattern [, group [, flags]]", "text"],
    "What a group of the first match covers, by number or name; NULL where there is none.",
    "regexp_extract('env-a1', 'env-(.)(\\d)', 2)",
  ),
  describe(
    ["regexp_extract_all", "text, pattern [, group [, flags]]", "json"],
    "The same of every match, as a list.",
    "regexp_extract_all('a1b22', '\\d+')",
  ),
  describe(
    ["regexp_match", "text, pattern [, flags]", "json"],
    "A list of what the groups of the first match cover, or all of it where it has none; NULL where there is none.",
    "regexp_match('2024-05', '(\\d+)-(\\d+)')",
  ),
  describe(
    ["regexp_replace", "text, pattern [, replacement] [, start [, n]] [, flags]", "text"],
    "Every match replaced; \\1 to \\9 are its groups, \\0 and \\& all of it.",
    "regexp_replace('a1b22', '(\\d+)', '<\\1>')",
  ),
  describe(
    ["regexp_split_to_array", "text, pattern [, flags]", "json"],
    "A list of what stands between the matches.",
    "regexp_split_to_array('a, b;c', '[,;] *')",
  ),
  describe(
    ["regexp_count", "text, pattern [, start] [, flags]", "integer"],
    "How often it matches.",
    "regexp_count('a1b22', '\\d')",
  ),
  describe(
    ["regexp_instr", "text, pattern [, start [, n]] [, flags]", "integer"],
    "The place of the first match, or of the nth, from 1; 0 where there is none.",
    "regexp_instr('a1b22', '\\d\\d')",
  ),
];

export const encodings: readonly FunctionDescription[] = [
  describe(["hex", "x", "text"], "Bytes in hexadecimal.", "hex('ABC')"),
  describe(["to_hex", "x", "text"], "A whole number in hexadecimal.", "to_hex(255)"),
  describe(
    ["unhex", "text [, ignored]", "any"],
    "The bytes that hexadecimal digits mean.",
    "CAST(unhex('414243') AS TEXT)",
  ),
  describe(["to_base64", "text", "text"], "In base64.", "to_base64('key:secret')"),
  describe(
    ["from_base64", "text", "text"],
    "The text that base64 means, also in its form for URLs; NULL where it is none.",
    "from_base64('a2V5OnNlY3JldA==')",
  ),
  describe(["url_encode", "text", "text"], "With % for what has a meaning in a URL.", "url_encode('a b/c')"),
  describe(["url_decode", "text", "text"], "The text that it means; NULL where it is none.", "url_decode('a%20b%2Fc')"),
  describe(
    ["url_part", "url, part", "text"],
    "scheme, host, port, path, query or fragment of a URL, or ?name for one value of its query.",
    "url_part('https://api.example.com/v2?page=3', '?page')",
  ),
  describe(["md5", "text", "text"], "MD5 in hexadecimal.", "md5('abc')"),
  describe(["sha1", "text", "text"], "SHA-1 in hexadecimal.", "sha1('abc')"),
  describe(["sha256", "text", "text"], "SHA-256 in hexadecimal.", "sha256('abc')"),
  describe(["sha512", "text", "text"], "SHA-512 in hexadecimal.", "left(sha512('abc'), 16)"),
  describe(["uuid", "", "text"], "A random UUID (version 4).", "length(uuid())"),
  describe(["gen_random_uuid", "", "text"], "Another name of uuid.", "length(gen_random_uuid())"),
  describe(
    ["uuid5", "namespace, name", "text"],
    "The UUID of a name (version 5, RFC 9562); the namespace is a UUID.",
    "uuid5('6ba7b810-9dad-11d1-80b4-00c04fd430c8', 'example.com')",
  ),
];

export const networks: readonly FunctionDescription[] = [
  describe(
    ["cidr_contains", "block, address", "boolean"],
    "True where the block holds the address, or the whole of another block. IPv4 and IPv6.",
    "cidr_contains('10.0.0.0/8', '10.1.2.3')",
  ),
  describe(
    ["cidr_overlaps", "a, b", "boolean"],
    "True where two blocks share an address.",
    "cidr_overlaps('10.0.0.0/8', '10.1.0.0/16')",
  ),
  describe(["cidr_first", "block", "text"], "The first address of a block.", "cidr_first('10.1.2.3/16')"),
  describe(["cidr_last", "block", "text"], "The last address of a block.", "cidr_last('10.1.2.3/16')"),
  describe(["cidr_size", "block", "number"], "How many addresses it has.", "cidr_size('10.0.0.0/24')"),
  describe(["ip_version", "address", "integer"], "4 or 6; NULL where it is no address.", "ip_version('::1')"),
];
