import { expect, it } from 'vitest'
import type { FigureRow } from '@/api/types'
import { fullestYear, valuesAlong, yearsOf } from './years'

const row = (year: string, value: string | null = '1'): FigureRow => ({
  where: { year },
  keys: { year },
  value,
  unit: 'project',
})
const trends = new Map([
  ['a', [row('2022'), row('2023'), row('2024'), row('2025')]],
  ['b', [row('2023'), row('2024')]],
  ['c', [row('2023'), row('2024'), row('2025', null)]],
])

it('lists the years that have values', () => expect(yearsOf(trends)).toEqual(['2022', '2023', '2024', '2025']))
it('starts with the latest year that is well filled', () => expect(fullestYear(trends)).toBe('2024'))
it('has no year when there is nothing', () => expect(fullestYear(new Map())).toBe(''))
it('passes over a year that has only begun', () => {
  const money = [row('2023', '40'), row('2024', '44'), row('2025', '9')]
  expect(fullestYear(new Map([['money', money]]))).toBe('2024')
})

it('carries a stock through years without postings, and never a flow', () => {
  const rows = [row('2020', '5'), row('2022', '7')]
  expect(valuesAlong(['2021', '2022', '2023'], rows, 'stock')).toEqual(['5', '7', '7'])
  expect(valuesAlong(['2021', '2022', '2023'], rows, 'flow')).toEqual([null, '7', null])
})
