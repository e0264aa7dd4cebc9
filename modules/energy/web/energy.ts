import { ask } from '@/api/http'
import { fetchRecord, listRecords } from '@/api/records'
import { fetchReadings, type Reading } from '@/api/series'
import type { DataRecord } from '@/api/types'

/** A plant's quarter-hours of one day: MW, and MWh of what is stored. Null where nothing is known. */
export type Quarters = (number | null)[]
export const quartersADay = 96
const quarterMs = 900_000
const hours = 0.25

export interface PlannedQuarters {
  sun: number[]
  charge: number[]
  discharge: number[]
  stored: number[]
  delivered: number[]
  curtailed: number[]
}

export interface Way {
  name: 'best' | 'whole' | 'rolling' | 'forecast' | 'rule'
  sun: number
  delivered: number
  evening_peak: number
  charged: number
  discharged: number
  curtailed: number
  revenue: number
  seconds: number
}

export interface PlanAnswer {
  tariff: string
  day: string
  days: number
  ways: Way[]
  quarters?: PlannedQuarters
  evening_peak?: boolean[]
}

export interface PlanAsked {
  plant: string
  day: string
  days?: number
  weather?: 'steady' | 'trial'
}

export const askPlan = async (asked: PlanAsked, signal?: AbortSignal): Promise<PlanAnswer> =>
  (await ask<PlanAnswer>('/studies/energy.plan', { method: 'POST', body: asked, signal })).body

export interface DayOfPlant {
  /** The record that holds the plan, and from when it was planned anew for outages; null when it was made just now. */
  plan: { number: string; id: string; anewFrom: string | null } | null
  outages: DataRecord[]
  planned: PlannedQuarters | null
  evening: boolean[]
  power: Quarters
  delivered: Quarters
  battery: Quarters
  curtailed: Quarters
}

/** Readings at full quarter-hours of a day, at their places; what is missing or suspect leaves a gap. */
export function quartersOf(readings: readonly Reading[], day: string): Quarters {
  const midnight = new Date(`${day}T00:00:00+08:00`).getTime()
  const quarters: Quarters = Array.from({ length: quartersADay }, () => null)
  for (const { at, value, quality } of readings) {
    const place = (new Date(at).getTime() - midnight) / quarterMs
    if (!Number.isInteger(place) || place < 0 || place >= quartersADay || value === null || quality === 'suspect')
      continue
    quarters[place] = Number(value)
  }
  return quarters
}

export const hasAny = (quarters: Quarters): boolean => quarters.some((one) => one !== null)

/** MWh, of all quarter-hours or of those that `mask` holds. */
export const energyOf = (quarters: readonly (number | null)[], mask?: readonly boolean[]): number =>
  quarters.reduce<number>((sum, one, i) => sum + (mask && !mask[i] ? 0 : (one ?? 0) * hours), 0)

/** Charging and discharging apart, out of one line that has both signs. */
export const part = (battery: Quarters, sign: 1 | -1): Quarters =>
  battery.map((one) => (one === null ? null : Math.max(one * sign, 0)))

export const timeOf = (quarter: number): string =>
  `${String(Math.floor(quarter / 4)).padStart(2, '0')}:${String((quarter % 4) * 15).padStart(2, '0')}`

async function readingsOf(series: string, plant: string, day: string, signal: AbortSignal): Promise<Quarters> {
  const answer = await fetchReadings(`energy.${series}`, plant, 'reading', day, day, signal)
  return quartersOf(answer.step === 'reading' ? answer.items : [], day)
}

async function recordedPlan(plant: string, day: string): Promise<DataRecord | null> {
  const query = new URLSearchParams({ plant: `eq.#${plant}`, day: `eq.${day}`, limit: '1' })
  const found = (await listRecords('day_plan', query)).items[0]
  // Lists leave long values out.
  return found ? (await fetchRecord('day_plan', String(found.id))).record : null
}

/** Those of the day, which may have begun before. Who may not see them sees the day without. */
async function outagesOf(plant: string, day: string, signal: AbortSignal): Promise<DataRecord[]> {
  const query = new URLSearchParams({ plant: `eq.#${plant}`, from_day: `lte.${day}`, order: '-from_day', limit: '50' })
  const found = await listRecords('power_outage', query, signal).catch(() => ({ items: [] as DataRecord[] }))
  return found.items.filter((one) => !one.until_day || String(one.until_day) >= day)
}

/** "12:00 – 15:00", or with its days where it is not of this day alone. */
export function spanOf(outage: DataRecord, day: string): string {
  const end = (date: unknown, time: unknown) =>
    [date && date !== day ? String(date) : '', time ? String(time) : ''].filter(Boolean).join(' ')
  return `${end(outage.from_day, outage.from_time) || '00:00'} – ${end(outage.until_day, outage.until_time)}`.trim()
}

export async function fetchDay(plant: string, day: string, signal: AbortSignal): Promise<DayOfPlant> {
  const [power, delivered, battery, curtailed, record, outages] = await Promise.all([
    readingsOf('power', plant, day, signal),
    readingsOf('delivered', plant, day, signal),
    readingsOf('battery', plant, day, signal),
    readingsOf('curtailed', plant, day, signal),
    recordedPlan(plant, day),
    outagesOf(plant, day, signal),
  ])
  // A plant without storage, or without a tariff, has no plan; its readings are shown all the same.
  const made = await askPlan({ plant: `#${plant}`, day }, signal).catch(() => null)
  return {
    plan: record
      ? {
          number: String(record.number),
          id: String(record.id),
          anewFrom: record.anew_from ? String(record.anew_from) : null,
        }
      : null,
    outages,
    planned: (record?.quarters as PlannedQuarters | undefined) ?? made?.quarters ?? null,
    evening: made?.evening_peak ?? [],
    power,
    delivered,
    battery,
    curtailed,
  }
}

/** The day that is worth looking at first: the last one with readings, else the last planned, else the last month's. */
export async function latestDay(plant: string): Promise<string | null> {
  const places = [
    { type: 'energy_day', field: 'day' },
    { type: 'day_plan', field: 'day' },
    { type: 'energy_month', field: 'month' },
  ]
  for (const { type, field } of places) {
    const query = new URLSearchParams({ plant: `eq.#${plant}`, order: `-${field}`, limit: '1' })
    const found = (await listRecords(type, query)).items[0]
    if (found) return String(found[field])
  }
  return null
}
