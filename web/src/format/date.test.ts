import { expect, it, vi } from 'vitest'
import { isDay, momentText, readDay, today } from './date'

it.each([
  ['2024-03-01', '2024-03-01'],
  ['2024/3/1', '2024-03-01'],
  ['20240301', '2024-03-01'],
  ['2024年3月1日', '2024-03-01'],
  ['２０２４.3.1', '2024-03-01'],
  ['2024-02-30', null],
  ['1 March', null],
])('%s is read as %s', (typed, day) => expect(readDay(typed)).toBe(day))

it('knows the days of the calendar', () => {
  expect(isDay('2024-02-29')).toBe(true)
  expect(isDay('2023-02-29')).toBe(false)
})

it('knows what day it is in Shanghai', () => {
  vi.useFakeTimers({ now: new Date('2026-02-28T16:00:00Z') })
  expect(today()).toBe('2026-03-01')
  vi.useRealTimers()
})

it('shows a moment by the clock of Shanghai wherever the reader is', () => {
  expect(momentText('2026-03-01T16:05:00.000000Z')).toBe('2026-03-02 00:05')
  expect(momentText('?')).toBe('?')
})
