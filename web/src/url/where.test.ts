import { describe, expect, it } from 'vitest'
import { conditionText, readWhere, withCondition, without } from './where'

describe('where-strings', () => {
  it('are read', () => {
    expect(readWhere('giver=山东省,region=西藏日喀则市, year=2023')).toEqual([
      { dimension: 'giver', value: '山东省' },
      { dimension: 'region', value: '西藏日喀则市' },
      { dimension: 'year', value: '2023' },
    ])
  })
  it('keep what stands in quotes', () => {
    expect(readWhere('sector="水, 电 \\"一期\\"",period=2017/2019')).toEqual([
      { dimension: 'sector', value: '水, 电 "一期"' },
      { dimension: 'period', value: '2017/2019' },
    ])
  })
  it('come back as they were written', () => {
    for (const value of ['山东省', '水, 电', 'a"b\\c', 'x=y']) {
      const text = conditionText({ dimension: 'sector', value })
      expect(readWhere(text)).toEqual([{ dimension: 'sector', value }])
    }
  })
  it('leave out what is no condition', () => {
    expect(readWhere('')).toEqual([])
    expect(readWhere('nonsense')).toEqual([])
    expect(readWhere('giver=')).toEqual([])
  })
  it('hold one value a dimension', () => {
    const where = readWhere('year=2023,giver=山东省')
    expect(withCondition(where, { dimension: 'year', value: '2024' })[0]).toEqual({ dimension: 'year', value: '2024' })
    expect(without(where, 'year')).toEqual([{ dimension: 'giver', value: '山东省' }])
  })
})
