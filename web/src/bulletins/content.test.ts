import { describe, expect, it } from 'vitest'
import type { Slice } from '@/api/bulletins'
import {
  begun,
  byText,
  figureLines,
  freshBlock,
  placeholder,
  readBy,
  readFigureLines,
  readSlice,
  sliceText,
  tidied,
} from './content'

describe('a slice that is typed', () => {
  it('is read with Chinese and Latin marks', () => {
    expect(readSlice('year=2024，giver＝山东省')).toEqual({ year: '2024', giver: '山东省' })
    expect(readSlice('giver="山东省, 青岛市" year=2024')).toEqual({ giver: '山东省, 青岛市', year: '2024' })
    expect(readSlice('  ')).toBeUndefined()
  })
  it('comes back as it was', () => {
    const slices: Slice[] = [{ year: '2024', giver: '山东省' }, { giver: '山东省, 青岛市' }]
    for (const slice of slices) expect(readSlice(sliceText(slice))).toEqual(slice)
  })
})

describe('figures, one a line', () => {
  it('are read and written', () => {
    const figures = ['funds.paid', { figure: 'funds.idle', where: { giver: '山东省' } }]
    expect(figureLines(figures)).toBe('funds.paid\nfunds.idle giver=山东省')
    expect(readFigureLines('funds.paid \n\n funds.idle giver=山东省\n')).toEqual(figures)
  })
})

describe('a block', () => {
  it('has what its kind asks for', () => {
    expect(freshBlock('table')).toEqual({ kind: 'table', figures: [], by: [] })
    expect(tidied({ ...freshBlock('chart'), title: '', figure: 'funds.paid', by: ['year'] })).toEqual({
      kind: 'chart',
      figure: 'funds.paid',
      by: ['year'],
      form: 'bars',
    })
    expect(tidied({ kind: 'text', text: '' })).toEqual({ kind: 'text', text: '' })
  })
  it('groups by one or two things', () => {
    expect(readBy('region.province，year')).toEqual(['region.province', 'year'])
    expect(byText(['region', 'year'])).toBe('region, year')
    expect(byText('year')).toBe('year')
  })
  it('takes numbers that live', () => {
    expect(placeholder('funds.paid', ' year=2024 ')).toBe('{{funds.paid year=2024}}')
    expect(placeholder('funds.paid')).toBe('{{funds.paid}}')
  })
})

it('leaves out what is still empty at the end, and nothing before', () => {
  const empty = freshBlock('text')
  const said = { ...freshBlock('text'), text: '一' }
  const figure = { ...freshBlock('chart'), figure: 'funds.paid' }
  expect(begun([empty])).toEqual([])
  expect(begun([empty, said, freshBlock('table')])).toEqual([empty, said])
  expect(begun([said, empty, figure])).toEqual([said, empty, figure])
})
