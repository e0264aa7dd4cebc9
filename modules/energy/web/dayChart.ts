import { axisTooltip, escaped } from '@/charts/options'
import type { EChartsCoreOption, Ink } from '@/charts/setup'
import { part, timeOf, type DayOfPlant, type Quarters } from './energy'
import { say } from './texts'

interface Line {
  name: string
  values: readonly (number | null)[]
  colour: string
  dashed?: boolean
  filled?: boolean
  bar?: boolean
}

function linesOf(day: DayOfPlant, ink: Ink): Line[] {
  const lines: Line[] = []
  const add = (name: string, values: Quarters | number[] | undefined, colour: string, look: Partial<Line> = {}) => {
    if (values?.some((one) => one !== null)) lines.push({ name, values, colour, ...look })
  }
  const below = (values: Quarters): Quarters => values.map((one) => (one === null ? null : -one))
  add(say('power'), day.power, ink.ochre, { filled: true })
  add(say('planned'), day.planned?.delivered, ink.ink2, { dashed: true })
  add(say('delivered'), day.delivered, ink.series[0] ?? ink.indigo)
  add(say('discharge'), part(day.battery, 1), ink.indigo, { bar: true })
  add(say('charge'), below(part(day.battery, -1)), ink.series[3] ?? ink.ink3, { bar: true })
  if (day.curtailed.some((one) => one)) add(say('curtailed'), day.curtailed, ink.seal)
  return lines
}

const megawatts = (value: number): string => `${Math.abs(value).toFixed(1)} MW`

/** Plan and actual of a day on one chart; what is charged hangs below the line. */
export function dayOption(day: DayOfPlant, ink: Ink): EChartsCoreOption {
  const lines = linesOf(day, ink)
  const most = Math.max(1, ...lines.flatMap((line) => line.values.map((one) => one ?? 0)))
  const top = Math.ceil(most / 10) * 10
  const said = (items: { dataIndex: number }[] | { dataIndex: number }) => {
    const index = (Array.isArray(items) ? items[0] : items)?.dataIndex ?? 0
    const rows = lines
      .filter((line) => line.values[index] !== null && line.values[index] !== undefined)
      .map((line) => `${escaped(line.name)}&nbsp; <b>${megawatts(line.values[index]!)}</b>`)
    const evening = day.evening[index] ? `&nbsp; ${escaped(say('evening'))}` : ''
    return [`<span>${timeOf(index)}${evening}</span>`, ...rows].join('<br>')
  }
  return {
    textStyle: { fontFamily: ink.font },
    animationDuration: 200,
    legend: { type: 'plain', top: 0, left: 0, itemWidth: 14, itemHeight: 9, textStyle: { color: ink.ink2 } },
    grid: { left: 8, right: 16, top: 66, bottom: 4, containLabel: true },
    tooltip: axisTooltip(ink, said),
    xAxis: {
      type: 'category',
      data: Array.from({ length: 96 }, (_, i) => timeOf(i)),
      boundaryGap: true,
      axisLine: { lineStyle: { color: ink.line }, onZero: true },
      axisTick: { show: false },
      axisLabel: { color: ink.ink2, interval: 11 },
    },
    yAxis: {
      type: 'value',
      max: top,
      name: 'MW',
      nameTextStyle: { color: ink.ink3, align: 'left' },
      splitLine: { lineStyle: { color: ink.line } },
      axisLabel: { color: ink.ink3 },
      splitNumber: 4,
    },
    series: [
      ...lines.map((line) => ({
        name: line.name,
        type: line.bar ? 'bar' : 'line',
        stack: line.bar ? 'battery' : undefined,
        barWidth: line.bar ? '55%' : undefined,
        color: line.colour,
        symbol: 'none',
        z: line.bar ? 2 : line.filled ? 1 : 3,
        lineStyle: line.bar ? undefined : { width: line.dashed ? 2 : 1.8, type: line.dashed ? 'dashed' : 'solid' },
        areaStyle: line.filled ? { opacity: 0.16 } : undefined,
        itemStyle: line.bar ? { opacity: 0.75 } : undefined,
        data: line.values.map((one) => (one === null ? null : Math.round(one * 1000) / 1000)),
      })),
      {
        name: say('evening'),
        type: 'bar',
        barGap: '-100%',
        barWidth: '100%',
        silent: true,
        z: 0,
        color: ink.ink3,
        itemStyle: { opacity: 0.12 },
        data: day.evening.map((one) => (one ? top : null)),
      },
    ],
  }
}
