import { ask } from '@/api/http'
import type { Reference } from '@/api/types'

export type Trouble = 'silent' | 'low_voltage' | 'gaps' | 'repair'

export interface StationHealth {
  id: string
  code: string
  name: string
  river: Reference | null
  in_maintenance: boolean
  last_seen: string | null
  /** Of the readings of the last seven whole days that came; null where none are due. */
  share: number | null
  is_by_record: boolean
  volts: number | null
  volts_at: string | null
  lowest_volts: number | null
  orders: { id: string; number: string; state: string; reported_on: string; fault: string }[]
  troubles: Trouble[]
}

export interface Health {
  at: string
  stations: StationHealth[]
  more: boolean
}

export const fetchHealth = async (river: string, signal: AbortSignal): Promise<Health> =>
  (await ask<Health>('/studies/ecology.health', { method: 'POST', body: river ? { river: `#${river}` } : {}, signal }))
    .body

export const shareText = (share: number | null): string => (share === null ? '—' : `${(share * 100).toFixed(1)}%`)
export const voltsText = (volts: number | null): string => (volts === null ? '—' : `${volts.toFixed(2)} V`)
