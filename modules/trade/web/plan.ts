import { ask } from '@/api/http'
import type { Titled } from '@/api/types'

/** What the study "trade.plan" answers: modules/trade/plan/plan_study.h. Money in yuan. */
export interface PlanAnswer {
  synthetic: boolean
  size: PlanSize
  begins: string
  weeks: number
  plan: PlanSummary
  changed?: PlanSummary
  subsidies: { name: Titled; yuan_a_tonne: number }[]
  sites?: PlanSite[]
  lanes?: PlanLane[]
  words?: (Titled & { worth: number })[]
  products?: { name: Titled; asked_tonnes: number; delivered_tonnes: number }[]
  candidates?: (Titled & { site: number; saved: number; opening: number; worth: number })[]
  clashes?: (Titled & { missing_tonnes: number })[]
}
export type PlanSize = 'small' | 'medium' | 'provincial'
export interface PlanSummary {
  cost: number
  lower_bound: number
  gap: number
  before_subsidy: number
  subsidy: number
  rail: number
  road: number
  air: number
  keeping: number
  delivery: number
  spoiled: number
  unmet: number
  asked_tonnes: number
  delivered_tonnes: number
}
export interface PlanSite {
  name: Titled
  kind: 'base' | 'main' | 'branch' | 'outside' | 'candidate'
  longitude: number
  latitude: number
  capacity_tonnes: number
  stock_tonnes: number[]
  handed_out_tonnes: number[]
}
export interface PlanLane {
  from: number
  to: number
  mode: 'rail' | 'road' | 'air'
  name: Titled
  weekly_capacity_tonnes: number
  tonnes: number[]
}

export interface PlanQuestion {
  size: PlanSize
  close_lane?: number
  subsidy?: number
  subsidy_rate?: number
  open_site?: number
  enlarge?: number
  enlarge_by?: number
  service_level?: number
  rank?: boolean
}

export const askForPlan = async (question: PlanQuestion, signal?: AbortSignal): Promise<PlanAnswer> =>
  (await ask<PlanAnswer>('/studies/trade.plan', { method: 'POST', body: question, signal })).body

export interface Point {
  x: number
  y: number
}

/**
 * Where the sites are drawn, in a box of 1000 by 460: bases in the west and warehouses in the east, each group spread over its own
 * part, since the two thousand kilometres between them show nothing.
 */
export function placesOf(sites: readonly PlanSite[]): Point[] {
  const spread = (some: readonly PlanSite[], left: number, right: number) => {
    const span = (values: number[]) => [Math.min(...values), Math.max(...values)] as const
    const [west, east] = span(some.map((one) => one.longitude))
    const [south, north] = span(some.map((one) => one.latitude))
    return (one: PlanSite): Point => ({
      x: left + ((one.longitude - west) / Math.max(east - west, 0.01)) * (right - left),
      y: 420 - ((one.latitude - south) / Math.max(north - south, 0.01)) * 380,
    })
  }
  const bases = sites.filter((one) => one.kind === 'base')
  const east = sites.filter((one) => one.kind !== 'base' && one.kind !== 'outside')
  const inBases = spread(bases, 60, 240)
  const inEast = spread(east, 520, 940)
  return sites.map((one) =>
    one.kind === 'base' ? inBases(one) : one.kind === 'outside' ? { x: 400, y: 380 } : inEast(one),
  )
}

/** The day on which a week of the plan begins. */
export function dayOfWeek(begins: string, week: number): string {
  const day = new Date(`${begins}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + 7 * week)
  return day.toISOString().slice(0, 10)
}
