import { describe, expect, it } from 'vitest'
import { rangeOf, secondBehind } from './ranges'

const now = new Date('2024-02-29T17:20:00Z') // 01:20 of 1 March in Shanghai

describe('the stretch that a chart of readings shows', () => {
  it('ends with the hour, day or month that is going on in Shanghai', () => {
    expect(rangeOf('reading', 0, now)).toEqual({ from: '2024-02-28T18:00:00Z', to: '2024-02-29T18:00:00Z' })
    expect(rangeOf('hour', 0, now).to).toBe('2024-02-29T18:00:00Z')
    expect(rangeOf('day', 0, now).to).toBe('2024-03-01T16:00:00Z')
    expect(rangeOf('month', 0, now).to).toBe('2024-03-31T16:00:00Z')
  })

  it('joins the one before it without a gap', () => {
    for (const step of ['reading', 'hour', 'day', 'month'] as const)
      expect(rangeOf(step, 1, now).to).toBe(rangeOf(step, 0, now).from)
  })

  it('of one reading is a second', () => {
    expect(secondBehind('2024-02-29T23:59:59Z')).toBe('2024-03-01T00:00:00Z')
  })
})
