import type { FigureRow } from '@/api/types'

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

/** The latest year in which at least three quarters as many figures have a value as in the best year. */
export function fullestYear(trends: Map<string, FigureRow[]>): string {
  const filled = new Map<string, number>()
  for (const rows of trends.values())
    for (const row of rows) {
      const year = row.where.year ?? row.keys.year
      if (year && row.value !== null) filled.set(year, (filled.get(year) ?? 0) + 1)
    }
  const best = Math.max(0, ...filled.values())
  return (
    [...filled.keys()]
      .sort()
      .reverse()
      .find((year) => filled.get(year)! >= 0.75 * best) ?? ''
  )
}
