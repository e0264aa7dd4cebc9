import type { Quality, Reading, Readings, RollUp } from '@/api/series'
import { approximate } from '@/format/decimal'
import { momentText } from '@/format/date'

// What a chart of readings shows, and how a reading that is not simply good is marked: by a form and a colour of its own.

export interface Mark {
  symbol: 'circle' | 'triangle' | 'rect' | 'diamond'
  sign: string
  colour: 'ink3' | 'ochre' | 'seal' | 'indigo'
}

export const marks: Record<Quality, Mark> = {
  good: { symbol: 'circle', sign: '●', colour: 'ink3' },
  suspect: { symbol: 'triangle', sign: '▲', colour: 'ochre' },
  missing: { symbol: 'rect', sign: '■', colour: 'seal' },
  corrected: { symbol: 'diamond', sign: '◆', colour: 'indigo' },
}

export const isFlagged = (quality: Quality): boolean => quality === 'suspect' || quality === 'missing'

export interface Point {
  at: number
  y: number | null
  quality: Quality
}

/** Where nothing was measured the line ends; the mark of a missing reading stands at the foot of the chart. */
export function pointsOf(readings: Reading[]): { line: Point[]; foot: number } {
  const values = readings.filter((one) => one.value !== null).map((one) => approximate(one.value))
  return {
    line: readings.map((one) => ({
      at: new Date(one.at).getTime(),
      y: one.value === null ? null : approximate(one.value),
      quality: one.quality,
    })),
    foot: values.length ? Math.min(...values) : 0,
  }
}

/** The latest first; `only`: those that are not simply good. */
export function listed(answer: Readings | null, only: boolean, most: number): Reading[] {
  if (answer?.step !== 'reading') return []
  const all = only ? answer.items.filter((one) => one.quality !== 'good') : answer.items
  return all.slice(-most).reverse()
}

export function summary(answer: Readings | null): { count: number; flagged: number } {
  if (!answer) return { count: 0, flagged: 0 }
  if (answer.step === 'reading') {
    const flagged = answer.items.filter((one) => isFlagged(one.quality)).length
    return { count: answer.items.length - flagged, flagged }
  }
  return answer.items.reduce((all, one) => ({ count: all.count + one.count, flagged: all.flagged + one.flagged }), {
    count: 0,
    flagged: 0,
  })
}

/** "2024-03-01 16:00", "2024-03-01", "2024-03": as the step is called in Shanghai. */
export function stepName(step: Readings['step'], at: string): string {
  const whole = momentText(at)
  return step === 'month' ? whole.slice(0, 7) : step === 'day' ? whole.slice(0, 10) : whole
}

export const meanOf = (one: RollUp): number | null => (one.mean === null ? null : approximate(one.mean))
