import { ask } from '@/api/http'
import { Problem } from '@/api/problem'
import { send } from '@/api/records'
import { importTable } from '@/api/transfers'
import type { DataRecord, Titled } from '@/api/types'

/** What the study "trade.plan" answers: modules/trade/plan/plan_study.h. Money in yuan. */
export interface PlanAnswer {
  begins: string
  weeks: number
  /** What the records do not say and was assumed instead. */
  notes: Titled[]
  plan?: PlanSummary
  changed?: PlanSummary
  subsidies: { name: Titled; yuan_a_tonne: number }[]
  sites?: PlanSite[]
  lanes?: PlanLane[]
  words?: (Titled & { worth: number })[]
  products?: {
    name: Titled
    method: 'forecast' | 'last_year' | 'level'
    asked_tonnes: number
    low_tonnes: number
    high_tonnes: number
    delivered_tonnes: number
  }[]
  lines?: PlanLine[]
  candidates?: (Titled & { site: number; saved: number; opening: number; worth: number })[]
  clashes?: (Titled & { missing_tonnes: number })[]
}
/** Fields of a goods_plan_line; records by their ids. */
export interface PlanLine {
  week: string
  product: string
  mode: string
  from_base?: string
  from_warehouse?: string
  to_warehouse: string
  weight: string
}
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
  begins?: string
  weeks: number
  lines?: boolean
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

/** What the study "trade.flows" answers. */
export interface FlowsAnswer {
  begins: string
  weeks: number
  moved_tonnes: number
  sites: PlanSite[]
  lanes: PlanLane[]
}
export const askForFlows = async (
  question: { until?: string; weeks: number },
  signal?: AbortSignal,
): Promise<FlowsAnswer> =>
  (await ask<FlowsAnswer>('/studies/trade.flows', { method: 'POST', body: question, signal })).body

/** What the study "trade.plan_followed" answers, tonnes; the sums are those of the weeks that are over. */
export interface FollowedAnswer {
  plan: { id: string; number: string; title: string; state: string }
  begins: string
  weeks: number
  known_weeks: number
  planned_tonnes: number
  moved_tonnes: number
  as_planned_tonnes: number
  lanes: {
    name: string
    mode: string
    planned: number[]
    moved: number[]
    planned_tonnes: number
    moved_tonnes: number
  }[]
}
export const askWhatFollowed = async (plan: string, signal?: AbortSignal): Promise<FollowedAnswer> =>
  (await ask<FollowedAnswer>('/studies/trade.plan_followed', { method: 'POST', body: { plan }, signal })).body

const lineFields = ['plan', 'week', 'product', 'mode', 'from_base', 'from_warehouse', 'to_warehouse', 'weight'] as const

/** The lines as a table to import; records are named by `#id`. */
export function tableOfLines(lines: readonly PlanLine[], plan: string): string {
  const named = (id: string | undefined): string => (id ? `#${id}` : '')
  const rows = lines.map((line) =>
    [
      `#${plan}`,
      line.week,
      named(line.product),
      line.mode,
      named(line.from_base),
      named(line.from_warehouse),
      named(line.to_warehouse),
      line.weight,
    ].join(','),
  )
  return [lineFields.join(','), ...rows].join('\n') + '\n'
}

/** Keeps an answer with its lines as a draft. Its lines go in together or not at all: a draft without lines shows that they did not. */
export async function keepPlan(
  answer: PlanAnswer,
  question: PlanQuestion,
  fields: { title: string; replaces?: string },
  key: string,
): Promise<DataRecord> {
  const plan = answer.changed ?? answer.plan
  if (!plan || !answer.lines) throw new Error('there is no plan to keep')
  const { lines: _, ...asked } = question
  const values = {
    title: fields.title,
    begins_on: answer.begins,
    ends_on: dayOfWeek(answer.begins, answer.weeks - 1, 6),
    cost: plan.cost.toFixed(2),
    lower_bound: Math.min(plan.lower_bound, plan.cost).toFixed(2),
    subsidy: plan.subsidy.toFixed(2),
    asked,
    ...(fields.replaces ? { replaces: fields.replaces } : {}),
  }
  const record = await send({ does: 'create', type: 'goods_plan', values }, key)
  const file = new File([tableOfLines(answer.lines, record.id)], 'plan.csv', { type: 'text/csv' })
  const report = await importTable('goods_plan_line', file, { transfer: key })
  if (report.problems.length)
    throw new Problem(422, { code: 'import.rows_refused', detail: report.problems[0]!.detail })
  return record
}

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
  // What stands between the two, such as a warehouse in Henan, has a column of its own.
  const group = (one: PlanSite): 'west' | 'between' | 'east' =>
    one.kind === 'base' || one.longitude < 95 ? 'west' : one.kind === 'outside' ? 'between' : 'east'
  const of = (name: string) => sites.filter((one) => group(one) === name)
  const between = of('between')
  const inWest = spread(of('west'), 110, 300)
  const inEast = spread(of('east'), 540, 940)
  return sites.map((one) => {
    const name = group(one)
    if (name === 'between') return { x: 420, y: 400 - 60 * between.indexOf(one) }
    return name === 'west' ? inWest(one) : inEast(one)
  })
}

/** The day on which a week of the plan begins. */
export function dayOfWeek(begins: string, week: number, into = 0): string {
  const day = new Date(`${begins}T00:00:00Z`)
  day.setUTCDate(day.getUTCDate() + 7 * week + into)
  return day.toISOString().slice(0, 10)
}
