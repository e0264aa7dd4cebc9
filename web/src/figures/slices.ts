import type { Dimension, Figure, FigureRow } from '@/api/types'
import { hasPlaces } from '@/state/schema'
import type { Condition } from '@/url/where'

// How a figure can be cut: by its dimensions, by the levels of those that are trees, and by the calendar.

export const calendarSteps = ['year', 'half', 'quarter', 'month'] as const
export const isCalendar = (step: string): boolean =>
  (calendarSteps as readonly string[]).includes(step) || step === 'day'

export const dimensionOf = (figure: Figure, step: string): Dimension | undefined =>
  figure.dimensions.find((dimension) => dimension.name === step.split('.')[0])

export const baseOf = (step: string): string => step.split('.')[0]!

/** Written in the address when somebody wants no cut at all. */
export const noCut = '-'

/** A first cut that says something: along time, or when the time is already chosen, by what the money is for. */
export function usualBy(figure: Figure, where: Condition[]): string[] {
  const inTime = where.some(
    (condition) => isCalendar(condition.dimension) || ['period', 'from'].includes(condition.dimension),
  )
  if (!inTime) return ['year']
  const sliced = new Set(where.map((condition) => baseOf(condition.dimension)))
  const open = figure.dimensions.filter((dimension) => !sliced.has(dimension.name))
  const first = open.find((dimension) => dimension.kind === 'choice') ?? open[0]
  return first ? [first.name] : ['month']
}

export const placeSteps = (figure: Figure, by: string[]): string[] =>
  by.filter((step) => {
    const dimension = dimensionOf(figure, step)
    return dimension !== undefined && hasPlaces(dimension)
  })

/** The slice behind one row: what was chosen, and the row's own coordinates by their keys. */
export function cellWhere(where: Condition[], by: string[], row: FigureRow): Condition[] | null {
  const own: Condition[] = []
  for (const step of by) {
    const value = isCalendar(step) ? (row.keys[step] ?? row.where[step]) : row.keys[step]
    if (!value) return null // nothing stands there to be named in a filter
    own.push({ dimension: baseOf(step), value })
  }
  const replaced = new Set(own.map((condition) => condition.dimension))
  return [...where.filter((condition) => !replaced.has(condition.dimension)), ...own]
}

export interface Pivot {
  rows: { key: string; row: FigureRow }[]
  columns: { key: string; row: FigureRow }[]
  cells: Map<string, FigureRow>
}

/** Two cuts as a cross table: the first down, the second across. */
export function pivot(rows: FigureRow[], [down, across]: [string, string]): Pivot {
  const keyOf = (row: FigureRow, step: string) => row.keys[step] || row.where[step] || ''
  const result: Pivot = { rows: [], columns: [], cells: new Map() }
  const known = { rows: new Set<string>(), columns: new Set<string>() }
  for (const row of rows) {
    const [r, c] = [keyOf(row, down), keyOf(row, across)]
    if (!known.rows.has(r)) result.rows.push({ key: r, row })
    if (!known.columns.has(c)) result.columns.push({ key: c, row })
    known.rows.add(r)
    known.columns.add(c)
    result.cells.set(`${r}\u0000${c}`, row)
  }
  if (isCalendar(across)) result.columns.sort((a, b) => (a.key < b.key ? -1 : 1))
  if (isCalendar(down)) result.rows.sort((a, b) => (a.key < b.key ? -1 : 1))
  return result
}
