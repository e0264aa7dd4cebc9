import type { SeriesStep } from '@/api/series'
import { shanghaiAheadMs as aheadMs } from '@/format/date'

// Which stretch of time a chart of readings shows, and how one goes back and forth. Hours, days and months are Shanghai's.

const hourMs = 3600_000
const dayMs = 24 * hourMs

export interface Range {
  from: string
  to: string
}

/** How far a chart reaches: a day of readings, a week of hours, a quarter of days, five years of months. */
export const spanMs: Record<SeriesStep, number> = {
  reading: dayMs,
  hour: 7 * dayMs,
  day: 92 * dayMs,
  month: 5 * 366 * dayMs,
}

// The first moment of the step behind `at`, so that the step that is going on is shown whole.
function behind(step: SeriesStep, at: number): number {
  const here = at + aheadMs
  if (step === 'reading' || step === 'hour') return Math.floor(here / hourMs) * hourMs + hourMs - aheadMs
  if (step === 'day') return Math.floor(here / dayMs) * dayMs + dayMs - aheadMs
  const day = new Date(here)
  return Date.UTC(day.getUTCFullYear(), day.getUTCMonth() + 1, 1) - aheadMs
}

const text = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`

/** The latest stretch (0), the one before it (1) … */
export function rangeOf(step: SeriesStep, back: number, now: Date): Range {
  const to = behind(step, now.getTime()) - back * spanMs[step]
  return { from: text(to - spanMs[step]), to: text(to) }
}

/** The next second, for asking about one reading alone. */
export const secondBehind = (at: string): string => text(new Date(at).getTime() + 1000)
