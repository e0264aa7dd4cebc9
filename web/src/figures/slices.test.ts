import { describe, expect, it } from 'vitest'
import type { Figure, FigureRow } from '@/api/types'
import { cellWhere, pivot, usualBy } from './slices'

const figure = {
  name: 'funds.invested',
  dimensions: [
    { name: 'giver', kind: 'ref', ref: 'division', title: { zh: '支援方', en: 'Giver' } },
    { name: 'sector', kind: 'choice', title: { zh: '领域', en: 'Field' } },
  ],
} as unknown as Figure

const row = (keys: Record<string, string>, value: string): FigureRow => ({ keys, where: keys, value, unit: 'CNY' })

describe('slices', () => {
  it('run along time first, then by what can be chosen', () => {
    expect(usualBy(figure, [])).toEqual(['year'])
    expect(usualBy(figure, [{ dimension: 'year', value: '2024' }])).toEqual(['sector'])
    expect(
      usualBy(figure, [
        { dimension: 'year', value: '2024' },
        { dimension: 'sector', value: 'water' },
      ]),
    ).toEqual(['giver'])
  })
  it('name the cell by keys, and replace a wider condition', () => {
    const where = [
      { dimension: 'region', value: '540000' },
      { dimension: 'year', value: '2024' },
    ]
    expect(cellWhere(where, ['region.prefecture'], row({ 'region.prefecture': '540200' }, '1'))).toEqual([
      { dimension: 'year', value: '2024' },
      { dimension: 'region', value: '540200' },
    ])
  })
  it('have no name where nothing is recorded', () => {
    expect(cellWhere([], ['sector'], row({ sector: '' }, '1'))).toBeNull()
  })
  it('cross two cuts', () => {
    const table = pivot(
      [
        row({ sector: 'b', year: '2024' }, '3'),
        row({ sector: 'a', year: '2023' }, '1'),
        row({ sector: 'b', year: '2023' }, '2'),
      ],
      ['sector', 'year'],
    )
    expect(table.rows.map((r) => r.key)).toEqual(['b', 'a'])
    expect(table.columns.map((c) => c.key)).toEqual(['2023', '2024'])
    expect(table.cells.get('b\u00002024')?.value).toBe('3')
    expect(table.cells.has('a\u00002024')).toBe(false)
  })
})
