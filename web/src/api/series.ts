import { ask, get, queryString } from './http'
import type { Reference, Titled } from './types'

// Readings at a high rate (docs/series.md).

export interface Series {
  name: string
  module: string
  title: Titled
  about?: Titled | null
  unit: string
  decimals: number
  /** The type of the records that it is read at. */
  station: string
  /** The type of the records that its closed days make. */
  into: string | null
  keep_days: number | null
}

export type Quality = 'good' | 'suspect' | 'missing' | 'corrected'
export const qualities: Quality[] = ['good', 'suspect', 'missing', 'corrected']
export type SeriesStep = 'reading' | 'hour' | 'day' | 'month'

export interface Reading {
  at: string
  value: string | null
  quality: Quality
}

export interface RollUp {
  begin: string
  count: number
  flagged: number
  sum: string | null
  mean: string | null
  low: string | null
  high: string | null
  last: string | null
  last_at: string | null
}

interface Frame {
  station: Reference
  from: string
  to: string
  /** Readings from before were let go. */
  kept_from: string | null
}
export type Readings = Frame &
  ({ step: 'reading'; items: Reading[] } | { step: 'hour' | 'day' | 'month'; items: RollUp[] })

export interface Corrected {
  at: string
  from: { value: string | null; quality: Quality }
  to: { value: string | null; quality: Quality }
  who: string | null
  reason: string | null
  made: string
}

export interface CorrectionGiven {
  station: string
  at: string
  value: string | null
  quality: Quality
  reason: string
}

const path = (series: string) => `/series/${encodeURIComponent(series)}`

export const fetchReadings = (
  series: string,
  station: string,
  step: SeriesStep,
  from: string,
  to: string,
  signal?: AbortSignal,
): Promise<Readings> =>
  get<Readings>(`${path(series)}${queryString({ station: `#${station}`, step, from, to })}`, signal)

export const fetchCorrections = async (
  series: string,
  station: string,
  from: string,
  to: string,
): Promise<Corrected[]> =>
  (await get<{ items: Corrected[] }>(`${path(series)}/corrections${queryString({ station: `#${station}`, from, to })}`))
    .items

export const correctReading = async (series: string, given: CorrectionGiven): Promise<Corrected[]> =>
  (await ask<{ items: Corrected[] }>(`${path(series)}/corrections`, { method: 'POST', body: given })).body.items
