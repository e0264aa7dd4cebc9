import { listRecords } from '@/api/records'
import { fetchReadings, type Readings, type SeriesStep } from '@/api/series'
import type { EChartsCoreOption, Ink } from '@/charts/setup'
import { titled } from '@/i18n'
import { readingsOption, type Words } from '@/series/chart'
import { seriesOf } from '@/state/schema'
import type { DataRecord } from '@/api/types'
import { say, type TextName } from './texts'

/** What stands in the chart as a line: what raises an alarm, what has to flow. */
export interface Limit {
  name: string
  value: number
  kind: 'alarm' | 'required'
}

export const spans = [3, 10, 60, 365] as const
export type Span = (typeof spans)[number]
const stepOf: Record<Span, SeriesStep> = { 3: 'reading', 10: 'reading', 60: 'hour', 365: 'day' }

const declared = (name: string) => seriesOf('station').find((one) => one.name === `ecology.${name}`)
export const seriesTitle = (name: string): string => titled(declared(name)?.title, name)

interface Range {
  from: string
  to: string
}
export function rangeOf(span: Span, until: string): Range {
  const to = new Date(new Date(until).getTime() + 1000)
  const from = new Date(to.getTime() - span * 86_400_000)
  const text = (at: Date) => `${at.toISOString().slice(0, 19)}Z`
  return { from: text(from), to: text(to) }
}

/** What is shown, as a file for other programs. */
export const fileOf = (form: 'readings' | 'waterml', series: string, station: string, range: Range): string =>
  `/api/v1/served/${form}?${new URLSearchParams({ station: `#${station}`, series, ...range })}`

export function fetchSpan(
  series: string,
  station: string,
  span: Span,
  until: string,
  signal: AbortSignal,
): Promise<Readings> {
  const { from, to } = rangeOf(span, until)
  return fetchReadings(`ecology.${series}`, station, stepOf[span], from, to, signal)
}

const isFlow = (series: string): boolean => series === 'flow' || series === 'rated_flow'
const numberIn = (record: DataRecord, field: string): number | null =>
  record[field] === null || record[field] === undefined ? null : Number(record[field])

async function required(station: string): Promise<Limit[]> {
  const sections = (await listRecords('river_section', new URLSearchParams({ station: `eq.#${station}` }))).items
  const found = await Promise.all(
    sections.map((one) =>
      listRecords('flow_requirement', new URLSearchParams({ section: `eq.#${one.id}`, valid_until: 'null' })),
    ),
  )
  return found
    .flatMap((page) => page.items)
    .map((one) => ({
      name: say(`required_${String(one.season)}` as TextName),
      value: Number(one.flow),
      kind: 'required',
    }))
}

/** Who may not see rules or requirements sees the chart without. */
export async function fetchLimits(series: string, station: string): Promise<Limit[]> {
  const rules = await listRecords(
    'alarm_rule',
    new URLSearchParams({ station: `eq.#${station}`, series: `eq.${series}`, condition: 'in.(above,below)' }),
  ).catch(() => ({ items: [] as DataRecord[] }))
  const limits: Limit[] = rules.items.flatMap((one) => {
    const value = numberIn(one, 'threshold')
    return value === null || one.paused === true ? [] : [{ name: String(one.name), value, kind: 'alarm' }]
  })
  if (isFlow(series)) limits.push(...(await required(station).catch(() => [])))
  return limits
}

interface Lines {
  series: Record<string, unknown>[]
  yAxis: Record<string, unknown>
}

export function hydrographOption(answer: Readings, limits: Limit[], ink: Ink, words: Words): EChartsCoreOption {
  const option = readingsOption(answer, ink, words) as EChartsCoreOption & Lines
  const first = option.series[0]
  if (!first || !limits.length) return option
  first.markLine = {
    symbol: 'none',
    silent: true,
    label: { position: 'insideStartTop', color: ink.ink2, fontSize: 12 },
    data: limits.map((one) => ({
      yAxis: one.value,
      name: one.name,
      label: { formatter: `${one.name} ${one.value}` },
      lineStyle: { color: one.kind === 'alarm' ? ink.seal : ink.indigo, type: 'dashed', width: 1.4 },
    })),
  }
  // A limit that lies outside of what was measured is shown all the same.
  const values = limits.map((one) => one.value)
  option.yAxis.min = (range: { min: number; max: number }) => round(Math.min(range.min, ...values), -1)
  option.yAxis.max = (range: { min: number; max: number }) => round(Math.max(range.max, ...values), 1)
  return option
}

// To two leading digits, away from the lines.
function round(value: number, up: 1 | -1): number {
  if (value === 0) return 0
  const step = 10 ** (Math.floor(Math.log10(Math.abs(value))) - 1)
  const rounded = (up > 0 ? Math.ceil(value / step) : Math.floor(value / step)) * step
  return Number(rounded.toPrecision(3)) // 28 times 0.1 is 2.8000000000000003
}
