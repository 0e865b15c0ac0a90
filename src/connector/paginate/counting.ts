/** When counting ends: by what the response says of the end, else by a page that is not full. */
import type { Pagination } from "../../catalog/model.ts";
import { numberIn, saysLast, valueIn, valueOf, type CountedPage } from "./page.ts";

/** True where no page follows this one, as far as flag, numbers or its own length can tell. */
export function isLastCounted(pagination: Pagination, page: CountedPage): boolean {
  const rows = page.located.items.length;
  if (rows === 0 || saysLast(pagination, page)) return true;
  const told = numberIn(valueIn(page, pagination.size?.path));
  if (told !== undefined && told > 0 && pagination.more === undefined && rows < told) return true;
  const total = numberIn(valueIn(page, pagination.total));
  if (total !== undefined) return page.rowsSoFar >= total;
  if (valueIn(page, pagination.more) === true) return false;
  const full = fullSize(pagination, page);
  return full === undefined ? wasToBeTold(pagination) : rows < full;
}

/** Where the response lacks what was to tell of the end, asking for more would be a guess. */
function wasToBeTold({ algorithm, response, ...facts }: Pagination): boolean {
  const namesNext = algorithm === "offset" && response.path.length > 0;
  return !namesNext && [facts.more, facts.total, facts.lastPage, facts.size].some((fact) => fact !== undefined);
}

/** How many rows a full page has at least: servers give no more than they want to, whatever is asked for. */
function fullSize({ size, pageSize }: Pagination, page: CountedPage): number | undefined {
  if (size?.name === undefined) return undefined;
  const asked = numberIn(valueOf(page.request, { in: "query", name: size.name }));
  if (asked === undefined) return size.default;
  return pageSize !== undefined && asked <= pageSize.maximum ? asked : Math.min(asked, size.default ?? asked);
}
