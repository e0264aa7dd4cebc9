import { describe, expect, it } from 'vitest'
import type { Reading, Readings } from '@/api/series'
import type { Ink } from '@/charts/setup'
import type { Words } from './chart'
import { readingsOption } from './chart'
import { listed, marks, pointsOf, stepName, summary } from './readings'

const readings: Reading[] = [
  { at: '2024-02-28T16:00:00Z', value: '2.35', quality: 'good' },
  { at: '2024-02-28T16:05:00Z', value: '9.99', quality: 'suspect' },
  { at: '2024-02-28T16:10:00Z', value: null, quality: 'missing' },
  { at: '2024-02-28T16:15:00Z', value: '2.30', quality: 'corrected' },
]
const frame = { station: { id: '1', type: 'gauge', number: null, label: 'G' }, from: '', to: '', kept_from: null }
const answer: Readings = { ...frame, step: 'reading', items: readings }
const hours: Readings = {
  ...frame,
  step: 'hour',
  items: [
    {
      begin: '2024-02-28T16:00:00Z',
      count: 2,
      flagged: 2,
      sum: '4.65',
      mean: '2.325',
      low: '2.30',
      high: '2.35',
      last: '2.30',
      last_at: '2024-02-28T16:15:00Z',
    },
    {
      begin: '2024-02-28T17:00:00Z',
      count: 0,
      flagged: 1,
      sum: null,
      mean: null,
      low: null,
      high: null,
      last: null,
      last_at: null,
    },
  ],
}
const ink: Ink = {
  ink: '#1',
  ink2: '#2',
  ink3: '#3',
  line: '#4',
  surface: '#5',
  seal: '#seal',
  font: 'f',
  series: ['#a', '#b', '#c'],
  ochre: '#ochre',
  indigo: '#indigo',
}
const words: Words = {
  unit: 'm',
  value: 'v',
  marked: 'marked',
  mean: 'mean',
  low: 'low',
  high: 'high',
  said: (index) => `<${index}>`,
}

describe('readings on a chart', () => {
  it('leave a gap where nothing was measured, and its mark at the foot', () => {
    const { line, foot } = pointsOf(readings)
    expect(line.map((one) => one.y)).toEqual([2.35, 9.99, null, 2.3])
    expect(foot).toBe(2.3)
  })

  it('carry a form and a colour of their own for each quality', () => {
    expect(new Set(Object.values(marks).map((one) => one.symbol)).size).toBe(4)
    expect(new Set(Object.values(marks).map((one) => one.colour)).size).toBe(4)
    const [line, marked] = readingsOption(answer, ink, words).series as { data: never[]; showAllSymbol: boolean }[]
    expect(line!.data).toEqual([2.35, 9.99, null, 2.3])
    expect(marked!.data).toEqual([
      null,
      { value: 9.99, symbol: 'triangle', itemStyle: { color: '#ochre' } },
      { value: 2.3, symbol: 'rect', itemStyle: { color: '#seal' } },
      { value: 2.3, symbol: 'diamond', itemStyle: { color: '#indigo' } },
    ])
    expect(marked!.showAllSymbol, 'none is left out where there are many').toBe(true)
  })

  it('of steps mark those with flagged readings', () => {
    const [mean, high, low] = readingsOption(hours, ink, words).series as { data: never[] }[]
    expect(mean!.data).toMatchObject([
      { value: 2.325, symbol: 'triangle' },
      { value: null, symbol: 'triangle' },
    ])
    expect(high!.data).toEqual([2.35, null])
    expect(low!.data).toEqual([2.3, null])
  })

  it('say nothing in a tooltip that a browser could take for a tag', () => {
    const { formatter } = readingsOption(answer, ink, words).tooltip as { formatter: (items: unknown) => string }
    expect(formatter([{ dataIndex: 2 }])).toBe('&lt;2&gt;')
  })
})

describe('readings in words', () => {
  it('are counted apart from the flagged ones', () => {
    expect(summary(answer)).toEqual({ count: 2, flagged: 2 })
    expect(summary(hours)).toEqual({ count: 2, flagged: 3 })
    expect(summary(null)).toEqual({ count: 0, flagged: 0 })
  })

  it('are listed with the latest first, all or those that are not simply good', () => {
    expect(listed(answer, false, 3).map((one) => one.at.slice(11, 16))).toEqual(['16:15', '16:10', '16:05'])
    expect(listed(answer, true, 9)).toHaveLength(3)
    expect(listed(hours, false, 9)).toEqual([])
  })

  it('have their times by the clock of Shanghai', () => {
    expect(stepName('reading', '2024-02-28T16:05:00Z')).toBe('2024-02-29 00:05')
    expect(stepName('day', '2024-02-28T16:00:00Z')).toBe('2024-02-29')
    expect(stepName('month', '2024-02-29T16:00:00Z')).toBe('2024-03')
  })
})
