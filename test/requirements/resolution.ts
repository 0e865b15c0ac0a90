/** From names and predicates to requests and rows. */
import { declined, kept, later, mended, type Requirement } from "./requirement.ts";

export const resolution: readonly Requirement[] = [
  kept("names.three-parts", "provider.service.resource"),
  kept("names.default-provider", "--provider lets service.resource stand alone"),
  mended("names.unknown", "an unknown name is told with its place and the nearest known one"),

  mended("method.choice", "the covered method with most matched parameters, then document order"),
  mended("method.none", "where no method fits, each method and what it needs"),
  mended("method.unknown-column", "an unknown column with the nearest names"),

  kept("predicate.equality", "equality and IN feed path, query, header, server and body parameters"),
  mended("predicate.or", "OR over one parameter is an IN list; any other OR is filtered locally"),
  mended("predicate.other", "<>, ranges, NOT IN and BETWEEN never stand for an equality"),
  mended("predicate.where-then-on", "WHERE decides before ON"),
  mended("predicate.unqualified", "an unqualified parameter goes to every relation that takes it"),
  kept("predicate.functions", "functions of literals are computed before they are sent"),
  kept("predicate.structures", "JSON values are passed as structures"),
  mended("predicate.checked", "optional parameters are sent and checked again on the rows"),
  mended("predicate.any-condition", "NOT, BETWEEN, EXISTS, subqueries and functions in WHERE"),
  mended("predicate.slash", "a slash in a path value is encoded where it must be"),
  kept("predicate.echo", "arguments are columns"),
  kept("predicate.defaults", "server variables and headers take their defaults"),

  kept("fan-out.product", "IN lists over several parameters: every combination"),
  mended("fan-out.once", "equal combinations are asked once, many at a time"),

  kept("join.dependency", "ON equalities feed parameters, in the order of their dependencies"),
  kept("join.distinct", "each distinct argument row is asked once"),
  mended("join.size", "joins of any number of relations"),
  mended("join.star", "* and t.* over joins"),
  mended("join.child-error", "a failing call of a join fails the statement"),

  kept("body.data-prefix", "data__x addresses body fields"),
  kept("body.naive", "body fields by their own names"),
  kept("body.snake-case", "snake_case names of fields"),
  kept("body.nested", "nested objects as JSON"),
  kept("body.base", "bases of bodies under what is given, defaults in its place"),
  kept("body.text-only", "JSON as a text where the document wants text, and by STRING('…')"),
  mended("body.list", "a list as the body, whole or by the properties of its one element"),
  mended("body.media", "bodies in XML, of parts and files, of bytes"),
  mended("body.whole", "@@json without each attribute that the document demands"),
  mended("body.falsy", "false, 0 and empty texts are sent"),
  kept("request.headers", "defaults of headers are sent"),
  mended("request.styles", "lists and objects in queries as style and explode say"),
  kept("request.translate", "queries sent as forms, with numbered parts"),
  mended("request.encoding", "values in paths are percent-encoded"),

  later("row.transforms", "templates and XML as row sources", "provider document issue"),
  kept("row.object-key", "objectKey picks the rows"),
  kept("row.nested", "nested values as JSON"),
  mended("row.star-order", "SELECT * in document order"),
  mended("row.types", "numbers are numbers, booleans booleans, whole numbers exact"),
  kept("row.null", "absent and null are NULL"),
  mended("row.all-pages", "all pages, not only the first twenty"),
  kept("row.page-limit", "--http.response.pageLimit is obeyed, with a warning"),

  mended("push.limit", "LIMIT stops paging only where every row counts"),
  mended("push.odata", "filters, projection and numbers of rows sent as OData; the order is never the server's"),
  declined("push.blind", "LIMIT sent although filters remain", "it loses rows"),
  mended("local.runaway", "a runaway local query stops within a second"),
];
