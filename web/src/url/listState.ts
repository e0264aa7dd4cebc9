import type { LocationQuery, LocationQueryRaw } from 'vue-router'

// What a list shows, kept in the address so that it can be shared, reloaded and found again. The same words are
// sent to the server: ?state=in.(started,completed)&amount=gte.1000000&order=-date&q=水渠

export const operators = ['eq', 'ne', 'gt', 'gte', 'lt', 'lte', 'in', 'like', 'under', 'null', 'notnull'] as const
export type Operator = (typeof operators)[number]

export interface Filter {
  path: string // a field, or a path through references: project.region
  operator: Operator
  value: string // for `in`, the names joined by commas; empty for null and notnull
}

export interface ListState {
  filters: Filter[]
  order: string | null
  words: string
  withVoid: boolean
}

const reserved = new Set(['order', 'q', 'void', 'limit', 'after', 'count'])

function filterOf(path: string, text: string): Filter | null {
  if (text === 'null' || text === 'notnull') return { path, operator: text, value: '' }
  const list = /^in\.\((.*)\)$/.exec(text)
  if (list) return { path, operator: 'in', value: list[1]! }
  const dot = text.indexOf('.')
  const operator = text.slice(0, dot) as Operator
  if (dot < 0 || !operators.includes(operator)) return null
  return { path, operator, value: text.slice(dot + 1) }
}

export function filterText({ operator, value }: Filter): string {
  if (operator === 'null' || operator === 'notnull') return operator
  return operator === 'in' ? `in.(${value})` : `${operator}.${value}`
}

const texts = (value: LocationQuery[string] | undefined): string[] =>
  (Array.isArray(value) ? value : [value]).filter((v): v is string => typeof v === 'string')

export function readListState(query: LocationQuery): ListState {
  const filters = Object.entries(query)
    .filter(([name]) => !reserved.has(name))
    .flatMap(([name, value]) => texts(value).map((text) => filterOf(name, text)))
    .filter((f): f is Filter => f !== null)
  return {
    filters,
    order: texts(query.order)[0] ?? null,
    words: texts(query.q)[0] ?? '',
    withVoid: texts(query.void)[0] === 'any',
  }
}

export function listQuery(state: ListState): LocationQueryRaw {
  const query: Record<string, string[] | string> = {}
  for (const filter of state.filters) {
    const all = (query[filter.path] ??= []) as string[]
    all.push(filterText(filter))
  }
  if (state.order) query.order = state.order
  if (state.words) query.q = state.words
  if (state.withVoid) query.void = 'any'
  return query
}

/** The same, as the server is asked. */
export function listParameters(state: ListState): URLSearchParams {
  const parameters = new URLSearchParams()
  for (const [name, value] of Object.entries(listQuery(state)))
    for (const one of Array.isArray(value) ? value : [value]) parameters.append(name, String(one))
  return parameters
}

export const withoutPath = (state: ListState, path: string): ListState => ({
  ...state,
  filters: state.filters.filter((f) => f.path !== path),
})

/** Replaces all filters on a path. */
export const withFilters = (state: ListState, path: string, filters: Filter[]): ListState => {
  const first = state.filters.findIndex((f) => f.path === path)
  const others = state.filters.filter((f) => f.path !== path)
  const at = first < 0 ? others.length : first
  return { ...state, filters: [...others.slice(0, at), ...filters, ...others.slice(at)] }
}

/** A click on a column: ascending, then descending, then as it was. */
export function nextOrder(order: string | null, column: string): string | null {
  if (order === column) return `-${column}`
  return order === `-${column}` ? null : column
}
