import { approximate } from '@/format/decimal'
import { shortText } from '@/format/quantity'
import { textWidth } from '@/map/layout'
import type { EChartsCoreOption, Ink } from './setup'

export interface Series {
  name: string
  values: (string | null)[]
}

export interface ChartData {
  steps: string[]
  series: Series[]
  unit: string
  decimals: number
  stacked: boolean
  lines: boolean // along time
  upright: boolean // bars stand; else they lie, which suits long names
  target?: { value: string; name: string } | null
}

/** Words as a tooltip, which is HTML, shows them. */
export function escaped(text: string): string {
  return text.replace(/[&<>"]/g, (c) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[c]!)
}

interface TooltipItem {
  seriesName?: string
  seriesIndex: number
  dataIndex: number
  marker: string
}

const legendRow = 20
const legendItem = 32 // the mark and the gaps, in pixels

// The legend wraps on narrow pages; the plot begins below its last row.
function legendHeight(names: string[], width: number): number {
  let rows = 1
  let used = 0
  for (const name of names) {
    const needed = legendItem + textWidth(name, 12)
    if (used > 0 && used + needed > width) {
      rows++
      used = 0
    }
    used += needed
  }
  return rows * legendRow
}

/** What is said of the place under the pointer, on a slip in the page's colours; `formatter` yields HTML. */
export function axisTooltip<Items>(ink: Ink, formatter: (items: Items | Items[]) => string) {
  return {
    trigger: 'axis' as const,
    confine: true,
    backgroundColor: ink.surface,
    borderColor: ink.line,
    textStyle: { color: ink.ink, fontSize: 13 },
    formatter,
  }
}

export function chartOption(data: ChartData, ink: Ink, width: number): EChartsCoreOption {
  const many = data.series.length > 1
  const legend = many
    ? legendHeight(
        data.series.map((one) => one.name),
        width,
      ) + 16
    : 18
  const top = legend + (data.target && !data.upright ? 14 : 0) // above lying bars stands the target's name
  const said = (value: string | null) => (value === null ? '—' : shortText(value, data.unit, data.decimals))
  const tooltip = (items: TooltipItem | TooltipItem[]) => {
    const all = Array.isArray(items) ? items : [items]
    const lines = all
      .filter((item) => data.series[item.seriesIndex]?.values[item.dataIndex] != null)
      .map((item) => {
        const series = data.series[item.seriesIndex]!
        const name = many ? `${escaped(series.name)}&nbsp; ` : ''
        return `${item.marker}${name}<b>${escaped(said(series.values[item.dataIndex]!))}</b>`
      })
    return [`<span>${escaped(data.steps[all[0]?.dataIndex ?? 0] ?? '')}</span>`, ...lines].join('<br>')
  }
  const category = {
    type: 'category',
    data: data.steps,
    inverse: !data.upright,
    axisTick: { show: false },
    axisLine: { lineStyle: { color: ink.line } },
    axisLabel: { color: ink.ink2, width: data.upright ? 90 : 130, overflow: 'truncate', hideOverlap: true },
  }
  const values = data.series.flatMap((one) => one.values)
  const isShare = data.unit === 'percent' && values.every((one) => approximate(one) >= 0 && approximate(one) <= 100)
  const value = {
    type: 'value',
    max: isShare ? 100 : undefined,
    splitLine: { lineStyle: { color: ink.line } },
    axisLabel: { color: ink.ink3, formatter: (v: number) => shortText(String(v), data.unit), hideOverlap: true },
    splitNumber: 4,
  }
  return {
    color: ink.series,
    textStyle: { fontFamily: ink.font },
    animationDuration: 300,
    grid: { left: 8, right: data.target ? 24 : 16, top, bottom: 4, containLabel: true },
    legend: many
      ? {
          type: 'plain',
          top: 0,
          left: 0,
          itemWidth: 12,
          itemHeight: 10,
          icon: 'roundRect',
          textStyle: { color: ink.ink2 },
        }
      : undefined,
    tooltip: { ...axisTooltip(ink, tooltip), axisPointer: { type: data.lines ? 'line' : 'shadow' } },
    xAxis: data.upright ? category : value,
    yAxis: data.upright ? value : category,
    series: data.series.map((series, index) => ({
      name: series.name,
      type: data.lines ? 'line' : 'bar',
      stack: data.stacked && !data.lines ? 'all' : undefined,
      barMaxWidth: 30,
      symbolSize: 7,
      lineStyle: { width: 2.2 },
      itemStyle: { borderRadius: data.stacked ? 0 : data.upright ? [3, 3, 0, 0] : [0, 3, 3, 0] },
      cursor: 'pointer',
      data: series.values.map((one) => (one === null ? null : approximate(one))),
      markLine:
        data.target && index === 0
          ? {
              symbol: 'none',
              silent: true,
              lineStyle: { color: ink.seal, type: 'dashed', width: 1.5 },
              label: {
                color: ink.seal,
                formatter: data.target.name,
                position: data.upright ? 'insideStartBottom' : 'end',
              },
              data: [
                data.upright ? { yAxis: approximate(data.target.value) } : { xAxis: approximate(data.target.value) },
              ],
            }
          : undefined,
    })),
  }
}
