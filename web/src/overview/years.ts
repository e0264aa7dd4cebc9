import type { FigureRow } from '@/api/types'
import { approximate } from '@/format/decimal'

/** All years that any headline figure has a value for, in order. */
export function yearsOf(trends: Map<string, FigureRow[]>): string[] {
  const years = new Set<string>()
  for (const rows of trends.values())
    for (const row of rows) {
      const year = row.where.year ?? row.keys.year
      if (year && row.value !== null) years.add(year)
    }
  return [...years].sort()
}

const yearOf = (row: FigureRow): string => row.where.year ?? row.keys.year ?? ''

// A year that has only begun: the first figure has not yet half of the year before.
function hasOnlyBegun(year: string, leading: FigureRow[] | undefined): boolean {
  const valueIn = (wanted: string) => approximate(leading?.find((row) => yearOf(row) === wanted)?.value)
  return valueIn(year) < 0.5 * valueIn(String(Number(year) - 1))
}

/**
 * The year a first look should show: the latest in which at least three quarters as many figures have a value as in the
 * best year, and which has not only begun. The figures come in their order of importance.
 */
export function fullestYear(trends: Map<string, FigureRow[]>): string {
  const filled = new Map<string, number>()
  for (const rows of trends.values())
    for (const row of rows) {
      const year = row.where.year ?? row.keys.year
      if (year && row.value !== null) filled.set(year, (filled.get(year) ?? 0) + 1)
    }
  const best = Math.max(0, ...filled.values())
  const leading = [...trends.values()][0]
  const full = [...filled.keys()].filter((year) => filled.get(year)! >= 0.75 * best)
  full.sort().reverse()
  return full.find((year) => !hasOnlyBegun(year, leading)) ?? full[0] ?? ''
}

/** A figure's values along the years. A stock stays what it was through a year in which nothing was posted. */
export function valuesAlong(years: string[], rows: FigureRow[], kind: 'flow' | 'stock'): (string | null)[] {
  const known = new Map(rows.map((row) => [yearOf(row), row.value]))
  const before = rows.filter((row) => yearOf(row) < (years[0] ?? '')).sort((a, b) => (yearOf(a) < yearOf(b) ? -1 : 1))
  let last = before[before.length - 1]?.value ?? null
  return years.map((year) => {
    const value = known.get(year) ?? (kind === 'stock' ? last : null)
    last = value
    return value
  })
}
