import { describe, expect, it } from 'vitest'
import { pieces } from './marks'

describe('pieces', () => {
  it('cuts a text at its marks', () => {
    expect(pieces('修建白朗水渠', [[2, 2]])).toEqual([
      { text: '修建', marked: false },
      { text: '白朗', marked: true },
      { text: '水渠', marked: false },
    ])
  })
  it('counts code points', () => {
    expect(pieces('𠀀白', [[1, 1]])).toEqual([
      { text: '𠀀', marked: false },
      { text: '白', marked: true },
    ])
  })
  it('leaves no empty pieces, and stops at the end', () => {
    expect(pieces('白朗', [[0, 2]])).toEqual([{ text: '白朗', marked: true }])
    expect(pieces('白', [[0, 5]])).toEqual([{ text: '白', marked: true }])
    expect(pieces('', [])).toEqual([])
  })
})
