import { expect, it } from 'vitest'
import type { Measure } from '@/api/types'
import { formulaParts, type Wording } from './formula'

const allocated: Measure = {
  name: 'funds.allocated',
  title: { zh: '已分配', en: 'Allocated' },
  unit: 'CNY',
  dimensions: [
    {
      name: 'level',
      title: { zh: '层级', en: 'Level' },
      kind: 'choice',
      choices: [
        { name: 'county', title: { zh: '县', en: 'County' } },
        { name: 'township', title: { zh: '乡', en: 'Township' } },
      ],
    },
  ],
}

const wording: Wording = {
  measure: (name) => (name === allocated.name ? allocated : undefined),
  title: (of) => of.title.zh,
  choice: (dimension, value) => dimension?.choices?.find((c) => c.name === value)?.title.zh ?? value,
  is: '为',
  isNot: '非',
  separator: '、',
  and: '且',
}

it('reads a ratio with a filter', () => {
  expect(formulaParts('funds.allocated[level in (county, township)] / funds.allocated', wording)).toEqual([
    { kind: 'measure', text: '已分配', filter: '层级为县、乡' },
    { kind: 'operator', text: '÷' },
    { kind: 'measure', text: '已分配', filter: undefined },
  ])
})

it('keeps numbers, brackets and unknown measures', () => {
  const parts = formulaParts('100 * (a.b - funds.allocated[level != county])', wording)
  expect(parts.map((p) => p.text)).toEqual(['100', '×', '(', 'a.b', '−', '已分配', ')'])
  expect(parts[5]?.filter).toBe('层级非县')
})

it('shows a form that it does not know as it is', () => {
  expect(formulaParts('a ~ b', wording)).toEqual([{ kind: 'operator', text: 'a ~ b' }])
})
