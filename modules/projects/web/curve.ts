import { axisTooltip, escaped } from '@/charts/options'
import type { EChartsCoreOption, Ink } from '@/charts/setup'
import type { Outlook, Point } from './outlook'
import { say } from './texts'

const pairs = (points: Point[]): [string, number][] => points.map((point) => [point.on, point.percent])

interface Hovered {
  seriesName: string
  marker: string
  value: [string, number]
}

/** What should be done, what was reported, and where on the line of 100 % the finish will likely lie. */
export function curveOption(work: Outlook, on: string, ink: Ink, width: number): EChartsCoreOption {
  const line = (name: string, data: [string, number][], colour: string, more: object) => ({
    name,
    type: 'line',
    data,
    color: colour,
    lineStyle: { width: 2.2, color: colour },
    ...more,
  })
  const { from, likely, until } = work.finish
  const tooltip = (items: Hovered | Hovered[]) => {
    const all = Array.isArray(items) ? items : [items]
    const rows = all.map((item) => `${item.marker}${escaped(item.seriesName)} <b>${item.value[1]}%</b>`)
    return [String(all[0]?.value[0] ?? ''), ...rows].join('<br>')
  }
  return {
    textStyle: { fontFamily: ink.font },
    animationDuration: 300,
    grid: { left: 8, right: 20, top: 44, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 16, itemHeight: 8, textStyle: { color: ink.ink2 } },
    tooltip: axisTooltip(ink, tooltip),
    xAxis: {
      type: 'time',
      axisLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.ink2, hideOverlap: true, formatter: '{yyyy}-{MM}' },
      splitNumber: width < 500 ? 3 : 8,
    },
    yAxis: {
      type: 'value',
      min: 0,
      max: 100,
      splitLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.ink3, formatter: '{value}%' },
    },
    series: [
      line(say('line_expected'), pairs(work.curve ?? []), ink.indigo, {
        showSymbol: false,
        lineStyle: { width: 2, type: 'dashed', color: ink.indigo },
        markLine: {
          symbol: 'none',
          silent: true,
          label: { formatter: on, color: ink.ink3, position: 'insideEndTop' },
          lineStyle: { color: ink.ink3, type: 'dotted' },
          data: [{ xAxis: on }],
        },
      }),
      line(say('line_done'), [[work.started_on, 0], ...pairs(work.reports ?? [])], ink.series[0]!, { symbolSize: 8 }),
      line(
        say('line_band'),
        [
          [from, 100],
          [likely, 100],
          [until, 100],
        ],
        ink.ochre,
        { symbol: ['diamond'], symbolSize: 9, lineStyle: { width: 7, opacity: 0.45, color: ink.ochre } },
      ),
    ],
  }
}
