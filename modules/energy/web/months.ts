import { fetchFigure } from '@/api/figures'

/** The figures of a plant's months that stand beside each other, and how many digits they show. */
export const columns = ['generated', 'delivered', 'evening_peak', 'curtailment', 'coal_saved', 'co2_avoided'] as const
export type Column = (typeof columns)[number]

export interface MonthRow {
  month: string // "2024-03"; empty for the whole year
  values: Record<Column, string | null>
}

export interface YearOfPlant {
  year: string
  months: MonthRow[]
  all: MonthRow
  units: Record<Column, string>
}

const nothing = (): Record<Column, string | null> =>
  Object.fromEntries(columns.map((column) => [column, null])) as Record<Column, string | null>

export async function fetchYear(plant: string, year: string, signal: AbortSignal): Promise<YearOfPlant> {
  const where = [`plant=${plant}`, `year=${year}`]
  const answers = await Promise.all(
    columns.flatMap((column) => [
      fetchFigure(`energy.${column}`, { by: ['month'], where }, signal),
      fetchFigure(`energy.${column}`, { where }, signal),
    ]),
  )
  const months = new Map<string, MonthRow>()
  const all: MonthRow = { month: '', values: nothing() }
  const units = {} as Record<Column, string>
  columns.forEach((column, index) => {
    const byMonth = answers[2 * index]!
    const whole = answers[2 * index + 1]!
    units[column] = byMonth.unit
    all.values[column] = whole.rows[0]?.value ?? null
    for (const row of byMonth.rows) {
      const month = row.keys.month ?? row.where.month ?? ''
      const held = months.get(month) ?? { month, values: nothing() }
      held.values[column] = row.value
      months.set(month, held)
    }
  })
  return { year, months: [...months.values()].sort((a, b) => a.month.localeCompare(b.month)), all, units }
}
