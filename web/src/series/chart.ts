import type { Readings, RollUp } from '@/api/series'
import { axisTooltip, escaped } from '@/charts/options'
import type { EChartsCoreOption, Ink } from '@/charts/setup'
import { approximate } from '@/format/decimal'
import { marks, meanOf, pointsOf, stepName } from './readings'

export interface Words {
  unit: string
  value: string
  marked: string
  mean: string
  low: string
  high: string
  /** What a tooltip says of the nth item. */
  said(index: number): string
}

// More dots than that are a band; the marked ones are always shown.
const mostDots = 300

function frame(ink: Ink, words: Words, steps: string[], times: number[] | null): EChartsCoreOption {
  const axis = { axisLine: { lineStyle: { color: ink.line } }, axisLabel: { color: ink.ink2, hideOverlap: true } }
  return {
    textStyle: { fontFamily: ink.font },
    animationDuration: 200,
    grid: { left: 8, right: 16, top: 28, bottom: 4, containLabel: true },
    tooltip: axisTooltip(ink, (items: { dataIndex: number }[] | { dataIndex: number }) =>
      escaped(words.said((Array.isArray(items) ? items[0] : items)?.dataIndex ?? 0)),
    ),
    xAxis: times
      ? { type: 'category', data: steps, boundaryGap: false, ...axis }
      : { type: 'category', data: steps, ...axis },
    yAxis: {
      type: 'value',
      scale: true,
      name: words.unit,
      nameTextStyle: { color: ink.ink3, align: 'left' },
      splitLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.ink3 },
      splitNumber: 4,
    },
  }
}

export function readingsOption(answer: Readings, ink: Ink, words: Words): EChartsCoreOption {
  if (answer.step !== 'reading') return stepsOption(answer.step, answer.items, ink, words)
  const { line, foot } = pointsOf(answer.items)
  const steps = answer.items.map((one) => stepName('reading', one.at))
  const colour = { ink3: ink.ink3, ochre: ink.ochre, seal: ink.seal, indigo: ink.indigo }
  return {
    ...frame(
      ink,
      words,
      steps,
      line.map((one) => one.at),
    ),
    series: [
      {
        name: words.value,
        type: 'line',
        color: ink.series[0],
        lineStyle: { width: 1.8 },
        symbol: marks.good.symbol,
        symbolSize: 4,
        showSymbol: line.length <= mostDots,
        showAllSymbol: true,
        sampling: 'lttb',
        cursor: 'pointer',
        data: line.map((one) => one.y),
      },
      {
        name: words.marked,
        type: 'line',
        lineStyle: { opacity: 0 },
        symbolSize: 11,
        showAllSymbol: true,
        cursor: 'pointer',
        data: line.map((one) =>
          one.quality === 'good'
            ? null
            : {
                value: one.y ?? foot,
                symbol: marks[one.quality].symbol,
                itemStyle: { color: colour[marks[one.quality].colour] },
              },
        ),
      },
    ],
  }
}

function stepsOption(step: 'hour' | 'day' | 'month', items: RollUp[], ink: Ink, words: Words): EChartsCoreOption {
  const side = (name: string, pick: (one: RollUp) => string | null) => ({
    name,
    type: 'line',
    color: ink.series[2],
    lineStyle: { width: 1, type: 'dashed' },
    showSymbol: false,
    data: items.map((one) => (pick(one) === null ? null : approximate(pick(one)))),
  })
  return {
    ...frame(
      ink,
      words,
      items.map((one) => stepName(step, one.begin)),
      null,
    ),
    legend: { top: 0, right: 0, itemWidth: 16, itemHeight: 8, textStyle: { color: ink.ink2 } },
    series: [
      {
        name: words.mean,
        type: 'line',
        color: ink.series[0],
        lineStyle: { width: 2.2 },
        showAllSymbol: true,
        data: items.map((one) => ({
          value: meanOf(one),
          symbol: one.flagged > 0 ? marks.suspect.symbol : marks.good.symbol,
          symbolSize: one.flagged > 0 ? 9 : 4,
          itemStyle: one.flagged > 0 ? { color: ink.ochre } : undefined,
        })),
      },
      side(words.high, (one) => one.high),
      side(words.low, (one) => one.low),
    ],
  }
}
