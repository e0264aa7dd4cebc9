import { ask } from '@/api/http'
import type { Reference } from '@/api/types'
import type { Quality } from '@/api/series'
import { say } from './texts'

export type StationState = 'normal' | 'alarm' | 'silent' | 'maintenance'
export type WaterClassName = 'I' | 'II' | 'III' | 'IV' | 'V' | 'beyond_V'

export interface Quantity {
  series: string // "level"
  unit: string
  decimals: number
  value: string | null
  at: string
  quality: Quality
}

export interface StationNow {
  id: string
  code: string
  name: string
  kind: string
  river: Reference | null
  longitude: string | null
  latitude: string | null
  state: StationState
  class: WaterClassName | null
  decided_by: string | null
  alarms: { id: string; number: string; level: string; began: string }[]
  quantities: Quantity[]
}

export interface Now {
  at: string
  told_until: string | null
  stations: StationNow[]
  more: boolean
}

export interface ClassedStep {
  begin: string // "2025-06-30" or "2025-06"
  class: WaterClassName
  decided_by: string
}

const study = async <T>(name: string, body: object, signal?: AbortSignal): Promise<T> =>
  (await ask<T>(`/studies/ecology.${name}`, { method: 'POST', body, signal })).body

export const fetchNow = (river: string, signal: AbortSignal): Promise<Now> =>
  study<Now>('now', river ? { river: `#${river}` } : {}, signal)

export async function fetchClasses(
  station: string,
  step: 'day' | 'month',
  from: string,
  until: string,
  signal: AbortSignal,
): Promise<ClassedStep[]> {
  const asked = { station: `#${station}`, step, from, until }
  return (await study<{ items: ClassedStep[] }>('water_class', asked, signal)).items
}

export const classText = (name: WaterClassName): string =>
  ({ I: 'Ⅰ', II: 'Ⅱ', III: 'Ⅲ', IV: 'Ⅳ', V: 'Ⅴ', beyond_V: say('beyond_V') })[name]

/** What is said of a gauge first: how much water there is, else how good it is. */
export const headlines = ['level', 'flow', 'rated_flow', 'oxygen', 'ammonia', 'ph', 'rain'] as const

export function headlineOf(station: StationNow): Quantity[] {
  const found = headlines.flatMap((name) => station.quantities.filter((one) => one.series === name))
  return found.slice(0, 3)
}

/** The worst first, so that nobody has to look for it. */
const order: Record<StationState, number> = { alarm: 0, silent: 1, maintenance: 2, normal: 3 }
export const byState = (stations: StationNow[]): StationNow[] =>
  [...stations].sort((a, b) => order[a.state] - order[b.state] || a.code.localeCompare(b.code))

/** The days of a calendar that ends with the month of `last`: twelve months, the latest first. */
export function monthsUntil(last: string, yearsBack: number): string[] {
  const year = Number(last.slice(0, 4)) - yearsBack
  const month = Number(last.slice(5, 7)) - 1
  return Array.from({ length: 12 }, (_, i) => new Date(Date.UTC(year, month - i, 1)).toISOString().slice(0, 7))
}

export const daysIn = (month: string): number =>
  new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5, 7)), 0)).getUTCDate()
