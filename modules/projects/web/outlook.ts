import { ask } from '@/api/http'
import type { Reference } from '@/api/types'

export interface Reason {
  cause: string
  days: number
  detail: string
}

export interface Point {
  on: string
  percent: number
}

export interface Outlook {
  project: { id: string; number: string; label: string }
  region: Reference | null
  giver: Reference | null
  budget: string
  started_on: string
  due_on: string | null
  standing_since: string | null
  reported_on: string | null
  visited_on: string | null
  expected_percent: number
  done_percent: number
  value: {
    planned: string
    earned: string
    paid: string
    schedule_index: string | null
    cost_index: string | null
  }
  finish: { from: string; likely: string; until: string; band_percent: number; calibrated: boolean; situation: string }
  lags: boolean
  reasons: Reason[]
  curve?: Point[]
  reports?: Point[]
  season?: { begins: string; ends: string }
}

export interface Outlooks {
  on: string
  learnt: { finished: number }
  under_way: number
  lagging: number
  works: Outlook[]
}

export async function askOutlook(asked: Record<string, string>, signal?: AbortSignal): Promise<Outlooks> {
  const body = Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== ''))
  return (await ask<Outlooks>('/studies/projects.outlook', { method: 'POST', body, signal })).body
}
